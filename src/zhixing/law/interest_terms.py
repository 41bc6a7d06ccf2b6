"""What a calculation of interest for delay is given and what it answers: frozen values, all money in fen."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.law.explanation import Flag, Step
from zhixing.law.rate_terms import RateTerm
from zhixing.law.rates import Tenor


class TermsUnclear(ValueError):
    """The debt, a payment or a stop cannot be as given."""


class Part(StrEnum):
    """The parts of a debt that a payment discharges one after the other."""

    COSTS = "costs"
    GENERAL = "general"
    PRINCIPAL = "principal"
    OTHER = "other"
    DOUBLED = "doubled"

    @property
    def label(self) -> str:
        """The part as a judge calls it."""
        return _LABELS[self]


_LABELS = {
    Part.COSTS: "诉讼费等费用",
    Part.GENERAL: "一般债务利息",
    Part.PRINCIPAL: "本金",
    Part.OTHER: "违约金等其他金钱债务",
    Part.DOUBLED: "加倍部分债务利息",
}

INTEREST_FIRST = (Part.COSTS, Part.GENERAL, Part.PRINCIPAL, Part.OTHER, Part.DOUBLED)
"""Costs, interest, principal, and the doubled part last: the order of the law."""
PRINCIPAL_FIRST = (Part.COSTS, Part.PRINCIPAL, Part.OTHER, Part.GENERAL, Part.DOUBLED)
"""As some courts credit payments."""


class PaymentKind(StrEnum):
    """How the debt was met, and so which day counts as the day of performance."""

    VOLUNTARY = "voluntary"
    TRANSFER = "transfer"
    AUCTION = "auction"
    SET_OFF = "set_off"
    OTHER_REALISATION = "other_realisation"

    @property
    def label(self) -> str:
        """The day, in words: it is this day that `Payment.day` holds."""
        return _KINDS[self]


_KINDS = {
    PaymentKind.VOLUNTARY: "履行",
    PaymentKind.TRANSFER: "划拨、提取",
    PaymentKind.AUCTION: "拍卖、变卖成交裁定生效",
    PaymentKind.SET_OFF: "抵债裁定生效",
    PaymentKind.OTHER_REALISATION: "变价完成",
}


class StopKind(StrEnum):
    """Why interest does not run for a while."""

    REVIEW = "review"
    RETRIAL = "retrial"
    OTHER = "other"
    BANKRUPTCY = "bankruptcy"


class DoubledBase(StrEnum):
    """Which adjudged money bears the doubled part; whether costs do is disputed."""

    ALL = "all"
    WITHOUT_COSTS = "without_costs"
    PRINCIPAL_ONLY = "principal_only"


class GeneralStop(StrEnum):
    """Until when the general part runs on money that was paid."""

    AS_DOUBLED = "as_doubled"
    ON_RECEIPT = "on_receipt"


@dataclass(frozen=True, slots=True)
class Conventions:
    """A court's answers to the questions that the text leaves open.

    `count_end_day`: the day of payment bears interest. `start_next_day`: the doubled part starts on the day after the
    period for performance ends. `old_tier` and `old_year_days`: benchmark tier (none: by the length of the delay) and
    days of the year for delay before 2014-08-01.
    """

    count_end_day: bool = True
    start_next_day: bool = True
    doubled_base: DoubledBase = DoubledBase.WITHOUT_COSTS
    general_stop: GeneralStop = GeneralStop.AS_DOUBLED
    order: tuple[Part, ...] = INTEREST_FIRST
    old_tier: Tenor | None = None
    old_year_days: int = 360

    def __post_init__(self) -> None:
        _each_part_once(self.order)

    def cut(self, day: date) -> int:
        """The ordinal before which days bear interest when it runs until `day`."""
        return day.toordinal() + int(self.count_end_day)

    def bears_doubled(self, part: Part) -> bool:
        """Whether the part of the debt bears the doubled part."""
        if self.doubled_base is DoubledBase.PRINCIPAL_ONLY:
            return part is Part.PRINCIPAL
        return part is not Part.COSTS or self.doubled_base is DoubledBase.ALL


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of the principal (fen) to be paid by the day `due_on`."""

    due_on: date
    fen: int


