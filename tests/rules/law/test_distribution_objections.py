"""Objections to a distribution plan."""

from dataclasses import replace
from datetime import date

import pytest

from zhixing.law.distribution import Claim, DebtorKind, DistributionImpossible, distribute
from zhixing.law.distribution_objections import Objection, PlanStage, objection_state, plan_state, set_aside

SERVED = date(2026, 3, 2)
MADE = Objection(served_on=SERVED, objected_on=date(2026, 3, 17))


def test_a_plan_waits_fifteen_days_and_is_then_final() -> None:
    assert plan_state(last_served_on=None, today=SERVED).stage is PlanStage.TO_SERVE
    state = plan_state(last_served_on=SERVED, today=date(2026, 3, 17))
    assert (state.stage, state.due_on) == (PlanStage.OBJECTIONS_OPEN, date(2026, 3, 17))
    assert plan_state(last_served_on=SERVED, today=date(2026, 3, 18)).stage is PlanStage.FINAL


NOTIFIED = replace(MADE, others_notified_on=date(2026, 3, 18))
OPPOSED = replace(NOTIFIED, opposed_on=date(2026, 4, 1))
TOLD = replace(OPPOSED, objector_notified_on=date(2026, 4, 3))


@pytest.mark.parametrize(
    ("objection", "today", "stage", "due_on"),
    [
        (
            replace(MADE, objected_on=date(2026, 3, 18)),
            date(2026, 3, 18),
            PlanStage.LATE_OBJECTION,
            date(2026, 3, 17),
        ),
        (MADE, date(2026, 3, 17), PlanStage.NOTIFY_OTHERS, None),
        (NOTIFIED, date(2026, 4, 2), PlanStage.OPPOSITION_OPEN, date(2026, 4, 2)),
        (NOTIFIED, date(2026, 4, 3), PlanStage.AMEND, date(2026, 4, 2)),
        (replace(NOTIFIED, opposed_on=date(2026, 4, 3)), date(2026, 4, 3), PlanStage.AMEND, date(2026, 4, 2)),
        (OPPOSED, date(2026, 4, 2), PlanStage.NOTIFY_OBJECTOR, None),
        (TOLD, date(2026, 4, 20), PlanStage.SUIT_OPEN, date(2026, 4, 20)),
        (TOLD, date(2026, 4, 21), PlanStage.ORIGINAL, date(2026, 4, 20)),
        (replace(TOLD, sued_on=date(2026, 4, 20)), date(2026, 5, 1), PlanStage.IN_SUIT, None),
        (replace(TOLD, sued_on=date(2026, 4, 21)), date(2026, 5, 1), PlanStage.ORIGINAL, date(2026, 4, 20)),
    ],
)
def test_an_objection_passes_through_fifteen_fifteen_fifteen(
    objection: Objection, today: date, stage: PlanStage, due_on: date | None
) -> None:
    state = objection_state(objection=objection, today=today)
    assert (state.stage, state.due_on) == (stage, due_on)
    assert state.explanation[-1].article


def test_disputed_money_is_deposited_and_the_rest_is_paid() -> None:
    claims = (Claim("a", "甲", 300), Claim("b", "乙", 100))
    plan = distribute(pool_fen=101, claims=claims, debtor_kind=DebtorKind.PERSON, on=SERVED)
    rows = {row.key: (row.pay_now_fen, row.deposit_fen) for row in set_aside(plan, {"a": 100})}
    assert rows == {"a": (50, 26), "b": (25, 0)}


@pytest.mark.parametrize("disputed", [{"x": 1}, {"a": 301}, {"a": -1}])
def test_a_dispute_must_lie_within_a_claim(disputed: dict[str, int]) -> None:
    plan = distribute(pool_fen=1, claims=(Claim("a", "甲", 300),), debtor_kind=DebtorKind.PERSON, on=SERVED)
    with pytest.raises(DistributionImpossible):
        set_aside(plan, disputed)
