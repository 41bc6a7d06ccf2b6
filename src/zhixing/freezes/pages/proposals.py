"""Proposals of control on screen: the builder of a case, what waits for approval, what goes beyond the need, the rules."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.queries import CaseNotFound
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import keys_of
from zhixing.freezes.operations import approving, excess, proposing, setting_rules
from zhixing.freezes.operations.proposing import ProposalRefused
from zhixing.freezes.operations.weighing import weigh
from zhixing.freezes.queries import proposals as reading
from zhixing.freezes.queries.proposals import ProposalDetail, ProposalNotFound
from zhixing.freezes.rules.court_rules import RULES, RuleRefused
from zhixing.freezes.rules.proposal_states import ExcessState, ProposalState
from zhixing.inquiries.rules.assets import Freshness
from zhixing.law.amounts import AmountUnreadable, fen_of_yuan, yuan_text
from zhixing.law.rate_terms import UnreadableRate

_FRESH = {
    Freshness.FRESH: ("近 30 日内", "fresh"),
    Freshness.AGEING: ("超过 30 日", "ageing"),
    Freshness.STALE: ("超过半年，应当重新查询", "stale, ask again"),
}
_VERDICTS = {
    "free": "may be controlled",
    "uncounted": "may be, counts nothing",
    "person": "a person decides",
    "never": "may not be controlled",
}


def _shared() -> dict[str, Any]:
    return {
        "fresh_words": lambda fresh: t(*_FRESH[fresh]), "State": ProposalState, "Excess": ExcessState,
        "state_words": lambda state: t(state.label, state.english),
        "verdict_words": lambda verdict: t(verdict.label, _VERDICTS[verdict.value]),
    }  # fmt: skip


# ---- lists ------------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def proposals(request: HouseRequest) -> HttpResponse:
    """Proposals by state: what waits for an officer, for approval, what was sent, what was given up."""
    wanted = request.GET.get("state", "")
    courts = request.actor.courts
    counts = reading.count_proposals(courts=courts)
    first = ProposalState.SUBMITTED if counts[ProposalState.SUBMITTED] else ProposalState.DRAFT
    state = ProposalState(wanted) if wanted in set(ProposalState) else first
    views = [
        (f"{t(one.label, one.english)} {counts[one]}" if one in counts else t(one.label, one.english),
         f"?state={one.value}", one is state)
        for one in ProposalState
    ]  # fmt: skip
    rows = reading.list_proposals(courts=courts, state=state)
    return render(
        request, "freezes/proposals.html", {**_shared(), "rows": rows, "views": views, "state": state}
    )


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The proposals of a case, for its assets part: the open one first, with the button that makes one."""
    rows = reading.proposals_of_case(case_id)
    court = rows[0].court_id if rows else None
    may = any(
        request.actor.has(one, *proposing.PROPOSERS) for one in ([court] if court else request.actor.courts)
    )
    is_open = any(row.state in (ProposalState.DRAFT, ProposalState.SUBMITTED) for row in rows)
    shown = {**_shared(), "rows": rows, "case_id": case_id, "may_propose": may and not is_open}
    return render(request, "freezes/proposals_of_case.html", shown)


# ---- the builder --------------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def propose(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Make the proposal of a case, or bring the open draft up to date."""
    try:
        made = proposing.propose(case_id=case_id, now=clock.now(), actor=request.actor)
    except CaseNotFound as missing:
        raise Http404(str(missing)) from None
    except (ProposalRefused, UnreadableRate) as refused:
        messages.error(request, str(refused))
        return redirect("case-assets", case_id)
    return redirect("proposal", made.pk) if made else redirect("case-assets", case_id)


def _detail(proposal_id: UUID) -> ProposalDetail:
    try:
        return reading.proposal_detail(proposal_id, today=clock.today())
    except ProposalNotFound as missing:
        raise Http404(str(missing)) from None


