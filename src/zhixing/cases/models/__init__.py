"""Tables of cases, a file for each subject."""

from zhixing.cases.models.case import (
    Case,
    CaseClock,
    CaseRules,
    CourtAccount,
    IntakeFile,
    Party,
    Recovery,
    Relative,
    Suspension,
    Title,
)
from zhixing.cases.models.endings import DossierFinding, Ending, Reopening, Resumption
from zhixing.cases.models.restrictions import Restriction, RestrictionEvent
from zhixing.cases.rules.kinds import CaseStatus, ClosingKind, PartyRole

__all__ = [
    "Case",
    "CaseClock",
    "CaseRules",
    "CaseStatus",
    "ClosingKind",
    "CourtAccount",
    "DossierFinding",
    "Ending",
    "IntakeFile",
    "Party",
    "PartyRole",
    "Recovery",
    "Relative",
    "Reopening",
    "Restriction",
    "RestrictionEvent",
    "Resumption",
    "Suspension",
    "Title",
]
