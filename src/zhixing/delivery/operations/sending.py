"""Claiming what is to be handed over, and booking what carriers said. The calls themselves are made between two commits.

A claimed sending is `unknown` and bound to its carrier until the end of the call is booked: a process that dies in between
leaves a question under the same reference, never a second delivery. Only what a carrier says it certainly has not taken
becomes free for another.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Model

from zhixing.cases.personal import keys
from zhixing.delivery.connectors.base import Answer, Letter, Peer, Said
from zhixing.delivery.models import AttemptOutcome, Carrier, CarrierCall, SendingAttempt
from zhixing.delivery.operations.climbing import token_of
from zhixing.delivery.queries.carrier_secrets import secret_of
from zhixing.delivery.rules.carriers import Choice, Health, pace_after
from zhixing.delivery.rules.messages import Subject, mail_subject, mail_text, sms_text
from zhixing.delivery.rules.ways import Outcome, Way
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.database.rows import insert, insert_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.foundation.patience import Breaker, pause_after
from zhixing.foundation.personal_data import Keys, Purpose, unseal

LEASE = timedelta(minutes=3)
"""How long a claimed sending is left to the process that claimed it; longer than any call."""
ASK_FIRST = timedelta(seconds=2)
"""How long a carrier is left alone before it is asked about a call that had no end; doubled each time."""


@dataclass(frozen=True, slots=True)
class Line:
    """A carrier that is active, how it is reached and how it does."""

    carrier_id: UUID
    court_id: int
    way: Way
    connector: str
    peer: Peer
    batch: int
    takes: bool
    """False for one that is paused: it is only asked about what it may have."""
    choice: Choice


@dataclass(frozen=True, slots=True)
class Item:
    """One sending within a call."""

    sending_id: UUID
    court_id: int
    delivery_id: UUID
    attempt_id: UUID
    failures: int
    letter: Letter = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One call to make: its items are written down and committed."""

    call_id: UUID
    line: Line
    asks: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """How a call ended, and how long it took."""

    parcel: Parcel
    answer: Answer
    took_ms: int


def lines(*, busy: Mapping[UUID, int]) -> list[Line]:
    """The carriers with their health; `busy` tells calls under way."""
    found = []
    for row in Carrier.objects.order_by("pk"):
        health = Health(Breaker(row.trouble_count, row.trouble_until), row.pace_ms)
        peer = Peer(row.code, row.name, row.address, row.settings, secret_of(row.court_id, row.code))
        choice = Choice(str(row.pk), row.rank, row.at_once, busy.get(row.pk, 0), health)
        found.append(
            Line(row.pk, row.court_id, Way(row.way), row.connector, peer, row.batch, row.active, choice)
        )
    return found


_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM delivery_sending WHERE {which} AND next_try_at <= %(now)s
        ORDER BY next_try_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    UPDATE delivery_sending sending SET state = 'unknown', carrier_id = %(carrier)s, attempts = sending.attempts + 1,
        next_try_at = %(until)s, first_sent_at = coalesce(sending.first_sent_at, %(now)s)
    FROM due WHERE due.id = sending.id RETURNING sending.id
"""
_READY = "court_id = %(court)s AND way = %(way)s AND state = 'ready' AND (carrier_id IS NULL OR carrier_id = %(carrier)s)"
_UNKNOWN = "carrier_id = %(carrier)s AND state = 'unknown'"
_LETTERS = """
    SELECT sending.id, sending.court_id, sending.delivery_id, sending.attempts, sending.failures, sending.reference,
        sending.way, sending.consent, delivery.recipient, document.kind, cases.number, court.name, court.phone,
        address.value_sealed, address.kind
    FROM unnest(%s::uuid[]) AS wanted (id) JOIN delivery_sending sending ON sending.id = wanted.id
    JOIN delivery_delivery delivery ON delivery.id = sending.delivery_id
    JOIN documents_document document ON document.id = delivery.document_id
    JOIN cases_case cases ON cases.id = document.case_id JOIN identity_court court ON court.id = sending.court_id
    LEFT JOIN delivery_address address ON address.id = sending.address_id
    ORDER BY sending.id
