"""Links and papers as read: by what a stranger brought, and for the court that gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from zhixing.documents.queries.checked import Standing as PaperStanding
from zhixing.documents.rules.contexts import DocumentKind
from zhixing.documents.rules.wording import yuan
from zhixing.foundation import names
from zhixing.funds.models import (
    Journal,
    LinkKind,
    PaperVoucher,
    PartyLink,
    Payment,
    PaymentState,
    Posting,
    ProposalState,
    Receipt,
    RepairProposal,
)
from zhixing.funds.models.books import Holder
from zhixing.funds.rules.party_codes import Secret, is_same_secret
from zhixing.funds.rules.party_words import failure_key


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A live link as its holder's page needs it. Nothing personal: that comes after the question."""

    id: UUID
    court_id: int
    court_name: str
    court_phone: str
    case_id: UUID
    party_id: UUID
    kind: LinkKind
    payment_id: UUID | None
    expires_at: datetime
    bank_code: str
    bank_text: str


def link_by_secret(secret: Secret, *, now: datetime) -> LinkSeen | None:
    """The live link that a text is the secret of, among the courts in sight; None for every reason alike."""
    rows = PartyLink.objects.select_related("court", "payment")
    found = rows.filter(token_sha256=secret.sha256, court_id=secret.court_id).first()
    if found is None or not is_same_secret(bytes(found.token_sha256), secret.sha256):
        return None
    if found.revoked_at is not None or found.used_at is not None or now >= found.expires_at:
        return None
    payment = found.payment
    return LinkSeen(
        found.id, found.court_id, found.court.name, found.court.phone, found.case_id, found.party_id,
        LinkKind(found.kind), found.payment_id, found.expires_at,
        payment.bank_code if payment else "", payment.bank_text if payment else "",
    )  # fmt: skip


def why_returned(bank_code: str) -> str:
    """The parties' words for a bank's reason, by key; all that is said before the holder is known."""
    return failure_key(bank_code)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link in the court's list."""

    id: UUID
    kind: LinkKind
    party: str
    role: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    seen_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    wrong: int
    state: str


def _line(row: PartyLink, now: datetime) -> LinkLine:
    state = "live"
    if row.revoked_at is not None:
        state = "revoked"
    elif row.used_at is not None:
        state = "used"
    elif now >= row.expires_at:
        state = "expired"
    return LinkLine(
        row.id, LinkKind(row.kind), row.party.name, row.party.role, row.made_at, row.made_by_name,
        row.expires_at, row.seen_at, row.used_at, row.revoked_at, row.wrong, state,
    )  # fmt: skip


def links_of_case(case_id: UUID, *, now: datetime, limit: int = 100) -> list[LinkLine]:
    """The links given in a case, latest first."""
    rows = PartyLink.objects.select_related("party").filter(case_id=case_id).order_by("-made_at")[:limit]
    return [_line(row, now) for row in rows]


def links_of_payment(payment_id: UUID, *, now: datetime) -> list[LinkLine]:
    """The repair links given for a payment, latest first."""
    rows = PartyLink.objects.select_related("party").filter(payment_id=payment_id).order_by("-made_at")[:20]
    return [_line(row, now) for row in rows]


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """What a payee entered; the account is masked."""

    id: UUID
    payment_id: UUID
    payee: str
    bank: str
    account: str
    made_at: datetime
    state: ProposalState
    decided_by: str
    reason: str


def proposals_of_payment(payment_id: UUID) -> list[ProposalLine]:
    """What the payee proposed for a payment, latest first."""
    rows = RepairProposal.objects.filter(payment_id=payment_id).order_by("-made_at")[:20]
    return [_proposal(row) for row in rows]


def _proposal(row: RepairProposal) -> ProposalLine:
    return ProposalLine(
        row.id, row.payment_id, row.payee_name, row.payee_bank, row.payee_account_masked, row.made_at,
        ProposalState(row.state), row.decided_by_name, row.reason,
    )  # fmt: skip


class Standing(StrEnum):
    """Whether a genuine paper still says what is so."""

    STANDS = "stands"
    TAKEN_BACK = "taken_back"
    REVERSED = "reversed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A genuine paper as the check page shows it: what the paper says, the name masked."""

    document_id: UUID
    kind: DocumentKind
    number: str
    court_name: str
    other: str
    account: str
    fen: int
    moved_on: date
    issued_on: date
    sha256: str
    standing: Standing


