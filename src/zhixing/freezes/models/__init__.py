"""Rows of 智续."""

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

__all__ = [
    "EventKind",
    "Gap",
    "GapKind",
    "LedgerFile",
    "Measure",
    "MeasureEvent",
    "MeasureStage",
    "MeasureState",
    "Pending",
    "Reminder",
]
