"""Conditions on restrictions of parties and on endings under way."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhixing.cases.rules.restrictions import RestrictionKind
from zhixing.robot.rules.conditions.base import Finding, condition
from zhixing.robot.rules.listing import LISTED, STATED, to_list
from zhixing.robot.rules.paper_facts import halting_paper
from zhixing.robot.rules.params import one_of, whole
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


@condition(
    "listing.stated", "有符合纳入名单情形的被执行人", "a debtor may be put on the list", subject="sanctions.grounds",
    about=one_of("认定的情形", *STATED),
)  # fmt: skip
def listing_stated(view: CaseView, params: Params, on: date) -> Finding:
    """It was stated of a debtor who is not listed yet; minors and the dead are never listed."""
    found = to_list(view, params["about"])
    names = [party.name for party in view.debtors if party.id in found]
    if not names:
        return False, "没有应当纳入而未纳入名单的被执行人", "nobody to put on the list"
    return True, f"应当审查纳入：{'、'.join(names[:3])}", f"{len(names)} to put on the list"


@condition(
    "restriction.without_term",
    "有无固定期限的名单信息",
    "an entry without a term stands",
    subject="sanctions.deletion",
)
def without_term(view: CaseView, params: Params, on: date) -> Finding:
    """An entry of the list that has no term and no cause noted yet: one with a term waits for its end."""
    standing = [one for one in view.restrictions if one.kind == LISTED and one.lifted_on is None]
    free = [one for one in standing if one.until is None and not one.cause]
    words = f"在册 {len(standing)} 名，其中无固定期限、未记删除事由 {len(free)} 名"
    return bool(free), words, f"{len(free)} of {len(standing)} without a term"


@condition(
    "inquiry.empty_rounds", "结案后网络查控未发现财产", "asked and found nothing since the case was closed",
    subject="sanctions.deletion", times=whole("次数", 2, 10),
)  # fmt: skip
def empty_rounds(view: CaseView, params: Params, on: date) -> Finding:
    """So many rounds since the conclusion to which every unit answered that there is nothing, and nothing new is known."""
    found = view.inquiries.empty_rounds
    newest = view.assets.newest_on
    fresh = newest is not None and view.concluded_on is not None and newest > view.concluded_on
    words = f"结案后网络查控 {found} 次均无财产" + ("，但另查到新财产" if fresh else "")
    return found >= params["times"] and not fresh, words, f"{found} empty rounds"


@condition("leads.none_open", "没有未核实的财产线索", "no lead is unchecked", subject="sanctions.deletion")
def no_leads(view: CaseView, params: Params, on: date) -> Finding:
    """Every lead that somebody gave was checked."""
    if view.open_leads:
        return False, f"尚有 {view.open_leads} 条线索未核实", f"{view.open_leads} leads open"
    return True, "没有未核实的线索", "no lead is open"


@condition(
    "halting.paper_known",
    "停止执行的文书已登记",
    "the paper that halted enforcement is known",
    subject="documents.resumption",
)
def halting_known(view: CaseView, params: Params, on: date) -> Finding:
    """The ruling or decision by which enforcement stood still is known, so that the notice can name it."""
    paper = halting_paper(view)
    if paper:
        return True, f"停止执行的文书：{paper}", "known"
    return False, "中止、暂缓或者终本的文书没有在本系统制作，也没有登记文号", "not known"
