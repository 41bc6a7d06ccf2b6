"""Deliveries as pages show them: what is out, what came back, what waits for a person, one in full."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from zhixing.cases.models import Party
from zhixing.delivery.models import Address, ConsentNote, Delivery, Sending, SendingEvent
from zhixing.delivery.queries.chains import Link, chain_of
from zhixing.delivery.rules.call_words import result_words
from zhixing.delivery.rules.returned_words import reason_words
from zhixing.delivery.rules.ways import (
    AddressKind,
    AddressSource,
    ConsentAct,
    DeliveryState,
    EventKind,
    SendingState,
    Want,
    Way,
)
from zhixing.documents.models import Document
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.law.explanation import Step

VIEWS = ("out", "call", "back", "hand", "notice", "posted", "doubt", "done")
_BACK = [EventKind.RETURNED.value, EventKind.BOUNCED.value, EventKind.NOT_MET.value]


class DeliveryNotFound(LookupError):
    """No such delivery among those that may be seen."""


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery in a list. `ways` are those used so far, `last` what happened last."""

    id: UUID
    case_id: UUID
    case_number: str
    document_id: UUID
    title: str
    number: str
    recipient: str
    state: DeliveryState
    want: Want
    ways: tuple[Way, ...]
    last: str
    made_at: datetime
    served_on: date | None
    served_way: str
    expected_on: date | None
    look_at: datetime | None
    call_by: date | None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """A page of the list; `next_key` leads on, None at the end."""

    lines: list[DeliveryLine]
    next_key: UUID | None


def _of_view(view: str) -> Q:
    open_now = Q(state=DeliveryState.OPEN.value)
    return {
        "out": open_now & Q(wants=""),
        "call": open_now & Q(call_by__isnull=False),
        "back": open_now & Q(sendings__events__kind__in=_BACK),
        "hand": open_now & Q(wants__in=[Want.HAND.value, Want.ADDRESS.value]),
        "notice": open_now & Q(wants=Want.NOTICE.value),
        "posted": Q(state=DeliveryState.NOTICE.value),
        "doubt": Q(wants=Want.CARRIER.value) | Q(state=DeliveryState.PRESUMED.value),
        "done": Q(state=DeliveryState.SERVED.value),
    }[view]


