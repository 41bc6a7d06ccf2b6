"""Receipts and what else the pages list: frozen lines, keyset pages, a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from zhixing.foundation.evidence.queries import FactLine, timeline
from zhixing.foundation.names import comparing_key
from zhixing.funds.models import (
    Difference,
    DifferenceKind,
    Payment,
    PaymentState,
    Plan,
    PlanState,
    Receipt,
    ReceiptState,
    Statement,
)
from zhixing.funds.queries.paging import PAGE_ROWS, Page, ReceiptNotFound, page_key, place_of
from zhixing.funds.queries.payments import PaymentLine, payment_lines
from zhixing.funds.queries.plans import PlanView, cases_matching, plan_views
from zhixing.funds.rules.marking import MarkedBy, Why


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt in a list."""

    id: UUID
    serial: str
    arrived_on: date
    fen: int
    payer: str
    payer_account: str
    remark: str
    sub_account: str
    state: ReceiptState
    case_id: UUID | None
    case_number: str
    marked_by: MarkedBy | None
    why: Why | None
    waits_for: str
    due_on: date | None
    court_id: int
    pay_by: date
    changed_at: datetime
    changed_by: str
    waits_since: date | None = None


@dataclass(frozen=True, slots=True)
class ReceiptFilter:
    """What to list: a state (empty: all), a case, and a text that is a serial, a payer's name or a case number."""

    state: str = ""
    case_id: UUID | None = None
    text: str = ""


