"""What the holder of an entry link sees: everything delivered to them in the case, nothing before the question."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhixing.delivery.models import Delivery, EntryLink
from zhixing.delivery.rules.ways import DeliveryState
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.one_time_links import Secret, is_same_secret
from zhixing.foundation.party_pages import HOLDER_FOR


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """A link as its pages need it. `is_used`: the question was answered, so that only who answered it goes on."""

    id: UUID
    court_id: int
    court_name: str
    court_phone: str
    case_number: str
    party_id: UUID
    recipient: str
    is_used: bool


def entry_by_secret(secret: Secret, *, now: datetime) -> EntrySeen | None:
    """The link that a text is the secret of, while it is good or its holder is within; None for every reason alike."""
    rows = EntryLink.objects.select_related("court", "case", "party")
    found = rows.filter(token_sha256=secret.sha256, court_id=secret.court_id).first()
    if found is None or not is_same_secret(bytes(found.token_sha256), secret.sha256):
        return None
    until = found.until if found.known_at is None else found.known_at + HOLDER_FOR
    if now >= until:
        return None
    return EntrySeen(
        found.id, found.court_id, found.court.name, found.court.phone, found.case.number, found.party_id, found.party.name,
        found.known_at is not None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperOfParty:
    """A document delivered, or being delivered, to the party."""

    delivery_id: UUID
    document_id: UUID
    title: str
    number: str
    issued_at: datetime
    served_on: date | None


def papers_of_party(party_id: UUID) -> list[PaperOfParty]:
    """Everything whose delivery to the party has begun and was not withdrawn, latest first."""
    rows = Delivery.objects.filter(party_id=party_id).exclude(state=DeliveryState.WITHDRAWN.value)
    found = rows.select_related("document").defer("document__content", "explanation")
    return [
        PaperOfParty(
            row.id, row.document_id, DocumentKind(row.document.kind).document_name, row.document.number,
            row.document.issued_at, row.served_on,
        )
        for row in found.order_by("-made_at", "-id")[:200]
    ]  # fmt: skip


def paper_of_party(party_id: UUID, delivery_id: UUID) -> PaperOfParty | None:
    """One of them; None for what is not the party's."""
    return next((one for one in papers_of_party(party_id) if one.delivery_id == delivery_id), None)
