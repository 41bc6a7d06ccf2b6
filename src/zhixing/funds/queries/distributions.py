"""Distributions among several creditors: what they say, what they would pay, where they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from zhixing.cases.models import Party
from zhixing.funds.models import (
    Claimant,
    Distribution,
    DistributionLine,
    ObjectionEvent,
    PlanObjection,
    PooledReceipt,
    ReceiptState,
)
from zhixing.funds.queries.paging import PAGE_ROWS, Page, ReceiptNotFound, by_moment
from zhixing.funds.queries.plans import PlanView, cases_matching, plan_views
from zhixing.funds.rules.distributions import (
    LIVE,
    Basis,
    EventKind,
    ObjectionSoFar,
    Progress,
    Stage,
    progress,
)
from zhixing.funds.rules.pools import PoolClaim, PoolPlan, PoolReceipt, plan_pool
from zhixing.law.amounts import ResidualTo
from zhixing.law.distribution import Bankruptcy, Claim, ClaimKind, DebtorKind, DistributionSettings
from zhixing.law.distribution_objections import OBJECT_DAYS
from zhixing.law.working_days import period_end

ANSWER_DAYS = 30
"""Within these days the court that received a transfer to bankruptcy says whether it accepts."""


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim in a distribution; amounts in fen. `payee_account` is masked."""

    id: UUID
    creditor: str
    kind: ClaimKind
    case_id: UUID | None = None
    case_number: str = ""
    is_fee: bool = False
    title_number: str = ""
    has_title: bool = True
    principal_fen: int = 0
    costs_fen: int = 0
    general_fen: int = 0
    doubled_fen: int = 0
    weight: int = 1
    priority_rank: int = 1
    priority_limit_fen: int | None = None
    measured_on: date | None = None
    measure_rank: int = 1
    applied_on: date | None = None
    due_on: date | None = None
    party_id: UUID | None = None
    payee_name: str = ""
    payee_bank: str = ""
    payee_account: str = ""
    explanation: tuple[dict[str, str], ...] = ()

    @property
    def fen(self) -> int:
        """The whole claim."""
        return self.principal_fen + self.costs_fen + self.general_fen + self.doubled_fen

    @property
    def counts_as_debt(self) -> bool:
        """Whether its money counts against the debt of its case; costs of enforcement never do."""
        return self.case_id is not None and self.kind is not ClaimKind.COSTS

    @property
    def for_pool(self) -> PoolClaim:
        """As the pool takes it."""
        claim = Claim(
            str(self.id), self.creditor, self.fen, self.kind, self.title_number, self.has_title, self.priority_rank,
            self.priority_limit_fen, self.measured_on, self.measure_rank, self.applied_on,
        )  # fmt: skip
        return PoolClaim(claim, self.due_on, self.general_fen > 0)


