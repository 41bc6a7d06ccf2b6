"""分配审批: plans by tier, one plan with its reasons, approval and rejection, many at once after a preview of sums."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import keys_of
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import (
    AFTER_MAX,
    REJECTERS,
    WITHDRAWERS,
    address,
    asked_text,
    gone,
    room_tabs,
    shared,
    word,
)
from zhixing.funds.queries import Picked, PlanState, PlanView, ReceiptNotFound
from zhixing.law.amounts import yuan_text
from zhixing.law.case_funds import Approver
from zhixing.law.explanation import Step

PICKED_MAX = 200
VIEWS = (
    (PlanState.PROPOSED.value, Approver.BUREAU_CHIEF.value),
    (PlanState.PROPOSED.value, Approver.VICE_PRESIDENT.value),
    (PlanState.APPROVED.value, ""),
    (PlanState.REJECTED.value, ""),
    (PlanState.WITHDRAWN.value, ""),
)


@login_required
@require_GET
def plans(request: HouseRequest) -> HttpResponse:
    """The plans that wait, tier by tier, and those that were decided."""
    asked = request.GET.get("state", ""), request.GET.get("tier", "")
    waiting = queries.tiers_waiting()
    state, tier = asked if asked in VIEWS else _first_view(request, waiting)
    text, after = asked_text(request), request.GET.get("after", "")[:AFTER_MAX]
    page = queries.list_plans(state=state, tier=tier, text=text, after=after)
    mine = {plan.id for plan in page.lines if queries.who_may_decide(plan, request.actor)}
    is_open = state == PlanState.PROPOSED.value
    return render(
        request, "funds/plans.html",
        {
            **shared(), "page": page, "state": state, "tier": tier, "text": text, "mine": mine,
            "blockers": queries.blockers_of([plan.id for plan in page.lines]) if is_open else {},
            "tabs": room_tabs("funds-plans"), "waiting": waiting, "actor_key": f"user:{request.actor.user_id}",
            "views": [
                (_view_words(one, role, waiting), address(state=one, tier=role), (one, role) == (state, tier))
                for one, role in VIEWS
            ],
            "next_page": address(state=state, tier=tier, q=text, after=page.next_key) if page.next_key else "",
            "first_page": address(state=state, tier=tier, q=text) if after else "",
        },
    )  # fmt: skip


def _first_view(request: HouseRequest, waiting: dict[str, tuple[int, int]]) -> tuple[str, str]:
    """A vice president starts with what only they may approve, if anything waits there."""
    held = frozenset().union(*request.actor.roles.values()) if request.actor.roles else frozenset()
    high = Approver.VICE_PRESIDENT.value
    return VIEWS[1] if high in held and high in waiting else VIEWS[0]


def _view_words(state: str, tier: str, waiting: dict[str, tuple[int, int]]) -> str:
    if not tier:
        return word(PlanState(state).label)
    who = {Approver.BUREAU_CHIEF.value: t("待局长", "For the chief")}.get(
        tier, t("待分管副院长", "For the vice president")
    )
    return f"{who} {waiting.get(tier, (0, 0))[0]}"


def _plan(plan_id: UUID) -> PlanView:
    try:
        return queries.plan_view(plan_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None


@login_required
@require_GET
def plan(request: HouseRequest, plan_id: UUID) -> HttpResponse:
    """A plan: its lines with article and reason, the debt of the day, who proposed it and who must look next."""
    found = _plan(plan_id)
    is_open = found.state is PlanState.PROPOSED
    is_mine = found.proposed_by_key == f"user:{request.actor.user_id}"
    blockers = queries.blockers_of([plan_id]).get(plan_id, []) if is_open else []
    return render(
        request, "funds/plan.html",
        {
            **shared(), "plan": found, "blockers": blockers,
            "debt": queries.debt_before(found) if _splits_the_debt(found) else None,
            "may_approve": not blockers and queries.who_may_decide(found, request.actor), "is_mine": is_mine, "is_open": is_open,
            "may_reject": is_open and request.actor.has(found.court_id, *REJECTERS),
            "may_withdraw": is_open and request.actor.has(found.court_id, *WITHDRAWERS),
        },
    )  # fmt: skip


def _splits_the_debt(found: PlanView) -> bool:
    """Only a plan of a case's own money is measured against its debt."""
    return found.source.value == "case" and not found.is_repair and found.distribution_id is None


