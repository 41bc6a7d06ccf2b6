"""退款提存: overpaid money, payments made twice, money of no case, deposits and their release."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, fen_field, field
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import gone, may, room_tabs, shared
from zhixing.funds.queries import ReceiptNotFound
from zhixing.law.case_funds import DEPOSIT_NAMES, DepositGround


@login_required
@require_GET
def refunds(request: HouseRequest) -> HttpResponse:
    """What lies aside and its way out."""
    deposits = queries.deposits_held()
    return render(
        request, "funds/refunds.html",
        {
            **shared(), "tabs": room_tabs("funds-refunds"), "refunds": queries.refunds_held(), "deposits": deposits,
            "twice": queries.duplicates(courts=list(request.actor.courts)), "notices": queries.deposit_notices(),
            "payees": queries.applicants_with_account([line.case_id for line in deposits]),
            "may_act": may(request, operations.RELEASERS),
        },
    )  # fmt: skip


@login_required
@require_POST
def act(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """Propose a way out for money: a refund, a return, a deposit, its release. Another person approves each."""
    try:
        queries.receipt_detail(receipt_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    now, actor, what, reason = clock.now(), request.actor, field(request, "act"), field(request, "reason")

    def propose() -> object:
        if what == "refund":
            return operations.propose_refund(receipt_id=receipt_id, now=now, actor=actor)
        if what == "return":
            return operations.propose_return(receipt_id=receipt_id, reason=reason, now=now, actor=actor)
        if what == "duplicate":
            return operations.propose_duplicate_return(
                receipt_id=receipt_id, reason=reason, now=now, actor=actor
            )
        if what == "release":
            party_id = UUID(field(request, "party"))
            return operations.release_deposit(
                receipt_id=receipt_id, party_id=party_id, reason=reason, now=now, actor=actor
            )
        cost = fen_field(request, "cost") if field(request, "cost") else 0
        return operations.propose_deposit(
            receipt_id=receipt_id, ground=DepositGround(field(request, "ground")), reason=reason, cost_fen=cost, now=now,
            actor=actor,
        )  # fmt: skip

    attempt(request, propose, t("已提出，等待他人审批。", "Proposed; another person approves it."))
    return redirect("receipt", receipt_id) if what in ("return", "deposit") else redirect("funds-refunds")


@login_required
@require_GET
def ways(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """The forms by which this money can leave otherwise: back to its payer, or into a deposit."""
    try:
        line = queries.receipt_detail(receipt_id).receipt
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    return render(
        request, "funds/receipt_ways.html",
        {
            **shared(), "line": line, "grounds": [(one.value, DEPOSIT_NAMES[one]) for one in DepositGround],
            "may_act": request.actor.has(line.court_id, *operations.RELEASERS),
        },
    )  # fmt: skip


@login_required
@require_POST
def notice(request: HouseRequest, deposit_id: UUID) -> HttpResponse:
    """Record how the creditor was told of a deposit."""
    if deposit_id not in {one.id for one in queries.deposit_notices()}:
        raise gone(LookupError("没有这笔提存，或者它不在您可以查看的法院。"))
    text = field(request, "text")
    attempt(
        request,
        lambda: operations.note_deposit_notice(deposit_id=deposit_id, text=text, now=clock.now(), actor=request.actor),
        t("已记录通知。", "The notice is recorded."),
    )  # fmt: skip
    return redirect("funds-refunds")