"""


def claim(*, line: Line, asks: bool, limit: int, now: datetime) -> list[Parcel]:
    """Take up to `limit` sendings for a carrier, in calls of its batch, with their attempts. The caller commits.

    What another process holds is passed over. With `asks`, what the carrier may have is asked about; else what nobody has
    taken is handed over.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM.format(which=_UNKNOWN if asks else _READY),
            {
                "now": now, "limit": limit, "carrier": line.carrier_id, "until": now + LEASE, "court": line.court_id,
                "way": line.way.value,
            },
        )  # fmt: skip
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return []
        # as written, from the sendings on: stale statistics would begin with all documents of the court
        cursor.execute("SET LOCAL join_collapse_limit = 1")
        cursor.execute(_LETTERS, [ids])
        rows = cursor.fetchall()
    held = keys()
    parcels, calls, attempts = [], [], []
    for start in range(0, len(rows), line.batch):
        part = rows[start : start + line.batch]
        call = CarrierCall(
            id=uuid7(),
            court_id=line.court_id,
            carrier_id=line.carrier_id,
            asks=asks,
            sendings=len(part),
            at=now,
        )
        calls.append(call)
        items = []
        for row in part:
            key = uuid7()
            attempts.append((key, row[1], row[0], call.id, row[3]))
            letter = Letter(row[5], "", "", "", "") if asks else _letter(row, held)
            items.append(Item(row[0], row[1], row[2], key, row[4], letter))
        parcels.append(Parcel(call.id, line, asks, tuple(items)))
    insert_rows(calls)
    _insert(SendingAttempt, _ATTEMPT_COLUMNS, attempts)
    return parcels


def _letter(row: Sequence[Any], held: Keys) -> Letter:
    key, court_id, reference, way, consent, recipient, kind, case_number, court, phone, sealed, address_kind = (
        row[0], row[1], row[5], row[6], row[7], row[8], row[9], row[10], row[11], row[12], row[13], row[14],
    )  # fmt: skip
    to = ""
    if sealed is not None:
        purpose = Purpose.PHONE if address_kind == "mobile" else Purpose.ADDRESS
        to = unseal(held, sealed, purpose=purpose)
    if Way(way) in (Way.EXPRESS, Way.POST):
        return Letter(reference, to, recipient, "", "")
    title = DocumentKind(kind).document_name
    place = f"{settings.PARTIES_ADDRESS}/p/d/{token_of(key, court_id, held)}/"
    about = Subject(court, phone, case_number, title, recipient, place, consent not in ("none", "refused"))
    if way == Way.SMS.value:
        return Letter(reference, to, recipient, "", sms_text(about))
    return Letter(reference, to, recipient, mail_subject(about), mail_text(about))


def book(*, calls: Sequence[Called], now: datetime, actor: Actor) -> int:
    """Book how calls ended: outcomes of attempts, the next step of each sending, carriers' health; how many were taken."""
    outcomes: list[tuple[Any, ...]] = []
    steps: list[tuple[Any, ...]] = []
    facts: list[NewFact] = []
    refused: set[UUID] = set()
    for called in calls:
        told = {one.reference: one for one in called.answer.said}
        for item in called.parcel.items:
            said = told.get(item.letter.reference) or Said(
                item.letter.reference, called.answer.rest, words=called.answer.words
            )
            outcomes.append(
                (item.attempt_id, item.court_id, said.outcome.value, said.words, called.took_ms, now)
            )
            steps.append(_step(called.parcel, item, said, now))
            if said.outcome is Outcome.REFUSED:
                refused.add(item.delivery_id)
            if said.outcome in (Outcome.TAKEN, Outcome.REFUSED):
                facts.append(_fact(called.parcel, item, said))
    _insert(AttemptOutcome, _OUTCOME_COLUMNS, outcomes)
    _step_on(steps)
    _note_health(calls, now)
    _look_again(refused, now)
    record_many(facts=facts, at=now, actor=actor)
    return sum(step[1] == "handed" for step in steps)


_ATTEMPT_COLUMNS = {
    "id": "uuid",
    "court_id": "integer",
    "sending_id": "uuid",
    "call_id": "uuid",
    "place": "integer",
}
_OUTCOME_COLUMNS = {
    "attempt_id": "uuid", "court_id": "integer", "outcome": "varchar", "words": "varchar", "took_ms": "integer",
    "at": "timestamptz",
}  # fmt: skip


