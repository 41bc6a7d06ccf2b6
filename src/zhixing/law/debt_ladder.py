"""One case, one receipt: which part of the debt the money pays, and to whom it goes.

The statutory ladder: application fee, adjudged costs, general interest, principal and other adjudged sums, and last
the doubled part of delayed-performance interest. Parties may agree otherwise; some courts credit principal first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.law.amounts import yuan_text
from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Explanation


class LadderUnclear(ValueError):
    """The receipt, the debt or the agreed order is not usable."""


class Component(StrEnum):
    """The parts of one debt."""

    APPLICATION_FEE = "application_fee"
    ADJUDGED_COSTS = "adjudged_costs"
    GENERAL_INTEREST = "general_interest"
    PRINCIPAL = "principal"
    DOUBLED_PART = "doubled_part"


class Payee(StrEnum):
    """Where a line of the receipt goes."""

    FEE_INCOME = "fee_income"
    APPLICANT = "applicant"
    DEBTOR_REFUND = "debtor_refund"


NAMES = {
    Component.APPLICATION_FEE: "申请执行费",
    Component.ADJUDGED_COSTS: "裁判确定的费用",
    Component.GENERAL_INTEREST: "一般债务利息",
    Component.PRINCIPAL: "本金及其他金钱债务",
    Component.DOUBLED_PART: "加倍部分债务利息",
}
SUBJECTS = {
    Component.APPLICATION_FEE: "distribution.fee_bearer",
    Component.ADJUDGED_COSTS: "distribution.inside_debt",
    Component.GENERAL_INTEREST: "distribution.inside_debt",
    Component.PRINCIPAL: "distribution.inside_debt",
    Component.DOUBLED_PART: "distribution.doubled_last",
}
STATUTORY = tuple(Component)
PRINCIPAL_FIRST = (
    Component.APPLICATION_FEE,
    Component.ADJUDGED_COSTS,
    Component.PRINCIPAL,
    Component.GENERAL_INTEREST,
    Component.DOUBLED_PART,
)


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed on the day of the receipt, each part in fen, none negative."""

    application_fee_fen: int = 0
    adjudged_costs_fen: int = 0
    general_interest_fen: int = 0
    principal_fen: int = 0
    doubled_part_fen: int = 0

    def of(self, component: Component) -> int:
        """The fen owed on one part."""
        return int(getattr(self, f"{component}_fen"))

    @property
    def total_fen(self) -> int:
        """All parts together."""
        return sum(self.of(component) for component in Component)


@dataclass(frozen=True, slots=True)
class Credit:
    """One part of the debt: owed = paid + left, in fen."""

    component: Component
    payee: Payee
    owed_fen: int
    paid_fen: int
    left_fen: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """A receipt taken apart: received = fee income + applicant + refund."""

    received_fen: int
    credits: tuple[Credit, ...]
    to_fee_income_fen: int
    to_applicant_fen: int
    refund_fen: int
    left_fen: int
    explanation: Explanation

    def paid(self, component: Component) -> int:
        """The fen credited to one part."""
        return next(credit.paid_fen for credit in self.credits if credit.component is component)


@rule(
    "distribution.ladder", "distribution.inside_debt", "distribution.doubled_last", "distribution.fee_bearer"
)
def settle_receipt(
    *, received_fen: int, debt: Debt, on: date, order: Sequence[Component] = STATUTORY
) -> Settlement:
    """Credit a receipt of `received_fen` (≥ 0) to the parts of one debt in `order`.

    The fee goes to fee income, every other part to the applicant, what exceeds the debt back to the debtor. `order`
    names each part once; another order than the statutory one is an agreement of the parties or a court's setting.
    Raises LadderUnclear.
    """
    if received_fen < 0 or any(debt.of(component) < 0 for component in Component):
        raise LadderUnclear("到账款和债务各部分都不能为负数。")
    if sorted(order) != sorted(Component):
        raise LadderUnclear("清偿顺序应当把五个部分各写一次。")
    text = "依法定顺序清偿：" if tuple(order) == STATUTORY else "依约定（设定）顺序清偿："
    steps = [step("distribution.ladder", on, text + "—".join(NAMES[component] for component in order) + "。")]
    left = received_fen
    credited: list[Credit] = []
    for component in order:
        owed = debt.of(component)
        paid = min(left, owed)
        payee = Payee.FEE_INCOME if component is Component.APPLICATION_FEE else Payee.APPLICANT
        credited.append(Credit(component, payee, owed, paid, owed - paid))
        if owed:
            sums = f"应付 {yuan_text(owed, True)}，可用 {yuan_text(left, True)}"
            steps.append(step(SUBJECTS[component], on, f"{NAMES[component]}。", sums, yuan_text(paid, True)))
        left -= paid
    if left:
        text = "超出全部债务和执行费的部分，应当退还被执行人。"
        steps.append(step("distribution.excess", on, text, "", yuan_text(left, True)))
    fee = sum(credit.paid_fen for credit in credited if credit.payee is Payee.FEE_INCOME)
    return Settlement(
        received_fen=received_fen,
        credits=tuple(credited),
        to_fee_income_fen=fee,
        to_applicant_fen=received_fen - left - fee,
        refund_fen=left,
        left_fen=sum(credit.left_fen for credit in credited),
        explanation=tuple(steps),
    )
