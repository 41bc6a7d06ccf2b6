"""Carrying out what was approved: a ruling for each case and its notices, then the messages to the units that take them.

The cases of a batch go together, in a fixed number of statements however many they are. Their documents, orders and the
new state of their acts stand in one transaction, so a kill leaves nothing half done, and the order's key keeps a second
run from sending twice. A case whose documents are refused is left out alone. What no unit takes electronically is printed
and becomes a duty of delivery.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from uuid import UUID

from django.db import transaction

from zhixing.cases.personal import keys
from zhixing.documents.operations.controls import ControlAct, IssuedAct, issue_control_documents
from zhixing.documents.rules.control_rulings import RulingAction, RulingAsset
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.foundation.clock import local_date
from zhixing.foundation.database.rows import update_rows
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.freezes.models import (
    ActBatch,
    ActKind,
    ActState,
    BatchState,
    EventKind,
    Ground,
    Measure,
    MeasureAct,
    MeasureState,
    Pending,
)
from zhixing.freezes.operations.drafting import mark, note
from zhixing.inquiries.models import ControlOrder, Unit, UnitItem
from zhixing.inquiries.operations.controls import ControlRefused, NewControl, Ordered, order_controls
from zhixing.inquiries.rules.kinds import AssetKind, UnitState
from zhixing.inquiries.wire.messages import Action
from zhixing.law.working_days import add_working_days, previous_working_day

_REASONS = {
    ActKind.RENEW: "控制期限即将届满，为保障申请执行人的债权实现，有必要继续控制",
    Ground.SATISFIED: "被执行人已全部履行生效法律文书确定的义务，控制措施应当解除",
    Ground.NOT_RENEWED: "经审查，上述财产不再需要控制，控制措施应当解除",
    Ground.WRONG_PERSON: "经审查，上述财产不属于被执行人，控制措施应当解除",
    Ground.EXCESS: "已控制的财产明显超出债权额和执行费用，超出部分应当解除",
}


def carry_out(*, now: datetime, actor: Actor, limit: int) -> int:
    """Issue the documents and send the orders of approved acts, at most `limit` cases; the number of acts carried out.

    Needs every court in sight. A case whose documents are refused is left out with the reason and stays red.
    """
    done = 0
    waiting = MeasureAct.objects.filter(batch__state=BatchState.APPROVED.value, state=ActState.APPROVED.value)
    pairs = waiting.order_by("batch_id", "case_id").values_list("batch_id", "case_id").distinct()[:limit]
    for batch_id, cases in groupby(list(pairs), itemgetter(0)):
        with transaction.atomic():
            done += _of_batch(batch_id, [case_id for _, case_id in cases], now, actor)
    _close(now, actor)
    return done


def _of_batch(batch_id: UUID, case_ids: Sequence[UUID], now: datetime, actor: Actor) -> int:
    batch = ActBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    acts = list(
        batch.acts.select_for_update(of=("self",))
        .filter(case_id__in=case_ids, state=ActState.APPROVED.value)
        .order_by("case_id", "id")
    )
    if not acts:
        return 0
    rows = Measure.objects.select_for_update(of=("self",)).filter(pk__in=[act.measure_id for act in acts])
    measures = {one.id: one for one in rows.select_related("case", "debtor").order_by("id")}
    going = _still_possible(batch, acts, measures, now, actor)
    if going:
        _Work(batch, going, measures, now, actor).do()
    return len(acts)


def _still_possible(
    batch: ActBatch, acts: Sequence[MeasureAct], measures: Mapping[UUID, Measure], now: datetime, actor: Actor
) -> list[MeasureAct]:
    """Leave out what was released, or lapsed between approval and now."""
    today, going = local_date(now), []
    left_out: list[MeasureAct] = []
    for act in acts:
        measure = measures[act.measure_id]
        if measure.state == MeasureState.RELEASED.value:
            act.why = f"已于 {measure.released_on} 解除。"
        elif batch.kind == ActKind.RENEW.value and (measure.ends_on is None or measure.ends_on < today):
            act.why = f"制作文书前已于 {measure.ends_on} 届满失效，不能续行，应当重新采取措施。"
        else:
            going.append(act)
            continue
        left_out.append(act)
    _leave_out(left_out, measures, ActKind(batch.kind), now, actor)
    return going


def _leave_out(
    acts: Sequence[MeasureAct],
    all_measures: Mapping[UUID, Measure],
    kind: ActKind,
    now: datetime,
    actor: Actor,
) -> None:
    """These acts are not done, each for the reason written in it."""
    if not acts:
        return
    measures = [all_measures[act.measure_id] for act in acts]
    for act in acts:
        act.state, act.why = ActState.LEFT_OUT.value, act.why[:400]
    update_rows(acts, ["state", "why"])
    mark(measures, kind, Pending.NONE, local_date(now))
    happened = EventKind.RENEWAL_WITHDRAWN if kind is ActKind.RENEW else EventKind.RELEASE_WITHDRAWN
    note(
        measures, happened, {act.measure_id: {"reason": act.why[:200]} for act in acts}, now=now, actor=actor
    )


@dataclass(frozen=True, slots=True)
class _Channel:
    """The order that made a measure, where its unit takes the follow-up by message. `identifier` is the unit's own."""

    unit_id: UUID
    party_id: UUID
    asset_id: UUID | None
    kind: AssetKind
    identifier: str


