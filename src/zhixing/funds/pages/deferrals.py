"""延缓发放: proposed on a receipt, decided with four eyes, ended with its cause."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import day_of
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import AFTER_MAX, address, gone, room_tabs, shared, word
from zhixing.funds.queries import DeferralLine, DeferralState, DeferralView, ReceiptNotFound
from zhixing.law.case_funds import DEFERRAL_NAMES, Deferral

CHIPS = {
    DeferralState.PROPOSED: "waiting",
    DeferralState.APPROVED: "sent",
    DeferralState.REFUSED: "refused",
    DeferralState.ENDED: "ended",
}


def _seen(deferral_id: UUID) -> DeferralLine:
    line = queries.deferral_by_id(deferral_id)
    if line is None:
        raise Http404(t("没有这项延缓，或者它不在您可以查看的法院。", "No such deferral."))
    return line


@login_required
@require_GET
def deferrals(request: HouseRequest) -> HttpResponse:
    """The deferrals of a view, a page at a time."""
    asked = request.GET.get("view", "")
    view = DeferralView(asked) if asked in set(DeferralView) else DeferralView.PROPOSED
    after = request.GET.get("after", "")[:AFTER_MAX]
    page = queries.list_deferrals(view=view, today=clock.today(), after=after)
    return render(
        request, "funds/deferrals.html",
        {
            **shared(), "tabs": room_tabs("funds-deferrals"), "page": page, "chips": CHIPS,
            "views": [(word(one.label), address(view=one.value), one is view) for one in DeferralView],
            "next_page": address(view=view.value, after=page.next_key) if page.next_key else "",
            "first_page": address(view=view.value) if after else "",
        },
    )  # fmt: skip


@login_required
@require_GET
def deferral(request: HouseRequest, deferral_id: UUID) -> HttpResponse:
    """One deferral: what waits, why, until when, what was done about it, and what may be done."""
    line = _seen(deferral_id)
    return render(
        request, "funds/deferral.html",
        {
            **shared(), "line": line, "steps": queries.steps_of(deferral_id), "chips": CHIPS,
            "may_decide": queries.may_decide(line, request.actor),
            "may_end": line.state is DeferralState.APPROVED and request.actor.has(line.court_id, *operations.ENDERS),
        },
    )  # fmt: skip


@login_required
@require_GET
def new(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """The form to propose that a receipt's money waits."""
    try:
        line = queries.receipt_detail(receipt_id).receipt
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    return render(
        request, "funds/deferral_new.html",
        {
            **shared(), "line": line, "grounds": [(ground.value, name) for ground, name in DEFERRAL_NAMES.items()],
            "earlier": queries.deferrals_of(receipt_id), "chips": CHIPS,
            "may_propose": request.actor.has(line.court_id, *operations.DEFERRAL_PROPOSERS),
        },
    )  # fmt: skip


@login_required
@require_POST
def propose(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """Propose it."""
    try:
        queries.receipt_detail(receipt_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    ground, until = request.POST.get("ground", ""), day_of(request.POST.get("until", "")[:10])
    try:
        if ground not in set(Deferral):
            raise operations.DeferralRefused("请选定延缓的法定事由。")
        if until is None:
            raise operations.DeferralRefused("请填写延缓的截止日。")
        made = operations.propose_deferral(
            receipt_id=receipt_id, ground=Deferral(ground), reason=request.POST.get("reason", ""), until=until,
            now=clock.now(), actor=request.actor,
        )  # fmt: skip
    except operations.DeferralRefused as refused:
        messages.error(request, str(refused))
        return redirect("deferral-new", receipt_id)
    messages.success(
        request, t("已报请延缓，等待局长或者分管副院长批准。", "Proposed; it waits for approval.")
    )
    return redirect("deferral", made.id)


@login_required
@require_POST
def approve(request: HouseRequest, deferral_id: UUID) -> HttpResponse:
    """Approve it."""
    _seen(deferral_id)
    try:
        operations.approve_deferral(deferral_id=deferral_id, now=clock.now(), actor=request.actor)
    except operations.DeferralRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, t("已批准延缓发放。", "Approved; the money waits."))
    return redirect("deferral", deferral_id)


@login_required
@require_POST
def refuse(request: HouseRequest, deferral_id: UUID) -> HttpResponse:
    """Refuse it with a reason."""
    _seen(deferral_id)
    try:
        operations.refuse_deferral(
            deferral_id=deferral_id,
            reason=request.POST.get("reason", ""),
            now=clock.now(),
            actor=request.actor,
        )
    except operations.DeferralRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, t("不予延缓，发放期限不变。", "Refused; the clock runs on."))
    return redirect("deferral", deferral_id)


@login_required
@require_POST
def end(request: HouseRequest, deferral_id: UUID) -> HttpResponse:
    """Its cause has ended."""
    _seen(deferral_id)
    on = day_of(request.POST.get("on", "")[:10])
    try:
        if on is None:
            raise operations.DeferralRefused("请填写事由消失的日期。")
        pay_by = operations.end_deferral(
            deferral_id=deferral_id, ended_on=on, reason=request.POST.get("reason", ""), now=clock.now(),
            actor=request.actor,
        )  # fmt: skip
    except operations.DeferralRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, t(f"延缓已结束，应当在 {pay_by:%Y-%m-%d} 前发放。", f"Ended; pay by {pay_by:%Y-%m-%d}.")
        )
    return redirect("deferral", deferral_id)
