"""What each act of control needs, what a receipt comes to, and until when a wrong person waits."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from zhixing.inquiries.rules.controls import (
    DOCUMENT_BYTES_MAX,
    Standing,
    Terms,
    case_allows,
    claim_due,
    faults,
    result_by_figures,
    same_case,
)
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import BYTES_MAX_WITH_DOCUMENTS, Action, Result

TODAY = date(2026, 11, 22)
FREEZE = Terms(Action.FREEZE, AssetKind.DEPOSIT, "6217", 100, date(2026, 11, 22), date(2027, 11, 21), "", "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"amount_fen": None}, "按金额控制的财产须写明金额"),
        ({"amount_fen": 0}, "按金额控制的财产须写明金额"),
        ({"amount_fen": -5}, "金额须大于零"),
        ({"identifier": "  "}, "缺少财产编号（账号、权证号、号牌）"),
        ({"kind": AssetKind.MARRIAGE}, "婚姻登记不是财产，不能控制"),
        ({"kind": AssetKind.VEHICLE, "amount_fen": None}, ""),
        ({"starts_on": None}, "冻结、续行、轮候须写明起止日期"),
        ({"ends_on": date(2026, 11, 21)}, "期限的止日早于起日"),
        ({"starts_on": date(2026, 1, 1), "ends_on": date(2026, 11, 21)}, "期限已经过去"),
        ({"starts_on": date(2026, 1, 1), "ends_on": TODAY}, ""),
        ({"action": Action.RENEW}, "续行、解除须写明原控制（请求编号或案号）"),
        ({"action": Action.RENEW, "original_case_number": "（2022）吉2424执1号", "amount_fen": None}, ""),
        ({"action": Action.RELEASE, "original_number": "x", "starts_on": None, "ends_on": None}, ""),
        ({"action": Action.DEDUCT, "starts_on": None, "ends_on": None}, ""),
        ({"action": Action.DEDUCT, "amount_fen": None}, "扣划、提取须写明金额"),
        ({"action": Action.FREEZE_AND_DEDUCT, "kind": AssetKind.EQUITY}, "股权不能直接扣划"),
    ],
)
def test_what_an_act_needs(changes: dict, words: str) -> None:
    found = faults(replace(FREEZE, **changes), today=TODAY)
    assert (found[0] if found else "") == words


@pytest.mark.parametrize("action", list(Action))
def test_what_a_closed_or_suspended_case_may_order(action: Action) -> None:
    let_go = action in (Action.RELEASE, Action.RELEASE_WAITING)
    assert case_allows(action, is_open=True, is_suspended=False)
    assert case_allows(action, is_open=False, is_suspended=False) is let_go
    assert case_allows(action, is_open=False, is_suspended=True) is (let_go or action is Action.RENEW)


@pytest.mark.parametrize(
    ("said", "action", "asked", "actual", "comes_to"),
    [
        (Result.CONTROLLED, Action.FREEZE, 100, 100, Result.CONTROLLED),
        (Result.CONTROLLED, Action.FREEZE, 100, 120, Result.CONTROLLED),
        (Result.CONTROLLED, Action.FREEZE, 100, 99, Result.PARTLY),
        (Result.PARTLY, Action.DEDUCT, 100, 100, Result.CONTROLLED),
        (Result.CONTROLLED, Action.DEDUCT, 100, 0, Result.PARTLY),
        (Result.CONTROLLED, Action.FREEZE, None, None, Result.CONTROLLED),
        (Result.NOT_CONTROLLED, Action.FREEZE, 100, 100, Result.NOT_CONTROLLED),
        (Result.CONTROLLED, Action.WAIT, 100, 0, Result.CONTROLLED),
        (Result.PARTLY, Action.RELEASE, 100, 40, Result.PARTLY),
        (Result.CONTROLLED, Action.RENEW, 100, 60, Result.CONTROLLED),
    ],
)
def test_figures_decide_a_receipt(
    said: Result, action: Action, asked: int | None, actual: int | None, comes_to: Result
) -> None:
    assert result_by_figures(said, action=action, asked_fen=asked, actual_fen=actual) is comes_to


def test_papers_of_the_largest_size_fit_a_message_packed_twice() -> None:
    packed_once = (DOCUMENT_BYTES_MAX + 2) // 3 * 4
    packed_twice = (packed_once + 40_000 + 2) // 3 * 4
    assert packed_twice < BYTES_MAX_WITH_DOCUMENTS


def test_a_claim_is_due_after_twenty_four_hours_to_the_minute() -> None:
    assert claim_due(datetime(2024, 2, 28, 16, 1, tzinfo=UTC)) == datetime(2024, 2, 29, 16, 1, tzinfo=UTC)


def test_only_the_holders_own_word_is_green() -> None:
    assert [one for one in Standing if one.chip == "confirmed"] == [Standing.CONTROLLED]
    assert all(one.label and one.english for one in Standing)


def test_brackets_do_not_make_another_case() -> None:
    assert same_case("（2022）吉2424执1号", "(2022)吉2424执1号")
    assert same_case("〔2022〕吉2424执1号", "（2022）吉2424执1号")
    assert not same_case("（2022）吉2424执1号", "（2022）吉2424执11号")
