"""审计: closings, signed statements, differences, exceptions and a sample of payments. Nothing can be changed here."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from zhixing.cases.rules.workbooks import MIMETYPE, SheetCell, Yuan, list_workbook
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.funds import queries
from zhixing.funds.pages.words import shared
from zhixing.funds.queries import AuditLine, AuditPart, Place, Span

SEED_MAX = 20
_HEADINGS = [
    ("日期", 12), ("事项", 24), ("内容", 70), ("人员", 24), ("金额（元）", 16), ("状态", 20),
]  # fmt: skip
_ADDRESSES = {Place.PROOF: "funds-proof", Place.RECEIPT: "receipt", Place.PAYMENT: "payment"}


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return clock.today().replace(day=1)


@login_required
@require_GET
def audit(request: HouseRequest) -> HttpResponse:
    """One part of a month, as a page or as a workbook. For auditors of the courts in sight only."""
    courts = request.actor.courts_as(Role.AUDITOR)
    if not courts:
        raise NotAllowed("审计页面须由审计员查看。")
    first = _month(request.GET.get("month", ""))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    asked = request.GET.get("part", "")
    part = AuditPart(asked) if asked in set(AuditPart) else AuditPart.CLOSINGS
    seed = request.GET.get("seed", "").strip()[:SEED_MAX] or f"{first:%Y%m}"
    lines = queries.audit_lines(part, Span(tuple(courts), first, last, clock.today()), seed=seed)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, courts, part, first, lines)
    return render(
        request, "funds/audit.html",
        {
            **shared(), "part": part, "parts": [(one, _query(one, first, seed)) for one in AuditPart], "month": first,
            "seed": seed, "rows": [(line, _address(line)) for line in lines], "sample": AuditPart.SAMPLE,
            "workbook": _query(part, first, seed) + "&format=xlsx",
        },
    )  # fmt: skip


def _query(part: AuditPart, first: date, seed: str) -> str:
    return "?" + urlencode({"part": part.value, "month": f"{first:%Y-%m}", "seed": seed})


def _address(line: AuditLine) -> str:
    if line.place is Place.NOWHERE or line.key is None:
        return ""
    return reverse(_ADDRESSES[line.place], args=[line.key])


def _workbook(
    request: HouseRequest, courts: Sequence[int], part: AuditPart, first: date, lines: Sequence[AuditLine]
) -> HttpResponse:
    rows: list[Sequence[SheetCell]] = [
        (line.on, line.kind, line.text, line.by, None if line.fen is None else Yuan(line.fen), line.state)
        for line in lines
    ]
    record(
        court_id=courts[0], subject=f"court:{courts[0]}", kind="audit.exported", at=clock.now(), actor=request.actor,
        body={"part": part.value, "month": f"{first:%Y-%m}", "rows": len(rows)},
    )  # fmt: skip
    content = list_workbook(title=part.label, headings=_HEADINGS, rows=rows)
    response = HttpResponse(content, content_type=MIMETYPE)
    name = t(f"案款审计_{part.label}_{first:%Y-%m}.xlsx", f"audit_{part.value}_{first:%Y-%m}.xlsx")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
