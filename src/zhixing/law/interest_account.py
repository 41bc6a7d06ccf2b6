"""The running account of one debt: days pass, payments come, and every fen of interest is exact until it is read.

Interest is accumulated as exact fractions of a fen from the first day on. It is rounded (half up) when a payment or a
reader needs it, always the whole sum since the beginning, so that neither the number of payments nor the way a span
is cut can move a fen. Payments are credited in whole fen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from zhixing.law.amounts import round_half_up
from zhixing.law.interest_before_2014 import NEW_RULE_FROM, old_delay, settle_pro_rata
from zhixing.law.interest_terms import (
    Allocation,
    Conventions,
    DebtTerms,
    GeneralStop,
    Part,
    Payment,
    Stop,
    StopKind,
)
from zhixing.law.rate_terms import RateKind, RateTerm
from zhixing.law.rates import RateBook

DAILY_DOUBLED = Fraction(175, 1_000_000)
"""0.0175 % a day."""
NEVER = date.max.toordinal()
_NEW_RULE = NEW_RULE_FROM.toordinal()


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ordinal `first` to the day before `end` on which `amount` fen bore `interest` (exact, in fen).

    `arithmetic` is the rate as it enters the product; `late` tells days of delay from the days before it.
    """

    part: Part
    amount: int
    first: int
    end: int
    arithmetic: str
    interest: Fraction
    late: bool = True
    old_rule: bool = False

    @property
    def days(self) -> int:
        """How many days."""
        return self.end - self.first


@dataclass(slots=True)
class _Owed:
    """A sum of the title that falls due at once; its doubled part may run from ordinal `starts`."""

    part: Part
    left: int
    starts: int


@dataclass(frozen=True, slots=True)
class _Tail:
    """Principal already met whose general part still runs until the applicant had the money."""

    fen: int
    first: int
    end: int


