"""An officer's calendar: its address on screen, and the feed itself, which a calendar program reads without signing in."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.language import t
from zhixing.foundation.rate_limits import may_knock
from zhixing.freezes import operations, queries
from zhixing.freezes.rules.calendars import CALENDAR_ROLES, calendar_of

KNOCKS, KNOCKS_WITHIN = 60, timedelta(minutes=10)


def _address(request: HttpRequest, page: str = "") -> str:
    return (
        f"{settings.PARTIES_ADDRESS}{page}"
        if settings.PARTIES_ADDRESS
        else request.build_absolute_uri(page or "/").rstrip("/")
    )


@login_required
@require_GET
def calendar(request: HouseRequest) -> HttpResponse:
    """The addresses of the person's calendars, one for each court they work in."""
    courts = request.actor.courts_as(*CALENDAR_ROLES)
    lines = []
    for court in queries.courts_of(courts):
        feed = queries.feed_of(person_id=request.actor.user_id or 0, court_id=court.pk)
        page = reverse("calendar-feed", args=[queries.token_of(feed)]) if feed else ""
        lines.append((court, feed, _address(request, page) if feed else ""))
    return render(request, "freezes/calendar.html", {"lines": lines})


@login_required
@require_POST
def change(request: HouseRequest, court_id: int) -> HttpResponse:
    """Make a new address, or withdraw the one there is."""
    if request.POST.get("act") == "close":
        operations.close_calendar(court_id=court_id, now=clock.now(), actor=request.actor)
        messages.success(request, t("日历地址已停用。", "The address opens nothing any more."))
    else:
        operations.open_calendar(court_id=court_id, now=clock.now(), actor=request.actor)
        messages.success(
            request, t("新地址已生成，旧地址已停用。", "A new address was made; the old one is closed.")
        )
    return redirect("freezes-calendar")


@require_http_methods(["GET", "HEAD"])
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever the token was made for; every address that opens nothing looks the same."""
    if not may_knock(request, "calendar", at_most=KNOCKS, within=KNOCKS_WITHIN, now=clock.real_now()):
        return HttpResponse(status=429)
    key = queries.read_calendar_token(token)
    if key is None:
        return HttpResponse(status=404)
    with courts_visible([key.court_id]):
        found = queries.open_feed(key)
        if found is None:
            return HttpResponse(status=404)
        shown = queries.endings(
            person_id=found.person_id, court_id=found.court_id, today=clock.today(), address=_address(request)
        )
        content = calendar_of(
            name=f"{found.court.short_name} 续行 {found.person.display_name}", endings=shown, at=clock.now()
        )
    response = HttpResponse(
        content, content_type="text/calendar; charset=utf-8; method=PUBLISH; component=VEVENT"
    )
    response["Content-Disposition"] = 'inline; filename="renewals.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
