"""What calls a procedure and has no row yet: facts, answers, and days. Found by what is missing, so a late look finds it too."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from zhixing.cases.rules.timeline_words import words_of
from zhixing.foundation.clock import SHANGHAI
from zhixing.robot.rules.procedures import Clock, Procedure
from zhixing.robot.statements import statement


@dataclass(frozen=True, slots=True)
class Found:
    """Something calls a procedure in a case: `ref` names it, `on` is its day."""

    case_id: UUID
    ref: str
    words: str
    on: date


FOUND_AT_MOST = 20_000
"""Triggers written in one go; the next run finds the rest."""
_SUSPENDED = "suspended_for_want_of_assets"


def _days_of(clock: Clock) -> str:
    """The name of the statement that tells the days on which a clock calls."""
    if clock.of == "filed":
        return "triggers_every_months_of_filing" if clock.every_months else "triggers_after_filing"
    if clock.of in ("concluded", "suspended"):
        return "triggers_every_months_of_ending" if clock.every_months else "triggers_after_ending"
    return f"triggers_by_{clock.of}"


def _statement_of(clock: Clock | None) -> str:
    """What finds what calls by a clock and has no row yet; by facts without one."""
    if clock is None:
        return statement("calls_by_fact")
    return statement("calls_by_day").replace("{found}", statement(_days_of(clock)))


def new_triggers(court_id: int, procedure: Procedure, *, now: datetime) -> list[Found]:
    """What calls a procedure in a court by now and has no row yet, the oldest first. No effects."""
    today = now.astimezone(SHANGHAI).date()
    oldest = today - timedelta(days=procedure.when.within_days)
    clock = procedure.when.clock
    values: dict[str, Any] = {
        "court": court_id,
        "procedure": procedure.key,
        "today": today,
        "oldest": oldest,
        "now": now,
        "since": datetime.combine(oldest + timedelta(days=1), time.min, SHANGHAI),
        "kinds": list(procedure.when.facts),
        "limit": FOUND_AT_MOST,
    }
    if clock is not None:
        times = clock.for_years * 12 // clock.every_months if clock.every_months else 0
        closing = _SUSPENDED if clock.of == "suspended" else ""
        values |= {
            "days": clock.days, "name": clock.name, "every": clock.every_months, "times": times, "closing": closing
        }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_statement_of(clock), values)
        rows = cursor.fetchall()
    if clock is None:
        return [Found(case_id, ref, words_of(kind), day) for case_id, ref, kind, day in rows]
    return [Found(*row) for row in rows]