class Account:
    """One debt from its beginning; `pay` and `read` must be called in order of days."""

    def __init__(
        self, terms: DebtTerms, stops: tuple[Stop, ...], conventions: Conventions, book: RateBook
    ) -> None:
        self.terms, self.conventions, self.book = terms, conventions, book
        self.order = terms.agreed_order or conventions.order
        self.stops = tuple(stop for stop in stops if stop.halts_doubled)
        bankrupt = [stop.first.toordinal() for stop in stops if stop.kind is StopKind.BANKRUPTCY]
        self.ends = min(bankrupt, default=NEVER)
        self.rate = terms.rate if terms.interest_from is not None else None
        start = terms.delay_starts_on(conventions.start_next_day)
        self.delay_starts = start.toordinal() if start else NEVER
        self.owed = self._owed()
        self.general = self.doubled = Fraction(0)
        self.general_paid = self.doubled_paid = self.surplus = 0
        self.at = 1
        self.late_from = min(item.starts for item in self.owed if item.part is Part.PRINCIPAL)
        self.old_rule_closed = all(item.starts >= _NEW_RULE for item in self.owed)
        self.tails: list[_Tail] = []
        self.spans: list[Span] = []
        self.allocations: list[Allocation] = []

    def _owed(self) -> list[_Owed]:
        terms, next_day = self.terms, int(self.conventions.start_next_day)
        found = [_Owed(Part.COSTS, terms.costs_fen, self.delay_starts)]
        if terms.instalments:
            for part in sorted(terms.instalments, key=lambda part: part.due_on):
                found.append(_Owed(Part.PRINCIPAL, part.fen, part.due_on.toordinal() + next_day))
        else:
            found.append(_Owed(Part.PRINCIPAL, terms.principal_fen, self.delay_starts))
        found.append(_Owed(Part.OTHER, terms.other_fen, self.delay_starts))
        return found

    def left(self, part: Part) -> int:
        """What is unpaid of one part, in fen, on the day reached."""
        if part is Part.GENERAL:
            return round_half_up(self.general) - self.general_paid
        if part is Part.DOUBLED:
            return self.doubled_accrued() - self.doubled_paid
        return sum(item.left for item in self.owed if item.part is part)

    def doubled_accrued(self) -> int:
        """All delay interest so far, in fen, with the interest under the old rule that is still open."""
        still_open = sum((item.left * self._old_factor(item) for item in self.owed), Fraction(0))
        return round_half_up(self.doubled + still_open)

    # ---- days ------------------------------------------------------------------------------------------------------

    def advance(self, cut: int) -> None:
        """Let the days before ordinal `cut` pass."""
        if not self.old_rule_closed and cut > _NEW_RULE:
            self._run(_NEW_RULE)
            self._close_old_rule()
        self._run(cut)

    def _run(self, cut: int) -> None:
        if cut > self.at:
            self._run_general(self.at, cut)
            self._run_doubled(max(self.at, _NEW_RULE), min(cut, self.ends))
            self.at = cut

    def _run_general(self, first: int, cut: int) -> None:
        if self.rate is None or self.rate.kind is RateKind.NONE or self.terms.interest_from is None:
            return
        first = max(first, self.terms.interest_from.toordinal())
        end = min(cut, self.ends)
        if self.terms.interest_until is not None:
            end = min(end, self.conventions.cut(self.terms.interest_until))
        self._accrue(self.left(Part.PRINCIPAL), first, end, self.rate)
        for tail in self.tails:
            self._accrue(tail.fen, max(first, tail.first), min(end, tail.end), self.rate)

    def _accrue(self, fen: int, first: int, end: int, rate: RateTerm) -> None:
        if not fen:
            return
        for begin, after in _pieces(first, end, (self.late_from,)):
            for span_first, span_end, percent in rate_spans(rate, begin, after, self.book):
                interest = fen * rate.yearly(percent) * (span_end - span_first) / rate.year_days
                self.general += interest
                late = span_first >= self.late_from
                words = rate.arithmetic(percent)
                self.spans.append(Span(Part.GENERAL, fen, span_first, span_end, words, interest, late))

    def _run_doubled(self, first: int, end: int) -> None:
        edges = [item.starts for item in self.owed]
        for stop in self.stops:
            edges += [stop.first.toordinal(), stop.last.toordinal() + 1 if stop.last else NEVER]
        for begin, after in _pieces(first, end, tuple(edges)):
            base = sum(item.left for item in self.owed if item.starts <= begin and self._bears(item))
            if base and not any(_covers(stop, begin) for stop in self.stops):
                interest = base * (after - begin) * DAILY_DOUBLED
                self.doubled += interest
                self.spans.append(Span(Part.DOUBLED, base, begin, after, "0.0175%", interest))

    def _bears(self, item: _Owed) -> bool:
        return self.conventions.bears_doubled(item.part)

    # ---- before 2014-08-01 -----------------------------------------------------------------------------------------

    def _old_factor(self, item: _Owed) -> Fraction:
        end = min(self.at, self.ends, _NEW_RULE)
        if self.old_rule_closed or item.starts >= end or not self._bears(item):
            return Fraction(0)
        rules = self.conventions
        return old_delay(item.starts, end, self.book.benchmark, rules.old_tier, rules.old_year_days).factor

    def _close_old(self, item: _Owed, fen: int) -> None:
        """Book the old delay interest on `fen` of a sum whose old delay ends now."""
        factor = self._old_factor(item)
        if factor and fen:
            end, rules = min(self.at, self.ends, _NEW_RULE), self.conventions
            delay = old_delay(item.starts, end, self.book.benchmark, rules.old_tier, rules.old_year_days)
            self.doubled += fen * factor
            words, interest = delay.arithmetic, fen * factor
            self.spans.append(Span(Part.DOUBLED, fen, item.starts, end, words, interest, old_rule=True))

    def _close_old_rule(self) -> None:
        for item in self.owed:
            self._close_old(item, item.left)
        self.old_rule_closed = True

    def open_old_spans(self) -> Iterator[Span]:
        """The old delay interest that still runs on the day reached, for showing."""
        for item in self.owed:
            factor = self._old_factor(item)
            if factor and item.left:
                end, rules = min(self.at, self.ends), self.conventions
                delay = old_delay(item.starts, end, self.book.benchmark, rules.old_tier, rules.old_year_days)
                interest = item.left * factor
                yield Span(
                    Part.DOUBLED, item.left, item.starts, end, delay.arithmetic, interest, old_rule=True
                )

    # ---- payments --------------------------------------------------------------------------------------------------

    def pay(self, payment: Payment) -> None:
        """Credit a payment after the interest of its day."""
        if payment.day >= NEW_RULE_FROM and not self.old_rule_closed:
            self.advance(_NEW_RULE)
            self._close_old_rule()
        self.advance(self.conventions.cut(payment.day))
        money, credited = payment.fen, dict.fromkeys(Part, 0)
        before = self.doubled_paid
        for part in self.order:
            if part in (Part.GENERAL, Part.DOUBLED):
                credited[part] = min(money, self.left(part))
                money -= credited[part]
                self.general_paid += credited[part] if part is Part.GENERAL else 0
                self.doubled_paid += credited[part] if part is Part.DOUBLED else 0
            else:
                credited[part], money = self._discharge(part, money)
        if self.conventions.general_stop is GeneralStop.ON_RECEIPT and payment.received_on:
            end = self.conventions.cut(payment.received_on)
            self.tails.append(_Tail(credited[Part.PRINCIPAL], self.at, end))
        self.surplus += money
        self.allocations.append(
            Allocation(
                payment,
                credited[Part.COSTS],
                credited[Part.GENERAL],
                credited[Part.PRINCIPAL],
                credited[Part.OTHER],
                self.doubled_paid - before,
                money,
            )
        )

    def _discharge(self, part: Part, money: int) -> tuple[int, int]:
        """Pay sums of one part, the earliest due first; pro rata with their delay interest under the old rule."""
        paid = 0
        for item in self.owed:
            if item.part is not part or not item.left or not money:
                continue
            interest = 0
            if self.terms.agreed_order is None:
                settled, interest = settle_pro_rata(money, item.left, self._old_factor(item))
            else:
                settled = min(money, item.left)
            self._close_old(item, settled)
            item.left -= settled
            self.doubled_paid += interest
            money -= settled + interest
            paid += settled
        return paid, money


def rate_spans(rate: RateTerm, first: int, end: int, book: RateBook) -> Iterator[tuple[int, int, Decimal]]:
    """Days from ordinal `first` to the day before `end`, cut where the published percentage changes."""
    if not rate.published:
        yield first, end, Decimal(0)
    elif rate.fixed_on is not None:
        frozen = next(book.spans(rate.fixed_on, rate.fixed_on, rate.tenor_used))
        yield first, end, frozen.percent
    else:
        begin, last = date.fromordinal(first), date.fromordinal(end - 1)
        for span in book.spans(begin, last, rate.tenor_used):
            yield span.first.toordinal(), span.last.toordinal() + 1, span.percent


def _pieces(first: int, end: int, edges: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """The interval cut at every edge inside it; nothing when it is empty."""
    if first < end:
        points = [first, *sorted({edge for edge in edges if first < edge < end}), end]
        yield from pairwise(points)


def _covers(stop: Stop, day: int) -> bool:
    return stop.first.toordinal() <= day and (stop.last is None or day <= stop.last.toordinal())
