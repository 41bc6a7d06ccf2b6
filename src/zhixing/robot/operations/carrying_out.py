"""Carrying out approved acts: by kind, many at once, each exactly once, in the name of the person who approved them.

An act's effects, its new state and its facts are one transaction. Whatever a killed process had not committed is still
approved, and the sweep carries it out. What the gate holds back (a stop, hours, a bound) waits without being lost.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Q

from zhixing.documents.operations.issuing import lock_cases
from zhixing.foundation.database.rows import update_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import User
from zhixing.foundation.identity.queries import actor_for
from zhixing.robot.actions import action
from zhixing.robot.models import Act, Task
from zhixing.robot.operations.acts.parts import DONE, FAILED, WAITING
from zhixing.robot.operations.letting_go import let_go
from zhixing.robot.rules.plans import Outcome
from zhixing.robot.rules.states import ActState, Approver, TaskState

CHUNK = 100
"""Acts in one transaction: a kill costs at most so many, and others wait no longer than these take."""
ROBOT = Actor.system("智能辅助")
_ENDS = {DONE: ActState.DONE, FAILED: ActState.FAILED, WAITING: ActState.WAITING}
_OPEN = (ActState.PLANNED.value, ActState.APPROVED.value, ActState.WAITING.value)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """How acts ended: done, failed, waiting for the other side, held back by the gate (with the first reason)."""

    done: int = 0
    failed: int = 0
    waiting: int = 0
    held: int = 0
    held_because: str = ""

    @property
    def total(self) -> int:
        """The acts that ended, in whatever way."""
        return self.done + self.failed + self.waiting

    def __add__(self, other: "CarriedOut") -> "CarriedOut":
        """Both together."""
        return CarriedOut(
            self.done + other.done, self.failed + other.failed, self.waiting + other.waiting, self.held + other.held,
            self.held_because or other.held_because,
        )  # fmt: skip


def carry_out(
    *, act_ids: Sequence[UUID], now: datetime, actor: Actor | None = None, progress: Progress | None = None
) -> CarriedOut:
    """Carry out approved acts in the order of their keys, a hundred to a transaction; acts of other states are left out.

    `actor` is the person who has just approved them; without one each act is done in the name of its own approver.
    """
    report, wanted = CarriedOut(), sorted(act_ids)
    for start in range(0, len(wanted), CHUNK):
        with transaction.atomic():
            report += _chunk(wanted[start : start + CHUNK], now, actor)
        if progress is not None:
            progress(min(start + CHUNK, len(wanted)), len(wanted))
    return report


def carry_out_waiting(*, now: datetime, limit: int) -> int:
    """Carry out up to `limit` acts that are approved and were not carried out; the number that ended. Sees every court.

    What the gate holds back does not stand in the way of what comes after it.
    """
    ended, after = 0, UUID(int=0)
    ready = Act.objects.filter(state=ActState.APPROVED.value).order_by("id").values_list("id", flat=True)
    while ended < limit and (ids := list(ready.filter(id__gt=after)[:CHUNK])):
        ended += carry_out(act_ids=ids, now=now).total
        after = ids[-1]
    return ended


def _chunk(act_ids: Sequence[UUID], now: datetime, actor: Actor | None) -> CarriedOut:
    acts = list(
        Act.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(id__in=act_ids, state=ActState.APPROVED.value)
        .select_related("task")
        .order_by("id")
    )
    report = CarriedOut()
    courts: dict[int, list[Act]] = defaultdict(list)
    for act in acts:
        courts[act.court_id].append(act)
    going: list[Act] = []
    for court_id in sorted(courts):
        go, held = let_go(court_id=court_id, acts=courts[court_id], now=now)
        going += go
        report += CarriedOut(held=len(held), held_because=held[0].words_zh if held else "")
    if not going:
        return report
    lock_cases({act.case_id for act in going})
    return report + _do(going, now, actor)


def _do(acts: Sequence[Act], now: datetime, actor: Actor | None) -> CarriedOut:
    by_place = sorted(acts, key=lambda act: (act.place, act.action, act.id))
    groups: dict[tuple[int, str, int | None], list[Act]] = defaultdict(list)
    for act in by_place:
        groups[act.place, act.action, act.task.decided_by_id].append(act)
    people: dict[int, Actor] = {}
    report, ended = CarriedOut(), []
    facts: dict[tuple[int | None, str], list[NewFact]] = defaultdict(list)
    actors: dict[tuple[int | None, str], Actor] = {}
    for (_, key, _), group in sorted(
        groups.items(), key=lambda item: (item[0][0], item[0][1], item[0][2] or 0)
    ):
        who = actor or _approver(group[0].task, people)
        outcomes = _outcomes(key, group, now, who)
        for act in group:
            found = outcomes.get(act.id, Outcome(FAILED, "", "没有办理结果，请联系运维。"))
            _end(act, found, now)
            report += _counted(found)
            facts[who.user_id, who.name].append(_fact(act))
        actors[who.user_id, who.name] = who
        ended += group
    update_rows(ended, ["state", "ref", "words", "done_at"])
    for place, many in facts.items():
        record_many(facts=many, at=now, actor=actors[place])
    finish_tasks({act.task_id for act in ended}, now)
    return report


def _counted(found: Outcome) -> CarriedOut:
    return CarriedOut(int(found.state == DONE), int(found.state == FAILED), int(found.state == WAITING))


def _outcomes(key: str, acts: Sequence[Act], now: datetime, actor: Actor) -> dict[UUID, Outcome]:
    """What an action makes of its acts. Something nobody expected fails the act it belongs to, not the batch."""
    try:
        with transaction.atomic():
            return action(key).carry_out(acts, now=now, actor=actor)
    except DatabaseError:
        raise
    except Exception as error:
        if len(acts) == 1:
            return {acts[0].id: Outcome(FAILED, "", f"未能办理：{error or type(error).__name__}"[:400])}
        half = len(acts) // 2
        return _outcomes(key, acts[:half], now, actor) | _outcomes(key, acts[half:], now, actor)


def _approver(task: Task, people: dict[int, Actor]) -> Actor:
    """Who approved a task, with the roles held now; the robot where nobody had to."""
    if task.approver == Approver.NOBODY.value or task.decided_by_id is None:
        return ROBOT
    if task.decided_by_id not in people:
        people[task.decided_by_id] = actor_for(User.objects.get(pk=task.decided_by_id))
    return people[task.decided_by_id]


def _end(act: Act, found: Outcome, now: datetime) -> None:
    act.state, act.ref, act.words = _ENDS[found.state].value, found.ref[:200], found.words[:400]
    act.done_at = now if found.state != FAILED else None


def _fact(act: Act) -> NewFact:
    kind = "act.failed" if act.state == ActState.FAILED.value else "act.done"
    body = {
        "act": str(act.id), "task": str(act.task_id), "action": act.action, "state": act.state, "ref": act.ref,
        "procedure": act.procedure,
    }  # fmt: skip
    return NewFact(act.court_id, f"case:{act.case_id}", kind, body)


def finish_tasks(task_ids: set[UUID], now: datetime) -> None:
    """Close approved tasks none of whose acts is still to be done: failed when any failed, else done."""
    rows = list(Task.objects.filter(id__in=task_ids, state=TaskState.APPROVED.value).order_by("id"))
    states: dict[UUID, set[str]] = defaultdict(set)
    for task_id, state in Act.objects.filter(task_id__in=[row.id for row in rows]).values_list(
        "task_id", "state"
    ):
        states[task_id].add(state)
    ended = []
    for row in rows:
        if not states[row.id] & set(_OPEN):
            failed = ActState.FAILED.value in states[row.id]
            row.state, row.ended_at = (TaskState.FAILED if failed else TaskState.DONE).value, now
            ended.append(row)
    update_rows(ended, ["state", "ended_at"])


def settle_waiting(*, now: datetime, limit: int) -> int:
    """Ask the families whether what waits for the other side has been answered; the number that ended."""
    with transaction.atomic():
        acts = list(
            Act.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(state=ActState.WAITING.value)
            .order_by("id")[:limit]
        )
        groups: dict[str, list[Act]] = defaultdict(list)
        for act in acts:
            groups[act.action].append(act)
        ended: list[Act] = []
        for key in sorted(groups):
            settle = getattr(action(key), "settle", None)
            outcomes: dict[UUID, Outcome] = settle(groups[key], now=now) if settle else {}
            for act in groups[key]:
                if act.id in outcomes and outcomes[act.id].state != WAITING:
                    _end(act, outcomes[act.id], now)
                    ended.append(act)
        update_rows(ended, ["state", "ref", "words", "done_at"])
        if ended:
            record_many(facts=[_fact(act) for act in ended], at=now, actor=ROBOT)
        finish_tasks({act.task_id for act in ended}, now)
        return len(ended)


def warm_waiting(*, now: datetime, limit: int) -> int:
    """Make ready what tasks that wait for approval will need: documents set ahead; the number of acts looked at."""
    acts = list(
        Act.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(Q(ready_at=None), state=ActState.PLANNED.value, task__state=TaskState.PROPOSED.value)
        .order_by("task_id", "place")[:limit]
    )
    groups: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        groups[act.action].append(act)
    for key in sorted(groups):
        action(key).warm(groups[key], now=now)
    for act in acts:
        act.ready_at = now
    update_rows(acts, ["ready_at"])
    return len(acts)
