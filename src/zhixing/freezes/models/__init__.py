"""Rows of 智续."""

from zhixing.freezes.models.acts import (
    OPEN_ACTS,
    ActBatch,
    ActKind,
    ActState,
    BatchState,
    Ground,
    MeasureAct,
    RenewalPolicy,
)
from zhixing.freezes.models.measures import (
    EventKind,
    Gap,
    GapKind,
    LedgerFile,
    Measure,
    MeasureEvent,
    MeasureStage,
    MeasureState,
    Pending,
    Reminder,
)
from zhixing.freezes.models.people import Absence, ApplicantReminder, ReminderState, Scan

__all__ = [
    "OPEN_ACTS",
    "Absence",
    "ActBatch",
    "ActKind",
    "ActState",
    "ApplicantReminder",
    "BatchState",
    "EventKind",
    "Gap",
    "GapKind",
    "Ground",
    "LedgerFile",
    "Measure",
    "MeasureAct",
    "MeasureEvent",
    "MeasureStage",
    "MeasureState",
    "Pending",
    "Reminder",
    "ReminderState",
    "RenewalPolicy",
    "Scan",
]
