"""Claiming what is due for a call, and booking how calls ended. The calls themselves are made elsewhere, between two commits.

A claimed request is `unknown` until its outcome is booked: a process that dies in between leaves a question that is asked
about with the same number, never one that is sent twice unknowingly.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from zhixing.foundation import clock
from zhixing.foundation.database.staging import insert_staged
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7s
from zhixing.foundation.patience import Breaker, pause_after
from zhixing.inquiries.connectors.base import Answer, Peer
from zhixing.inquiries.models import ControlOrder, Request, Unit
from zhixing.inquiries.operations.gates import held_back
from zhixing.inquiries.operations.letters import Claimed, Letter, letters
from zhixing.inquiries.operations.taking import Arrival, Reader, close_finished, take_replies
from zhixing.inquiries.rules.kinds import Outcome, RequestKind, RequestState, UnitState
from zhixing.inquiries.rules.sending import FIRST_PAUSE, is_trouble, office_hours

LEASE = timedelta(minutes=6)
"""How long a claimed request is left to the process that claimed it; longer than the longest line of calls that all hang."""
_OPEN_STATES = ["waiting", "sent", "acknowledged", "unknown"]
_ATTEMPT = {
    "id": "uuid",
    "court_id": "integer",
    "request_id": "uuid",
    "asks_status": "boolean",
    "place": "integer",
}
_RESULT = {
    "attempt_id": "uuid", "court_id": "integer", "outcome": "varchar", "words": "varchar", "took_ms": "integer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A unit that has something due and is open now: how it is reached and how much it bears."""

    unit_id: UUID
    peer: Peer
    connector: str
    at_once: int
    breaker: Breaker


@dataclass(frozen=True, slots=True)
class Sendable:
    """One call to make, its attempt written down. `numbers` are those an answer may name."""

    request_id: UUID
    court_id: int
    inquiry_id: UUID | None
    unit_id: UUID
    attempt_id: UUID
    number: str
    numbers: tuple[str, ...]
    asks_status: bool
    failures: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Called:
    """How a call ended, and how long it took."""

    sendable: Sendable
    answer: Answer
    took_ms: int


def lines_with_work(*, now: datetime, only: Collection[UUID] | None = None) -> list[Line]:
    """The active units that are open at this moment and have a request due; of those in `only`, when given."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT unit.id FROM inquiries_unit unit WHERE unit.state = %s AND EXISTS (
                SELECT 1 FROM inquiries_request due WHERE due.unit_id = unit.id AND due.next_try_at <= %s
                AND due.state = ANY (%s))
            """,
            [UnitState.ACTIVE.value, now, _OPEN_STATES],
        )
        ids = [row[0] for row in cursor.fetchall()]
    local = now.astimezone(clock.SHANGHAI)
    lines = []
    for unit in Unit.objects.filter(pk__in=[pk for pk in ids if only is None or pk in only]).order_by("pk"):
        hours = office_hours(unit.office_hours)
        if hours is None or hours.is_open(local):
            peer = Peer(unit.code, unit.name, unit.address)
            breaker = Breaker(unit.trouble_count, unit.trouble_until)
            lines.append(Line(unit.pk, peer, unit.connector, unit.at_once, breaker))
    return lines


