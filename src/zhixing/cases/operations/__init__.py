"""Every write to a case."""

from zhixing.cases.operations.concluding import (
    CaseNotOpen,
    append_recoveries,
    conclude,
    note_satisfied,
    note_settled,
    stop_clocks,
)
from zhixing.cases.operations.filing import (
    OFFICE_ROLES,
    ROWS_PER_TRANSACTION,
    Advance,
    IntakeReport,
    default_account,
    file_cases,
    name_court_account,
    take_register,
)
from zhixing.cases.operations.parties import name_party_account, view_personal_data
from zhixing.cases.operations.relatives import RelativesReport, note_relatives

__all__ = [
    "OFFICE_ROLES",
    "ROWS_PER_TRANSACTION",
    "Advance",
    "CaseNotOpen",
    "IntakeReport",
    "RelativesReport",
    "append_recoveries",
    "conclude",
    "default_account",
    "file_cases",
    "name_court_account",
    "name_party_account",
    "note_relatives",
    "note_satisfied",
    "note_settled",
    "stop_clocks",
    "take_register",
    "view_personal_data",
]