def _insert(model: type[Model], kinds: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows by the thousand without an object for each."""
    if rows:
        values = zip(*rows, strict=True)
        insert(
            model._meta.db_table,
            {name: (kind, list(column)) for (name, kind), column in zip(kinds.items(), values, strict=True)},
        )


def _step(parcel: Parcel, item: Item, said: Said, now: datetime) -> tuple[Any, ...]:
    """Next state, when, failures, the carrier's number, words. A question without an answer stays a question.

    What a carrier has "never seen" is sent to the same carrier again under the same reference (`bound`): a late first call
    and the second are one to it. Only what was certainly not taken is free for another.
    """
    outcome, key, words = said.outcome, item.sending_id, said.words
    if outcome is Outcome.TAKEN:
        return key, "handed", None, 0, said.number, "", now
    if outcome is Outcome.REFUSED:
        return key, "refused", None, item.failures, said.number, words, None
    failures = item.failures + 1
    pause = pause_after(failures, item.letter.reference, first=ASK_FIRST)
    if outcome is Outcome.NEVER_SEEN and parcel.asks:
        return key, "bound", now, failures, "", words, None
    if outcome is Outcome.NOT_TAKEN and not parcel.asks:
        return key, "ready", now + pause, failures, "", words, None
    return key, "unknown", now + pause, failures, "", words, None


def _step_on(steps: Sequence[tuple[Any, ...]]) -> None:
    if not steps:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE delivery_sending sending SET next_try_at = next.try_at, failures = next.failures,
                number = next.number, words = next.words, handed_at = next.handed_at,
                state = CASE WHEN next.state = 'bound' THEN 'ready' ELSE next.state END,
                carrier_id = CASE WHEN next.state = 'ready' THEN NULL ELSE sending.carrier_id END
            FROM unnest(%s::uuid[], %s::varchar[], %s::timestamptz[], %s::integer[], %s::varchar[], %s::varchar[],
                %s::timestamptz[]) AS next (id, state, try_at, failures, number, words, handed_at)
            WHERE next.id = sending.id AND sending.state = 'unknown'
            """,
            [list(column) for column in zip(*steps, strict=True)],
        )


def _fact(parcel: Parcel, item: Item, said: Said) -> NewFact:
    kind = "sending.handed" if said.outcome is Outcome.TAKEN else "sending.refused"
    body = {
        "sending": str(item.sending_id), "way": parcel.line.way.value, "carrier": parcel.line.peer.name,
        "reference": said.reference, "number": said.number,
    }  # fmt: skip
    return NewFact(item.court_id, f"delivery:{item.delivery_id}", kind, body)


def _note_health(calls: Sequence[Called], now: datetime) -> None:
    """Move the breakers and paces of the carriers that were called."""
    by_carrier: dict[UUID, list[Called]] = {}
    for called in calls:
        by_carrier.setdefault(called.parcel.line.carrier_id, []).append(called)
    for row in Carrier.objects.select_for_update(no_key=True).filter(pk__in=list(by_carrier)).order_by("pk"):
        breaker, pace = Breaker(row.trouble_count, row.trouble_until), row.pace_ms
        for called in by_carrier[row.pk]:
            trouble = called.answer.is_trouble
            breaker = breaker.after(now, trouble=trouble)
            pace = pace_after(pace, called.took_ms)
            row.trouble_words = called.answer.words[:300] if trouble else ""
            row.answered_at = row.answered_at if trouble else now
        row.trouble_count, row.trouble_until, row.pace_ms = breaker.count, breaker.until, pace
        row.save(update_fields=["trouble_count", "trouble_until", "trouble_words", "answered_at", "pace_ms"])


def _look_again(delivery_ids: Collection[UUID], now: datetime) -> None:
    """The ladder looks at once at what a carrier has refused."""
    if delivery_ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE delivery_delivery SET look_at = %s WHERE id = ANY (%s) AND state = 'open'",
                [now, sorted(delivery_ids)],
            )


def give_up_asking(*, now: datetime, limit: int, silent_for: timedelta, actor: Actor) -> int:
    """Leave to a person what no carrier has explained for so long; how many. The ladder waits for that person."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH old AS MATERIALIZED (
                SELECT id, delivery_id, court_id, way FROM delivery_sending
                WHERE state = 'unknown' AND first_sent_at < %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED),
            dead AS (UPDATE delivery_sending sending SET state = 'dead', next_try_at = NULL FROM old WHERE old.id = sending.id),
            marked AS (UPDATE delivery_delivery delivery SET wants = 'carrier', look_at = NULL FROM old
                WHERE old.delivery_id = delivery.id AND delivery.state = 'open')
            SELECT id, delivery_id, court_id, way FROM old
            """,
            [now - silent_for, limit],
        )
        rows = cursor.fetchall()
    record_many(
        facts=[
            NewFact(court_id, f"delivery:{delivery_id}", "sending.unexplained", {"sending": str(key), "way": way})
            for key, delivery_id, court_id, way in rows
        ],
        at=now, actor=actor,
    )  # fmt: skip
    return len(rows)
