"""现金与票据: two officers take money by hand, give a receipt at once, and hand it over the same day."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.clock import SHANGHAI
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.foundation.money import UnreadableAmount, read_fen
from zhixing.funds import operations, queries
from zhixing.funds.operations import HandReceiptRefused, Taking
from zhixing.funds.pages.words import gone, may, room_tabs, shared
from zhixing.funds.queries import HandKind, HandState, ReceiptNotFound
from zhixing.law.capitals import capitals_of_fen

TAKERS = (Role.OFFICER, Role.CLERK)
CHIPS = {
    HandState.ENTERED: "waiting", HandState.CONFIRMED: "due", HandState.HANDED_OVER: "confirmed",
    HandState.BOUNCED: "refused", HandState.CANCELLED: "ended",
}  # fmt: skip
_STATES = {
    HandState.ENTERED: "waits for the second officer", HandState.CONFIRMED: "to be handed over",
    HandState.HANDED_OVER: "in the bank", HandState.BOUNCED: "bounced", HandState.CANCELLED: "cancelled",
}  # fmt: skip
_KINDS = {HandKind.CASH: "cash", HandKind.CHEQUE: "cheque", HandKind.DRAFT: "draft"}
_FIELDS = ("number", "debtor", "kind", "instrument", "amount", "payer", "place", "reason", "received", "late")


def _words() -> dict[str, object]:
    return {
        **shared(), "chips": CHIPS, "states": HandState, "kinds": HandKind,
        "state_word": lambda state: t(HandState(state).label, _STATES[HandState(state)]),
        "kind_word": lambda kind: t(HandKind(kind).label, _KINDS[HandKind(kind)]),
    }  # fmt: skip


@login_required
@require_GET
def listed(request: HouseRequest) -> HttpResponse:
    """What is not handed over, by its clock; or all receipts."""
    all_of_them = request.GET.get("show") == "all"
    return render(
        request, "funds/hand_receipts.html",
        {
            **_words(), "rows": queries.hand_receipts(open_only=not all_of_them), "tabs": room_tabs("funds-hand"),
            "may_take": may(request, TAKERS),
            "views": [(t("未交存", "not handed over"), "?", not all_of_them), (t("全部", "all"), "?show=all", all_of_them)],
        },
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HouseRequest) -> HttpResponse:
    """The form of the first officer: the case first, then what was taken from whom."""
    if not request.actor.courts_as(*TAKERS):
        raise NotAllowed("收取现金、票据由本院执行员、书记员办理。")
    said = request.POST if request.method == "POST" else request.GET
    typed = {name: said.get(name, "").strip() for name in _FIELDS}
    case = queries.case_to_take_for(typed["number"]) if typed["number"] else None
    problem = ""
    if typed["number"] and case is None:
        problem = t("没有这个案号的案件，请核对。", "No case with this number.")
    if request.method == "POST" and case is not None:
        try:
            row = operations.enter_hand_receipt(
                taking=_taking(typed, case), now=clock.now(), actor=request.actor
            )
        except (HandReceiptRefused, UnreadableAmount) as refused:
            problem = str(refused)
        else:
            messages.success(
                request,
                t(f"已登记收据 {row.number}，请同行的另一名执行人员以本人账户确认。",
                  f"Receipt {row.number} is entered; the other officer confirms it with their own sign-in."),
            )  # fmt: skip
            return redirect("funds-hand-receipt", receipt_id=row.pk)
    if not typed["received"]:
        typed["received"] = clock.now().astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    return render(
        request, "funds/hand_new.html", {**_words(), "typed": typed, "case": case, "problem": problem}
    )


def _taking(typed: dict[str, str], case: queries.CaseToTakeFor) -> Taking:
    try:
        received = datetime.fromisoformat(typed["received"]).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise HandReceiptRefused("请填写收款时间。") from None
    debtor = next((key for key, _ in case.debtors if str(key) == typed["debtor"]), None)
    kind = next((one for one in HandKind if one.value == typed["kind"]), None)
    if debtor is None or kind is None:
        raise HandReceiptRefused("请选择被执行人和款项种类。")
    return Taking(
        case_id=case.id, debtor_id=debtor, kind=kind, fen=read_fen(typed["amount"]),
        payer=typed["payer"], place=typed["place"], reason=typed["reason"], received_at=received,
        instrument_number=typed["instrument"], late_reason=typed["late"],
    )  # fmt: skip


@login_required
@require_GET
def shown(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """A receipt, printable, with who must do what next."""
    try:
        row = queries.hand_receipt(receipt_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    return render(
        request, "funds/hand_receipt.html",
        {
            **_words(), "row": row, "capitals": capitals_of_fen(row.fen), "state": HandState(row.state),
            "may_take": request.actor.has(row.court_id, *TAKERS),
            "is_mine": row.entered_by == f"user:{request.actor.user_id}",
            "may_bounce": request.actor.has(row.court_id, Role.OFFICER, Role.FUND_ACCOUNTANT),
        },
    )  # fmt: skip


@login_required
@require_POST
def act(request: HouseRequest, receipt_id: UUID, act: str) -> HttpResponse:
    """Confirm, cancel, report a bounce, or give the reason for the next day."""
    reason = request.POST.get("reason", "")
    acts: dict[str, tuple[Callable[..., object], str]] = {
        "confirm": (operations.confirm_hand_receipt, t("已确认，款项计入本案。", "Confirmed; the money counts.")),
        "cancel": (partial(operations.cancel_hand_receipt, reason=reason), t("已作废。", "Cancelled.")),
        "bounce": (partial(operations.bounce_instrument, reason=reason), t("已按退票冲回。", "Taken back.")),
        "late": (partial(operations.give_late_reason, reason=reason), t("已记下理由，次日交存。", "Noted; due next day.")),
    }  # fmt: skip
    if act not in acts:
        raise Http404
    try:
        row = queries.hand_receipt(receipt_id)
        acts[act][0](receipt_id=row.pk, now=clock.now(), actor=request.actor)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    except HandReceiptRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, acts[act][1])
    return redirect("funds-hand-receipt", receipt_id=receipt_id)
