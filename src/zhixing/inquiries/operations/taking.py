"""Taking replies: believed only when signed by the unit that was asked, addressed to us, and about a number we sent.

Everything that comes is kept sealed, believed or not. The same reply again changes nothing.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from psycopg import sql

from zhixing.cases.personal import keys
from zhixing.foundation import clock
from zhixing.foundation.database.staging import insert_staged, stage
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7s
from zhixing.foundation.personal_data import Purpose, seal_contents
from zhixing.inquiries.models import ControlOrder, Request, Unit, UnitKey
from zhixing.inquiries.operations.answers import AskedRequest, TakenReply, read_queries
from zhixing.inquiries.operations.receipts import known_already, misfit, orders_of, read_controls
from zhixing.inquiries.rules.kinds import Outcome, RequestKind, RequestState, Result
from zhixing.inquiries.rules.sending import POLL_EVERY, POLL_SOONEST
from zhixing.inquiries.wire.envelopes import open_answer, sha256
from zhixing.inquiries.wire.messages import Acknowledgement, Kind, Message, QueryReply, Refusal
from zhixing.inquiries.wire.numbering import is_number
from zhixing.inquiries.wire.refusals import TRY_AGAIN, Code, Refused
from zhixing.inquiries.wire.signing import PublicKey, Trusted, unpack

_FINAL = {RequestKind.QUERY.value: Kind.QUERY_REPLY, RequestKind.CONTROL.value: Kind.CONTROL_RECEIPT}
_ENDED = (RequestState.ANSWERED.value, RequestState.REFUSED.value)
_KEPT = {
    "id": "uuid", "court_id": "integer", "request_id": "uuid", "unit_id": "uuid", "in_reply_to": "varchar", "kind": "varchar",
    "via": "varchar", "content_sealed": "bytea", "sha256": "varchar", "scan": "varchar", "refused_because": "varchar",
}  # fmt: skip
_SAID = {"id": "uuid", "state": "varchar", "result": "varchar", "words": "varchar"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that came from a unit. Without `request_id` the number inside says what they answer."""

    content: bytes
    unit_id: UUID
    request_id: UUID | None = None
    numbers: tuple[str, ...] = ()
    via: str = "wire"
    scan: str = ""


@dataclass(slots=True)
class _Kept:
    """A row of what came, as it goes into the table."""

    id: UUID
    court_id: int
    request_id: UUID | None
    unit_id: UUID
    in_reply_to: str
    kind: str
    via: str
    content_sealed: bytes
    sha256: str
    scan: str
    refused_because: str = ""


Reader = Callable[..., object]
"""Called as `read(replies=…, now=…, actor=…)` in the transaction that takes them."""
READERS: dict[RequestKind, Reader] = {RequestKind.QUERY: read_queries, RequestKind.CONTROL: read_controls}
"""Who reads the answers to which kind of request."""


def take_replies(
    *,
    arrivals: Sequence[Arrival],
    now: datetime,
    actor: Actor,
    moment: datetime | None = None,
    readers: Mapping[RequestKind, Reader] | None = None,
) -> dict[UUID, Outcome]:
    """Take replies, set-based; what each request's reply came to: REPLIED, ACKNOWLEDGED, NEVER_HEARD, BUSY or GARBAGE.

    `moment` is the machine's time against which the units' moments are checked; `readers` take the place of READERS.
    """
    if not arrivals:
        return {}
    checked_at = moment or clock.real_now()
    with transaction.atomic():
        requests, units = _requests_of(arrivals)
        trusted = _trusted(
            [units[unit_id] for unit_id in {arrival.unit_id for arrival in arrivals}], checked_at
        )
        orders = orders_of(list(requests.values()))
        taken: list[TakenReply] = []
        kept: list[_Kept] = []
        steps: dict[UUID, Outcome] = {}
        acknowledged: list[tuple[AskedRequest, Acknowledgement]] = []
        sealed = seal_contents(
            keys(), [arrival.content for arrival in arrivals], purpose=Purpose.UNIT_MESSAGE
        )
        for arrival, key, content in zip(arrivals, uuid7s(len(arrivals)), sealed, strict=True):
            request = requests.get(arrival.request_id or claimed_number(arrival.content))
            row = _Kept(
                key, units[arrival.unit_id].court_id, request.id if request else None, arrival.unit_id,
                request.number if request else "", "", arrival.via, content, sha256(arrival.content), arrival.scan,
            )  # fmt: skip
            message = _read(arrival, row, request, trusted[arrival.unit_id], checked_at)
            outcome = _settle(request, row, message, taken, acknowledged, orders)
            kept.append(row)
            if request is not None:
                steps[request.id] = outcome
        _keep(kept, now)
        _acknowledge(acknowledged, now)
        _end(taken, now)
        _tell(taken, kept, now, actor)
        for kind, read in (READERS if readers is None else readers).items():
            mine = [reply for reply in taken if reply.request.kind == kind.value]
            if mine:
                read(replies=mine, now=now, actor=actor)
    return steps