def paper_by_secret(secret: Secret) -> CheckedPaper | None:
    """The paper whose check code was brought, among the courts in sight; None when there is none."""
    rows = PaperVoucher.objects.select_related("document", "court", "receipt__line", "payment")
    found = rows.filter(code_sha256=secret.sha256, court_id=secret.court_id).first()
    if found is None or not is_same_secret(bytes(found.code_sha256), secret.sha256):
        return None
    document = found.document
    if found.receipt is not None:
        row = found.receipt
        other, account, fen, moved_on = row.line.name, row.line.account_masked, row.fen, row.arrived_on
        standing = _standing_of_receipt(row, found.turn)
    else:
        paid: Payment | None = found.payment
        if paid is None:
            return None
        other, account, fen = paid.payee_name, paid.payee_account_masked, paid.fen
        moved_on = paid.paid_on or document.issued_on
        standing = Standing.STANDS if paid.state == PaymentState.DONE.value else Standing.RETURNED
    return CheckedPaper(
        document.pk, DocumentKind(document.kind), document.number, found.court.name, names.mask_name(other), account, fen,
        moved_on, document.issued_on, document.sha256, standing,
    )  # fmt: skip


def standing_of_paper(secret: Secret) -> tuple[UUID, PaperStanding] | None:
    """The receipt or voucher behind a code, with what it certifies and whether that is still so: for the check page."""
    paper = paper_by_secret(secret)
    if paper is None:
        return None
    side = "payer" if paper.kind is DocumentKind.MONEY_RECEIPT else "payee"
    rows = (
        ("amount", f"{yuan(paper.fen)} 元"), (side, paper.other), ("account", paper.account or "—"),
        ("moved_on", paper.moved_on.isoformat()),
    )  # fmt: skip
    return paper.document_id, PaperStanding(paper.standing is Standing.STANDS, paper.standing.value, rows)


def _standing_of_receipt(row: Receipt, turn: int) -> Standing:
    if row.state == "reversed":
        return Standing.REVERSED
    return Standing.STANDS if row.case_id is not None and row.turns == turn else Standing.TAKEN_BACK


# ---- for the auditor -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A journal that moved a receipt's money: holders and signed fen of its legs."""

    ref: str
    kind: str
    booked_on: date
    recorded_at: datetime
    recorded_by: str
    legs: tuple[tuple[str, int], ...]


def entries_of_receipt(receipt_id: UUID) -> list[EntryLine]:
    """Every journal that moved the money of a receipt, in the order it was recorded. Five queries."""
    receipt = Receipt.objects.select_related("line").get(pk=receipt_id)
    refs = [f"line:{receipt.bank_account_id}:{receipt.line.serial}"]
    refs += [f"{act}:{receipt_id}:{turn}" for act in ("mark", "unmark") for turn in range(receipt.turns + 1)]
    refs += [f"plan:{plan}" for plan in receipt.plans.values_list("id", flat=True)]
    payments = Payment.objects.filter(plan_line__plan__receipt=receipt).values_list("reference", flat=True)
    refs += [f"{act}:{reference}" for reference in payments for act in ("paid", "failed", "returned")]
    first = list(Journal.objects.filter(court_id=receipt.court_id, ref__in=refs))
    back = Journal.objects.filter(court_id=receipt.court_id, reverses__in=[one.pk for one in first])
    journals = sorted([*first, *back], key=lambda one: (one.recorded_at, one.pk))
    return _with_legs(journals)


def _with_legs(journals: Sequence[Journal]) -> list[EntryLine]:
    legs: dict[UUID, list[tuple[str, int]]] = {}
    postings = Posting.objects.filter(journal_id__in=[one.pk for one in journals]).select_related("account")
    for leg in postings.order_by("journal_id", "seq"):
        legs.setdefault(leg.journal_id, []).append((Holder(leg.account.holder).label, leg.fen))
    return [
        EntryLine(
            one.ref, one.kind, one.booked_on, one.recorded_at, one.recorded_by, tuple(legs.get(one.pk, ()))
        )
        for one in journals
    ]


def place_of_link(link_id: UUID) -> tuple[UUID, UUID | None] | None:
    """The case of a link, and its payment; None when it may not be seen."""
    return PartyLink.objects.filter(pk=link_id).values_list("case_id", "payment_id").first()


def payment_of_proposal(proposal_id: UUID) -> UUID | None:
    """The payment that a proposal is about; None when it may not be seen."""
    return RepairProposal.objects.filter(pk=proposal_id).values_list("payment_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class PayeeSide:
    """What a payee has been given and has answered about a payment, for the payment's page."""

    links: tuple[LinkLine, ...]
    proposals: tuple[ProposalLine, ...]

    @property
    def waiting(self) -> ProposalLine | None:
        """The proposal that somebody must call back about."""
        return next((one for one in self.proposals if one.state is ProposalState.WAITING), None)


def payee_side(payment_id: UUID, *, now: datetime) -> PayeeSide:
    """Links and proposals of a payment. Two queries."""
    return PayeeSide(tuple(links_of_payment(payment_id, now=now)), tuple(proposals_of_payment(payment_id)))
