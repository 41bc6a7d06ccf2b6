"""Public notice: only where the ladder has come to its end, with the ground in the file and the content stated."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party
from zhixing.delivery.models import Delivery, Whereabouts
from zhixing.delivery.operations.climbing import new_sending
from zhixing.delivery.operations.opening import SERVERS, DeliveryRefused, locked
from zhixing.delivery.operations.reckoning import NewEvent, note_events
from zhixing.delivery.queries.standing import recipients_of, standings
from zhixing.delivery.rules.ladder import Recipient, ground_of_notice
from zhixing.delivery.rules.ways import DeliveryState, EventKind, Want, Way
from zhixing.documents.operations import issue_delivery_notice
from zhixing.documents.rules.delivery_papers import DeliveryNotice
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.law.delivery import notice_end

PLACE_MIN = 4
AT_MOST = 50


def ground_for(*, delivery: Delivery) -> str:
    """Why only a public notice is left, in words for the file, from everything that was tried."""
    [standing] = standings([delivery])
    if delivery.party_id is None:
        return ground_of_notice(Recipient(), standing.past)
    recipient = recipients_of({delivery.party_id: Party.objects.get(pk=delivery.party_id)})[delivery.party_id]
    ground = ground_of_notice(recipient, standing.past)
    course = Whereabouts.objects.filter(party_id=delivery.party_id, lost=True).order_by("-id").first()
    return f"{ground}{course.course}" if course else ground


def publish_notices(
    *, delivery_ids: Sequence[UUID], place: str, on: date, now: datetime, actor: Actor
) -> list[Delivery]:
    """Issue the notices (送达公告) of deliveries that can go no other way, and note where and when each was last posted.

    `on` is the last day of posting or printing. Raises DeliveryRefused, NotAllowed, DocumentRefused.
    """
    if not 1 <= len(set(delivery_ids)) <= AT_MOST:
        raise DeliveryRefused(f"一次公告 1 至 {AT_MOST} 份。")
    if len(place.strip()) < PLACE_MIN:
        raise DeliveryRefused("请写明公告张贴或者刊登在何处。")
    if on > clock.local_date(now):
        raise DeliveryRefused("公告的日期不能晚于今天。")
    with transaction.atomic():
        rows = locked(delivery_ids)
        for delivery in rows:
            actor.require(delivery.court_id, *SERVERS)
            if delivery.state != DeliveryState.OPEN.value or delivery.wants != Want.NOTICE.value:
                raise DeliveryRefused(f"向{delivery.recipient}的送达尚有其他方式可用，不能公告。")
        for delivery in rows:
            _publish(delivery, place.strip(), on, now, actor)
        return list(Delivery.objects.filter(pk__in=[row.id for row in rows]).order_by("id"))


def _publish(delivery: Delivery, place: str, on: date, now: datetime, actor: Actor) -> None:
    ground = ground_for(delivery=delivery)
    end = notice_end(on, foreign=delivery.is_foreign).last_day
    document = issue_delivery_notice(
        case_id=delivery.document.case_id, recipient_id=delivery.party_id,
        facts=DeliveryNotice(
            recipient=delivery.recipient,
            title=DocumentKind(delivery.document.kind).document_name,
            number=delivery.document.number, is_lost="下落不明" in ground, place=place[:80], days=(end - on).days,
        ),
        now=now, actor=actor,
    )  # fmt: skip
    sending = new_sending(delivery, Way.NOTICE, now)
    sending.save(force_insert=True)
    body = {
        "ground": ground[:500],
        "place": place[:80],
        "foreign": delivery.is_foreign,
        "notice": str(document.id),
    }
    note_events(events=[NewEvent(sending.id, EventKind.PUBLISHED, on, "notice", body)], now=now, actor=actor)
