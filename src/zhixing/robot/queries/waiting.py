"""What of the robot waits for a person: for 今日 and the rail. Five queries for the list, one for the count."""

from datetime import date

from django.urls import reverse

from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.language import t
from zhixing.robot.models import ProcedureVersion, Sample, Task
from zhixing.robot.queries.desk import CHIEFS, red_tasks, tasks_for, waiting_by_procedure
from zhixing.robot.queries.samples import count_to_judge, samples_for
from zhixing.robot.rules.states import VersionState


def duties(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """Red tasks one by one, what may be approved at once by procedure, versions to approve, samples to judge."""
    found: list[Duty] = []
    waiting = waiting_by_procedure(actor=actor, mine=True)
    desk = reverse("robot")
    if any(one.red for one in waiting):
        for task in red_tasks(actor=actor, mine=True, limit=limit):
            names = t("、", ", ").join(dict.fromkeys(one.check.field for one in task.questions))
            why = (
                t(f"来源不一致：{names}", f"sources differ: {names}")
                if names
                else t("已核对，待批准", "to approve")
            )
            found.append(
                Duty("robot", Loss.RIGHTS_OF_PARTIES, task.procedure_name, task.case_number, task.due_on, why,
                     reverse("robot-task", args=[task.id]), t("核对", "Decide"))
            )  # fmt: skip
    for one in waiting:
        ready = one.tasks - one.red
        if ready:
            found.append(
                Duty("robot", Loss.RIGHTS_OF_PARTIES, one.name, t(f"{ready} 件", f"{ready} tasks"), one.due_on,
                     t("已拟好、核过，看一遍即可批准", "made ready and checked"),
                     f"{desk}?procedure={one.procedure}", t("核对并批准", "Check and approve"))
            )  # fmt: skip
    for version in _versions(actor)[:limit]:
        why = t(
            f"{version.proposed_by_name}提出：{version.why}", f"{version.proposed_by_name}: {version.why}"
        )
        found.append(
            Duty("robot", Loss.ROUTINE, t("流程修改待批准", "A procedure to approve"), version.key, version.effective_on,
                 why, reverse("robot-procedure", args=[version.court_id, version.key]), t("批准", "Approve"))
        )  # fmt: skip
    samples = count_to_judge(actor=actor)
    if samples:
        found.append(
            Duty("robot", Loss.ROUTINE, t("抽查件待核对", "Samples to judge"), t(f"{samples} 件", f"{samples}"), None,
                 t("差错率由此得出并公开", "the published error rate is made of these"), reverse("robot-samples"),
                 t("核对", "Judge"))
        )  # fmt: skip
    return found[:limit]


def _versions(actor: Actor) -> list[ProcedureVersion]:
    courts = actor.courts_as(*CHIEFS)
    if not courts:
        return []
    rows = ProcedureVersion.objects.filter(court_id__in=courts, state=VersionState.PROPOSED.value)
    return list(rows.exclude(proposed_by_id=actor.user_id).order_by("proposed_at", "id"))


def count_of_duties(*, actor: Actor, today: date) -> int:
    """How much waits: tasks, versions and samples. One query."""
    courts = actor.courts_as(*CHIEFS)
    versions = ProcedureVersion.objects.filter(court_id__in=courts, state=VersionState.PROPOSED.value)
    parts = [
        tasks_for(actor).values("pk").order_by(),
        versions.exclude(proposed_by_id=actor.user_id).values("pk").order_by(),
        Sample.objects.filter(samples_for(actor)).values("pk").order_by(),
    ]
    return Task.objects.none().values("pk").union(*parts, all=True).count()
