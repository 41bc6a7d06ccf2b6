"""Conditions on assets and their control."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhixing.law.amounts import yuan_text
from zhixing.robot.rules.conditions.base import Finding, condition
from zhixing.robot.rules.params import one_of, whole
from zhixing.robot.rules.views import CaseView

Params = Mapping[str, Any]


@condition("assets.found", "查到财产", "assets were found")
def found(view: CaseView, params: Params, on: date) -> Finding:
    """A unit named assets that passed the identity gate and are still there."""
    known = view.assets
    words = f"财产 {known.count} 项，价值 {yuan_text(known.value_fen)} 元"
    return known.count > 0, words, f"{known.count} assets"


@condition("assets.none", "未查到财产", "no assets were found", subject="suspension.exhausted")
def none(view: CaseView, params: Params, on: date) -> Finding:
    """No asset of a debtor is known."""
    count = view.assets.count
    return count == 0, f"财产 {count} 项" if count else "未查到财产", f"{count} assets"


@condition(
    "assets.new_since_conclusion", "结案后查到新财产", "assets came to light after the case was closed",
    subject="suspension.look_back",
)  # fmt: skip
def new_since_conclusion(view: CaseView, params: Params, on: date) -> Finding:
    """An asset was first seen after the day on which the case was concluded."""
    newest, closed = view.assets.newest_on, view.concluded_on
    if closed is None:
        return False, "案件在办", "the case is open"
    if newest is None or newest <= closed:
        return False, f"{closed} 结案后未查到新财产", "nothing new since the conclusion"
    return True, f"{closed} 结案，{newest} 查到新财产", f"new assets on {newest}"


@condition("assets.cover_debt", "财产足以清偿", "the assets cover the debt", subject="measures.excess")
def cover_debt(view: CaseView, params: Params, on: date) -> Finding:
    """What the holders state is worth at least what is owed."""
    value, owed = view.assets.value_fen, view.debt.owed_with_fee_fen
    words = f"财产价值 {yuan_text(value)} 元，应付 {yuan_text(owed)} 元"
    return value >= owed and not view.debt.refused, words, f"assets {value} fen, owed {owed} fen"


@condition("measures.any", "有控制措施", "something is under control")
def any_measure(view: CaseView, params: Params, on: date) -> Finding:
    """At least one measure has not been released."""
    count = view.measures.count
    return count > 0, f"控制措施 {count} 项", f"{count} measures"


@condition("measures.none", "没有控制措施", "nothing is under control")
def no_measure(view: CaseView, params: Params, on: date) -> Finding:
    """Every measure has been released, or there never was one."""
    count = view.measures.count
    return count == 0, f"控制措施 {count} 项", f"{count} measures"


@condition(
    "measures.end_within",
    "控制期限将届满",
    "a measure ends soon",
    subject="measures.reminder",
    days=whole("天数", 0, 365),
)
def end_within(view: CaseView, params: Params, on: date) -> Finding:
    """A measure ends within so many days."""
    nearest = view.measures.nearest_end
    if nearest is None:
        return False, "没有在期的控制措施", "no measure in force"
    left = (nearest - on).days
    return left <= params["days"], f"最近一项至 {nearest} 届满，余 {left} 日", f"nearest end {nearest}"


@condition(
    "measures.drafted", "已拟续行或者解除", "renewals or releases are drafted",
    kind=one_of("种类", "renew", "release"),
)  # fmt: skip
def drafted(view: CaseView, params: Params, on: date) -> Finding:
    """A renewal or a release has been drafted and waits for approval."""
    renew = params["kind"] == "renew"
    count = view.measures.renewals_drafted if renew else view.measures.releases_drafted
    return count > 0, f"待批准的{'续行' if renew else '解除'} {count} 项", f"{count} drafted"


@condition(
    "freezes.proposal", "有拟控制方案", "control is proposed", state=one_of("状态", "draft", "submitted")
)
def proposal(view: CaseView, params: Params, on: date) -> Finding:
    """A proposal of control stands where the parameter says."""
    state = view.measures.proposal
    words = {"": "没有拟控制方案", "draft": "拟控制方案待承办人核对", "submitted": "拟控制方案待审批"}[state]
    return state == params["state"], words, f"proposal: {state or 'none'}"
