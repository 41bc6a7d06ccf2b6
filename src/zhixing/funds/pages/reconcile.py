"""对账 and 结账: the three ways of a day, its differences, closing days and months, the signed statement."""

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.queries import CaseNotFound, case_by_number
from zhixing.foundation import clock
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.foundation.posted import day_of
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import ACCOUNTANTS, SETTLERS, gone, may, room_tabs, shared
from zhixing.funds.queries import DayState, Explanation, ReceiptNotFound

if TYPE_CHECKING:
    from zhixing.foundation.identity.models import Court

CONFIRMERS = (Role.BUREAU_CHIEF,)
CORRECTORS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
AUDITORS = (Role.AUDITOR,)
DAY_CHIPS = {
    DayState.CLOSED: "confirmed",
    DayState.READY: "waiting",
    DayState.WAITING: "due",
    DayState.DIFFERS: "overdue",
    DayState.AHEAD: "draft",
}


def _asked_day(text: str) -> date:
    today = clock.today()
    return min(day_of(text) or today, today)


def _address(on: date) -> str:
    return f"{reverse('funds-reconcile')}?{urlencode({'on': on.isoformat()})}"


@login_required
@require_GET
def reconcile(request: HouseRequest) -> HttpResponse:
    """Ledger, statement and holders on a day, account by account; the month's days; what differs and where to look."""
    on, today = _asked_day(request.GET.get("on", "")), clock.today()
    courts = courts_by_id(request.actor.courts)
    sheets = [
        (court, sheet, queries.latest_proof(account_id=sheet.account_id, on=on))
        for court in courts
        for sheet in queries.reconcile(court=court, on=on)
        if sheet.is_used
    ]
    used = {court.pk for court, _, _ in sheets}
    months = [
        (court, queries.calendar(court=court, month=on, today=today)) for court in courts if court.pk in used
    ]
    return render(
        request, "funds/reconcile.html",
        {
            **shared(), "on": on, "sheets": sheets, "months": months, "tabs": room_tabs("funds-reconcile"),
            "obstacles": {
                court.pk: queries.obstacles(
                    sheets=[sheet for other, sheet, _ in sheets if other.pk == court.pk], on=on, today=today
                )
                for court, _ in months
            },
            "day_chips": DAY_CHIPS, "explanations": list(Explanation), "me": f"user:{request.actor.user_id}",
            "closes": set(request.actor.courts_as(*ACCOUNTANTS)), "confirms": set(request.actor.courts_as(*CONFIRMERS)),
            "corrects": set(request.actor.courts_as(*CORRECTORS)), "may_settle": may(request, SETTLERS),
            "may_audit": may(request, AUDITORS), "uuid": UUID, "money_is_out": queries.MONEY_IS_OUT,
            "corrections": queries.waiting_corrections(court_ids=request.actor.courts),
            "choices": queries.receipts_of_that_amount(
                [UUID(item.reference) for _, sheet, _ in sheets for item in sheet.suspects if item.kind]
            ),
        },
    )  # fmt: skip


def _court(request: HouseRequest) -> "Court":
    """The court of a form, among those in sight."""
    wanted = request.POST.get("court", "")
    for court in courts_by_id(request.actor.courts):
        if str(court.pk) == wanted:
            return court
    raise gone(ReceiptNotFound("没有这个法院，或者您不能查看它。"))


