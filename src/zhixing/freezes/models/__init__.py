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
from zhixing.freezes.models.calendars import CalendarFeed
from zhixing.freezes.models.measures import (
    EventKind,
    Gap,
    GapKind,
    LedgerFile,
    Measure,
    MeasureEvent,
    MeasureStage,
    MeasureState,
    NightlyCheck,
    Pending,
)
from zhixing.freezes.models.people import Absence, ApplicantReminder, ReminderState, Scan
from zhixing.freezes.models.proposals import (
    AssetEstimate,
    ChoosingPolicy,
    ControlProposal,
    ExcessFinding,
    ProposalItem,
    ProposalLook,
)
from zhixing.freezes.models.reminders import ReminderRound

__all__ = [
    "OPEN_ACTS",
    "Absence",
    "ActBatch",
    "ActKind",
    "ActState",
    "ApplicantReminder",
    "AssetEstimate",
    "BatchState",
    "CalendarFeed",
    "ChoosingPolicy",
    "ControlProposal",
    "EventKind",
    "ExcessFinding",
    "Gap",
    "GapKind",
    "Ground",
    "LedgerFile",
    "Measure",
    "MeasureAct",
    "MeasureEvent",
    "MeasureStage",
    "MeasureState",
    "NightlyCheck",
    "Pending",
    "ProposalItem",
    "ProposalLook",
    "ReminderRound",
    "ReminderState",
    "RenewalPolicy",
    "Scan",
]
