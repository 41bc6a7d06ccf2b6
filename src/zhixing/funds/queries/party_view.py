"""What one party may see of the money of their own case: plain steps, others masked. The only door of the parties' pages.

Everything here starts from a link and reads its case and no other; row-level security limits it to the court besides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from zhixing.cases.models import Case, Party
from zhixing.foundation import names
from zhixing.foundation.clock import local_date
from zhixing.funds.models import (
    DeferralState,
    LinkKind,
    PartyLink,
    Payment,
    PaymentState,
    PayoutDeferral,
    Plan,
    PlanState,
    Receipt,
    ReceiptState,
)
from zhixing.funds.queries.payments import PaymentLine, payment_lines
from zhixing.funds.queries.plans import PlanView, plan_views
from zhixing.funds.queries.track import Mark
from zhixing.funds.rules.party_words import failure_key

RECEIPTS_SHOWN = 50


class NotTheirs(LookupError):
    """What was asked for is not of the link's own case or party."""


@dataclass(frozen=True, slots=True)
class PartyStep:
    """A step in a party's words: `key` and `holder` are looked up in `rules.party_words`.

    `holder` is who has the money or must act; `until` by when, None when nobody waits. `fen` and `account` (masked) tell
    of a transfer, `whom` of its payee: empty for the party. `paper` is a payment whose voucher the party may fetch.
    """

    key: str
    mark: Mark
    on: date | None = None
    holder: str = ""
    until: date | None = None
    fen: int | None = None
    whom: str = ""
    account: str = ""
    why: str = ""
    paper: UUID | None = None


@dataclass(frozen=True, slots=True)
class PartyReceipt:
    """Money that came in for the case. `payer` is masked, empty when the party paid it; `paper` as in a step."""

    id: UUID
    fen: int
    arrived_on: date
    payer: str
    paper: UUID | None
    steps: tuple[PartyStep, ...]
    shares: tuple[tuple[str, int], ...]

    @property
    def now(self) -> PartyStep:
        """Where it is: the first step that waits, else the last one that happened."""
        for step in self.steps:
            if step.mark in (Mark.WAITING, Mark.SENT, Mark.REFUSED, Mark.URGENT):
                return step
        return self.steps[-1]


@dataclass(frozen=True, slots=True)
class PartyMoney:
    """The page of a party. Sums in fen; `to_you_fen` is what the bank has paid to this party."""

    case_number: str
    court_name: str
    court_phone: str
    officer: str
    party: str
    is_applicant: bool
    received_fen: int
    paid_fen: int
    to_you_fen: int
    receipts: tuple[PartyReceipt, ...]


def money_for_party(link_id: UUID) -> PartyMoney:
    """The money of the link's case as its party may see it. Eight queries."""
    link = PartyLink.objects.select_related("party", "case__court").get(pk=link_id, kind=LinkKind.TRACK.value)
    party, case = link.party, link.case
    rows = list(_receipts_of(case).select_related("line").order_by("-arrived_on", "-pk")[:RECEIPTS_SHOWN])
    plans = plan_views(Plan.objects.filter(receipt__in=rows, case=case).order_by("proposed_at"))
    payments = payment_lines(Payment.objects.filter(case=case).order_by("made_at"))
    deferred = dict(
        PayoutDeferral.objects.filter(receipt__in=rows, state=DeferralState.APPROVED.value).values_list(
            "receipt_id", "until"
        )
    )
    shown = tuple(_receipt(row, party, plans, payments, deferred.get(row.pk)) for row in rows)
    paid = [one for one in payments if one.state is PaymentState.DONE]
    return PartyMoney(
        case_number=case.number, court_name=case.court.name, court_phone=case.court.phone,
        officer=case.officer_name, party=names.mask_name(party.name), is_applicant=party.role == "applicant",
        received_fen=sum(row.fen for row in rows), paid_fen=sum(one.fen for one in paid),
        to_you_fen=sum(one.fen for one in paid if _is(party, one.payee)), receipts=shown,
    )  # fmt: skip


def _receipts_of(case: Case) -> QuerySet[Receipt]:
    return Receipt.objects.filter(case=case).exclude(state=ReceiptState.REVERSED.value)


def _is(party: Party, name: str) -> bool:
    return bool(name) and names.comparing_key(name) == party.name_key


def _receipt(
    row: Receipt,
    party: Party,
    plans: Sequence[PlanView],
    payments: Sequence[PaymentLine],
    deferred: date | None,
) -> PartyReceipt:
    mine = [plan for plan in plans if plan.receipt_id == row.pk]
    paying = [one for one in payments if one.receipt_id == row.pk]
    is_payer = _is(party, row.line.name)
    payer = "" if is_payer else names.mask_name(row.line.name) or "—"
    steps = (
        PartyStep("arrived", Mark.CONFIRMED, row.arrived_on, fen=row.fen),
        *_deciding(row, mine, deferred),
    )
    shares = [
        (line.kind.value, line.fen)
        for plan in mine
        if plan.state is PlanState.APPROVED and not plan.is_repair and plan.source.value == "case"
        for line in plan.lines
    ]
    return PartyReceipt(
        row.pk, row.fen, row.arrived_on, payer, row.pk if is_payer else None,
        (*steps, *_paying(row, party, mine, paying)), tuple(shares),
    )  # fmt: skip


