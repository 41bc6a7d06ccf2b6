"""Distribution plans for the pages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhixing.cases.models import Case
from zhixing.cases.queries import matching
from zhixing.funds.models import Holder, LineKind, Plan, PlanState
from zhixing.funds.queries.paging import PAGE_ROWS, Page, ReceiptNotFound, by_moment


def cases_matching(text: str) -> Any:
    """The cases that a search text means, as a subquery."""
    return Case.objects.filter(matching(text)).values("id")


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A line of a plan."""

    kind: LineKind
    fen: int
    payee: str
    payee_account: str
    article: str
    reason: str

    @property
    def is_transfer(self) -> bool:
        """Whether the bank moves it; else it stays in the books, with another holder."""
        return bool(self.payee_account)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its lines and the steps that led to it."""

    id: UUID
    case_id: UUID | None
    case_number: str
    receipt_id: UUID
    pool_fen: int
    state: PlanState
    approver_role: str
    proposed_at: datetime
    proposed_by: str
    decided_by: str
    reason: str
    is_repair: bool
    source: Holder
    is_authorised: bool
    distribution_id: UUID | None
    court_id: int
    proposed_by_key: str
    decided_at: datetime | None
    arrived_on: date
    payer: str
    pay_by: date
    lines: tuple[ShareLine, ...]
    explanation: tuple[dict[str, str], ...]


def plan_views(rows: QuerySet[Plan]) -> list[PlanView]:
    """Plans with their lines, in two queries."""
    found = rows.select_related("case", "receipt__line").prefetch_related("lines")
    return [
        PlanView(
            id=row.id,
            case_id=row.case_id,
            case_number=row.number,
            receipt_id=row.receipt_id,
            pool_fen=row.pool_fen,
            state=PlanState(row.state),
            approver_role=row.approver_role,
            proposed_at=row.proposed_at,
            proposed_by=row.proposed_by_name,
            decided_by=row.decided_by_name,
            reason=row.reason,
            is_repair=row.repairs_id is not None,
            source=Holder(row.source),
            is_authorised=row.authorisation_id is not None,
            distribution_id=row.distribution_id,
            court_id=row.court_id,
            proposed_by_key=row.proposed_by,
            decided_at=row.decided_at,
            arrived_on=row.receipt.arrived_on,
            payer=row.receipt.line.name,
            pay_by=row.receipt.pay_by,
            lines=tuple(
                ShareLine(
                    LineKind(one.kind),
                    one.fen,
                    one.payee_name,
                    one.payee_account_masked,
                    one.article,
                    one.reason,
                )
                for one in sorted(row.lines.all(), key=lambda one: one.place)
            ),
            explanation=tuple(row.explanation),
        )
        for row in found
    ]


def list_plans(
    *,
    state: str = PlanState.PROPOSED.value,
    tier: str = "",
    text: str = "",
    after: str = "",
    limit: int = PAGE_ROWS,
) -> Page[PlanView]:
    """Plans in a state, of an approver's tier, of the cases a text means; oldest proposal first."""
    rows = Plan.objects.filter(state=state)
    if tier:
        rows = rows.filter(approver_role=tier)
    if text:
        rows = rows.filter(case__in=cases_matching(text))
    return by_moment(rows, "proposed_at", after, limit, plan_views)


def plan_view(plan_id: UUID) -> PlanView:
    """One plan. Raises ReceiptNotFound when it may not be seen."""
    found = plan_views(Plan.objects.filter(pk=plan_id))
    if not found:
        raise ReceiptNotFound("没有这个分配方案，或者它不在您可以查看的法院。")
    return found[0]
