"""The ladder is climbed: deliveries whose time has come get their next sendings, or wait for a person, with the reason."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

from zhixing.cases.models import Party
from zhixing.cases.personal import keys
from zhixing.delivery.models import Address, Delivery, DeliveryPolicy, Sending, SendingEvent
from zhixing.delivery.operations.addresses import take_over_register
from zhixing.delivery.operations.reckoning import reckon
from zhixing.delivery.queries.standing import Standing, recipients_of, standings, waits_of
from zhixing.delivery.rules.ladder import AS_USUAL, Recipient, Rung, Waits, next_rung
from zhixing.delivery.rules.links import link_token
from zhixing.delivery.rules.ways import DeliveryState, EventKind, SendingState, Want, Way
from zhixing.foundation import clock
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.foundation.one_time_links import read_token
from zhixing.foundation.personal_data import Keys, Purpose, blind_index
from zhixing.law.delivery_attempts import Consent
from zhixing.law.explanation import to_json

LINK_DAYS = 60
LOOK_AT_HOUR = time(8)


def climb(*, now: datetime, limit: int, actor: Actor) -> int:
    """Take the next step of up to `limit` deliveries whose time has come; how many. In the caller's transaction."""
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    due = list(rows.filter(look_at__lte=now).order_by("look_at", "id")[:limit])
    if not due:
        return 0
    parties = {
        party.id: party
        for party in Party.objects.filter(pk__in={one.party_id for one in due if one.party_id})
    }
    take_over_register(parties=list(parties.values()), now=now, actor=actor)
    recipients = recipients_of(parties)
    waits, today = waits_of({one.court_id for one in due}), clock.local_date(now)
    decided: list[tuple[Standing, Recipient, Rung]] = []
    for standing in standings(due):
        delivery = standing.delivery
        recipient = recipients.get(delivery.party_id, Recipient()) if delivery.party_id else Recipient()
        rung = (
            next_rung(
                document=standing.document, recipient=recipient, past=standing.past, today=today,
                waits=waits.get(delivery.court_id, AS_USUAL),
            )
            if delivery.state == DeliveryState.OPEN.value
            else Rung()
        )  # fmt: skip
        decided.append((standing, recipient, rung))
    _send(decided, now, actor)
    _step_on(decided, waits, now)
    return len(due)


def _send(decided: Sequence[tuple[Standing, Recipient, Rung]], now: datetime, actor: Actor) -> None:
    wanted = {key for _, _, rung in decided for _, key in rung.sendings}
    addresses = {str(address.id): address for address in Address.objects.filter(pk__in=wanted)}
    days = dict(DeliveryPolicy.objects.values_list("court_id", "link_days"))
    rows: list[Sending] = []
    for standing, recipient, rung in decided:
        for way, key in rung.sendings:
            address = addresses[key]
            rows.append(
                new_sending(
                    standing.delivery, way, now, address=address, consent=recipient.consent,
                    link_days=days.get(standing.delivery.court_id, LINK_DAYS),
                )
            )  # fmt: skip
    insert_rows(rows)
    placed = [row for row in rows if row.way == Way.PORTAL.value]
    insert_rows(
        [
            SendingEvent(
                id=uuid7(), court_id=row.court_id, sending_id=row.id, kind=EventKind.ARRIVED.value,
                on=clock.local_date(now), source_id="portal", body={}, noted_at=now, noted_by_name=actor.name[:60],
            )
            for row in placed
        ]
    )  # fmt: skip
    if placed:
        reckon(delivery_ids={row.delivery_id for row in placed}, now=now, actor=actor)
    record_many(
        facts=[
            NewFact(row.court_id, f"delivery:{row.delivery_id}", "sending.made", {
                "sending": str(row.id), "way": row.way, "reference": row.reference, "consent": row.consent,
            })
            for row in rows
        ],
        at=now, actor=actor,
    )  # fmt: skip


def new_sending(
    delivery: Delivery, way: Way, now: datetime, *, address: Address | None = None, consent: Consent = Consent.NONE,
    link_days: int = LINK_DAYS,
) -> Sending:  # fmt: skip
    """A sending with its own reference; electronic ones bear a link to the document."""
    key = uuid7()
    carried, electronic = way.is_carried, way.is_electronic
    secret = read_token(token_of(key, delivery.court_id)) if electronic else None
    return Sending(
        id=key, court_id=delivery.court_id, delivery_id=delivery.id, way=way.value,
        address_id=address.id if address else None, address_confirmed=bool(address and address.confirmed_on),
        own_address=bool(address and address.own), consent=consent.value, reference=f"S{key.hex}", number="",
        state=(SendingState.READY if carried else SendingState.HANDED).value, words="",
        link_sha256=secret.sha256 if secret else None, link_until=now + timedelta(days=link_days) if electronic else None,
        made_at=now, next_try_at=now if carried else None, handed_at=None if carried else now,
    )  # fmt: skip


def token_of(sending_id: UUID, court_id: int, held: Keys | None = None) -> str:
    """The secret part of a sending's link: derived with the home's key, so that it is kept nowhere and always the same."""
    return link_token(court_id, blind_index(held or keys(), str(sending_id), purpose=Purpose.DELIVERY_LINK))


def _step_on(
    decided: Sequence[tuple[Standing, Recipient, Rung]], waits: Mapping[int, Waits], now: datetime
) -> None:
    """When to look again, what is wanted and until when somebody should call, in one statement; the reason is kept where a
    person must act.
    """
    ids, wants, looks, reasons, calls = [], [], [], [], []
    today = clock.local_date(now)
    for standing, _, rung in decided:
        days = waits.get(standing.delivery.court_id, AS_USUAL).electronic
        calls.append(today + timedelta(days=days) if rung.calls else None)
        ids.append(standing.delivery.id)
        wants.append(rung.wants.value)
        looks.append(_moment(rung.look_again_on, now) if rung.wants is Want.NOTHING else None)
        reasons.append(_json(rung))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE delivery_delivery delivery SET wants = next.wants, look_at = next.look_at,
                explanation = CASE WHEN delivery.state = 'open' AND next.why <> '[]' THEN next.why::jsonb
                    ELSE delivery.explanation END,
                call_by = CASE WHEN next.call_by IS NULL THEN NULL ELSE coalesce(delivery.call_by, next.call_by) END
            FROM unnest(%s::uuid[], %s::varchar[], %s::timestamptz[], %s::text[], %s::date[])
                AS next (id, wants, look_at, why, call_by)
            WHERE next.id = delivery.id
            """,
            [ids, wants, looks, reasons, calls],
        )


def _json(rung: Rung) -> str:
    return json.dumps(to_json(rung.why), ensure_ascii=False) if rung.why else "[]"


def _moment(day: date | None, now: datetime) -> datetime | None:
    if day is None:
        return None
    return max(datetime.combine(day, LOOK_AT_HOUR, clock.SHANGHAI), now + timedelta(minutes=1))
