"""Published interest rates by date: the loan prime rate (LPR) and the central bank's benchmark loan rates.

A quotation applies from its day until the next one. Rates are annual, in percent with two decimals, as published.
The packaged tables keep the source and the confidence of every row ("A": compared with independent copies, "B": one
secondary source). A court may put its own rows over them with `RateTable.extended`.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import resources

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step
from zhixing.law.working_days import add_months, first_working_day_from

FIRST_LPR = date(2019, 8, 20)
"""The first day on which the reformed LPR was published."""

_CENT = Decimal("0.01")


class Tenor(StrEnum):
    """For how long the money is lent: the two quotations of the LPR and the five tiers of the benchmark rates."""

    LPR_1Y = "lpr_1y"
    LPR_5Y = "lpr_5y"
    UP_TO_6M = "up_to_6m"
    TO_1Y = "6m_to_1y"
    TO_3Y = "1y_to_3y"
    TO_5Y = "3y_to_5y"
    OVER_5Y = "over_5y"

    @property
    def label(self) -> str:
        """The tenor as a judgment names it."""
        return _LABELS[self]

    @property
    def is_lpr(self) -> bool:
        """Whether the tenor is one of the LPR's."""
        return self in LPR_TENORS


LPR_TENORS = (Tenor.LPR_1Y, Tenor.LPR_5Y)
BENCHMARK_TENORS = (Tenor.UP_TO_6M, Tenor.TO_1Y, Tenor.TO_3Y, Tenor.TO_5Y, Tenor.OVER_5Y)

_LABELS = {
    Tenor.LPR_1Y: "一年期",
    Tenor.LPR_5Y: "五年期以上",
    Tenor.UP_TO_6M: "六个月以内",
    Tenor.TO_1Y: "六个月至一年",
    Tenor.TO_3Y: "一年至三年",
    Tenor.TO_5Y: "三年至五年",
    Tenor.OVER_5Y: "五年以上",
}


class RateBeforeTable(LookupError):
    """The day lies before the first published row."""


class RateTableMistake(ValueError):
    """A row of a rate table cannot be right."""


@dataclass(frozen=True, slots=True)
class RateRow:
    """One publication: from `since`, one percentage per tenor of its table."""

    since: date
    percents: tuple[Decimal, ...]
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class RateSpan:
    """The days from `first` to `last` (both counted) under one percentage."""

    first: date
    last: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class RateTable:
    """A dated table of annual rates, rows in order of their first day.

    `monthly` tells that a new row is due every month (on the 20th, or the first working day after it), so that a
    missing one can be noticed.
    """

    name: str
    tenors: tuple[Tenor, ...]
    rows: tuple[RateRow, ...]
    monthly: bool

    def __post_init__(self) -> None:
        days = [row.since for row in self.rows]
        if not days or days != sorted(set(days)):
            raise RateTableMistake(f"{self.name}利率表应当按日期排列，且每日只有一行。")
        for row in self.rows:
            if len(row.percents) != len(self.tenors):
                raise RateTableMistake(f"{self.name}利率表 {row.since} 一行应有 {len(self.tenors)} 个利率。")
            if any(percent != percent.quantize(_CENT) or not 0 < percent < 100 for percent in row.percents):
                raise RateTableMistake(f"{self.name}利率表 {row.since} 的利率应为 0 至 100 之间的两位小数。")

    def extended(self, rows: Iterable[RateRow]) -> "RateTable":
        """The table with more rows; a row of the same day replaces the packaged one."""
        by_day = {row.since: row for row in (*self.rows, *rows)}
        return replace(self, rows=tuple(by_day[day] for day in sorted(by_day)))

    def row_on(self, day: date) -> RateRow:
        """The row that applies on the day; RateBeforeTable when the table begins later."""
        place = bisect_right(self.rows, day, key=lambda row: row.since)
        if not place:
            first = self.rows[0].since
            raise RateBeforeTable(
                f"{self.name}自 {first} 起公布，{day} 没有可用的利率，请核对日期或者利率约定。"
            )
        return self.rows[place - 1]

    def percent_on(self, day: date, tenor: Tenor) -> Decimal:
        """The annual rate in percent that applies on the day."""
        return self.row_on(day).percents[self._column(tenor)]

    def spans(self, first: date, last: date, tenor: Tenor) -> Iterator[RateSpan]:
        """The days from `first` to `last`, cut where the rate really changes."""
        column = self._column(tenor)
        since, percent = first, self.percent_on(first, tenor)
        for row in self.rows[bisect_right(self.rows, first, key=lambda row: row.since) :]:
            if row.since > last:
                break
            if row.percents[column] != percent:
                yield RateSpan(since, date.fromordinal(row.since.toordinal() - 1), percent)
                since, percent = row.since, row.percents[column]
        yield RateSpan(since, last, percent)

    def next_expected(self) -> date | None:
        """The day on which the row after the last one is due; none for a table without a rhythm."""
        if not self.monthly:
            return None
        return first_working_day_from(add_months(self.rows[-1].since.replace(day=20), 1)).on

    def warnings(self, first: date, last: date) -> tuple[Flag, ...]:
        """What a reader must know about the rates used from `first` to `last`."""
        flags = []
        due = self.next_expected()
        end = self.rows[-1]
        if due is not None and last >= due:
            text = f"{self.name}表止于 {end.since}，{due} 起应有新的报价未收入，此后暂按最后一期计算，补录后应复核。"
            flags.append(Flag("rate.beyond_table", text))
        doubtful = [row.since for row in self._used(first, last) if row.confidence != "A"]
        if doubtful:
            text = f"{self.name} {doubtful[0]} 至 {doubtful[-1]} 各期来自间接来源，付款前请与公布值核对。"
            flags.append(Flag("rate.unconfirmed", text))
        return tuple(flags)

    def _used(self, first: date, last: date) -> tuple[RateRow, ...]:
        start = max(bisect_right(self.rows, first, key=lambda row: row.since) - 1, 0)
        return self.rows[start : bisect_right(self.rows, last, key=lambda row: row.since)]

    def _column(self, tenor: Tenor) -> int:
        if tenor not in self.tenors:
            raise RateTableMistake(f"{self.name}没有“{tenor.label}”这一档。")
        return self.tenors.index(tenor)


