"""对账单 and 对账: statements taken in, and the three-way reconciliation of a day."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import IMPORTERS, SETTLERS, courts_with, gone, may, room_tabs, shared
from zhixing.funds.queries import LineUse, ReceiptNotFound
from zhixing.funds.rules.statement import StatementRefused

if TYPE_CHECKING:
    from zhixing.foundation.identity.models import Court

STATEMENT_BYTES_MAX = 50 * 2**20


class UploadRefused(ValueError):
    """No usable file came; the message says what to do."""


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HouseRequest) -> HttpResponse:
    """The upload form with the history; a statement that was taken in leads to its page."""
    courts = courts_by_id(courts_with(request, IMPORTERS))
    problem, place = "", ""
    if request.method == "POST":
        if not courts:
            raise NotAllowed("导入对账单须由本院案款管理员或者执行局局长办理。")
        try:
            report = _taken(request, courts)
        except StatementRefused as refused:
            problem = str(refused)
            place = t(f"第 {refused.row} 行", f"line {refused.row}") if refused.row else ""
        except UploadRefused as refused:
            problem = str(refused)
        else:
            return redirect(_told(request, report))
    context = {
        **shared(), "courts": courts, "problem": problem, "place": place, "history": queries.latest_statements(limit=50),
        "tabs": room_tabs("funds-import"),
    }  # fmt: skip
    return render(request, "funds/import.html", context)


def _taken(request: HouseRequest, courts: "Sequence[Court]") -> operations.ImportReport:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise UploadRefused(t("没有收到文件，或者文件是空的。请重新选择。", "No file came, or it is empty."))
    if file.size > STATEMENT_BYTES_MAX:
        raise UploadRefused(t("文件超过 50 MB，请按月份拆分后再导入。", "Over 50 MB; split it by month."))
    court = next((one for one in courts if str(one.pk) == request.POST.get("court")), courts[0])
    return operations.import_statement(
        court=court,
        content=file.read(),
        name=(file.name or "对账单")[-200:],
        now=clock.now(),
        actor=request.actor,
    )


def _told(request: HouseRequest, report: operations.ImportReport) -> str:
    """Says what became of the file; the address to go on to."""
    if report.statement_id is None:
        words = t(
            f"{report.lines} 笔流水以前都已导入，没有重复入账。",
            f"All {report.lines} lines were known; nothing was posted.",
        )
        messages.info(request, words)
        return reverse("funds-import")
    messages.success(
        request,
        t(
            f"已读 {report.lines} 笔，入账 {report.posted} 笔，重复 {report.duplicates} 笔；"
            f"标记 {len(report.marked)} 笔，待认领 {len(report.unidentified)} 笔，冲正 {len(report.reversed)} 笔。",
            f"{report.lines} lines, {report.posted} posted, {report.duplicates} known; {len(report.marked)} marked, "
            f"{len(report.unidentified)} unidentified, {len(report.reversed)} reversed.",
        ),
    )
    return reverse("funds-statement", args=[report.statement_id])


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
