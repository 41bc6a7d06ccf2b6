"""Consumption restriction, fines, detention, compulsory appearance."""

from datetime import UTC, date, datetime

import pytest

from zhixing.law.restrictions import (
    FORBIDDEN,
    Duty,
    LiftCause,
    check_detention,
    check_fine,
    fine_range,
    lift_consumption,
    persons_bound,
    questioning_until,
    restrict_consumption,
)
from zhixing.law.sanctions import SanctionNotAllowed

ON = date(2026, 11, 22)
ENDED = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("ended", "performed", "listed", "duty"),
    [
        (ENDED, True, True, Duty.NO),
        (None, False, True, Duty.MUST),
        (None, False, False, Duty.NO),
        (ON, False, False, Duty.NO),
        (ENDED, False, False, Duty.MAY),
    ],
)
def test_the_listed_must_and_the_overdue_may_be_restricted(
    ended: date | None, performed: bool, listed: bool, duty: Duty
) -> None:
    found = restrict_consumption(notice_period_ended_on=ended, performed=performed, listed=listed, on=ON)
    assert found.duty is duty
    assert found.explanation[0].article.endswith("第一条")


def test_nine_acts_are_forbidden_to_the_debtor_and_to_those_who_steer_a_unit() -> None:
    assert len(FORBIDDEN) == 9
    assert persons_bound(debtor="张三", is_unit=False) == ("张三",)
    assert len(persons_bound(debtor="某公司", is_unit=True)) == 5


@pytest.mark.parametrize(
    ("cause", "duty"),
    [
        (LiftCause.PERFORMED, Duty.MUST),
        (LiftCause.SECURITY, Duty.MAY),
        (LiftCause.CREDITOR_CONSENT, Duty.MAY),
        (LiftCause.URGENT_NEED, Duty.MAY),
    ],
)
def test_a_restriction_must_go_on_performance_and_may_go_otherwise(cause: LiftCause, duty: Duty) -> None:
    assert lift_consumption(cause, ON).duty is duty


def test_an_urgent_lift_lasts_one_month() -> None:
    assert "2026-12-22" in lift_consumption(LiftCause.URGENT_NEED, ON).explanation[0].text


def test_fines_stay_in_their_range() -> None:
    assert (fine_range(is_unit=False, on=ON).least_fen, fine_range(is_unit=False, on=ON).most_fen) == (
        1,
        10_000_000,
    )
    assert fine_range(is_unit=True, on=ON).least_fen == 5_000_000
    assert check_fine(fen=10_000_000, is_unit=False, president_approved=True, on=ON)[1].article.endswith(
        "第一百一十九条"
    )
    for fen, is_unit in ((10_000_001, False), (0, False), (4_999_999, True), (100_000_001, True)):
        with pytest.raises(SanctionNotAllowed):
            check_fine(fen=fen, is_unit=is_unit, president_approved=True, on=ON)
    with pytest.raises(SanctionNotAllowed):
        check_fine(fen=1, is_unit=False, president_approved=False, on=ON)


def test_detention_is_at_most_fifteen_days_and_approved() -> None:
    assert len(check_detention(days=15, president_approved=True, on=ON)) == 2
    for days, approved in ((0, True), (16, True), (1, False)):
        with pytest.raises(SanctionNotAllowed):
            check_detention(days=days, president_approved=approved, on=ON)


def test_questioning_after_compulsory_appearance_ends_after_eight_or_twenty_four_hours() -> None:
    start = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert questioning_until(start, detention_possible=False).until == datetime(
        2026, 11, 22, 17, 0, tzinfo=UTC
    )
    assert questioning_until(start, detention_possible=True).until == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