def _packaged(file: str) -> list[dict[str, str]]:
    path = resources.files("zhixing.law") / "data" / file
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def lpr_table() -> RateTable:
    """The packaged LPR, 2019-08-20 on, one-year and over-five-year."""
    rows = tuple(
        RateRow(
            date.fromisoformat(line["publish_date"]),
            (Decimal(line["lpr_1y_pct"]), Decimal(line["lpr_5y_plus_pct"])),
            line["source"],
            line["confidence"],
        )
        for line in _packaged("lpr.csv")
    )
    return RateTable("贷款市场报价利率", LPR_TENORS, rows, monthly=True)


@cache
def benchmark_table() -> RateTable:
    """The packaged benchmark loan rates of the People's Bank of China, 1991-04-21 to 2015-10-24 (the last change)."""
    columns = ("up_to_6m_pct", "6m_to_1y_pct", "1y_to_3y_pct", "3y_to_5y_pct", "over_5y_pct")
    rows = tuple(
        RateRow(
            date.fromisoformat(line["effective_date"]),
            tuple(Decimal(line[column]) for column in columns),
            line["note"] or "two independent tables compared",
            line["confidence"],
        )
        for line in _packaged("benchmark_rates.csv")
    )
    return RateTable("贷款基准利率", BENCHMARK_TENORS, rows, monthly=False)


@dataclass(frozen=True, slots=True)
class RateBook:
    """Both tables together, as a calculation uses them."""

    lpr: RateTable
    benchmark: RateTable

    def spans(self, first: date, last: date, tenor: Tenor) -> Iterator[RateSpan]:
        """The days cut where the rate changes.

        Days before the first LPR carry the benchmark rate of the matching tier: the LPR took the place of the
        benchmark on that day, and a title that says "LPR" for earlier days can mean nothing else.
        """
        if not tenor.is_lpr:
            yield from self.benchmark.spans(first, last, tenor)
            return
        start = self.lpr.rows[0].since
        if first < start:
            eve = date.fromordinal(start.toordinal() - 1)
            yield from self.benchmark.spans(first, min(last, eve), before_lpr(tenor))
        if last >= start:
            yield from self.lpr.spans(max(first, start), last, tenor)

    def warnings(self, first: date, last: date, tenor: Tenor) -> tuple[Flag, ...]:
        """What a reader must know about the rates of these days."""
        flags: list[Flag] = []
        start = self.lpr.rows[0].since
        if not tenor.is_lpr:
            flags.extend(self.benchmark.warnings(first, last))
            if last >= start:
                text = f"{start} 起贷款基准利率已由贷款市场报价利率取代，其后仍按最后一次公布的基准利率计算，请核对执行依据。"
                flags.append(Flag("rate.benchmark_after_lpr", text))
            return tuple(flags)
        if first < start:
            text = f"{start} 以前没有贷款市场报价利率，此前各日按同档贷款基准利率计算，请核对执行依据。"
            flags.append(Flag("rate.before_lpr", text))
        flags.extend(self.lpr.warnings(max(first, start), last) if last >= start else ())
        return tuple(flags)


def before_lpr(tenor: Tenor) -> Tenor:
    """The benchmark tier that an LPR tenor continues."""
    return Tenor.TO_1Y if tenor is Tenor.LPR_1Y else Tenor.OVER_5Y


@cache
def packaged_rates() -> RateBook:
    """The book of the packaged tables."""
    return RateBook(lpr_table(), benchmark_table())


@dataclass(frozen=True, slots=True)
class RateOn:
    """The annual rate in percent on a day, since when it is published, and how sure the row is."""

    percent: Decimal
    since: date
    source: str
    confidence: str
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


@rule("rate.lpr")
def lpr_on(day: date, tenor: Tenor = Tenor.LPR_1Y, table: RateTable | None = None) -> RateOn:
    """The LPR that applies on the day: the last one published on or before it.

    Beyond the table the last rate is used and flagged; before 2019-08-20 RateBeforeTable is raised.
    """
    return _found(table or lpr_table(), "rate.lpr", day, tenor)


@rule("rate.benchmark")
def benchmark_on(day: date, tenor: Tenor = Tenor.TO_1Y, table: RateTable | None = None) -> RateOn:
    """The benchmark loan rate that applies on the day; RateBeforeTable before 1991-04-21."""
    return _found(table or benchmark_table(), "rate.benchmark", day, tenor)


def _found(table: RateTable, subject: str, day: date, tenor: Tenor) -> RateOn:
    row = table.row_on(day)
    percent = table.percent_on(day, tenor)
    text = f"{day} 适用 {row.since} 公布的{tenor.label}{table.name}。"
    steps = (step(subject, day, text, result=f"{percent}%"),)
    return RateOn(percent, row.since, row.source, row.confidence, steps, table.warnings(day, day))