def deliveries(
    *, courts: Sequence[int], view: str, text: str = "", after: UUID | None = None, limit: int = 50
) -> DeliveryPage:
    """A page of deliveries of a view, latest first; `after` is the last one seen. `text` is part of a recipient's name or of a number.

    Raises KeyError for an unknown view.
    """
    rows = _rows().filter(_of_view(view), court_id__in=courts).distinct()
    if text:
        rows = rows.filter(
            Q(recipient__icontains=text) | Q(document__number__icontains=text) | Q(document__case__number__icontains=text)
        )  # fmt: skip
    if after is not None:
        last = Delivery.objects.filter(pk=after).values_list("made_at", flat=True).first()
        if last is not None:
            rows = rows.filter(Q(made_at__lt=last) | Q(made_at=last, id__lt=after))
    found = list(rows.order_by("-made_at", "-id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return DeliveryPage(_lines(found), found[-1].id if more else None)


def counts_of_views(*, courts: Sequence[int]) -> dict[str, int]:
    """How many deliveries each view holds that a person works through; `done` and `out` are not counted."""
    rows = Delivery.objects.filter(court_id__in=courts)
    return {
        view: rows.filter(_of_view(view)).distinct().count()
        for view in ("call", "back", "hand", "notice", "posted", "doubt")
    }


def _rows() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("document__case").defer("document__content", "explanation")


def _lines(rows: Sequence[Delivery]) -> list[DeliveryLine]:
    ways: dict[UUID, dict[Way, None]] = defaultdict(dict)
    last: dict[UUID, str] = {}
    for key, way, state in (
        Sending.objects.filter(delivery__in=rows)
        .order_by("made_at", "id")
        .values_list("delivery_id", "way", "state")
    ):
        ways[key][Way(way)] = None
        last[key] = f"{Way(way).label}{SendingState(state).label}"
    for key, way, kind in (
        SendingEvent.objects.filter(sending__delivery__in=rows)
        .order_by("noted_at", "id")
        .values_list("sending__delivery_id", "sending__way", "kind")
    ):
        last[key] = f"{Way(way).label}{EventKind(kind).label}"
    return [
        DeliveryLine(
            row.id, row.document.case_id, row.document.case.number, row.document_id,
            DocumentKind(row.document.kind).document_name, row.document.number, row.recipient, DeliveryState(row.state),
            Want(row.wants), tuple(ways[row.id]), last.get(row.id, ""), row.made_at, row.served_on,
            Way(row.served_way).label if row.served_way else "", row.expected_on, row.look_at, row.call_by,
        )
        for row in rows
    ]  # fmt: skip


def deliveries_of_case(case_id: UUID) -> list[DeliveryLine]:
    """Every delivery of a case, latest first."""
    return _lines(list(_rows().filter(document__case_id=case_id).order_by("-made_at", "-id")[:500]))


def deliveries_of_document(document_id: UUID) -> list[DeliveryLine]:
    """To whom a document was delivered, and where each stands."""
    return _lines(list(_rows().filter(document_id=document_id).order_by("made_at", "id")[:500]))


def documents_to_deliver(case_id: UUID) -> list[tuple[UUID, str, str, str]]:
    """Documents of a case that go to a party and whose delivery has not begun: key, name, number, recipient."""
    begun = Delivery.objects.filter(document__case_id=case_id).values("document_id")
    rows = Document.objects.filter(case_id=case_id).exclude(recipient=None).exclude(pk__in=begun)
    rows = rows.exclude(kind__in=[DocumentKind.DELIVERY_NOTICE.value, DocumentKind.DELIVERY_PROOF.value])
    return [
        (row.id, DocumentKind(row.kind).document_name, row.number, row.goes_to)
        for row in rows.select_related("recipient").defer("content").order_by("issued_at", "id")[:200]
    ]


@dataclass(frozen=True, slots=True)
class SendingLine:
    """One sending with what came back."""

    id: UUID
    way: Way
    state: SendingState
    to: str
    carrier: str
    reference: str
    number: str
    words: str
    made_at: datetime
    handed_at: datetime | None
    attempts: int
    events: tuple[tuple[date, str, str], ...]
    has_link: bool


@dataclass(frozen=True, slots=True)
class DeliveryDetail:
    """One delivery in full."""

    line: DeliveryLine
    court_id: int
    party_id: UUID | None
    is_garnishee: bool
    certainty: str
    explanation: tuple[Step, ...]
    sendings: list[SendingLine]
    first_head: str
    chain: list[Link]


def delivery_detail(delivery_id: UUID) -> DeliveryDetail:
    """One delivery with its sendings, events and chain. Raises DeliveryNotFound."""
    row = (
        Delivery.objects.select_related("document__case")
        .defer("document__content")
        .filter(pk=delivery_id)
        .first()
    )
    if row is None:
        raise DeliveryNotFound("没有这次送达，或者它不在您可以查看的法院。")
    events: dict[UUID, list[tuple[date, str, str]]] = defaultdict(list)
    for event in SendingEvent.objects.filter(sending__delivery=row).order_by("on", "id"):
        shown = "，".join(
            reason_words(value) if key == "reason" else value
            for key, value in event.body.items()
            if isinstance(value, str) and value and key in _SHOWN
        )
        if event.kind == EventKind.CALLED.value:
            shown = f"{result_words(event.body.get('outcome'))}，{shown}"
        events[event.sending_id].append((event.on, EventKind(event.kind).label, shown))
    sendings = [
        SendingLine(
            one.id, Way(one.way), SendingState(one.state), one.address.value_masked if one.address else "",
            one.carrier.name if one.carrier else "", one.reference, one.number, one.words, one.made_at, one.handed_at,
            one.attempts, tuple(events.get(one.id, ())), one.link_sha256 is not None,
        )
        for one in Sending.objects.filter(delivery=row).select_related("address", "carrier").order_by("made_at", "id")
    ]  # fmt: skip
    first, chain = chain_of(delivery=row)
    return DeliveryDetail(
        _lines([row])[0], row.court_id, row.party_id, row.is_garnishee, row.certainty,
        tuple(Step(**step) for step in row.explanation), sendings, first,
        chain,
    )  # fmt: skip


_SHOWN = frozenset(
    {
        "from",
        "device",
        "signer_name",
        "number",
        "proof",
        "place",
        "because",
        "reason",
        "note",
        "words",
        "recording",
    }
)


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An address with its history, masked."""

    id: UUID
    kind: AddressKind
    value: str
    source: AddressSource
    own: bool
    confirmed_on: date | None
    entered_at: datetime
    entered_by: str
    ended_at: datetime | None
    ended_because: str


@dataclass(frozen=True, slots=True)
class PartyReach:
    """How a party is reached: addresses that hold and held, and what they said about electronic delivery, latest first."""

    party_id: UUID
    name: str
    role: str
    addresses: list[AddressLine]
    consents: list[tuple[date, str, str, str]]


def reach_of_case(case_id: UUID) -> list[PartyReach]:
    """Addresses and consent of every party of a case."""
    parties = list(Party.objects.filter(case_id=case_id).order_by("role", "position"))
    addresses: dict[bytes, list[AddressLine]] = defaultdict(list)
    for row in Address.objects.filter(person_index__in={bytes(one.id_index) for one in parties}).order_by(
        "-entered_at"
    ):
        addresses[bytes(row.person_index)].append(
            AddressLine(
                row.id, AddressKind(row.kind), row.value_masked, AddressSource(row.source), row.own, row.confirmed_on,
                row.entered_at, row.entered_by_name, row.ended_at, row.ended_because,
            )
        )  # fmt: skip
    consents: dict[UUID, list[tuple[date, str, str, str]]] = defaultdict(list)
    for note in ConsentNote.objects.filter(party__in=parties).order_by("-on", "-id"):
        consents[note.party_id].append((note.on, ConsentAct(note.act).label, note.note, note.noted_by_name))
    return [
        PartyReach(one.id, one.name, one.role, addresses[bytes(one.id_index)], consents[one.id])
        for one in parties
    ]
