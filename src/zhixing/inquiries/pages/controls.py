"""Control orders on screen: of a case, one with its messages and receipts, and those nobody answers for."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import case_or_404
from zhixing.documents.queries import documents_by_id
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, day_field, fen_field, field
from zhixing.inquiries import operations, queries
from zhixing.inquiries.operations.receipts_on_paper import PaperReceipt, enter_receipt
from zhixing.inquiries.pages.asking import room_tabs, word
from zhixing.inquiries.queries.controls import OrderState, ReceiptLine
from zhixing.inquiries.rules.controls import Standing
from zhixing.inquiries.rules.kinds import Outcome, RequestState
from zhixing.inquiries.wire.messages import Action, Result

ACTS_IN_ENGLISH = {
    Action.FREEZE: "freeze, seal", Action.RENEW: "renew", Action.WAIT: "wait in line", Action.RELEASE: "release",
    Action.RELEASE_WAITING: "release from the line", Action.DEDUCT: "deduct", Action.EXTRACT_INCOME: "extract income",
    Action.FREEZE_AND_DEDUCT: "freeze and deduct",
}  # fmt: skip


def act_words(state: OrderState) -> str:
    """What was ordered, in the language of the person."""
    return t(state.order.act, ACTS_IN_ENGLISH[state.order.action])


def standing_words(standing: Standing) -> str:
    """What is known of it, in the language of the person."""
    return t(standing.label, standing.english)


def _shared() -> dict[str, object]:
    return {"act_words": act_words, "standing_words": standing_words, "word": word}


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The orders of a case: its tab, or a page of its own."""
    case = case_or_404(case_id)
    part = request.headers.get("HX-Request") == "true"
    return render(
        request, "inquiries/controls_of_case.html" if part else "inquiries/controls_of_case_page.html",
        {**_shared(), "case": case, "states": queries.orders_of_case(case_id)},
    )  # fmt: skip


@login_required
@require_GET
def silent(request: HouseRequest) -> HttpResponse:
    """Orders without a receipt that are overdue or in doubt."""
    states = queries.silent_orders(courts=request.actor.courts, now=clock.now())
    return render(
        request, "inquiries/controls_silent.html",
        {**_shared(), "tabs": room_tabs("inquiry-controls"), "states": states},
    )  # fmt: skip


@login_required
@require_GET
def order(request: HouseRequest, order_id: UUID) -> HttpResponse:
    """One order: what was asked, what the holder says, every message, the papers."""
    try:
        detail = queries.order_detail(order_id)
    except queries.ControlNotFound as missing:
        raise Http404(str(missing)) from None
    line = detail.state.order
    may = request.actor.has(line.court_id, *operations.ASKERS)
    return render(
        request, "inquiries/control.html",
        {
            **_shared(), "detail": detail, "state": detail.state, "order": line, "result_words": result_words,
            "papers": documents_by_id([line.ruling_id, line.notice_id]), "outcome": lambda value: word(Outcome(value).label),
            "may_enter": may and detail.state.standing is not Standing.WITHHELD,
            "is_dead": may and detail.state.request_state is RequestState.DEAD,
        },
    )  # fmt: skip


def result_words(receipt: ReceiptLine) -> str:
    """A receipt's outcome in the language of the person."""
    return standing_words(receipt.standing)


@login_required
@require_POST
def enter(request: HouseRequest, order_id: UUID) -> HttpResponse:
    """A holder's paper receipt, entered with its scan."""

    def act() -> None:
        scan = request.FILES.get("scan")
        paper = PaperReceipt(
            result=Result(field(request, "result")), said_on=day_field(request, "said_on"),
            actual_fen=fen_field(request, "actual") if field(request, "actual") else None,
            ends_on=day_field(request, "ends_on") if field(request, "ends_on") else None,
            place_in_waiting=int(field(request, "place")) if field(request, "place").isdecimal() else None,
            words=field(request, "words"), scan_name=(scan.name or "") if scan else "", scan=scan.read() if scan else b"",
        )  # fmt: skip
        enter_receipt(order_id=order_id, paper=paper, now=clock.now(), actor=request.actor)

    try:
        queries.order_detail(order_id)
    except queries.ControlNotFound as missing:
        raise Http404(str(missing)) from None
    attempt(request, act, t("纸质回执已经登记。", "The paper receipt has been entered."))
    return redirect("inquiry-control", order_id)
