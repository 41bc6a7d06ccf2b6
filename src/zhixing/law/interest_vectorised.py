"""The debts of many claims on one day, in one pass, to the fen what the plain rule says.

Integers in fen throughout. Both interests are one product of money and rate-days over a fixed denominator, rounded
half up once: general = principal × Σ(millionths a year) ÷ (10⁶ × days of the year), doubled = base × days × 7 ÷ 40000.
A product that would leave 64 bits is split by the denominator (exact), and beyond that done with Python's integers.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from zhixing.law.articles import rule
from zhixing.law.interest import debt_on
from zhixing.law.interest_claims import ClaimColumns, Ints, PackedClaims, rate_sums
from zhixing.law.interest_terms import Conventions, Part
from zhixing.law.rates import RateBook, packaged_rates

BLOCK = 65_536
"""Claims at a time: what one block touches stays in the processor's cache."""
_TOP = 2**63 - 1
_DOUBLED, _PER_DAY = 40_000, 7
_MILLION = 1_000_000
_USUAL_YEAR = 365

Whole = npt.NDArray[Any]
"""Whole numbers: 64-bit, or Python's own where these are too small."""


@dataclass(frozen=True, slots=True)
class DebtColumns:
    """The debts in fen, one entry per claim; see `Debt` for the fields.

    `refused` names claims the plain rule could not compute, with the reason; their entries are zero.
    """

    principal_left: Ints
    other_left: Ints
    costs_left: Ints
    general_accrued: Ints
    general_left: Ints
    doubled_accrued: Ints
    doubled_left: Ints
    surplus: Ints
    refused: tuple[tuple[int, str], ...] = ()

    @property
    def total_due(self) -> Ints:
        """Everything still to be paid."""
        total = self.principal_left + self.other_left
        for part in (self.costs_left, self.general_left, self.doubled_left):
            total += part
        return total


_FIELDS = (
    "principal_left", "other_left", "costs_left", "general_accrued",
    "general_left", "doubled_accrued", "doubled_left", "surplus",
)  # fmt: skip


@rule("interest.delay", "interest.delay.parts", "interest.delay.order")
def debts_on(claims: PackedClaims, on: date) -> DebtColumns:
    """The debt of every claim at the end of the day `on`, as `debt_on` computes it for one."""
    found = columns_on(claims.columns, on, claims.conventions, claims.book)
    if not claims.plain:
        return found
    columns: dict[str, Any] = {name: getattr(found, name).copy() for name in _FIELDS}
    refused: list[tuple[int, str]] = []
    for place, claim in claims.plain.items():
        try:
            debt = debt_on(
                claim.terms,
                claim.payments,
                claim.stops,
                on=on,
                conventions=claims.conventions,
                book=claims.book,
            )
        except (ValueError, LookupError) as reason:
            refused.append((place, str(reason)))
            continue
        for name in _FIELDS:
            columns[name][place] = getattr(debt, name)
    return replace(DebtColumns(**columns), refused=tuple(refused))


def columns_on(
    claims: ClaimColumns, on: date, conventions: Conventions | None = None, book: RateBook | None = None
) -> DebtColumns:
    """The debts of columns that fit the vectorised rule; payments after `on` are left out."""
    rules, rates = conventions or Conventions(), book or packaged_rates()
    cut = rules.cut(on)
    table = _Rates(*rate_sums(rates, cut), cut)
    general, doubled = _without_payments(claims, table, rules)
    paid = claims.pay_day <= on.toordinal()
    zeros = np.zeros(len(claims), dtype=np.int64)
    if not paid.any():
        return DebtColumns(
            claims.principal, claims.other, claims.costs, general, general, doubled, doubled, zeros
        )
    seen = np.concatenate(([0], np.cumsum(paid, dtype=np.int64)))
    offsets = seen[claims.pay_offsets]
    counts = np.diff(offsets)
    places = np.argsort(-counts, kind="stable")[: int(np.count_nonzero(counts))]
    result: dict[str, Any] = {
        "principal_left": claims.principal.copy(), "other_left": claims.other.copy(),
        "costs_left": claims.costs.copy(), "general_accrued": general, "general_left": general.copy(),
        "doubled_accrued": doubled, "doubled_left": doubled.copy(), "surplus": zeros,
    }  # fmt: skip
    pay_day, pay_fen = claims.pay_day[paid], claims.pay_fen[paid]
    for first in range(0, len(places), BLOCK):
        some = places[first : first + BLOCK]
        ledger = _Ledger(claims, some, rules, table)
        ledger.run(offsets[some], counts[some], pay_day, pay_fen)
        for name, values in ledger.result().items():
            result[name][some] = values
    return DebtColumns(**result)


