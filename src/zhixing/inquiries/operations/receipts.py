"""What holders say to control orders: believed only about the very order, appended, and told as facts.

A holder may say more later – a waiting measure came into force, an amount was wrong. The later word is kept beside the
first. The same word again, or an older one that arrives late, changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhixing.cases.personal import keys
from zhixing.foundation import clock
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import ControlOrder, ControlReceipt, Unit
from zhixing.inquiries.operations.answers import AskedRequest, TakenReply
from zhixing.inquiries.operations.claims_settled import settle_claims
from zhixing.inquiries.rules.assets import normal_identifier
from zhixing.inquiries.rules.controls import result_by_figures
from zhixing.inquiries.rules.kinds import AssetKind, RequestKind
from zhixing.inquiries.wire.envelopes import canonical, sha256
from zhixing.inquiries.wire.messages import Action, Body, Message, Refusal, Result
from zhixing.inquiries.wire.messages import ControlReceipt as Said
from zhixing.inquiries.wire.shapes import write_part

FACTS = {
    Result.CONTROLLED: "control.confirmed", Result.PARTLY: "control.partly", Result.NOT_CONTROLLED: "control.refused",
}  # fmt: skip
KNOWN = "同一请求已有答复，未重复登记。"
OLDER = "该单位已有更新的回执，这份较早的回执未采用。"
NOT_ABOUT_IT = "回执所列的措施或财产与请求不符，未采信。"


def orders_of(requests: Sequence[AskedRequest]) -> dict[UUID, ControlOrder]:
    """The control orders among requests, by the request's key; one question for all of them."""
    wanted = {request.id for request in requests if request.kind == RequestKind.CONTROL.value}
    if not wanted:
        return {}
    return {row.request_id: row for row in ControlOrder.objects.filter(request_id__in=wanted)}


def misfit(order: ControlOrder | None, request: AskedRequest, body: Body) -> str:
    """Why a receipt is not one of this order, whatever number it names; empty when it is."""
    if request.kind != RequestKind.CONTROL.value or not isinstance(body, Said):
        return ""
    if order is None:
        return NOT_ABOUT_IT
    ordered = unseal(keys(), order.identifier_sealed, purpose=Purpose.ACCOUNT)
    kind = AssetKind(order.asset_kind)
    same = (
        body.action.value == order.action
        and body.asset.kind is kind
        and normal_identifier(kind, body.asset.identifier) == normal_identifier(kind, ordered)
    )
    return "" if same else NOT_ABOUT_IT


def known_already(request: AskedRequest, message: Message, taken: Sequence[TakenReply]) -> str:
    """Why an answer to a request that has one is not taken; empty for a receipt that says something new of a control."""
    body = message.body
    if request.kind != RequestKind.CONTROL.value or not isinstance(body, Said):
        return KNOWN
    digest = _digest(body)
    before = [one.message for one in taken if one.request.id == request.id]
    said = [(one.number, one.sent_at, _digest(one.body)) for one in before]
    rows = (
        ControlReceipt.objects.filter(order__request_id=request.id)
        .exclude(message_number="")
        .order_by("place")
    )
    said = [*rows.values_list("message_number", "said_at", "body_sha256"), *said]
    if any(number == message.number for number, _, _ in said) or (said and said[-1][2] == digest):
        return KNOWN
    return OLDER if said and message.sent_at < said[-1][1] else ""


def _digest(body: Body) -> str:
    return sha256(canonical(write_part(body)))


def read_controls(*, replies: Sequence[TakenReply], now: datetime, actor: Actor) -> int:
    """Append the receipts of control orders, in the transaction that takes the replies; how many.

    A refusal of the unit is a receipt too: nothing is controlled, for the reason it gives. Facts `control.confirmed`,
    `control.partly`, `control.refused`.
    """
    orders = {
        row.request_id: row
        for row in ControlOrder.objects.filter(request_id__in={one.request.id for one in replies})
    }
    places: dict[UUID, int] = {}
    for order_id, place in ControlReceipt.objects.filter(order__in=orders.values()).values_list(
        "order_id", "place"
    ):
        places[order_id] = max(place, places.get(order_id, 0))
    rows, facts = [], []
    for reply in replies:
        order = orders[reply.request.id]
        places[order.id] = places.get(order.id, 0) + 1
        row = receipt_row(order, reply.message.body, Spoken.of(reply.message), places[order.id], now)
        rows.append(row)
        facts.append(fact_of(order, row, reply.request.number, reply.request.unit))
    insert_rows(rows)
    record_many(facts=facts, at=now, actor=actor)
    settle_claims(order_ids=[row.order_id for row in rows], now=now, actor=actor)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Spoken:
    """When something was said and under which number."""

    number: str
    at: datetime

    @classmethod
    def of(cls, message: Message) -> "Spoken":
        """Of a message."""
        return cls(message.number, message.sent_at)


def receipt_row(order: ControlOrder, body: Body, spoken: Spoken, place: int, now: datetime) -> ControlReceipt:
    """A receipt as it is kept. `body` is a receipt or a refusal."""
    row = ControlReceipt(
        id=uuid7(), court_id=order.court_id, order=order, place=place, body_sha256=_digest(body),
        message_number=spoken.number, said_at=spoken.at, received_at=now,
    )  # fmt: skip
    if isinstance(body, Refusal):
        row.result, row.reason = Result.NOT_CONTROLLED.value, body.code.value[:40]
        row.words = f"{body.words}。{body.remedy}".strip("。")[:400]
        return row
    if not isinstance(body, Said):
        raise TypeError(f"not an answer to a control: {type(body).__name__}")
    result = result_by_figures(
        body.result, action=Action(order.action), asked_fen=order.amount_fen, actual_fen=body.actual_fen
    )
    row.result, row.reason, row.words = result.value, body.reason, body.words
    row.actual_fen, row.available_fen, row.excess_fen = body.actual_fen, body.available_fen, body.excess_fen
    if row.excess_fen is None and result is Result.PARTLY and order.amount_fen is not None:
        row.excess_fen = max(order.amount_fen - (body.actual_fen or 0), 0)
    row.starts_on = clock.local_date(body.starts_at) if body.starts_at else None
    row.ends_on, row.place_in_waiting = body.ends_on, body.place_in_waiting
    row.prior_measures = [write_part(one) for one in body.prior_measures]
    row.priority_rights = [write_part(one) for one in body.priority_rights]
    row.control_ref, row.transfer_reference = body.control_ref, body.transfer_reference
    return row


def fact_of(order: ControlOrder, row: ControlReceipt, number: str, unit: Unit) -> NewFact:
    """What a receipt says, for those who wait for it."""
    said: dict[str, Any] = {
        "order": str(order.id), "request": number, "unit": unit.code, "action": order.action, "result": row.result,
        "place": row.place, "asked_fen": order.amount_fen, "actual_fen": row.actual_fen, "excess_fen": row.excess_fen,
        "until": _iso(row.ends_on), "reason": row.reason, "measure": str(order.measure_id or ""),
        "sha256": row.body_sha256,
    }  # fmt: skip
    return NewFact(order.court_id, f"case:{order.case_id}", FACTS[Result(row.result)], said)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
