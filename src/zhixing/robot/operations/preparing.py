"""Preparing tasks: what called a procedure becomes a row, what it proposes becomes a task with its acts. No act is done here.

One preparer works on a court at a time (an advisory lock until its transaction ends); the constraints of the tables would
keep two apart as well. Whatever a killed one had not committed is found again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction

from zhixing.foundation.clock import SHANGHAI
from zhixing.foundation.database.rows import insert_rows, update_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7s
from zhixing.foundation.sweeps import failures
from zhixing.robot.actions import action
from zhixing.robot.models import Act, Task, Trigger
from zhixing.robot.queries.procedures import bound_of, procedures_in_force, stops_in_force
from zhixing.robot.queries.proposing import Call, Proposal, proposals
from zhixing.robot.queries.triggers import Found, new_triggers
from zhixing.robot.queries.views import CASES_AT_ONCE
from zhixing.robot.rules.plans import checks_to_json, lines_to_json
from zhixing.robot.rules.procedures import Procedure
from zhixing.robot.rules.states import ActState, Approver, TaskState, TriggerState
from zhixing.robot.statements import statement

PREPARE_LOCK = 7_203_002
"""First key of the advisory lock of a court's preparing."""
SWEEP = "robot.prepare"
FOLDED = [
    {"condition": "", "ok": True, "zh": "并入同案先前的触发", "en": "joined to an earlier call", "source": ""}
]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a run of preparing did: triggers looked at, tasks proposed, of these red, and approved by nobody's leave."""

    looked_at: int = 0
    tasks: int = 0
    red: int = 0
    alone: int = 0


def prepare(*, court_id: int, now: datetime, actor: Actor, limit: int = CASES_AT_ONCE) -> Prepared:
    """Find what calls the court's procedures, look at up to `limit` calls that are due, and propose tasks.

    Safe to run twice, late, in parallel and after a kill. A stopped procedure's calls become rows and wait.
    """
    today = now.astimezone(SHANGHAI).date()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PREPARE_LOCK, court_id])
        procedures = procedures_in_force(court_id, today)
        for procedure in procedures.values():
            _write_down(court_id, procedure, new_triggers(court_id, procedure, now=now), now)
        stops = [stop for stop in stops_in_force(court_id) if stop.unit is None]
        resting = failures.resting(SWEEP, now=now)
        working = {
            key: one
            for key, one in procedures.items()
            if f"{court_id}:{key}" not in resting and not any(stop.covers(key, ()) for stop in stops)
        }
        _look_again(court_id, now)
        room = _room(court_id, working)
        due = list(
            Trigger.objects.select_for_update()
            .filter(
                court_id=court_id,
                state=TriggerState.WAITING.value,
                look_at__lte=now,
                procedure__in=[key for key, left in room.items() if left],
            )
            .order_by("look_at", "id")[: min(limit, CASES_AT_ONCE)]
        )
        if not due:
            return Prepared()
        return _look(court_id, due, working, room, now, actor)


def _write_down(court_id: int, procedure: Procedure, found: Sequence[Found], now: datetime) -> None:
    """Rows for what calls. A further fact about a case that waits already only makes it be looked at now."""
    if not found:
        return
    waiting: set[UUID] = set()
    if procedure.when.facts:
        newest = max(one.on for one in found) + timedelta(days=procedure.when.within_days)
        mine = Trigger.objects.filter(
            court_id=court_id, procedure=procedure.key, state=TriggerState.WAITING.value,
            case_id__in=[one.case_id for one in found],
        )  # fmt: skip
        waiting = set(mine.values_list("case_id", flat=True))
        mine.update(look_at=now, until=newest)
    rows = []
    for one, key in zip(found, uuid7s(len(found)), strict=True):
        folded = bool(procedure.when.facts) and one.case_id in waiting
        if procedure.when.facts:
            waiting.add(one.case_id)
        rows.append(
            Trigger(
                id=key, court_id=court_id, case_id=one.case_id, procedure=procedure.key, ref=one.ref, words=one.words,
                on=one.on, until=one.on + timedelta(days=procedure.when.within_days), found_at=now,
                state=(TriggerState.PASSED if folded else TriggerState.WAITING).value,
                look_at=None if folded else now, why=FOLDED if folded else [],
            )
        )  # fmt: skip
    insert_rows(rows, skip_known=True)


