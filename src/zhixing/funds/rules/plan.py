"""Who gets what of one receipt in a case with one creditor: fee, applicant, and what the debtor has paid too much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.cases.rules.debt import (
    MOVED,
    DebtStatement,
    RecoveryLine,
    TitleTerms,
    statement,
    take_moved,
)
from zhixing.law.amounts import yuan_text
from zhixing.law.case_funds import payee_allowed
from zhixing.law.citing import citation, step
from zhixing.law.debt_ladder import Debt, settle_receipt
from zhixing.law.explanation import Step
from zhixing.law.interest import Stop


class Share(StrEnum):
    """Where a part of a receipt goes."""

    APPLICATION_FEE = "application_fee"
    APPLICANT = "applicant"
    REFUND = "refund"


class Block(StrEnum):
    """Why money waits for a person instead of being planned."""

    SEVERAL_APPLICANTS = "several_applicants"
    NO_PAYEE_ACCOUNT = "no_payee_account"
    DEBT_UNCLEAR = "debt_unclear"
    DISTRIBUTION = "distribution"
    PAYEE_CHANGE = "payee_change"
    THIRD_PARTY = "third_party"
    DEFERRED = "deferred"
    NOT_BANKED = "not_banked"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "several_applicants": "本案有多名申请执行人，须由承办人制作分配方案",
            "no_payee_account": "申请执行人没有登记收款账户，须补充",
            "debt_unclear": "债务金额无法计算，须核对执行依据",
            "distribution": "已列入多名债权人的分配方案，按该方案发放",
            "payee_change": "收款账户变更尚未生效",
            "third_party": "案外收款人尚未经公示和审核",
            "deferred": "延缓发放，期限届满或者事由消失后再制作分配方案",
            "not_banked": "现金或者票据尚未存入案款专户，银行入账后再分配",
        }[self.value]


@dataclass(frozen=True, slots=True)
class PlannedShare:
    """One part: above zero, in fen, with its article and the reason in words."""

    share: Share
    fen: int
    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class Planned:
    """The parts of one receipt; they sum to it."""

    shares: tuple[PlannedShare, ...]
    explanation: tuple[Step, ...]

    def of(self, share: Share) -> int:
        """What goes one way, in fen."""
        return sum(one.fen for one in self.shares if one.share is share)


def plan_receipt(
    *,
    title: TitleTerms,
    prior: Sequence[RecoveryLine],
    receipt: RecoveryLine,
    stops: Sequence[Stop] = (),
    fee_taken_fen: int | None = None,
) -> Planned:
    """Split a receipt (above zero) by the statutory ladder against the debt of the day it came.

    `prior` is the money that counts before it: everything earlier, and everything planned already. When some of that
    came later (an old receipt that was identified late), the split is what the receipt changes in the debt as of that
    later day, so that plans and debt never disagree. `fee_taken_fen` is the fee that live plans of the case have taken: when
    the receipt that carried it was taken back, this one makes up for it. Raises what the interest rules raise for an unclear title.
    """
    on = max([receipt.on, *(line.on for line in prior)])
    before = statement(title, prior, on, stops=stops)
    after = statement(title, [*prior, receipt], on, stops=stops)
    # Money that counts from an earlier day also saves interest, so the surplus can grow by more than the receipt holds.
    refund = min(after.debt.surplus - before.debt.surplus, receipt.fen)
    fee = before.fee_left_fen - after.fee_left_fen
    if fee_taken_fen is not None:
        fee = after.fee_fen - after.fee_left_fen - fee_taken_fen
    fee = min(max(0, fee), receipt.fen - refund)
    applicant = receipt.fen - fee - refund
    shares = [
        PlannedShare(Share.APPLICATION_FEE, fee, *_fee_words(fee, before, receipt.on)),
        PlannedShare(Share.APPLICANT, applicant, *_applicant_words(receipt.on)),
        PlannedShare(Share.REFUND, refund, *_refund_words(receipt.on)),
    ]
    explanation = (*before.explanation, *_ladder(before, receipt, fee, refund), *_payee(receipt.on))
    return Planned(tuple(share for share in shares if share.fen), explanation)


def _ladder(before: DebtStatement, receipt: RecoveryLine, fee: int, refund: int) -> tuple[Step, ...]:
    debt = Debt(
        application_fee_fen=before.fee_left_fen,
        adjudged_costs_fen=before.debt.costs_left,
        general_interest_fen=before.debt.general_left,
        principal_fen=before.debt.principal_left + before.debt.other_left,
        doubled_part_fen=before.debt.doubled_left,
    )
    settled = settle_receipt(received_fen=receipt.fen, debt=debt, on=receipt.on)
    if (settled.to_fee_income_fen, settled.refund_fen) == (fee, refund):
        return settled.explanation
    text = "本笔到账较早、认领较晚，其后到账的款项已经分配：按计入本笔前后债务的差额分配。"
    return (step("distribution.ladder", receipt.on, text, "", yuan_text(receipt.fen, True)),)


def _payee(on: date) -> tuple[Step, ...]:
    return payee_allowed(
        to_applicant=True, refund_to_payer=False, panel_reviewed=False, special_authority=False, on=on
    )


def _fee_words(fee: int, before: DebtStatement, on: date) -> tuple[str, str]:
    reason = f"申请执行费由被执行人负担，先行扣收；应收 {yuan_text(before.fee_fen, True)} 元，本次 {yuan_text(fee, True)} 元。"
    return citation("distribution.fee_bearer", on), reason


def _applicant_words(on: date) -> tuple[str, str]:
    return citation("funds.payee", on), "执行款发放给申请执行人。"


def _refund_words(on: date) -> tuple[str, str]:
    return citation("distribution.excess", on), "超出全部债务和执行费的部分，退还被执行人。"


def standing(lines: Sequence[RecoveryLine]) -> list[RecoveryLine]:
    """The recoveries that were not taken back: each ``back:X`` cancels its own ``receipt:X`` and no other.

    What a distribution has moved to other creditors is taken from its own receipt.
    """
    gone = {line.source.removeprefix("back:") for line in lines if line.source.startswith("back:")}
    kept: list[RecoveryLine] = []
    for line in lines:
        key = line.source.removeprefix("receipt:")
        if line.source.startswith(("back:", MOVED)) or (line.source.startswith("receipt:") and key in gone):
            continue
        kept.append(line)
    for line in lines:
        if line.source.startswith(MOVED):
            take_moved(kept, line)
    return kept
