"""Taking replies: believed only when signed by the unit that was asked, addressed to us, and about a number we sent.

Everything that comes is kept sealed, believed or not. The same reply again changes nothing.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from zhixing.cases.personal import keys
from zhixing.foundation import clock
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.foundation.personal_data import Purpose, seal_content
from zhixing.inquiries.models import Inquiry, RawReply, Request, Unit, UnitKey
from zhixing.inquiries.operations.answers import TakenReply, read_queries
from zhixing.inquiries.rules.kinds import Outcome, RequestKind, RequestState, Result
from zhixing.inquiries.rules.sending import POLL_EVERY, POLL_SOONEST
from zhixing.inquiries.wire.envelopes import open_answer, sha256
from zhixing.inquiries.wire.messages import Acknowledgement, Kind, Message, QueryReply, Refusal
from zhixing.inquiries.wire.refusals import TRY_AGAIN, Code, Refused
from zhixing.inquiries.wire.signing import PublicKey, Trusted, unpack

_FINAL = {RequestKind.QUERY.value: Kind.QUERY_REPLY, RequestKind.CONTROL.value: Kind.CONTROL_RECEIPT}


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that came from a unit. Without `request_id` the number inside says what they answer."""

    content: bytes
    unit_id: UUID
    request_id: UUID | None = None
    numbers: tuple[str, ...] = ()
    via: str = "wire"
    scan: str = ""


Reader = Callable[..., object]
"""Called as `read(replies=…, now=…, actor=…)` in the transaction that takes them."""
READERS: dict[RequestKind, Reader] = {RequestKind.QUERY: read_queries}
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
    with transaction.atomic():
        requests = _requests_of(arrivals)
        trusted = _trusted({arrival.unit_id for arrival in arrivals}, moment or clock.real_now())
        taken: list[TakenReply] = []
        kept: list[RawReply] = []
        steps: dict[UUID, Outcome] = {}
        acknowledged: list[tuple[Request, Acknowledgement]] = []
        for arrival in arrivals:
            request = requests.get(arrival.request_id or _answered(arrival))
            row, message = _read(arrival, request, trusted[arrival.unit_id], now, moment or clock.real_now())
            outcome = _settle(request, row, message, taken, acknowledged)
            kept.append(row)
            if request is not None:
                steps[request.id] = outcome
        _keep(kept)
        _acknowledge(acknowledged, now)
        _end(taken, now)
        _tell(taken, kept, now, actor)
        for kind, read in (READERS if readers is None else readers).items():
            mine = [reply for reply in taken if reply.request.kind == kind.value]
            if mine:
                read(replies=mine, now=now, actor=actor)
    return steps


def _answered(arrival: Arrival) -> str:
    """The number that unverified bytes claim to answer; it only says where to look, what is found is verified."""
    try:
        number = json.loads(unpack(arrival.content.split(b".")[1].decode("ascii")))["in_reply_to"]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return ""
    return number[:140] if isinstance(number, str) else ""


def _requests_of(arrivals: Sequence[Arrival]) -> dict[UUID | str, Request]:
    """The requests that are answered, locked in order, by key and by number."""
    ids = [arrival.request_id for arrival in arrivals if arrival.request_id]
    numbers = [_answered(arrival) for arrival in arrivals if not arrival.request_id]
    locked = Request.objects.select_for_update(no_key=True).filter(Q(pk__in=ids) | Q(number__in=numbers))
    rows = list(locked.order_by("pk"))
    share(rows)
    found: dict[UUID | str, Request] = {}
    for row in rows:
        found[row.id] = found[row.number] = row
    return found


def share(requests: Sequence[Request]) -> None:
    """Give requests their unit, court and inquiry: a few objects for all of them, not three for each."""
    units = Unit.objects.in_bulk({row.unit_id for row in requests})
    courts = Court.objects.in_bulk({row.court_id for row in requests})
    inquiries = Inquiry.objects.in_bulk({row.inquiry_id for row in requests if row.inquiry_id})
    for row in requests:
        row.unit, row.court = units[row.unit_id], courts[row.court_id]
        row.inquiry = inquiries[row.inquiry_id] if row.inquiry_id else None


