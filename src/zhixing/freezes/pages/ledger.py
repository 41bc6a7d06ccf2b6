"""Taking over a ledger on screen: upload, preview of what is flagged and refused, take over, result."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.cases import uploads
from zhixing.cases.uploads import Upload, UploadGone, UploadRefused, uploaded_file
from zhixing.foundation import clock
from zhixing.foundation.evidence.rules import sha256
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.queries import courts as courts_of
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.tables import UnreadableFile
from zhixing.freezes import operations, queries
from zhixing.freezes.rules.ledger import read_ledger

if TYPE_CHECKING:
    from zhixing.foundation.identity.models import Court

ROWS_SHOWN = 300


def _courts(request: HouseRequest) -> "list[Court]":
    may = request.actor.courts_as(*operations.OFFICE_ROLES)
    if not may:
        raise NotAllowed("接管台账须由本院执行员、书记员或执行局局长办理。")
    return queries.courts_of(may)


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HouseRequest) -> HttpResponse:
    """The upload form with the history; a file that can be read leads to its preview."""
    courts = _courts(request)
    problem = ""
    if request.method == "POST":
        try:
            token = _look_at(request, courts)
        except (UploadRefused, UnreadableFile) as refused:
            problem = str(refused)
        else:
            return redirect("freezes-preview", token=token)
    context = {"courts": courts, "problem": problem, "history": queries.latest_ledgers()}
    return render(request, "freezes/import.html", context)


def _look_at(request: HouseRequest, courts: "list[Court]") -> str:
    file = uploaded_file(request)
    court = next((court for court in courts if str(court.pk) == request.POST.get("court")), courts[0])
    content = file.read()
    report = operations.take_over_ledger(
        court=court, table=read_ledger(content), file_name="", file_sha256="", now=clock.now(), actor=request.actor,
        dry_run=True,
    )  # fmt: skip
    about = {
        "room": "freezes",
        "name": (file.name or "台账")[-200:],
        "court": court.pk,
        "sha256": sha256(content),
        "preview": report.as_json(),
    }
    return uploads.keep(content=content, corrected=None, about=about, actor=request.actor, now=clock.now())


def _told_when_gone(view: Callable[[HouseRequest, Upload], HttpResponse]) -> Callable[..., HttpResponse]:
    """Finds the upload of a ledger; says on the upload page when it is gone."""

    @wraps(view)
    def answer(request: HouseRequest, token: str) -> HttpResponse:
        try:
            upload = uploads.find(token, actor=request.actor, now=clock.now())
            if upload.about.get("room") != "freezes":
                raise UploadGone
            return view(request, upload)
        except UploadGone as gone:
            messages.warning(request, str(gone))
            return redirect("freezes-import")

    return answer


@login_required
@require_GET
@_told_when_gone
def preview(request: HouseRequest, upload: Upload) -> HttpResponse:
    """What would be taken over, flagged and refused; afterwards, what was."""
    report: dict[str, Any] = upload.result or upload.about["preview"]
    return render(
        request, "freezes/import_preview.html",
        {
            "upload": upload, "report": report, "is_done": upload.result is not None, "rows_shown": ROWS_SHOWN,
            "court": courts_of([upload.about["court"]])[0],
        },
    )  # fmt: skip


@login_required
@require_POST
@_told_when_gone
def accept(request: HouseRequest, upload: Upload) -> HttpResponse:
    """Take the ledger over, once."""
    if upload.result is None:
        court = next((court for court in _courts(request) if court.pk == upload.about["court"]), None)
        if court is None:
            raise NotAllowed("接管台账须由本院执行员、书记员或执行局局长办理。")
        with uploads.taken(upload) as content:
            report = operations.take_over_ledger(
                court=court, table=read_ledger(content), file_name=upload.about["name"],
                file_sha256=upload.about["sha256"], now=clock.now(), actor=request.actor,
            )  # fmt: skip
        uploads.close(upload, report.as_json())
        messages.success(
            request, t(f"已接管 {report.imported} 条措施。", f"{report.imported} measures taken over.")
        )
    return redirect("freezes-preview", token=upload.token)


@login_required
@require_POST
@_told_when_gone
def discard(request: HouseRequest, upload: Upload) -> HttpResponse:
    """Forget an upload."""
    uploads.forget(upload)
    messages.success(
        request, t("已放弃这次上传，没有接管。", "The upload was dropped; nothing was taken over.")
    )
    return redirect("freezes-import")