@dataclass(frozen=True, slots=True)
class DebtTerms:
    """What one title orders to be paid.

    `other_fen`: penalty, compensation and other adjudged sums; `costs_fen`: adjudged costs. General interest runs on
    the principal from `interest_from` (counted) at `rate`, until payment or until `interest_until` when the title ends
    it earlier; `rate_event_on` is the day of the event a rate is frozen at. The doubled part runs from the end of the
    period for performance, without one from the day the title took effect. `agreed_order` is what the parties agreed
    on how payments are credited. Money in RMB.
    """

    principal_fen: int
    rate: RateTerm | None = None
    interest_from: date | None = None
    interest_until: date | None = None
    rate_event_on: date | None = None
    effective_on: date | None = None
    performance_ends_on: date | None = None
    instalments: tuple[Instalment, ...] = ()
    other_fen: int = 0
    costs_fen: int = 0
    agreed_order: tuple[Part, ...] | None = None

    def __post_init__(self) -> None:
        if min(self.principal_fen, self.other_fen, self.costs_fen) < 0:
            raise TermsUnclear("本金、费用等金额不能为负数。")
        if self.instalments and sum(part.fen for part in self.instalments) != self.principal_fen:
            raise TermsUnclear("各期应付款之和应当等于本金。")
        if any(part.fen <= 0 for part in self.instalments):
            raise TermsUnclear("每期应付款应当大于零。")
        if self.agreed_order is not None:
            _each_part_once(self.agreed_order)

    def delay_starts_on(self, start_next_day: bool) -> date | None:
        """The first day of the doubled part for what is not paid in instalments; none when no day is known."""
        if self.performance_ends_on is not None:
            return date.fromordinal(self.performance_ends_on.toordinal() + int(start_next_day))
        if self.instalments:
            last = max(part.due_on for part in self.instalments)
            return date.fromordinal(last.toordinal() + int(start_next_day))
        return self.effective_on


@dataclass(frozen=True, slots=True)
class Payment:
    """Money (fen) credited on `day`: the day that counts for its kind (see PaymentKind.label).

    `received_on` is when the applicant had it; only used when the court lets the general part run until then.
    """

    day: date
    fen: int
    kind: PaymentKind = PaymentKind.VOLUNTARY
    received_on: date | None = None

    def __post_init__(self) -> None:
        if self.fen <= 0:
            raise TermsUnclear("每笔清偿款应当大于零。")
        if self.received_on is not None and self.received_on < self.day:
            raise TermsUnclear("领款日不能早于清偿日。")


@dataclass(frozen=True, slots=True)
class Stop:
    """Days from `first` to `last` (both counted; none: until further notice) on which interest may not run.

    A review of the title stops the doubled part unless the debtor applied for it; a stay for retrial always does;
    acceptance of a bankruptcy petition (`first`) ends all interest for good; other stays change nothing. Delay before
    2014-08-01 knew no stay but bankruptcy.
    """

    first: date
    last: date | None
    kind: StopKind
    applied_by_debtor: bool = False

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise TermsUnclear("中止、暂缓的结束日不能早于开始日。")

    @property
    def halts_doubled(self) -> bool:
        """Whether the doubled part does not run on these days."""
        if self.kind is StopKind.REVIEW:
            return not self.applied_by_debtor
        return self.kind is StopKind.RETRIAL


@dataclass(frozen=True, slots=True)
class Allocation:
    """How one payment was credited, in fen; `surplus` exceeded the whole debt."""

    payment: Payment
    costs: int
    general: int
    principal: int
    other: int
    doubled: int
    surplus: int


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt as of a day, in fen, after the payments of that day.

    `general_accrued` and `doubled_accrued` are all interest since the beginning, `…_left` what of it is unpaid.
    Delay interest under the rules before 2014-08-01 is contained in the doubled part.
    """

    on: date
    principal_left: int
    other_left: int
    costs_left: int
    general_accrued: int
    general_left: int
    doubled_accrued: int
    doubled_left: int
    surplus: int
    allocations: tuple[Allocation, ...]
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]

    @property
    def total_due(self) -> int:
        """Everything still to be paid."""
        return self.principal_left + self.other_left + self.costs_left + self.general_left + self.doubled_left


def _each_part_once(order: tuple[Part, ...]) -> None:
    if sorted(order) != sorted(Part):
        raise TermsUnclear("清偿顺序应当把五个部分各列一次。")
