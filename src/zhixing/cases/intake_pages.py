"""Taking in a register on screen: upload, preview with every problem in its cell, accept, result."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.cases import operations, queries, uploads
from zhixing.cases.pages import workbook_response
from zhixing.cases.rules.preview import GOOD, KNOWN, REFUSED, WARNED, preview_of, verdict_of
from zhixing.cases.rules.register import read_register
from zhixing.cases.rules.workbooks import corrected_form
from zhixing.cases.uploads import Upload, UploadGone, UploadRefused, uploaded_file
from zhixing.foundation import clock
from zhixing.foundation.evidence.rules import sha256
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.queries import courts as courts_of
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.tables import UnreadableFile

if TYPE_CHECKING:
    from zhixing.foundation.identity.models import Court

PREVIEW_ROWS = 50


def _courts(request: HouseRequest) -> "list[Court]":
    """The courts for which the person may file. Raises NotAllowed when there is none."""
    may = request.actor.courts_as(*operations.OFFICE_ROLES)
    if not may:
        raise NotAllowed("立案导入须由本院执行员、书记员或执行局局长办理。")
    return courts_of(may)


@login_required
@require_http_methods(["GET", "POST"])
def intake(request: HouseRequest) -> HttpResponse:
    """The upload form with the history of intakes; a file that can be read leads to its preview."""
    courts = _courts(request)
    problem = ""
    if request.method == "POST":
        try:
            token = _look_at(request, courts)
        except (UploadRefused, UnreadableFile) as refused:
            problem = str(refused)
        else:
            return redirect("intake-preview", token=token)
    context = {"courts": courts, "problem": problem, "history": queries.latest_intakes()}
    return render(request, "cases/intake.html", context)


def _look_at(request: HouseRequest, courts: "list[Court]") -> str:
    file = uploaded_file(request)
    court = next((court for court in courts if str(court.pk) == request.POST.get("court")), courts[0])
    content = file.read()
    table = read_register(content)
    report = operations.take_register(
        court=court,
        table=table,
        file_name="",
        file_sha256="",
        now=clock.now(),
        actor=request.actor,
        dry_run=True,
    )
    filed = queries.numbers_filed(court.pk)
    refused = [decision for decision in report.refused if verdict_of(decision, filed) == REFUSED]
    return uploads.keep(
        content=content,
        corrected=corrected_form(table, refused) if refused else None,
        about={
            "name": (file.name or "台账")[-200:],
            "court": court.pk,
            "sha256": sha256(content),
            "preview": preview_of(table, report.decisions, filed),
        },
        actor=request.actor,
        now=clock.now(),
    )


def _upload(request: HouseRequest, token: str) -> Upload:
    return uploads.find(token, actor=request.actor, now=clock.now())


def _told_when_gone(view: Callable[[HouseRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """Says on the upload page that an upload is gone, instead of an error."""

    @wraps(view)
    def answer(request: HouseRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except UploadGone as gone:
            messages.warning(request, str(gone))
            return redirect("intake")

    return answer


@login_required
@require_GET
@_told_when_gone
def preview(request: HouseRequest, token: str) -> HttpResponse:
    """The rows with problems, each in its cell, and the first good ones; after filing, what became of them."""
    upload = _upload(request, token)
    if upload.result is not None:
        return render(request, "cases/intake_result.html", {"upload": upload, "result": upload.result})
    shown: dict[str, Any] = upload.about["preview"]
    counts = shown["counts"]
    asked = request.GET.get("rows", "")
    first = next((verdict for verdict in (REFUSED, WARNED) if counts[verdict]), GOOD)
    verdict = asked if asked in counts else first
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() else 0
    rows = [row for row in shown["rows"] if row["verdict"] == verdict and row["row"] > start]
    rows, more = rows[:PREVIEW_ROWS], len(rows) > PREVIEW_ROWS
    columns = _columns(shown["columns"], rows)
    return render(
        request, "cases/intake_preview.html",
        {
            "upload": upload, "counts": counts, "good": counts[GOOD] + counts[WARNED],
            "columns": columns, "headings": [(heading, "") for _, heading in columns], "rows": rows, "verdict": verdict,
            "court": courts_of([upload.about["court"]])[0],
            "views": [
                (f"{words} {counts[name]}", f"?rows={name}", name == verdict)
                for name, words in (
                    (REFUSED, t("退回", "Refused")), (WARNED, t("立案但请核对", "Filed, to check")),
                    (GOOD, t("无问题", "No problem")), (KNOWN, t("早已立案", "Filed before")),
                )
                if counts[name]
            ],
            "next_page": f"?rows={verdict}&after={rows[-1]['row']}" if more else "",
            "previous_page": f"?rows={verdict}" if start else "",
        },
    )  # fmt: skip


def _columns(columns: list[list[str]], rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The columns with a problem on this page first, the others as in the file."""
    troubled = {field for row in rows for field in (*row["wrong"], *row["warned"])}
    known = [(field, heading) for field, heading in columns if field != "number"]
    first = [pair for pair in known if pair[0] in troubled]
    return [*first, *(pair for pair in known if pair[0] not in troubled)]


@login_required
@require_POST
@_told_when_gone
def accept(request: HouseRequest, token: str) -> HttpResponse:
    """File the good rows of an upload, once."""
    upload = _upload(request, token)
    if upload.result is not None:
        return redirect("intake-preview", token=token)
    court = next((court for court in _courts(request) if court.pk == upload.about["court"]), None)
    if court is None:
        raise NotAllowed("立案导入须由本院执行员、书记员或执行局局长办理。")
    with uploads.taken(upload) as content:
        report = operations.take_register(
            court=court, table=read_register(content), file_name=upload.about["name"],
            file_sha256=upload.about["sha256"], now=clock.now(), actor=request.actor,
        )  # fmt: skip
    known = upload.about["preview"]["counts"][KNOWN]
    found = report.as_json()
    again = {row["row"] for row in upload.about["preview"]["rows"] if row["verdict"] == REFUSED}
    result = {**found, "refused": [row for row in found["refused"] if row["row"] in again], "known": known}
    uploads.close(upload, result)
    messages.success(request, t(f"已立案 {report.accepted} 件。", f"{report.accepted} cases filed."))
    return redirect("intake-preview", token=token)


@login_required
@require_POST
@_told_when_gone
def discard(request: HouseRequest, token: str) -> HttpResponse:
    """Forget an upload."""
    uploads.forget(_upload(request, token))
    messages.success(request, t("已放弃这次上传，没有立案。", "The upload was dropped; nothing was filed."))
    return redirect("intake")


@login_required
@require_GET
@_told_when_gone
def corrected(request: HouseRequest, token: str) -> HttpResponse:
    """The refused rows as a form to be corrected and uploaded again."""
    upload = _upload(request, token)
    content = upload.corrected()
    if content is None:
        raise Http404(t("没有被退回的行。", "No row was refused."))
    stem = str(upload.about["name"]).rsplit(".", 1)[0]
    return workbook_response(content, f"{stem}_退回重报.xlsx")
