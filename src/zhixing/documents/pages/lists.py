"""Documents on screen: the list, the PDF itself, print runs, and the documents of one case."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import case_or_404
from zhixing.documents import handing_out, queries
from zhixing.documents.handing_out import PRINTED_AT_MOST, NothingToPrint
from zhixing.documents.operations.editions import NoEdition
from zhixing.documents.queries import DocumentFilter, DocumentMissing
from zhixing.documents.rules.contexts import DocumentKind
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import key_of, keys_of

TEXT_MAX = 80
OFTEN_WANTED = frozenset(
    {
        DocumentKind.ACCEPTANCE_NOTICE,
        DocumentKind.ENFORCEMENT_NOTICE,
        DocumentKind.CONTROL_RULING,
        DocumentKind.ASSISTANCE_NOTICE,
        DocumentKind.CONSUMPTION_ORDER,
        DocumentKind.SUSPENSION_RULING,
        DocumentKind.COMPLETION_NOTICE,
        DocumentKind.MONEY_RECEIPT,
        DocumentKind.PAYOUT_VOUCHER,
    }
)
"""Kinds with a tab of their own; every kind can be listed by its address."""
PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
"""For a PDF: no script, nothing fetched. The browser's own viewer styles itself inline; a sandbox would stop it."""


def show_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF in the browser's own viewer, which may fetch and run nothing."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Content-Security-Policy"] = PDF_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_GET
def documents(request: HouseRequest) -> HttpResponse:
    """The documents issued last, by kind, filtered by typing, to be picked for a print run."""
    today = clock.today()
    asked = request.GET.get("view", "")
    kinds = {kind.value for kind in DocumentKind}
    view = asked if asked in kinds or asked == "today" else ""
    text = request.GET.get("q", "").strip()[:TEXT_MAX]
    wanted = DocumentFilter(
        kind=view if view in kinds else "", issued_on=today if view == "today" else None, text=text
    )
    page = queries.list_documents(wanted=wanted, after=key_of(request.GET.get("after", "")))
    issued_today = queries.count_issued_on(today)
    views = [("", t("全部", "All")), ("today", t("今天制作", "Made today"))]
    views += [
        (kind.value, kind.chosen_as) for kind in DocumentKind if kind in OFTEN_WANTED or kind.value == view
    ]
    return render(
        request, "documents/list.html",
        {
            "page": page, "view": view, "text": text, "issued_today": issued_today,
            "views": [(words, f"?view={key}", key == view) for key, words in views],
            "sheaves": [
                (number, start + 1, min(start + PRINTED_AT_MOST, issued_today))
                for number, start in enumerate(range(0, issued_today, PRINTED_AT_MOST))
            ],
            "without_account": queries.courts_without_account(request.actor.courts),
        },
    )  # fmt: skip


@login_required
@require_GET
def document(request: HouseRequest, document_id: UUID) -> HttpResponse:
    """The PDF as it was issued."""
    try:
        line, content = handing_out.open_document(
            document_id=document_id, now=clock.now(), actor=request.actor
        )
    except DocumentMissing as missing:
        raise Http404(str(missing)) from None
    return show_pdf(content, f"{line.title}_{line.number}_{line.recipient}.pdf")


@login_required
@require_GET
def edition(request: HouseRequest, document_id: UUID) -> HttpResponse:
    """The document in Chinese and Korean."""
    try:
        line, content = handing_out.open_edition(
            document_id=document_id, now=clock.now(), actor=request.actor
        )
    except (DocumentMissing, NoEdition) as missing:
        raise Http404(str(missing)) from None
    return show_pdf(content, f"{line.title}_{line.number}_中朝对照.pdf")


@login_required
@require_POST
def print_picked(request: HouseRequest) -> HttpResponse:
    """The picked documents as one PDF."""
    picked = keys_of(request.POST.getlist("pick"))
    return _print(request, picked)


@login_required
@require_POST
def print_today(request: HouseRequest) -> HttpResponse:
    """All documents made today as one PDF, a thousand at a time."""
    part = request.POST.get("part", "0")
    start = int(part) * PRINTED_AT_MOST if part.isascii() and part.isdigit() and len(part) < 6 else 0
    return _print(request, queries.ids_issued_on(clock.today(), start=start, limit=PRINTED_AT_MOST))


def _print(request: HouseRequest, picked: list[UUID]) -> HttpResponse:
    try:
        made = handing_out.print_documents(document_ids=picked, now=clock.now(), actor=request.actor)
    except NothingToPrint as refused:
        messages.warning(request, str(refused))
        return redirect("documents")
    except DocumentMissing as missing:
        raise Http404(str(missing)) from None
    return show_pdf(made, f"打印批次_{clock.today():%Y%m%d}_{len(picked)}份.pdf")


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The documents of a case; the case page loads this into its tab."""
    case = case_or_404(case_id)
    context = {"case": case, "lines": queries.documents_of(case_id)}
    return render(request, "documents/of_case.html", context)
