"""The error rate that is published: how many sampled acts were wrong, and between which bounds the true rate lies.

E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212. Unlike the
usual p ± 1.96·√(p(1−p)/n) it stays within 0 and 1 and says something honest when nothing wrong was found.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

Z = Decimal("1.959963984540054")
"""The normal quantile of a two-sided 95 % interval."""
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate with its bounds, each a share between 0 and 1."""

    rate: Decimal
    low: Decimal
    high: Decimal


def wilson(wrong: int, judged: int) -> Interval | None:
    """The rate of wrong ones with its 95 % score interval; None while nothing was judged. Raises ValueError."""
    if not 0 <= wrong <= judged:
        raise ValueError(f"{wrong} of {judged} cannot be wrong")
    if judged == 0:
        return None
    with localcontext() as context:
        context.prec = 28
        count = Decimal(judged)
        rate = Decimal(wrong) / count
        square = Z * Z
        middle = rate + square / (2 * count)
        half = Z * (rate * (ONE - rate) / count + square / (4 * count * count)).sqrt()
        below = ONE + square / count
        low, high = (middle - half) / below, (middle + half) / below
        return Interval(rate, max(min(low, rate), Decimal(0)), min(max(high, rate), ONE))
