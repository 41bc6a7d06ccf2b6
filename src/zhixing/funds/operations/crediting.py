"""Money that a distribution gives to several creditors counts against the debt of each, not against the host's."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from zhixing.cases.models import Recovery
from zhixing.cases.operations import append_recoveries
from zhixing.cases.rules.debt import FEE_SHARE, MOVED, SHARE
from zhixing.funds.models import Claimant, Holder, LineKind, Plan, PlanLine, PlanState
from zhixing.law.distribution import ClaimKind


def credit_creditors(*, plan: Plan, lines: Sequence[PlanLine], now: datetime) -> set[UUID]:
    """Append the recoveries of an approved plan of a distribution; the cases whose debt it changed.

    All that leaves the receipt for creditors stops counting in the host case and counts, on the day the money was
    taken, in the case of each: its debt, or its application fee. A release moves nothing unless it pays somebody else
    than the money was set aside for.
    """
    claimants = Claimant.objects.in_bulk([line.claimant_id for line in lines if line.claimant_id])
    rows: list[Recovery] = []
    if plan.source == Holder.CASE.value:
        leaving = sum(line.fen for line in lines if line.kind != LineKind.REFUND.value)
        if leaving and plan.case_id:
            rows.append(_row(plan, plan.case_id, -leaving, _moved(plan), now))
        given = _by_case(lines, claimants)
    else:
        given = _by_case(lines, claimants)
        for key, fen in _by_case(_set_aside(plan), claimants).items():
            given[key] = given.get(key, 0) - fen
    for (case_id, prefix), fen in given.items():
        if fen:
            rows.append(_row(plan, case_id, fen, f"{prefix}{plan.pk.hex}:{case_id.hex}", now))
    append_recoveries(rows=rows)
    return {case_id for case_id, _ in given}


def _moved(plan: Plan) -> str:
    return f"{MOVED}{plan.receipt_id.hex}:{plan.receipt.turns}:{plan.pk.hex}"


def _row(plan: Plan, case_id: UUID, fen: int, source: str, now: datetime) -> Recovery:
    on = plan.receipt.arrived_on
    return Recovery(court_id=plan.court_id, case_id=case_id, on=on, fen=fen, source=source, recorded_at=now)


def _set_aside(plan: Plan) -> list[PlanLine]:
    """The deposit lines of the receipt's plan, which a release gives away."""
    return list(
        PlanLine.objects.filter(
            plan__distribution=plan.distribution, plan__receipt_id=plan.receipt_id, kind=LineKind.DEPOSIT.value,
            plan__source=Holder.CASE.value, plan__state=PlanState.APPROVED.value,
        )
    )  # fmt: skip


def _by_case(lines: Iterable[PlanLine], claimants: dict[UUID, Claimant]) -> dict[tuple[UUID, str], int]:
    found: dict[tuple[UUID, str], int] = {}
    for line in lines:
        claimant = claimants.get(line.claimant_id) if line.claimant_id else None
        if claimant is None:
            claimant = line.claimant
        if claimant is None or claimant.case_id is None:
            continue
        if claimant.is_fee or claimant.kind != ClaimKind.COSTS.value:
            key = claimant.case_id, FEE_SHARE if claimant.is_fee else SHARE
            found[key] = found.get(key, 0) + line.fen
    return found
