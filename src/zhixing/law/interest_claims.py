"""Claims as columns: what the vectorised calculation of interest reads.

Money in fen, days as proleptic ordinals (`date.toordinal`). A rate is brought to one form for all: a row of the
published tables times a multiple in hundredths, plus millionths a year. What does not fit that form, or needs a rule
of its own (instalments, stays, agreed orders, delay before 2014-08-01), is kept beside the columns for the plain rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from zhixing.law.interest_account import NEVER, rate_spans
from zhixing.law.interest_before_2014 import NEW_RULE_FROM
from zhixing.law.interest_terms import Conventions, DebtTerms, GeneralStop, Payment, Stop, TermsUnclear
from zhixing.law.rate_terms import RateTerm
from zhixing.law.rates import BENCHMARK_TENORS, LPR_TENORS, RateBook, packaged_rates

Ints = npt.NDArray[np.int64]
NEW_RULE = NEW_RULE_FROM.toordinal()
TABLES = (None, *LPR_TENORS, *BENCHMARK_TENORS)
"""The rows of the rate tables; row 0 is zero on every day, for claims without a published rate."""
_MILLION, _LIMIT = 1_000_000, 2**31


@dataclass(frozen=True, slots=True)
class ClaimColumns:
    """One entry per claim; payments of claim i are entries pay_offsets[i] to pay_offsets[i + 1], by day.

    General interest on `principal` runs from `interest_from` to the day before `interest_end`, a year having
    `year_days` (360 or 365) days; the doubled part from `doubled_from` (2014-08-01 or later). NEVER where none.
    """

    principal: Ints
    other: Ints
    costs: Ints
    table: Ints
    multiple: Ints
    yearly_ppm: Ints
    year_days: Ints
    interest_from: Ints
    interest_end: Ints
    doubled_from: Ints
    pay_offsets: Ints
    pay_day: Ints
    pay_fen: Ints

    def __post_init__(self) -> None:
        count = len(self.principal)
        if (
            any(len(getattr(self, name)) != count for name in _PER_CLAIM)
            or len(self.pay_offsets) != count + 1
        ):
            raise TermsUnclear("各列的长度应当与债权数一致。")
        if count and int(self.doubled_from.min()) < NEW_RULE:
            raise TermsUnclear("2014-08-01 以前开始的迟延应当逐笔计算，不能列入批量计算。")
        if count and not np.isin(self.year_days, (360, 365)).all():
            raise TermsUnclear("一年按 360 日或者 365 日计算，请二者择一。")

    def __len__(self) -> int:
        return len(self.principal)


_PER_CLAIM = (
    "other", "costs", "table", "multiple", "yearly_ppm", "year_days", "interest_from", "interest_end", "doubled_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One title with its payments and stays, as the plain rule takes them."""

    terms: DebtTerms
    payments: tuple[Payment, ...] = ()
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class PackedClaims:
    """Claims as columns, those left to the plain rule by position, and the conventions and rates they share."""

    columns: ClaimColumns
    plain: Mapping[int, Claim]
    conventions: Conventions
    book: RateBook


_Row = tuple[int, int, int, int, int, int, int, int, int, int]
_EMPTY: _Row = (0, 0, 0, 0, 0, 0, 365, NEVER, NEVER, NEVER)


def pack(
    claims: Sequence[Claim], conventions: Conventions | None = None, book: RateBook | None = None
) -> PackedClaims:
    """The claims as columns; a claim that does not fit goes to the plain rule, its column row empty."""
    rules, rates = conventions or Conventions(), book or packaged_rates()
    rows: list[_Row] = []
    plain: dict[int, Claim] = {}
    offsets, days, fen = [0], list[int](), list[int]()
    for place, claim in enumerate(claims):
        row = _row(claim, rules, rates)
        if row is None:
            plain[place] = claim
        else:
            for payment in sorted(claim.payments, key=lambda payment: payment.day):
                days.append(payment.day.toordinal())
                fen.append(payment.fen)
        rows.append(row or _EMPTY)
        offsets.append(len(days))
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), len(_EMPTY)).T.copy()
    tail = (np.array(values, dtype=np.int64) for values in (offsets, days, fen))
    return PackedClaims(ClaimColumns(*columns, *tail), plain, rules, rates)


def _row(claim: Claim, rules: Conventions, book: RateBook) -> _Row | None:
    """The claim's columns, or None when only the plain rule can do it."""
    terms = claim.terms
    starts = terms.delay_starts_on(rules.start_next_day)
    received = rules.general_stop is GeneralStop.ON_RECEIPT and any(
        paid.received_on for paid in claim.payments
    )
    if terms.instalments or claim.stops or terms.agreed_order is not None or received:
        return None
    if starts is not None and starts < NEW_RULE_FROM:
        return None
    if max(terms.principal_fen, terms.other_fen, terms.costs_fen, *(p.fen for p in claim.payments)) >= 2**60:
        return None
    sums = (terms.principal_fen, terms.other_fen, terms.costs_fen)
    doubled = starts.toordinal() if starts else NEVER
    if terms.rate is None or terms.interest_from is None:
        return (*sums, 0, 0, 0, 365, NEVER, NEVER, doubled)
    rate = _rate(terms.rate, terms, book)
    if rate is None:
        return None
    until = rules.cut(terms.interest_until) if terms.interest_until else NEVER
    return (*sums, *rate, terms.rate.year_days, terms.interest_from.toordinal(), until, doubled)


def _rate(rate: RateTerm, terms: DebtTerms, book: RateBook) -> tuple[int, int, int] | None:
    """Table row, multiple in hundredths and millionths a year; None when they are not whole numbers."""
    if rate.fixed_at:
        if terms.rate_event_on is None:
            return None
        rate = rate.frozen_on(terms.rate_event_on)
    multiple, points = Fraction(rate.multiple) * 100, Fraction(rate.points) * 100
    table = TABLES.index(rate.tenor_used) if rate.published and rate.fixed_on is None else 0
    if not table:
        first = terms.interest_from.toordinal() if terms.interest_from else 1
        if rate.fixed_on is not None and rate.fixed_on < book.benchmark.rows[0].since:
            return None
        percent = next(iter(rate_spans(rate, first, first + 1, book)))[2]
        multiple, points = Fraction(0), rate.yearly(percent) * _MILLION
    elif points < 0 or terms.interest_from is None or terms.interest_from < book.benchmark.rows[0].since:
        return None
    if multiple.denominator != 1 or points.denominator != 1 or max(multiple, points) >= _LIMIT:
        return None
    return table, int(multiple), int(points)


def rate_sums(book: RateBook, last: int) -> tuple[int, Ints]:
    """First ordinal, and for every table row the running sum of rates in hundredths of a percent.

    Entry [row, d] is the sum over the days from the first ordinal to the day before first + d; days run to ordinal
    `last`.
    """
    first = book.benchmark.rows[0].since.toordinal()
    width = max(last - first, 1) + 1
    sums = np.zeros((len(TABLES), width), dtype=np.int64)
    begin, end = date.fromordinal(first), date.fromordinal(first + width - 2)
    for row, tenor in enumerate(TABLES):
        if tenor is not None:
            spans = list(book.spans(begin, end, tenor))
            daily = np.repeat(
                np.array([int(span.percent * 100) for span in spans], dtype=np.int64),
                [span.last.toordinal() - span.first.toordinal() + 1 for span in spans],
            )
            np.cumsum(daily, out=sums[row, 1:])
    return first, sums
