"""What the holder of a link may see: nothing personal before the question, the document's name and file after it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhixing.delivery.models import ConsentNote, Sending, SendingEvent
from zhixing.delivery.rules.ways import DeliveryState, EventKind, Way
from zhixing.documents.queries import has_confirmed_edition
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.one_time_links import Secret, is_same_secret


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A live link as its page needs it."""

    id: UUID
    court_id: int
    court_name: str
    court_phone: str
    document_id: UUID
    until: datetime


def page_by_secret(secret: Secret, *, now: datetime) -> PageSeen | None:
    """The live page that a text is the secret of, among the courts in sight; None for every reason alike."""
    rows = Sending.objects.select_related("court", "delivery", "opening")
    found = rows.filter(link_sha256=secret.sha256, court_id=secret.court_id).first()
    if (
        found is None
        or found.link_sha256 is None
        or not is_same_secret(bytes(found.link_sha256), secret.sha256)
    ):
        return None
    opening = getattr(found, "opening", None)
    if (
        found.link_until is None
        or now >= found.link_until
        or found.delivery.state == DeliveryState.WITHDRAWN.value
    ):
        return None
    if opening is not None and opening.revoked_at is not None:
        return None
    return PageSeen(
        found.id,
        found.court_id,
        found.court.name,
        found.court.phone,
        found.delivery.document_id,
        found.link_until,
    )


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """The document as its addressee sees it."""

    title: str
    number: str
    case_number: str
    recipient: str
    pages: int
    issued_on: datetime
    is_confirmed: bool
    has_agreed: bool
    has_edition: bool
    """Whether it can be had in Chinese and Korean, confirmed by a translator throughout."""


def document_for_holder(sending_id: UUID, *, on: date) -> DocumentShown:
    """What the page of a sending shows on a day to the holder once known."""
    row = Sending.objects.select_related("delivery__document__case").get(pk=sending_id)
    document = row.delivery.document
    notes = ConsentNote.objects.filter(party__deliveries=row.delivery).order_by("-on", "-id")
    latest = notes.values_list("act", flat=True).first()
    return DocumentShown(
        DocumentKind(document.kind).document_name, document.number, document.case.number, row.delivery.recipient,
        document.pages, document.issued_at,
        SendingEvent.objects.filter(sending=row, kind=EventKind.REPLIED.value).exists(), latest == "given",
        has_confirmed_edition(document.pk, on=on),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """What a postal label bears."""

    number: str
    reference: str
    name: str
    address: str
    court_name: str
    court_address: str
    court_phone: str
    case_number: str


def postal_sending(sending_id: UUID) -> tuple[Sending, Label] | None:
    """A sending by post with what its label bears, but for the address in full; None for other ways."""
    row = (
        Sending.objects.select_related("address", "delivery__document__case", "court")
        .filter(pk=sending_id)
        .first()
    )
    if row is None or row.address is None or Way(row.way) not in (Way.EXPRESS, Way.POST):
        return None
    return row, Label(
        row.number, row.reference, row.delivery.recipient, "", row.court.name, row.court.address, row.court.phone,
        row.delivery.document.case.number,
    )  # fmt: skip
