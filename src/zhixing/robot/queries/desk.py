"""What waits for a person's approval, and what became of the rest: the red ones apart, keyset pages, few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.robot.models import Act, RedAnswer, Task
from zhixing.robot.rules.checks import Check, Proof
from zhixing.robot.rules.plans import Line, checks_from_json, lines_from_json
from zhixing.robot.rules.states import ActState, Approver, TaskState

PAGE_TASKS = 50
MANY_TASKS = 500
CHIEFS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


class TaskMissing(LookupError):
    """No task of this key is visible."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person decided about a field whose sources differ."""

    decision: str
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActLine:
    """An act as a person reads it: the difference it makes, what two sources say, how it ended."""

    id: UUID
    task_id: UUID
    action: str
    title: str
    state: ActState
    is_red: bool
    lines: tuple[Line, ...]
    checks: tuple[Check, ...]
    units: int
    params: dict[str, object]
    words: str
    ref: str
    done_at: datetime | None
    unticked_by_name: str
    reversed_by_name: str
    reversed_because: str
    answers: dict[str, Answered]

    @property
    def red_checks(self) -> list[Check]:
        """The checks whose sources differ."""
        return [check for check in self.checks if check.is_red]

    @property
    def unanswered(self) -> list[Check]:
        """Those about which nobody has decided yet, while the act may still be done."""
        if self.state is not ActState.PLANNED:
            return []
        return [check for check in self.red_checks if check.field not in self.answers]


@dataclass(frozen=True, slots=True)
class RedQuestion:
    """A field whose sources differ, once for all acts of the task that state it in the same way."""

    check: Check
    acts: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """What a procedure proposes in a case, with its acts in order. `why` says each condition with words and source."""

    id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    officer_id: int | None
    officer_name: str
    procedure: str
    procedure_name: str
    trigger_words: str
    why: list[dict[str, object]]
    approver: Approver
    state: TaskState
    is_red: bool
    due_on: date | None
    prepared_at: datetime
    decided_at: datetime | None
    decided_by_name: str
    reason: str
    acts: tuple[ActLine, ...]

    @property
    def checks(self) -> list[Check]:
        """What was held against two sources, each once however many acts state it: first what differs, then what has one
        source only.
        """
        order = (Proof.DIFFERS, Proof.UNPROVED, Proof.AGREES)
        found = dict.fromkeys(check for act in self.acts for check in act.checks)
        return sorted(found, key=lambda check: order.index(check.proof))

    @property
    def questions(self) -> list[RedQuestion]:
        """What a person must decide: each difference once, with the acts that it concerns."""
        found: dict[Check, list[ActLine]] = {}
        for act in self.acts:
            for check in act.unanswered:
                found.setdefault(check, []).append(act)
        return [RedQuestion(check, tuple(acts)) for check, acts in found.items()]


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Tasks in order; `next` continues after the last of them, empty at the end."""

    tasks: tuple[TaskLine, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of a procedure waits, and how much of it is red."""

    procedure: str
    name: str
    tasks: int
    red: int
    due_on: date | None


def for_approval_by(actor: Actor) -> Q:
    """The tasks that wait for this person: of their own cases, of cases that nobody has, and those for a chief."""
    chief_in = [court for court, roles in actor.roles.items() if roles & set(CHIEFS)]
    officer_in = [court for court, roles in actor.roles.items() if Role.OFFICER in roles]
    of_officers = Q(approver=Approver.OFFICER.value, court_id__in=officer_in) & (
        Q(officer_id=actor.user_id) | Q(officer_id=None)
    )
    return of_officers | Q(court_id__in=chief_in, approver=Approver.CHIEF.value)


def may_decide(task: "TaskLine", actor: Actor) -> bool:
    """Whether this person may approve or refuse a task: a chief every one, an officer what is for officers and theirs."""
    if actor.has(task.court_id, *CHIEFS):
        return True
    is_mine = task.officer_id is None or task.officer_id == actor.user_id
    return task.approver is not Approver.CHIEF and is_mine and actor.has(task.court_id, Role.OFFICER)


def tasks_for(actor: Actor) -> QuerySet[Task]:
    """The tasks that wait for this person."""
    return _proposed(actor, mine=True)


def waiting_by_procedure(*, actor: Actor, mine: bool) -> list[Waiting]:
    """How much waits for approval, by procedure. One query."""
    rows = _proposed(actor, mine).values("procedure").order_by("procedure")
    found = rows.annotate(
        tasks=Count("id"),
        red=Count("id", filter=Q(is_red=True)),
        name=Max("procedure_name"),
        due=Min("due_on"),
    )
    return [Waiting(row["procedure"], row["name"], row["tasks"], row["red"], row["due"]) for row in found]


def red_tasks(*, actor: Actor, mine: bool, limit: int = PAGE_TASKS) -> tuple[TaskLine, ...]:
    """What is red: sources differ, a person decides each. The oldest first."""
    rows = _proposed(actor, mine).filter(is_red=True).order_by("prepared_at", "id")[:limit]
    return _lines(rows)


