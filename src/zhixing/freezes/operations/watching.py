"""From holders' receipts to measures: one taken up, extended, released, or made red with the holder's own words."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from zhixing.cases.models import Case
from zhixing.foundation.clock import local_date
from zhixing.foundation.database.rows import insert_rows, update_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.freezes.models import ActState, EventKind, Measure, MeasureAct, MeasureState, Pending
from zhixing.freezes.operations.applying import (
    CHANGED,
    ONE_DAY,
    answer_act,
    extend,
    lift,
    set_end,
    set_trouble,
    take_effect,
)
from zhixing.freezes.rules import answers
from zhixing.freezes.rules.answers import Answer, Effect, Word
from zhixing.freezes.rules.asset_classes import class_of, measure_kind_of, special_of
from zhixing.freezes.storing import NewEvent, event, store_events
from zhixing.inquiries.operations.controls import mark_watched
from zhixing.inquiries.queries.controls import ReceiptLine, unwatched_receipts
from zhixing.inquiries.wire.messages import Action
from zhixing.law.measure_terms import AssetClass, SpecialAsset

_WATCHING = 7_201_031  # advisory lock: one taker of receipts at a time, so that none is taken twice
_FIRST = frozenset({Action.FREEZE, Action.WAIT, Action.FREEZE_AND_DEDUCT})
_LIFTS = frozenset({Action.RELEASE, Action.RELEASE_WAITING})
_WORDLESS = (
    "stage", "original_case_number", "entrusted_by", "handed_over_to", "renewal", "lifting", "trouble", "trouble_words",
    "do_not_renew_reason", "do_not_renew_by", "do_not_renew_approved_by",
)  # fmt: skip
"""What nobody has said yet of a measure that a receipt makes."""


def take_receipts(*, now: datetime, actor: Actor, limit: int) -> int:
    """Make, renew and release measures by the receipts nobody has taken up yet; the number taken.

    Each receipt is taken once. A first control makes a measure; a renewal's receipt extends one, never beyond the law; a
    release's ends it. A part or a no makes the measure red with the holder's words. Needs every court in sight.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WATCHING])
        receipts = unwatched_receipts(limit)
        if receipts:
            desk = _Desk.gather(receipts, now)
            for receipt in receipts:
                desk.take(receipt)
            desk.store(now, actor)
            mark_watched(receipt_ids=[receipt.receipt_id for receipt in receipts], now=now)
    return len(receipts)


