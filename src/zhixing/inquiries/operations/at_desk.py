"""Answers that come on paper: entered by a clerk with the scan of the unit's sealed reply."""

from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from zhixing.cases.personal import keys
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.foundation.personal_data import Purpose, seal_content
from zhixing.inquiries.models import RawReply, Request
from zhixing.inquiries.operations.answers import AskedRequest, TakenReply
from zhixing.inquiries.operations.asking import ASKERS, AskingRefused
from zhixing.inquiries.operations.letters import court_ref
from zhixing.inquiries.operations.taking import READERS, close_finished
from zhixing.inquiries.rules.kinds import UNDER_WAY, RequestKind, RequestState, Result
from zhixing.inquiries.wire.envelopes import canonical, new_message, sha256, write
from zhixing.inquiries.wire.messages import ControlReceipt, Found, PartyRef, QueryReply, Refusal, Row
from zhixing.inquiries.wire.refusals import Code

SCAN_MAX = 20 * 2**20
_SCANS = {".pdf": b"%PDF", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".png": b"\x89PNG"}


def answer_at_desk(
    *,
    request_id: UUID,
    rows: tuple[Row, ...],
    refused_because: str,
    as_of: datetime,
    scan_name: str,
    scan: bytes,
    now: datetime,
    actor: Actor,
) -> UUID:
    """Enter a unit's paper answer: its rows, or none (nothing held), or why it refuses. The scan is filed with its digest.

    Goes the same way as an answer from the wire. Raises AskingRefused for a request that waits for nothing, a missing or
    unreadable scan, or rows beside a refusal.
    """
    with transaction.atomic():
        request = lock_request(request_id)
        actor.require(request.court_id, *ASKERS)
        check_waiting(request, rows, refused_because)
        _check_scan(scan_name, scan)
        place = default_storage.save(
            f"inquiries/{request.id}{PurePath(scan_name).suffix.lower()}", ContentFile(scan)
        )
        body = body_of(rows, refused_because, as_of, "纸质回函")
        return take_by_hand(
            request, body, via="paper", scan=place, scan_sha256=sha256(scan), now=now, actor=actor
        )


def lock_request(request_id: UUID) -> Request:
    """The request with unit and court, nobody else answering it meanwhile."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("unit", "court")
    return rows.get(pk=request_id)


def body_of(rows: tuple[Row, ...], refused_because: str, as_of: datetime, note: str) -> QueryReply | Refusal:
    """What a person entered, as a unit's message would say it."""
    if refused_because.strip():
        return Refusal(code=Code.DECLINED, words=refused_because.strip()[:400])
    return QueryReply(as_of=as_of, result=Found.FOUND if rows else Found.NONE, rows=rows, note=note)


def take_by_hand(
    request: Request, body: QueryReply | Refusal | ControlReceipt, *, via: str, now: datetime, actor: Actor, scan: str = "", scan_sha256: str = ""
) -> UUID:  # fmt: skip
    """Keep, book and read an answer that a person entered, the same way as one from the wire."""
    message = new_message(
        body, sender=PartyRef(code=request.unit.code, name=request.unit.name), to=court_ref(request.court), now=now,
        in_reply_to=request.number,
    )  # fmt: skip
    content = canonical(write(message))
    digest = scan_sha256 or sha256(content)
    reply = RawReply.objects.create(
        id=uuid7(), court_id=request.court_id, request=request, unit=request.unit, in_reply_to=request.number,
        kind=message.kind.value, via=via, sha256=digest, scan=scan, taken_at=now,
        content_sealed=seal_content(keys(), content, purpose=Purpose.UNIT_MESSAGE),
    )  # fmt: skip
    _settle(request, body, now)
    record(
        court_id=request.court_id, subject=f"case:{request.case_id}", kind="reply.taken", at=now, actor=actor,
        body={"request": request.number, "unit": request.unit.code, "result": request.result, "kind": via,
              "sha256": digest, "message_sha256": sha256(content)},
    )  # fmt: skip
    taken = TakenReply(AskedRequest.of(request), reply.id, sha256(content), message)
    READERS[RequestKind(request.kind)](replies=[taken], now=now, actor=actor)
    close_finished(inquiry_ids={request.inquiry_id} if request.inquiry_id else set(), now=now)
    return reply.id


def check_waiting(request: Request, rows: tuple[Row, ...], refused_because: str) -> None:
    """Raises AskingRefused for a request that waits for nothing, or rows beside a refusal."""
    waiting = {state.value for state in UNDER_WAY} | {RequestState.DEAD.value}
    if request.kind != RequestKind.QUERY.value or request.state not in waiting:
        raise AskingRefused("该请求不在等待答复。")
    if rows and refused_because.strip():
        raise AskingRefused("对方拒绝答复的，不登记财产。")


def _check_scan(scan_name: str, scan: bytes) -> None:
    head = _SCANS.get(PurePath(scan_name).suffix.lower())
    if head is None or not scan.startswith(head) or len(scan) > SCAN_MAX:
        raise AskingRefused("请附上盖章回函的扫描件（PDF、JPG 或 PNG，不超过 20 MB）。")


def _settle(request: Request, body: QueryReply | Refusal | ControlReceipt, now: datetime) -> None:
    if isinstance(body, Refusal):
        request.state, request.result = RequestState.REFUSED.value, Result.REFUSED.value
        request.words = body.words[:300]
    elif isinstance(body, ControlReceipt):
        request.state, request.words = RequestState.ANSWERED.value, body.words[:300]
    else:
        request.state, request.result = RequestState.ANSWERED.value, body.result.value
        request.words = body.note[:300]
    request.ended_at, request.failures = now, 0
    request.save(update_fields=["state", "result", "words", "ended_at", "failures"])
