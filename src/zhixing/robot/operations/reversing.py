"""Undoing what was done: each act by its own reverse, with a reason; where the law allows none it says so."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.documents.operations.issuing import lock_cases
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.roles import Role
from zhixing.robot.actions import action
from zhixing.robot.models import Act, Task
from zhixing.robot.operations.acts.parts import NotReversible
from zhixing.robot.operations.approving import REASON_MIN, may_decide
from zhixing.robot.operations.carrying_out import carry_out, finish_tasks
from zhixing.robot.rules.plans import Outcome
from zhixing.robot.rules.states import ActState, TaskState

_DONE = (ActState.DONE.value, ActState.WAITING.value)
_REVERSERS = (Role.OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


class ActMissing(LookupError):
    """No act of this key is visible."""


def reverse_act(*, act_id: UUID, reason: str, now: datetime, actor: Actor) -> str:
    """Undo an act that was done, or take back one that is approved and not yet done; in words, what was undone.

    Raises ActMissing, NotReversible (with what the law offers instead), NotAllowed, and what the act's own room raises.
    """
    words = reason.strip()[:300]
    if actor.user_id is None:
        raise NotAllowed("撤回须由本院人员决定。")
    if len(words) < REASON_MIN:
        raise NotReversible("请写明撤回的理由（至少四个字）。")
    with transaction.atomic():
        act = Act.objects.select_for_update(of=("self",)).filter(pk=act_id).select_related("task").first()
        if act is None:
            raise ActMissing("没有这项办理，或者它不在您可以查看的法院。")
        actor.require(act.court_id, *_REVERSERS)
        if not may_decide(act.task, actor):
            raise NotAllowed("这项办理由承办人或者执行局负责人撤回。")
        lock_cases({act.case_id})
        if act.state == ActState.APPROVED.value:
            said = "尚未办理，已取消。"
        elif act.state == ActState.FAILED.value:
            said = "未办成，已作废；情况仍需办理的，下次触发时重新拟办。"
        elif act.state in _DONE:
            said = action(act.action).undo(act, now=now, actor=actor, reason=words)
        else:
            raise NotReversible(f"“{act.title}”{ActState(act.state).label}，没有可以撤回的内容。")
        _reversed(act, words, said, now, actor)
        return said


def try_again(*, act_id: UUID, now: datetime, actor: Actor) -> Outcome:
    """Carry out once more an act that failed, in the name of the person who presses; how it ended.

    Raises ActMissing, NotReversible for an act that has not failed, NotAllowed.
    """
    if actor.user_id is None:
        raise NotAllowed("重新办理须由本院人员决定。")
    with transaction.atomic():
        act = Act.objects.select_for_update(of=("self",)).filter(pk=act_id).select_related("task").first()
        if act is None:
            raise ActMissing("没有这项办理，或者它不在您可以查看的法院。")
        if not may_decide(act.task, actor):
            raise NotAllowed("这项办理由承办人或者执行局负责人决定。")
        if act.state != ActState.FAILED.value:
            raise NotReversible(f"“{act.title}”{ActState(act.state).label}，不需要重新办理。")
        Act.objects.filter(pk=act.pk).update(state=ActState.APPROVED.value, words="")
        Task.objects.filter(pk=act.task_id).update(
            state=TaskState.APPROVED.value,
            decided_by_id=actor.user_id,
            decided_by_name=actor.name[:60],
            ended_at=None,
        )
        carry_out(act_ids=[act.pk], now=now, actor=actor)
        act.refresh_from_db()
        return Outcome(act.state, act.ref, act.words)


def _reversed(act: Act, reason: str, said: str, now: datetime, actor: Actor) -> None:
    act.state, act.words = ActState.REVERSED.value, said[:400]
    act.reversed_by_id, act.reversed_by_name = actor.user_id, actor.name[:60]
    act.reversed_at, act.reversed_because = now, reason
    act.save(
        update_fields=["state", "words", "reversed_by", "reversed_by_name", "reversed_at", "reversed_because"]
    )
    record(
        court_id=act.court_id, subject=f"case:{act.case_id}", kind="act.reversed", at=now, actor=actor,
        body={"act": str(act.pk), "task": str(act.task_id), "action": act.action, "reason": reason},
    )  # fmt: skip
    left = Act.objects.filter(task_id=act.task_id).exclude(
        state__in=[ActState.REVERSED.value, ActState.UNTICKED.value]
    )
    if not left.exists():
        Task.objects.filter(pk=act.task_id).update(state=TaskState.REVERSED.value, ended_at=now)
    else:
        finish_tasks({act.task_id}, now)
