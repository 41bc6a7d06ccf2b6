"""对账单导入: upload, a preview of what would happen to each line, then yes; the history beside it."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.cases import uploads
from zhixing.cases.uploads import Upload, UploadGone
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.funds import operations, queries
from zhixing.funds.operations import Fate
from zhixing.funds.pages.words import IMPORTERS, room_tabs, shared
from zhixing.funds.rules.statement import StatementRefused
from zhixing.funds.rules.statement_files import LayoutUnknown

if TYPE_CHECKING:
    from zhixing.foundation.identity.models import Court

ROOM = "statements"
STATEMENT_BYTES_MAX = 50 * 2**20
KEPT_ROWS = 2_000
"""Rows of each fate kept for the preview; a person reads no more."""
SHOWN_ROWS = 100
REFUSED_TEXT = "导入对账单须由本院案款管理员或者执行局局长办理。"
FATE_CHIPS = {
    Fate.MARKED: "done", Fate.UNIDENTIFIED: "waiting", Fate.DUPLICATE: "ended", Fate.REVERSED: "refused",
    Fate.PAYOUT: "confirmed", Fate.RETURN: "refused", Fate.HAND_DEPOSIT: "confirmed", Fate.UNEXPLAINED: "overdue",
}  # fmt: skip
_ENGLISH = {
    Fate.MARKED: "marked", Fate.UNIDENTIFIED: "to identify", Fate.DUPLICATE: "known before", Fate.REVERSED: "reversal",
    Fate.PAYOUT: "our payment", Fate.RETURN: "returned payment", Fate.HAND_DEPOSIT: "cash deposited",
    Fate.UNEXPLAINED: "unexplained debit",
}  # fmt: skip


class UploadRefused(ValueError):
    """No usable file came; the message says what to do."""


def uploaded_statement(request: HouseRequest) -> tuple[bytes, str]:
    """The file a form sent and its name. Raises UploadRefused."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise UploadRefused(t("没有收到文件，或者文件是空的。请重新选择。", "No file came, or it is empty."))
    if file.size > STATEMENT_BYTES_MAX:
        raise UploadRefused(t("文件超过 50 MB，请按月份拆分后再导入。", "Over 50 MB; split it by month."))
    return file.read(), (file.name or "对账单")[-200:]


def importing_courts(request: HouseRequest) -> "list[Court]":
    """The courts for which the person may take statements in. Raises NotAllowed when there is none."""
    courts = courts_by_id(request.actor.courts_as(*IMPORTERS))
    if not courts:
        raise NotAllowed(REFUSED_TEXT)
    return courts


def asked_court(request: HouseRequest, courts: "Sequence[Court]") -> "Court":
    """The court chosen in the form, else the first."""
    return next((one for one in courts if str(one.pk) == request.POST.get("court")), courts[0])


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HouseRequest) -> HttpResponse:
    """The upload form with the history; a statement leads to its preview, an unknown table to the page that learns it."""
    courts = courts_by_id(request.actor.courts_as(*IMPORTERS))
    problem, place = "", ""
    if request.method == "POST":
        courts = importing_courts(request)
        try:
            content, name = uploaded_statement(request)
            return _looked_at(request, asked_court(request, courts), content, name)
        except StatementRefused as refused:
            problem = str(refused)
            place = t(f"第 {refused.row} 行", f"line {refused.row}") if refused.row else ""
        except UploadRefused as refused:
            problem = str(refused)
    context = {
        **shared(), "courts": courts, "problem": problem, "place": place, "history": queries.latest_statements(limit=50),
        "tabs": room_tabs("funds-import"),
    }  # fmt: skip
    return render(request, "funds/import.html", context)


def _looked_at(request: HouseRequest, court: "Court", content: bytes, name: str) -> HttpResponse:
    about: dict[str, Any] = {"name": name, "court": court.pk}
    try:
        about["preview"] = _preview_of(_dry_run(request, court, content, name))
    except LayoutUnknown:
        return redirect("funds-teach", token=keep_statement(request, content, about))
    return redirect("funds-import-preview", token=keep_statement(request, content, about))


def keep_statement(request: HouseRequest, content: bytes, about: dict[str, Any]) -> str:
    """Keep a statement until its owner has decided; its token."""
    return uploads.keep(
        content=content, corrected=None, about=about, actor=request.actor, now=clock.now(), room=ROOM
    )


def kept_statement(request: HouseRequest, token: str) -> Upload:
    """The statement kept under a token for this person. Raises UploadGone."""
    return uploads.find(token, actor=request.actor, now=clock.now(), room=ROOM)


