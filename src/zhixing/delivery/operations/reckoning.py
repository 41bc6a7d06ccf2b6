"""What came back is noted once, and the day of service is computed anew from everything known. A day may move, or fall away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from zhixing.delivery.models import Delivery, Sending, SendingEvent
from zhixing.delivery.queries.standing import settings_of, standings
from zhixing.delivery.rules.trails import Verdict, assess, is_over
from zhixing.delivery.rules.ways import DeliveryState, EventKind, SendingState, Want, Way
from zhixing.foundation import clock
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.law.delivery import AS_WRITTEN, Certainty
from zhixing.law.explanation import to_json


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something to be noted about a sending. `source_id` keeps it from counting twice."""

    sending_id: UUID
    kind: EventKind
    on: date
    source_id: str
    body: dict[str, Any] = field(default_factory=dict)


def note_events(*, events: Sequence[NewEvent], now: datetime, actor: Actor) -> int:
    """Note events of sendings, those known already left out, and compute anew what they touch; how many were new."""
    if not events:
        return 0
    wanted = {event.sending_id for event in events}
    sendings = {
        row[0]: row[1:] for row in Sending.objects.filter(pk__in=wanted).values_list("id", "court_id", "delivery_id", "way")
    }  # fmt: skip
    lock_deliveries({row[1] for row in sendings.values()})
    known = set(
        SendingEvent.objects.filter(sending_id__in=wanted).values_list("sending_id", "kind", "source_id")
    )
    fresh = {
        (event.sending_id, event.kind.value, event.source_id): event for event in events if event.sending_id in sendings
    }  # fmt: skip
    new = [event for key, event in fresh.items() if key not in known]
    if not new:
        return 0
    insert_rows(
        [
            SendingEvent(
                id=uuid7(), court_id=sendings[event.sending_id][0], sending_id=event.sending_id, kind=event.kind.value,
                on=event.on, source_id=event.source_id[:100], body=event.body, noted_at=now,
                noted_by_name=actor.name[:60],
            )
            for event in new
        ]
    )  # fmt: skip
    record_many(
        facts=[
            NewFact(
                sendings[event.sending_id][0], f"delivery:{sendings[event.sending_id][1]}", f"sending.{event.kind.value}",
                {"sending": str(event.sending_id), "way": sendings[event.sending_id][2], "on": event.on.isoformat(),
                 "source": event.source_id, **{key: value for key, value in event.body.items() if _is_plain(value)}},
            )
            for event in new
        ],
        at=now, actor=actor,
    )  # fmt: skip
    reckon(delivery_ids={sendings[event.sending_id][1] for event in new}, now=now, actor=actor)
    return len(new)


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, bool, int))


def lock_deliveries(delivery_ids: Collection[UUID]) -> list[Delivery]:
    """The deliveries under lock, in one order for all."""
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True).select_related("document")
    return list(rows.defer("document__content").filter(pk__in=set(delivery_ids)).order_by("id"))


def reckon(*, delivery_ids: Collection[UUID], now: datetime, actor: Actor) -> int:
    """Compute anew whether and when deliveries are served; how many changed. What is no longer served is open again."""
    today, changed = clock.local_date(now), 0
    settings = settings_of(
        set(Delivery.objects.filter(pk__in=delivery_ids).values_list("court_id", flat=True))
    )
    rows, facts = [], []
    for standing in standings(lock_deliveries(delivery_ids)):
        delivery = standing.delivery
        if delivery.state == DeliveryState.WITHDRAWN.value:
            continue
        verdict = assess(
            standing.trails,
            document=standing.document,
            today=today,
            settings=settings.get(delivery.court_id, AS_WRITTEN),
        )
        before = (delivery.state, delivery.served_on, delivery.served_by, delivery.expected_on)
        _apply(delivery, verdict, now)
        over = any(is_over(trail) for trail in standing.trails)
        if delivery.state == DeliveryState.OPEN.value and delivery.wants != Want.CARRIER.value and (
            over or before[0] != delivery.state
        ):  # fmt: skip
            delivery.look_at, delivery.wants = now, Want.NOTHING.value
        rows.append(delivery)
        if before != (delivery.state, delivery.served_on, delivery.served_by, delivery.expected_on):
            changed += 1
            facts += _facts(delivery, before[0])
    _save(rows)
    _end_served(rows)
    record_many(facts=facts, at=now, actor=actor)
    return changed


