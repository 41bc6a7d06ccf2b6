"""Indicators of enforcement work (执行质效指标), each with its formula and how well that formula is known.

No published rule fixes most of these formulas; what is a project definition says so in its mark. A rate whose
denominator is zero has no value, and is never shown as 0 % or 100 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from zhixing.law.amounts import round_half_up
from zhixing.law.articles import cite, rule
from zhixing.law.explanation import Flag, Step

_WHOLE = 100


class IndicatorRefused(ValueError):
    """Counts that cannot be: negative, or a part larger than its whole."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in per cent with two decimals (half up), None when there is nothing to divide by.

    `mark` is how well the formula is known: "secondary", or "derived" for the project's own definition.
    """

    numerator: int
    denominator: int
    percent: Decimal | None
    mark: str
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]

    @property
    def text(self) -> str:
        """98.23 %, or a dash."""
        return "—" if self.percent is None else f"{self.percent} %"


@dataclass(frozen=True, slots=True)
class AverageDays:
    """An average in days with one decimal (half up), None without cases."""

    total_days: int
    cases: int
    days: Decimal | None
    mark: str
    explanation: tuple[Step, ...]


@rule("indicators.conclusion")
def conclusion_rate(*, concluded: int, carried_over: int, newly_received: int, on: date) -> Rate:
    """执行结案率: concluded cases over cases carried over and newly received. Raises IndicatorRefused."""
    if min(carried_over, newly_received) < 0:
        raise IndicatorRefused("旧存数和新收数都不能为负数。")
    return _part("indicators.conclusion", concluded, carried_over + newly_received, on)


@rule("indicators.recovered")
def recovered_rate(*, recovered_fen: int, applied_fen: int, on: date) -> Rate:
    """执行到位率: money recovered over the amount applied for, both in fen.

    It may exceed 100 % where interest accrued after the application was recovered; that is flagged. Raises
    IndicatorRefused for negative sums.
    """
    return _rate("indicators.recovered", recovered_fen, applied_fen, on)


@rule("indicators.completion")
def completion_rate(*, completed: int, concluded: int, on: date) -> Rate:
    """执行完毕率: cases concluded by full performance over concluded cases. Raises IndicatorRefused."""
    return _part("indicators.completion", completed, concluded, on)


@rule("indicators.suspended")
def suspended_rate(*, suspended: int, concluded: int, on: date) -> Rate:
    """终本率: cases closed for want of assets over concluded cases. Raises IndicatorRefused."""
    return _part("indicators.suspended", suspended, concluded, on)


@rule("indicators.within_limit")
def within_limit_rate(*, within_limit: int, concluded: int, on: date) -> Rate:
    """法定期限内结案率: cases concluded within the limit, after deductions, over concluded cases."""
    return _part("indicators.within_limit", within_limit, concluded, on)


@rule("indicators.average_days")
def average_days(cases: Sequence[tuple[date, date]], on: date) -> AverageDays:
    """结案平均用时: the mean of days from filing to conclusion; `cases` are (filed, concluded) pairs.

    A case concluded on the day it was filed counts 0 days. Raises IndicatorRefused when one ends before it
    begins.
    """
    spans = [(concluded - filed).days for filed, concluded in cases]
    if any(span < 0 for span in spans):
        raise IndicatorRefused("结案日不能早于立案日。")
    return mean_days(total_days=sum(spans), cases=len(spans), on=on)


@rule("indicators.average_days")
def mean_days(*, total_days: int, cases: int, on: date) -> AverageDays:
    """结案平均用时 from sums that were added up elsewhere. Raises IndicatorRefused for negative ones."""
    if min(total_days, cases) < 0:
        raise IndicatorRefused("天数之和与件数都不能为负数。")
    mean = Decimal(round_half_up(Fraction(total_days * 10, cases))).scaleb(-1) if cases else None
    article = cite("indicators.average_days", on)
    shown = "—" if mean is None else f"{mean} 日"
    steps = (Step.under(article, article.text, f"{total_days} ÷ {cases}", shown),)
    return AverageDays(total_days, cases, mean, article.mark, steps)


def _part(subject: str, part: int, whole: int, on: date) -> Rate:
    if part > whole:
        raise IndicatorRefused(f"分子 {part} 大于分母 {whole}，请核对。")
    return _rate(subject, part, whole, on)


def _rate(subject: str, numerator: int, denominator: int, on: date) -> Rate:
    if min(numerator, denominator) < 0:
        raise IndicatorRefused("分子和分母都不能为负数。")
    percent = None
    flags: tuple[Flag, ...] = ()
    if denominator:
        percent = Decimal(round_half_up(Fraction(numerator * 100 * _WHOLE, denominator))).scaleb(-2)
        if numerator > denominator:
            flags = (Flag("indicator.above_whole", "超过 100 %：到位金额含申请之后的利息，请结合明细理解。"),)
    else:
        flags = (Flag("indicator.nothing", "分母为零，本指标没有数值。"),)
    article = cite(subject, on)
    shown = "—" if percent is None else f"{percent} %"
    step = Step.under(article, article.text, f"{numerator} ÷ {denominator}", shown)
    return Rate(numerator, denominator, percent, article.mark, (step,), flags)
