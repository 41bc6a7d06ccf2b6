"""What distributions ask of whom: approving them, serving them, the next step of an objection, paying, releasing."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import Distribution
from zhixing.funds.queries.distributions import DistributionView, distribution_views
from zhixing.funds.queries.tiers import of_tier
from zhixing.funds.rules.distributions import Stage
from zhixing.law.distribution_objections import PlanStage

MOST = 200
"""Distributions looked at for one person; a court has a handful at a time."""
_WAITS_FOR_OTHERS = (PlanStage.OBJECTIONS_OPEN, PlanStage.OPPOSITION_OPEN, PlanStage.SUIT_OPEN)
_TITLES = {
    PlanStage.TO_SERVE: "送达财产分配方案",
    PlanStage.NOTIFY_OTHERS: "通知分配方案异议",
    PlanStage.NOTIFY_OBJECTOR: "通知异议人可以起诉",
    PlanStage.AMEND: "修正财产分配方案",
    PlanStage.FINAL: "按分配方案提出发放",
    PlanStage.IN_SUIT: "发放无争议部分、提存争议部分",
    PlanStage.OBJECTIONS_OPEN: "等待分配方案异议期届满",
    PlanStage.OPPOSITION_OPEN: "等待对异议的反对意见",
    PlanStage.SUIT_OPEN: "等待异议人起诉",
}


def distribution_duties(*, actor: Actor, today: date) -> list[Duty]:
    """The duties of a person about distributions. Each has its own page and, where one runs, its clock."""
    return [*_approvals(actor), *office_duties(actor, today)]


def to_decide(actor: Actor) -> QuerySet[Distribution]:
    """The distributions this person may approve, those they drafted themselves not among them."""
    rows = Distribution.objects.filter(of_tier(actor), stage=Stage.PROPOSED.value)
    return rows.exclude(drafted_by=f"user:{actor.user_id}")


def _approvals(actor: Actor) -> list[Duty]:
    return [
        Duty("funds", Loss.MONEY_OVERDUE, "审批财产分配方案", row.case.number, None, f"{row.drafted_by_name}提出",
             f"/funds/distributions/{row.pk}/", "审批", row.pool_fen)
        for row in to_decide(actor).select_related("case").order_by("drafted_at", "id")[:MOST]
    ]  # fmt: skip


def office_duties(actor: Actor, today: date) -> list[Duty]:
    """The officer of the case, or whoever keeps the money of the court."""
    mine = Q(court_id__in=actor.courts_as(Role.FUND_ACCOUNTANT))
    if actor.user_id is not None:
        mine |= Q(case__officer_id=actor.user_id) | Q(drafted_by=f"user:{actor.user_id}")
    objected = Distribution.objects.filter(pk=OuterRef("pk"), objections__isnull=False)
    live = Q(stage__in=[Stage.DRAFT.value, Stage.APPROVED.value]) | Q(
        Exists(objected), stage=Stage.PAYING.value
    )
    rows = Distribution.objects.filter(mine & live).order_by("drafted_at", "id")[:MOST]
    found = []
    for view in distribution_views(rows):
        duty = _duty(view, today)
        if duty is not None:
            found.append(duty)
    return found


def _duty(view: DistributionView, today: date) -> Duty | None:
    url = f"/funds/distributions/{view.id}/"
    if view.stage is Stage.DRAFT:
        why = f"退回：{view.reason}" if view.reason else "债权核对后提交审批"
        return Duty(
            "funds",
            Loss.MONEY_OVERDUE,
            "拟定财产分配方案",
            view.case_number,
            None,
            why,
            url,
            "办理",
            view.pool_fen,
        )
    now = view.progress(today)
    if now is None:
        return None
    if view.stage is Stage.PAYING:
        return _release(view, today, url)
    loss = (
        Loss.RIGHTS_OF_PARTIES
        if now.stage not in (PlanStage.FINAL, PlanStage.IN_SUIT)
        else Loss.MONEY_OVERDUE
    )
    action = "查看" if now.stage in _WAITS_FOR_OTHERS else "办理"
    title = _TITLES.get(now.stage, "办理财产分配方案")
    return Duty("funds", loss, title, view.case_number, now.due_on, now.todo, url, action, view.pool_fen)


def _release(view: DistributionView, today: date, url: str) -> Duty | None:
    """Money set aside for a suit that is over waits to be released."""
    aside = sum(line.fen for plan in view.plans if plan.source.value == "case" and plan.state.value == "approved"
                for line in plan.lines if line.kind.value == "deposit")  # fmt: skip
    released = any(
        plan.source.value == "deposit" and plan.state.value in ("proposed", "approved") for plan in view.plans
    )
    if not aside or released or view.disputed(today):
        return None
    why = "诉讼已经终结，提存款应当发放"
    return Duty(
        "funds", Loss.MONEY_OVERDUE, "发放分配提存款", view.case_number, None, why, url, "办理", aside
    )
