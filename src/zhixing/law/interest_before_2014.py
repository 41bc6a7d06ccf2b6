"""Delay interest for days before 2014-08-01: twice the benchmark loan rate, settled pro rata.

A payment then discharged debt and delay interest together (并还原则): money = debt settled + interest settled, and
interest settled = debt settled × benchmark rate × 2 × time, so debt settled = money ÷ (1 + 2 × rate × time). Each
part carries the interest of its own whole delay; its tier follows the length of that delay ("同期").
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zhixing.law.amounts import round_half_up
from zhixing.law.articles import rule
from zhixing.law.interest_terms import TermsUnclear
from zhixing.law.rates import RateTable, Tenor

NEW_RULE_FROM = date(2014, 8, 1)
"""From this day the doubled part has a rate of its own."""
REPLY_FROM = date(2009, 5, 18)
"""From this day the benchmark rate is laid down; before it, the highest bank rate."""

_LONGEST = ((6, Tenor.UP_TO_6M), (12, Tenor.TO_1Y), (36, Tenor.TO_3Y), (60, Tenor.TO_5Y))


@dataclass(frozen=True, slots=True)
class OldDelay:
    """Delay interest on one fen of debt over a delay: `factor` = 2 × Σ rate × days ÷ days of the year."""

    factor: Fraction
    tier: Tenor
    arithmetic: str


@rule("interest.delay.before_2014")
def settle_pro_rata(money_fen: int, debt_fen: int, factor: Fraction) -> tuple[int, int]:
    """Debt and delay interest (fen) that `money_fen` settles, at `factor` = 2 × rate × time of the delay.

    Never more debt than `debt_fen`; money beyond debt and interest stays unused. Raises TermsUnclear for negatives.
    """
    if min(money_fen, debt_fen) < 0 or factor < 0:
        raise TermsUnclear("款项、债务和利率都不能为负数。")
    interest = round_half_up(debt_fen * factor)
    if money_fen >= debt_fen + interest:
        return debt_fen, interest
    settled = round_half_up(Fraction(money_fen) / (1 + factor))
    return settled, money_fen - settled


def tier_of(first: date, after: date) -> Tenor:
    """The benchmark tier of a delay from `first` to the day before `after`."""
    for months, tenor in _LONGEST:
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        if (after.year, after.month, after.day) <= (year, month + 1, first.day):
            return tenor
    return Tenor.OVER_5Y


def old_delay(first: int, end: int, table: RateTable, tier: Tenor | None, year_days: int) -> OldDelay:
    """The delay from ordinal `first` to the day before ordinal `end`, cut where the benchmark changed."""
    begin, after = date.fromordinal(first), date.fromordinal(max(first, end))
    used = tier or tier_of(begin, after)
    if end <= first:
        return OldDelay(Fraction(0), used, "0")
    total, words = Fraction(0), []
    for span in table.spans(begin, date.fromordinal(end - 1), used):
        days = span.last.toordinal() - span.first.toordinal() + 1
        total += Fraction(span.percent) * days
        words.append(f"{span.percent}% × {days}")
    text = words[0] if len(words) == 1 else f"({' + '.join(words)})"
    return OldDelay(2 * total / 100 / year_days, used, f"{text} ÷ {year_days} × 2")