@dataclass(frozen=True, slots=True)
class PooledMoney:
    """A receipt in the pool."""

    id: UUID
    arrived_on: date
    fen: int
    payer: str
    serial: str
    state: ReceiptState
    turn: int
    is_there: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What a distribution is computed by."""

    basis: Basis
    debtor_kind: DebtorKind
    on: date
    provincial_priority: frozenset[ClaimKind] = frozenset()
    first_measure_bonus: int = 0
    residual_to: ResidualTo = ResidualTo.LARGEST_FIRST
    ended_on: date | None = None
    agreed_order: bool = False
    bankruptcy: Bankruptcy = Bankruptcy.NOT_ASKED
    facts_text: str = ""

    @property
    def settings(self) -> DistributionSettings:
        """As the law room takes them."""
        return DistributionSettings(
            self.provincial_priority,
            self.first_measure_bonus,
            self.bankruptcy,
            self.ended_on,
            self.residual_to,
        )


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A line of the round that was proposed."""

    claimant_id: UUID | None
    creditor: str
    kind: ClaimKind
    claim_fen: int
    paid_fen: int
    left_fen: int
    band: str
    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened with an objection."""

    kind: EventKind
    on: date
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection; `disputed` gives the disputed fen by claim."""

    id: UUID
    objector: str
    objected_on: date
    text: str
    disputed: dict[str, int]
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class DistributionView:
    """A distribution with everything about it."""

    id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    officer_id: int | None
    debtor: str
    debtor_id: UUID
    terms: Terms
    pool_fen: int
    stage: Stage
    round: int
    amends: UUID | None
    amended_by: UUID | None
    approver_role: str
    drafted_at: datetime
    drafted_by_key: str
    drafted_by: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    bankruptcy_on: date | None
    document_id: UUID | None
    explanation: tuple[dict[str, str], ...]
    claims: tuple[ClaimView, ...]
    receipts: tuple[PooledMoney, ...]
    lines: tuple[ResultLine, ...]
    received: dict[str, tuple[date, str]]
    objections: tuple[ObjectionView, ...]
    plans: tuple[PlanView, ...] = field(default=())

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everyone who must receive the plan: each creditor once, and the debtor."""
        creditors = [claim.creditor for claim in self.claims if not claim.is_fee]
        return tuple(dict.fromkeys([*creditors, self.debtor]))

    @property
    def last_received_on(self) -> date | None:
        """The last day anybody received the plan; None while somebody has not."""
        days = [self.received[name][0] for name in self.recipients if name in self.received]
        return max(days) if len(days) == len(self.recipients) else None

    @property
    def objection_ends(self) -> dict[str, date]:
        """The last day on which each recipient may object."""
        return {name: period_end(got[0], days=OBJECT_DAYS).last_day for name, got in self.received.items()}

    @property
    def bankruptcy_answer_by(self) -> date | None:
        """Until when the court of a bankruptcy transfer says whether it accepts; None when none was made."""
        if self.terms.bankruptcy is not Bankruptcy.TRANSFERRED or self.bankruptcy_on is None:
            return None
        return period_end(self.bankruptcy_on, days=ANSWER_DAYS).last_day

    def progress(self, today: date) -> Progress | None:
        """Where it stands once approved; None before."""
        if self.stage not in (Stage.APPROVED, Stage.PAYING):
            return None
        return progress(
            basis=self.terms.basis, last_served_on=self.last_received_on, today=today, amends=self.amends is not None,
            objections=[
                ObjectionSoFar(
                    str(one.id), one.objector, self.received[one.objector][0], one.objected_on,
                    tuple((event.kind, event.on) for event in one.events),
                )
                for one in self.objections
                if one.objector in self.received
            ],
        )  # fmt: skip

    def disputed(self, today: date) -> dict[str, int]:
        """How much of each claim is disputed in suits that still run, by the claim's key."""
        found: dict[str, int] = {}
        now = self.progress(today)
        running = {one.so_far.key for one in now.objections if one.is_in_suit} if now else set()
        for one in self.objections:
            if str(one.id) in running:
                for key, fen in one.disputed.items():
                    found[key] = max(found.get(key, 0), fen)
        return found


def compute(
    view: DistributionView, *, terms: Terms | None = None, claims: Sequence[ClaimView] | None = None
) -> PoolPlan:
    """What the plan would pay; with other terms or claims, as a person types them. Raises DistributionImpossible."""
    by, wanted = terms or view.terms, view.claims if claims is None else claims
    return plan_pool(
        receipts=[PoolReceipt(str(one.id), one.arrived_on, one.fen) for one in view.receipts],
        claims=[one.for_pool for one in wanted], basis=by.basis, debtor_kind=by.debtor_kind, on=by.on,
        settings=by.settings, agreed_order=by.agreed_order,
    )  # fmt: skip


# ---- reading ---------------------------------------------------------------------------------------------------------


def distribution_view(distribution_id: UUID) -> DistributionView:
    """One distribution. Raises ReceiptNotFound when it may not be seen."""
    found = distribution_views(Distribution.objects.filter(pk=distribution_id))
    if not found:
        raise ReceiptNotFound("没有这个分配方案，或者它不在您可以查看的法院。")
    return found[0]


def distribution_views(rows: QuerySet[Distribution]) -> list[DistributionView]:
    """Distributions with all that belongs to them, in a fixed number of queries."""
    found = list(
        rows.select_related("case", "debtor", "amended_by").prefetch_related("received", "objections__events")
    )
    if not found:
        return []
    ids = [row.pk for row in found]
    claims: dict[UUID, list[ClaimView]] = {}
    for one in (
        Claimant.objects.select_related("party", "case").filter(distribution_id__in=ids).order_by("place")
    ):
        claims.setdefault(one.distribution_id, []).append(_claim(one))
    receipts: dict[UUID, list[PooledMoney]] = {}
    pooled = PooledReceipt.objects.select_related("receipt__line").filter(distribution_id__in=ids)
    for money in pooled.order_by("place"):
        receipts.setdefault(money.distribution_id, []).append(_money(money))
    lines: dict[UUID, list[DistributionLine]] = {}
    for line in DistributionLine.objects.filter(distribution_id__in=ids).order_by("place"):
        lines.setdefault(line.distribution_id, []).append(line)
    plans: dict[UUID, list[PlanView]] = {}
    from zhixing.funds.models import Plan

    for plan in plan_views(Plan.objects.filter(distribution_id__in=ids).order_by("proposed_at", "id")):
        if plan.distribution_id:
            plans.setdefault(plan.distribution_id, []).append(plan)
    return [
        _view(
            row,
            claims.get(row.pk, []),
            receipts.get(row.pk, []),
            lines.get(row.pk, []),
            plans.get(row.pk, []),
        )
        for row in found
    ]


