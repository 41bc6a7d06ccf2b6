"""What somebody needs before them who calls a recipient: which numbers, what is under way, what was said before."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhixing.delivery.models import Address, Delivery, SendingEvent
from zhixing.delivery.queries.lists import DeliveryNotFound
from zhixing.delivery.rules.call_words import result_words
from zhixing.delivery.rules.ways import AddressKind, DeliveryState, EventKind, Way
from zhixing.documents.rules.kinds import DocumentKind


@dataclass(frozen=True, slots=True)
class CallPage:
    """A recipient to be called: masked numbers on file, documents under way to them, calls made before."""

    delivery_id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    recipient: str
    call_by: date | None
    is_withdrawn: bool
    numbers: list[tuple[UUID, str, bool]]
    under_way: list[str]
    before: list[tuple[date, str, str, str]]


def call_page(delivery_id: UUID) -> CallPage:
    """The page of a call. Raises DeliveryNotFound, for a third party's document too: nothing is confirmed about that by phone."""
    row = (
        Delivery.objects.select_related("document__case", "party")
        .defer("document__content")
        .filter(pk=delivery_id)
    )
    found = row.first()
    if found is None or found.party is None:
        raise DeliveryNotFound("没有这次送达，或者它不作电话确认。")
    mobiles = Address.objects.filter(
        person_index=found.party.id_index,
        court_id=found.court_id,
        kind=AddressKind.MOBILE.value,
        ended_at=None,
    )
    under_way = Delivery.objects.filter(party=found.party, state=DeliveryState.OPEN.value).order_by(
        "made_at", "id"
    )
    calls = SendingEvent.objects.filter(
        sending__way=Way.CALL.value, kind=EventKind.CALLED.value, sending__delivery__party=found.party
    )
    return CallPage(
        found.id, found.court_id, found.document.case_id, found.document.case.number, found.recipient, found.call_by,
        found.state == DeliveryState.WITHDRAWN.value,
        [(one.id, one.value_masked, one.confirmed_on is not None) for one in mobiles.order_by("-entered_at")],
        [DocumentKind(kind).document_name for kind in under_way.values_list("document__kind", flat=True)[:20]],
        [
            (one.on, result_words(one.body.get("outcome")), str(one.body.get("words", "")), one.noted_by_name)
            for one in calls.order_by("-id")[:20]
        ],
    )  # fmt: skip
