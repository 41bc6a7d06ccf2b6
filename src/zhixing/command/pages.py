"""指挥 on screen: the year's figures with both rates side by side, the cases behind each, and the wall."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from zhixing.command import queries
from zhixing.command.rules.figures import FigureKey
from zhixing.command.rules.year import YearUnclear
from zhixing.foundation import clock
from zhixing.foundation.identity.queries import courts as courts_of
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.freezes.queries import urgency

if TYPE_CHECKING:
    from zhixing.foundation.identity.models import Court

FIRST_YEAR, LAST_YEAR = 1991, 2200
BOTH_RATES = (FigureKey.CONCLUSION_RATE, FigureKey.RECOVERED_RATE)
COUNTS = (
    FigureKey.CARRIED_OVER,
    FigureKey.RECEIVED,
    FigureKey.CONCLUDED,
    FigureKey.RECOVERED,
    FigureKey.APPLIED,
)
OTHERS = (
    FigureKey.COMPLETION_RATE,
    FigureKey.SUSPENDED_RATE,
    FigureKey.WITHIN_LIMIT_RATE,
    FigureKey.AVERAGE_DAYS,
    FigureKey.RECOVERED_RATE_CONCLUDED,
)


def _court_of(request: HouseRequest) -> "Court":
    """The court asked for, or the highest one the person looks at. Raises Http404 for one they may not see."""
    asked = request.GET.get("court", "")
    if asked:
        if not asked.isdecimal() or len(asked) > 8 or int(asked) not in request.actor.courts:
            raise Http404("没有这个法院，或者您不能查看。")
        return courts_of([int(asked)])[0]
    courts = {court.pk: court for court in courts_of(request.actor.courts)}
    highest = next((court for court in courts.values() if court.parent_id not in courts), None)
    if highest is None:
        raise Http404("您还没有任职法院。")
    return highest


def _year_of(request: HouseRequest) -> int:
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else clock.today().year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _figures(request: HouseRequest) -> queries.YearFigures:
    try:
        return queries.indicators(court=_court_of(request), year=_year_of(request), as_of=clock.today())
    except YearUnclear as unclear:
        raise Http404(str(unclear)) from None


def _figure_key(name: str) -> FigureKey:
    if name not in set(FigureKey):
        raise Http404("没有这个指标。")
    return FigureKey(name)


def _words(key: FigureKey) -> str:
    return t(*key.words)


@login_required
@require_GET
def command(request: HouseRequest) -> HttpResponse:
    """The year's figures: both rates side by side, counts, the other rates, and each court's own."""
    found = _figures(request)
    known = sorted({*queries.years_known(found.court), found.span.year, clock.today().year}, reverse=True)
    return render(
        request, "command/indicators.html",
        {
            "found": found, "words": _words, "both": BOTH_RATES, "counts": COUNTS, "others": OTHERS,
            "query": urlencode({"court": found.court.pk, "year": found.span.year}),
            "years": [
                (str(year), f"?{urlencode({'court': found.court.pk, 'year': year})}", year == found.span.year)
                for year in known
            ],
            "columns": [
                (t("法院", "Court"), ""), *((_words(key), "num") for key in (*COUNTS[:3], *BOTH_RATES)),
                (_words(FigureKey.RECOVERED), "num"),
            ],
        },
    )  # fmt: skip


@login_required
@require_GET
def why(request: HouseRequest, name: str) -> HttpResponse:
    """How a figure came about, and the way to its cases."""
    key, found = _figure_key(name), _figures(request)
    figure = found.figures[key]
    query = urlencode({"court": found.court.pk, "year": found.span.year})
    return render(
        request, "why.html",
        {
            "figure": f"{found.court.short_name} {found.span.year} {_words(key)}", "value": figure.value,
            "steps": figure.steps, "flags": figure.flags,
            "sources": [(t("所计案件", "The cases counted"), f"/command/cases/{key.value}/?{query}")],
        },
    )  # fmt: skip


@login_required
@require_GET
def cases_behind(request: HouseRequest, name: str) -> HttpResponse:
    """The cases a figure counts."""
    key, court, year = _figure_key(name), _court_of(request), _year_of(request)
    try:
        after = UUID(request.GET["after"]) if request.GET.get("after") else None
        page = queries.cases_behind(key=key, court=court, year=year, as_of=clock.today(), after=after)
    except (YearUnclear, ValueError) as unclear:
        raise Http404(str(unclear)) from None
    query = {"court": str(court.pk), "year": str(year)}
    return render(
        request, "command/cases.html",
        {
            "page": page, "court": court, "year": year, "title": _words(key),
            "next_page": f"?{urlencode({**query, 'after': page.next_key})}" if page.next_key else "",
            "first_page": f"?{urlencode(query)}" if after else "", "query": urlencode(query),
        },
    )  # fmt: skip


@login_required
@require_GET
def wall(request: HouseRequest) -> HttpResponse:
    """The wall of the command centre: ten figures at most, readable from eight metres."""
    found = _figures(request)
    today: date = clock.today()
    pressing = urgency(courts=[one.court.pk for one in found.by_court], today=today)
    return render(
        request, "command/wall.html",
        {
            "found": found, "words": _words, "both": BOTH_RATES, "pressing": pressing, "now": clock.now(),
            "open_cases": found.counts.carried_over + found.counts.received - found.counts.concluded,
        },
    )  # fmt: skip