@dataclass(frozen=True, slots=True)
class _Rates:
    """Running sums of published rates from ordinal `day_one`, for a question about the days before `cut`."""

    day_one: int
    sums: Ints
    cut: int

    def still_to_come(self) -> Ints:
        """For every table row and day, the rates from that day to the day before `cut`."""
        top = max(self.cut - self.day_one, 0)
        return np.ascontiguousarray(self.sums[:, top : top + 1] - self.sums[:, : top + 1])


def _without_payments(claims: ClaimColumns, table: _Rates, rules: Conventions) -> tuple[Ints, Ints]:
    """General and doubled interest as if nothing had been paid, block by block without temporaries."""
    count, cut = len(claims), table.cut
    general, doubled = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    to_come = table.still_to_come()
    plain_years = bool((claims.year_days == _USUAL_YEAR).all())
    floats, ended = bool(claims.table.any()), bool((claims.interest_end < cut).any())
    rate_days, scratch = np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK, dtype=np.int64)
    for first in range(0, count, BLOCK):
        part = slice(first, min(first + BLOCK, count))
        size = part.stop - first
        rates, spare = rate_days[:size], scratch[:size]
        begin = claims.interest_from[part]
        np.subtract(cut, begin, out=rates)
        np.maximum(rates, 0, out=rates)
        if ended:
            np.subtract(cut, np.maximum(claims.interest_end[part], begin), out=spare)
            np.maximum(spare, 0, out=spare)
            rates -= spare
        rates *= claims.yearly_ppm[part]
        if floats:
            rates += _floating(claims, part, to_come, table.day_one, spare)
        _product(claims.principal[part], rates, _USUAL_YEAR * _MILLION, general[part])
        if not plain_years:
            odd = np.flatnonzero(claims.year_days[part] != _USUAL_YEAR)
            exact = np.empty(len(odd), dtype=np.int64)
            _product(claims.principal[part][odd], rates[odd], 360 * _MILLION, exact)
            general[part][odd] = exact
        np.subtract(cut, claims.doubled_from[part], out=rates)
        np.maximum(rates, 0, out=rates)
        rates *= _PER_DAY
        np.copyto(spare, claims.principal[part])
        for bearing, column in ((Part.OTHER, claims.other), (Part.COSTS, claims.costs)):
            if rules.bears_doubled(bearing):
                spare += column[part]
        _product(spare, rates, _DOUBLED, doubled[part])
    return general, doubled


def _floating(claims: ClaimColumns, part: slice, to_come: Ints, day_one: int, spare: Ints) -> Ints:
    """Millionth-days of published rates on each claim's days up to the day asked for."""
    width, flat = to_come.shape[1], to_come.ravel()
    rows = claims.table[part] * width
    np.subtract(claims.interest_from[part], day_one, out=spare)
    np.clip(spare, 0, width - 1, out=spare)
    spare += rows
    found = flat.take(spare, mode="clip")
    ends = claims.interest_end[part]
    if int(ends.min()) < day_one + width:
        np.maximum(ends, claims.interest_from[part], out=spare)
        spare -= day_one
        np.clip(spare, 0, width - 1, out=spare)
        spare += rows
        found -= flat.take(spare, mode="clip")
    found *= claims.multiple[part]
    return found