def _look_again(court_id: int, now: datetime) -> None:
    """What waits is due at once when something has happened in its case since the last look."""
    with connection.cursor() as cursor:
        cursor.execute(statement("look_again"), {"court": court_id, "now": now})


def _facts_of(case_ids: Sequence[UUID]) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement("count_facts"), {"cases": list(set(case_ids))})
        return dict(cursor.fetchall())


def _look(
    court_id: int,
    due: Sequence[Trigger],
    procedures: Mapping[str, Procedure],
    room: Mapping[str, int],
    now: datetime,
    actor: Actor,
) -> Prepared:
    by_id = {row.id: row for row in due}
    seen = _facts_of(
        [row.case_id for row in due]
    )  # counted before anything is read: what comes meanwhile is seen later
    calls = [Call(row.procedure, row.case_id, row.ref, row.words, row.on, row.id) for row in due]
    today = now.astimezone(SHANGHAI).date()
    broken: dict[str, Exception] = {}
    found, crowded = proposals(court_id, calls, procedures, today, room=room, broken=broken)
    _note_failures(court_id, broken, {call.procedure for call in calls}, now, actor)
    tasks: list[Task] = []
    acts: list[Act] = []
    for one, key in zip(found, uuid7s(len(found)), strict=True):
        assert one.call.trigger_id is not None
        row = by_id[one.call.trigger_id]
        row.looked_at, row.facts_seen = now, seen[row.case_id]
        row.why = [reason.as_json() for reason in one.reasons]
        if one.acts:
            task = _task(one, key, row, now)
            tasks.append(task)
            acts += _acts(one, task)
            row.state, row.look_at = TriggerState.TAKEN.value, None
        elif one.procedure.key in broken:
            continue  # it stays due: the procedure rests with growing pauses
        elif row.until < today:
            row.state, row.look_at = TriggerState.PASSED.value, None
        else:
            row.look_at = _next_morning(today)
    stay = {call.trigger_id for call in crowded}  # they are due as soon as there is room
    for row in due:
        if row.looked_at != now and row.id not in stay:  # its case may not be seen: nothing to find here
            row.look_at = _next_morning(today)
    update_rows(due, ["state", "look_at", "looked_at", "why", "facts_seen"])
    insert_rows(tasks)
    insert_rows(acts)
    record_many(facts=[_fact(task) for task in tasks], at=now, actor=actor)
    return Prepared(
        len(due) - sum(row.procedure in broken for row in due), len(tasks), sum(task.is_red for task in tasks),
        sum(task.state == TaskState.APPROVED.value for task in tasks),
    )  # fmt: skip


def _note_failures(
    court_id: int, broken: Mapping[str, Exception], looked: set[str], now: datetime, actor: Actor
) -> None:
    """What cannot be planned is written down for the operator, and what can again is settled."""
    for key, problem in broken.items():
        words = f"{type(problem).__name__}: {problem}"
        failures.note(sweep=SWEEP, subject=f"{court_id}:{key}", error=words, now=now)
    mended = {f"{court_id}:{key}" for key in looked - broken.keys()} & failures.tried(SWEEP)
    if mended:
        failures.settle(sweep=SWEEP, subjects=mended, now=now, actor=actor)


def _room(court_id: int, procedures: Mapping[str, Procedure]) -> dict[str, int]:
    """How many more tasks each procedure may have waiting for a decision, the court's own bound included."""
    rows = Task.objects.filter(court_id=court_id, state=TaskState.PROPOSED.value)
    waiting = Counter(rows.values_list("procedure", flat=True))
    of_court = bound_of(court_id).at_once - waiting.total()
    return {key: max(min(one.at_once - waiting[key], of_court), 0) for key, one in procedures.items()}


