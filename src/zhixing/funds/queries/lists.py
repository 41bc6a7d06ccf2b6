"""Lists and details for the pages: frozen lines, keyset pages, a fixed number of queries."""

import base64
import binascii
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet, Sum

from zhixing.cases.queries import matching
from zhixing.foundation.evidence.queries import FactLine, timeline
from zhixing.foundation.names import comparing_key
from zhixing.funds.models import (
    Difference,
    DifferenceKind,
    LineKind,
    Payment,
    PaymentFile,
    PaymentState,
    Plan,
    PlanState,
    Receipt,
    ReceiptState,
    Statement,
)
from zhixing.funds.rules.marking import MarkedBy, Why

PAGE_ROWS = 50


class ReceiptNotFound(LookupError):
    """No such receipt among those that may be seen."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of lines; `next_key` leads on, empty at the end."""

    lines: list[T]
    next_key: str


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


@dataclass(frozen=True, slots=True)
class ReceiptFilter:
    """What to list: a state (empty: all), a case, and a text that is a serial, a payer's name or a case number."""

    state: str = ""
    case_id: UUID | None = None
    text: str = ""


def _key(day: date, identity: UUID) -> str:
    return base64.urlsafe_b64encode(f"{day.isoformat()}|{identity}".encode()).decode()


def _after(key: str) -> tuple[date, UUID] | None:
    try:
        day, _, identity = base64.urlsafe_b64decode(key.encode()).decode().partition("|")
        return date.fromisoformat(day[:10]), UUID(identity)
    except (ValueError, binascii.Error):
        return None


