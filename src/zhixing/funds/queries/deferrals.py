"""Which money waits under a deferral, and the list of deferrals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.funds.models import DeferralState, DeferralStep, PayoutDeferral
from zhixing.funds.queries.paging import PAGE_ROWS, Page, by_moment
from zhixing.funds.rules.deferrals import words_of
from zhixing.law.case_funds import DEFERRAL_NAMES, Deferral

APPROVERS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
ENDS_SOON = timedelta(days=5)
"""This long before its last day a deferral asks whether its cause lasts."""


class DeferralView(StrEnum):
    """The saved views of deferrals."""

    PROPOSED = "proposed"
    RUNNING = "running"
    ENDING = "ending"
    ALL = "all"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"proposed": "待批准", "running": "延缓中", "ending": "即将到期", "all": "全部"}[self.value]


@dataclass(frozen=True, slots=True)
class DeferralLine:
    """A deferral in a list."""

    id: UUID
    court_id: int
    receipt_id: UUID
    case_id: UUID | None
    case_number: str
    fen: int
    payer: str
    arrived_on: date
    ground: Deferral
    reason: str
    since: date
    until: date
    pay_by: date
    state: DeferralState
    proposed_by: str
    proposed_by_key: str
    proposed_at: datetime
    decided_by: str
    refusal: str
    cause_ended_on: date | None

    @property
    def ground_name(self) -> str:
        """The ground in the words of the rule."""
        return DEFERRAL_NAMES[self.ground]


@dataclass(frozen=True, slots=True)
class StepLine:
    """What was done about a deferral."""

    kind: str
    at: datetime
    by: str
    text: str


def deferral_lines(rows: QuerySet[PayoutDeferral]) -> list[DeferralLine]:
    """Deferrals as lines, in the order of the rows. One query."""
    return [
        DeferralLine(
            row.id, row.court_id, row.receipt_id, row.receipt.case_id, row.receipt.case.number if row.receipt.case else "",
            row.receipt.fen, row.receipt.line.name, row.receipt.arrived_on, Deferral(row.ground), row.reason, row.since,
            row.until, row.receipt.pay_by, DeferralState(row.state), row.proposed_by_name, row.proposed_by,
            row.proposed_at, row.decided_by_name, row.refusal, row.cause_ended_on,
        )
        for row in rows.select_related("receipt__line", "receipt__case")
    ]  # fmt: skip


def _of_view(view: DeferralView, today: date) -> QuerySet[PayoutDeferral]:
    rows = PayoutDeferral.objects.all()
    if view is DeferralView.PROPOSED:
        return rows.filter(state=DeferralState.PROPOSED.value)
    if view is DeferralView.RUNNING:
        return rows.filter(state=DeferralState.APPROVED.value)
    if view is DeferralView.ENDING:
        return rows.filter(state=DeferralState.APPROVED.value, until__lte=today + ENDS_SOON)
    return rows


def list_deferrals(
    *, view: DeferralView, today: date, after: str = "", limit: int = PAGE_ROWS
) -> Page[DeferralLine]:
    """A page of a view, the oldest proposal first. Three queries."""
    return by_moment(_of_view(view, today), "proposed_at", after, limit, deferral_lines)


def deferrals_of(receipt_id: UUID) -> list[DeferralLine]:
    """The deferrals of a receipt, latest first."""
    return deferral_lines(PayoutDeferral.objects.filter(receipt_id=receipt_id).order_by("-proposed_at"))


def deferral_by_id(deferral_id: UUID) -> DeferralLine | None:
    """One deferral; None when it is not among those that may be seen."""
    found = deferral_lines(PayoutDeferral.objects.filter(pk=deferral_id))
    return found[0] if found else None


def steps_of(deferral_id: UUID) -> list[StepLine]:
    """What was done about it, first to last."""
    rows = DeferralStep.objects.filter(deferral_id=deferral_id).order_by("at", "id")
    return [StepLine(row.kind, row.at, row.by_name, row.text) for row in rows]


def deferred_now(receipt_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The receipts whose paying out waits under an approved deferral, and the words why. One query."""
    running = PayoutDeferral.objects.filter(
        receipt_id__in=list(receipt_ids), state=DeferralState.APPROVED.value
    )
    return {
        receipt_id: words_of(Deferral(ground), until)
        for receipt_id, ground, until in running.values_list("receipt_id", "ground", "until")
    }


def may_decide(line: DeferralLine, actor: Actor) -> bool:
    """Whether this person may approve or refuse it: chief or vice president of the court, and not the proposer."""
    return (
        line.state is DeferralState.PROPOSED
        and actor.has(line.court_id, *APPROVERS)
        and line.proposed_by_key != f"user:{actor.user_id}"
    )
