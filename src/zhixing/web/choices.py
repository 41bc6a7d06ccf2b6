"""What a person chooses for themselves: court, language, theme."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhixing.foundation.identity.models import Role, User
from zhixing.foundation.identity.reach import opens_to
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.web.middleware import COURT_KEY

YEAR_SECONDS = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if safe else "/")


@opens_to(Role.TRANSLATOR)
@require_POST
@login_required
def choose_court(request: HouseRequest) -> HttpResponse:
    """Look at one court and those below it, or at all again."""
    wanted = request.POST.get("court", "")
    if wanted.isdecimal():
        request.session[COURT_KEY] = int(wanted)
    else:
        request.session.pop(COURT_KEY, None)
    return _back(request)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, remembered on the person or, before sign-in, in a cookie."""
    wanted = request.POST.get("language", "")
    response = _back(request)
    if wanted in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=wanted)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR_SECONDS, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


@opens_to(Role.TRANSLATOR)
@login_required
def profile(request: HouseRequest) -> HttpResponse:
    """Language, theme, password and second factor."""
    user = request.user
    if request.method == "POST" and isinstance(user, User):
        language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
        if language in dict(settings.LANGUAGES) and theme in {"auto", "light", "dark"}:
            User.objects.filter(pk=user.pk).update(language=language, theme=theme)
            with translation.override(language):
                messages.success(request, t("已保存。", "Saved."))
        return redirect("profile")
    return render(request, "profile.html", {"languages": settings.LANGUAGES})
