"""What every request passes: the content security policy, the language, the second factor, the courts it may see."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.utils import translation

from zhixing.documents.sealing.base import SealingFailed
from zhixing.foundation import clock
from zhixing.foundation.evidence import operations as evidence
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import User
from zhixing.foundation.identity.queries import actor_for, with_lower_courts
from zhixing.foundation.identity.reach import is_narrow, on_page
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.scope import courts_visible
from zhixing.web import errors

Answer = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
COURT_KEY = "court"
OPEN_PATHS = (
    "/accounts/",
    "/static/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/language/",
    "/p/",
    "/check/",
    "/calendar/",
)


def is_open(path: str) -> bool:
    """Whether an address answers without the scope of a person: sign-in, files, health, and the parties' pages."""
    return path.startswith(OPEN_PATHS)


class ContentSecurityPolicy:
    """Nothing is loaded but from this house, no inline script, no inline style."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the headers that the house insists on."""
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Language:
    """The language the person chose; on the sign-in pages the one of the cookie; Chinese otherwise.

    The browser's own wish is not asked: office PCs are often installed in English and read in Chinese.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language."""
        if request.path.startswith("/static/"):
            return self._get_response(request)
        user = request.user
        wanted = (
            user.language
            if isinstance(user, User)
            else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        )
        known = dict(settings.LANGUAGES)
        with translation.override(wanted if wanted in known else settings.LANGUAGE_CODE):
            response = self._get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response


class CourtScope:
    """Runs each view in a transaction that sees the courts of the signed-in person and nothing else.

    Nobody passes without a second factor: who has none is led to set it up. A refused act is written down after the
    rollback: the attempt itself is the fact.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the scope is opened round the view alone."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer the request inside the scope. Sign-in pages run as they are: nobody is known yet."""
        if is_open(request.path):
            return None
        user = request.user
        if not isinstance(user, User):
            return led_to_the_door(request) if request.headers.get("HX-Request") else None
        if not Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists():
            return redirect("mfa_activate_totp")
        actor = actor_for(user)
        if is_narrow(actor) and request.path == "/":
            return redirect("korean")
        try:
            return self._answered(request, on_page(view, actor), view, args, kwargs)
        except NotAllowed as refused:
            house = narrowed(request, replace(actor, courts=actor.courts or tuple(actor.roles)))
            _write_down_refusal(house, refused)
            with courts_visible(house.actor.courts):
                return refusal(request, str(refused))

    @staticmethod
    def _answered(
        request: HttpRequest, actor: Actor, view: View, args: tuple[object, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        house = narrowed(request, actor)
        try:
            with courts_visible(house.actor.courts, for_a_page=True):
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
                return response
        except SealingFailed as failed:
            return errors.unsealed(request, failed)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The parties' pages run outside the scope; a seal out of reach is told there in the same words."""
        return errors.unsealed(request, exception) if isinstance(exception, SealingFailed) else None


def led_to_the_door(request: HttpRequest) -> HttpResponse:
    """Answer to a part of a page asked for after the session ended: the whole page goes to sign in and comes back."""
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
    return HttpResponse(
        status=204, headers={"HX-Redirect": f"{settings.LOGIN_URL}?{urlencode({'next': here})}"}
    )


def narrowed(request: HttpRequest, actor: Actor) -> HouseRequest:
    """The request with its actor, who sees all courts they may see, or the one chosen in the top bar and those below."""
    house: Any = request
    chosen = request.session.get(COURT_KEY)
    house.chosen_court = chosen if chosen in actor.courts else None
    if house.chosen_court is not None:
        below = set(with_lower_courts({house.chosen_court}))
        actor = replace(actor, courts=tuple(court for court in actor.courts if court in below))
    house.actor = actor
    known: HouseRequest = house
    return known


def refusal(request: HttpRequest, words: str) -> HttpResponse:
    """The page that says what the person may not do and who may."""
    return render(request, "error.html", {"code": 403, "words": words}, status=403)


def _write_down_refusal(request: HouseRequest, refused: NotAllowed) -> None:
    actor = request.actor
    if not actor.courts:
        return
    with courts_visible(actor.courts):
        evidence.record(
            court_id=min(set(actor.roles) & set(actor.courts) or actor.courts),
            subject=f"user:{actor.user_id}",
            kind="access.refused",
            at=clock.now(),
            actor=actor,
            body={"path": request.path, "reason": str(refused)},
        )
