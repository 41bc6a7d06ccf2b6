"""The third certain mark holds only when every condition holds; each one alone is enough to leave it to a person."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from zhixing.funds.rules.marking import KnownCase, Marked, MarkedBy, traces_of
from zhixing.funds.rules.payer_accounts import ProvenCase, by_payer_account

CASE = KnownCase(UUID(int=7), "（2022）吉2424执7号", frozenset({"张三丰"}), frozenset({"李四"}))
AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
OTHER = KnownCase(UUID(int=8), "（2022）吉2424执8号", frozenset({"王五"}), frozenset({"李四"}))


def proven(case: KnownCase = CASE, *, is_open: bool = True, left_fen: int = 5_000_000) -> ProvenCase:
    return ProvenCase(case, is_open, date(2022, 1, 10), left_fen)


def decide(remark: str = "还款", sub_account: str = "", **change: Any) -> Marked | None:
    given: dict[str, Any] = {
        "payer_key": "李四", "fen": 1_000_000, "at": AT, "proven": [proven()],
        "proven_since": AT - timedelta(days=9), "names_of_account": ["李四"], "open_cases_of_name": [CASE.id], "refused": False,
    }  # fmt: skip
    return by_payer_account(traces_of(remark, sub_account), **(given | change))


@pytest.mark.parametrize("remark", ["还款", "", "转账", "李四执行款", "李四 案款"])
def test_a_proven_account_marks_a_neutral_line(remark: str) -> None:
    assert decide(remark) == Marked(CASE, MarkedBy.PAYER_ACCOUNT)


@pytest.mark.parametrize(
    "remark",
    ["诉讼费", "货款", "执9号", "（2022）吉2424执9号", "代王五还款", "还张三丰欠款", "利息", "生活费"],
)
def test_any_trace_of_its_own_leaves_it_to_a_person(remark: str) -> None:
    assert decide(remark) is None


@pytest.mark.parametrize(
    "change",
    [
        {"payer_key": "赵六"},
        {"payer_key": ""},
        {"proven": []},
        {"proven": [proven(), proven(OTHER)]},
        {"proven": [proven(is_open=False)]},
        {"proven": [proven(left_fen=999_999)]},
        {"open_cases_of_name": [CASE.id, OTHER.id]},
        {"open_cases_of_name": []},
        {"proven_since": AT},
        {"at": datetime(2022, 1, 9, 9, tzinfo=UTC), "proven_since": datetime(2022, 1, 8, 9, tzinfo=UTC)},
        {"names_of_account": ["李四", "王五"]},
        {"proven_since": None},
        {"refused": True},
        {"sub_account": "24242022000009"},
    ],
)
def test_one_condition_missing_leaves_it_to_a_person(change: dict[str, Any]) -> None:
    assert decide(**change) is None


def test_the_last_fen_owed_is_still_owed() -> None:
    assert decide(fen=5_000_000) is not None
    assert decide(fen=1) is not None
    assert decide(fen=0) is None


def test_money_of_the_day_of_filing_counts() -> None:
    day = datetime(2022, 1, 10, 0, tzinfo=UTC)
    assert decide(at=day, proven_since=day - timedelta(seconds=1)) is not None