def waiting_tasks(
    *, actor: Actor, mine: bool, procedure: str = "", after: str = "", limit: int = PAGE_TASKS
) -> TaskPage:
    """What may be approved in bulk, by procedure and then the oldest first."""
    rows = _proposed(actor, mine).filter(is_red=False)
    if procedure:
        rows = rows.filter(procedure=procedure)
    last = _read(after)
    if last:
        at = Q(procedure=last[0], prepared_at=last[1], id__gt=last[2])
        rows = rows.filter(
            Q(procedure__gt=last[0]) | Q(procedure=last[0], prepared_at__gt=last[1]) | at
        )  # fmt: skip
    return _page(rows.order_by("procedure", "prepared_at", "id"), limit)


def tasks_in(*, actor: Actor, state: TaskState, after: str = "", limit: int = PAGE_TASKS) -> TaskPage:
    """The tasks of the actor's courts in one state, the newest first."""
    rows = Task.objects.filter(court_id__in=actor.courts, state=state.value)
    last = _read(after)
    if last:
        rows = rows.filter(Q(prepared_at__lt=last[1]) | Q(prepared_at=last[1], id__lt=last[2]))
    return _page(rows.order_by("-prepared_at", "-id"), limit)


def tasks_of_case(case_id: UUID, *, limit: int = PAGE_TASKS) -> tuple[TaskLine, ...]:
    """What the robot proposed in a case, the newest first."""
    return _lines(Task.objects.filter(case_id=case_id).order_by("-prepared_at", "-id")[:limit])


def task_by_id(task_id: UUID) -> TaskLine:
    """One task with its acts. Raises TaskMissing."""
    found = _lines(Task.objects.filter(pk=task_id))
    if not found:
        raise TaskMissing("没有这件待办，可能属于其他法院。")
    return found[0]


def next_red(*, actor: Actor, but: UUID) -> UUID | None:
    """The next red task that waits for the actor."""
    rows = _proposed(actor, mine=True).filter(is_red=True).exclude(pk=but).order_by("prepared_at", "id")
    return rows.values_list("id", flat=True).first()


# ---- reading ---------------------------------------------------------------------------------------------------------


def _proposed(actor: Actor, mine: bool) -> QuerySet[Task]:
    rows = Task.objects.filter(court_id__in=actor.courts, state=TaskState.PROPOSED.value)
    return rows.filter(for_approval_by(actor)) if mine else rows


def _page(rows: QuerySet[Task], limit: int) -> TaskPage:
    found = list(_with_case(rows)[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    after = f"{last.procedure}~{last.prepared_at.isoformat()}~{last.pk}" if last else ""
    return TaskPage(_with_acts(found[:limit]), after)


def _read(after: str) -> tuple[str, datetime, UUID] | None:
    """Where a page goes on; None for what cannot be such a place."""
    parts = after.split("~")
    try:
        return parts[0], datetime.fromisoformat(parts[1]), UUID(parts[2])
    except (IndexError, ValueError):
        return None


def _with_case(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.select_related("case")


def _lines(rows: QuerySet[Task]) -> tuple[TaskLine, ...]:
    return _with_acts(list(_with_case(rows)))


def _with_acts(tasks: Sequence[Task]) -> tuple[TaskLine, ...]:
    acts = acts_of([task.pk for task in tasks])
    return tuple(
        TaskLine(
            task.pk, task.court_id, task.case_id, task.case.number, task.officer_id, task.case.officer_name,
            task.procedure, task.procedure_name, task.trigger_words, task.why, Approver(task.approver),
            TaskState(task.state), task.is_red, task.due_on, task.prepared_at, task.decided_at, task.decided_by_name,
            task.reason, tuple(acts.get(task.pk, ())),
        )
        for task in tasks
    )  # fmt: skip


def acts_of(task_ids: Iterable[UUID]) -> dict[UUID, list[ActLine]]:
    """The acts of tasks in their order, with what was answered to the red ones. Two queries."""
    rows = list(Act.objects.filter(task_id__in=list(task_ids)).order_by("task_id", "place"))
    answers: dict[UUID, dict[str, Answered]] = defaultdict(dict)
    red = [row.pk for row in rows if row.is_red]
    for answer in RedAnswer.objects.filter(act_id__in=red) if red else ():
        answers[answer.act_id][answer.field] = Answered(
            answer.decision, answer.reason, answer.by_name, answer.at
        )
    found: dict[UUID, list[ActLine]] = defaultdict(list)
    for row in rows:
        found[row.task_id].append(_act_line(row, answers.get(row.pk, {})))
    return found


def _act_line(row: Act, answers: dict[str, Answered]) -> ActLine:
    return ActLine(
        row.pk, row.task_id, row.action, row.title, ActState(row.state), row.is_red, lines_from_json(row.lines),
        checks_from_json(row.checks), len(row.units), row.params, row.words, row.ref, row.done_at,
        row.unticked_by_name, row.reversed_by_name, row.reversed_because, answers,
    )  # fmt: skip
