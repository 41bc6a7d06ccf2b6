"""The page behind a message: who are you, the document, received, agreed. No sign-in, no script; each step is evidence.

Every address that opens nothing looks the same, whatever the reason.
"""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from zhixing.delivery import operations, queries
from zhixing.delivery.queries import PageSeen
from zhixing.delivery.rules.party_words import WORDS
from zhixing.documents.handing_out import open_document, open_edition
from zhixing.documents.operations.editions import NoEdition
from zhixing.foundation import clock
from zhixing.foundation.party_pages import PartyPages
from zhixing.foundation.rate_limits import address_of

PAGES = PartyPages(
    WORDS, folder="delivery", holder="zx-addressee", knock="addressee", entry="addressee-entry"
)
TEXT_MAX = 80


def _through(
    request: HttpRequest, token: str, act: Callable[[HttpRequest, PageSeen], HttpResponse]
) -> HttpResponse:
    """Open the one court that the link names, find the sending in it, and act; else the page that says nothing."""
    return PAGES.through(
        request, token, find=lambda secret, now: queries.page_by_secret(secret, now=now), act=act
    )


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a message: first who one is, then the document."""
    return _through(request, token, _page_of)


def _court(found: PageSeen) -> dict[str, str]:
    return {"court_name": found.court_name, "court_phone": found.court_phone}


def _page_of(request: HttpRequest, found: PageSeen) -> HttpResponse:
    if request.method == "POST" and request.POST.get("step") == "who":
        return _identify(request, found)
    if not PAGES.is_known(request, found.id):
        return PAGES.who(request, title="title", known=_court(found))
    return act_on_document(request, found.id, {"back": "", **_court(found)})


def act_on_document(request: HttpRequest, sending_id: UUID, context: dict[str, str]) -> HttpResponse:
    """The page of a document for the addressee once known, and what they do on it; each is evidence on the sending."""
    now, step = clock.now(), request.POST.get("step", "") if request.method == "POST" else ""
    trace = {"from_address": address_of(request), "device": _device(request)}
    if step == "received":
        operations.confirm_receipt(sending_id=sending_id, now=now, **trace)
        return redirect(request.path)
    if step == "agree":
        operations.agree_through_link(sending_id=sending_id, now=now)
        return redirect(request.path)
    operations.note_read(sending_id=sending_id, now=now, **trace)
    return PAGES.page(
        request,
        "party_document",
        {"shown": queries.document_for_holder(sending_id, on=clock.local_date(now)), **context},
    )


def _device(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:120]


def _identify(request: HttpRequest, found: PageSeen) -> HttpResponse:
    answer = request.POST.get("answer", "")[:TEXT_MAX]
    verdict = operations.identify(sending_id=found.id, answer=answer, now=clock.now())

    def again(left: int) -> HttpResponse:
        return PAGES.who(request, title="title", known=_court(found), error="who_wrong", left=left)

    return PAGES.after(request, found.id, verdict, known=_court(found), again=again)


@require_POST
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The document itself; that it was taken is recorded."""

    def act(request: HttpRequest, found: PageSeen) -> HttpResponse:
        if not PAGES.is_known(request, found.id):
            return PAGES.shut(request, "gone", 404)
        return hand_paper(request, found.id, found.document_id, found.court_id)

    return _through(request, token, act)


def hand_paper(request: HttpRequest, sending_id: UUID, document_id: UUID, court_id: int) -> HttpResponse:
    """The document, or its edition in Chinese and Korean, as a file."""
    now, holder = clock.now(), operations.holder(court_id=court_id)
    in_two = request.POST.get("edition") == "ko"
    try:
        line, content = (
            open_edition(document_id=document_id, confirmed_only=True, now=now, actor=holder)
            if in_two
            else open_document(document_id=document_id, now=now, actor=holder)
        )
    except NoEdition:
        return PAGES.shut(request, "gone", 404)
    operations.note_downloaded(
        sending_id=sending_id, from_address=address_of(request), device=_device(request), now=now
    )
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{line.title}_{line.number}{'_중조대조본' if in_two else ''}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