def _apply(delivery: Delivery, verdict: Verdict, now: datetime) -> None:
    served = verdict.served
    if served is not None and served.on is not None:
        sure = served.certainty is Certainty.CERTAIN
        delivery.state = (DeliveryState.SERVED if sure else DeliveryState.PRESUMED).value
        delivery.served_on, delivery.certainty = served.on, served.certainty.value
        delivery.served_by = UUID(verdict.by)
        delivery.look_at, delivery.wants = None, Want.NOTHING.value
        delivery.ended_at = delivery.ended_at or now
        delivery.expected_on, delivery.explanation = None, to_json(served.explanation)
        return
    was_served = delivery.served_on is not None
    delivery.served_on, delivery.certainty, delivery.served_by, delivery.ended_at = None, "", None, None
    delivery.served_way = ""
    delivery.expected_on = verdict.expected_on
    if verdict.expected_on is not None and served is not None:
        delivery.state, delivery.look_at, delivery.wants = (
            DeliveryState.NOTICE.value,
            None,
            Want.NOTHING.value,
        )
        delivery.explanation = to_json(served.explanation)
    else:
        delivery.state = DeliveryState.OPEN.value
        if was_served and served is not None:
            delivery.explanation = to_json(served.explanation)


def _facts(delivery: Delivery, before: str) -> list[NewFact]:
    base = {"delivery": str(delivery.id), "document": str(delivery.document_id)}
    subject = f"case:{delivery.document.case_id}"
    if delivery.served_on is not None:
        body = {**base, "on": delivery.served_on.isoformat(), "certainty": delivery.certainty,
                "sending": str(delivery.served_by)}  # fmt: skip
        return [NewFact(delivery.court_id, subject, "delivery.served", body)]
    if delivery.state == DeliveryState.NOTICE.value and delivery.expected_on is not None:
        return [
            NewFact(
                delivery.court_id,
                subject,
                "delivery.by_notice",
                base | {"until": delivery.expected_on.isoformat()},
            )
        ]
    if before in (DeliveryState.SERVED.value, DeliveryState.PRESUMED.value):
        return [NewFact(delivery.court_id, subject, "delivery.unserved", base)]
    return []


def _save(rows: Sequence[Delivery]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE delivery_delivery delivery SET state = next.state, served_on = next.served_on,
                certainty = next.certainty, served_by = next.served_by, look_at = next.look_at, wants = next.wants,
                expected_on = next.expected_on, ended_at = next.ended_at, explanation = next.why,
                call_by = CASE WHEN next.state = 'open' THEN delivery.call_by END,
                served_way = coalesce((SELECT way FROM delivery_sending WHERE id = next.served_by), '')
            FROM unnest(%s::uuid[], %s::varchar[], %s::date[], %s::varchar[], %s::uuid[], %s::timestamptz[],
                %s::varchar[], %s::date[], %s::timestamptz[], %s::jsonb[])
                AS next (id, state, served_on, certainty, served_by, look_at, wants, expected_on, ended_at, why)
            WHERE next.id = delivery.id
            """,
            [
                [row.id for row in rows], [row.state for row in rows], [row.served_on for row in rows],
                [row.certainty for row in rows], [row.served_by for row in rows], [row.look_at for row in rows],
                [row.wants for row in rows], [row.expected_on for row in rows], [row.ended_at for row in rows],
                [Jsonb(row.explanation) for row in rows],
            ],
        )  # fmt: skip


def _end_served(rows: Sequence[Delivery]) -> None:
    """What has not left yet need not leave once the document is surely served."""
    served = [row.id for row in rows if row.state == DeliveryState.SERVED.value]
    if served:
        Sending.objects.filter(delivery_id__in=served, state=SendingState.READY.value).update(
            state=SendingState.ENDED.value, next_try_at=None, words="已由其他方式送达"
        )


def end_notices(*, now: datetime, limit: int, actor: Actor) -> int:
    """Public notices whose term has ended count as served; how many."""
    today = clock.local_date(now)
    rows = Delivery.objects.select_for_update(no_key=True, skip_locked=True)
    due = rows.filter(state=DeliveryState.NOTICE.value, expected_on__lte=today).order_by("expected_on", "id")
    ids = list(due.values_list("id", flat=True)[:limit])
    if ids:
        reckon(delivery_ids=ids, now=now, actor=actor)
    return len(ids)


def events_of_reference(references: Collection[str]) -> dict[str, tuple[UUID, Way]]:
    """The sendings behind references that carriers name."""
    rows = Sending.objects.filter(reference__in=references).values_list("reference", "id", "way")
    return {reference: (key, Way(way)) for reference, key, way in rows}
