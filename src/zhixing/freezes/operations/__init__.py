"""Writes of 智续."""

from zhixing.freezes.operations.calendars import close_calendar, open_calendar
from zhixing.freezes.operations.measures import (
    OFFICE_ROLES,
    REASON_MIN,
    RELEASE_ROLES,
    EndRefused,
    LedgerReport,
    MeasureReleased,
    ReasonMissing,
    enter_end,
    find_gaps,
    give_reminders,
    release,
    take_over_ledger,
)

__all__ = [
    "OFFICE_ROLES",
    "REASON_MIN",
    "RELEASE_ROLES",
    "EndRefused",
    "LedgerReport",
    "MeasureReleased",
    "ReasonMissing",
    "close_calendar",
    "enter_end",
    "find_gaps",
    "give_reminders",
    "open_calendar",
    "release",
    "take_over_ledger",
]
