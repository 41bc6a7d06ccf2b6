"""What ends in the twelve months ahead: how many, at whom, worth how much."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from zhixing.freezes.statements import statement
from zhixing.law.measure_terms import AssetClass

FORECAST_MONTHS = 12
UNITS_SHOWN = 20
NO_HOLDER, OTHERS = "没有协助单位", "其他单位"


@dataclass(slots=True)
class ForecastMonth:
    """How many measures end in a month, by asset class, and what is lost with them in fen where it is known."""

    month: date
    by_asset: Counter[str] = field(default_factory=Counter)
    fen: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.by_asset.total()


@dataclass(slots=True)
class ForecastUnit:
    """How many measures end at a holder in each month, in order, and what is lost with them in fen."""

    unit: str
    by_month: list[int]
    fen: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_month)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The twelve months, and the same by holder: those with most ends first, the small ones together at the end."""

    months: list[ForecastMonth]
    units: list[ForecastUnit]


def forecast(*, courts: Sequence[int], today: date, officer_id: int | None = None) -> Forecast:
    """Ends ahead: the rest of this month and the eleven that follow. One query."""
    starts = [_month(today, ahead) for ahead in range(FORECAST_MONTHS + 1)]
    months = {month: ForecastMonth(month) for month in starts[:-1]}
    place = {month: number for number, month in enumerate(months)}
    units: dict[str, ForecastUnit] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            statement("forecast_by_month"),
            {"courts": list(courts), "officer": officer_id, "today": today, "until": starts[-1]},
        )
        for month, asset, holder, count, fen in cursor.fetchall():
            months[month].by_asset[AssetClass(asset).chinese] += count
            months[month].fen += fen
            name = holder or NO_HOLDER
            unit = units.setdefault(name, ForecastUnit(name, [0] * FORECAST_MONTHS))
            unit.by_month[place[month]] += count
            unit.fen += fen
    return Forecast(list(months.values()), _largest(list(units.values())))


def _largest(units: list[ForecastUnit]) -> list[ForecastUnit]:
    ordered = sorted(units, key=lambda unit: (-unit.total, unit.unit))
    shown, rest = ordered[:UNITS_SHOWN], ordered[UNITS_SHOWN:]
    if rest:
        by_month = [sum(unit.by_month[n] for unit in rest) for n in range(FORECAST_MONTHS)]
        shown.append(ForecastUnit(f"{OTHERS}（{len(rest)} 家）", by_month, sum(unit.fen for unit in rest)))
    return shown


def _month(today: date, ahead: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return date(year, month + 1, 1)
