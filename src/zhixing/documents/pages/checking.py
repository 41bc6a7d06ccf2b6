"""The public page behind the code on a paper: is this really the court's? No sign-in, no script, nothing kept."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from zhixing.documents.queries.checked import CheckedDocument, Compared, compare, document_by_code
from zhixing.documents.rules.check_words import WORDS
from zhixing.foundation import clock
from zhixing.foundation.check_codes import read_code
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.one_time_links import Secret
from zhixing.foundation.party_pages import PartyPages
from zhixing.foundation.rate_limits import may_knock

PAGES = PartyPages(WORDS, folder="documents", holder="zx-checked", knock="check")
CHECKS, CHECKS_WITHIN = 30, timedelta(minutes=10)
TEXT_MAX = 80
FILE_MOST = 2_500_000
"""Bytes. A file of this size is held in memory only; a document of the house has a tenth of it."""


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """The form for a code that was printed; a typed code leads to its own address."""
    typed = request.GET.get("code", "").strip()[:TEXT_MAX]
    if typed:
        return redirect("check-code", typed.replace("/", ""))
    return PAGES.page(request, "check")


@require_http_methods(["GET", "POST"])
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the paper with this code is the court's, and what it is; a file brought is compared and forgotten."""
    if not may_knock(request, "check", at_most=CHECKS, within=CHECKS_WITHIN, now=clock.real_now()):
        return PAGES.shut(request, "many", 429)
    # A code that cannot be one is looked up all the same, in a court that has none.
    wanted = read_code(code[:TEXT_MAX]) or Secret(0, bytes(32))
    with courts_visible([wanted.court_id]):
        found = document_by_code(wanted)
        if found is None:
            return PAGES.page(request, "checked", {"paper": None, "compared": ""}, status=404)
        compared = _compared(request, found) if request.method == "POST" else ""
    context = {
        "paper": found,
        "compared": compared,
        "court_name": found.court_name,
        "court_phone": found.court_phone,
    }
    return PAGES.page(request, "checked", context, status=422 if compared == "too_large" else 200)


def _compared(request: HttpRequest, found: CheckedDocument) -> str:
    """A key of words for what the file is. It is read in memory and forgotten with the request."""
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > FILE_MOST:
        return "too_large"
    content = file.read()
    if not content.startswith(b"%PDF-"):
        return "too_large"
    verdict: Compared = compare(found.id, content)
    return verdict.value
