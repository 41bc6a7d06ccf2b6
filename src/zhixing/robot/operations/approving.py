"""Approving many tasks with one press: the red ones stay, what has changed since is set aside, the rest is carried out."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.clock import local_date
from zhixing.foundation.database.rows import update_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.roles import Role
from zhixing.robot.actions import action
from zhixing.robot.models import Act, Approval, RedAnswer, Task, Trigger
from zhixing.robot.operations.carrying_out import CarriedOut, Progress, carry_out
from zhixing.robot.operations.preparing import outdate
from zhixing.robot.queries.procedures import procedures_in_force
from zhixing.robot.queries.views import CASES_AT_ONCE, views_of
from zhixing.robot.rules.plans import Planned, lines_to_json
from zhixing.robot.rules.procedures import Procedure, decide
from zhixing.robot.rules.states import ActState, Approver, TaskState, TriggerState
from zhixing.robot.rules.views import CaseView

CHIEFS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
TASKS_AT_ONCE = CASES_AT_ONCE
REASON_MIN = 4


class ApprovalRefused(ValueError):
    """The press cannot be taken as it is; the message says why."""


@dataclass(frozen=True, slots=True)
class ApprovalReport:
    """What one press did. `red` must be answered one by one; `outdated` says of each why; `gone` were decided before."""

    approval_id: UUID | None = None
    tasks: int = 0
    acts: int = 0
    unticked: int = 0
    red: tuple[UUID, ...] = ()
    outdated: tuple[tuple[UUID, str], ...] = ()
    not_allowed: tuple[UUID, ...] = ()
    gone: int = 0
    carried_out: CarriedOut = field(default_factory=CarriedOut)


def approve_tasks(
    *,
    task_ids: Sequence[UUID],
    unticked_act_ids: Collection[UUID] = (),
    now: datetime,
    actor: Actor,
    progress: Progress | None = None,
) -> ApprovalReport:
    """Approve tasks, without the acts that were unticked, and carry them out in the name of the approver.

    Of two people who press at once each task is one's. A red task is refused until each of its differences was answered,
    one whose case has changed is set aside with the reason and prepared anew. Raises ApprovalRefused for too many at once
    or a part of the system.
    """
    if actor.user_id is None:
        raise NotAllowed("批准须由本院人员办理。")
    wanted = list(dict.fromkeys(task_ids))
    if not 1 <= len(wanted) <= TASKS_AT_ONCE:
        raise ApprovalRefused(f"一次可以批准 1 至 {TASKS_AT_ONCE} 项。")
    with transaction.atomic():
        tasks = list(
            Task.objects.select_for_update(of=("self",))
            .filter(id__in=wanted, state=TaskState.PROPOSED.value)
            .order_by("id")
        )
        barred = tuple(task.id for task in tasks if not may_decide(task, actor))
        allowed = [task for task in tasks if task.id not in set(barred)]
        acts = _acts_of(allowed, set(unticked_act_ids))
        red = _red(allowed, acts)
        clean = [task for task in allowed if task.id not in red]
        changed = changed_since({task: acts[task.id] for task in clean}, local_date(now))
        _set_aside(changed, now, actor)
        taken = [task for task in clean if task.id not in changed and acts[task.id]]
        report = ApprovalReport(
            None, len(taken), sum(len(acts[task.id]) for task in taken), 0, tuple(sorted(red)),
            tuple(sorted(changed.items())), barred, len(wanted) - len(tasks),
        )  # fmt: skip
        if not taken:
            return report
        approvals = [
            _approve(
                [task for task in taken if task.court_id == court], acts, set(unticked_act_ids), now, actor
            )
            for court in sorted({task.court_id for task in taken})
        ]
    chosen = [act.id for task in taken for act in acts[task.id]]
    done = carry_out(act_ids=chosen, now=now, actor=actor, progress=progress)
    return ApprovalReport(
        approvals[0].pk, report.tasks, report.acts, sum(one.unticked for one in approvals), report.red, report.outdated, report.not_allowed, report.gone,
        done,
    )  # fmt: skip


def may_decide(task: Task, actor: Actor) -> bool:
    """Whether a person may approve or refuse a task: the chief everything, an officer what is for officers and is theirs."""
    if actor.has(task.court_id, *CHIEFS):
        return True
    if task.approver == Approver.CHIEF.value:
        return False
    is_mine = task.officer_id is None or task.officer_id == actor.user_id
    return is_mine and actor.has(task.court_id, Role.OFFICER)


def _acts_of(tasks: Sequence[Task], unticked: set[UUID]) -> dict[UUID, list[Act]]:
    """The planned acts of each task that stay ticked, in their places."""
    found: dict[UUID, list[Act]] = {task.id: [] for task in tasks}
    rows = Act.objects.filter(task_id__in=list(found), state=ActState.PLANNED.value).order_by(
        "task_id", "place"
    )
    for act in rows:
        if act.id not in unticked:
            found[act.task_id].append(act)
    return found


def _red(tasks: Sequence[Task], acts: Mapping[UUID, Sequence[Act]]) -> set[UUID]:
    """Tasks with a ticked act whose sources differ and about which nobody has said which one holds."""
    red = [act for task in tasks for act in acts[task.id] if act.is_red]
    answered = {
        (act_id, name)
        for act_id, name in RedAnswer.objects.filter(act__in=red, decision="holds").values_list(
            "act_id", "field"
        )
    }
    return {
        act.task_id
        for act in red
        for check in act.checks
        if check["proof"] == "differs" and (act.id, check["field"]) not in answered
    }


def changed_since(tasks: Mapping[Task, Sequence[Act]], on: date) -> dict[UUID, str]:
    """The tasks that would not be proposed today as they were, and why: everything is looked at again, many at once."""
    changed: dict[UUID, str] = {}
    courts = {task.court_id for task in tasks}
    procedures = {court: procedures_in_force(court, on) for court in courts}
    views = views_of([task.case_id for task in tasks], on)
    standing: dict[str, tuple[Procedure, dict[UUID, CaseView]]] = {}
    for task in tasks:
        procedure, view = procedures[task.court_id].get(task.procedure), views.get(task.case_id)
        if procedure is None or procedure.sha256 != task.version_sha256:
            changed[task.id] = "流程已停用或者修改，按现行流程重新拟办。"
        elif view is None:
            changed[task.id] = "案件不存在，或者不在您可以查看的法院。"
        else:
            holds, reasons = decide(procedure, view, on)
            if not holds:
                changed[task.id] = f"拟办后情况有变：{reasons[-1].answer.words_zh}"
            else:
                standing.setdefault(procedure.sha256, (procedure, {}))[1][view.id] = view
    planned = {sha: _planned_now(procedure, many, on) for sha, (procedure, many) in standing.items()}
    for task, acts in tasks.items():
        if task.id not in changed:
            words = _difference(acts, planned[task.version_sha256].get(task.case_id, {}))
            if words:
                changed[task.id] = words
    return changed


def _planned_now(
    procedure: Procedure, views: Mapping[UUID, CaseView], on: date
) -> dict[UUID, dict[str, Planned]]:
    found: dict[UUID, dict[str, Planned]] = defaultdict(dict)
    for step in procedure.acts:
        for case_id, acts in action(step.action).plan(views, step.params, on=on).items():
            found[case_id].update({act.key: act for act in acts})
    return found


def _difference(acts: Sequence[Act], planned: Mapping[str, Planned]) -> str:
    """What is different about the first act that is; empty when all would be planned again as they were."""
    for act in acts:
        now = planned.get(act.key)
        if now is None:
            return f"拟办后情况有变：“{act.title}”已不需要办理，或者对象、文书已经不同。"
        before = {row[0]: row[2] for row in act.lines}
        after = {row[0]: row[2] for row in lines_to_json(now.lines)}
        for label in before.keys() | after.keys():
            if before.get(label) != after.get(label):
                return f"拟办后情况有变：{act.title}的{label}由“{before.get(label, '')}”变为“{after.get(label, '')}”。"
        if json.dumps(dict(now.params), sort_keys=True) != json.dumps(act.params, sort_keys=True):
            return f"拟办后情况有变：“{act.title}”的内容已经不同。"
        if now.is_red and not act.is_red:
            return f"拟办后情况有变：“{act.title}”的来源出现不一致。"
    return ""


def _set_aside(changed: Mapping[UUID, str], now: datetime, actor: Actor) -> None:
    by_words: dict[str, list[UUID]] = defaultdict(list)
    for task_id, words in changed.items():
        by_words[words].append(task_id)
    for words, ids in sorted(by_words.items()):
        outdate(task_ids=ids, why=words, now=now, actor=actor)


def _approve(
    tasks: Sequence[Task],
    acts: Mapping[UUID, Sequence[Act]],
    unticked: set[UUID],
    now: datetime,
    actor: Actor,
) -> Approval:
    ids = [task.id for task in tasks]
    left = Act.objects.filter(task_id__in=ids, state=ActState.PLANNED.value, id__in=unticked)
    count = left.update(state=ActState.UNTICKED.value, unticked_by_name=actor.name[:60], unticked_at=now)
    approval = Approval.objects.create(
        court_id=tasks[0].court_id, by_id=actor.user_id, by_name=actor.name[:60], at=now, tasks=len(tasks),
        acts=sum(len(acts[task.id]) for task in tasks), unticked=count,
    )  # fmt: skip
    for task in tasks:
        task.state, task.approval_id, task.decided_at = TaskState.APPROVED.value, approval.pk, now
        task.decided_by_id, task.decided_by_name = actor.user_id, actor.name[:60]
    update_rows(tasks, ["state", "approval", "decided_at", "decided_by", "decided_by_name"])
    Act.objects.filter(task_id__in=ids, state=ActState.PLANNED.value).update(state=ActState.APPROVED.value)
    facts = [
        NewFact(
            task.court_id, f"case:{task.case_id}", "tasks.approved",
            {"task": str(task.id), "approval": str(approval.pk), "procedure": task.procedure,
             "acts": len(acts[task.id])},
        )
        for task in tasks
    ]  # fmt: skip
    record_many(facts=facts, at=now, actor=actor)
    return approval


def refuse_tasks(*, task_ids: Sequence[UUID], reason: str, now: datetime, actor: Actor) -> int:
    """Refuse tasks with one reason; nothing of them is done, and the same call does not propose them again.

    Returns how many were refused; those decided before and those of others are left. Raises ApprovalRefused.
    """
    if actor.user_id is None:
        raise NotAllowed("不采纳须由本院人员决定。")
    words = reason.strip()[:300]
    if len(words) < REASON_MIN:
        raise ApprovalRefused("请写明不采纳的理由（至少四个字）。")
    with transaction.atomic():
        rows = list(
            Task.objects.select_for_update(of=("self",))
            .filter(id__in=set(task_ids), state=TaskState.PROPOSED.value)
            .order_by("id")
        )
        mine = [task for task in rows if may_decide(task, actor)]
        for task in mine:
            task.state, task.reason, task.decided_at, task.ended_at = TaskState.REFUSED.value, words, now, now
            task.decided_by_id, task.decided_by_name = actor.user_id, actor.name[:60]
        update_rows(mine, ["state", "reason", "decided_at", "ended_at", "decided_by", "decided_by_name"])
        ids = [task.id for task in mine]
        Act.objects.filter(task_id__in=ids, state=ActState.PLANNED.value).update(state=ActState.REFUSED.value)
        Trigger.objects.filter(
            id__in=[task.trigger_id for task in mine], state=TriggerState.WAITING.value
        ).update(state=TriggerState.PASSED.value, look_at=None)
        facts = [
            NewFact(
                task.court_id, f"case:{task.case_id}", "task.refused",
                {"task": str(task.id), "procedure": task.procedure, "reason": words},
            )
            for task in mine
        ]  # fmt: skip
        if facts:
            record_many(facts=facts, at=now, actor=actor)
        return len(mine)
