"""The debt of a case part by part, each with the steps that lead to it and to nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.cases.rules.debt import FEE_SHARE, DebtStatement, RecoveryLine, TitleTerms, fee_of, standing
from zhixing.law.amounts import yuan_text
from zhixing.law.citing import step
from zhixing.law.explanation import Step
from zhixing.law.interest_terms import Allocation


class DebtPart(StrEnum):
    """What a debt consists of for the person who reads it."""

    PRINCIPAL = "principal"
    COSTS = "costs"
    GENERAL = "general"
    DOUBLED = "doubled"
    FEE = "fee"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _LABELS[self]


_LABELS = {
    DebtPart.PRINCIPAL: "本金",
    DebtPart.COSTS: "诉讼费等费用",
    DebtPart.GENERAL: "一般债务利息",
    DebtPart.DOUBLED: "加倍部分债务利息",
    DebtPart.FEE: "申请执行费",
}


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part: what has become due by the day, what of it is paid, what is left. All in fen."""

    part: DebtPart
    accrued_fen: int
    left_fen: int

    @property
    def paid_fen(self) -> int:
        """What payments have discharged."""
        return self.accrued_fen - self.left_fen


def parts_of(title: TitleTerms, statement: DebtStatement) -> tuple[PartLine, ...]:
    """Every part that the title knows, in the order in which money discharges them; the fee first."""
    debt = statement.debt
    return (
        PartLine(DebtPart.FEE, statement.fee_fen, statement.fee_left_fen),
        PartLine(DebtPart.COSTS, title.litigation_costs_fen, debt.costs_left),
        PartLine(DebtPart.GENERAL, debt.general_accrued, debt.general_left),
        PartLine(DebtPart.PRINCIPAL, title.principal_fen, debt.principal_left),
        PartLine(DebtPart.DOUBLED, debt.doubled_accrued, debt.doubled_left),
    )


def steps_of(
    part: DebtPart, title: TitleTerms, statement: DebtStatement, *, title_number: str
) -> tuple[Step, ...]:
    """The steps to one part on the day of the statement. What the title orders rests on the title itself."""
    if part is DebtPart.FEE:
        return (*statement.fee_explanation, *_fee_paid(statement))
    if part in (DebtPart.PRINCIPAL, DebtPart.COSTS):
        return tuple(_adjudged(part, title, statement, f"执行依据 {title_number}"))
    return tuple(one for one in statement.debt.explanation if _speaks_of(one, part))


def _fee_paid(statement: DebtStatement) -> Iterator[Step]:
    paid = statement.fee_fen - statement.fee_left_fen
    if paid:
        yield step(
            "fees.after_enforcement",
            statement.on,
            "到账款项先扣申请执行费",
            f"{yuan_text(statement.fee_fen, True)} − {yuan_text(paid, True)}",
            _yuan(statement.fee_left_fen),
        )


def _adjudged(part: DebtPart, title: TitleTerms, statement: DebtStatement, authority: str) -> Iterator[Step]:
    whole = title.principal_fen if part is DebtPart.PRINCIPAL else title.litigation_costs_fen
    left = statement.debt.principal_left if part is DebtPart.PRINCIPAL else statement.debt.costs_left
    yield Step(f"执行依据确定的{part.label}（{title.effective_on}生效）", "", _yuan(whole), authority)
    credited = [(_credited(part, line), line) for line in statement.debt.allocations]
    for fen, line in credited:
        if fen:
            shares = f"到账 {yuan_text(line.payment.fen, True)}，其中清偿{part.label} {yuan_text(fen, True)}"
            yield from (
                Step(shares, "", "", one.article, one.article_text, one.mark)
                for one in statement.debt.explanation
                if one.text.startswith(str(line.payment.day)) and "清偿" in one.text
            )
    if whole != left:
        yield Step(
            f"截至{statement.on}未清偿的{part.label}",
            f"{yuan_text(whole, True)} − {yuan_text(whole - left, True)}",
            _yuan(left),
        )


def _credited(part: DebtPart, line: Allocation) -> int:
    return line.principal if part is DebtPart.PRINCIPAL else line.costs


_OF_DOUBLED = ("加倍部分", "停止计息", "按本院设置", "2014-08-01以前")


def _speaks_of(one: Step, part: DebtPart) -> bool:
    """Whether a step of the whole debt concerns one part of its interest.

    The opening sentence concerns both; a payment concerns the parts it names; the closing sum none.
    """
    if one.text.startswith("截至"):
        return False
    if one.text.startswith("迟延履行期间的债务利息＝"):
        return True
    if "清偿" in one.text and "＝" in one.arithmetic:
        return part.label in one.arithmetic
    if part is DebtPart.GENERAL:
        return "一般债务利息" in one.text
    return "一般债务利息" not in one.text and any(word in one.text for word in _OF_DOUBLED)


def _yuan(fen: int) -> str:
    return f"{yuan_text(fen, True)}元"


@dataclass(frozen=True, slots=True)
class CreditedLine:
    """One sum that came in and what it discharged, in fen."""

    on: date
    fen: int
    fee_fen: int
    costs_fen: int
    general_fen: int
    principal_fen: int
    doubled_fen: int
    surplus_fen: int


def credited_lines(recoveries: Sequence[RecoveryLine], statement: DebtStatement) -> tuple[CreditedLine, ...]:
    """Every sum that came in by the day and stayed: first the application fee, then the debt in its order."""
    fee_left, allocations, found = statement.fee_fen, iter(statement.debt.allocations), []
    for line in standing(recoveries, statement.on):
        to_fee = fee_of(line, fee_left)
        fee_left -= to_fee
        share = next(allocations) if line.fen > to_fee and not line.source.startswith(FEE_SHARE) else None
        parts = (
            (share.costs, share.general, share.principal, share.doubled, share.surplus) if share else (0,) * 5
        )
        found.append(CreditedLine(line.on, line.fen, to_fee, *parts))
    return tuple(found)
