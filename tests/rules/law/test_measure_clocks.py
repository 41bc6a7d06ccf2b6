from datetime import UTC, date, datetime

import pytest

from zhixing.law import measure_clocks as clocks
from zhixing.law.measure_terms import AssetClass, TermRefused


def test_reminders_move_back_to_working_days() -> None:
    found = clocks.reminders(date(2026, 10, 8))
    assert [(r.days_before, r.on) for r in found] == [
        (60, date(2026, 8, 7)),
        (30, date(2026, 9, 8)),
        (15, date(2026, 9, 23)),
        (7, date(2026, 9, 30)),
        (3, date(2026, 9, 30)),
        (1, date(2026, 9, 30)),
    ]
    assert found[0].nominal == date(2026, 8, 9)
    assert clocks.reminders(date(2090, 1, 5), (1, 1))[0].provisional


def test_a_reminder_after_the_end_is_refused() -> None:
    with pytest.raises(TermRefused):
        clocks.reminders(date(2026, 10, 8), (0,))


def test_the_request_to_renew_a_preservation_is_due_seven_days_before_without_holiday_extension() -> None:
    due = clocks.renewal_request_deadline(date(2026, 10, 8))
    assert due.last_day == date(2026, 10, 1)
    assert due.advise_by == date(2026, 9, 30)
    assert due.flags == ()
    assert due.explanation[0].article.endswith("第十八条")
    assert clocks.renewal_request_deadline(date(2090, 1, 5)).flags[0].code == "calendar.provisional"


def test_a_measure_takes_effect_on_service_and_equity_on_publication() -> None:
    served, published = date(2026, 3, 2), date(2026, 3, 5)
    assert clocks.effective_on(served_on=served) == served
    assert clocks.effective_on(served_on=served, published_on=published, unlisted_equity=True) == published
    assert clocks.effective_on(served_on=served, unlisted_equity=True) is None
    assert clocks.effective_on(served_on=date(2021, 12, 31), unlisted_equity=True) == date(2021, 12, 31)


def test_a_pre_action_measure_is_carried_through_to_enforcement_without_a_new_ruling() -> None:
    carried = clocks.carry_over(
        stage=clocks.Stage.PRE_ACTION,
        start=date(2026, 3, 2),
        last_day=date(2027, 3, 1),
        entered_on=date(2026, 12, 1),
        sued_on=date(2026, 4, 1),
    )
    assert carried.valid
    assert not carried.needs_new_ruling
    assert (carried.start, carried.last_day) == (date(2026, 3, 2), date(2027, 3, 1))
    assert [step.article[-5:] for step in carried.explanation] == ["》第十七条", "百六十八条"]


@pytest.mark.parametrize("sued_on", [None, date(2026, 4, 2)])
def test_without_a_suit_in_thirty_days_a_pre_action_measure_falls(sued_on: date | None) -> None:
    assert clocks.pre_action_deadline(date(2026, 3, 2)).last_day == date(2026, 4, 1)
    fallen = clocks.carry_over(
        stage=clocks.Stage.PRE_ACTION,
        start=date(2026, 3, 2),
        last_day=date(2027, 3, 1),
        entered_on=date(2026, 12, 1),
        sued_on=sued_on,
    )
    assert not fallen.valid
    assert fallen.needs_new_ruling


def test_a_term_that_ran_out_is_not_carried() -> None:
    lapsed = clocks.carry_over(
        stage=clocks.Stage.LITIGATION,
        start=date(2025, 3, 2),
        last_day=date(2026, 3, 1),
        entered_on=date(2026, 3, 2),
    )
    assert not lapsed.valid