@login_required
@require_GET
def why(request: HouseRequest, plan_id: UUID, place: int) -> HttpResponse:
    """Why a line of the plan is what it is: its own reason first, then every step of the ladder."""
    found = _plan(plan_id)
    if not 1 <= place <= len(found.lines):
        raise gone(ReceiptNotFound("方案没有这一行。"))
    line = found.lines[place - 1]
    steps = [Step(line.reason, "", f"{yuan_text(line.fen, True)} 元", line.article)]
    steps += [Step(**step) for step in found.explanation]
    return render(
        request, "why.html",
        {
            "figure": word(line.kind.label), "value": f"{yuan_text(line.fen, True)} 元", "steps": steps, "flags": (),
            "sources": [
                *([(found.case_number, reverse("case", args=[found.case_id]))] if found.case_id else []),
                (t("到账记录", "Receipt"), reverse("receipt", args=[found.receipt_id])),
            ],
        },
    )  # fmt: skip


# ---- deciding --------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def approve(request: HouseRequest, plan_id: UUID) -> HttpResponse:
    """Approve one plan. Whoever proposed it is refused with the reason, and the attempt is a fact."""
    _plan(plan_id)
    try:
        payments = operations.approve(plan_id=plan_id, now=clock.now(), actor=request.actor)
    except (operations.PlanNotOpen, operations.PlanOutdated) as refused:
        messages.error(request, str(refused))
        return redirect("plan", plan_id)
    messages.success(
        request,
        t(
            f"已批准，{len(payments)} 笔付款待送银行。",
            f"Approved; {len(payments)} payments wait for the bank.",
        )
        if payments
        else t("已批准，没有需要付出的款项。", "Approved; nothing has to be paid out."),
    )
    return redirect("plan", plan_id)


@login_required
@require_POST
def reject(request: HouseRequest, plan_id: UUID) -> HttpResponse:
    """Send a plan back with a reason."""
    _plan(plan_id)
    try:
        operations.reject(
            plan_id=plan_id, reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor
        )
    except ValueError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, t("已退回，款项等待重新拟定方案。", "Rejected; the money waits for a new plan.")
        )
    return redirect("plan", plan_id)


@login_required
@require_POST
def withdraw(request: HouseRequest, plan_id: UUID) -> HttpResponse:
    """Take a proposed plan back."""
    _plan(plan_id)
    reason = request.POST.get("reason", "").strip()
    try:
        if len(reason) < 2:
            raise operations.PlanNotOpen("请写明撤回的理由。")
        operations.withdraw(plan_id=plan_id, reason=reason, now=clock.now(), actor=request.actor)
    except operations.PlanNotOpen as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, t("已撤回方案。", "The plan was withdrawn."))
    return redirect("plan", plan_id)


def _picked(request: HouseRequest) -> Picked:
    return queries.picked(keys_of(request.POST.getlist("pick")[:PICKED_MAX]), request.actor)


@login_required
@require_POST
def preview(request: HouseRequest) -> HttpResponse:
    """What approving the picked plans would do: the sums, the payees, and what is left out and why."""
    found = _picked(request)
    if not found.plans and not found.left_out:
        messages.warning(request, t("请先选取方案。", "Pick plans first."))
        return redirect("funds-plans")
    return render(
        request, "funds/plans_preview.html", {**shared(), "picked": found, "tabs": room_tabs("funds-plans")}
    )


@login_required
@require_POST
def approve_picked(request: HouseRequest) -> HttpResponse:
    """Approve the picked plans one by one: what was decided meanwhile is named and left as it is."""
    found = _picked(request)
    done, fen, problems = 0, 0, [f"{plan.case_number}：{why}" for plan, why in found.left_out]
    for one in found.plans:
        try:
            operations.approve(plan_id=one.id, now=clock.now(), actor=request.actor)
        except (operations.PlanNotOpen, operations.PlanOutdated) as refused:
            problems.append(f"{one.case_number}：{refused}")
        else:
            done, fen = done + 1, fen + one.pool_fen
    if done:
        words = t(
            f"已批准 {done} 个方案，共 {yuan_text(fen, True)} 元。",
            f"{done} plans approved, {yuan_text(fen, True)} yuan.",
        )
        messages.success(request, words)
    for problem in problems[:20]:
        messages.warning(request, problem)
    return redirect("funds-plans")
