"""Objections to a distribution plan (分配方案异议): whose turn it is, until when, and what may be paid meanwhile.

Fifteen days to object, fifteen for the others to oppose, fifteen for the objector to sue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.distribution import Distribution, DistributionImpossible
from zhixing.law.explanation import Flag, Step
from zhixing.law.working_days import PeriodEnd, period_end

OBJECT_DAYS = 15
OPPOSE_DAYS = 15
SUE_DAYS = 15


class PlanStage(StrEnum):
    """Where a plan, or one objection to it, stands."""

    TO_SERVE = "to_serve"
    OBJECTIONS_OPEN = "objections_open"
    FINAL = "final"
    """No objection in time: distribute by the plan."""
    LATE_OBJECTION = "late_objection"
    """The objection came after the fifteen days: distribute by the plan."""
    NOTIFY_OTHERS = "notify_others"
    OPPOSITION_OPEN = "opposition_open"
    AMEND = "amend"
    """Nobody opposed: examine, amend and distribute."""
    NOTIFY_OBJECTOR = "notify_objector"
    SUIT_OPEN = "suit_open"
    ORIGINAL = "original"
    """Opposed and no suit in time: distribute by the original plan."""
    IN_SUIT = "in_suit"
    """Sued in time: distribute the undisputed part, deposit the rest."""


@dataclass(frozen=True, slots=True)
class Objection:
    """What has happened with one objection. `served_on`: when the objector received the plan."""

    served_on: date
    objected_on: date
    others_notified_on: date | None = None
    opposed_on: date | None = None
    objector_notified_on: date | None = None
    sued_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanState:
    """The stage, the last day of the running period (None when none runs), and what to do."""

    stage: PlanStage
    due_on: date | None
    todo: str
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


def _state(stage: PlanStage, todo: str, on: date, period: PeriodEnd | None = None) -> PlanState:
    subject = "distribution.plan" if stage in _PLAN_STAGES else "distribution.objection"
    steps = (*(period.explanation if period else ()), step(subject, on, todo))
    flags = period.flags if period else ()
    return PlanState(stage, period.last_day if period else None, todo, steps, flags)


_PLAN_STAGES = frozenset(
    {PlanStage.TO_SERVE, PlanStage.OBJECTIONS_OPEN, PlanStage.FINAL, PlanStage.LATE_OBJECTION}
)


@rule("distribution.plan")
def plan_state(*, last_served_on: date | None, today: date) -> PlanState:
    """The stage of a plan without objections; `last_served_on` is the last receipt by a creditor or the debtor."""
    if last_served_on is None:
        return _state(PlanStage.TO_SERVE, "向全部债权人和被执行人送达分配方案。", today)
    period = period_end(last_served_on, days=OBJECT_DAYS)
    if today <= period.last_day:
        return _state(PlanStage.OBJECTIONS_OPEN, "等待异议期届满。", today, period)
    return _state(PlanStage.FINAL, "无人在期内提出异议，按方案分配。", today, period)


@rule("distribution.objection")
def objection_state(*, objection: Objection, today: date) -> PlanState:
    """The stage of one objection on `today`.

    An opposition or a suit after its fifteen days counts as none.
    """
    period = period_end(objection.served_on, days=OBJECT_DAYS)
    if objection.objected_on > period.last_day:
        return _state(PlanStage.LATE_OBJECTION, "异议已逾期，按方案分配。", today, period)
    if objection.others_notified_on is None:
        return _state(PlanStage.NOTIFY_OTHERS, "通知未提出异议的债权人、被执行人。", today)
    period = period_end(objection.others_notified_on, days=OPPOSE_DAYS)
    if objection.opposed_on is None or objection.opposed_on > period.last_day:
        if today <= period.last_day:
            return _state(PlanStage.OPPOSITION_OPEN, "等待反对意见。", today, period)
        return _state(PlanStage.AMEND, "无人反对：依异议人的意见审查修正方案后分配。", today, period)
    return _opposed(objection, today)


def _opposed(objection: Objection, today: date) -> PlanState:
    """Opposed in time: the objector is told and may sue."""
    if objection.objector_notified_on is None:
        return _state(PlanStage.NOTIFY_OBJECTOR, "有反对意见：通知异议人可以在十五日内起诉。", today)
    period = period_end(objection.objector_notified_on, days=SUE_DAYS)
    if objection.sued_on is not None and objection.sued_on <= period.last_day:
        return _state(PlanStage.IN_SUIT, "诉讼期间分配的，提存与争议债权数额相应的款项。", today)
    if today <= period.last_day:
        return _state(PlanStage.SUIT_OPEN, "等待异议人起诉。", today, period)
    return _state(PlanStage.ORIGINAL, "异议人逾期未起诉，按原方案分配。", today, period)


@dataclass(frozen=True, slots=True)
class SetAside:
    """One line's money while a plan is disputed: `pay_now_fen` + `deposit_fen` = what the plan gives."""

    key: str
    pay_now_fen: int
    deposit_fen: int


@rule("distribution.objection")
def set_aside(plan: Distribution, disputed_fen: Mapping[str, int]) -> tuple[SetAside, ...]:
    """What of a plan may be paid and what must be deposited while claims are in dispute.

    `disputed_fen` gives, by claim key, how much of the claim (in fen, 0 to the claim) is disputed. The deposit is the
    plan's money on that part, rounded up to the fen: the court must never be short. Raises DistributionImpossible.
    """
    known = {line.key: line for line in plan.lines}
    for key, fen in disputed_fen.items():
        if key not in known or not 0 <= fen <= known[key].claim_fen:
            raise DistributionImpossible(f"债权 {key} 的争议额应当在零和债权额之间。")
    result: list[SetAside] = []
    for line in plan.lines:
        deposit = -(-line.paid_fen * disputed_fen.get(line.key, 0) // line.claim_fen)
        result.append(SetAside(line.key, line.paid_fen - deposit, deposit))
    return tuple(result)
