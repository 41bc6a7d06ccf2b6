"""What comes back is taken in: carriers' news, returned items, acts by hand, what parties prove or do. Each is an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhixing.delivery.connectors.base import Collected, Peer
from zhixing.delivery.models import Carrier, Delivery, Sending
from zhixing.delivery.operations.carriers import peer_of
from zhixing.delivery.operations.climbing import new_sending
from zhixing.delivery.operations.opening import SERVERS, DeliveryRefused, locked
from zhixing.delivery.operations.reckoning import NewEvent, events_of_reference, note_events
from zhixing.delivery.rules.barcodes import is_postal_number
from zhixing.delivery.rules.ways import BY_HAND, DeliveryState, EventKind, SendingState, Want, Way
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.keys import uuid7
from zhixing.law.delivery_attempts import ReturnReason, Signer

DECIDERS = (Role.OFFICER, Role.BUREAU_CHIEF)
COURSE_MIN = 6


def carriers_with_news() -> list[tuple[UUID, str, Peer, str]]:
    """The carriers that may have something to tell: those that were ever given something."""
    rows = Carrier.objects.filter(calls__isnull=False).distinct().order_by("pk")
    return [(row.pk, row.connector, peer_of(row), row.cursor) for row in rows]


def take_news(*, carrier_id: UUID, collected: Collected, now: datetime, actor: Actor) -> int:
    """Take news of one carrier and remember how far; how many events were new. About other carriers' sendings it is not
    believed. News of an unexplained sending also explains it.
    """
    with transaction.atomic():
        carrier = Carrier.objects.select_for_update(no_key=True).get(pk=carrier_id)
        known = events_of_reference({one.reference for one in collected.news})
        own = set(
            Sending.objects.filter(
                pk__in=[key for key, _ in known.values()], carrier=carrier
            ).values_list("pk", flat=True)
        )  # fmt: skip
        today = clock.local_date(now)
        events = [
            NewEvent(known[one.reference][0], one.kind, min(one.on, today), f"{carrier.code}:{one.source_id}",
                     _body(one.body))
            for one in collected.news
            if one.reference in known and known[one.reference][0] in own and one.kind in _FROM_CARRIERS
        ]  # fmt: skip
        Sending.objects.filter(
            pk__in=own, state__in=[SendingState.UNKNOWN.value, SendingState.DEAD.value]
        ).update(state=SendingState.HANDED.value, handed_at=now, next_try_at=None)
        done = note_events(events=events, now=now, actor=actor)
        carrier.cursor, carrier.answered_at = collected.cursor[:100], now
        carrier.save(update_fields=["cursor", "answered_at"])
        return done


_FROM_CARRIERS = frozenset(
    {
        EventKind.ARRIVED, EventKind.BOUNCED, EventKind.READ, EventKind.REPLIED, EventKind.TRIED, EventKind.SIGNED,
        EventKind.RECEIPT, EventKind.RETURNED,
    }
)  # fmt: skip
"""What a carrier may say. That somebody has no fault, or acted in the case, is for the court to note."""


def _body(body: Mapping[str, Any]) -> dict[str, Any]:
    """Only short plain values are kept of what came from outside."""
    return {
        str(key)[:30]: value[:120] if isinstance(value, str) else value
        for key, value in list(body.items())[:12]
        if isinstance(value, (str, bool, int))
    }


# ---- by hand --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HandAct:
    """What was done on the spot: who signed, or how it was left, or that nobody was met. `proof` names photo, slip, log."""

    way: Way
    on: date
    met: bool = True
    signer: Signer = Signer.ADDRESSEE
    signed: bool = True
    opponent: bool = False
    at_residence: bool = False
    witnessed: bool = False
    recorded: bool = False
    in_court: bool = False
    noted: bool = False
    proof: str = ""
    by: str = ""


def note_hand_act(*, delivery_id: UUID, act: HandAct, now: datetime, actor: Actor) -> Delivery:
    """Note a delivery by hand: direct, with a grid member, left at the residence, at court. Raises DeliveryRefused, NotAllowed."""
    with transaction.atomic():
        delivery = open_for_notes(delivery_id, actor)
        if act.way not in BY_HAND:
            raise DeliveryRefused("请选择当面送达的方式。")
        not_later(act.on, now)
        if len(act.proof.strip()) < 2:
            raise DeliveryRefused("请写明凭据，例如送达回证编号、照片或者录像文件。")
        sending = new_sending(delivery, act.way, now)
        sending.save(force_insert=True)
        kind, body = _hand_event(act)
        body |= {"proof": act.proof.strip()[:120], "by": act.by.strip()[:60]}
        note_events(events=[NewEvent(sending.id, kind, act.on, "hand", body)], now=now, actor=actor)
        delivery.refresh_from_db()
        return delivery


def _hand_event(act: HandAct) -> tuple[EventKind, dict[str, Any]]:
    if not act.met and act.way is not Way.LEAVING:
        return EventKind.NOT_MET, {}
    if act.way is Way.LEAVING:
        return EventKind.LEFT, {
            "at_residence": act.at_residence, "witnessed": act.witnessed, "recorded": act.recorded,
        }  # fmt: skip
    if act.way is Way.AT_COURT:
        return EventKind.MET, {
            "signed": act.signed, "in_court": act.in_court, "noted": act.noted, "recorded": act.recorded,
        }  # fmt: skip
    if not act.signed:
        return EventKind.NOT_MET, {"refused": True}
    return EventKind.SIGNED, {"signer": act.signer.value, "opponent": act.opponent}


def note_returned_item(
    *, number: str, reason: ReturnReason, on: date, court_ids: tuple[int, ...], now: datetime, actor: Actor
) -> Delivery:
    """Scan an item that came back: its bar code and why. Raises DeliveryRefused, NotAllowed."""
    text = number.strip().upper()
    if not is_postal_number(text):
        raise DeliveryRefused("条码号有误：应为 13 位，请重新扫描。")
    with transaction.atomic():
        sending = (
            Sending.objects.filter(
                number=text, way__in=[Way.EXPRESS.value, Way.POST.value], court_id__in=court_ids
            )
            .order_by("-made_at")
            .first()
        )
        if sending is None:
            raise DeliveryRefused(f"没有邮件号为 {text} 的送达。")
        actor.require(sending.court_id, *SERVERS)
        not_later(on, now)
        event = NewEvent(
            sending.id, EventKind.RETURNED, on, f"scan:{text}", {"reason": reason.value, "number": text}
        )
        note_events(events=[event], now=now, actor=actor)
        return Delivery.objects.get(pk=sending.delivery_id)


def note_entrusted(*, delivery_id: UUID, court_name: str, on: date, now: datetime, actor: Actor) -> Sending:
    """Ask another court to deliver; its ten days run from the day it has the letter. Raises DeliveryRefused, NotAllowed."""
    with transaction.atomic():
        delivery = open_for_notes(delivery_id, actor)
        not_later(on, now)
        if len(court_name.strip()) < 4:
            raise DeliveryRefused("请写明受托法院。")
        sending = new_sending(delivery, Way.ENTRUSTED, now)
        sending.save(force_insert=True)
        event = NewEvent(
            sending.id, EventKind.COURT_RECEIVED, on, "entrusted", {"court": court_name.strip()[:60]}
        )
        note_events(events=[event], now=now, actor=actor)
        return sending


# ---- what parties prove ---------------------------------------------------------------------------------------------

_PROOFS = {
    EventKind.REBUTTED: "presumption", EventKind.NO_FAULT: "express", EventKind.ARRIVAL_PROVED: "electronic",
    EventKind.ACTED: "electronic", EventKind.REPLIED: "electronic",
}  # fmt: skip


def note_proof(
    *, sending_id: UUID, kind: EventKind, on: date, because: str, now: datetime, actor: Actor
) -> Delivery:
    """Note what an addressee has proved or done: a presumption rebutted, no fault at a return, another day of arrival, an act
    or answer that shows receipt. The day of service is computed anew. Raises DeliveryRefused, NotAllowed.
    """
    with transaction.atomic():
        sending = Sending.objects.get(pk=sending_id)
        [delivery] = locked([sending.delivery_id])
        actor.require(delivery.court_id, *DECIDERS)
        wanted = _PROOFS.get(kind)
        if wanted is None:
            raise DeliveryRefused("请选择要认定的事实。")
        if wanted == "express" and sending.way != Way.EXPRESS.value:
            raise DeliveryRefused("只有退回的法院专递才能认定没有过错。")
        if wanted != "express" and not Way(sending.way).is_electronic:
            raise DeliveryRefused("只有电子送达才能作此认定。")
        if wanted == "presumption" and delivery.state != DeliveryState.PRESUMED.value:
            raise DeliveryRefused("这次送达不是推定送达，没有可以推翻的推定。")
        not_later(on, now)
        if len(because.strip()) < COURSE_MIN:
            raise DeliveryRefused("请写明证据和认定的理由。")
        event = NewEvent(
            sending.id, kind, on, f"court:{uuid7().hex[:20]}", {"because": because.strip()[:120]}
        )
        note_events(events=[event], now=now, actor=actor)
        record(
            court_id=delivery.court_id, subject=f"case:{delivery.document.case_id}", kind=f"delivery.{kind.value}",
            at=now, actor=actor, body={"delivery": str(delivery.id), "because": because.strip()[:200]},
        )  # fmt: skip
        delivery.refresh_from_db()
        return delivery


def open_for_notes(delivery_id: UUID, actor: Actor) -> Delivery:
    """A delivery under lock about which something may be noted. Raises DeliveryRefused, NotAllowed."""
    [delivery] = locked([delivery_id])
    actor.require(delivery.court_id, *SERVERS)
    if delivery.state == DeliveryState.WITHDRAWN.value:
        raise DeliveryRefused("这次送达已经撤回。")
    if delivery.wants == Want.CARRIER.value:
        raise DeliveryRefused("承运方的结果尚未核实，请先核实。")
    return delivery


def not_later(on: date, now: datetime) -> None:
    """Raises DeliveryRefused for a day that has not come."""
    if on > clock.local_date(now):
        raise DeliveryRefused("日期不能晚于今天。")
