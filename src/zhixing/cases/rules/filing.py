"""What filing a case sets in motion: the clocks that run from the first day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from zhixing.law.case_clocks import CaseEvents, case_clocks
from zhixing.law.limit_table import LimitKind

AT_FILING = (
    LimitKind.NOTICE,
    LimitKind.REPORT_ORDER,
    LimitKind.LEADS_REQUEST,
    LimitKind.CONCLUDE,
)
"""The clocks kept for each case from the start: those that an act of the house can stop. The investigation limit joins
them with the room that investigates. The handler is known when the register is taken in."""


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock to be kept: kind, start, last day, and whether the calendar is still provisional there."""

    kind: LimitKind
    starts_on: date
    due_on: date
    is_provisional: bool


@lru_cache(maxsize=4096)
def clocks_at_filing(filed_on: date) -> tuple[RunningClock, ...]:
    """The clocks that start on the filing day, in order of their last day."""
    return tuple(
        RunningClock(clock.kind, clock.starts_on, clock.due_on, clock.provisional)
        for clock in case_clocks(CaseEvents(filed_on=filed_on, handler_on=filed_on))
        if clock.kind in AT_FILING
    )
