"""Telephone calls are put on record (通话记录), with what the law lets them prove: consent, a number, an answer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party
from zhixing.delivery.models import Address, Delivery, Sending
from zhixing.delivery.operations.addresses import (
    KEEPERS,
    AddressRefused,
    end_address,
    enter_address,
    normal_address,
    note_consent,
    value_of,
)
from zhixing.delivery.operations.climbing import new_sending
from zhixing.delivery.operations.noting import open_for_notes
from zhixing.delivery.operations.opening import DeliveryRefused
from zhixing.delivery.operations.reckoning import NewEvent, note_events
from zhixing.delivery.queries.standing import recipients_of
from zhixing.delivery.rules.ladder import numbers_to_call
from zhixing.delivery.rules.ways import (
    ELECTRONIC,
    AddressKind,
    AddressSource,
    ConsentAct,
    DeliveryState,
    EventKind,
    SendingState,
    Way,
)
from zhixing.foundation import clock, names
from zhixing.foundation.identity.actors import Actor
from zhixing.law.delivery_attempts import Consent
from zhixing.law.delivery_calls import Call, CallProof, CallResult, SaidOfConsent, proof_of_call

WORDS_MAX = 300
WORDS_MIN = 4
CALL_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CallNote:
    """A call as the person who made it puts it on record. `address_id` is the number on file that was called, `number` one that
    is not on file; one of the two. `recording` names the tape.
    """

    at: datetime
    result: CallResult
    words: str
    address_id: UUID | None = None
    number: str = ""
    checked: bool = False
    explained: bool = False
    consent: SaidOfConsent = SaidOfConsent.NOTHING
    number_is_theirs: bool = False
    received: bool = False
    recording: str = ""


def note_call(*, delivery_id: UUID, note: CallNote, now: datetime, actor: Actor) -> CallProof:
    """Put a call on record and draw what follows from it: consent or refusal, a number confirmed or ended, an answer to what
    was sent. It delivers nothing. The duty to call ends, or moves to the next day when nobody was reached.

    Raises DeliveryRefused, AddressRefused, NotAllowed.
    """
    with transaction.atomic():
        delivery = open_for_notes(delivery_id, actor)
        actor.require(delivery.court_id, *KEEPERS)
        party = delivery.party
        if party is None:
            raise DeliveryRefused("第三人的文书须直接送达，不作电话确认。")
        if note.at > now:
            raise DeliveryRefused("通话时间不能晚于现在。")
        if len(note.words.strip()) < WORDS_MIN and note.result is CallResult.REACHED:
            raise DeliveryRefused("请写明通话内容。")
        address, number, masked = _number(party, note)
        on = clock.local_date(note.at)
        proof = proof_of_call(
            Call(
                on, note.result, note.checked, note.explained, note.consent, note.number_is_theirs, note.received,
                bool(note.recording.strip()),
            )
        )  # fmt: skip
        sending = new_sending(delivery, Way.CALL, now, address=address)
        sending.save(force_insert=True)
        body = _body(note, masked, proof)
        note_events(events=[NewEvent(sending.id, EventKind.CALLED, on, "call", body)], now=now, actor=actor)
        _draw(party, sending, address, number, note, proof, now, actor)
        _call_again(party, on, note.result)
        return proof


def _number(party: Party, note: CallNote) -> tuple[Address | None, str, str]:
    """The address on file that was called, the number in full, and as it is shown."""
    if note.address_id is not None:
        address = Address.objects.filter(
            pk=note.address_id, kind=AddressKind.MOBILE.value, court_id=party.court_id, ended_at=None,
            person_index=party.id_index,
        ).first()  # fmt: skip
        if address is None:
            raise DeliveryRefused("这个号码不是受送达人登记的号码，请重新选择。")
        return address, value_of(address), address.value_masked
    text = "".join(note.number.split()).replace("-", "")
    if not (text.isascii() and text.isdigit() and 7 <= len(text) <= 13):
        raise DeliveryRefused("请选择登记的号码，或者填写拨打的号码。")
    return None, text, names.mask_phone(text)


def _body(note: CallNote, masked: str, proof: CallProof) -> dict[str, Any]:
    """What the record keeps: never a number in full."""
    return {
        "outcome": note.result.value, "at": note.at.astimezone(clock.SHANGHAI).isoformat(timespec="minutes"),
        "number": masked, "checked": note.checked, "explained": note.explained, "consent": note.consent.value,
        "confirmed": proof.confirms_number, "received": note.received, "recording": note.recording.strip()[:120],
        "words": note.words.strip()[:WORDS_MAX],
        "because": "".join(step.text for step in proof.explanation)[:WORDS_MAX],
    }  # fmt: skip


def _draw(
    party: Party, call: Sending, address: Address | None, number: str, note: CallNote, proof: CallProof,
    now: datetime, actor: Actor,
) -> None:  # fmt: skip
    if proof.number_ends and address is not None:
        end_address(address_id=address.id, because="电话核实号码有误", now=now, actor=actor)
    if proof.confirms_number and _is_mobile(number):
        enter_address(
            party_id=party.id, kind=AddressKind.MOBILE, value=number, source=AddressSource.CALL, now=now, actor=actor
        )  # fmt: skip
    if proof.consent is not None:
        note_consent(
            party_id=party.id, act=ConsentAct.GIVEN if proof.consent else ConsentAct.REFUSED, how=Consent.EXPRESS,
            on=clock.local_date(note.at), note=f"电话确认 {note.recording.strip()}".strip(), now=now, actor=actor,
        )  # fmt: skip
    if proof.answers:
        before = Sending.objects.filter(
            delivery_id=call.delivery_id, way__in=[way.value for way in ELECTRONIC], state=SendingState.HANDED.value,
            handed_at__lte=note.at,
        )  # fmt: skip
        on = clock.local_date(note.at)
        because = {"because": "电话答复已收悉，有录音为凭", "recording": note.recording.strip()[:120]}
        note_events(
            events=[NewEvent(one.id, EventKind.REPLIED, on, f"call:{call.id.hex}", because) for one in before],
            now=now, actor=actor,
        )  # fmt: skip


def _is_mobile(number: str) -> bool:
    try:
        normal_address(AddressKind.MOBILE, number)
    except AddressRefused:
        return False
    return True


def _call_again(party: Party, on: date, result: CallResult) -> None:
    """Everything open for the party: no call is wanted any more, or one from the next day on."""
    rows = Delivery.objects.filter(party=party, state=DeliveryState.OPEN.value, call_by__isnull=False)
    left = numbers_to_call(recipients_of({party.id: party})[party.id])
    wanted = bool(left) and result is not CallResult.REACHED
    rows.update(call_by=on + CALL_AGAIN if wanted else None)
