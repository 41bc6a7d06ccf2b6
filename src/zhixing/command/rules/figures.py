"""From counts to indicators: each with its value, how it came about and what the reader must know.

Both rates stand side by side everywhere: how many cases were concluded, and how much of the money asked for came in.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from zhixing.command.rules.year import Span
from zhixing.law import indicators
from zhixing.law.amounts import yuan_text
from zhixing.law.explanation import Flag, Step


class FigureKey(StrEnum):
    """Every figure of the year."""

    CARRIED_OVER = "carried-over"
    RECEIVED = "received"
    CONCLUDED = "concluded"
    CONCLUSION_RATE = "conclusion-rate"
    APPLIED = "applied"
    RECOVERED = "recovered"
    RECOVERED_RATE = "recovered-rate"
    RECOVERED_RATE_CONCLUDED = "recovered-rate-concluded"
    COMPLETION_RATE = "completion-rate"
    SUSPENDED_RATE = "suspended-rate"
    WITHIN_LIMIT_RATE = "within-limit-rate"
    AVERAGE_DAYS = "average-days"

    @property
    def words(self) -> tuple[str, str]:
        """The name in Chinese and English."""
        return _WORDS[self]


_WORDS = {
    FigureKey.CARRIED_OVER: ("旧存", "Carried over"),
    FigureKey.RECEIVED: ("新收", "Received"),
    FigureKey.CONCLUDED: ("执结", "Concluded"),
    FigureKey.CONCLUSION_RATE: ("结案率", "Conclusion rate"),
    FigureKey.APPLIED: ("申请执行标的额（元）", "Applied for (yuan)"),
    FigureKey.RECOVERED: ("执行到位（元）", "Recovered (yuan)"),
    FigureKey.RECOVERED_RATE: ("到位率", "Recovered rate"),
    FigureKey.RECOVERED_RATE_CONCLUDED: ("已结案件到位率", "Recovered rate of concluded cases"),
    FigureKey.COMPLETION_RATE: ("执行完毕率", "Completion rate"),
    FigureKey.SUSPENDED_RATE: ("终本率", "Suspended for want of assets"),
    FigureKey.WITHIN_LIMIT_RATE: ("法定期限内结案率", "Concluded within the limit"),
    FigureKey.AVERAGE_DAYS: ("结案平均用时（日）", "Average days"),
}


@dataclass(slots=True)
class Counts:
    """What was counted for a court, or for several together. Sums in fen; `by_kind` counts conclusions by closing kind."""

    carried_over: int = 0
    received: int = 0
    applied_fen: int = 0
    recovered_fen: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    within_limit: int = 0
    total_days: int = 0
    concluded_applied_fen: int = 0
    concluded_recovered_fen: int = 0

    @property
    def concluded(self) -> int:
        """All conclusions."""
        return sum(self.by_kind.values())

    def add(self, other: "Counts") -> None:
        """Take in another court's counts."""
        self.carried_over += other.carried_over
        self.received += other.received
        self.applied_fen += other.applied_fen
        self.recovered_fen += other.recovered_fen
        self.within_limit += other.within_limit
        self.total_days += other.total_days
        self.concluded_applied_fen += other.concluded_applied_fen
        self.concluded_recovered_fen += other.concluded_recovered_fen
        for kind, count in other.by_kind.items():
            self.by_kind[kind] = self.by_kind.get(kind, 0) + count


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `value` as shown, the steps behind it, what must be known about it."""

    key: FigureKey
    value: str
    steps: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


def figures_of(counts: Counts, span: Span) -> dict[FigureKey, Figure]:
    """Every figure from the counts of a year."""
    of_all = _recovered_rate(
        FigureKey.RECOVERED_RATE, counts.recovered_fen, counts.applied_fen, span,
        "分子为本年到位款，分母为旧存与新收全部案件的申请执行标的额（单位：分）。",
    )  # fmt: skip
    of_concluded = _recovered_rate(
        FigureKey.RECOVERED_RATE_CONCLUDED, counts.concluded_recovered_fen, counts.concluded_applied_fen, span,
        "只看本年执结的案件：分子为其历次到位款，分母为其申请执行标的额（单位：分）。",
    )  # fmt: skip
    made = (*_plain(counts, span), *_rates(counts, span), of_all, of_concluded, _average(counts, span))
    return {figure.key: figure for figure in made}


def _recovered_rate(key: FigureKey, recovered_fen: int, applied_fen: int, span: Span, note: str) -> Figure:
    """A rate of money; a year that only gave money back has none."""
    if recovered_fen < 0:
        flag = Flag("indicator.negative", "本期冲正多于到位，到位率没有数值。")
        return Figure(key, "—", (Step(note, f"{recovered_fen} ÷ {applied_fen}", "—"),), (flag,))
    rate = indicators.recovered_rate(recovered_fen=recovered_fen, applied_fen=applied_fen, on=span.last)
    return Figure(key, rate.text, (*rate.explanation, Step(note)), rate.flags)


def _plain(counts: Counts, span: Span) -> tuple[Figure, ...]:
    period = f"{span.first} 至 {span.last}"
    kinds = " ＋ ".join(str(count) for _, count in sorted(counts.by_kind.items()))
    rows = (
        (
            FigureKey.CARRIED_OVER, str(counts.carried_over), "",
            f"立案日早于 {span.first}、到该日尚未结案的首次执行案件（案号类型“执”）。",
        ),
        (FigureKey.RECEIVED, str(counts.received), "", f"{period}立案的首次执行案件。"),
        (FigureKey.CONCLUDED, str(counts.concluded), kinds, f"{period}结案的首次执行案件，按结案方式相加。"),
        (
            FigureKey.APPLIED, yuan_text(counts.applied_fen, thousands=True), "",
            "旧存与新收案件的申请执行标的额：本金与诉讼费用之和，不含其后产生的利息。",
        ),
        (
            FigureKey.RECOVERED, yuan_text(counts.recovered_fen, thousands=True), "",
            f"{period}计入债权的到位款，冲正已扣除。",
        ),
    )  # fmt: skip
    return tuple(Figure(key, value, (Step(text, sums, value),)) for key, value, sums, text in rows)


def _rates(counts: Counts, span: Span) -> tuple[Figure, ...]:
    on, concluded = span.last, counts.concluded
    rates = (
        (
            FigureKey.CONCLUSION_RATE,
            indicators.conclusion_rate(
                concluded=concluded, carried_over=counts.carried_over, newly_received=counts.received, on=on
            ),
            "",
        ),
        (
            FigureKey.COMPLETION_RATE,
            indicators.completion_rate(
                completed=counts.by_kind.get("performed", 0), concluded=concluded, on=on
            ),
            "",
        ),
        (
            FigureKey.SUSPENDED_RATE,
            indicators.suspended_rate(
                suspended=counts.by_kind.get("suspended_for_want_of_assets", 0), concluded=concluded, on=on
            ),
            "",
        ),
        (
            FigureKey.WITHIN_LIMIT_RATE,
            indicators.within_limit_rate(within_limit=counts.within_limit, concluded=concluded, on=on),
            "执行期限为立案之日起六个月，扣除不计入期间后仍在期限内结案的计入分子。",
        ),
    )
    return tuple(
        Figure(key, rate.text, (*rate.explanation, *((Step(note),) if note else ())), rate.flags)
        for key, rate, note in rates
    )


def _average(counts: Counts, span: Span) -> Figure:
    mean = indicators.mean_days(total_days=counts.total_days, cases=counts.concluded, on=span.last)
    return Figure(FigureKey.AVERAGE_DAYS, "—" if mean.days is None else str(mean.days), mean.explanation)


def sentence(counts: Counts, span: Span, court: str) -> str:
    """The sentence a court closes its year with, both rates in it."""
    found = figures_of(counts, span)
    year = (
        f"{span.year}年"
        if (span.last.month, span.last.day) == (12, 31)
        else f"{span.year}年截至{span.last.month}月{span.last.day}日"
    )
    return (
        f"{year}，{court}执结{counts.concluded}件，结案率{_tight(found[FigureKey.CONCLUSION_RATE])}，"
        f"执行到位{found[FigureKey.RECOVERED].value}元（到位率{_tight(found[FigureKey.RECOVERED_RATE])}）。"
    )


def _tight(figure: Figure) -> str:
    return figure.value.replace(" ", "")
