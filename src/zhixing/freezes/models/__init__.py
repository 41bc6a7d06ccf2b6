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
)
from zhixing.freezes.models.people import Absence, ApplicantReminder, ReminderState, Scan
from zhixing.freezes.models.proposals import (
    AssetEstimate,
    ChoosingPolicy,
    ControlProposal,
    ExcessFinding,
    ExcessState,
    ProposalItem,
    ProposalLook,
    ProposalState,
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
    "ChoosingPolicy",
    "ControlProposal",
    "EventKind",
    "ExcessFinding",
    "ExcessState",
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
    "ProposalItem",
    "ProposalLook",
    "ProposalState",
    "ReminderRound",
    "ReminderState",
    "RenewalPolicy",
    "Scan",
]
