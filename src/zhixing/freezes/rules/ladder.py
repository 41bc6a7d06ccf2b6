"""Which warning is due on a day for each end of a measure (60/30/15/7/3/1 days before, moved back to a working day)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhixing.law.measure_clocks import LADDER, reminders

HOLIDAY_ROOM = 14
"""More than the longest row of rest days, by which a warning may move ahead."""


@dataclass(frozen=True, slots=True)
class DueStep:
    """Measures ending on `expires_on` are to be warned about now; `due_on` is the working day the warning fell on."""

    expires_on: date
    step: int
    due_on: date


def steps_due(today: date, ladder: Sequence[int] = LADDER) -> tuple[DueStep, ...]:
    """For each end from `today` on, the latest step reached, in order of the end.

    One step per end: a measure that comes under watch late, or a sweep that was down for a week, gives one warning
    with the days that are truly left, not the five that were missed.
    """
    due = []
    for ahead in range(max(ladder) + HOLIDAY_ROOM + 1):
        expires_on = today + timedelta(days=ahead)
        reached = [found for found in reminders(expires_on, ladder) if found.on <= today]
        if reached:
            due.append(DueStep(expires_on, reached[-1].days_before, reached[-1].on))
    return tuple(due)