def claim(*, room: Mapping[UUID, int], now: datetime) -> list[Sendable]:
    """Take due requests, at most `room` of each unit, write their attempts and their letters. The caller commits.

    Requests that another process holds are passed over. What may have reached the unit before is asked about; only what
    certainly did not is sent.
    """
    wanted = {unit_id: count for unit_id, count in room.items() if count > 0}
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH room AS (SELECT * FROM unnest(%s::uuid[], %s::integer[]) AS given (unit_id, places)),
            due AS MATERIALIZED (
                SELECT mine.id, mine.state FROM room CROSS JOIN LATERAL (
                    SELECT id, state FROM inquiries_request
                    WHERE unit_id = room.unit_id AND state IN ('waiting', 'sent', 'acknowledged', 'unknown')
                        AND next_try_at <= %s
                    ORDER BY next_try_at, id LIMIT room.places FOR UPDATE SKIP LOCKED) mine)
            UPDATE inquiries_request request SET state = 'unknown', attempts = request.attempts + 1,
                next_try_at = %s, first_sent_at = coalesce(request.first_sent_at, %s)
            FROM due, inquiries_unit unit WHERE due.id = request.id AND unit.id = request.unit_id
            RETURNING request.id, request.court_id, request.inquiry_id, request.party_id, request.unit_id, request.kind,
                request.number, request.items::text, request.made_at, request.attempts, request.failures,
                due.state <> 'waiting', unit.code, unit.name
            """,
            [list(wanted), list(wanted.values()), now, now + LEASE, now],
        )
        claims = sorted((Claimed(*row) for row in cursor.fetchall()), key=lambda claim: claim.id)
    return _with_letters(claims, now) if claims else []


def _with_letters(claims: Sequence[Claimed], now: datetime) -> list[Sendable]:
    """Attempts and letters of what was claimed; what cannot be written is left to a person and holds up nobody."""
    held = held_back(claims, now)
    claims = [claim for claim in claims if claim.id not in held]
    written = letters(claims=claims, moment=clock.real_now())
    faulty = [(claim, written[claim.id].fault) for claim in claims if written[claim.id].fault]
    if faulty:
        _leave_to_a_person(faulty, now)
    sent = [claim for claim in claims if not written[claim.id].fault]
    attempts = uuid7s(len(sent))
    rows = [
        (attempt, claim.court_id, claim.id, claim.asks_status, claim.attempts)
        for attempt, claim in zip(attempts, sent, strict=True)
    ]
    insert_staged("inquiries_attempt", _ATTEMPT, rows, fixed={"at": now})
    return [
        _sendable(claim, attempt, written[claim.id]) for attempt, claim in zip(attempts, sent, strict=True)
    ]


def _sendable(claim: Claimed, attempt: UUID, letter: Letter) -> Sendable:
    numbers = (claim.number, letter.number) if claim.asks_status else (claim.number,)
    return Sendable(
        claim.id, claim.court_id, claim.inquiry_id, claim.unit_id, attempt, letter.number, numbers, claim.asks_status,
        claim.failures, letter.content,
    )  # fmt: skip


def _leave_to_a_person(faulty: Sequence[tuple[Claimed, str]], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inquiries_request request SET state = 'dead', ended_at = %s, words = fault.words
            FROM unnest(%s::uuid[], %s::varchar[]) AS fault (id, words) WHERE fault.id = request.id
            """,
            [now, [claim.id for claim, _ in faulty], [words[:300] for _, words in faulty]],
        )
    facts = [
        NewFact(claim.court_id, f"unit:{claim.unit_id}", "request.unsendable", {"request": claim.number, "why": words[:300]})
        for claim, words in faulty
    ]  # fmt: skip
    record_many(facts=facts, at=now, actor=Actor.system("inquiries.send"))


def book(
    *,
    calls: Sequence[Called],
    now: datetime,
    actor: Actor,
    readers: Mapping[RequestKind, Reader] | None = None,
) -> None:
    """Book how calls ended, all at once: results of attempts, replies, the next step of each request, breakers of units."""
    results = [
        (call.sendable.attempt_id, call.sendable.court_id, call.answer.outcome.value, call.answer.words[:300], call.took_ms)
        for call in calls
    ]  # fmt: skip
    insert_staged("inquiries_attemptresult", _RESULT, results, fixed={"at": now})
    arrivals = [
        Arrival(
            content=call.answer.content, unit_id=call.sendable.unit_id, request_id=call.sendable.request_id,
            numbers=call.sendable.numbers, via="wire",
        )
        for call in calls
        if call.answer.content
    ]  # fmt: skip
    believed = take_replies(arrivals=arrivals, now=now, actor=actor, readers=readers)
    verdicts = {
        call.sendable.request_id: _verdict(call, believed.get(call.sendable.request_id)) for call in calls
    }
    _step_on(
        [call for call in calls if believed.get(call.sendable.request_id) is not Outcome.REPLIED],
        verdicts,
        now,
    )
    _note_health(calls, verdicts, now)
    inquiries = {call.sendable.inquiry_id for call in calls}
    close_finished(inquiry_ids={key for key in inquiries if key}, now=now)


