"""What every request passes: the content security policy and the courts it may see."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from zhixing.foundation import clock
from zhixing.foundation.evidence import operations as evidence
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.queries import actor_for
from zhixing.foundation.identity.scope import courts_visible

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "manifest-src 'self'"
)


class ContentSecurityPolicy:
    """Nothing is loaded but from this house, no inline script, no inline style."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if request.user.is_authenticated if hasattr(request, "user") else False:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class CourtScope:
    """Runs each view in a transaction that sees the courts of the signed-in person and nothing else.

    A refused act is written down after the rollback: the attempt itself is the fact.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer the request inside the scope. Sign-in pages run as they are: nobody is known yet."""
        if not request.user.is_authenticated or request.path.startswith("/accounts/"):
            return None
        actor = actor_for(request.user)
        setattr(request, "actor", actor)
        try:
            with courts_visible(actor.courts):
                return view(request, *args, **kwargs)
        except NotAllowed as refused:
            if actor.courts:
                with courts_visible(actor.courts):
                    evidence.record(
                        court_id=min(actor.roles or {actor.courts[0]: None}),
                        subject=f"user:{actor.user_id}",
                        kind="access.refused",
                        at=clock.now(),
                        actor=actor,
                        body={"path": request.path, "reason": str(refused)},
                    )
            return HttpResponse(str(refused), status=403, content_type="text/plain; charset=utf-8")