@dataclass(slots=True)
class _Desk:
    """The measures the receipts speak of, locked, and what comes of them."""

    now: datetime
    by_id: dict[UUID, Measure]
    by_order: dict[str, Measure]
    acts: dict[tuple[int, str], MeasureAct]
    officers: dict[UUID, int | None]
    courts: dict[int, str]
    on_asset: dict[UUID, list[UUID]]
    new: dict[UUID, Measure] = field(default_factory=dict)
    changed: dict[UUID, Measure] = field(default_factory=dict)
    answered: dict[UUID, MeasureAct] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)
    facts: list[NewFact] = field(default_factory=list)

    @classmethod
    def gather(cls, receipts: Sequence[ReceiptLine], now: datetime) -> "_Desk":
        """Read and lock what is meant, in five queries."""
        ids = {receipt.measure_id for receipt in receipts if receipt.measure_id}
        numbers = {receipt.number for receipt in receipts} | {
            receipt.original_number for receipt in receipts if receipt.original_number
        }
        wanted = Measure.objects.select_for_update(of=("self",)).filter(
            Q(pk__in=ids) | Q(order_number__in=numbers)
        )
        measures = list(wanted.order_by("id"))
        acts = MeasureAct.objects.select_for_update(of=("self",)).filter(
            key__in=[receipt.key for receipt in receipts], state__in=[state.value for state in ActState]
        )
        cases = Case.objects.filter(pk__in={receipt.case_id for receipt in receipts})
        return cls(
            now, {measure.id: measure for measure in measures},
            {measure.order_number: measure for measure in measures if measure.order_number},
            {(act.court_id, act.key): act for act in acts.order_by("id")},
            dict(cases.values_list("pk", "officer_id")), dict(Court.objects.values_list("pk", "name")),
            _standing_on([receipt.asset_id for receipt in receipts if receipt.asset_id and _may_wait(receipt)]),
        )  # fmt: skip

    def take(self, receipt: ReceiptLine) -> None:
        """What one receipt does."""
        known = self.by_id.get(receipt.measure_id) if receipt.measure_id else None
        if receipt.action in _FIRST:
            self._first(receipt, known or self.by_order.get(receipt.number))
        elif (measure := known or self.by_order.get(receipt.original_number)) is not None:
            doing: Callable[[ReceiptLine, Measure], None] | None = None
            if receipt.action is Action.RENEW:
                doing = self._renewed
            elif receipt.action in _LIFTS:
                doing = self._lifted
            if doing is not None:
                doing(receipt, measure)

    def _first(self, receipt: ReceiptLine, measure: Measure | None) -> None:
        if receipt.action is Action.FREEZE_AND_DEDUCT and receipt.transfer_reference:
            return  # the money has left the account; nothing stands that could lapse
        answer = _answer(receipt)
        asset, special = class_of(receipt.asset_kind.value), special_of(receipt.asset_kind.value)
        starts_on = receipt.starts_on or answer.said_on
        effect = answers.first_control(
            answer, asset=asset, special=special, starts_on=starts_on, ordered_end=receipt.asked_ends_on
        )
        if measure is None and effect.word is Word.NO:
            return  # nothing stands; the order with its reason is red where orders are
        if measure is None:
            measure = self._made(receipt, asset, special, starts_on, effect)
        elif measure.state == MeasureState.RELEASED.value:
            return
        elif effect.word is not Word.NO:
            measure.starts_on = min(measure.starts_on, starts_on)
            set_end(measure, effect)
            measure.amount_fen = receipt.actual_fen or measure.amount_fen
        measure.confirmed_by_holder = effect.word is not Word.NO
        measure.confirmed_until = effect.confirmed_until if effect.word is not Word.NO else None
        self._waiting_place(receipt, measure)
        set_trouble(measure, effect)
        kinds = {Word.YES: EventKind.CONTROLLED, Word.PARTLY: EventKind.PARTLY, Word.NO: EventKind.REFUSED}
        self._note(receipt, measure, kinds[effect.word], effect)

    def _made(
        self,
        receipt: ReceiptLine,
        asset: AssetClass,
        special: SpecialAsset | None,
        starts_on: date,
        effect: Effect,
    ) -> Measure:
        measure = Measure(
            court_id=receipt.court_id, case_id=receipt.case_id, debtor_id=receipt.party_id, debtor_written=receipt.debtor[:500],
            asset_class=asset.value, special=special.value if special else "", asset_kind=receipt.asset_kind.label,
            description=receipt.identifier_masked[:500], holder=receipt.unit[:500], action=measure_kind_of(asset).value,
            is_renewal=False, is_waiting=receipt.action is Action.WAIT and receipt.place_in_waiting != 0,
            starts_on=starts_on, amount_fen=receipt.actual_fen or receipt.amount_fen, source="receipt",
            state=MeasureState.NO_END.value, officer_id=self.officers.get(receipt.case_id), order_number=receipt.number,
            row_key=hashlib.sha256(receipt.number.encode()).digest()[:16], unit_id=receipt.unit_id, asset_id=receipt.asset_id,
            **dict.fromkeys(_WORDLESS, ""),
        )  # fmt: skip
        measure.value_fen = measure.amount_fen
        set_end(measure, effect)
        self.new[measure.id] = self.by_id[measure.id] = measure
        self.by_order[receipt.number] = measure
        if measure.asset_id is not None:
            self.on_asset.setdefault(measure.asset_id, []).append(measure.id)
        return measure

    def _waiting_place(self, receipt: ReceiptLine, measure: Measure) -> None:
        """Where it waits: the holder's place, those ahead as the holder names them, and one of this house among them."""
        if receipt.place_in_waiting == 0 and measure.is_waiting:
            self._effective(measure, receipt)
        if receipt.place_in_waiting:
            measure.is_waiting, measure.place = True, receipt.place_in_waiting
        if not measure.is_waiting:
            return
        if measure.asset_id is not None and measure.waits_behind_id is None:
            ours = [one for one in self.on_asset.get(measure.asset_id, ()) if one < measure.id]
            measure.waits_behind_id = max(ours, default=None)
        others = [_prior(one) for one in receipt.prior_measures]
        if measure.waits_behind_id is not None:  # the holder names our own first measure too
            others = [one for one in others if one["authority"] != self.courts.get(measure.court_id)]
        measure.ahead = others
        ends = [_day(one["until"]) for one in others]
        known = [end for end in ends if end is not None]
        measure.ahead_until = max(known) if known and len(known) == len(ends) else None

    def _effective(self, measure: Measure, receipt: ReceiptLine) -> None:
        take_effect(measure, on=receipt.starts_on or local_date(receipt.received_at))
        self.events.append(self._event(receipt, measure, EventKind.WAITING_EFFECTIVE, {}))

    def _renewed(self, receipt: ReceiptLine, measure: Measure) -> None:
        if measure.ends_on is None and receipt.ends_on is None:
            before = measure.starts_on
        else:
            before = measure.ends_on or ((receipt.starts_on or measure.starts_on) - ONE_DAY)
        if (
            measure.confirmed_until is not None
            and receipt.ends_on == measure.confirmed_until
            and measure.renewal == Pending.NONE.value
        ):
            return  # the same word once more
        effect = answers.renewal(
            _answer(receipt), asset=AssetClass(measure.asset_class),
            special=SpecialAsset(measure.special) if measure.special else None, current_end=before,
            made_on=local_date(receipt.ordered_at),
        )  # fmt: skip
        if measure.state == MeasureState.RELEASED.value:
            if effect.word is Word.NO:
                self._answer_act(receipt, effect)
                return
            measure.released_on = None  # what the holder still holds must be seen, whatever the house wrote
            effect = Effect(
                Word.PARTLY, effect.ends_on, effect.confirmed_until, "登记解除以后协助单位又办理了续行，请核实并解除。",
                effect.cut_from,
            )  # fmt: skip
        was_released = measure.state == MeasureState.RELEASED.value
        extend(measure, effect, before=before, on=local_date(receipt.received_at))
        if was_released and effect.ends_on is None:
            set_end(measure, Effect(Word.PARTLY, measure.ends_on, measure.confirmed_until))
        if effect.ends_on is not None and receipt.place_in_waiting == 0 and measure.is_waiting:
            self._effective(measure, receipt)
            measure.term_starts_on = before + ONE_DAY
        self._answer_act(receipt, effect)
        kinds = {
            Word.YES: EventKind.RENEWED,
            Word.PARTLY: EventKind.RENEWAL_PARTLY,
            Word.NO: EventKind.RENEWAL_REFUSED,
        }
        self._note(receipt, measure, kinds[effect.word], effect, before=before)

    def _lifted(self, receipt: ReceiptLine, measure: Measure) -> None:
        act = self.acts.get((receipt.court_id, receipt.key))
        effect = answers.lifting(_answer(receipt))
        self._answer_act(receipt, effect)
        if measure.state == MeasureState.RELEASED.value:
            return
        on = receipt.starts_on or local_date(receipt.received_at)
        part = act.amount_fen if act is not None else receipt.amount_fen
        if effect.word is Word.YES and part and measure.amount_fen and part < measure.amount_fen:
            measure.amount_fen = max(measure.amount_fen - (receipt.actual_fen or part), 0)
            measure.lifting, measure.lifting_since = Pending.NONE.value, None
            self._note(receipt, measure, EventKind.PARTLY_RELEASED, effect)
            return
        lift(measure, effect, on=on)
        kind = EventKind.RELEASED if effect.word is Word.YES else EventKind.RELEASE_REFUSED
        self._note(receipt, measure, kind, effect)

    def _answer_act(self, receipt: ReceiptLine, effect: Effect) -> None:
        act = self.acts.get((receipt.court_id, receipt.key))
        if act is None:
            return
        answer_act(act, effect)
        act.answered_at = self.now
        self.answered[act.id] = act

    def _event(
        self, receipt: ReceiptLine, measure: Measure, kind: EventKind, more: dict[str, Any]
    ) -> NewEvent:
        body = {
            "receipt": str(receipt.receipt_id), "order": receipt.number, "unit": receipt.unit,
            "ruling": str(receipt.ruling_id), "notice": str(receipt.notice_id), **more,
        }  # fmt: skip
        return event(court_id=measure.court_id, measure_id=measure.id, kind=kind, body=body)

    def _note(
        self,
        receipt: ReceiptLine,
        measure: Measure,
        kind: EventKind,
        effect: Effect,
        *,
        before: date | None = None,
    ) -> None:
        """The event with everything the receipt said, and the fact of the case."""
        self.changed[measure.id] = measure
        said = {
            "starts_on": _iso(receipt.starts_on), "stated_end": _iso(receipt.ends_on), "ends_on": _iso(effect.ends_on),
            "before": _iso(before), "cut_from": _iso(effect.cut_from), "words": effect.trouble[:400],
            "control_ref": receipt.control_ref,
        }  # fmt: skip
        more: dict[str, Any] = {name: value for name, value in said.items() if value}
        if receipt.actual_fen is not None:
            more["actual_fen"] = receipt.actual_fen
        if receipt.place_in_waiting is not None:
            more["place"] = receipt.place_in_waiting
        happened = self._event(receipt, measure, kind, more)
        self.events.append(happened)
        body = {"measure": str(measure.id), **happened.body}
        self.facts.append(NewFact(measure.court_id, f"case:{measure.case_id}", f"measure.{kind.value}", body))

    def store(self, now: datetime, actor: Actor) -> None:
        """Write the measures, the acts, their events and the facts, each in one statement."""
        insert_rows(list(self.new.values()))
        update_rows([one for one in self.changed.values() if one.id not in self.new], CHANGED)
        update_rows(list(self.answered.values()), ["state", "why", "answered_at"])
        if self.events:
            store_events(self.events, at=now, actor_name=actor.name)
        if self.facts:
            record_many(facts=self.facts, at=now, actor=actor)


def _may_wait(receipt: ReceiptLine) -> bool:
    return receipt.action is Action.WAIT or bool(receipt.place_in_waiting)


def _standing_on(asset_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The measures of this house on each asset that are not released."""
    found: dict[UUID, list[UUID]] = {}
    if asset_ids:
        rows = Measure.objects.filter(asset_id__in=asset_ids).exclude(state=MeasureState.RELEASED.value)
        for asset_id, measure_id in rows.values_list("asset_id", "pk"):
            if asset_id is not None:
                found.setdefault(asset_id, []).append(measure_id)
    return found


def _answer(receipt: ReceiptLine) -> Answer:
    return Answer(
        result=receipt.result.value, said_on=local_date(receipt.received_at), starts_on=receipt.starts_on,
        ends_on=receipt.ends_on, asked_fen=receipt.amount_fen, actual_fen=receipt.actual_fen,
        words=receipt.words or receipt.reason, place_in_waiting=receipt.place_in_waiting,
    )  # fmt: skip


def _prior(one: dict[str, Any]) -> dict[str, str]:
    """One measure ahead, as the holder names it."""
    names = ("authority", "document", "kind", "from", "until")
    return {name: str(one.get(name) or "") for name in names}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
