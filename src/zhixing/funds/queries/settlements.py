"""Settlements for the pages: what is due when, what came in for it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhixing.cases.models import Recovery
from zhixing.cases.rules.debt import RecoveryLine
from zhixing.funds.models import LIVE, Settlement, SettlementState
from zhixing.funds.rules.instalments import Came, Standing, Term, standings
from zhixing.funds.rules.plan import standing

ROWS_MAX = 300


@dataclass(frozen=True, slots=True)
class SettlementView:
    """A settlement and how each instalment stands on a day."""

    id: UUID
    case_id: UUID
    case_number: str
    court_id: int
    agreed_on: date
    text: str
    total_fen: int
    waived_fen: int
    state: SettlementState
    next_due_on: date | None
    ended_on: date | None
    ended_reason: str
    instalments: tuple[Standing, ...]

    @property
    def paid_fen(self) -> int:
        """What of the agreed sum came in."""
        return sum(one.paid_fen for one in self.instalments)


def standings_of(row: Settlement, on: date) -> list[Standing]:
    """How the instalments stand: money that came in from the day of the agreement on fills them in order."""
    terms = [Term(one.due_on, one.fen) for one in sorted(row.instalments.all(), key=lambda one: one.place)]
    found = Recovery.objects.filter(case_id=row.case_id, on__gte=row.agreed_on).order_by("on", "id")
    lines = standing([RecoveryLine(one.on, one.fen, one.source) for one in found])
    return standings(terms, [Came(line.on, line.fen) for line in lines if line.fen > 0], on=on)


def _view(row: Settlement, on: date) -> SettlementView:
    return SettlementView(
        row.id, row.case_id, row.case.number, row.court_id, row.agreed_on, row.text, row.total_fen, row.waived_fen,
        SettlementState(row.state), row.next_due_on, row.ended_on, row.ended_reason, tuple(standings_of(row, on)),
    )  # fmt: skip


def settlements_due(*, today: date, live: bool = True, limit: int = ROWS_MAX) -> list[SettlementView]:
    """Settlements that run, the next due first; or those that ended, latest first."""
    rows = Settlement.objects.select_related("case").prefetch_related("instalments")
    if live:
        rows = rows.filter(state__in=LIVE).order_by("next_due_on", "id")
    else:
        rows = rows.exclude(state__in=LIVE).order_by("-ended_on", "-id")
    return [_view(row, today) for row in rows[:limit]]


def settlements_of_case(case_id: UUID, *, today: date) -> list[SettlementView]:
    """The settlements of a case, latest first."""
    rows = Settlement.objects.filter(case_id=case_id).select_related("case").prefetch_related("instalments")
    return [_view(row, today) for row in rows.order_by("-entered_at", "-id")]


def settlement_view(settlement_id: UUID, *, today: date) -> SettlementView | None:
    """One settlement that may be seen."""
    row = (
        Settlement.objects.filter(pk=settlement_id)
        .select_related("case")
        .prefetch_related("instalments")
        .first()
    )
    return _view(row, today) if row else None