def claimed_number(content: bytes) -> str:
    """The number that unverified bytes claim to answer; it only says where to look, what is found is verified."""
    try:
        number = json.loads(unpack(content.split(b".")[1].decode("ascii")))["in_reply_to"]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return ""
    return str(number) if is_number(number) else ""


def _requests_of(arrivals: Sequence[Arrival]) -> tuple[dict[UUID | str, AskedRequest], dict[UUID, Unit]]:
    """The requests that are answered, locked in order, by key and by number; the units that answer or were asked."""
    ids = [arrival.request_id for arrival in arrivals if arrival.request_id]
    numbers = [claimed_number(arrival.content) for arrival in arrivals if not arrival.request_id]
    if numbers:
        ids += Request.objects.filter(number__in=numbers).values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, court_id, inquiry_id, case_id, party_id, unit_id, kind, number, items::text, state
            FROM inquiries_request WHERE id = ANY (string_to_array(%s, ',')::uuid[]) ORDER BY id FOR NO KEY UPDATE
            """,
            [",".join(map(str, ids))],
        )
        rows = cursor.fetchall()
    units = Unit.objects.in_bulk({row[5] for row in rows} | {arrival.unit_id for arrival in arrivals})
    courts = Court.objects.in_bulk({row[1] for row in rows})
    found: dict[UUID | str, AskedRequest] = {}
    for key, court_id, inquiry_id, case_id, party_id, unit_id, kind, number, items, state in rows:
        asked = AskedRequest(
            key, court_id, inquiry_id, case_id, party_id, unit_id, kind, number, _kinds(items), state, units[unit_id],
            courts[court_id],
        )  # fmt: skip
        found[asked.id] = found[asked.number] = asked
    return found, units


@lru_cache(maxsize=256)
def _kinds(items: str) -> tuple[str, ...]:
    return tuple(json.loads(items))


def _trusted(units: Sequence[Unit], moment: datetime) -> dict[UUID, Trusted]:
    """The keys of units that count at this moment."""
    by_unit: dict[UUID, list[tuple[str, PublicKey]]] = {unit.pk: [] for unit in units}
    codes = {unit.pk: unit.code for unit in units}
    rows = UnitKey.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=moment), unit_id__in=list(codes)
    ).order_by("pk")
    for row in rows:
        by_unit[row.unit_id].append((codes[row.unit_id], PublicKey(row.algorithm, row.public_key)))
    return {unit_id: _trusting(tuple(found)) for unit_id, found in by_unit.items()}


@lru_cache(maxsize=1024)
def _trusting(found: tuple[tuple[str, PublicKey], ...]) -> Trusted:
    return Trusted(found)


def _read(
    arrival: Arrival, row: _Kept, request: AskedRequest | None, trusted: Trusted, moment: datetime
) -> Message | None:
    """The message if it is believed; says in the row what it is, or why not."""
    try:
        if request is None or request.unit_id != arrival.unit_id:
            raise Refused(Code.NOT_AN_ANSWER, words="没有向该单位发出过这个编号的请求")
        message = open_answer(
            arrival.content, trusted, me=request.court.code, about=arrival.numbers or (request.number,),
            sender=request.unit.code, now=moment,
        ).message  # fmt: skip
        if message.kind not in (_FINAL[request.kind], Kind.ACKNOWLEDGEMENT, Kind.REFUSAL):
            raise Refused(Code.NOT_AN_ANSWER, where="kind")
    except Refused as refused:
        row.kind, row.refused_because = "unbelieved", str(refused)[:300]
        return None
    row.kind = message.kind.value
    return message


def _settle(
    request: AskedRequest | None,
    row: _Kept,
    message: Message | None,
    taken: list[TakenReply],
    acknowledged: list[tuple[AskedRequest, Acknowledgement]],
    orders: Mapping[UUID, ControlOrder],
) -> Outcome:
    """What a reply comes to; marks the row where it does not count."""
    if request is None or message is None:
        return Outcome.GARBAGE
    body = message.body
    if why := misfit(orders.get(request.id), request, body):
        row.kind, row.refused_because = "unbelieved", why
        return Outcome.GARBAGE
    if request.state in _ENDED and (why := known_already(request, message, taken)):
        row.refused_because = why
        return Outcome.REPLIED
    if isinstance(body, Acknowledgement):
        acknowledged.append((request, body))
        return Outcome.ACKNOWLEDGED
    if isinstance(body, Refusal) and (body.code in TRY_AGAIN or message.in_reply_to != request.number):
        # Refused for now; or only our question how it stands was refused, which says nothing about the request.
        row.refused_because = f"{body.code}：{body.words}"[:300]
        return Outcome.NEVER_HEARD if body.code is Code.NEVER_SEEN else Outcome.BUSY
    request.state = RequestState.REFUSED.value if isinstance(body, Refusal) else RequestState.ANSWERED.value
    request.result, request.words = _result(body)
    taken.append(TakenReply(request, row.id, row.sha256, message))
    return Outcome.REPLIED


def _result(body: object) -> tuple[str, str]:
    if isinstance(body, Refusal):
        return Result.REFUSED.value, f"{body.words}。{body.remedy}"[:300]
    if isinstance(body, QueryReply):
        return body.result.value, body.note[:300]
    return "", str(getattr(body, "words", ""))[:300]


def _keep(rows: Sequence[_Kept], now: datetime) -> None:
    """Keep every reply. A second one of a kind that counts is kept out by the constraint."""
    values = [
        (row.id, row.court_id, row.request_id, row.unit_id, row.in_reply_to, row.kind, row.via, row.content_sealed,
         row.sha256, row.scan, row.refused_because)
        for row in rows
    ]  # fmt: skip
    insert_staged(
        "inquiries_rawreply", _KEPT, values, fixed={"kid": "", "taken_at": now}, then="ON CONFLICT DO NOTHING"
    )


def _acknowledge(found: Sequence[tuple[AskedRequest, Acknowledgement]], now: datetime) -> None:
    for request, body in found:
        expected = body.expected_by or now + POLL_EVERY
        Request.objects.filter(pk=request.pk, ended_at=None).update(
            state=RequestState.ACKNOWLEDGED.value, failures=0, words=body.note[:300],
            next_try_at=max(expected, now + POLL_SOONEST),
        )  # fmt: skip


def _end(taken: Sequence[TakenReply], now: datetime) -> None:
    if not taken:
        return
    said = stage(
        "said",
        _SAID,
        [(one.id, one.state, one.result, one.words) for one in (reply.request for reply in taken)],
    )
    statement = sql.SQL(
        "UPDATE inquiries_request request SET state = said.state, result = said.result, words = said.words, "
        "ended_at = %s, failures = 0 FROM {} said WHERE said.id = request.id AND request.state <> said.state"
    ).format(said)
    with connection.cursor() as cursor:
        cursor.execute(statement, [now])


def _tell(taken: Sequence[TakenReply], kept: Sequence[_Kept], now: datetime, actor: Actor) -> None:
    digests = {row.id: row.sha256 for row in kept}
    facts = [
        NewFact(
            reply.request.court_id, f"case:{reply.request.case_id}", "reply.taken",
            {"request": reply.request.number, "unit": reply.request.unit.code, "result": reply.request.result,
             "kind": reply.message.kind.value, "sha256": digests[reply.reply_id]},
        )
        for reply in taken
    ]  # fmt: skip
    facts += [
        NewFact(
            row.court_id,
            f"unit:{row.unit_id}",
            "reply.refused",
            {"request": row.in_reply_to, "why": row.refused_because, "sha256": row.sha256},
        )
        for row in kept
        if row.kind == "unbelieved"
    ]
    if facts:
        record_many(facts=facts, at=now, actor=actor)


def close_finished(*, inquiry_ids: Collection[UUID], now: datetime) -> int:
    """Mark inquiries as done that wait for nothing any more; how many."""
    if not inquiry_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inquiries_inquiry inquiry SET state = 'done', ended_at = %s
            WHERE inquiry.id = ANY (%s) AND inquiry.state = 'open' AND NOT EXISTS (
                SELECT 1 FROM inquiries_request request WHERE request.inquiry_id = inquiry.id
                AND request.state IN ('waiting', 'sent', 'acknowledged', 'unknown'))
            """,
            [now, list(inquiry_ids)],
        )
        return int(cursor.rowcount)
