"""Marking decides only what is certain."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.funds.rules.marking import KnownCase, Marked, MarkedBy, Unidentified, Why, decide, traces_of

CASE = KnownCase(UUID(int=1), "（2022）吉2424执7号", frozenset({"张三丰"}), frozenset({"李四", "欧阳䶮"}))
OTHER = KnownCase(UUID(int=2), "（2022）吉2424执8号", frozenset({"甲"}), frozenset({"李四"}))


def _decide(remark: str, payer: str = "王五", sub_account: str = "") -> Marked | Unidentified:
    return decide(
        traces_of(remark, sub_account),
        payer_key=payer,
        court_code="吉2424",
        by_sub_account={"24242022000007": CASE},
        by_number={CASE.number: CASE, OTHER.number: OTHER},
    )


@pytest.mark.parametrize(
    ("remark", "payer"),
    [
        ("（2022）吉2424执7号", "李四"), ("2022年吉2424执字第7号", "李四"), ("2022吉2424执7", "李四"),
        ("(2022)吉2424执7号执行款", "欧阳䶮"), ("替李四交执行款（2022）吉2424执7号", "王五"),
        ("（2022）吉2424执7号 李四", "王五"), ("（2022）吉2424执7号还张三丰欠款", "王五"),
    ],
)  # fmt: skip
def test_a_complete_number_and_a_party_agree(remark: str, payer: str) -> None:
    assert _decide(remark, payer) == Marked(CASE, MarkedBy.CASE_NUMBER)


@pytest.mark.parametrize(
    ("remark", "payer", "why"),
    [
        ("（2022）吉2424执7号", "王五", Why.PAYER_NOT_PARTY), ("（2022）吉2424执7号", "李四光", Why.PAYER_NOT_PARTY),
        ("代李四光还（2022）吉2424执7号", "王五", Why.PAYER_NOT_PARTY), ("（2022）吉2424执7号", "张三丰", Why.PAYER_IS_APPLICANT),
        ("（2022）吉2424执7号张三丰", "张三丰", Why.PAYER_IS_APPLICANT), ("（2022）吉2401执7号", "李四", Why.NUMBER_OF_OTHER_COURT),
        ("（2022）吉2424执70号", "李四", Why.NUMBER_OF_NO_CASE), ("（2021）吉2424执7号", "李四", Why.NUMBER_OF_NO_CASE),
        ("（2022）吉2424执恢7号", "李四", Why.NUMBER_OF_NO_CASE), ("执7号 李四", "李四", Why.INCOMPLETE_NUMBER),
        ("２４２４执7案款", "李四", Why.INCOMPLETE_NUMBER), ("（2022）吉2424执7号、8号", "李四", Why.SEVERAL_NUMBERS),
        ("李四执行款", "李四", Why.NAME_ONLY), ("转账", "李四", Why.NO_TRACE), ("", "李四", Why.NO_TRACE),
        ("诉讼费", "李四", Why.NO_TRACE), ("1234567", "李四", Why.NAME_ONLY),
    ],
)  # fmt: skip
def test_everything_else_waits_for_a_person_with_its_reason(remark: str, payer: str, why: Why) -> None:
    decision = _decide(remark, payer)
    assert isinstance(decision, Unidentified)
    assert decision.why is why


def test_a_sub_account_decides_unless_the_remark_names_another_case() -> None:
    assert _decide("", sub_account="24242022000007") == Marked(CASE, MarkedBy.SUB_ACCOUNT)
    assert _decide("（2022）吉2424执7号", sub_account="24242022000007") == Marked(CASE, MarkedBy.SUB_ACCOUNT)
    for sub_account, remark, why in (
        ("24242022000007", "（2022）吉2424执8号", Why.TRACES_DISAGREE),
        ("24242022000099", "（2022）吉2424执7号", Why.SUB_ACCOUNT_OF_NO_CASE),
    ):
        decision = _decide(remark, "李四", sub_account)
        assert isinstance(decision, Unidentified)
        assert decision.why is why
    assert _decide("", sub_account="99").text == "虚拟子账号在本院没有对应的立案登记（99）"


@given(st.text(max_size=40), st.text(max_size=10))
def test_no_text_is_ever_marked_without_the_whole_number_and_a_party(remark: str, payer: str) -> None:
    decision = _decide(remark, payer)
    if isinstance(decision, Marked):
        assert "2022" in remark
        assert "2424" in remark
        assert payer in CASE.debtors or any(name in remark for name in CASE.debtors | CASE.applicants)


def test_every_reason_has_words() -> None:
    assert all(why.label for why in Why)
    assert {by.label for by in MarkedBy} == {"虚拟子账号", "完整案号", "已证实的付款账户", "人工认领"}
