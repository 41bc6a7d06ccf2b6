"""How much the robot may do, when, and what has been stopped. Checked when acts are about to be carried out, not before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from zhixing.law.working_days import day, next_working_day

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When acts may leave: from `opens_at` until before `closes_at` by the clock of the court."""

    opens_at: time
    closes_at: time
    working_days_only: bool

    def opens_again(self, local: datetime) -> datetime | None:
        """None while open; else the moment at which they open next. `local` is the court's wall clock."""
        works = not self.working_days_only or day(local.date()).is_working
        if works and self.opens_at <= local.time() < self.closes_at:
            return None
        if works and local.time() < self.opens_at:
            return datetime.combine(local.date(), self.opens_at, local.tzinfo)
        return datetime.combine(self._next_day(local.date()), self.opens_at, local.tzinfo)

    def _next_day(self, on: date) -> date:
        return next_working_day(on).on if self.working_days_only else on + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bound:
    """The hours and the acts an hour of a procedure."""

    hours: Hours
    per_hour: int


@dataclass(frozen=True, slots=True)
class CourtBound:
    """What a court allows over all procedures. `units` names units with another bound than `unit_per_hour`."""

    hours: Hours
    per_hour: int
    at_once: int
    unit_per_hour: int
    units: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop in force: of all (`procedure` empty, no unit), of a procedure, or of what goes to a unit."""

    procedure: str
    unit: UUID | None
    why: str

    def covers(self, procedure: str, units: Sequence[UUID]) -> bool:
        """Whether an act of the procedure to these units is stopped."""
        if self.procedure and self.procedure != procedure:
            return False
        return self.unit is None or self.unit in units


@dataclass(frozen=True, slots=True)
class Wish:
    """An act that wants to be carried out."""

    id: UUID
    procedure: str
    units: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """How many acts began within the last hour: in the court, by procedure, by unit."""

    court: int = 0
    procedures: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An act that must wait, why, and until when where that is known (a stop ends when a person ends it)."""

    id: UUID
    words_zh: str
    words_en: str
    until: datetime | None


def let_through(
    wishes: Sequence[Wish],
    *,
    bounds: Mapping[str, Bound],
    court: CourtBound,
    used: Used,
    stops: Sequence[StopLine],
    local: datetime,
) -> tuple[list[UUID], list[HeldBack]]:
    """Which acts may be carried out now, in the order given, and why the others wait.

    Stops come first, then hours, then the three bounds an hour: of the procedure, of each unit, of the court. An act of a
    procedure that is no longer in force keeps the court's bounds.
    """
    go: list[UUID] = []
    held: list[HeldBack] = []
    spent = Counter(used.procedures)
    at_units = Counter(used.units)
    total = used.court
    for wish in wishes:
        why = _why_not(wish, bounds.get(wish.procedure), court, stops, local) or _full(
            wish, bounds.get(wish.procedure), court, (total, spent, at_units), local
        )
        if why:
            held.append(why)
            continue
        go.append(wish.id)
        total += 1
        spent[wish.procedure] += 1
        at_units.update(wish.units)
    return go, held


def _why_not(
    wish: Wish, bound: Bound | None, court: CourtBound, stops: Sequence[StopLine], local: datetime
) -> HeldBack | None:
    for stop in stops:
        if stop.covers(wish.procedure, wish.units):
            return HeldBack(wish.id, f"已停止：{stop.why}", f"stopped: {stop.why}", None)
    closed = [
        moment
        for hours in (court.hours, *((bound.hours,) if bound else ()))
        if (moment := hours.opens_again(local)) is not None
    ]
    if closed:
        opens = max(closed)
        return HeldBack(
            wish.id,
            f"不在工作时间，{opens:%m-%d %H:%M} 起办理",
            f"outside hours until {opens:%m-%d %H:%M}",
            opens,
        )
    return None


def _full(
    wish: Wish,
    bound: Bound | None,
    court: CourtBound,
    spent: tuple[int, Mapping[str, int], Mapping[UUID, int]],
    local: datetime,
) -> HeldBack | None:
    total, procedures, units = spent
    again = local + HOUR
    if bound and procedures.get(wish.procedure, 0) >= bound.per_hour:
        return HeldBack(
            wish.id, f"本流程每小时 {bound.per_hour} 件已满", "the procedure's hour is full", again
        )
    for unit in wish.units:
        if units.get(unit, 0) >= court.units.get(unit, court.unit_per_hour):
            return HeldBack(wish.id, "该单位每小时件数已满", "the unit's hour is full", again)
    if total >= court.per_hour:
        return HeldBack(wish.id, f"本院每小时 {court.per_hour} 件已满", "the court's hour is full", again)
    return None
