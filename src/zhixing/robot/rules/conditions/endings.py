"""Conditions on restrictions of parties and on endings under way."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhixing.robot.rules.conditions.base import Finding, condition
from zhixing.robot.rules.params import one_of
from zhixing.robot.rules.views import CaseView

Params = Mapping[str, Any]
RESTRICTIONS = {"listing": "失信被执行人名单", "consumption": "限制消费"}


def _in_force(view: CaseView, kind: str) -> int:
    return sum(1 for one in view.restrictions if one.kind == kind and one.lifted_on is None)


@condition(
    "restriction.in_force", "有失信或者限消", "a restriction is in force", subject="sanctions.deletion",
    kind=one_of("种类", *RESTRICTIONS),
)  # fmt: skip
def in_force(view: CaseView, params: Params, on: date) -> Finding:
    """A restriction of the kind is in force."""
    count = _in_force(view, params["kind"])
    return count > 0, f"{RESTRICTIONS[params['kind']]}在册 {count} 名", f"{count} in force"


@condition(
    "restriction.none", "没有失信或者限消", "no restriction is in force", subject="sanctions.consumption",
    kind=one_of("种类", *RESTRICTIONS),
)  # fmt: skip
def none_in_force(view: CaseView, params: Params, on: date) -> Finding:
    """No restriction of the kind is in force."""
    count = _in_force(view, params["kind"])
    return count == 0, f"{RESTRICTIONS[params['kind']]}在册 {count} 名", f"{count} in force"


@condition("ending.none", "没有正在办理的结案", "no ending is under way")
def no_ending(view: CaseView, params: Params, on: date) -> Finding:
    """No dossier of an ending is open."""
    ending = view.ending
    return (
        ending is None,
        f"正在办理：{ending.kind}" if ending else "没有正在办理的结案",
        ending.kind if ending else "none",
    )


@condition(
    "ending.complete", "结案条件齐备", "every condition of the ending holds", subject="suspension.conditions"
)
def ending_complete(view: CaseView, params: Params, on: date) -> Finding:
    """A dossier is open and nothing of it is unmet."""
    if view.ending is None:
        return False, "没有正在办理的结案", "no ending under way"
    unmet = view.ending.unmet
    return not unmet, f"未满足：{'；'.join(unmet[:3])}" if unmet else "条件均已满足", f"{len(unmet)} unmet"