def _task(one: Proposal, key: UUID, row: Trigger, now: datetime) -> Task:
    procedure = one.procedure
    alone = procedure.approver is Approver.NOBODY and not one.is_red and all(
        action(act.action).may_go_alone for act in one.acts
    )  # fmt: skip
    approver = procedure.approver
    if approver is Approver.NOBODY and not alone:
        approver = Approver.OFFICER
    return Task(
        id=key, court_id=one.view.court_id, case_id=one.view.id, officer_id=one.view.officer_id,
        procedure=procedure.key, procedure_name=procedure.name_zh, version_sha256=procedure.sha256, trigger=row,
        trigger_ref=row.ref, trigger_words=row.words, why=row.why, approver=approver.value,
        state=(TaskState.APPROVED if alone else TaskState.PROPOSED).value, is_red=one.is_red,
        acts_count=len(one.acts), due_on=_due(one, row.on), prepared_at=now,
        decided_at=now if alone else None, decided_by_name="无须批准" if alone else "",
    )  # fmt: skip


def _due(one: Proposal, called_on: date) -> date | None:
    days = [act.due_on for act in one.acts if act.due_on is not None]
    if one.procedure.due_days is not None:
        days.append(called_on + timedelta(days=one.procedure.due_days))
    return min(days, default=None)


def _acts(one: Proposal, task: Task) -> list[Act]:
    state = ActState.APPROVED if task.state == TaskState.APPROVED.value else ActState.PLANNED
    return [
        Act(
            id=key, court_id=task.court_id, task=task, case_id=task.case_id, procedure=task.procedure, place=place,
            action=act.action, key=act.key, title=act.title, params=dict(act.params), lines=lines_to_json(act.lines),
            checks=checks_to_json(act.checks), units=[str(unit) for unit in act.units], due_on=act.due_on,
            is_red=act.is_red, state=state.value,
        )
        for place, (act, key) in enumerate(zip(one.acts, uuid7s(len(one.acts)), strict=True), start=1)
    ]  # fmt: skip


def _fact(task: Task) -> NewFact:
    return NewFact(
        task.court_id, f"case:{task.case_id}", "task.prepared",
        {
            "task": str(task.id), "procedure": task.procedure, "name": task.procedure_name,
            "version": task.version_sha256, "called_by": task.trigger_ref, "acts": task.acts_count, "red": task.is_red,
        },
    )  # fmt: skip


def _next_morning(today: date) -> datetime:
    return datetime.combine(today + timedelta(days=1), time(0, 5), SHANGHAI)


def outdate(*, task_ids: Sequence[UUID], why: str, now: datetime, actor: Actor) -> int:
    """Set tasks aside whose case has changed since they were prepared; their calls are looked at anew. How many."""
    with transaction.atomic():
        rows = list(
            Task.objects.select_for_update()
            .filter(id__in=task_ids, state=TaskState.PROPOSED.value)
            .order_by("id")
        )
        ids = [row.id for row in rows]
        Act.objects.filter(task_id__in=ids).update(state=ActState.OUTDATED.value)
        Task.objects.filter(id__in=ids).update(
            state=TaskState.OUTDATED.value,
            reason=why[:300],
            decided_at=now,
            decided_by_name=actor.name,
            ended_at=now,
        )
        Trigger.objects.filter(id__in=[row.trigger_id for row in rows]).update(
            state=TriggerState.WAITING.value, look_at=now
        )
        record_many(
            facts=[
                NewFact(row.court_id, f"case:{row.case_id}", "task.outdated", {"task": str(row.id), "why": why[:300]})
                for row in rows
            ],
            at=now, actor=actor,
        )  # fmt: skip
        return len(rows)
