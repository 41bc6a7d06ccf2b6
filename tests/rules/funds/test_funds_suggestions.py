"""Whose case unidentified money may be of: the ranking, its reasons in words, and where it must hold its tongue."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from zhixing.foundation.names import comparing_key
from zhixing.funds.rules.marking import traces_of
from zhixing.funds.rules.remarks import exchanged, one_slip, other_spellings, read_remark, same_but_for_rare
from zhixing.funds.rules.suggestion_facts import CaseFacts, Link, LinkKind, Question, Side, Suggestion
from zhixing.funds.rules.suggestions import rank, suggested

ON = date(2022, 6, 1)


def case(
    sequence: int, debtors: Sequence[str] = ("李四",), *, applicant: str = "张三丰", principal: int = 10_000_000,
    filed_on: date = date(2022, 4, 1), received: Sequence[tuple[date, int]] = (), is_open: bool = True,
    sums: Mapping[str, int] | None = None,
) -> CaseFacts:  # fmt: skip
    return CaseFacts(
        id=UUID(int=sequence), number=f"（2022）吉2424执{sequence}号", sequence=sequence,
        sub_accounts=(f"24242022{sequence:06d}",), filed_on=filed_on, is_open=is_open, principal_fen=principal,
        applicants=(Side(comparing_key(applicant), applicant),),
        debtors=tuple(Side(comparing_key(name), name) for name in debtors), received=tuple(received), sums=sums or {},
    )  # fmt: skip


def ask(
    payer: str, remark: str, cases: Sequence[CaseFacts], *, fen: int = 2_000_000, sub_account: str = "",
    links: Mapping[UUID, Sequence[Link]] | None = None, **more: Any,
) -> list[Suggestion]:  # fmt: skip
    traces = traces_of(remark, sub_account)
    numbers = traces.numbers
    written = tuple(one.written for one in (*numbers.complete, *numbers.incomplete)) if numbers else ()
    question = Question(
        payer=payer, payer_key=comparing_key(payer), fen=fen, on=ON, traces=traces, remark=read_remark(remark, written),
        court_code="吉2424", **more,
    )  # fmt: skip
    return rank(question, cases, links)


def best(ranking: Sequence[Suggestion]) -> tuple[int, str]:
    shown = suggested(ranking)
    return (shown[0].case.sequence, shown[0].why) if shown else (0, "")


def test_the_debtor_of_one_open_case_pays_himself() -> None:
    sequence, why = best(ask("李四", "转账", [case(7), case(8, ["王五"])]))
    assert sequence == 7
    assert why == "付款人李四是该案被执行人，在本院仅此一件未结"


def test_of_two_cases_of_a_debtor_the_one_whose_principal_is_paid_to_the_fen_comes_first() -> None:
    ranking = ask(
        "李四", "转账", [case(7, principal=30_000_000), case(8, principal=4_812_377)], fen=4_812_377
    )
    assert [one.case.sequence for one in suggested(ranking)] == [8]
    assert "金额与本金分毫不差" in ranking[0].why
    assert "在本院有 2 件未结" in ranking[0].why


def test_what_is_left_of_the_principal_decides_like_the_principal() -> None:
    paid = case(8, principal=4_812_377, received=[(date(2022, 5, 1), 1_000_000)])
    sequence, why = best(ask("李四", "转账", [case(7, principal=30_000_000), paid], fen=3_812_377))
    assert (sequence, "金额与尚欠本金分毫不差" in why) == (8, True)


def test_the_whole_debt_with_interest_and_fee_to_the_fen() -> None:
    owed = case(8, principal=4_000_000, sums={"全部债务连同申请执行费": 4_377_712})
    sequence, why = best(ask("李四", "转账", [case(7, principal=30_000_000), owed], fen=4_377_712))
    assert (sequence, "金额与全部债务连同申请执行费分毫不差" in why) == (8, True)


def test_a_case_filed_after_the_money_came_is_not_suggested() -> None:
    assert best(ask("李四", "转账", [case(7, filed_on=date(2022, 6, 2))])) == (0, "")


def test_a_case_already_paid_gives_way() -> None:
    done = case(7, principal=2_500_000, received=[(date(2022, 5, 1), 2_500_000)])
    assert best(ask("李四", "转账", [done, case(8, principal=30_000_000)]))[0] == 8


@pytest.mark.parametrize("remark", ["替李四交执行款", "代李四还款", "帮李四还款", "李四", "代为李四偿还欠款"])
def test_a_remark_that_names_a_debtor(remark: str) -> None:
    assert best(ask("赵六", remark, [case(7), case(8, ["王五"])]))[0] == 7


def test_an_applicant_in_the_remark_tells_one_case_of_the_debtor_from_another() -> None:
    ranking = ask("李四", "还张三丰欠款", [case(8, applicant="王五"), case(7)])
    assert ranking[0].case.sequence == 7
    assert ranking[0].why.startswith("附言写明付给申请执行人张三丰")


@pytest.mark.parametrize("remark", ["执7号 李四", "２４２４执7案款", "2022年执7号"])
def test_an_incomplete_number_with_its_party(remark: str) -> None:
    sequence, why = best(ask("李四", remark, [case(8), case(7)]))
    assert sequence == 7
    assert "与该案编号相同，只缺" in why


def test_an_incomplete_number_without_a_party_is_no_suggestion() -> None:
    assert best(ask("赵六", "执7号案款", [case(7)])) == (0, "")


def test_a_number_one_digit_wrong_with_its_party() -> None:
    sequence, why = best(ask("李四", "（2022）吉2424执172号", [case(127), case(9)]))
    assert sequence == 127
    assert "只差一位" in why


@pytest.mark.parametrize(
    "remark",
    ["（2022）吉2401执7号", "（2021）吉2424执7号", "（2022）吉2424执恢7号", "（2022）吉2424执7号、9号"],
)
def test_numbers_of_other_courts_years_kinds_and_of_two_cases_silence_the_name(remark: str) -> None:
    assert best(ask("李四", remark, [case(7)])) == (0, "")


def test_a_recycled_remark_is_said_and_the_payers_own_case_suggested() -> None:
    sequence, why = best(
        ask("李四", "（2022）吉2424执913号", [case(7), case(913, ["王五"])], number_is_filed=True)
    )
    assert sequence == 7
    assert "（2022）吉2424执913号是另案，付款人不是其当事人" in why


def test_a_complete_number_with_a_stranger_is_no_suggestion() -> None:
    assert best(ask("赵六", "（2022）吉2424执7号", [case(7)], number_is_filed=True)) == (0, "")


def test_a_complete_number_with_the_debtors_name_respelt_by_the_bank() -> None:
    sequence, why = best(ask("李龑", "（2022）吉2424执7号", [case(7, ["李䶮"])], number_is_filed=True))
    assert sequence == 7
    assert "只差银行系统打不出的字" in why


@pytest.mark.parametrize("purpose", ["诉讼费", "保证金", "货款", "退款", "利息"])
def test_another_purpose_silences_the_name(purpose: str) -> None:
    assert best(ask("李四", purpose, [case(7)])) == (0, "")


def test_a_sub_account_beats_another_number_in_the_remark() -> None:
    ranking = ask(
        "李四", "（2022）吉2424执9号", [case(9, ["王五"]), case(7)], sub_account="24242022000007",
        number_is_filed=True, sub_account_is_filed=True,
    )  # fmt: skip
    assert best(ranking)[0] == 7


def test_two_digits_of_a_sub_account_exchanged() -> None:
    assert best(ask("李四", "案款", [case(12)], sub_account="24242022000021"))[0] == 12
    assert best(ask("李四", "案款", [case(12)], sub_account="24242022000912")) == (0, "")


def test_the_spouse_by_record_and_by_phone_and_by_account() -> None:
    here = case(7)
    for kind in (LinkKind.SPOUSE, LinkKind.PHONE, LinkKind.ACCOUNT, LinkKind.PAYER):
        links = {here.id: [Link(kind, "记录如此")]}
        assert best(ask("赵六", "转账", [here], links=links)) == (7, "记录如此")


def test_a_refused_suggestion_does_not_come_back() -> None:
    here = case(7)
    assert best(ask("李四", "转账", [here], links={here.id: [Link(LinkKind.REFUSED, "否定过")]})) == (0, "")


def test_a_relative_by_surname_alone_is_nothing() -> None:
    assert ask("李五", "转账", [case(7)]) == []


def test_ten_people_of_one_name_share_the_strength() -> None:
    ranking = ask("李四", "转账", [case(n) for n in range(1, 11)])
    assert len(suggested(ranking)) == 5
    assert max(one.points for one in ranking) < 70


def test_reading_a_remark() -> None:
    assert "李四" in read_remark("替李四交执行款").names
    assert "付强" in read_remark("付强").names
    assert read_remark("执行款电话13746388036").phones == ("13746388036",)
    assert (read_remark("货款").purpose, read_remark("利息案款").purpose) == ("货款", "")


def test_slips_and_spellings() -> None:
    assert one_slip("127", "172")
    assert one_slip("127", "128")
    assert not one_slip("127", "127")
    assert not one_slip("127", "1270")
    assert exchanged("127", "172")
    assert not exchanged("127", "721")
    assert "李䶮" in other_spellings("李龑")
    assert "李䶮" in other_spellings("李?") or other_spellings("李?") == frozenset()
    assert same_but_for_rare("图们江垚浩物流有限公司", "图们江尧浩物流有限公司")
    assert not same_but_for_rare("李四", "李五")