class _Work:
    """The acts of some cases of one batch on their way to the holders. `acts` are in the order of their cases."""

    def __init__(
        self,
        batch: ActBatch,
        acts: Sequence[MeasureAct],
        measures: Mapping[UUID, Measure],
        now: datetime,
        actor: Actor,
    ) -> None:
        self.batch, self.acts, self.now, self.actor = batch, list(acts), now, actor
        self.kind = ActKind(batch.kind)
        self.measures = measures
        self.today = local_date(now)
        self.channels = _channels([measures[act.measure_id] for act in acts], self.kind)
        self.why_by_hand: dict[UUID, str] = {}

    def do(self) -> None:
        """Documents, orders, and the acts as they stand then."""
        cases = [list(acts) for _, acts in groupby(self.acts, attrgetter("case_id"))]
        refused = list(self._issue(cases))
        _leave_out(refused, self.measures, self.kind, self.now, self.actor)
        gone = {act.id for act in refused}
        self.acts = [act for act in self.acts if act.id not in gone]
        if self.acts:
            self._order()
            self._store()

    def _issue(self, cases: Sequence[Sequence[MeasureAct]]) -> Iterable[MeasureAct]:
        """One ruling for each case, one notice for each unit in it; the acts of cases whose documents are refused.

        All cases together; where one is refused the others are tried by halves, so that it alone is left out.
        """
        try:
            with transaction.atomic():
                issued = issue_control_documents(
                    acts=[self._wanted(acts) for acts in cases], now=self.now, actor=self.actor
                )
        except DocumentRefused as refused:
            if len(cases) > 1:
                half = len(cases) // 2
                yield from self._issue(cases[:half])
                yield from self._issue(cases[half:])
                return
            for act in cases[0]:
                act.why = str(refused)
                yield act
        else:
            for acts, made in zip(cases, issued, strict=True):
                self._bear(acts, made)

    def _wanted(self, acts: Sequence[MeasureAct]) -> ControlAct:
        action = RulingAction.RENEW if self.kind is ActKind.RENEW else RulingAction.RELEASE
        reason = _REASONS.get(ActKind.RENEW if self.kind is ActKind.RENEW else Ground(self.batch.ground), "")
        said = self.batch.reason or reason or "经审查，控制措施应当解除"
        return ControlAct(acts[0].case_id, action, tuple(self._asset(act) for act in acts), said)

    def _bear(self, acts: Sequence[MeasureAct], made: IssuedAct) -> None:
        for act in acts:
            notice = made.notices[self.measures[act.measure_id].holder]
            act.ruling_id, act.ruling_number = made.ruling.id, made.ruling.number[:80]
            act.notice_id, act.notice_number = notice.id, notice.number[:80]

    def _asset(self, act: MeasureAct) -> RulingAsset:
        measure, channel = self.measures[act.measure_id], self.channels.get(act.measure_id)
        named = channel.identifier if channel else measure.description or measure.asset_kind
        return RulingAsset(
            unit_name=measure.holder, debtor_name=measure.debtor.name if measure.debtor else measure.debtor_written,
            kind_label=measure.asset_kind or "财产", identifier=named or measure.asset_kind,
            amount_fen=(act.amount_fen if self.kind is ActKind.RELEASE else measure.amount_fen) or None,
            starts_on=act.starts_on, ends_on=act.ends_on, original=measure.order_number or measure.original_case_number,
        )  # fmt: skip

    def _order(self) -> None:
        """Send what the units take by message; what is refused goes by hand, with the reason."""
        waiting = {act.key: act for act in self.acts if act.measure_id in self.channels}
        while waiting:
            try:
                with transaction.atomic():
                    made = order_controls(
                        court_id=self.batch.court_id, orders=[self._new(act) for act in waiting.values()],
                        now=self.now, actor=_orderer(self.batch, self.actor),
                    )  # fmt: skip
            except ControlRefused as refused:
                keys_refused = [key for key, _ in refused.faults if key in waiting] or list(waiting)
                words = dict(refused.faults)
                for key in keys_refused:
                    act = waiting.pop(key)
                    self.why_by_hand[act.id] = (
                        f"不能以电子方式发出（{words.get(key, str(refused))}），改为纸质送达。"
                    )
            else:
                self._sent(made, waiting)
                return

    def _sent(self, made: Sequence[Ordered], waiting: Mapping[str, MeasureAct]) -> None:
        for one in made:
            act = waiting[one.key]
            act.order_number, act.sent_at, act.state = one.number, self.now, ActState.SENT.value

    def _new(self, act: MeasureAct) -> NewControl:
        measure, channel = self.measures[act.measure_id], self.channels[act.measure_id]
        action = Action.RENEW
        if self.kind is ActKind.RELEASE:
            action = Action.RELEASE_WAITING if measure.is_waiting else Action.RELEASE
        assert act.ruling_id is not None
        assert act.notice_id is not None
        return NewControl(
            key=act.key, action=action, case_id=act.case_id, party_id=channel.party_id, unit_id=channel.unit_id,
            asset_kind=channel.kind, identifier=channel.identifier, ruling_id=act.ruling_id, notice_id=act.notice_id,
            asset_id=channel.asset_id,
            amount_fen=(act.amount_fen if self.kind is ActKind.RELEASE else measure.amount_fen) or None,
            starts_on=act.starts_on, ends_on=act.ends_on, original_number=measure.order_number,
            original_case_number=measure.case.number, measure_id=measure.id,
        )  # fmt: skip

    def _store(self) -> None:
        """The acts as they stand now, on their measures and in their cases."""
        for act in self.acts:
            if act.state != ActState.SENT.value:
                act.state, act.why = ActState.BY_HAND.value, self.why_by_hand.get(act.id, "")[:400]
                act.deliver_by = deliver_by(self.kind, act.previous_end, self.today)
        update_rows(
            self.acts,
            ["state", "why", "ruling_id", "ruling_number", "notice_id", "notice_number", "order_number", "sent_at",
             "deliver_by"],
        )  # fmt: skip
        for pending, state in ((Pending.SENT, ActState.SENT), (Pending.BY_HAND, ActState.BY_HAND)):
            chosen = [self.measures[act.measure_id] for act in self.acts if act.state == state.value]
            if chosen:
                mark(chosen, self.kind, pending, self.today)
        happened = EventKind.RENEWAL_SENT if self.kind is ActKind.RENEW else EventKind.RELEASE_SENT
        said = {act.measure_id: _said(act) for act in self.acts}
        note(
            [self.measures[act.measure_id] for act in self.acts],
            happened,
            said,
            now=self.now,
            actor=self.actor,
        )


