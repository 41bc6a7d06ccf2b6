"""What an auditor looks at: closings, signed statements, differences and how they ended, exceptions, a sample."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import CharField, Value
from django.db.models.functions import MD5, Cast, Concat

from zhixing.foundation.clock import SHANGHAI, local_date
from zhixing.foundation.evidence.models import Fact
from zhixing.funds.models import (
    Closing,
    ClosingKind,
    CorrectionState,
    DailyProof,
    Difference,
    DifferenceKind,
    LateEntry,
    Payment,
    PaymentState,
    Receipt,
    ReceiptState,
)

LINES_MAX = 500
SAMPLE = 20


class AuditPart(StrEnum):
    """The parts of the auditor's view."""

    CLOSINGS = "closings"
    PROOFS = "proofs"
    DIFFERENCES = "differences"
    EXCEPTIONS = "exceptions"
    SAMPLE = "sample"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "closings": "结账",
            "proofs": "签名的三方对账单",
            "differences": "差异及处理",
            "exceptions": "例外事项",
            "sample": "抽查付款",
        }[self.value]


class Place(StrEnum):
    """What a line leads to."""

    NOWHERE = ""
    PROOF = "proof"
    RECEIPT = "receipt"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of any part: the day, what it is, in words, who acted, fen where there is an amount, how it stands."""

    on: date
    kind: str
    text: str
    by: str
    fen: int | None
    state: str
    place: Place = Place.NOWHERE
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Which courts and which days (both included) are looked at."""

    court_ids: tuple[int, ...]
    first: date
    last: date
    today: date


def audit_lines(part: AuditPart, span: Span, *, seed: str = "") -> list[AuditLine]:
    """The lines of a part, latest first, at most `LINES_MAX`; `seed` draws another sample."""
    if part is AuditPart.SAMPLE:
        return _sample(span, seed)
    find = {
        AuditPart.CLOSINGS: _closings,
        AuditPart.PROOFS: _proofs,
        AuditPart.DIFFERENCES: _differences,
        AuditPart.EXCEPTIONS: _exceptions,
    }[part]
    return sorted(find(span), key=lambda line: (line.on, line.kind), reverse=True)[:LINES_MAX]


def _closings(span: Span) -> list[AuditLine]:
    rows = Closing.objects.filter(
        court_id__in=span.court_ids, closed_through__range=(span.first, span.last)
    ).select_related("court")
    return [
        AuditLine(
            row.closed_through, ClosingKind(row.kind).label,
            f"{row.court.short_name}结账至 {row.closed_through:%Y-%m-%d}，对账单 SHA-256 {row.statement_sha256[:16]}…",
            f"{row.closed_by_name}{f'、{row.confirmed_by_name}' if row.confirmed_by_name else ''}",
            sum(one["ledger_fen"] for one in row.figures["accounts"]), "已结账",
        )
        for row in rows.order_by("-closed_through", "-id")[:LINES_MAX]
    ]  # fmt: skip


def _proofs(span: Span) -> list[AuditLine]:
    rows = DailyProof.objects.filter(court_id__in=span.court_ids, on__range=(span.first, span.last))
    return [
        AuditLine(
            row.on, "三方对账单", f"{row.bank_account.number or '未登记账号'}，SHA-256 {row.sha256[:16]}…，密钥 {row.key_id}",
            row.made_by, row.ledger_fen, "相符" if row.is_even else "有待查事项", Place.PROOF, row.id,
        )
        for row in rows.select_related("bank_account").order_by("-on", "-id")[:LINES_MAX]
    ]  # fmt: skip


def _differences(span: Span) -> list[AuditLine]:
    rows = Difference.objects.filter(court_id__in=span.court_ids, on__range=(span.first, span.last))
    found = []
    for row in rows.prefetch_related("corrections").order_by("-on", "-id")[:LINES_MAX]:
        booked = [one for one in row.corrections.all() if one.state == CorrectionState.APPROVED.value]
        people = [f"{one.proposed_by_name}提出、{one.decided_by_name}批准" for one in booked] or [
            row.settled_by
        ]
        ended = f"处理：{row.resolution}" if row.settled_at else "未处理"
        found.append(
            AuditLine(
                row.on, DifferenceKind(row.kind).label, f"{row.text} {ended}", "；".join(people), row.fen,
                "已处理" if row.settled_at else "待查",
            )
        )  # fmt: skip
    return found


def _exceptions(span: Span) -> list[AuditLine]:
    """Whatever should not happen often: own acts refused, money lost by reversal, silence, delay, late entries."""
    return [
        *_own_approvals(span),
        *_reversals_after_payout(span),
        *_unknown(span),
        *_overdue(span),
        *_late(span),
    ]


