"""Conditions on the debt and on the money the court holds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhixing.law.amounts import yuan_text
from zhixing.robot.rules.conditions.base import Finding, condition
from zhixing.robot.rules.params import whole
from zhixing.robot.rules.views import CaseView

Params = Mapping[str, Any]


def _owed(view: CaseView) -> tuple[str, str]:
    debt = view.debt
    if debt.refused:
        return f"债务无法计算：{debt.refused}", "the debt cannot be reckoned"
    return (
        f"至 {debt.on} 应付 {yuan_text(debt.owed_fen)} 元，申请执行费未付 {yuan_text(debt.fee_left_fen)} 元",
        f"owed {debt.owed_fen} fen and {debt.fee_left_fen} fen of fees on {debt.on}",
    )


@condition("debt.satisfied", "债务已清偿", "the debt is paid", subject="measures.lift")
def satisfied(view: CaseView, params: Params, on: date) -> Finding:
    """Nothing is owed any more, the application fee included."""
    return (view.debt.owed_with_fee_fen == 0 and not view.debt.refused, *_owed(view))


@condition("debt.owed", "债务未清偿", "something is owed")
def owed(view: CaseView, params: Params, on: date) -> Finding:
    """Something is still owed."""
    return (view.debt.owed_with_fee_fen > 0, *_owed(view))


@condition("debt.at_least", "未清偿达到金额", "at least so much is owed", yuan=whole("元", 1, 10_000_000_000))
def at_least(view: CaseView, params: Params, on: date) -> Finding:
    """At least so many yuan are owed."""
    return (view.debt.owed_with_fee_fen >= params["yuan"] * 100, *_owed(view))


@condition("funds.held", "有案款在账", "money is held", subject="funds.pay")
def held(view: CaseView, params: Params, on: date) -> Finding:
    """The court holds money of the case."""
    fen = view.funds.held_fen
    return fen > 0, f"案款在账 {yuan_text(fen)} 元", f"{fen} fen held"


@condition("funds.nothing_held", "没有案款在账", "no money is held", subject="funds.pay")
def nothing_held(view: CaseView, params: Params, on: date) -> Finding:
    """The court holds no money of the case, and no payment is under way."""
    money = view.funds
    words = f"案款在账 {yuan_text(money.held_fen)} 元，在途付款 {money.payments_under_way} 笔"
    return money.held_fen == 0 and money.payments_under_way == 0, words, f"{money.held_fen} fen held"


@condition("funds.plan_to_approve", "有发放方案待批准", "a plan waits for approval", subject="funds.pay")
def plan_to_approve(view: CaseView, params: Params, on: date) -> Finding:
    """A plan to pay out has been drafted and waits for approval."""
    count = len(view.funds.plans_to_approve)
    return count > 0, f"待批准的发放方案 {count} 个", f"{count} plans to approve"
