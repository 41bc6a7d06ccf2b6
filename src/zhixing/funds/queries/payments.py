"""Payments and files for the bank, for the pages."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from zhixing.funds.models import Payment, PaymentFile, PaymentState, Plan
from zhixing.funds.queries.paging import PAGE_ROWS, Page, ReceiptNotFound, by_moment
from zhixing.funds.queries.plans import cases_matching


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment in a list."""

    id: UUID
    case_id: UUID | None
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
    court_id: int
    receipt_id: UUID
    plan_id: UUID
    payee_bank: str
    bank_serial: str
    answered_at: datetime | None
    pay_by: date


def list_payments(
    *, state: str = "", text: str = "", after: str = "", limit: int = PAGE_ROWS
) -> Page[PaymentLine]:
    """Payments, in a state if one is given, oldest first. The text is a reference, a payee's name or a case."""
    rows = Payment.objects.filter(state=state) if state else Payment.objects.all()
    return by_moment(_payments_meant(rows, text), "made_at", after, limit, payment_lines)


def to_repair(*, text: str = "", after: str = "", limit: int = PAGE_ROWS) -> Page[PaymentLine]:
    """Failed payments that nobody has proposed to repair yet."""
    return by_moment(_payments_meant(unrepaired(), text), "made_at", after, limit, payment_lines)


def _payments_meant(rows: QuerySet[Payment], text: str) -> QuerySet[Payment]:
    if not text:
        return rows
    return rows.filter(Q(reference=text) | Q(payee_name__startswith=text) | Q(case__in=cases_matching(text)))


def payment_line(payment_id: UUID) -> PaymentLine:
    """One payment. Raises ReceiptNotFound when it may not be seen."""
    found = payment_lines(Payment.objects.filter(pk=payment_id))
    if not found:
        raise ReceiptNotFound("没有这笔付款，或者它不在您可以查看的法院。")
    return found[0]


def unrepaired() -> QuerySet[Payment]:
    """Failed payments without a live repair. Money of no case is back in the tray and is not repaired here."""
    repaired = Plan.objects.filter(repairs__isnull=False, state__in=["proposed", "approved"]).values(
        "repairs_id"
    )
    failed = Payment.objects.filter(state=PaymentState.FAILED.value, case__isnull=False)
    return failed.exclude(id__in=repaired)


def payment_lines(rows: QuerySet[Payment]) -> list[PaymentLine]:
    """Payments as lines, in two queries."""
    found = list(rows.select_related("case", "plan_line__plan__receipt"))
    repaired = set(
        Plan.objects.filter(repairs__in=found, state__in=["proposed", "approved"]).values_list(
            "repairs_id", flat=True
        )
    )
    return [
        PaymentLine(
            id=row.id,
            case_id=row.case_id,
            case_number=row.number,
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
            court_id=row.court_id,
            receipt_id=row.plan_line.plan.receipt_id,
            plan_id=row.plan_line.plan_id,
            payee_bank=row.payee_bank,
            bank_serial=row.bank_serial,
            answered_at=row.answered_at,
            pay_by=row.plan_line.plan.receipt.pay_by,
        )
        for row in found
    ]


def latest_payment_files(*, limit: int = 20) -> list[PaymentFile]:
    """The payment files made last, without their content."""
    return list(PaymentFile.objects.defer("content").order_by("-made_at")[:limit])
