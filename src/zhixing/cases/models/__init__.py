"""Tables of cases, a file for each subject."""

from zhixing.cases.models.case import (
    Case,
    CaseClock,
    CourtAccount,
    IntakeFile,
    Party,
    Recovery,
    Relative,
    Suspension,
    Title,
)
from zhixing.cases.rules.kinds import CaseStatus, ClosingKind, PartyRole

__all__ = [
    "Case",
    "CaseClock",
    "CaseStatus",
    "ClosingKind",
    "CourtAccount",
    "IntakeFile",
    "Party",
    "PartyRole",
    "Recovery",
    "Relative",
    "Suspension",
    "Title",
]
