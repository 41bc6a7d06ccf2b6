"""The chain of control of one asset, as the events of its measures tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from zhixing.documents.rules.continuity import ChainLink, ContinuityFacts, Proof
from zhixing.foundation.clock import local_date
from zhixing.freezes.models import EventKind, Measure, MeasureEvent
from zhixing.freezes.queries.measures import ACTIONS, MeasureNotFound
from zhixing.freezes.rules.ledger import MeasureKind
from zhixing.inquiries.models import ControlReceipt

_ONE_DAY = timedelta(days=1)
_FIRST = (EventKind.CONTROLLED.value, EventKind.PARTLY.value)
_RENEWED = (EventKind.RENEWED.value, EventKind.RENEWAL_PARTLY.value)
_TAKEN_UP = (EventKind.IMPORTED.value, EventKind.ENTERED_FROM_PAPER.value)


class NothingToProve(ValueError):
    """There is no term of control: the measure waits behind another, or has no end."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What a proof of continuity says, and of which case and court."""

    court_id: int
    case_id: UUID
    facts: ContinuityFacts


def chain_of(measure_id: UUID, *, today: date) -> Chain:
    """The chain of the asset of a measure: its own terms and those of measures it renews or that renew it.

    Raises MeasureNotFound, NothingToProve.
    """
    asked = Measure.objects.select_related("debtor").filter(pk=measure_id).first()
    if asked is None:
        raise MeasureNotFound("没有这项措施，或者它不在您可以查看的法院。")
    family = _family(asked)
    receipts = _receipts(family)
    links = [link for one in family for link in _links(one, receipts)]
    if not links:
        raise NothingToProve("这项措施没有可以证明的控制期限：轮候尚未生效，或者没有届满日。")
    released = [one.released_on for one in family]
    ended_on = max(day for day in released if day) if all(released) else None
    facts = ContinuityFacts(
        unit_name=asked.holder or "协助单位不明",
        debtor_name=asked.debtor.name if asked.debtor else asked.debtor_written,
        asset=f"{asked.asset_kind}（{asked.description or '未写明'}）",
        links=tuple(links), until=max(today, links[0].starts_on), ended_on=ended_on,
    )  # fmt: skip
    return Chain(asked.court_id, asked.case_id, facts)


def _family(asked: Measure) -> list[Measure]:
    """The measure, and those of the same case on the same asset, or linked by a renewal."""
    same = Q(pk=asked.pk) | Q(renews=asked.pk)
    if asked.renews_id:
        same |= Q(pk=asked.renews_id) | Q(renews=asked.renews_id)
    if asked.asset_id:
        same |= Q(asset_id=asked.asset_id, court_id=asked.court_id, case_id=asked.case_id)
    rows = (
        Measure.objects.filter(same, is_waiting=False).prefetch_related("events").order_by("starts_on", "id")
    )
    return list(rows)


def _receipts(family: Sequence[Measure]) -> dict[str, ControlReceipt]:
    named = {event.body.get("receipt") for one in family for event in one.events.all()} - {None, ""}
    return {
        str(row.pk): row
        for row in ControlReceipt.objects.filter(pk__in=named).select_related("order__request")
    }


def _links(measure: Measure, receipts: dict[str, ControlReceipt]) -> list[ChainLink]:
    """The terms of one measure in order of its events."""
    found: list[ChainLink] = []
    word = ACTIONS[MeasureKind(measure.action)]
    events = sorted(measure.events.all(), key=lambda event: (event.at, event.id))
    for place, event in enumerate(events):
        if event.kind in _TAKEN_UP:
            ends_on = _end_before(events[place + 1 :]) or measure.ends_on
            proof = Proof.LEDGER if event.kind == EventKind.IMPORTED.value else Proof.PAPER
            if ends_on is not None and ends_on >= measure.starts_on:
                act = f"续行{word}" if measure.is_renewal else word
                found.append(ChainLink(act, measure.starts_on, ends_on, proof))
        elif event.kind in (*_FIRST, *_RENEWED):
            link = _of_receipt(measure, event, word, receipts)
            if link is not None:
                found.append(link)
    return found


def _end_before(later: Sequence[MeasureEvent]) -> date | None:
    """The end a measure had before the first renewal that follows; None when none does."""
    for event in later:
        if event.kind in _RENEWED:
            return _day(event.body, "before")
    return None


def _of_receipt(
    measure: Measure, event: MeasureEvent, word: str, receipts: dict[str, ControlReceipt]
) -> ChainLink | None:
    ends_on = _day(event.body, "ends_on")
    is_renewal = event.kind in _RENEWED
    before = _day(event.body, "before")
    starts_on = _day(event.body, "starts_on")
    if is_renewal and before is not None:
        starts_on = min(starts_on or before + _ONE_DAY, before + _ONE_DAY)
    starts_on = starts_on or measure.starts_on
    if ends_on is None or ends_on < starts_on:
        return None
    act = f"续行{word}" if is_renewal else word
    receipt = receipts.get(str(event.body.get("receipt") or ""))
    if receipt is None:
        return ChainLink(act, starts_on, ends_on, Proof.PAPER, said_on=local_date(event.at))
    number = receipt.control_ref or receipt.message_number or receipt.order.request.number
    return ChainLink(
        act, starts_on, ends_on, Proof.RECEIPT, number, local_date(receipt.said_at), receipt.body_sha256
    )


def _day(body: dict[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(str(body.get(name) or ""))
    except ValueError:
        return None
