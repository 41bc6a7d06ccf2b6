"""Where a distribution of money among several creditors stands, and what has to happen next; kinds and words of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.law.distribution import ClaimKind
from zhixing.law.distribution_objections import Objection, PlanStage, PlanState, objection_state, plan_state


class Basis(StrEnum):
    """Why money is divided, which decides how: among whom, in what order, with or without objections."""

    PARTICIPATION = "participation"
    ENTERPRISE = "enterprise"
    CRIMINAL = "criminal"
    ONE_TITLE = "one_title"
    ONE_CREDITOR = "one_creditor"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "participation": "参与分配",
            "enterprise": "企业法人按采取措施先后",
            "criminal": "刑事、民事责任并存",
            "one_title": "同一执行依据有多名债权人",
            "one_creditor": "同一债权人的多个案件",
        }[self.value]

    @property
    def is_served(self) -> bool:
        """Whether the plan goes to several creditors, who may object; a creditor alone has nobody to object against."""
        return self is not Basis.ONE_CREDITOR


class Stage(StrEnum):
    """What has been decided about a distribution. Clocks and objections are computed beside it."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PAYING = "paying"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "draft": "起草中", "proposed": "待审批", "approved": "已批准", "paying": "已转发放", "amended": "已修正",
            "withdrawn": "已撤回",
        }[self.value]  # fmt: skip


LIVE = (Stage.DRAFT.value, Stage.PROPOSED.value, Stage.APPROVED.value, Stage.PAYING.value)
"""Stages in which a receipt belongs to its distribution and to no other plan."""

KIND_NAMES = {
    ClaimKind.COSTS: "执行费用",
    ClaimKind.PRIORITY: "优先受偿权、担保物权",
    ClaimKind.MEDICAL: "人身损害医疗费用",
    ClaimKind.RESTITUTION: "退赔被害人损失",
    ClaimKind.WAGE: "劳动报酬",
    ClaimKind.MAINTENANCE: "抚养费、赡养费、扶养费",
    ClaimKind.INJURY: "人身损害赔偿",
    ClaimKind.ORDINARY: "普通债权",
    ClaimKind.FINE: "罚金",
    ClaimKind.CONFISCATION: "没收财产",
}

_BY_CAUSE = (
    (ClaimKind.WAGE, ("劳动报酬", "工资", "劳动争议", "劳务合同")),
    (ClaimKind.MAINTENANCE, ("抚养", "赡养", "扶养")),
    (ClaimKind.INJURY, ("人身损害", "交通事故", "健康权", "生命权", "身体权")),
)


def kind_of_cause(cause: str) -> ClaimKind:
    """The kind of claim that a case's cause suggests; a person decides."""
    return next(
        (kind for kind, words in _BY_CAUSE if any(word in cause for word in words)), ClaimKind.ORDINARY
    )


class EventKind(StrEnum):
    """What can happen with an objection after it was made, in order."""

    OTHERS_NOTIFIED = "others_notified"
    OPPOSED = "opposed"
    OBJECTOR_NOTIFIED = "objector_notified"
    SUED = "sued"
    JUDGED = "judged"
    WITHDRAWN = "withdrawn"
    AMENDED = "amended"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "others_notified": "已通知其他债权人、被执行人",
            "opposed": "有人提出反对意见",
            "objector_notified": "已通知异议人可以起诉",
            "sued": "异议人已起诉",
            "judged": "诉讼已有生效裁判",
            "withdrawn": "撤回异议（撤诉）",
            "amended": "已依异议修正方案",
        }[self.value]


ENDS = frozenset({EventKind.JUDGED, EventKind.WITHDRAWN, EventKind.AMENDED})


