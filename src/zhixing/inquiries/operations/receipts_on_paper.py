"""Receipts that come on paper (送达回证、协助执行回执): entered by a clerk with the scan, then like any other."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePath
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from zhixing.cases.personal import keys
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.foundation.personal_data import Purpose, seal_content, unseal
from zhixing.inquiries.models import ControlOrder, RawReply, Request
from zhixing.inquiries.operations.answers import AskedRequest, TakenReply
from zhixing.inquiries.operations.asking import ASKERS
from zhixing.inquiries.operations.letters import court_ref
from zhixing.inquiries.operations.receipts import read_controls
from zhixing.inquiries.rules.kinds import AssetKind, RequestState
from zhixing.inquiries.wire.envelopes import canonical, new_message, sha256, write
from zhixing.inquiries.wire.messages import Action, AssetRef, PartyRef, Result
from zhixing.inquiries.wire.messages import ControlReceipt as Said

SCAN_MAX = 20 * 2**20
_SCANS = {".pdf": b"%PDF", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".png": b"\x89PNG"}
ON_PAPER = "纸质回执"


class ReceiptRefused(ValueError):
    """The paper receipt cannot be entered so; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReceipt:
    """What the paper says, with its scan. Amounts in fen."""

    result: Result
    said_on: date
    scan_name: str
    scan: bytes
    actual_fen: int | None = None
    ends_on: date | None = None
    place_in_waiting: int | None = None
    words: str = ""


def enter_receipt(*, order_id: UUID, paper: PaperReceipt, now: datetime, actor: Actor) -> UUID:
    """Enter a holder's paper receipt for an order; the key of the kept reply. The order is not sent again afterwards.

    Raises ReceiptRefused, NotAllowed.
    """
    with transaction.atomic():
        order = ControlOrder.objects.select_related("court").get(pk=order_id)
        actor.require(order.court_id, *ASKERS)
        request = (
            Request.objects.select_for_update(of=("self",))
            .select_related("unit", "court")
            .get(pk=order.request_id)
        )
        _check(order, paper, now)
        message = new_message(
            _said(order, paper), sender=PartyRef(code=request.unit.code, name=request.unit.name),
            to=court_ref(request.court), now=now, in_reply_to=request.number,
        )  # fmt: skip
        content, digest = canonical(write(message)), sha256(paper.scan)
        place = default_storage.save(
            f"inquiries/receipts/{uuid7()}{PurePath(paper.scan_name).suffix.lower()}", ContentFile(paper.scan)
        )
        reply = RawReply.objects.create(
            id=uuid7(), court_id=request.court_id, request=request, unit=request.unit, in_reply_to=request.number,
            kind=message.kind.value, via="paper", sha256=digest, scan=place, taken_at=now,
            content_sealed=seal_content(keys(), content, purpose=Purpose.UNIT_MESSAGE),
        )  # fmt: skip
        request.state, request.ended_at, request.failures = RequestState.ANSWERED.value, now, 0
        request.words = paper.words.strip()[:300]
        request.save(update_fields=["state", "ended_at", "failures", "words"])
        record(
            court_id=request.court_id, subject=f"case:{request.case_id}", kind="reply.taken", at=now, actor=actor,
            body={"request": request.number, "unit": request.unit.code, "result": paper.result.value, "kind": "paper",
                  "sha256": digest, "message_sha256": sha256(content)},
        )  # fmt: skip
        taken = TakenReply(AskedRequest.of(request), reply.id, sha256(content), message)
        read_controls(replies=[taken], now=now, actor=actor)
    return reply.id


def _said(order: ControlOrder, paper: PaperReceipt) -> Said:
    kind = AssetKind(order.asset_kind)
    refused = paper.result is Result.NOT_CONTROLLED
    return Said(
        result=paper.result, action=Action(order.action), requested_fen=order.amount_fen,
        asset=AssetRef(kind=kind, identifier=unseal(keys(), order.identifier_sealed, purpose=Purpose.ACCOUNT)),
        control_ref="" if refused else ON_PAPER, actual_fen=None if refused else paper.actual_fen,
        starts_at=None if refused else datetime.combine(paper.said_on, time(12), clock.SHANGHAI),
        ends_on=None if refused else paper.ends_on, reason="on-paper" if refused else "", words=paper.words.strip()[:400],
        place_in_waiting=None if refused else paper.place_in_waiting,
    )  # fmt: skip


def _check(order: ControlOrder, paper: PaperReceipt, now: datetime) -> None:
    if paper.said_on > clock.local_date(now) or paper.said_on < clock.local_date(order.ordered_at):
        raise ReceiptRefused("回执日期应在发出请求之后、今天或以前。")
    if paper.result is Result.NOT_CONTROLLED and len(paper.words.strip()) < 2:
        raise ReceiptRefused("未办理的，请写明对方的理由。")
    if paper.result is not Result.NOT_CONTROLLED and order.amount_fen and paper.actual_fen is None:
        raise ReceiptRefused("请填写实际金额。")
    head = _SCANS.get(PurePath(paper.scan_name).suffix.lower())
    if head is None or not paper.scan.startswith(head) or len(paper.scan) > SCAN_MAX:
        raise ReceiptRefused("请附上盖章回执的扫描件（PDF、JPG 或 PNG，不超过 20 MB）。")