@login_required
@require_GET
def proposal(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """A proposal: what is taken and why, what is not and why, the total against the need, what can be done."""
    detail, actor = _detail(proposal_id), request.actor
    court, state = detail.proposal.court_id, detail.line.state
    proposes = actor.has(court, *proposing.PROPOSERS)
    return render(
        request, "freezes/proposal.html",
        {
            **_shared(), "detail": detail, "line": detail.line, "proposal": detail.proposal,
            "may_edit": proposes and state is ProposalState.DRAFT,
            "may_approve": state is ProposalState.SUBMITTED and approving.may_approve(
                detail.proposal, actor, today=clock.today()
            ),
            "may_return": state is ProposalState.SUBMITTED and actor.has(
                court, *proposing.PROPOSERS, *approving.APPROVERS
            ),
            "is_own": detail.proposal.submitted_by_id == actor.user_id,
        },
    )  # fmt: skip


@login_required
@require_GET
def why(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """Why so much is to be controlled."""
    detail = _detail(proposal_id)
    return render(
        request, "why.html",
        {
            "figure": t("尚需控制", "still to be covered"), "value": f"{yuan_text(detail.left_fen, True)} {t('元', 'yuan')}",
            "steps": detail.steps, "flags": (),
            "sources": [(detail.line.case_number, f"/cases/{detail.line.case_id}/")],
        },
    )  # fmt: skip


@login_required
@require_GET
def why_item(request: HouseRequest, proposal_id: UUID, item_id: UUID) -> HttpResponse:
    """Why an asset counts what it counts."""
    item = next((one for one in _detail(proposal_id).items if one.id == item_id), None)
    if item is None:
        raise Http404(t("方案中没有这项财产。", "No such asset in the proposal."))
    return render(
        request, "why.html",
        {
            "figure": item.asset.title, "value": f"{yuan_text(item.counted_fen, True)} {t('元', 'yuan')}",
            "steps": item.steps, "flags": (),
            "sources": [(item.asset.unit_name, f"/inquiries/assets/{item.asset_id}/")],
        },
    )  # fmt: skip


@login_required
@require_POST
def total(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """The running total of what is ticked, before it is kept."""
    detail = _detail(proposal_id)
    weighed = weigh(
        case_id=detail.line.case_id,
        asset_ids=keys_of(request.POST.getlist("pick")),
        today=clock.today(),
        actor=request.actor,
    )
    return render(request, "freezes/proposal_total.html", {"total": weighed, "left": detail.left_fen})


def _act(
    request: HouseRequest, proposal_id: UUID, act: Callable[[], object], done: str, target: str = "proposal"
) -> HttpResponse:
    try:
        act()
    except ProposalNotFound as missing:
        raise Http404(str(missing)) from None
    except (ProposalRefused, UnreadableRate) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(target, proposal_id)


@login_required
@require_POST
def choose(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """Keep what is ticked."""
    picked = keys_of(request.POST.getlist("pick"))
    reasons = {asset_id: request.POST.get(f"reason-{asset_id}", "") for asset_id in picked}
    return _act(
        request, proposal_id,
        lambda: proposing.choose_items(
            proposal_id=proposal_id, asset_ids=picked, reasons=reasons, now=clock.now(), actor=request.actor
        ),
        t("已按您的选取重新计算。", "Reckoned with what you picked."),
    )  # fmt: skip


@login_required
@require_POST
def submit(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """Put a draft forward."""
    return _act(
        request, proposal_id,
        lambda: proposing.submit(
            proposal_id=proposal_id, excess_reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor
        ),
        t("已提交审批。", "Put forward for approval."),
    )  # fmt: skip


@login_required
@require_POST
def approve(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """Approve: papers and orders leave."""
    return _act(
        request, proposal_id,
        lambda: approving.approve(proposal_id=proposal_id, now=clock.now(), actor=request.actor),
        t("已批准：裁定书、协助执行通知书已制作，控制请求已发出。", "Approved: papers are issued, orders sent."),
    )  # fmt: skip


@login_required
@require_POST
def take_back(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """Send it back to the officer."""
    return _act(
        request, proposal_id,
        lambda: proposing.take_back(
            proposal_id=proposal_id, reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor
        ),
        t("已退回承办人。", "Sent back to the officer."),
    )  # fmt: skip


@login_required
@require_POST
def discard(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """Give a draft up."""
    return _act(
        request, proposal_id,
        lambda: proposing.discard(
            proposal_id=proposal_id, reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor
        ),
        t("已作废。", "Discarded."),
    )  # fmt: skip


@login_required
@require_POST
def estimate(request: HouseRequest, proposal_id: UUID, asset_id: UUID) -> HttpResponse:
    """Put in what an asset is worth, and reckon the draft anew."""
    detail = _detail(proposal_id)
    chosen = [item.asset_id for item in detail.chosen]
    reasons = {item.asset_id: item.hand_reason for item in detail.chosen}

    def act() -> None:
        try:
            fen = fen_of_yuan(request.POST.get("yuan", ""))
        except AmountUnreadable as unreadable:
            raise ProposalRefused(str(unreadable)) from None
        now, actor = clock.now(), request.actor
        proposing.estimate(
            asset_id=asset_id, fen=fen, basis=request.POST.get("basis", ""), now=now, actor=actor
        )
        if detail.proposal.is_edited:
            proposing.choose_items(
                proposal_id=proposal_id, asset_ids=chosen, reasons=reasons, now=now, actor=actor
            )
        else:
            proposing.propose(case_id=detail.line.case_id, now=now, actor=actor)

    return _act(
        request,
        proposal_id,
        act,
        t("估值已录入，方案已重新计算。", "Estimate saved, the proposal reckoned anew."),
    )


# ---- excess -------------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def excess_list(request: HouseRequest) -> HttpResponse:
    """Cases whose control goes beyond the need."""
    is_open = request.GET.get("view", "") != "over"
    rows = reading.list_excess(courts=request.actor.courts, is_open=is_open)
    views = [(t("待处理", "To do"), "?", is_open), (t("已处理", "Dealt with"), "?view=over", not is_open)]
    return render(
        request, "freezes/excess.html", {**_shared(), "rows": rows, "views": views, "is_open": is_open}
    )


@login_required
@require_GET
def excess_page(request: HouseRequest, finding_id: UUID) -> HttpResponse:
    """One excess: what is to be released and why; or to be kept, by two people."""
    try:
        row = reading.excess_by_id(finding_id)
    except ProposalNotFound as missing:
        raise Http404(str(missing)) from None
    actor = request.actor
    return render(
        request, "freezes/excess_page.html",
        {
            **_shared(), "row": row,
            "may_ask": row.state is ExcessState.OPEN and actor.has(row.court_id, *proposing.PROPOSERS),
            "may_decide": row.state is ExcessState.KEEP_ASKED and actor.has(row.court_id, *approving.APPROVERS)
            and row.keep_asked_by_id != actor.user_id,
        },
    )  # fmt: skip


@login_required
@require_POST
def ask_to_keep(request: HouseRequest, finding_id: UUID) -> HttpResponse:
    """Ask to keep what goes beyond."""
    return _act(
        request, finding_id,
        lambda: excess.ask_to_keep(
            finding_id=finding_id, reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor
        ),
        t("已提请保留，待另一人复核；复核前仍按解除办理。", "Asked; until a second person agrees the release stands."), "excess-finding",
    )  # fmt: skip


@login_required
@require_POST
def decide_keeping(request: HouseRequest, finding_id: UUID) -> HttpResponse:
    """Agree as the second person, or not."""
    agrees = request.POST.get("agrees") == "1"
    done = (
        t("已决定保留，解除已撤回。", "Kept; the release is withdrawn.")
        if agrees
        else t("不予保留，应当解除。", "Not kept; to be released.")
    )
    return _act(
        request, finding_id,
        lambda: excess.decide_keeping(finding_id=finding_id, agrees=agrees, now=clock.now(), actor=request.actor),
        done, "excess-finding",
    )  # fmt: skip


# ---- the rules of a court --------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def rules(request: HouseRequest, court_id: int) -> HttpResponse:
    """What the court has set for choosing, with the ground of each rule and how well it is known."""
    if court_id not in request.actor.courts:
        raise Http404(t("没有这个法院。", "No such court."))
    held = reading.court_rules(court_id)
    return render(
        request, "freezes/choosing_rules.html",
        {
            "held": held, "lines": held.lines(clock.today()), "court_id": court_id,
            "may_set": request.actor.has(court_id, *setting_rules.SETTERS),
        },
    )  # fmt: skip


@login_required
@require_POST
def set_rule(request: HouseRequest, court_id: int) -> HttpResponse:
    """Set one rule."""
    name, text = request.POST.get("name", ""), request.POST.get("value", "")
    try:
        value = fen_of_yuan(text) if name in RULES and RULES[name].is_money else int(text)
        setting_rules.set_rule(
            court_id=court_id, name=name, value=value, reason=request.POST.get("reason", ""), now=clock.now(),
            actor=request.actor,
        )  # fmt: skip
    except (RuleRefused, ProposalRefused, AmountUnreadable) as refused:
        messages.error(request, str(refused))
    except ValueError:
        messages.error(request, t("请填写整数。", "Enter a whole number."))
    else:
        messages.success(
            request, t("规则已调整，此后的方案按新规则计算。", "Set; proposals from now on follow it.")
        )
    return redirect("choosing-rules", court_id)
