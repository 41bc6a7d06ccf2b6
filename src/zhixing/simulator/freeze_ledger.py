"""The hand-kept freeze ledger (查封冻结台账): measures with the end dates somebody worked out by heart."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhixing.simulator.people import BANKS
from zhixing.simulator.register import Case
from zhixing.simulator.styles import Cell, date_cell

HEADER = (
    "案号",
    "被执行人",
    "财产类型",
    "财产描述",
    "协助单位",
    "控制措施",
    "起始日",
    "届满日",
    "是否轮候",
    "备注",
)
# Longest terms of 民诉法解释 art. 485: deposits one year, movables two, immovables and other rights three.
_YEARS = {"银行存款": 1, "动产": 2, "不动产": 3, "股权": 3, "林权": 3}
_SEALED = {"动产", "不动产", "林权"}
_BAD_PER_MILLE = 50


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: ``end`` is the last day the law gives, ``bad`` what the ledger says instead of it."""

    row: int
    case: Case
    kind: str
    start: date
    end: date
    bad: str | None
    cells: tuple[Cell, ...]


def draw_measures(rng: random.Random, cases: Sequence[Case], *, hard: bool) -> tuple[Measure, ...]:
    """None, one or two measures a case against its first debtor, within two months of filing."""
    measures: list[Measure] = []
    for case in cases:
        for _ in range(rng.choice((0, 1, 1, 2))):
            measures.append(_draw_measure(rng, case, row=len(measures) + 2, hard=hard))
    return tuple(measures)


def _draw_measure(rng: random.Random, case: Case, *, row: int, hard: bool) -> Measure:
    kind = rng.choice(tuple(_YEARS))
    start = case.filed + timedelta(days=rng.randint(3, 59))
    years = _YEARS[kind]
    end = _last_day(start, years)
    bad = None
    if rng.randrange(1000) < _BAD_PER_MILLE:
        bad = rng.choice(("over-the-limit", "over-the-limit", "not-a-date", "no-end"))
    written: Cell
    match bad:
        case "over-the-limit":
            written = date_cell(rng, _last_day(start, years + 1), hard=hard)
        case "not-a-date":
            written = "三年"
        case "no-end":
            written = None
        case _:
            written = date_cell(rng, end, hard=hard)
    cells: tuple[Cell, ...] = (
        case.number,
        case.debtors[0].name,
        kind,
        f"{kind}{rng.randint(1, 999_999)}",
        rng.choice(BANKS) if kind == "银行存款" else "不动产登记中心",
        "查封" if kind in _SEALED else "冻结",
        date_cell(rng, start, hard=hard),
        written,
        "是" if rng.random() < 0.26 else "否",
        None,
    )
    return Measure(row, case, kind, start, end, bad, cells)


def _last_day(start: date, years: int) -> date:
    """The day before the anniversary; the hand takes the 28th for the 29th and later."""
    return date(start.year + years, start.month, min(start.day, 28)) - timedelta(days=1)