def _said(act: MeasureAct) -> dict[str, str]:
    said = {
        "ruling": str(act.ruling_id or ""), "ruling_number": act.ruling_number, "notice_number": act.notice_number,
        "order": act.order_number, "asked_until": act.ends_on.isoformat() if act.ends_on else "",
        "deliver_by": act.deliver_by.isoformat() if act.deliver_by else "", "reason": act.why,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def deliver_by(kind: ActKind, previous_end: date | None, today: date) -> date:
    """By when a printed notice must be with the holder: three working days for a renewal, never later than the working day
    before the end; the next working day for a release.
    """
    if kind is ActKind.RELEASE:
        return add_working_days(today, 1).on
    usual = add_working_days(today, 3).on
    last = previous_working_day(previous_end).on if previous_end else usual
    return max(min(usual, last), today)


def _channels(measures: Sequence[Measure], kind: ActKind) -> dict[UUID, _Channel]:
    """The measures whose unit takes the follow-up by message."""
    numbers = {one.order_number: one for one in measures if one.order_number}
    orders = ControlOrder.objects.filter(request__number__in=list(numbers)).select_related("request")
    found = {order.request.number: order for order in orders}
    units = {order.unit_id for order in found.values()}
    active = set(Unit.objects.filter(pk__in=units, state=UnitState.ACTIVE.value).values_list("pk", flat=True))
    takes = set(UnitItem.objects.filter(unit_id__in=active).values_list("unit_id", "asset_kind", "action"))
    channels = {}
    for number, measure in numbers.items():
        order = found.get(number)
        if order is None:
            continue
        follow = Action.RENEW
        if kind is ActKind.RELEASE:
            follow = Action.RELEASE_WAITING if measure.is_waiting else Action.RELEASE
        if (order.unit_id, order.asset_kind, follow.value) in takes:
            channels[measure.id] = _Channel(
                order.unit_id, order.party_id, order.asset_id, AssetKind(order.asset_kind),
                unseal(keys(), bytes(order.identifier_sealed), purpose=Purpose.ACCOUNT),
            )  # fmt: skip
    return channels


def _orderer(batch: ActBatch, house: Actor) -> Actor:
    """The order goes out in the name of who approved it."""
    if batch.decided_by_id is None:
        return house
    return Actor(user_id=batch.decided_by_id, name=batch.decided_by_name, is_system=True)


def _close(now: datetime, actor: Actor) -> None:
    """Batches with nothing left to send are done."""
    open_ones = ActBatch.objects.filter(state=BatchState.APPROVED.value).exclude(
        acts__state=ActState.APPROVED.value
    )
    for batch in open_ones.order_by("id"):
        changed = ActBatch.objects.filter(pk=batch.pk, state=BatchState.APPROVED.value).update(
            state=BatchState.DONE.value
        )
        if changed:
            record(
                court_id=batch.court_id, subject=f"act_batch:{batch.id}", kind="measures.carried_out", at=now,
                actor=actor, body={"batch": str(batch.id), "kind": batch.kind},
            )  # fmt: skip
