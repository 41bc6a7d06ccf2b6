"""The year's figures of a court and those below it, and the cases behind each figure.

Every figure is counted in the database by court and added up here; the number of queries never depends on the number
of cases or courts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from zhixing.cases.models import Case, CaseClock, CaseStatus, ClosingKind, Recovery
from zhixing.command.rules.figures import Counts, Figure, FigureKey, figures_of, sentence
from zhixing.command.rules.year import COUNTED_TYPE, Span, span_of
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.queries import with_lower_courts
from zhixing.law.limit_table import LimitKind

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class CourtFigures:
    """The figures of one court."""

    court: Court
    counts: Counts
    figures: dict[FigureKey, Figure]


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The figures of a court with those below it, added up, and each court's own."""

    court: Court
    span: Span
    counts: Counts
    figures: dict[FigureKey, Figure]
    by_court: list[CourtFigures]
    sentence: str

    def by_kind(self) -> list[tuple[str, int]]:
        """Conclusions by closing kind, in the order of the law."""
        return [(kind.label, self.counts.by_kind.get(kind.value, 0)) for kind in ClosingKind]


def indicators(*, court: Court, year: int, as_of: date) -> YearFigures:
    """The figures of a year as it stood on a day, for a court and all below it. Raises YearUnclear.

    Courts that the transaction may not see count nothing.
    """
    span = span_of(year, as_of)
    courts = list(Court.objects.filter(id__in=with_lower_courts({court.pk})).order_by("code"))
    counts = _count(courts, span)
    whole = Counts()
    for one in counts.values():
        whole.add(one)
    return YearFigures(
        court=court,
        span=span,
        counts=whole,
        figures=figures_of(whole, span),
        by_court=[CourtFigures(one, counts[one.pk], figures_of(counts[one.pk], span)) for one in courts],
        sentence=sentence(whole, span, court.short_name),
    )


def closing_sentence(*, court: Court, year: int, as_of: date | None = None) -> str:
    """2022年，汪清法院执结…件，结案率…%，执行到位…元（到位率…%）。 Without `as_of` the whole year counts."""
    return indicators(court=court, year=year, as_of=as_of or date(year, 12, 31)).sentence


def _count(courts: Sequence[Court], span: Span) -> dict[int, Counts]:
    counts = {court.pk: Counts() for court in courts}
    wanted: Mapping[str, str | date | list[int]] = {
        "courts": list(counts),
        "type": COUNTED_TYPE,
        "first": span.first,
        "last": span.last,
        "limit": LimitKind.CONCLUDE.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement("docket_of_year"), wanted)
        for court_id, carried_over, received, applied in cursor.fetchall():
            one = counts[court_id]
            one.carried_over, one.received, one.applied_fen = carried_over, received, applied
        cursor.execute(_statement("concluded_in_year"), wanted)
        for court_id, kind, count, within, days, applied, recovered in cursor.fetchall():
            one = counts[court_id]
            one.by_kind[kind] = count
            one.within_limit += within
            one.total_days += days
            one.concluded_applied_fen += applied
            one.concluded_recovered_fen += recovered
        cursor.execute(_statement("recovered_in_year"), wanted)
        for court_id, fen in cursor.fetchall():
            counts[court_id].recovered_fen = fen
    return counts


@cache
def _statement(name: str) -> str:
    return (resources.files("zhixing.command") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """A case behind a figure. Money in fen; `recovered_fen` within the year looked at."""

    id: UUID
    court: str
    number: str
    filed_on: date
    concluded_on: date | None
    closing: str
    officer_name: str
    applied_fen: int
    recovered_fen: int


@dataclass(frozen=True, slots=True)
class CasesBehind:
    """A page of them; `next_key` leads on, empty at the end."""

    lines: list[CaseBehind]
    next_key: str


def cases_behind(
    *, key: FigureKey, court: Court, year: int, as_of: date, after: UUID | None = None, limit: int = PAGE_ROWS
) -> CasesBehind:
    """The cases a figure counts, in the order they were entered. Raises YearUnclear."""
    span = span_of(year, as_of)
    rows = Case.objects.filter(court_id__in=with_lower_courts({court.pk}), type_code=COUNTED_TYPE)
    rows = _behind(rows, key, span)
    if after is not None:
        rows = rows.filter(id__gt=after)
    found = list(rows.select_related("court", "title").order_by("id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    money = dict(
        Recovery.objects.filter(
            case_id__in=[case.id for case in found], on__gte=span.first, on__lte=span.last
        )
        .values_list("case_id")
        .annotate(Sum("fen"))
    )
    lines = [
        CaseBehind(
            id=case.id,
            court=case.court.short_name,
            number=case.number,
            filed_on=case.filed_on,
            concluded_on=case.concluded_on,
            closing=ClosingKind(case.closing_kind).label if case.closing_kind else CaseStatus.OPEN.label,
            officer_name=case.officer_name,
            applied_fen=case.title.principal_fen + case.title.litigation_costs_fen,
            recovered_fen=money.get(case.id, 0),
        )
        for case in found
    ]
    return CasesBehind(lines, str(found[-1].id) if more else "")


def _behind(rows: "QuerySet[Case]", key: FigureKey, span: Span) -> "QuerySet[Case]":
    """The cases in the numerator of a rate, or those that are counted."""
    docket = Q(filed_on__lte=span.last) & (Q(concluded_on=None) | Q(concluded_on__gte=span.first))
    concluded = Q(filed_on__lte=span.last, concluded_on__gte=span.first, concluded_on__lte=span.last)
    money = Recovery.objects.filter(case_id=OuterRef("id"), on__gte=span.first, on__lte=span.last)
    in_time = CaseClock.objects.filter(
        case_id=OuterRef("id"), kind=LimitKind.CONCLUDE.value, case__concluded_on__lte=F("due_on")
    )
    conditions = {
        FigureKey.CARRIED_OVER: docket & Q(filed_on__lt=span.first),
        FigureKey.RECEIVED: docket & Q(filed_on__gte=span.first),
        FigureKey.APPLIED: docket,
        FigureKey.RECOVERED: Q(Exists(money)),
        FigureKey.RECOVERED_RATE: Q(Exists(money)),
        FigureKey.COMPLETION_RATE: concluded & Q(closing_kind=ClosingKind.PERFORMED.value),
        FigureKey.SUSPENDED_RATE: concluded & Q(closing_kind=ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS.value),
        FigureKey.WITHIN_LIMIT_RATE: concluded & Q(Exists(in_time)),
    }
    return rows.filter(conditions.get(key, concluded))


def years_known(court: Court) -> list[int]:
    """The years that have cases, latest first; at most ten."""
    courts = with_lower_courts({court.pk})
    first = (
        Case.objects.filter(court_id__in=courts)
        .order_by("filed_on")
        .values_list("filed_on", flat=True)
        .first()
    )
    last = (
        Case.objects.filter(court_id__in=courts)
        .order_by("-filed_on")
        .values_list("filed_on", flat=True)
        .first()
    )
    return list(range(last.year, max(first.year, last.year - 9) - 1, -1)) if first and last else []
