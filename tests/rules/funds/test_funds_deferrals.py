"""Deferral of payout: what a proposal must hold, and until when the money must be paid."""

from datetime import date

import pytest

from zhixing.funds.rules.deferrals import DeferralRefused, Wish, check_wish, pay_by, words_of
from zhixing.law.case_funds import Approver, Deferral, FundsRuleBroken, FundsSettings

ARRIVED = date(2022, 3, 1)
WISH = Wish(Deferral.FROZEN_ELSEWHERE, "另案冻结，（2022）吉2424执保3号", date(2022, 3, 2), date(2022, 5, 10))


def _due(
    cause_ended_on: date | None, approved_by: Approver | None = Approver.BUREAU_CHIEF, wish: Wish = WISH
) -> date:
    return pay_by(
        arrived_on=ARRIVED,
        wish=wish,
        approved_by=approved_by,
        cause_ended_on=cause_ended_on,
        settings=FundsSettings(),
    )


def test_ten_days_remain_after_the_approved_last_day() -> None:
    assert _due(None) == date(2022, 5, 20)


def test_ten_days_remain_after_the_cause_ended_earlier() -> None:
    assert _due(date(2022, 4, 11)) == date(2022, 4, 21)


def test_the_thirty_days_are_never_cut_short() -> None:
    assert _due(date(2022, 3, 5)) == date(2022, 3, 31)


def test_a_cause_said_to_end_after_the_last_day_counts_from_the_last_day() -> None:
    assert _due(date(2022, 6, 1)) == date(2022, 5, 20)


def test_the_tenth_day_on_a_holiday_moves_to_the_next_working_day() -> None:
    assert _due(date(2022, 4, 21)) == date(2022, 5, 5)


def test_without_approval_nothing_waits() -> None:
    with pytest.raises(FundsRuleBroken, match="应当经执行局局长或者主管院领导批准"):
        _due(None, approved_by=None)


@pytest.mark.parametrize(
    ("wish", "today", "message"),
    [
        (Wish(Deferral.STAYED, "中止", date(2022, 3, 2), date(2022, 4, 1)), date(2022, 3, 2), "至少4个字"),
        (WISH, date(2022, 4, 1), "已经届满"),
        (
            Wish(Deferral.STAYED, "裁定中止执行", date(2022, 3, 9), date(2022, 4, 1)),
            date(2022, 3, 2),
            "尚未发生",
        ),
        (
            Wish(Deferral.STAYED, "裁定中止执行", date(2022, 3, 2), date(2022, 3, 2)),
            date(2022, 3, 2),
            "在今天以后",
        ),
        (
            Wish(Deferral.STAYED, "裁定中止执行", date(2022, 3, 2), date(2023, 3, 4)),
            date(2022, 3, 2),
            "不超过 366 天",
        ),
    ],
)
def test_a_proposal_that_does_not_hold_is_refused(wish: Wish, today: date, message: str) -> None:
    with pytest.raises(DeferralRefused, match=message):
        check_wish(wish, pay_by=date(2022, 3, 31), today=today)


def test_a_sound_proposal_passes_on_the_last_day_to_pay() -> None:
    check_wish(WISH, pay_by=date(2022, 3, 31), today=date(2022, 3, 31))


def test_the_words_name_the_ground_and_the_last_day() -> None:
    assert (
        words_of(Deferral.NOT_COLLECTED, date(2022, 5, 10))
        == "延缓发放：申请执行人经通知未领取，至 2022-05-10"
    )
