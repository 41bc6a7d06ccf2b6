"""Pages behind a link for people outside: no sign-in, no script, no trace with others; words and size as they chose.

Every address that opens nothing looks the same, whatever the reason, so that trying addresses teaches nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhixing.foundation import clock
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.one_time_links import Answer, Answered, Secret, read_token
from zhixing.foundation.party_words import HTML_LANG, LANGUAGES, Words, said
from zhixing.foundation.rate_limits import may_knock

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
"""No script at all, unlike the console."""
LOOKS = "zx-look"
LOOKS_KEPT = timedelta(days=365)
HOLDER_FOR = timedelta(minutes=20)
KNOCKS, KNOCKS_WITHIN = 90, timedelta(minutes=10)

Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class PartyPages:
    """The pages of one room: its words, where its templates lie, the names of its cookie and of its knocks, and the name of the
    address at which a new link is had, if there is one.
    """

    words: Words
    folder: str
    holder: str
    knock: str
    entry: str = ""

    def page(
        self, request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        """A page of the room in the reader's language and size, closed to everybody else."""
        lang, is_large = _looks(request)

        def words(key: str, **parts: object) -> str:
            return said(self.words, key, lang).format(**parts)

        known: dict[str, Any] = {"court_name": "", "court_phone": ""}
        known |= {
            "say": words, "lang": lang, "html_lang": HTML_LANG[lang], "html_langs": HTML_LANG, "languages": LANGUAGES,
            "is_large": is_large,
        }  # fmt: skip
        where = template if template.startswith("party/") else f"{self.folder}/{template}"
        response = render(request, f"{where}.html", known | (context or {}), status=status)
        if {"lang", "size"} & set(request.GET):
            response.set_cookie(
                LOOKS, f"{lang}.{'large' if is_large else 'normal'}", max_age=int(LOOKS_KEPT.total_seconds()),
                httponly=True, samesite="Lax", secure=settings.BEHIND_TLS,
            )  # fmt: skip
        return _closed(response, lang)

    def shut(
        self, request: HttpRequest, what: str, status: int, known: dict[str, str] | None = None, *, title: str = ""
    ) -> HttpResponse:  # fmt: skip
        """A page that says one thing and leads nowhere; `what` and `title` are keys of words."""
        context = {
            "title": title or f"{what}_title", "text": what, "entry": self.entry if status == 404 else "", **(known or {}),
        }  # fmt: skip
        return self.page(request, "party/closed", context, status=status)

    def who(
        self, request: HttpRequest, *, title: str, known: dict[str, str], why: str = "", error: str = "", left: int = 0
    ) -> HttpResponse:  # fmt: skip
        """The question who one is; `why` is a key of words that says what happened."""
        context = {"title": title, "why": why, "error": error, "left": left, **known}
        return self.page(request, "party/who", context, status=403 if error else 200)

    def through(
        self,
        request: HttpRequest,
        token: str,
        *,
        find: Callable[[Secret, datetime], Seen | None],
        act: Callable[[HttpRequest, Seen], HttpResponse],
    ) -> HttpResponse:
        """Open the one court that the link names, find in it what the link is for, and act; else say nothing."""
        if not may_knock(
            request, self.knock, at_most=KNOCKS, within=KNOCKS_WITHIN, now=clock.real_now()
        ):  # fmt: skip
            return self.shut(request, "many", 429)
        secret = read_token(token)
        if secret is None:
            return self.shut(request, "gone", 404)
        with courts_visible([secret.court_id]):
            found = find(secret, clock.now())
            return act(request, found) if found is not None else self.shut(request, "gone", 404)

    def welcome(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Back to the same page, known as the holder of this link for a while."""
        response = redirect(request.path)
        response.set_cookie(
            self.holder, signing.dumps(str(key), salt=self.holder), max_age=int(HOLDER_FOR.total_seconds()),
            path=request.path, httponly=True, samesite="Strict", secure=settings.BEHIND_TLS,
        )  # fmt: skip
        return _closed(response, _looks(request)[0])

    def after(
        self, request: HttpRequest, key: UUID, answer: Answer, *, known: dict[str, str], again: Callable[[int], HttpResponse]
    ) -> HttpResponse:  # fmt: skip
        """What follows an answer to the question who one is; `again` asks anew, given how many wrong answers are left."""
        if answer.answered is Answered.RIGHT:
            return self.welcome(request, key)
        if answer.answered is Answered.WRONG:
            return again(answer.left)
        if answer.answered is Answered.LOCKED:
            return self.shut(request, "locked", 429, known)
        return self.shut(request, "gone", 404)

    def is_known(self, request: HttpRequest, key: UUID) -> bool:
        """Whether who asks has lately said who they are, for this link."""
        try:
            held = signing.loads(request.COOKIES.get(self.holder, ""), salt=self.holder, max_age=HOLDER_FOR)
        except signing.BadSignature:
            return False
        return bool(held == str(key))


def _looks(request: HttpRequest) -> tuple[str, bool]:
    """The language and whether the type is large: what was just chosen, else what the phone remembers."""
    kept = request.COOKIES.get(LOOKS, "").split(".")
    lang = request.GET.get("lang") or kept[0]
    size = request.GET.get("size") or (kept[1] if len(kept) > 1 else "")
    return (lang if lang in LANGUAGES else "zh"), size == "large"


def _closed(response: HttpResponse, lang: str) -> HttpResponse:
    response["Content-Security-Policy"] = POLICY
    response["Content-Language"] = HTML_LANG[lang]
    # not "no-referrer": browsers would then send forms with the origin "null", which the check against forgery refuses
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