def _trusted(unit_ids: Collection[UUID], moment: datetime) -> dict[UUID, Trusted]:
    """The keys of units that count at this moment."""
    rows = UnitKey.objects.select_related("unit").filter(
        Q(valid_to=None) | Q(valid_to__gt=moment), unit_id__in=list(unit_ids)
    )
    by_unit: dict[UUID, list[tuple[str, PublicKey]]] = {unit_id: [] for unit_id in unit_ids}
    for row in rows:
        by_unit[row.unit_id].append((row.unit.code, PublicKey(row.algorithm, row.public_key)))
    return {unit_id: Trusted(found) for unit_id, found in by_unit.items()}


def _read(
    arrival: Arrival, request: Request | None, trusted: Trusted, now: datetime, moment: datetime
) -> tuple[RawReply, Message | None]:
    """The row to keep, and the message if it is believed."""
    unit = request.unit if request else Unit.objects.get(pk=arrival.unit_id)
    row = RawReply(
        id=uuid7(), court_id=unit.court_id, request=request, unit_id=arrival.unit_id, kind="", via=arrival.via,
        in_reply_to=request.number if request else "", content_sealed=seal_content(keys(), arrival.content, purpose=Purpose.UNIT_MESSAGE),
        sha256=sha256(arrival.content), scan=arrival.scan, taken_at=now,
    )  # fmt: skip
    try:
        if request is None or request.unit_id != arrival.unit_id:
            raise Refused(Code.NOT_AN_ANSWER, words="没有向该单位发出过这个编号的请求")
        opened = open_answer(
            arrival.content, trusted, me=request.court.code, about=arrival.numbers or (request.number,),
            sender=unit.code, now=moment,
        )  # fmt: skip
        message = opened.message
        if message.kind not in (_FINAL[request.kind], Kind.ACKNOWLEDGEMENT, Kind.REFUSAL):
            raise Refused(Code.NOT_AN_ANSWER, where="kind")
    except Refused as refused:
        row.kind, row.refused_because = "unbelieved", str(refused)[:300]
        return row, None
    row.kind = message.kind.value
    return row, message


def _settle(
    request: Request | None,
    row: RawReply,
    message: Message | None,
    taken: list[TakenReply],
    acknowledged: list[tuple[Request, Acknowledgement]],
) -> Outcome:
    """What a reply comes to; marks the row where it does not count."""
    if request is None or message is None:
        return Outcome.GARBAGE
    body = message.body
    if request.state in (RequestState.ANSWERED.value, RequestState.REFUSED.value):
        row.refused_because = "同一请求已有答复，未重复登记。"
        return Outcome.REPLIED
    if isinstance(body, Acknowledgement):
        acknowledged.append((request, body))
        return Outcome.ACKNOWLEDGED
    if isinstance(body, Refusal) and body.code in TRY_AGAIN:
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


def _keep(rows: Sequence[RawReply]) -> None:
    """Keep every reply. A second one of a kind that counts is kept out by the constraint."""
    insert_rows(rows, skip_known=True)


def _acknowledge(found: Sequence[tuple[Request, Acknowledgement]], now: datetime) -> None:
    for request, body in found:
        expected = body.expected_by or now + POLL_EVERY
        Request.objects.filter(pk=request.pk, ended_at=None).update(
            state=RequestState.ACKNOWLEDGED.value, failures=0, words=body.note[:300],
            next_try_at=max(expected, now + POLL_SOONEST),
        )  # fmt: skip


def _end(taken: Sequence[TakenReply], now: datetime) -> None:
    if not taken:
        return
    rows = [reply.request for reply in taken]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inquiries_request request SET state = said.state, result = said.result, words = said.words,
                ended_at = %s, failures = 0
            FROM unnest(%s::uuid[], %s::varchar[], %s::varchar[], %s::varchar[]) AS said (id, state, result, words)
            WHERE said.id = request.id
            """,
            [now, [row.pk for row in rows], [row.state for row in rows], [row.result for row in rows],
             [row.words for row in rows]],
        )  # fmt: skip


def _tell(taken: Sequence[TakenReply], kept: Sequence[RawReply], now: datetime, actor: Actor) -> None:
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
