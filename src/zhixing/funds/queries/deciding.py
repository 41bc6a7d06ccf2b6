"""What an approver looks at before saying yes: the debt of the day the money came, and the sums of many plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from zhixing.cases.models import Recovery, Suspension, Title
from zhixing.cases.queries import terms_of_title
from zhixing.cases.rules.debt import RecoveryLine, statement
from zhixing.cases.rules.debt_parts import DebtPart, parts_of
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.funds.models import LineKind, Plan, PlanState
from zhixing.funds.queries.plans import PlanView, plan_views
from zhixing.funds.rules.payments import may_approve
from zhixing.funds.rules.plan import standing
from zhixing.law.case_funds import Approver
from zhixing.law.interest import Stop, StopKind
from zhixing.law.interest_terms import TermsUnclear
from zhixing.law.rate_terms import UnreadableRate
from zhixing.law.rates import RateBeforeTable


@dataclass(frozen=True, slots=True)
class PartOfDebt:
    """A part of the debt on the day: before this money, what it discharges, and after. In fen."""

    part: DebtPart
    before_fen: int
    after_fen: int

    @property
    def paid_fen(self) -> int:
        """What this money discharges of it."""
        return self.before_fen - self.after_fen


@dataclass(frozen=True, slots=True)
class DebtBeforePlan:
    """The debt on the day the money came, part by part; `trouble` says why it cannot be computed."""

    on: date
    parts: tuple[PartOfDebt, ...] = ()
    trouble: str = ""

    @property
    def before_fen(self) -> int:
        """All that was owed before this money, the application fee included."""
        return sum(part.before_fen for part in self.parts)

    @property
    def after_fen(self) -> int:
        """All that is owed after it."""
        return sum(part.after_fen for part in self.parts)


def debt_before(plan: PlanView) -> DebtBeforePlan:
    """The debt on the day of the plan's receipt, without and with this money. Three queries."""
    if plan.case_id is None:
        return DebtBeforePlan(plan.arrived_on, trouble="款项不属于任何案件，没有债务可以核对。")
    title = Title.objects.select_related("case").get(pk=plan.case_id)
    rows = Recovery.objects.filter(case_id=plan.case_id, on__lte=plan.arrived_on).order_by("on", "id")
    lines = standing([RecoveryLine(row.on, row.fen, row.source) for row in rows])
    mine = f"receipt:{plan.receipt_id}"
    stops = [
        Stop(pause.starts_on, pause.ends_on, StopKind.RETRIAL)
        for pause in Suspension.objects.filter(case_id=plan.case_id, interest_stops=True)
    ]
    terms = terms_of_title(title.case, title)
    try:
        before = statement(
            terms, [line for line in lines if not line.source.startswith(mine)], plan.arrived_on, stops=stops
        )
        after = statement(terms, lines, plan.arrived_on, stops=stops)
    except (UnreadableRate, RateBeforeTable, TermsUnclear) as unclear:
        return DebtBeforePlan(plan.arrived_on, trouble=str(unclear))
    pairs = zip(parts_of(terms, before), parts_of(terms, after), strict=True)
    return DebtBeforePlan(
        plan.arrived_on, tuple(PartOfDebt(one.part, one.left_fen, other.left_fen) for one, other in pairs)
    )


def who_may_decide(plan: PlanView, actor: Actor) -> bool:
    """Whether this person may approve the plan: of the tier, and not the one who proposed it."""
    roles = [Role(tier.value) for tier in may_approve(Approver(plan.approver_role))]
    return (
        plan.state is PlanState.PROPOSED
        and actor.has(plan.court_id, *roles)
        and plan.proposed_by_key != f"user:{actor.user_id}"
    )


@dataclass(frozen=True, slots=True)
class Picked:
    """Picked plans: those the person may approve with their sums in fen, and those left out with the reason."""

    plans: tuple[PlanView, ...]
    left_out: tuple[tuple[PlanView, str], ...]

    @property
    def total_fen(self) -> int:
        """All of it."""
        return sum(plan.pool_fen for plan in self.plans)

    def sum_of(self, kind: LineKind) -> int:
        """What goes one way."""
        return sum(line.fen for plan in self.plans for line in plan.lines if line.kind is kind)

    @property
    def sums(self) -> list[tuple[LineKind, int]]:
        """What goes where; empty ways are left out."""
        return [(kind, fen) for kind in LineKind if (fen := self.sum_of(kind))]

    @property
    def payees(self) -> int:
        """How many transfers there will be."""
        return sum(line.is_transfer for plan in self.plans for line in plan.lines)


def picked(plan_ids: Sequence[UUID], actor: Actor) -> Picked:
    """The picked plans as they stand now. Two queries."""
    good, others = [], []
    for plan in plan_views(Plan.objects.filter(pk__in=list(plan_ids)).order_by("proposed_at", "id")):
        if who_may_decide(plan, actor):
            good.append(plan)
        elif plan.state is not PlanState.PROPOSED:
            others.append((plan, f"{plan.state.label}，不能再办理"))
        elif plan.proposed_by_key == f"user:{actor.user_id}":
            others.append((plan, "由您提出，须由他人审批"))
        else:
            others.append((plan, f"须由{Role(plan.approver_role).label}审批"))
    return Picked(tuple(good), tuple(others))


def tiers_waiting() -> dict[str, tuple[int, int]]:
    """How many plans wait for each tier, and their fen."""
    rows = Plan.objects.filter(state=PlanState.PROPOSED.value).values_list("approver_role")
    return {
        role: (count, int(fen)) for role, count, fen in rows.annotate(Count("pk"), Sum("pool_fen")).order_by()
    }
