"""The saved views of receipts, whose case a receipt may be of, and the search box."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhixing.cases.models import Case, Party
from zhixing.cases.queries import matching
from zhixing.foundation.clock import today
from zhixing.foundation.names import comparing_key
from zhixing.foundation.search_hits import Found
from zhixing.funds.models import Plan, PlanState, Receipt, ReceiptState, StatementLine
from zhixing.funds.queries.blockers import blockers_of
from zhixing.funds.queries.lists import ReceiptLine, receipt_line
from zhixing.funds.queries.paging import PAGE_ROWS, Page, page_key, place_of
from zhixing.funds.queries.plans import cases_matching
from zhixing.law.amounts import AmountUnreadable, fen_of_yuan


class ReceiptView(StrEnum):
    """The saved views, in the order of the way that money takes."""

    UNIDENTIFIED = "unidentified"
    MARKED = "marked"
    TO_APPROVE = "to-approve"
    PAYING = "paying"
    CLEARED = "cleared"
    REVERSED = "reversed"
    ALL = "all"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "unidentified": "待认领", "marked": "已标记", "to-approve": "待审批", "paying": "付款中",
            "cleared": "已分配", "reversed": "已冲正", "all": "全部",
        }[self.value]  # fmt: skip


_CLOCKS = {
    ReceiptView.UNIDENTIFIED: "identify_by",
    ReceiptView.MARKED: "pay_by",
    ReceiptView.TO_APPROVE: "pay_by",
    ReceiptView.PAYING: "pay_by",
}
"""The clock by which a view is ordered, the most urgent first; the other views show the latest day first."""


def receipts_in(
    *, view: ReceiptView, text: str = "", after: str = "", limit: int = PAGE_ROWS
) -> Page[ReceiptLine]:
    """A page of a view. The text is a serial, the beginning of a payer's name, an amount in yuan, or a case."""
    rows = _meant(_of_view(view), text.replace("\x00", "").strip()).select_related("line", "case")
    clock, place = _CLOCKS.get(view), place_of(after) if after else None
    if clock:
        if place:
            rows = rows.filter(Q(**{f"{clock}__gt": place[0]}) | Q(**{clock: place[0]}, line_id__gt=place[1]))
        found = list(rows.order_by(clock, "line_id")[: limit + 1])
    else:
        if place:
            rows = rows.filter(Q(arrived_on__lt=place[0]) | Q(arrived_on=place[0], line_id__lt=place[1]))
        found = list(rows.order_by("-arrived_on", "-line_id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    lines = with_next_hand([receipt_line(row) for row in found])
    return Page(lines, page_key(getattr(found[-1], clock or "arrived_on"), found[-1].pk) if more else "")


def _of_view(view: ReceiptView) -> QuerySet[Receipt]:
    rows = Receipt.objects.all()
    if view is ReceiptView.ALL:
        return rows
    if view not in (ReceiptView.TO_APPROVE, ReceiptView.PAYING):
        return rows.filter(state=view.value)
    proposed = Exists(Plan.objects.filter(receipt=OuterRef("pk"), state=PlanState.PROPOSED.value))
    rows = rows.filter(state=ReceiptState.PLANNED.value)
    return rows.filter(proposed) if view is ReceiptView.TO_APPROVE else rows.exclude(proposed)


def _meant(rows: QuerySet[Receipt], text: str) -> QuerySet[Receipt]:
    if not text:
        return rows
    found = (
        Q(line__serial=text)
        | Q(line__name_key__startswith=comparing_key(text))
        | Q(case__in=cases_matching(text))
    )
    try:
        found |= Q(fen=fen_of_yuan(text))
    except AmountUnreadable:
        pass
    return rows.filter(found)


def with_next_hand(lines: Iterable[ReceiptLine]) -> list[ReceiptLine]:
    """The lines with their next blocker: a person or a role, what they must do, since when. Five queries at most."""
    shown, on = list(lines), today()
    found = blockers_of([line.id for line in shown])
    return [
        replace(line, waits_for=found[line.id].text(on), waits_since=found[line.id].since)
        if line.id in found
        else line
        for line in shown
    ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that money may be put to, with what a person compares before marking."""

    case_id: UUID
    number: str
    is_open: bool
    cause: str
    filed_on: date
    officer: str
    applicants: str
    debtors: str
    payer_is: str
    principal_fen: int


def candidates(*, receipt: ReceiptLine, text: str, limit: int = 8) -> list[Candidate]:
    """The cases of the receipt's court that a text means, open ones and latest first. Two queries.

    It only finds what a person typed: likeness decides nothing.
    """
    wanted = text.replace("\x00", "").strip()
    if not wanted:
        return []
    rows = Case.objects.select_related("title").filter(matching(wanted), court_id=receipt.court_id)
    found = list(rows.order_by("-status", "-filed_on", "-id")[:limit])
    sides: dict[UUID, list[Party]] = {}
    for party in Party.objects.filter(case__in=found).order_by("role", "position"):
        sides.setdefault(party.case_id, []).append(party)
    return [_candidate(case, sides.get(case.id, []), comparing_key(receipt.payer)) for case in found]


def _candidate(case: Case, parties: list[Party], payer_key: str) -> Candidate:
    roles = {party.role for party in parties if party.name_key == payer_key}
    payer_is = (
        "付款人是被执行人" if "debtor" in roles else "付款人是申请执行人" if "applicant" in roles else ""
    )
    return Candidate(
        case_id=case.id,
        number=case.number,
        is_open=case.status == "open",
        cause=case.cause,
        filed_on=case.filed_on,
        officer=case.officer_name,
        applicants="、".join(party.name for party in parties if party.role == "applicant"),
        debtors="、".join(party.name for party in parties if party.role == "debtor"),
        payer_is=payer_is,
        principal_fen=case.title.principal_fen,
    )


def search(text: str, *, limit: int = 20) -> list[Found]:
    """The receipts and payments with this bank serial or reference; part of a serial finds nothing."""
    wanted = text.replace("\x00", "").strip()
    if not 4 <= len(wanted) <= 60:
        return []
    lines = StatementLine.objects.filter(serial=wanted, receipt__isnull=False).select_related("receipt__case")
    return [
        Found(
            "案款",
            line.serial,
            f"{line.booked_on} {line.name} {ReceiptState(line.receipt.state).label}"
            + (f" {line.receipt.case.number}" if line.receipt.case else ""),
            f"/funds/receipts/{line.pk}/",
        )
        for line in lines[:limit]
    ]
