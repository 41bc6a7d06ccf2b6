"""The page behind a message: who are you, the document, received, agreed. No sign-in, no script; each step is evidence.

Every address that opens nothing looks the same, whatever the reason.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from zhixing.delivery import operations, queries
from zhixing.delivery.operations import Answered
from zhixing.delivery.queries import PageSeen
from zhixing.delivery.rules.party_words import HTML_LANG, LANGUAGES, say
from zhixing.documents.handing_out import open_document
from zhixing.foundation import clock
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.one_time_links import read_token
from zhixing.foundation.rate_limits import address_of, may_knock

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
LOOKS = "zx-look"
HOLDER = "zx-addressee"
HOLDER_FOR = timedelta(minutes=20)
KNOCKS, KNOCKS_WITHIN = 90, timedelta(minutes=10)
TEXT_MAX = 80


def _looks(request: HttpRequest) -> tuple[str, bool]:
    kept = request.COOKIES.get(LOOKS, "").split(".")
    lang = request.GET.get("lang") or kept[0]
    size = request.GET.get("size") or (kept[1] if len(kept) > 1 else "")
    return (lang if lang in LANGUAGES else "zh"), size == "large"


def _page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    lang, is_large = _looks(request)

    def words(key: str, **parts: object) -> str:
        return say(key, lang).format(**parts)

    known: dict[str, Any] = {"court_name": "", "court_phone": ""}
    known |= {
        "say": words, "lang": lang, "html_lang": HTML_LANG[lang], "html_langs": HTML_LANG, "languages": LANGUAGES,
        "is_large": is_large,
    }  # fmt: skip
    response = render(request, f"delivery/{template}.html", known | (context or {}), status=status)
    if {"lang", "size"} & set(request.GET):
        response.set_cookie(
            LOOKS, f"{lang}.{'large' if is_large else 'normal'}", max_age=31_536_000, httponly=True, samesite="Lax",
            secure=settings.BEHIND_TLS,
        )  # fmt: skip
    return _closed(response, lang)


def _closed(response: HttpResponse, lang: str) -> HttpResponse:
    response["Content-Security-Policy"] = POLICY
    response["Content-Language"] = HTML_LANG[lang]
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _shut(request: HttpRequest, what: str, status: int, court: dict[str, str] | None = None) -> HttpResponse:
    return _page(
        request, "party_closed", {"title": f"{what}_title", "text": what, **(court or {})}, status=status
    )


def _through(
    request: HttpRequest, token: str, act: Callable[[HttpRequest, PageSeen], HttpResponse]
) -> HttpResponse:
    """Open the one court that the link names, find the sending in it, and act; else the page that says nothing."""
    if not may_knock(request, "addressee", at_most=KNOCKS, within=KNOCKS_WITHIN, now=clock.real_now()):
        return _shut(request, "many", 429)
    secret = read_token(token)
    if secret is None:
        return _shut(request, "gone", 404)
    with courts_visible([secret.court_id]):
        found = queries.page_by_secret(secret, now=clock.now())
        return act(request, found) if found is not None else _shut(request, "gone", 404)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a message: first who one is, then the document."""
    return _through(request, token, _page_of)


def _court(found: PageSeen) -> dict[str, str]:
    return {"court_name": found.court_name, "court_phone": found.court_phone}


def _page_of(request: HttpRequest, found: PageSeen) -> HttpResponse:
    if request.method == "POST" and request.POST.get("step") == "who":
        return _identify(request, found)
    if not _is_known(request, found):
        return _page(request, "party_who", {"error": "", "left": 0, **_court(found)})
    now, step = clock.now(), request.POST.get("step", "") if request.method == "POST" else ""
    trace = {"from_address": address_of(request), "device": _device(request)}
    if step == "received":
        operations.confirm_receipt(sending_id=found.id, now=now, **trace)
        return redirect(request.path)
    if step == "agree":
        operations.agree_through_link(sending_id=found.id, now=now)
        return redirect(request.path)
    operations.note_read(sending_id=found.id, now=now, **trace)
    return _page(request, "party_document", {"shown": queries.document_for_holder(found.id), **_court(found)})


def _device(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:120]


def _identify(request: HttpRequest, found: PageSeen) -> HttpResponse:
    answer = request.POST.get("answer", "")[:TEXT_MAX]
    verdict = operations.identify(sending_id=found.id, answer=answer, now=clock.now())
    if verdict.answered is Answered.RIGHT:
        response = redirect(request.path)
        response.set_cookie(
            HOLDER, signing.dumps(str(found.id), salt=HOLDER), max_age=int(HOLDER_FOR.total_seconds()),
            path=request.path, httponly=True, samesite="Strict", secure=settings.BEHIND_TLS,
        )  # fmt: skip
        return _closed(response, _looks(request)[0])
    if verdict.answered is Answered.WRONG:
        context = {"error": "who_wrong", "left": verdict.left, **_court(found)}
        return _page(request, "party_who", context, status=403)
    if verdict.answered is Answered.LOCKED:
        return _shut(request, "locked", 429, _court(found))
    return _shut(request, "gone", 404)


def _is_known(request: HttpRequest, found: PageSeen) -> bool:
    try:
        held = signing.loads(request.COOKIES.get(HOLDER, ""), salt=HOLDER, max_age=HOLDER_FOR)
    except signing.BadSignature:
        return False
    return bool(held == str(found.id))


@require_POST
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The document itself; that it was taken is recorded."""

    def act(request: HttpRequest, found: PageSeen) -> HttpResponse:
        if not _is_known(request, found):
            return _shut(request, "gone", 404)
        now = clock.now()
        line, content = open_document(
            document_id=found.document_id, now=now, actor=operations.holder(court_id=found.court_id)
        )
        operations.note_downloaded(
            sending_id=found.id, from_address=address_of(request), device=_device(request), now=now
        )
        response = HttpResponse(content, content_type="application/pdf")
        name = f"{line.title}_{line.number}.pdf"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        response["Content-Security-Policy"] = "default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return _through(request, token, act)