def list_receipts(*, wanted: ReceiptFilter, after: str = "", limit: int = PAGE_ROWS) -> Page[ReceiptLine]:
    """A page of receipts, latest first."""
    rows = _receipts(wanted)
    place = _after(after) if after else None
    if place:
        rows = rows.filter(Q(arrived_on__lt=place[0]) | Q(arrived_on=place[0], line_id__lt=place[1]))
    found = list(rows.order_by("-arrived_on", "-line_id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Page([_receipt(row) for row in found], _key(found[-1].arrived_on, found[-1].pk) if more else "")


def _receipts(wanted: ReceiptFilter) -> QuerySet[Receipt]:
    rows = Receipt.objects.select_related("line", "case")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.case_id is not None:
        rows = rows.filter(case_id=wanted.case_id)
    text = wanted.text.strip()
    if text:
        found = Q(line__serial=text) | Q(line__name_key__startswith=comparing_key(text))
        rows = rows.filter(found | Q(case__in=_cases_matching(text)))
    return rows


def _cases_matching(text: str) -> Any:
    from zhixing.cases.models import Case

    return Case.objects.filter(matching(text)).values("id")


def tray(*, after: str = "", limit: int = PAGE_ROWS) -> Page[ReceiptLine]:
    """The unidentified money (不明款), the most urgent first."""
    rows = Receipt.objects.select_related("line", "case").filter(state=ReceiptState.UNIDENTIFIED.value)
    place = _after(after) if after else None
    if place:
        rows = rows.filter(Q(identify_by__gt=place[0]) | Q(identify_by=place[0], line_id__gt=place[1]))
    found = list(rows.order_by("identify_by", "line_id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Page([_receipt(row) for row in found], _key(found[-1].identify_by, found[-1].pk) if more else "")


def _receipt(row: Receipt) -> ReceiptLine:
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
    )


def counts_by_state() -> dict[ReceiptState, tuple[int, int]]:
    """How many receipts stand in each state, and their fen."""
    rows = Receipt.objects.values_list("state").annotate(Count("pk"), Sum("fen"))
    return {ReceiptState(state): (count, int(fen)) for state, count, fen in rows}


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A line of a plan."""

    kind: LineKind
    fen: int
    payee: str
    payee_account: str
    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its lines and the steps that led to it."""

    id: UUID
    case_id: UUID
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
    pay_by: date
    lines: tuple[ShareLine, ...]
    explanation: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment in a list."""

    id: UUID
    case_id: UUID
    case_number: str
    reference: str
    fen: int
    payee: str
    payee_account: str
    state: PaymentState
    made_at: datetime
    sent_at: datetime | None
    paid_on: date | None
    returned_on: date | None
    bank_code: str
    bank_text: str
    is_repaired: bool


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
    plans = _plans(Plan.objects.filter(receipt=row).order_by("-proposed_at"))
    payments = _payments(Payment.objects.filter(plan_line__plan__receipt=row).order_by("-made_at"))
    subjects = [f"receipt:{row.pk}", *([f"case:{row.case_id}"] if row.case_id else [])]
    keys = {str(row.pk), row.line.serial, *(str(p.id) for p in plans), *(str(p.id) for p in payments)}
    track = [
        fact for fact in timeline(subjects, limit=500) if keys & {str(value) for value in fact.body.values()}
    ]
    return ReceiptDetail(_receipt(row), tuple(plans), tuple(payments), tuple(track))


def _plans(rows: QuerySet[Plan]) -> list[PlanView]:
    found = rows.select_related("case", "receipt").prefetch_related("lines")
    return [
        PlanView(
            id=row.id,
            case_id=row.case_id,
            case_number=row.case.number,
            receipt_id=row.receipt_id,
            pool_fen=row.pool_fen,
            state=PlanState(row.state),
            approver_role=row.approver_role,
            proposed_at=row.proposed_at,
            proposed_by=row.proposed_by_name,
            decided_by=row.decided_by_name,
            reason=row.reason,
            is_repair=row.repairs_id is not None,
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
    *, state: str = PlanState.PROPOSED.value, after: str = "", limit: int = PAGE_ROWS
) -> Page[PlanView]:
    """Plans in a state, oldest proposal first."""
    rows = Plan.objects.filter(state=state)
    return _by_moment(rows, "proposed_at", after, limit, _plans)


def plan_view(plan_id: UUID) -> PlanView:
    """One plan. Raises ReceiptNotFound when it may not be seen."""
    found = _plans(Plan.objects.filter(pk=plan_id))
    if not found:
        raise ReceiptNotFound("没有这个分配方案，或者它不在您可以查看的法院。")
    return found[0]


def list_payments(*, state: str = "", after: str = "", limit: int = PAGE_ROWS) -> Page[PaymentLine]:
    """Payments, in a state if one is given, oldest first."""
    rows = Payment.objects.filter(state=state) if state else Payment.objects.all()
    return _by_moment(rows, "made_at", after, limit, _payments)


def to_repair(*, after: str = "", limit: int = PAGE_ROWS) -> Page[PaymentLine]:
    """Failed payments that nobody has proposed to repair yet."""
    return _by_moment(unrepaired(), "made_at", after, limit, _payments)


def unrepaired() -> QuerySet[Payment]:
    """Failed payments without a live repair."""
    repaired = Plan.objects.filter(repairs__isnull=False, state__in=["proposed", "approved"]).values(
        "repairs_id"
    )
    return Payment.objects.filter(state=PaymentState.FAILED.value).exclude(id__in=repaired)


def _payments(rows: QuerySet[Payment]) -> list[PaymentLine]:
    found = list(rows.select_related("case"))
    repaired = set(
        Plan.objects.filter(repairs__in=found, state__in=["proposed", "approved"]).values_list(
            "repairs_id", flat=True
        )
    )
    return [
        PaymentLine(
            id=row.id,
            case_id=row.case_id,
            case_number=row.case.number,
            reference=row.reference,
            fen=row.fen,
            payee=row.payee_name,
            payee_account=row.payee_account_masked,
            state=PaymentState(row.state),
            made_at=row.made_at,
            sent_at=row.sent_at,
            paid_on=row.paid_on,
            returned_on=row.returned_on,
            bank_code=row.bank_code,
            bank_text=row.bank_text,
            is_repaired=row.id in repaired,
        )
        for row in found
    ]


M = TypeVar("M", bound=Model)


def _by_moment(rows: QuerySet[M], field: str, after: str, limit: int, read: Any) -> Page[Any]:
    """Pages by (moment, id); the key is the id of the last line, whose moment is looked up."""
    if after:
        try:
            last = rows.model._default_manager.filter(pk=UUID(after)).values_list(field, "pk").first()
        except ValueError:
            last = None
        if last:
            rows = rows.filter(Q(**{f"{field}__gt": last[0]}) | Q(**{field: last[0]}, pk__gt=last[1]))
    ids = list(rows.order_by(field, "pk").values_list("pk", flat=True)[: limit + 1])
    more, ids = len(ids) > limit, ids[:limit]
    lines = {line.id: line for line in read(rows.filter(pk__in=ids))}
    return Page([lines[key] for key in ids if key in lines], str(ids[-1]) if more else "")


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
    """The statements taken in last."""
    return list(Statement.objects.order_by("-taken_at")[:limit])


def latest_payment_files(*, limit: int = 20) -> list[PaymentFile]:
    """The payment files made last, without their content."""
    return list(PaymentFile.objects.defer("content").order_by("-made_at")[:limit])


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
    payments = _payments(Payment.objects.filter(case_id=case_id).order_by("-made_at"))
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