def _deciding(row: Receipt, plans: Sequence[PlanView], deferred: date | None) -> tuple[PartyStep, ...]:
    """Dividing and approving, or the deferral that holds both."""
    if deferred is not None:
        return (
            PartyStep("deferred", Mark.WAITING, holder="officer", until=deferred),
            PartyStep("paying", Mark.AHEAD),
        )
    first = next((p for p in plans if not p.is_repair and p.state is PlanState.APPROVED), None)
    if first is not None:
        decided = local_date(first.decided_at) if first.decided_at else None
        return (PartyStep("approved", Mark.DONE, decided),)
    proposed = next((p for p in plans if not p.is_repair and p.state is PlanState.PROPOSED), None)
    if proposed is not None:
        return (
            PartyStep("planned", Mark.DONE, local_date(proposed.proposed_at)),
            PartyStep("approving", Mark.WAITING, holder="leader", until=row.pay_by),
            PartyStep("paying", Mark.AHEAD),
        )
    return (
        PartyStep("planning", Mark.WAITING, holder="officer", until=row.pay_by),
        PartyStep("paying", Mark.AHEAD),
    )


def _paying(
    row: Receipt, party: Party, plans: Sequence[PlanView], payments: Sequence[PaymentLine]
) -> tuple[PartyStep, ...]:
    if payments:
        return tuple(_payment(one, party, row.pay_by) for one in payments)
    if any(plan.state is PlanState.APPROVED for plan in plans):
        return (PartyStep("nothing_to_pay", Mark.DONE),)
    return ()


def _payment(one: PaymentLine, party: Party, pay_by: date) -> PartyStep:
    own = _is(party, one.payee)
    whom = "" if own else names.mask_name(one.payee)
    account = one.payee_account if own else ""
    if one.state is PaymentState.DONE:
        paper = one.id if own else None
        return PartyStep("paid", Mark.CONFIRMED, one.paid_on, "", None, one.fen, whom, account, paper=paper)
    if one.state is PaymentState.SENT:
        sent = local_date(one.sent_at) if one.sent_at else None
        return PartyStep("sent", Mark.SENT, sent, "bank", pay_by, one.fen, whom, account)
    if one.state is PaymentState.UNKNOWN:
        return PartyStep("asking", Mark.SENT, None, "accountant", pay_by, one.fen, whom, account)
    if one.state is PaymentState.FAILED:
        on = one.returned_on or (local_date(one.answered_at) if one.answered_at else None)
        if one.is_repaired:
            return PartyStep("repaired", Mark.ENDED, on, "", None, one.fen, whom, account)
        why = failure_key(one.bank_code) if own else ""
        holder = "you" if own else "officer"
        return PartyStep("returned", Mark.REFUSED, on, holder, pay_by, one.fen, whom, account, why)
    return PartyStep("ready", Mark.WAITING, None, "accountant", pay_by, one.fen, whom, account)


def own_receipt(link_id: UUID, receipt_id: UUID) -> UUID:
    """The receipt, when the link's party paid it into the link's case. Raises NotTheirs."""
    link = _track(link_id)
    row = _receipts_of(link.case).select_related("line").filter(pk=receipt_id).first()
    if row is None or not _is(link.party, row.line.name):
        raise NotTheirs("不是本人付的款。")
    return UUID(str(row.pk))


def own_payment(link_id: UUID, payment_id: UUID) -> UUID:
    """The payment, when it was made to the link's party in the link's case. Raises NotTheirs."""
    link = _track(link_id)
    row = Payment.objects.filter(pk=payment_id, case_id=link.case_id).first()
    if row is None or not _is(link.party, row.payee_name):
        raise NotTheirs("不是付给本人的款。")
    return row.id


def _track(link_id: UUID) -> PartyLink:
    return PartyLink.objects.select_related("party", "case").get(pk=link_id, kind=LinkKind.TRACK.value)


@dataclass(frozen=True, slots=True)
class ReturnedPayment:
    """A payment that came back, for its payee."""

    case_number: str
    court_name: str
    court_phone: str
    payee: str
    fen: int
    old_bank: str
    old_account: str
    returned_on: date | None
    why: str


def returned_payment(link_id: UUID) -> ReturnedPayment:
    """What the payee of a repair link sees after saying who they are."""
    link = PartyLink.objects.select_related("payment", "case__court").get(
        pk=link_id, kind=LinkKind.REPAIR.value
    )
    payment = link.payment
    if payment is None:
        raise NotTheirs("链接不属于任何付款。")
    on = payment.returned_on or (local_date(payment.answered_at) if payment.answered_at else None)
    return ReturnedPayment(
        link.case.number, link.case.court.name, link.case.court.phone, payment.payee_name, payment.fen,
        payment.payee_bank, payment.payee_account_masked, on, failure_key(payment.bank_code),
    )  # fmt: skip
