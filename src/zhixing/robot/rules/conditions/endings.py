"""Conditions on restrictions of parties and on endings under way."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhixing.cases.rules.restrictions import RestrictionKind
from zhixing.robot.rules.conditions.base import Finding, condition
from zhixing.robot.rules.params import one_of
from zhixing.robot.rules.views import CaseView

Params = Mapping[str, Any]
RESTRICTIONS = {kind.value: kind.label for kind in RestrictionKind}


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


@condition(
    "restriction.to_lift",
    "有应当解除的失信、限消",
    "a restriction must be lifted",
    subject="sanctions.deletion",
)
def to_lift(view: CaseView, params: Params, on: date) -> Finding:
    """Something ended a restriction, and the law obliges the court to lift it."""
    due = sorted(one.lift_due_on for one in view.restrictions if one.lifted_on is None and one.lift_due_on)
    if not due:
        return False, "没有应当解除的限制措施", "nothing to lift"
    return True, f"应当解除 {len(due)} 项，最迟 {due[0]}", f"{len(due)} to lift by {due[0]}"


@condition(
    "restriction.not_on_everybody", "有被执行人未被限制", "a debtor is not restricted", subject="sanctions.consumption",
    kind=one_of("种类", *RESTRICTIONS),
)  # fmt: skip
def not_on_everybody(view: CaseView, params: Params, on: date) -> Finding:
    """At least one debtor bears no restriction of the kind."""
    held = {one.party_id for one in view.restrictions if one.kind == params["kind"] and one.lifted_on is None}
    free = [party.name for party in view.debtors if party.id not in held]
    words = (
        f"未{RESTRICTIONS[params['kind']]}：{'、'.join(free[:3])}"
        if free
        else f"均已{RESTRICTIONS[params['kind']]}"
    )
    return bool(free), words, f"{len(free)} debtors free of it"


@condition("ending.none", "没有正在办理的结案", "no ending is under way")
def no_ending(view: CaseView, params: Params, on: date) -> Finding:
    """No dossier of an ending is open."""
    ending = view.ending
    return (
        ending is None,
        "终本核查已经开始" if ending else "没有正在办理的结案",
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


@condition(
    "ending.lacks_only_approval", "只差约谈和批准", "only the hearing and the approval are missing",
    subject="suspension.approval",
)  # fmt: skip
def lacks_only_approval(view: CaseView, params: Params, on: date) -> Finding:
    """The dossier lacks nothing but that the applicant is heard and the 终本 approved."""
    if view.ending is None:
        return False, "没有正在办理的结案", "no ending under way"
    unmet = view.ending.unmet
    return (
        view.ending.state == "to_approve",
        f"未满足：{'；'.join(unmet[:3])}" if unmet else "条件均已满足",
        f"{len(unmet)} unmet",
    )
