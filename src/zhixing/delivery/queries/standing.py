"""What is known about deliveries, as frozen values for the rules: recipients, sendings, events. Read set-based."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zhixing.cases.models import Party
from zhixing.delivery.models import (
    Address,
    ConsentNote,
    Delivery,
    DeliveryPolicy,
    Sending,
    SendingEvent,
    Whereabouts,
)
from zhixing.delivery.rules.ladder import CallMade, Contact, Past, Recipient, Waits
from zhixing.delivery.rules.trails import Event, Trail
from zhixing.delivery.rules.ways import AddressKind, ConsentAct, EventKind, SendingState, Way
from zhixing.foundation.clock import local_date
from zhixing.law.delivery import DeliverySettings
from zhixing.law.delivery_attempts import Consent, Document
from zhixing.law.delivery_calls import CallResult


@dataclass(frozen=True, slots=True)
class Standing:
    """A delivery with everything the rules ask about it."""

    delivery: Delivery
    document: Document
    past: tuple[Past, ...]

    @property
    def trails(self) -> tuple[Trail, ...]:
        """The sendings as the law sees them."""
        return tuple(one.trail for one in self.past)


def standings(deliveries: Sequence[Delivery]) -> list[Standing]:
    """Deliveries with their sendings and events."""
    sendings: dict[UUID, list[Sending]] = defaultdict(list)
    for sending in Sending.objects.filter(delivery__in=deliveries).order_by("made_at", "id"):
        sendings[sending.delivery_id].append(sending)
    events = _events([one.id for group in sendings.values() for one in group])
    return [
        Standing(
            delivery,
            Document(delivery.is_ruling, delivery.is_garnishee),
            tuple(_past(one, events.get(one.id, ())) for one in sendings.get(delivery.id, ())),
        )
        for delivery in deliveries
    ]


def _events(sending_ids: Collection[UUID]) -> dict[UUID, tuple[Event, ...]]:
    found: dict[UUID, list[Event]] = defaultdict(list)
    rows = SendingEvent.objects.filter(sending_id__in=sending_ids).order_by("on", "id")
    for sending_id, kind, on, body in rows.values_list("sending_id", "kind", "on", "body"):
        found[sending_id].append(Event(EventKind(kind), on, body))
    return {key: tuple(group) for key, group in found.items()}


def _past(sending: Sending, events: tuple[Event, ...]) -> Past:
    trail = Trail(
        str(sending.id), Way(sending.way), Consent(sending.consent), sending.address_confirmed, sending.own_address, events
    )  # fmt: skip
    return Past(
        trail,
        str(sending.address_id or ""),
        local_date(sending.made_at),
        sending.state == SendingState.REFUSED.value,
    )


def consents_of(party_ids: Collection[UUID]) -> dict[UUID, Consent]:
    """How each party agreed, by the latest thing they said; REFUSED after a refusal or a withdrawal."""
    found: dict[UUID, Consent] = {}
    rows = ConsentNote.objects.filter(party_id__in=party_ids).order_by("on", "id")
    for party_id, act, how in rows.values_list("party_id", "act", "how"):
        found[party_id] = Consent(how) if act == ConsentAct.GIVEN.value else Consent.REFUSED
    return found


def recipients_of(parties: Mapping[UUID, Party]) -> dict[UUID, Recipient]:
    """Consent, addresses that hold, whether a party is lost, and the calls on record."""
    consents = consents_of(parties.keys())
    lost: dict[UUID, bool] = {}
    for party_id, is_lost in (
        Whereabouts.objects.filter(party_id__in=parties.keys()).order_by("id").values_list("party_id", "lost")
    ):
        lost[party_id] = is_lost
    calls = calls_to(parties.keys())
    contacts: dict[tuple[int, bytes], list[Contact]] = defaultdict(list)
    rows = Address.objects.filter(
        person_index__in={bytes(party.id_index) for party in parties.values()}, ended_at=None
    )
    for address in rows.order_by("entered_at", "id"):
        contacts[address.court_id, bytes(address.person_index)].append(
            Contact(str(address.id), AddressKind(address.kind), address.confirmed_on is not None, address.own)
        )
    return {
        key: Recipient(
            consents.get(key, Consent.NONE),
            tuple(contacts.get((party.court_id, bytes(party.id_index)), ())),
            lost.get(key, False),
            tuple(calls.get(key, ())),
        )
        for key, party in parties.items()
    }


def calls_to(party_ids: Collection[UUID]) -> dict[UUID, list[CallMade]]:
    """The calls on record to each party, whichever document they were about."""
    found: dict[UUID, list[CallMade]] = defaultdict(list)
    rows = SendingEvent.objects.filter(
        sending__way=Way.CALL.value, kind=EventKind.CALLED.value, sending__delivery__party_id__in=party_ids
    )
    columns = rows.order_by("id").values_list(
        "sending__delivery__party_id", "sending__address_id", "body__outcome"
    )
    for party_id, address_id, outcome in columns:
        found[party_id].append(CallMade(str(address_id or ""), _result(outcome)))
    return found


def _result(outcome: object) -> CallResult:
    try:
        return CallResult(str(outcome))
    except ValueError:
        return CallResult.NO_ANSWER


def waits_of(court_ids: Collection[int]) -> dict[int, Waits]:
    """How long each rung is given, by court; courts that have set nothing are left out."""
    rows = DeliveryPolicy.objects.filter(court_id__in=court_ids)
    return {row.court_id: Waits(row.electronic_days, row.express_days, row.hand_days) for row in rows}


def settings_of(court_ids: Collection[int]) -> dict[int, DeliverySettings]:
    """What courts have set that moves a day of service."""
    rows = DeliveryPolicy.objects.filter(court_id__in=court_ids)
    return {row.court_id: DeliverySettings(row.notice_moves_past_holiday) for row in rows}