def look_again(request: HouseRequest, upload: Upload) -> None:
    """Make the preview of a kept statement anew, after its layout was taught. Raises StatementRefused."""
    court = _court_of(request, upload)
    report = _dry_run(request, court, upload.content, upload.about["name"])
    uploads.tell(upload, preview=_preview_of(report))


def _court_of(request: HouseRequest, upload: Upload) -> "Court":
    court = next((one for one in importing_courts(request) if one.pk == upload.about["court"]), None)
    if court is None:
        raise NotAllowed(REFUSED_TEXT)
    return court


def _dry_run(request: HouseRequest, court: "Court", content: bytes, name: str) -> operations.ImportReport:
    return operations.import_statement(
        court=court, content=content, name=name, now=clock.now(), actor=request.actor, dry_run=True
    )


def _preview_of(report: operations.ImportReport) -> dict[str, Any]:
    """What the preview page shows, small enough to keep."""
    kept: Counter[Fate] = Counter()
    rows = []
    for row in report.rows:
        kept[row.fate] += 1
        if kept[row.fate] <= KEPT_ROWS:
            rows.append(
                [
                    row.row,
                    row.serial,
                    row.on.isoformat(),
                    row.fen,
                    row.payer,
                    row.remark,
                    row.fate.value,
                    row.words,
                ]
            )
    return {
        "rows": rows, "counts": {fate.value: count for fate, count in kept.items()}, "lines": report.lines,
        "posted": report.posted, "gaps": [list(pair) for pair in zip(report.gaps, report.gap_words, strict=True)],
        "accounts": sorted(set(report.accounts)), "sources": sorted(set(report.sources)),
        "fen": [sum(row.fen for row in report.rows if row.fate is not Fate.DUPLICATE and (row.fen > 0) is came_in) for came_in in (True, False)],
    }  # fmt: skip


def told_when_gone(view: Callable[[HouseRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """Says on the import page that an upload is gone, instead of an error."""

    @wraps(view)
    def answer(request: HouseRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except UploadGone:
            messages.warning(
                request,
                t("这次上传已经过期或者已经处理完毕；同一份对账单再传一次不会重复入账。",
                  "This upload is too old or was taken in; the same statement again posts nothing twice."),
            )  # fmt: skip
            return redirect("funds-import")

    return answer


@login_required
@require_GET
@told_when_gone
def preview(request: HouseRequest, token: str) -> HttpResponse:
    """What would become of each line. Nothing has been written: the import was done and rolled back."""
    upload = kept_statement(request, token)
    if upload.result is not None:
        return redirect("funds-import")
    shown = upload.about.get("preview")
    if not isinstance(shown, dict):
        return redirect("funds-teach", token=token)
    counts = {Fate(fate): count for fate, count in shown["counts"].items()}
    asked = request.GET.get("fate", "")
    wanted = next((fate for fate in counts if fate.value == asked), None)
    rows = [row for row in shown["rows"] if wanted is None or row[6] == wanted.value]
    views = [(t(f"全部 {shown['lines']}", f"all {shown['lines']}"), "?", wanted is None)]
    views += [
        (f"{t(fate.label, _ENGLISH[fate])} {counts[fate]}", f"?fate={fate.value}", fate is wanted)
        for fate in Fate if fate in counts
    ]  # fmt: skip
    return render(
        request, "funds/import_preview.html",
        {
            **shared(), "upload": upload, "shown": shown, "counts": counts, "views": views,
            "rows": [(*row[:6], Fate(row[6]), row[7]) for row in rows[:SHOWN_ROWS]], "is_cut": len(rows) > SHOWN_ROWS,
            "fate": Fate, "chips": FATE_CHIPS, "fate_word": lambda fate: t(fate.label, _ENGLISH[fate]),
            "court": courts_by_id([upload.about["court"]])[0],
        },
    )  # fmt: skip


@login_required
@require_POST
@told_when_gone
def accept(request: HouseRequest, token: str) -> HttpResponse:
    """Take the statement in, once."""
    upload = kept_statement(request, token)
    if upload.result is not None:
        return redirect("funds-import")
    court = _court_of(request, upload)
    try:
        with uploads.taken(upload) as content:
            report = operations.import_statement(
                court=court, content=content, name=upload.about["name"], now=clock.now(), actor=request.actor
            )
    except StatementRefused as refused:
        messages.error(request, str(refused))
        return redirect("funds-import")
    uploads.close(upload, {"posted": report.posted})
    return redirect(_told(request, report))


@login_required
@require_POST
@told_when_gone
def discard(request: HouseRequest, token: str) -> HttpResponse:
    """Forget a statement that was only looked at."""
    uploads.forget(kept_statement(request, token))
    messages.success(request, t("已放弃这次上传，没有入账。", "The upload was dropped; nothing was posted."))
    return redirect("funds-import")


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