def _own_approvals(span: Span) -> list[AuditLine]:
    rows = Fact.objects.filter(
        court_id__in=span.court_ids, kind="access.refused", body__reason__contains="自己"
    ).order_by("-at")
    found = [(local_date(row.at), row) for row in rows[:LINES_MAX]]
    return [
        AuditLine(
            on, "自己审批自己（已拒绝）", str(row.body.get("reason", "")), row.actor_name, None, "已拒绝"
        )
        for on, row in found
        if span.first <= on <= span.last
    ]


def _reversals_after_payout(span: Span) -> list[AuditLine]:
    rows = Difference.objects.filter(
        court_id__in=span.court_ids, on__range=(span.first, span.last),
        kind=DifferenceKind.REVERSAL_AFTER_PAYOUT.value,
    ).select_related("line")  # fmt: skip
    return [
        AuditLine(
            row.on, DifferenceKind(row.kind).label, row.text, row.settled_by, row.fen,
            "已追回或者已处理" if row.settled_at else "应收",
            Place.RECEIPT if row.line and row.line.reverses_id else Place.NOWHERE,
            row.line.reverses_id if row.line else None,
        )
        for row in rows.order_by("-on", "-id")[:LINES_MAX]
    ]  # fmt: skip


def _unknown(span: Span) -> list[AuditLine]:
    rows = Payment.objects.filter(
        court_id__in=span.court_ids, state=PaymentState.UNKNOWN.value, sent_at__isnull=False
    ).order_by("-sent_at", "-id")  # fmt: skip
    found = [(local_date(row.sent_at), row) for row in rows[:LINES_MAX] if row.sent_at]
    return [
        AuditLine(
            on, "付款结果不明", f"编号 {row.reference}", "", row.fen, "待银行答复", Place.PAYMENT, row.id
        )
        for on, row in found
        if span.first <= on <= span.last
    ]


def _overdue(span: Span) -> list[AuditLine]:
    """Money that should have been paid by the end of the span at the latest, and was not deferred."""
    until = min(span.last, span.today)
    rows = (
        Receipt.objects.filter(
            court_id__in=span.court_ids, pay_by__range=(span.first, until),
            state__in=[ReceiptState.MARKED.value, ReceiptState.PLANNED.value],
        )
        .exclude(pay_by__gte=span.today)
        .exclude(deferrals__state="approved", deferrals__until__gte=span.today)
        .select_related("case", "line")
    )  # fmt: skip
    return [
        AuditLine(
            row.pay_by, "超过三十日未发放且未批准延缓",
            f"{row.case.number if row.case else ''} 流水 {row.line.serial}，{row.arrived_on:%Y-%m-%d} 到账",
            row.changed_by, row.fen, row.blocked_text or ReceiptState(row.state).label, Place.RECEIPT, row.pk,
        )
        for row in rows.order_by("pay_by", "line_id")[:LINES_MAX]
    ]  # fmt: skip


def _late(span: Span) -> list[AuditLine]:
    rows = LateEntry.objects.filter(court_id__in=span.court_ids, true_on__range=(span.first, span.last))
    return [
        AuditLine(
            row.true_on, "结账后补记", f"凭证 {row.journal.ref} 记入 {row.booked_on:%Y-%m-%d}", row.journal.recorded_by,
            row.bank_fen, "已补记",
        )
        for row in rows.select_related("journal").order_by("-true_on", "-journal_id")[:LINES_MAX]
    ]  # fmt: skip


def _sample(span: Span, seed: str) -> list[AuditLine]:
    """Payments drawn by the hash of their key and the seed: whoever has the seed draws the same ones again."""
    rows = Payment.objects.filter(
        court_id__in=span.court_ids,
        made_at__gte=_start(span.first),
        made_at__lt=_start(span.last, after=True),
    ).select_related("plan_line__plan__receipt", "case")
    drawn = rows.annotate(
        drawn=MD5(Concat(Cast("id", CharField()), Value(seed), output_field=CharField()))
    ).order_by("drawn")[:SAMPLE]
    return [
        AuditLine(
            local_date(row.made_at), PaymentState(row.state).label,
            f"{row.case.number if row.case else ''} 付 {row.payee_name} {row.payee_account_masked}，编号 {row.reference}",
            row.plan_line.plan.decided_by_name, row.fen, PaymentState(row.state).label, Place.RECEIPT,
            row.plan_line.plan.receipt_id,
        )
        for row in drawn
    ]  # fmt: skip


def _start(day: date, *, after: bool = False) -> datetime:
    return datetime.combine(day + timedelta(days=int(after)), time(), SHANGHAI)