def list_receipts(*, wanted: ReceiptFilter, after: str = "", limit: int = PAGE_ROWS) -> Page[ReceiptLine]:
    """A page of receipts, latest first."""
    rows = _receipts(wanted)
    place = place_of(after) if after else None
    if place:
        rows = rows.filter(Q(arrived_on__lt=place[0]) | Q(arrived_on=place[0], line_id__lt=place[1]))
    found = list(rows.order_by("-arrived_on", "-line_id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Page(
        [receipt_line(row) for row in found], page_key(found[-1].arrived_on, found[-1].pk) if more else ""
    )


def _receipts(wanted: ReceiptFilter) -> QuerySet[Receipt]:
    rows = Receipt.objects.select_related("line", "case")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.case_id is not None:
        rows = rows.filter(case_id=wanted.case_id)
    text = wanted.text.strip()
    if text:
        found = Q(line__serial=text) | Q(line__name_key__startswith=comparing_key(text))
        rows = rows.filter(found | Q(case__in=cases_matching(text)))
    return rows


def tray(*, after: str = "", limit: int = PAGE_ROWS) -> Page[ReceiptLine]:
    """The unidentified money (不明款), the most urgent first."""
    rows = Receipt.objects.select_related("line", "case").filter(state=ReceiptState.UNIDENTIFIED.value)
    place = place_of(after) if after else None
    if place:
        rows = rows.filter(Q(identify_by__gt=place[0]) | Q(identify_by=place[0], line_id__gt=place[1]))
    found = list(rows.order_by("identify_by", "line_id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Page(
        [receipt_line(row) for row in found], page_key(found[-1].identify_by, found[-1].pk) if more else ""
    )


def receipt_line(row: Receipt) -> ReceiptLine:
    """A receipt, read with its line and case, as a line of a list."""
    state = ReceiptState(row.state)
    due = {
        ReceiptState.UNIDENTIFIED: row.identify_by,
        ReceiptState.MARKED: row.pay_by,
        ReceiptState.PLANNED: row.pay_by,
    }
    why = Why(row.why) if row.why else None
    waits = {
        ReceiptState.UNIDENTIFIED: why.label if why else "",
        ReceiptState.MARKED: row.blocked_text or "待制作分配方案",
        ReceiptState.PLANNED: "待审批或付款",
    }
    return ReceiptLine(
        id=row.pk,
        serial=row.line.serial,
        arrived_on=row.arrived_on,
        fen=row.fen,
        payer=row.line.name,
        payer_account=row.line.account_masked,
        remark=row.line.remark,
        sub_account=row.line.sub_account,
        state=state,
        case_id=row.case_id,
        case_number=row.case.number if row.case else "",
        marked_by=MarkedBy(row.marked_by) if row.marked_by else None,
        why=why,
        waits_for=waits.get(state, ""),
        due_on=due.get(state),
        court_id=row.court_id,
        pay_by=row.pay_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def counts_by_state() -> dict[ReceiptState, tuple[int, int]]:
    """How many receipts stand in each state, and their fen."""
    rows = Receipt.objects.values_list("state").annotate(Count("pk"), Sum("fen"))
    return {ReceiptState(state): (count, int(fen)) for state, count, fen in rows}


@dataclass(frozen=True, slots=True)
class ReceiptDetail:
    """A receipt, its plans and payments, and its track: what happened to the money, newest first."""

    receipt: ReceiptLine
    plans: tuple[PlanView, ...]
    payments: tuple[PaymentLine, ...]
    track: tuple[FactLine, ...]


def receipt_detail(receipt_id: UUID) -> ReceiptDetail:
    """Everything about one receipt. Raises ReceiptNotFound."""
    row = Receipt.objects.select_related("line", "case").filter(pk=receipt_id).first()
    if row is None:
        raise ReceiptNotFound("没有这笔款项，或者它不在您可以查看的法院。")
    plans = plan_views(Plan.objects.filter(receipt=row).order_by("-proposed_at"))
    payments = payment_lines(Payment.objects.filter(plan_line__plan__receipt=row).order_by("-made_at"))
    subjects = [f"receipt:{row.pk}", *([f"case:{row.case_id}"] if row.case_id else [])]
    keys = {str(row.pk), row.line.serial, *(str(p.id) for p in plans), *(str(p.id) for p in payments)}
    track = [
        fact for fact in timeline(subjects, limit=500) if keys & {str(value) for value in fact.body.values()}
    ]
    return ReceiptDetail(receipt_line(row), tuple(plans), tuple(payments), tuple(track))


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """Something that a person has to look into."""

    id: UUID
    kind: DifferenceKind
    on: date
    fen: int
    text: str
    case_id: UUID | None


def open_differences(*, limit: int = PAGE_ROWS) -> list[DifferenceLine]:
    """Differences nobody has settled, oldest first."""
    rows = Difference.objects.filter(settled_at=None).order_by("on", "id")[:limit]
    return [
        DifferenceLine(row.id, DifferenceKind(row.kind), row.on, row.fen, row.text, row.case_id)
        for row in rows
    ]


def latest_statements(*, limit: int = 20) -> list[Statement]:
    """The bank's statements taken in last; pages of the cash book are none."""
    return list(Statement.objects.exclude(source="hand").order_by("-taken_at")[:limit])


@dataclass(frozen=True, slots=True)
class CaseMoney:
    """The money of one case for its page, in fen."""

    received_fen: int
    paid_fen: int
    under_way_fen: int
    held_fen: int
    receipts: tuple[ReceiptLine, ...]
    payments: tuple[PaymentLine, ...]


def money_of_case(case_id: UUID, *, limit: int = 100) -> CaseMoney:
    """What came in for a case, what went to the applicant, and what is still held."""
    receipts = list_receipts(wanted=ReceiptFilter(case_id=case_id), limit=limit).lines
    payments = payment_lines(Payment.objects.filter(case_id=case_id).order_by("-made_at"))
    alive = Receipt.objects.filter(case_id=case_id).exclude(state=ReceiptState.REVERSED.value)
    received = int(alive.aggregate(Sum("fen"))["fen__sum"] or 0)
    planned = Plan.objects.filter(case_id=case_id, state=PlanState.APPROVED.value)
    left = int(planned.aggregate(Sum("pool_fen"))["pool_fen__sum"] or 0)
    back = sum(one.fen for one in payments if one.state is PaymentState.FAILED)
    return CaseMoney(
        received_fen=received,
        paid_fen=sum(one.fen for one in payments if one.state is PaymentState.DONE),
        under_way_fen=sum(
            one.fen for one in payments if one.state not in (PaymentState.DONE, PaymentState.FAILED)
        ),
        held_fen=received - left + back,
        receipts=tuple(receipts),
        payments=tuple(payments),
    )
