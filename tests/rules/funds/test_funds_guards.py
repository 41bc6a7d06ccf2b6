"""Rules of the guards: instalments in order, what stands against a rule, the draw, duplicates, bounds of settings."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.funds.rules.authorisations import Allowance, Circumstances, is_drawn, stands_against
from zhixing.funds.rules.court_settings import SETTINGS, SettingRefused
from zhixing.funds.rules.duplicates import Arrival, looks_twice
from zhixing.funds.rules.instalments import (
    Came,
    InstalmentState,
    SettlementRefused,
    Term,
    check_terms,
    is_missed,
    is_performed,
    next_due,
    standings,
)

DAY = date(2022, 3, 10)
TERMS = [Term(date(2022, 3, 10), 300), Term(date(2022, 4, 10), 200), Term(date(2022, 5, 10), 100)]


def test_money_fills_instalments_in_order_and_carries_over() -> None:
    found = standings(TERMS, [Came(date(2022, 3, 12), 350), Came(date(2022, 3, 1), 100)], on=date(2022, 4, 9))
    assert [(one.paid_fen, one.open_fen, one.paid_on, one.state.value) for one in found] == [
        (300, 0, date(2022, 3, 12), "paid_late"), (150, 50, None, "ahead"), (0, 100, None, "ahead"),
    ]  # fmt: skip
    assert (is_missed(found), is_performed(found), next_due(found)) == (False, False, date(2022, 4, 10))


def test_a_day_without_its_money_is_missed_the_day_after_and_not_before() -> None:
    assert standings(TERMS, [], on=DAY)[0].state is InstalmentState.DUE
    late = standings(TERMS, [], on=date(2022, 3, 11))
    assert late[0].state is InstalmentState.MISSED
    assert is_missed(late)
    done = standings(TERMS, [Came(DAY, 600)], on=DAY)
    assert is_performed(done)
    assert next_due(done) is None
    assert {one.state for one in done} == {InstalmentState.PAID}
    assert not any(one.paid_fen for one in standings(TERMS, [Came(date(2022, 3, 11), 600)], on=DAY))


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6), st.lists(st.integers(1, 500), max_size=6))
def test_what_is_paid_is_what_came_up_to_what_was_agreed(agreed: list[int], came: list[int]) -> None:
    terms = [Term(date(2022, 1, 1 + place), fen) for place, fen in enumerate(agreed)]
    found = standings(terms, [Came(DAY, fen) for fen in came], on=DAY)
    assert sum(one.paid_fen for one in found) == min(sum(agreed), sum(came))
    first_open = next((place for place, one in enumerate(found) if one.open_fen), len(found))
    assert all(one.paid_fen == 0 for one in found[first_open + 1 :])


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ([], "1 至 120 期"),
        ([Term(DAY, 1)] * 121, "1 至 120 期"),
        ([TERMS[1], TERMS[0]], "由早到晚"),
        ([TERMS[0], TERMS[0]], "重复"),
        ([Term(date(2022, 2, 1), 1)], "不得早于协议日"),
        ([Term(DAY, 0)], "大于零"),
    ],
)
def test_terms_that_cannot_be_right_are_refused(terms: list[Term], words: str) -> None:
    with pytest.raises(SettlementRefused, match=words):
        check_terms(terms, agreed_on=date(2022, 3, 1))
    check_terms(TERMS, agreed_on=DAY)


ALLOWED = Allowance(each_fen=500, total_fen=900, used_fen=400, valid_until=DAY)


USUAL = Circumstances(
    fen=500, on=DAY, proposed_by_system=True, only_to_locked_payee=True, applicants=1, is_suspended=False,
    is_deferred=False, is_disputed=False,
)  # fmt: skip


def _plan(**other: Any) -> Circumstances:
    return replace(USUAL, **other)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"on": date(2022, 3, 11)}, "授权已于 2022-03-10 届满"),
        ({"proposed_by_system": False}, "方案不是系统按法定顺序拟定的"),
        ({"only_to_locked_payee": False}, "收款人或者账户与授权不一致"),
        ({"applicants": 2}, "不止一名申请执行人"),
        ({"applicants": 0}, "不止一名申请执行人"),
        ({"is_suspended": True}, "案件中止或者暂缓"),
        ({"is_deferred": True}, "款项延缓发放"),
        ({"is_disputed": True}, "有异议或者分配程序未结束"),
    ],
)
def test_each_circumstance_alone_stops_a_rule(other: dict[str, object], words: str) -> None:
    assert stands_against(ALLOWED, _plan(**other)) == [words]


def test_a_rule_pays_up_to_its_caps_and_not_a_fen_more() -> None:
    assert stands_against(ALLOWED, _plan()) == []
    assert stands_against(ALLOWED, _plan(fen=501)) == ["超出单笔上限", "超出累计上限"]
    assert stands_against(Allowance(500, 899, 400, DAY), _plan()) == ["超出累计上限"]


def test_the_draw_follows_the_hash_of_the_key() -> None:
    keys = [UUID(int=number) for number in range(1000)]
    drawn = [number for number, key in enumerate(keys) if is_drawn(key, percent=10)]
    assert len(drawn) == 123
    assert drawn[:5] == [8, 9, 46, 61, 63]
    assert set(drawn) <= {number for number, key in enumerate(keys) if is_drawn(key, percent=11)}


FIRST = Arrival(DAY, 500, "还款", "（2022）吉2424执7号")


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (Arrival(date(2022, 3, 20), 500, "还款 重复", ""), "附言写明重复"),
        (Arrival(date(2022, 3, 20), 500, "还款", "", surplus_fen=1), "付款人、金额、附言相同，且超出债务"),
        (Arrival(date(2022, 3, 20), 500, "还款", ""), ""),
        (Arrival(date(2022, 3, 20), 500, "货款", "", surplus_fen=1), ""),
        (Arrival(date(2022, 3, 21), 500, "还款 重复", ""), ""),
        (Arrival(date(2022, 3, 9), 500, "还款 重复", ""), ""),
        (Arrival(date(2022, 3, 20), 501, "还款 重复", ""), ""),
    ],
)
def test_the_same_amount_alone_is_no_duplicate(second: Arrival, reason: str) -> None:
    assert looks_twice(FIRST, second, days=10) == reason
    assert looks_twice(Arrival(DAY, 500, "重复", ""), Arrival(DAY, 500, "重复", ""), days=10) == ""


def test_settings_know_their_bounds_and_which_way_loosens() -> None:
    days = SETTINGS["cooling_off_days"]
    assert (days.loosens(2, 1), days.loosens(2, 3), days.loosens(2, 2)) == (True, False, False)
    tier = SETTINGS["chief_up_to_fen"]
    assert (tier.loosens(1, 2), tier.loosens(2, 1)) == (True, False)
    for value in (0, 30):
        days.check(value)
    for value in (-1, 31):
        with pytest.raises(SettingRefused, match="0 至 30"):
            days.check(value)
    assert {name for name, one in SETTINGS.items() if one.higher_loosens} == {
        "chief_up_to_fen", "target_days", "unknown_after_days", "authorised_each_fen", "authorised_total_fen",
        "first_measure_bonus",
    }  # fmt: skip
