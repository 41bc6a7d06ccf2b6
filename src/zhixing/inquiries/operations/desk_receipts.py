"""A unit's liaison says on the page what became of a control order: the holder's own word, so it decides like any receipt."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from zhixing.cases.personal import keys
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import ControlOrder
from zhixing.inquiries.operations.asking import AskingRefused
from zhixing.inquiries.operations.at_desk import lock_request, take_by_hand
from zhixing.inquiries.operations.desk_links import check_answerable, open_link
from zhixing.inquiries.rules.controls import Ordered, fault_of_receipt
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import Action, AssetRef, Result
from zhixing.inquiries.wire.messages import ControlReceipt as Said

AT_DESK = "在线回执"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskReceipt:
    """What the liaison filled in. Amounts in fen; `done_on` is the day from which the control stands."""

    result: Result
    done_on: date
    actual_fen: int | None = None
    ends_on: date | None = None
    place_in_waiting: int | None = None
    control_ref: str = ""
    words: str = ""


def receipt_through_link(*, link_id: UUID, liaison: str, given: DeskReceipt, now: datetime) -> UUID:
    """Take the liaison's receipt, once; the key of the kept reply.

    Raises AskingRefused for a link that is closed, or a receipt that contradicts itself or the order.
    """
    with transaction.atomic():
        link = open_link(link_id, liaison, now)
        request = lock_request(link.request_id)
        check_answerable(request)
        order = ControlOrder.objects.get(request=request)
        asked = Ordered(Action(order.action), order.amount_fen, clock.local_date(order.ordered_at))
        if fault := fault_of_receipt(
            asked, given.result, today=clock.local_date(now), done_on=given.done_on, actual_fen=given.actual_fen,
            ends_on=given.ends_on, place=given.place_in_waiting, words=given.words,
        ):  # fmt: skip
            raise AskingRefused(fault)
        link.used_at = now
        link.save(update_fields=["used_at"])
        actor = Actor(user_id=None, name=f"{request.unit.name}·{liaison.strip()}"[:60])
        return take_by_hand(request, _said(order, given, liaison), via="desk", now=now, actor=actor)


def _said(order: ControlOrder, given: DeskReceipt, liaison: str) -> Said:
    refused = given.result is Result.NOT_CONTROLLED
    words = given.words.strip() or f"联络员{liaison.strip()[:40]}在线回执"
    return Said(
        result=given.result, action=Action(order.action), requested_fen=order.amount_fen,
        asset=AssetRef(
            kind=AssetKind(order.asset_kind), identifier=unseal(keys(), order.identifier_sealed, purpose=Purpose.ACCOUNT)
        ),
        control_ref="" if refused else given.control_ref.strip()[:80] or AT_DESK,
        actual_fen=None if refused else given.actual_fen,
        starts_at=None if refused else datetime.combine(given.done_on, time(12), clock.SHANGHAI),
        ends_on=None if refused else given.ends_on, reason="at-desk" if given.result is not Result.CONTROLLED else "",
        words=words[:400], place_in_waiting=None if refused else given.place_in_waiting,
    )  # fmt: skip
