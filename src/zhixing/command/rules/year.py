"""Which cases count in a year.

The indicators are those of first enforcement cases (首次执行案件, case type 执): resumed cases (执恢), preservation (执保) and
objections are counted elsewhere. A year is looked at as it stood at the end of a day: what happened later is not known.
"""

from dataclasses import dataclass
from datetime import date

COUNTED_TYPE = "执"


class YearUnclear(ValueError):
    """The year has not begun on the day it is to be looked at from."""


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a year up to a day, both ends counted."""

    year: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Place:
    """A case's place in the year's figures. A case is carried over or received, never both; it may be concluded too."""

    carried_over: bool
    received: bool
    concluded: bool


def span_of(year: int, as_of: date) -> Span:
    """The year as far as it is known on `as_of`. Raises YearUnclear for a year that has not begun."""
    first = date(year, 1, 1)
    if as_of < first:
        raise YearUnclear(f"{year} 年在 {as_of} 尚未开始。")
    return Span(year, first, min(date(year, 12, 31), as_of))


def place_of(*, type_code: str, filed_on: date, concluded_on: date | None, span: Span) -> Place:
    """Where a case counts: carried over when filed before the year and not concluded before it."""
    on_docket = (
        type_code == COUNTED_TYPE
        and filed_on <= span.last
        and (concluded_on is None or concluded_on >= span.first)
    )
    if not on_docket:
        return Place(False, False, False)
    concluded = concluded_on is not None and concluded_on <= span.last
    return Place(filed_on < span.first, filed_on >= span.first, concluded)