def _verdict(call: Called, believed: Outcome | None) -> Outcome:
    """How the call ended once its bytes were read: what cannot be believed is garbage, whatever the line said."""
    if not call.answer.content:
        return call.answer.outcome
    return believed or Outcome.GARBAGE


def _step_on(calls: Sequence[Called], verdicts: Mapping[UUID, Outcome], now: datetime) -> None:
    """The next step of requests without an answer. Acknowledged ones have had theirs when the reply was taken."""
    ids, states, tries, failed = [], [], [], []
    for call in calls:
        sendable, outcome = call.sendable, verdicts[call.sendable.request_id]
        if outcome is Outcome.ACKNOWLEDGED:
            continue
        state, pause, failure = _next(outcome, sendable)
        ids.append(sendable.request_id)
        states.append(state.value)
        tries.append(None if pause is None else now + pause)
        failed.append(failure)
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inquiries_request request SET state = next.state, failures = next.failures,
                next_try_at = coalesce(next.try_at, request.dead_at)
            FROM unnest(%s::uuid[], %s::varchar[], %s::timestamptz[], %s::integer[]) AS next (id, state, try_at, failures)
            WHERE next.id = request.id AND request.ended_at IS NULL
            """,
            [ids, states, tries, failed],
        )


def _next(outcome: Outcome, sendable: Sendable) -> tuple[RequestState, timedelta | None, int]:
    """State, pause (None: nothing to call for until the end) and count of failures after a call without an answer."""
    if outcome is Outcome.HANDED_OVER:
        return RequestState.SENT, None, 0
    if outcome is Outcome.NEVER_HEARD:
        return RequestState.WAITING, timedelta(), sendable.failures
    failures = sendable.failures + 1
    pause = pause_after(failures, sendable.number, first=FIRST_PAUSE)
    arrived = outcome in (Outcome.NO_REPLY, Outcome.GARBAGE) or sendable.asks_status
    return (RequestState.UNKNOWN if arrived else RequestState.WAITING), pause, failures


def _note_health(calls: Sequence[Called], verdicts: Mapping[UUID, Outcome], now: datetime) -> None:
    """Move the breakers of the units that were called, in one statement; when a unit last answered with them."""
    by_unit: dict[UUID, list[Called]] = defaultdict(list)
    for call in calls:
        by_unit[call.sendable.unit_id].append(call)
    rows = []
    for unit in Unit.objects.select_for_update(no_key=True).filter(pk__in=list(by_unit)).order_by("pk"):
        breaker, words, heard = (
            Breaker(unit.trouble_count, unit.trouble_until),
            unit.trouble_words,
            unit.answered_at,
        )
        for call in by_unit[unit.pk]:
            outcome = verdicts[call.sendable.request_id]
            breaker = breaker.after(now, trouble=is_trouble(outcome))
            words = f"{outcome.label}：{call.answer.words}"[:300] if breaker.count else ""
            heard = heard if breaker.count else now
        rows.append((unit.pk, breaker.count, breaker.until, words, heard))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inquiries_unit unit SET trouble_count = seen.count, trouble_until = seen.until,
                trouble_words = seen.words, answered_at = seen.heard
            FROM unnest(%s::uuid[], %s::integer[], %s::timestamptz[], %s::varchar[], %s::timestamptz[])
                AS seen (id, count, until, words, heard) WHERE seen.id = unit.id
            """,
            [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], [], []],
        )


def units_to_collect_from() -> list[tuple[UUID, str, Peer]]:
    """The units that owe an answer, or have carried out a control: they may correct or complete its receipt unasked."""
    waiting = Request.objects.filter(unit=OuterRef("pk"), state__in=["sent", "acknowledged", "unknown"])
    owing = Unit.objects.filter(Exists(waiting) | Exists(ControlOrder.objects.filter(unit=OuterRef("pk"))))
    return [
        (unit.pk, unit.connector, Peer(unit.code, unit.name, unit.address)) for unit in owing.order_by("pk")
    ]