def _view(
    row: Distribution,
    claims: Iterable[ClaimView],
    receipts: Iterable[PooledMoney],
    lines: Iterable[DistributionLine],
    plans: Iterable[PlanView],
) -> DistributionView:
    amended = getattr(row, "amended_by", None) if row.stage == Stage.AMENDED.value else None
    return DistributionView(
        id=row.pk, court_id=row.court_id, case_id=row.case_id, case_number=row.case.number,
        officer_id=row.case.officer_id, debtor=row.debtor.name, debtor_id=row.debtor_id, terms=_terms(row),
        pool_fen=row.pool_fen, stage=Stage(row.stage), round=row.round, amends=row.amends_id,
        amended_by=amended.pk if amended else None, approver_role=row.approver_role, drafted_at=row.drafted_at,
        drafted_by_key=row.drafted_by, drafted_by=row.drafted_by_name, decided_at=row.decided_at,
        decided_by=row.decided_by_name, reason=row.reason, bankruptcy_on=row.bankruptcy_on,
        document_id=row.document_id, explanation=tuple(row.explanation), claims=tuple(claims), receipts=tuple(receipts),
        lines=tuple(
            ResultLine(
                one.claimant_id, one.creditor, ClaimKind(one.kind), one.claim_fen, one.paid_fen, one.left_fen, one.band,
                one.article, one.reason,
            )
            for one in lines
            if one.round == row.round
        ),
        received={one.recipient: (one.received_on, one.how) for one in row.received.all()},
        objections=tuple(_objection(one) for one in sorted(row.objections.all(), key=lambda one: one.pk)),
        plans=tuple(plans),
    )  # fmt: skip


def _terms(row: Distribution) -> Terms:
    return Terms(
        Basis(row.basis), DebtorKind(row.debtor_kind), row.on,
        frozenset(ClaimKind(one) for one in row.provincial_priority), row.first_measure_bonus, ResidualTo(row.residual_to),
        row.ended_on, row.agreed_order, Bankruptcy(row.bankruptcy), row.facts_text,
    )  # fmt: skip


def _claim(row: Claimant) -> ClaimView:
    paid_to = row.party if row.party is not None and row.payee_account_sealed is None else row
    account = paid_to.account_masked if isinstance(paid_to, Party) else paid_to.payee_account_masked
    name = paid_to.name if isinstance(paid_to, Party) else paid_to.payee_name
    bank = paid_to.bank_name if isinstance(paid_to, Party) else paid_to.payee_bank
    return ClaimView(
        row.pk, row.creditor, ClaimKind(row.kind), row.case_id, row.case_number, row.is_fee, row.title_number,
        row.has_title, row.principal_fen, row.costs_fen, row.general_fen, row.doubled_fen, row.weight, row.priority_rank,
        row.priority_limit_fen, row.measured_on, row.measure_rank, row.applied_on, row.due_on, row.party_id,
        "" if row.is_fee else name, bank, account, tuple(row.explanation),
    )  # fmt: skip


def _money(row: PooledReceipt) -> PooledMoney:
    receipt = row.receipt
    is_there = receipt.turns == row.turn and receipt.state != ReceiptState.REVERSED.value
    return PooledMoney(
        receipt.pk, receipt.arrived_on, row.fen, receipt.line.name, receipt.line.serial, ReceiptState(receipt.state),
        row.turn, is_there and receipt.case_id is not None,
    )  # fmt: skip


def _objection(row: PlanObjection) -> ObjectionView:
    events: list[ObjectionEvent] = sorted(row.events.all(), key=lambda one: (one.on, one.pk))
    return ObjectionView(
        row.pk, row.objector, row.objected_on, row.text, dict(row.disputed),
        tuple(EventView(EventKind(one.kind), one.on, one.text, one.recorded_by) for one in events),
    )  # fmt: skip


def list_distributions(
    *, stages: Sequence[str] = (), text: str = "", after: str = "", limit: int = PAGE_ROWS
) -> Page[DistributionView]:
    """Distributions in some stages, of the cases a text means; oldest draft first."""
    rows = Distribution.objects.all()
    if stages:
        rows = rows.filter(stage__in=list(stages))
    if text:
        rows = rows.filter(case__in=cases_matching(text))
    return by_moment(rows, "drafted_at", after, limit, distribution_views)


def distributions_of_case(case_id: UUID) -> list[DistributionView]:
    """The distributions hosted by a case or in which it takes part, newest first."""
    mine = Distribution.objects.filter(case_id=case_id) | Distribution.objects.filter(
        claimants__case_id=case_id
    )
    return distribution_views(mine.distinct().order_by("-drafted_at"))


def distribution_of_receipt(receipt_id: UUID) -> UUID | None:
    """The live distribution that divides a receipt, if any."""
    mine = PooledReceipt.objects.filter(receipt_id=receipt_id, distribution__stage__in=LIVE)
    return mine.values_list("distribution_id", flat=True).first()
