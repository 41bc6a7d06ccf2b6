"""Every write to a case."""

from zhixing.cases.operations.concluding import (
    CaseNotOpen,
    append_recoveries,
    conclude,
    note_satisfied,
    note_settled,
    reopen,
    stop_clocks,
    suspend_for_want_of_assets,
    terminate,
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
from zhixing.cases.operations.findings import state_finding
from zhixing.cases.operations.parties import name_party_account, view_personal_data
from zhixing.cases.operations.relatives import RelativesReport, note_relatives
from zhixing.cases.operations.restrictions import (
    DECIDERS,
    RestrictionRefused,
    end_restrictions,
    end_terms,
    lift,
    note_lift_cause,
    publish,
    restrict,
    take_back_lift_cause,
)
from zhixing.cases.operations.resuming import resume
from zhixing.cases.operations.staying import resume_stayed, set_case_rules, stay

__all__ = [
    "DECIDERS",
    "OFFICE_ROLES",
    "ROWS_PER_TRANSACTION",
    "Advance",
    "CaseNotOpen",
    "IntakeReport",
    "RelativesReport",
    "RestrictionRefused",
    "append_recoveries",
    "conclude",
    "default_account",
    "end_restrictions",
    "end_terms",
    "file_cases",
    "lift",
    "name_court_account",
    "name_party_account",
    "note_lift_cause",
    "note_relatives",
    "note_satisfied",
    "note_settled",
    "publish",
    "reopen",
    "restrict",
    "resume",
    "resume_stayed",
    "set_case_rules",
    "state_finding",
    "stay",
    "stop_clocks",
    "suspend_for_want_of_assets",
    "take_back_lift_cause",
    "take_register",
    "terminate",
    "view_personal_data",
]
