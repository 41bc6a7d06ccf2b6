"""Answering a red difference: one field of one act at a time, by a person, with a reason. Nothing red goes in bulk."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.robot.models import Act, RedAnswer, Task
from zhixing.robot.operations.approving import REASON_MIN, ApprovalRefused, may_decide
from zhixing.robot.queries.desk import TaskMissing
from zhixing.robot.rules.states import ActState, TaskState

HOLDS, WRONG = "holds", "wrong"
DECISIONS = {HOLDS: "所拟内容无误", WRONG: "所拟内容有误，不办理"}


def answer_red(
    *,
    task_id: UUID,
    field: str,
    decision: str,
    reason: str,
    now: datetime,
    actor: Actor,
    act_id: UUID | None = None,
) -> bool:
    """Say of a field whose sources differ whether what the act states holds; when it does not, the act is unticked.

    `act_id` names the act where several of the task differ in a field of that name. Returns whether the task has no
    unanswered difference left. Raises TaskMissing, ApprovalRefused, NotAllowed.
    """
    words = reason.strip()[:300]
    if actor.user_id is None:
        raise NotAllowed("核对须由本院人员办理。")
    if decision not in DECISIONS:
        raise ApprovalRefused(f"请选择：{'、'.join(DECISIONS.values())}。")
    if len(words) < REASON_MIN:
        raise ApprovalRefused("请写明核对的依据（至少四个字）。")
    with transaction.atomic():
        task = Task.objects.select_for_update(of=("self",)).filter(pk=task_id).first()
        if task is None:
            raise TaskMissing("没有这项任务，或者它不在您可以查看的法院。")
        if not may_decide(task, actor):
            raise NotAllowed("这项任务由承办人或者执行局负责人决定。")
        if task.state != TaskState.PROPOSED.value:
            raise ApprovalRefused(f"这项任务{TaskState(task.state).label}，不再需要核对。")
        act = _act(task, field, act_id)
        RedAnswer.objects.create(
            court_id=task.court_id, act=act, field=field, decision=decision, reason=words, by_id=actor.user_id,
            by_name=actor.name[:60], at=now,
        )  # fmt: skip
        if decision == WRONG:
            act.state, act.unticked_by_name, act.unticked_at = ActState.UNTICKED.value, actor.name[:60], now
            act.save(update_fields=["state", "unticked_by_name", "unticked_at"])
        record(
            court_id=task.court_id, subject=f"case:{task.case_id}", kind="red.answered", at=now, actor=actor,
            body={"task": str(task.pk), "act": str(act.pk), "field": field, "decision": decision, "reason": words},
        )  # fmt: skip
        return _close_if_answered(task, now, actor)


def _act(task: Task, field: str, act_id: UUID | None) -> Act:
    rows = task.acts.select_for_update(of=("self",)).filter(state=ActState.PLANNED.value, is_red=True)
    answered = set(RedAnswer.objects.filter(act__task=task, field=field).values_list("act_id", flat=True))
    for act in rows.order_by("place"):
        names = {check["field"] for check in act.checks if check["proof"] == "differs"}
        if field in names and act.id not in answered and act_id in (None, act.id):
            return act
    raise ApprovalRefused("这一项没有待核对的不一致，或者已经核对。")


def _close_if_answered(task: Task, now: datetime, actor: Actor) -> bool:
    """A task none of whose acts is left is refused by its answers; one without an unanswered difference is red no more."""
    acts = list(task.acts.filter(state=ActState.PLANNED.value))
    if not acts:
        task.state, task.reason = TaskState.REFUSED.value, "经核对有误，均不办理。"
        task.decided_at, task.ended_at = now, now
        task.decided_by_id, task.decided_by_name = actor.user_id, actor.name[:60]
        task.save(
            update_fields=["state", "reason", "decided_at", "ended_at", "decided_by", "decided_by_name"]
        )
        record(
            court_id=task.court_id, subject=f"case:{task.case_id}", kind="task.refused", at=now, actor=actor,
            body={"task": str(task.pk), "procedure": task.procedure, "reason": task.reason},
        )  # fmt: skip
        return True
    answered = set(RedAnswer.objects.filter(act__in=acts, decision=HOLDS).values_list("act_id", "field"))
    return all(
        (act.id, check["field"]) in answered
        for act in acts
        for check in act.checks
        if check["proof"] == "differs"
    )