@dataclass(frozen=True, slots=True)
class ObjectionSoFar:
    """One objection: when its maker received the plan and objected, and the day of each later event."""

    key: str
    objector: str
    served_on: date
    objected_on: date
    events: tuple[tuple[EventKind, date], ...] = ()

    def on(self, kind: EventKind) -> date | None:
        """The day of the first event of a kind."""
        return next((day for one, day in self.events if one is kind), None)

    @property
    def ended_by(self) -> EventKind | None:
        """What ended it, if anything did."""
        return next((kind for kind, _ in self.events if kind in ENDS), None)

    @property
    def for_law(self) -> Objection:
        """As the law room takes it."""
        return Objection(
            self.served_on, self.objected_on, self.on(EventKind.OTHERS_NOTIFIED), self.on(EventKind.OPPOSED),
            self.on(EventKind.OBJECTOR_NOTIFIED), self.on(EventKind.SUED),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ObjectionNow:
    """An objection with its state today; `next_events` is what may be recorded now."""

    so_far: ObjectionSoFar
    state: PlanState | None
    next_events: tuple[EventKind, ...]

    @property
    def is_open(self) -> bool:
        """Whether it still stops the plan from being final (a suit does not stop the undisputed part)."""
        return self.state is not None and self.state.stage not in (
            PlanStage.LATE_OBJECTION, PlanStage.ORIGINAL, PlanStage.IN_SUIT
        )  # fmt: skip

    @property
    def is_in_suit(self) -> bool:
        """Whether a court is deciding it."""
        return self.state is not None and self.state.stage is PlanStage.IN_SUIT


_NEXT: dict[PlanStage, tuple[EventKind, ...]] = {
    PlanStage.NOTIFY_OTHERS: (EventKind.OTHERS_NOTIFIED, EventKind.WITHDRAWN),
    PlanStage.OPPOSITION_OPEN: (EventKind.OPPOSED, EventKind.WITHDRAWN),
    PlanStage.NOTIFY_OBJECTOR: (EventKind.OBJECTOR_NOTIFIED, EventKind.WITHDRAWN),
    PlanStage.SUIT_OPEN: (EventKind.SUED, EventKind.WITHDRAWN),
    PlanStage.IN_SUIT: (EventKind.JUDGED, EventKind.WITHDRAWN),
    PlanStage.AMEND: (EventKind.OPPOSED, EventKind.WITHDRAWN),
}


def objection_now(so_far: ObjectionSoFar, today: date) -> ObjectionNow:
    """Where one objection stands today, and what may happen next."""
    if so_far.ended_by is not None:
        return ObjectionNow(so_far, None, ())
    state = objection_state(objection=so_far.for_law, today=today)
    return ObjectionNow(so_far, state, _NEXT.get(state.stage, ()))


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an approved plan stands: the stage that leads, its last day, what to do, and what may be paid."""

    stage: PlanStage
    due_on: date | None
    todo: str
    may_pay_all: bool
    may_pay_undisputed: bool
    objections: tuple[ObjectionNow, ...] = ()
    plan: PlanState | None = None


def progress(
    *,
    basis: Basis,
    last_served_on: date | None,
    objections: Sequence[ObjectionSoFar],
    today: date,
    amends: bool = False,
) -> Progress:
    """Where an approved plan stands today. `last_served_on` is None until everyone has received it.

    An amended plan is carried out at once: nobody opposed the objection it follows. Money may go out in full once
    the fifteen days of everyone are over and no objection is open or in suit, its undisputed part also during a suit.
    """
    if not basis.is_served or amends:
        text = "修正后的方案直接分配。" if amends else "债权人只有一人，无须异议期，按方案分配。"
        return Progress(PlanStage.FINAL, None, text, may_pay_all=True, may_pay_undisputed=False)
    plan = plan_state(last_served_on=last_served_on, today=today)
    now = tuple(objection_now(one, today) for one in objections)
    waiting = [one.state for one in now if one.is_open and one.state is not None]
    is_over = plan.stage is PlanStage.FINAL
    if waiting:
        lead = min(waiting, key=lambda state: state.due_on or date.max)
        return Progress(lead.stage, lead.due_on, lead.todo, False, False, now, plan)
    suit = next((one.state for one in now if one.is_in_suit and one.state is not None), None)
    if suit is not None and is_over:
        return Progress(PlanStage.IN_SUIT, None, suit.todo, False, True, now, plan)
    return Progress(plan.stage, plan.due_on, plan.todo, is_over, False, now, plan)
