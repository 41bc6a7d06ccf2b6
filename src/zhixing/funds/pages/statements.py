"""对账单 and 对账: statements taken in, and the three-way reconciliation of a day."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import SETTLERS, gone, may, room_tabs, shared
from zhixing.funds.queries import LineUse, ReceiptNotFound


@login_required
@require_GET
def statement(request: HouseRequest, statement_id: UUID) -> HttpResponse:
    """A statement and what became of its lines, as they stand now."""
    try:
        found = queries.statement_view(statement_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    return render(
        request, "funds/statement.html",
        {**shared(), "found": found, "statement": found.statement, "use": LineUse, "rows_shown": queries.ROWS_SHOWN},
    )  # fmt: skip


# ---- reconciliation --------------------------------------------------------------------------------------------------


def _day(request: HouseRequest) -> date:
    today = clock.today()
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        return today


@login_required
@require_GET
def reconcile(request: HouseRequest) -> HttpResponse:
    """Ledger, statement and holders on a day, account by account; what differs and where to look."""
    on = _day(request)
    sheets = [
        (court, sheet)
        for court in courts_by_id(request.actor.courts)
        for sheet in queries.reconcile(court=court, on=on)
        if sheet.statement_on is not None or sheet.ledger_fen or sheet.suspects
    ]
    return render(
        request, "funds/reconcile.html",
        {
            **shared(), "on": on, "sheets": sheets, "tabs": room_tabs("funds-reconcile"),
            "may_settle": may(request, SETTLERS),
        },
    )  # fmt: skip


@login_required
@require_POST
def settle(request: HouseRequest, difference_id: UUID) -> HttpResponse:
    """A person says what a difference is."""
    if not queries.difference_is_seen(difference_id):
        raise gone(ReceiptNotFound("没有这条差异，或者它不在您可以查看的法院。"))
    try:
        operations.settle_difference(
            difference_id=difference_id, resolution=request.POST.get("resolution", ""), now=clock.now(),
            actor=request.actor,
        )  # fmt: skip
    except ValueError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, t("已记下核对结果。", "The finding was recorded."))
    return redirect("funds-reconcile")
