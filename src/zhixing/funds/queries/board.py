"""The near-due board: money held, by officer and stage, with the days left and what it waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.funds.models import Receipt
from zhixing.funds.queries.blockers import blockers_of
from zhixing.funds.queries.paging import PAGE_ROWS, Page, page_key, place_of
from zhixing.funds.rules.blockers import WaitStage
from zhixing.funds.rules.board import BOUNDS, Band, Figures, band_of, held_days, prediction

SUPERVISORS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT, Role.FUND_ACCOUNTANT, Role.DUTY_OFFICER, Role.AUDITOR)
"""Who sees the whole court; everyone else sees the money of their own cases."""
LONG_HELD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What to show; empty shows all. `officer_id` narrows to one person's cases, whoever asks."""

    court_id: int | None = None
    officer_id: int | None = None
    officer: str | None = None
    stage: WaitStage | None = None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A sum that is held: how long, until when, what it waits for, and what happens if nobody acts."""

    id: UUID
    court: str
    case_id: UUID | None
    case_number: str
    officer: str
    payer: str
    fen: int
    arrived_on: date
    held_days: int
    due_on: date
    days_left: int
    band: Band
    stage: WaitStage
    waits_for: str
    prediction: str
    target_missed: bool


@dataclass(slots=True)
class BoardRow:
    """One officer, stage or court: the figures of each band, and all together."""

    key: str
    name: str
    bands: dict[Band, Figures] = field(default_factory=dict)

    @property
    def total(self) -> Figures:
        """All bands."""
        return sum(self.bands.values(), Figures())

    def add(self, band: Band, figures: Figures) -> None:
        """Add to a band."""
        self.bands[band] = self.bands.get(band, Figures()) + figures


@dataclass(slots=True)
class BoardSums:
    """The sums on top and the groups."""

    all: BoardRow = field(default_factory=lambda: BoardRow("", "合计"))
    long_held: Figures = field(default_factory=Figures)
    officers: list[BoardRow] = field(default_factory=list)
    stages: list[BoardRow] = field(default_factory=list)
    courts: list[BoardRow] = field(default_factory=list)


def board_reach(actor: Actor) -> int | None:
    """The officer whose money alone the actor sees on the board; None for those who see the whole court."""
    if actor.is_system or any(actor.has(court, *SUPERVISORS) for court in actor.courts):
        return None
    return actor.user_id


@lru_cache(maxsize=1)
def _held() -> str:
    text = (resources.files("zhixing.funds") / "sql" / "held_money.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))


def _named(wanted: BoardFilter) -> dict[str, Any]:
    return {"court": wanted.court_id, "officer_id": wanted.officer_id}


def _ask(query: str, values: Mapping[str, Any], *, narrow: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query over `held`, the money that waits; `narrow` are conditions with named placeholders."""
    where = sql.SQL("WHERE " + " AND ".join(narrow)) if narrow else sql.SQL("")
    asked = sql.SQL("WITH held AS ({}) ").format(sql.SQL(_held())) + sql.SQL(query).format(where=where)
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        return list(cursor.fetchall())


def board_sums(*, wanted: BoardFilter, today: date) -> BoardSums:
    """Counts and sums by band of each officer, stage and court. One query."""
    rows = _ask(
        "SELECT held.officer, held.stage, court.short_name, held.due_on - %(today)s::date, "
        "held.arrived_on < %(long)s::date, count(*), sum(held.fen)::bigint FROM held "
        "JOIN identity_court court ON court.id = held.court_id GROUP BY 1, 2, 3, 4, 5",
        {**_named(wanted), "today": today, "long": today - LONG_HELD},
    )
    sums = BoardSums()
    officers: dict[str, BoardRow] = {}
    stages = {stage.value: BoardRow(stage.value, stage.label) for stage in WaitStage}
    courts: dict[str, BoardRow] = {}
    for officer, stage, court, left, is_long, count, fen in rows:
        figures, band = Figures(count, fen), band_of(left)
        sums.all.add(band, figures)
        if is_long:
            sums.long_held += figures
        officers.setdefault(officer, BoardRow(officer, officer or "（未到案）")).add(band, figures)
        stages[stage].add(band, figures)
        courts.setdefault(court, BoardRow(court, court)).add(band, figures)
    sums.officers = sorted(officers.values(), key=_urgency)
    sums.stages = [row for row in stages.values() if row.bands]
    sums.courts = sorted(courts.values(), key=_urgency)
    return sums


def _urgency(row: BoardRow) -> tuple[Any, ...]:
    return tuple(-row.bands.get(band, Figures()).count for band in Band), row.name


def board_lines(
    *, wanted: BoardFilter, today: date, after: str = "", limit: int = PAGE_ROWS
) -> Page[BoardLine]:
    """A page of held money, the nearest day first. Seven queries whatever its length."""
    values: dict[str, Any] = {**_named(wanted), "limit": limit + 1}
    narrow = []
    if wanted.officer is not None:
        narrow.append("officer = %(officer)s")
        values["officer"] = wanted.officer
    if wanted.stage is not None:
        narrow.append("stage = %(stage)s")
        values["stage"] = wanted.stage.value
    if wanted.band is not None:
        _, least, most = next(bound for bound in BOUNDS if bound[0] is wanted.band)
        for name, sign, days in (("least", ">=", least), ("most", "<=", most)):
            if days is not None:
                narrow.append(f"due_on {sign} %({name})s::date")
                values[name] = today + timedelta(days=days)
    place = place_of(after) if after else None
    if place:
        narrow.append("(due_on, line_id) > (%(day)s::date, %(key)s::uuid)")
        values["day"], values["key"] = place
    rows = _ask(
        "SELECT line_id, due_on, stage, officer FROM held {where} ORDER BY due_on, line_id LIMIT %(limit)s",
        values,
        narrow=narrow,
    )
    more, rows = len(rows) > limit, rows[:limit]
    return Page(_lines(rows, today), page_key(rows[-1][1], rows[-1][0]) if more else "")


def _lines(rows: list[tuple[Any, ...]], today: date) -> list[BoardLine]:
    ids = [row[0] for row in rows]
    receipts = Receipt.objects.select_related("line", "case", "court").in_bulk(ids)
    waits = blockers_of(ids)
    found = []
    for receipt_id, due_on, stage, officer in rows:
        receipt, left = receipts[receipt_id], (due_on - today).days
        blocker = waits.get(receipt_id)
        found.append(
            BoardLine(
                receipt_id, receipt.court.short_name, receipt.case_id, receipt.case.number if receipt.case else "",
                officer, receipt.line.name, receipt.fen, receipt.arrived_on, held_days(receipt.arrived_on, today), due_on,
                left, band_of(left), WaitStage(stage), blocker.text(today) if blocker else "", prediction(left),
                receipt.target_by < today and receipt.state != "unidentified",
            )
        )  # fmt: skip
    return found
