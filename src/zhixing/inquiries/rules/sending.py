"""When to call a unit, and which ends of a call speak against its health. No clock of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from zhixing.inquiries.rules.kinds import Outcome
from zhixing.law.working_days import day

FIRST_PAUSE = timedelta(milliseconds=250)
"""How long a request rests after its first failure."""
POLL_EVERY = timedelta(minutes=15)
"""How often a request that the unit has acknowledged is asked about."""
POLL_SOONEST = timedelta(minutes=1)
_DAYS_LOOKED_AHEAD = 30
_TROUBLE = frozenset({Outcome.NOT_REACHED, Outcome.NO_REPLY, Outcome.GARBAGE, Outcome.BUSY})


class HoursUnreadable(ValueError):
    """Office hours that are not written as the register of units wants them."""


def is_trouble(outcome: Outcome) -> bool:
    """Whether a call that ended so speaks against the unit's health."""
    return outcome in _TROUBLE


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When somebody is there. Local time of the court."""

    days: frozenset[int]
    opens: time
    closes: time

    def is_open(self, at: datetime) -> bool:
        """Whether the unit works at this local moment: a working day among its days of the week, within its hours."""
        on = at.date()
        return on.isoweekday() in self.days and day(on).is_working and self.opens <= at.time() < self.closes

    def next_open(self, at: datetime) -> datetime:
        """The moment itself when the unit is open, else when it opens next (looked for thirty days ahead)."""
        if self.is_open(at):
            return at
        for ahead in range(_DAYS_LOOKED_AHEAD + 1):
            opens = datetime.combine(at.date() + timedelta(days=ahead), self.opens, at.tzinfo)
            if opens >= at and self.is_open(opens):
                return opens
        return at + timedelta(days=_DAYS_LOOKED_AHEAD)


def office_hours(written: Mapping[str, Any]) -> OfficeHours | None:
    """Office hours as the register keeps them; None for day and night. Raises HoursUnreadable."""
    if not written:
        return None
    try:
        days = frozenset(int(number) for number in written["days"])
        opens, closes = time.fromisoformat(written["from"]), time.fromisoformat(written["to"])
    except (KeyError, TypeError, ValueError) as error:
        raise HoursUnreadable("办公时间请写明星期与起止时间，例如 1—5，08:30 至 17:00。") from error
    if not days or not days <= set(range(1, 8)) or opens >= closes:
        raise HoursUnreadable("办公时间的星期应在 1 至 7 之间，开始应早于结束。")
    return OfficeHours(days, opens, closes)