def _tell(request: HouseRequest, act: Callable[[], object], done: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except ValueError as refused:
        for reason in getattr(refused, "reasons", None) or [str(refused)]:
            messages.error(request, reason)
    else:
        messages.success(request, done)


@login_required
@require_POST
def close_day(request: HouseRequest) -> HttpResponse:
    """Close the books of a court through a day."""
    court, on = _court(request), _asked_day(request.POST.get("on", ""))
    _tell(
        request,
        lambda: operations.close_day(court=court, on=on, now=clock.now(), actor=request.actor),
        t(f"已结账至 {on:%Y-%m-%d}。", f"Closed through {on:%Y-%m-%d}."),
    )
    return redirect(_address(on))


@login_required
@require_POST
def propose_month(request: HouseRequest) -> HttpResponse:
    """The accountant asks for the month to be closed."""
    court, on = _court(request), _asked_day(request.POST.get("on", ""))
    _tell(
        request,
        lambda: operations.propose_month(court=court, month=on, now=clock.now(), actor=request.actor),
        t("已提请月结，等执行局局长确认。", "Proposed; the bureau chief confirms."),
    )
    return redirect(_address(on))


@login_required
@require_POST
def close_month(request: HouseRequest) -> HttpResponse:
    """The bureau chief confirms the month."""
    court, on = _court(request), _asked_day(request.POST.get("on", ""))
    _tell(
        request,
        lambda: operations.close_month(court=court, month=on, now=clock.now(), actor=request.actor),
        t(f"{on:%Y-%m} 已月结。", f"{on:%Y-%m} is closed."),
    )
    return redirect(_address(on))


@login_required
@require_POST
def sign(request: HouseRequest) -> HttpResponse:
    """Sign the three-way statements of a day now."""
    court, on = _court(request), _asked_day(request.POST.get("on", ""))
    _tell(
        request,
        lambda: operations.prove_day(court=court, on=on, now=clock.now(), actor=request.actor),
        t("三方对账单已签发。", "The statements were signed."),
    )
    return redirect(_address(on))


@login_required
@require_GET
def proof(request: HouseRequest, proof_id: UUID) -> HttpResponse:
    """A signed statement as a file."""
    found = queries.signed_statement(proof_id)
    if found is None:
        raise gone(ReceiptNotFound("没有这份对账单，或者它不在您可以查看的法院。"))
    text = json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n"
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"三方对账单_{found.account or '未登记账号'}_{found.on}.json"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@login_required
@require_POST
def settle(request: HouseRequest, difference_id: UUID) -> HttpResponse:
    """A person says what a difference is."""
    _seen(difference_id)
    _tell(
        request,
        lambda: operations.settle_difference(
            difference_id=difference_id, resolution=request.POST.get("resolution", ""), now=clock.now(),
            actor=request.actor,
        ),
        t("已记下核对结果。", "The finding was recorded."),
    )  # fmt: skip
    return redirect("funds-reconcile")


def _seen(difference_id: UUID) -> None:
    if not queries.difference_is_seen(difference_id):
        raise gone(ReceiptNotFound("没有这条差异，或者它不在您可以查看的法院。"))


@login_required
@require_POST
def propose_correction(request: HouseRequest, difference_id: UUID) -> HttpResponse:
    """The accountant says what the money was and who bears it."""
    _seen(difference_id)
    _tell(
        request,
        lambda: _propose(request, difference_id),
        t("已提出更正，等另一人批准。", "Proposed; a second person approves."),
    )
    return redirect("funds-reconcile")


def _propose(request: HouseRequest, difference_id: UUID) -> None:
    try:
        explanation = Explanation(request.POST.get("explanation", ""))
        receipt = UUID(request.POST["receipt"]) if request.POST.get("receipt") else None
    except ValueError:
        raise operations.CorrectionRefused("请选择款项的去向。") from None
    number = request.POST.get("case", "").strip()
    try:
        case = case_by_number(number).pk if number else None
    except CaseNotFound as missing:
        raise operations.CorrectionRefused(str(missing)) from None
    operations.propose_correction(
        difference_id=difference_id, explanation=explanation, reason=request.POST.get("reason", ""),
        receipt_id=receipt, case_id=case, now=clock.now(), actor=request.actor,
    )  # fmt: skip


@login_required
@require_POST
def decide_correction(request: HouseRequest, correction_id: UUID, act: str) -> HttpResponse:
    """The second person books a correction or refuses it."""
    if not queries.correction_is_seen(correction_id):
        raise gone(ReceiptNotFound("没有这项更正，或者它不在您可以查看的法院。"))
    decide, done = (
        (operations.approve_correction, t("更正已入账，差异已处理。", "Booked; the difference is settled."))
        if act == "approve"
        else (operations.reject_correction, t("更正已退回。", "The correction was refused."))
    )
    _tell(
        request,
        lambda: decide(correction_id=correction_id, now=clock.now(), actor=request.actor),
        done,
    )
    return redirect("funds-reconcile")