def test_a_measure_after_judgment_falls_when_no_one_applies_in_five_days() -> None:
    assert clocks.before_application_deadline(date(2026, 11, 2)).last_day == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("handed_over", "last_day", "must", "left"),
    [
        (date(2026, 3, 2), date(2026, 3, 31), True, 29),
        (date(2026, 3, 2), date(2026, 4, 1), True, 30),
        (date(2026, 3, 2), date(2026, 4, 2), False, 31),
        (date(2026, 2, 1), date(2026, 3, 2), True, 29),
        (date(2026, 2, 1), date(2026, 3, 3), False, 30),
    ],
)
def test_less_than_a_month_left_must_be_renewed_before_entrusting(
    handed_over: date, last_day: date, must: bool, left: int
) -> None:
    handover = clocks.before_entrusting(handed_over_on=handed_over, last_day=last_day)
    assert (handover.must_renew_first, handover.days_left) == (must, left)


def test_a_waiting_measure_has_no_end_until_it_takes_effect() -> None:
    waiting = clocks.waiting_term(AssetClass.MOVABLE, registered_on=date(2025, 3, 3), effective_from=None)
    assert waiting.last_day is None
    assert waiting.watch_until == date(2027, 3, 2)
    assert waiting.explanation[1].mark == "recall"
    effective = clocks.waiting_term(
        AssetClass.MOVABLE, registered_on=date(2025, 3, 3), effective_from=date(2026, 3, 2)
    )
    assert effective.last_day == effective.watch_until == date(2028, 3, 1)
    assert effective.flags[-1].code == "waiting.start"


def test_a_court_may_count_a_waiting_term_from_registration() -> None:
    term = clocks.waiting_term(
        AssetClass.MOVABLE,
        registered_on=date(2025, 3, 3),
        effective_from=date(2026, 3, 2),
        starts=clocks.WaitingStarts.WHEN_REGISTERED,
    )
    assert term.last_day == date(2027, 3, 2)


def test_a_waiting_measure_cannot_take_effect_before_its_registration() -> None:
    with pytest.raises(TermRefused):
        clocks.waiting_term(
            AssetClass.MOVABLE, registered_on=date(2026, 3, 3), effective_from=date(2026, 3, 2)
        )


def test_transfer_of_a_sealed_asset() -> None:
    assert clocks.priority_transfer_from(date(2026, 3, 2)).last_day == date(2026, 5, 2)
    assert clocks.transfer_letter_due(date(2026, 11, 2)).last_day == date(2026, 11, 17)
    assert clocks.preservation_transfer_from(date(2025, 3, 2)).last_day == date(2026, 3, 3)


def test_excess_is_what_lies_beyond_debt_and_costs_unless_indivisible_and_alone() -> None:
    sums = {"value_fen": 1_000_000, "debt_fen": 600_000, "costs_fen": 10_000}
    assert clocks.excess_fen(**sums, divisible=True, other_assets_suffice=False) == 390_000
    assert clocks.excess_fen(**sums, divisible=False, other_assets_suffice=True) == 390_000
    assert clocks.excess_fen(**sums, divisible=False, other_assets_suffice=False) == 0
    assert (
        clocks.excess_fen(value_fen=5, debt_fen=6, costs_fen=0, divisible=True, other_assets_suffice=True)
        == 0
    )
    with pytest.raises(TermRefused):
        clocks.excess_fen(value_fen=-1, debt_fen=0, costs_fen=0, divisible=True, other_assets_suffice=True)
    assert clocks.excess_lift_due(date(2026, 11, 2)).last_day == date(2026, 11, 9)


def test_preservation_clocks() -> None:
    monday = date(2026, 11, 2)
    assert clocks.preservation_ruling_due(monday).last_day == date(2026, 11, 9)
    assert clocks.preservation_lift_due(monday).last_day == date(2026, 11, 9)
    assert clocks.third_party_lift_due(monday).last_day == date(2026, 11, 9)
    assert clocks.reconsideration_deadline(monday).last_day == date(2026, 11, 9)
    assert clocks.reconsideration_decision_due(monday).last_day == date(2026, 11, 12)
    assert clocks.urgent_due(datetime(2026, 11, 2, 9, 30, tzinfo=UTC)) == datetime(
        2026, 11, 4, 9, 30, tzinfo=UTC
    )


def test_security_is_at_most_thirty_per_cent() -> None:
    assert clocks.security_limit_fen(10_000_001) == 3_000_000
    with pytest.raises(TermRefused):
        clocks.security_limit_fen(-1)