def _product(money: Ints, rates: Ints, per: int, out: Ints) -> None:
    """money × rates ÷ per, half up, into `out`; `rates` may be overwritten when the product fits 64 bits."""
    most, fastest = int(money.max(initial=0)), int(rates.max(initial=0))
    if most * fastest <= _TOP - per:
        np.multiply(money, rates, out=out)
        out += per // 2
        out //= per
    elif (most // per + 1) * fastest <= _TOP // 2 and per * fastest <= _TOP // 2:
        whole, rest = money // per, money % per
        rest *= rates
        rest += per // 2
        rest //= per
        np.multiply(whole, rates, out=out)
        out += rest
    else:
        exact = (money.astype(object) * rates.astype(object) + per // 2) // per
        out[:] = exact.astype(np.int64)


class _Ledger:
    """Claims with payments, most payments first, so that those with a k-th payment are the first rows."""

    def __init__(self, claims: ClaimColumns, places: Ints, rules: Conventions, rates: _Rates) -> None:
        self.rules, self.rates, self.cut = rules, rates, rates.cut
        self.table, self.multiple = claims.table[places], claims.multiple[places]
        self.yearly_ppm, self.doubled_from = claims.yearly_ppm[places], claims.doubled_from[places]
        self.interest_from, self.interest_end = claims.interest_from[places], claims.interest_end[places]
        self.per: Whole = claims.year_days[places] * _MILLION
        if (self.per == self.per[0]).all():
            # one divisor for all rows lets NumPy divide several at a time
            self.per = np.broadcast_to(self.per[:1], self.per.shape)
        self.left: dict[Part, Whole] = {
            Part.PRINCIPAL: claims.principal[places],
            Part.OTHER: claims.other[places],
            Part.COSTS: claims.costs[places],
        }
        self.reached = np.ones(len(places), dtype=np.int64)
        self.wide = not self._fits()
        if self.wide:
            self.left = {part: values.astype(object) for part, values in self.left.items()}
            self.per = self.per.astype(object)
        self.quotient, self.remainder, self.doubled = (self._zeros() for _ in range(3))
        self.paid: dict[Part, Whole] = {Part.GENERAL: self._zeros(), Part.DOUBLED: self._zeros()}
        self.surplus = self._zeros()

    def _zeros(self) -> Whole:
        return np.zeros(len(self.reached), dtype=object if self.wide else np.int64)

    def _fits(self) -> bool:
        """Whether no sum of this ledger can leave 64 bits."""
        base = sum(int(values.max()) for values in self.left.values())
        rates = self._rate_days(slice(None), np.full(len(self.reached), self.cut, dtype=np.int64))
        fastest, per = int(rates.max()), int(self.per.max())
        days = max(self.cut - int(self.doubled_from.min()), 0)
        whole = (base // (360 * _MILLION) + 1) * fastest
        return max(base * days * _PER_DAY, (fastest + 1) * per, whole) <= _TOP // 4

    def _rate_days(self, rows: slice, cut: Ints) -> Ints:
        """Millionth-days of the general rate from the day reached to the day before `cut`."""
        begin, end = self.interest_from[rows], self.interest_end[rows]
        first = np.minimum(np.maximum(self.reached[rows], begin), end)
        after = np.minimum(np.maximum(cut, begin), end)
        sums, day_one, table = self.rates.sums, self.rates.day_one, self.table[rows]
        top = sums.shape[1] - 1
        found: Ints = sums[table, np.clip(after - day_one, 0, top)]
        found -= sums[table, np.clip(first - day_one, 0, top)]
        found *= self.multiple[rows]
        found += self.yearly_ppm[rows] * (after - first)
        return found

    def _advance(self, rows: slice, cut: Ints) -> None:
        """Let interest run to the day before `cut`; the general part as quotient and remainder, both exact."""
        rates: Whole = self._rate_days(rows, cut)
        days: Whole = np.maximum(cut - np.maximum(self.reached[rows], self.doubled_from[rows]), 0)
        if self.wide:
            rates, days = rates.astype(object), days.astype(object)
        principal, per = self.left[Part.PRINCIPAL][rows], self.per[rows]
        self.quotient[rows] += principal // per * rates
        rest = self.remainder[rows] + principal % per * rates
        self.quotient[rows] += rest // per
        self.remainder[rows] = rest % per
        base = sum(values[rows] for part, values in self.left.items() if self.rules.bears_doubled(part))
        self.doubled[rows] += base * days * _PER_DAY
        self.reached[rows] = cut

    def _accrued(self, part: Part, rows: slice) -> Whole:
        if part is Part.GENERAL:
            per = self.per[rows]
            accrued: Whole = self.quotient[rows] + (self.remainder[rows] + per // 2) // per
        else:
            accrued = (self.doubled[rows] + _DOUBLED // 2) // _DOUBLED
        return accrued

    def run(self, offsets: Ints, counts: Ints, pay_day: Ints, pay_fen: Ints) -> None:
        """Credit the payments in order of their place, then let interest run to the day asked for."""
        for turn in range(int(counts[0])):
            rows = slice(0, int(np.count_nonzero(counts > turn)))
            entry = offsets[rows] + turn
            self._advance(rows, pay_day[entry] + int(self.rules.count_end_day))
            money: Whole = pay_fen[entry].astype(object) if self.wide else pay_fen[entry]
            for part in self.rules.order:
                if part in self.paid:
                    due = self._accrued(part, rows) - self.paid[part][rows]
                    taken = np.minimum(money, due)
                    self.paid[part][rows] += taken
                else:
                    taken = np.minimum(money, self.left[part][rows])
                    self.left[part][rows] -= taken
                money = money - taken
            self.surplus[rows] += money
        self._advance(slice(None), np.full(len(self.reached), self.cut, dtype=np.int64))

    def result(self) -> dict[str, Whole]:
        """The fields of DebtColumns for these claims."""
        every = slice(None)
        general, doubled = self._accrued(Part.GENERAL, every), self._accrued(Part.DOUBLED, every)
        return {
            "principal_left": self.left[Part.PRINCIPAL],
            "other_left": self.left[Part.OTHER],
            "costs_left": self.left[Part.COSTS],
            "general_accrued": general,
            "general_left": general - self.paid[Part.GENERAL],
            "doubled_accrued": doubled,
            "doubled_left": doubled - self.paid[Part.DOUBLED],
            "surplus": self.surplus,
        }
