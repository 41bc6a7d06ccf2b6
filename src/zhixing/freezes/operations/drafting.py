"""Drafting renewals and releases of one or of hundreds of measures, and the second person's decision on them.

Whoever drafts locks the measures in one order, so two officers never renew the same one: the second is told who was
first. What cannot be done is left out with its reason and stays red.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.clock import local_date
from zhixing.foundation.database.rows import insert_rows, update_rows
from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.freezes.models import (
    OPEN_ACTS,
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
    RenewalPolicy,
)
from zhixing.freezes.rules.renewing import UNDER_WAY, RenewalPlan, plan_renewal, renewable_of
from zhixing.freezes.storing import NewEvent, event, store_events
from zhixing.law.working_days import add_working_days

ACTS_MAX = 400
"""Measures in one batch: what one person can look over and one ruling's numbers stay readable."""
DRAFTERS = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF)
DECIDERS = (Role.OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
_NOT_SENT = (ActState.DRAFTED.value, ActState.APPROVED.value)


class NothingToDo(ValueError):
    """None of the measures can be renewed or released; the message says why of the first."""


class BatchRefused(ValueError):
    """The batch cannot be decided so: it was decided already, or by whom it may not be."""


class BatchNotFound(LookupError):
    """No such batch among those that may be seen."""


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A measure to be released; `amount_fen` of its money only, None for all of it."""

    measure_id: UUID
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A batch as it was drafted: how many of it can be carried out, and how many were left out."""

    batch_id: UUID
    taken: int
    left_out: int
    is_new: bool = True
    is_approved: bool = False


def draft_renewals(
    *, court_id: int, measure_ids: Sequence[UUID], token: str, reason: str = "", now: datetime, actor: Actor
) -> Drafted:
    """Draft the renewal of measures of one court for the longest term the law allows today.

    The same `token` gives the same batch. Where the court asks for no second person the batch is approved at once. Raises
    NothingToDo, NotAllowed.
    """
    actor.require(court_id, *DRAFTERS)
    if len(measure_ids) > ACTS_MAX:
        raise NothingToDo(f"一次最多办理 {ACTS_MAX} 项，请分批选择。")
    today = local_date(now)
    with transaction.atomic():
        measures = _locked(court_id, measure_ids)
        if (
            known := _known(court_id, token)
        ) is not None:  # asked after the lock: a second click waits for the first
            return known
        plans = {
            measure.id: plan_renewal(renewable_of(measure, measure.case.closing_kind), today=today)
            for measure in measures
        }
        if not any(plan.can_be for plan in plans.values()):
            raise NothingToDo(next((plan.why for plan in plans.values()), "没有选中可以续行的措施。"))
        batch = _batch(ActKind.RENEW, Ground.DUE, court_id, token, reason, now, actor)
        batch.due_on = min(
            measure.ends_on for measure in measures if plans[measure.id].can_be and measure.ends_on
        )
        batch.save(force_insert=True)
        acts = [_renewal(batch, measure, plans[measure.id]) for measure in measures]
        _store(acts, measures, ActKind.RENEW, now, actor)
        taken = [act for act in acts if act.state == ActState.DRAFTED.value]
        if not _needs_second(court_id, [measure for measure in measures if plans[measure.id].can_be]):
            _approve(batch, now, actor)
    return Drafted(
        batch.id, len(taken), len(acts) - len(taken), is_approved=batch.state == BatchState.APPROVED.value
    )


def draft_releases(
    *,
    court_id: int,
    releases: Sequence[NewRelease],
    ground: Ground,
    token: str,
    reason: str,
    case_id: UUID | None = None,
    due_on: date | None = None,
    now: datetime,
    actor: Actor,
) -> Drafted:
    """Draft the release of measures of one court, with a clock of its own (the next working day unless told otherwise).

    Renewals of them that were not sent yet are withdrawn. Raises NothingToDo, NotAllowed.
    """
    actor.require(court_id, *DRAFTERS)
    with transaction.atomic():
        amounts = {release.measure_id: release.amount_fen for release in releases}
        measures = _locked(court_id, list(amounts))
        if (known := _known(court_id, token)) is not None:
            return known
        why = {measure.id: _no_release(measure) for measure in measures}
        if all(why.values()):
            raise NothingToDo(next((words for words in why.values()), "没有选中可以解除的措施。"))
        batch = _batch(ActKind.RELEASE, ground, court_id, token, reason, now, actor)
        batch.due_on = due_on or add_working_days(local_date(now), 1).on
        batch.case_id = case_id
        batch.save(force_insert=True)
        acts = [_release(batch, measure, amounts[measure.id], why[measure.id]) for measure in measures]
        taken = {act.measure_id for act in acts if act.state == ActState.DRAFTED.value}
        withdraw_renewals([measure for measure in measures if measure.id in taken], now=now, actor=actor)
        _store(acts, measures, ActKind.RELEASE, now, actor)
    return Drafted(batch.id, len(taken), len(acts) - len(taken))


def _known(court_id: int, token: str) -> Drafted | None:
    batch = ActBatch.objects.filter(court_id=court_id, origin=token).first()
    if batch is None:
        return None
    states = list(batch.acts.values_list("state", flat=True))
    left_out = states.count(ActState.LEFT_OUT.value)
    approved = batch.state in (BatchState.APPROVED.value, BatchState.DONE.value)
    return Drafted(batch.id, len(states) - left_out, left_out, is_new=False, is_approved=approved)


def _locked(court_id: int, measure_ids: Iterable[UUID]) -> list[Measure]:
    rows = Measure.objects.select_for_update(of=("self",)).filter(court_id=court_id, pk__in=set(measure_ids))
    return list(rows.select_related("case").order_by("id"))


def _batch(
    kind: ActKind, ground: Ground, court_id: int, token: str, reason: str, now: datetime, actor: Actor
) -> ActBatch:
    return ActBatch(
        court_id=court_id, kind=kind.value, ground=ground.value, origin=token[:80], reason=reason.strip()[:300],
        made_at=now, made_by_id=actor.user_id, made_by_name=actor.name[:60],
    )  # fmt: skip


def _renewal(batch: ActBatch, measure: Measure, plan: RenewalPlan) -> MeasureAct:
    act = _act(batch, measure, ActKind.RENEW, plan.why)
    act.starts_on, act.ends_on, act.hindrance = plan.starts_on, plan.ends_on, plan.hindrance or ""
    return act


def _release(batch: ActBatch, measure: Measure, amount_fen: int | None, why: str) -> MeasureAct:
    act = _act(batch, measure, ActKind.RELEASE, why)
    act.amount_fen = amount_fen
    return act


def _act(batch: ActBatch, measure: Measure, kind: ActKind, why: str) -> MeasureAct:
    state = ActState.LEFT_OUT if why else ActState.DRAFTED
    return MeasureAct(
        court_id=batch.court_id, batch=batch, measure=measure, case_id=measure.case_id, kind=kind.value, key="",
        state=state.value, why=why[:400], previous_end=measure.ends_on,
    )  # fmt: skip


def _no_release(measure: Measure) -> str:
    """Why a measure cannot be released; empty when it can."""
    if measure.state == MeasureState.RELEASED.value:
        return f"已于 {measure.released_on} 解除。"
    if measure.lifting in UNDER_WAY:
        return "解除已在办理。"
    return "" if measure.holder else "没有协助单位，无法送达解除文书，请先补录。"


def _store(
    acts: Sequence[MeasureAct], measures: Sequence[Measure], kind: ActKind, now: datetime, actor: Actor
) -> None:
    """Number the acts' keys, write them, and mark the measures."""
    tries = _tries([act.measure_id for act in acts], kind)
    for act in acts:
        act.key = key_of(
            kind, act.measure_id, act.previous_end, tries.get((act.measure_id, act.previous_end), 0)
        )
    insert_rows(acts)
    taken = {act.measure_id for act in acts if act.state == ActState.DRAFTED.value}
    chosen = [measure for measure in measures if measure.id in taken]
    mark(chosen, kind, Pending.DRAFTED, local_date(now))
    happened = EventKind.RENEWAL_DRAFTED if kind is ActKind.RENEW else EventKind.RELEASE_DRAFTED
    by_measure = {act.measure_id: act for act in acts}
    note(chosen, happened, {one.id: _asked(by_measure[one.id]) for one in chosen}, now=now, actor=actor)


def _asked(act: MeasureAct) -> dict[str, str]:
    said = {"batch": str(act.batch_id), "asked_from": act.starts_on, "asked_until": act.ends_on}
    return {name: str(value) for name, value in said.items() if value}


def key_of(kind: ActKind, measure_id: UUID, previous_end: date | None, tries: int) -> str:
    """The order's key towards the unit; a further try after a refusal or a withdrawal has a number."""
    end = previous_end.isoformat() if previous_end else "none"
    return f"{kind.value}:{measure_id}:{end}" + (f":{tries + 1}" if tries else "")


def _tries(measure_ids: Sequence[UUID], kind: ActKind) -> dict[tuple[UUID, date | None], int]:
    """How often each was tried before, so that a new try is a new message and the same one never is."""
    counts: dict[tuple[UUID, date | None], int] = {}
    before = MeasureAct.objects.filter(measure_id__in=list(measure_ids), kind=kind.value)
    for measure_id, end in before.exclude(state=ActState.LEFT_OUT.value).values_list(
        "measure_id", "previous_end"
    ):
        counts[measure_id, end] = counts.get((measure_id, end), 0) + 1
    return counts


def mark(measures: Sequence[Measure], kind: ActKind, pending: Pending, on: date) -> None:
    """Write on the measures how far the renewal or release has come."""
    since = on if pending is not Pending.NONE else None
    for measure in measures:
        if kind is ActKind.RENEW:
            measure.renewal, measure.renewal_since = pending.value, since
        else:
            measure.lifting, measure.lifting_since = pending.value, since
    fields = ["renewal", "renewal_since"] if kind is ActKind.RENEW else ["lifting", "lifting_since"]
    update_rows(list(measures), fields)


def note(
    measures: Sequence[Measure],
    kind: EventKind,
    bodies: Mapping[UUID, Mapping[str, str]],
    *,
    now: datetime,
    actor: Actor,
) -> None:
    """An event on each measure and a fact of its case."""
    events: list[NewEvent] = []
    facts: list[NewFact] = []
    for measure in measures:
        body = dict(bodies.get(measure.id, {}))
        events.append(event(court_id=measure.court_id, measure_id=measure.id, kind=kind, body=body))
        facts.append(
            NewFact(
                measure.court_id, f"case:{measure.case_id}", f"measure.{kind.value}",
                {"measure": str(measure.id), **body},
            )
        )  # fmt: skip
    if events:
        store_events(events, at=now, actor_name=actor.name)
        record_many(facts=facts, at=now, actor=actor)


def withdraw_renewals(measures: Sequence[Measure], *, now: datetime, actor: Actor) -> None:
    """Take back renewals of locked measures that have not been sent: they are being released instead."""
    waiting = [one for one in measures if one.renewal in (Pending.DRAFTED.value, Pending.APPROVED.value)]
    if not waiting:
        return
    MeasureAct.objects.filter(
        measure_id__in=[one.id for one in waiting], kind=ActKind.RENEW.value, state__in=_NOT_SENT
    ).update(state=ActState.WITHDRAWN.value, why="改为解除")
    mark(waiting, ActKind.RENEW, Pending.NONE, local_date(now))
    note(waiting, EventKind.RENEWAL_WITHDRAWN, {}, now=now, actor=actor)


# ---- the second person --------------------------------------------------------------------------------------------------


def _needs_second(court_id: int, measures: Sequence[Measure]) -> bool:
    policy = RenewalPolicy.objects.filter(court_id=court_id).first()
    if policy is None or policy.needs_second_person:
        if policy is None or not policy.alone_up_to_fen:
            return True
        return any(
            measure.value_fen is None or measure.value_fen > policy.alone_up_to_fen for measure in measures
        )
    return False


def set_policy(
    *, court_id: int, needs_second_person: bool, alone_up_to_fen: int, now: datetime, actor: Actor
) -> None:
    """Say whether renewals need a second person, and up to which value of each measure they do not."""
    actor.require(court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
    if alone_up_to_fen < 0:
        raise BatchRefused("限额不能为负数。")
    RenewalPolicy.objects.update_or_create(
        court_id=court_id,
        defaults={
            "needs_second_person": needs_second_person, "alone_up_to_fen": alone_up_to_fen, "set_at": now,
            "set_by_name": actor.name[:60],
        },
    )  # fmt: skip
    body = {"needs_second_person": needs_second_person, "alone_up_to_fen": alone_up_to_fen}
    record(
        court_id=court_id,
        subject=f"court:{court_id}",
        kind="renewal_policy.set",
        at=now,
        actor=actor,
        body=body,
    )


def locked_batch(batch_id: UUID) -> ActBatch:
    """The batch, locked. Raises BatchNotFound."""
    batch = ActBatch.objects.select_for_update(of=("self",)).filter(pk=batch_id).first()
    if batch is None:
        raise BatchNotFound("没有这一批办理，或者它不在您可以查看的法院。")
    return batch


def approve(*, batch_id: UUID, now: datetime, actor: Actor) -> ActBatch:
    """Approve a batch; a sweep makes its documents and sends it. What has changed meanwhile is left out.

    Not by the person who drafted it. Raises BatchRefused, BatchNotFound, NotAllowed.
    """
    with transaction.atomic():
        batch = locked_batch(batch_id)
        actor.require(batch.court_id, *DECIDERS)
        if batch.state != BatchState.DRAFTED.value:
            raise BatchRefused(f"这一批已由{batch.decided_by_name}处理（{BatchState(batch.state).label}）。")
        if batch.made_by_id is not None and batch.made_by_id == actor.user_id:
            raise NotAllowed("不能批准自己拟定的办理，须由另一人批准。")
        _approve(batch, now, actor)
    return batch


def _approve(batch: ActBatch, now: datetime, actor: Actor) -> None:
    today, kind = local_date(now), ActKind(batch.kind)
    acts = list(
        batch.acts.select_for_update(of=("self",)).filter(state=ActState.DRAFTED.value).order_by("id")
    )
    measures = {one.id: one for one in _locked(batch.court_id, [act.measure_id for act in acts])}
    for act in acts:
        why = _changed_since(act, measures[act.measure_id], kind, today)
        act.state, act.why = (ActState.LEFT_OUT if why else ActState.APPROVED).value, why[:400]
    update_rows(acts, ["state", "why", "hindrance", "starts_on", "ends_on"])
    good = [measures[act.measure_id] for act in acts if act.state == ActState.APPROVED.value]
    bad = [measures[act.measure_id] for act in acts if act.state == ActState.LEFT_OUT.value]
    mark(good, kind, Pending.APPROVED, today)
    mark(bad, kind, Pending.NONE, today)
    _decide(batch, BatchState.APPROVED if good else BatchState.DONE, now, actor)
    record(
        court_id=batch.court_id, subject=f"act_batch:{batch.id}", kind="measures.approved", at=now, actor=actor,
        body={"batch": str(batch.id), "kind": kind.value, "measures": len(good), "left_out": len(bad)},
    )  # fmt: skip


def _changed_since(act: MeasureAct, measure: Measure, kind: ActKind, today: date) -> str:
    """Why what was drafted can no longer be done; empty when it can."""
    if kind is ActKind.RELEASE:
        return f"已于 {measure.released_on} 解除。" if measure.state == MeasureState.RELEASED.value else ""
    if measure.ends_on != act.previous_end:
        return f"届满日已变为 {measure.ends_on}，请重新拟定。"
    plan = plan_renewal(
        replace(renewable_of(measure, measure.case.closing_kind), is_under_way=False), today=today
    )
    act.hindrance = plan.hindrance or ""
    if plan.can_be:
        act.starts_on, act.ends_on = plan.starts_on, plan.ends_on
    return plan.why


def _decide(batch: ActBatch, state: BatchState, now: datetime, actor: Actor) -> None:
    batch.state, batch.decided_at = state.value, now
    batch.decided_by_id, batch.decided_by_name = actor.user_id, actor.name[:60]
    batch.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name"])


def withdraw(*, batch_id: UUID, reason: str, now: datetime, actor: Actor) -> ActBatch:
    """Take a batch back before it is approved, with a reason; its measures stand as before and stay due."""
    if len(reason.strip()) < 4:
        raise BatchRefused("请写明撤回的理由（至少四个字）。")
    with transaction.atomic():
        batch = locked_batch(batch_id)
        actor.require(batch.court_id, *DRAFTERS, *DECIDERS)
        if batch.state != BatchState.DRAFTED.value:
            raise BatchRefused(f"这一批已由{batch.decided_by_name}处理（{BatchState(batch.state).label}）。")
        acts = list(batch.acts.filter(state=ActState.DRAFTED.value))
        batch.acts.filter(state=ActState.DRAFTED.value).update(
            state=ActState.WITHDRAWN.value, why=reason.strip()[:400]
        )
        kind = ActKind(batch.kind)
        measures = _locked(batch.court_id, [act.measure_id for act in acts])
        mark(measures, kind, Pending.NONE, local_date(now))
        happened = EventKind.RENEWAL_WITHDRAWN if kind is ActKind.RENEW else EventKind.RELEASE_WITHDRAWN
        said = {"reason": reason.strip()[:200], "batch": str(batch.id)}
        note(measures, happened, dict.fromkeys([one.id for one in measures], said), now=now, actor=actor)
        _decide(batch, BatchState.WITHDRAWN, now, actor)
    return batch


def is_open(act: MeasureAct) -> bool:
    """Whether the holder's answer is still to come."""
    return ActState(act.state) in OPEN_ACTS
