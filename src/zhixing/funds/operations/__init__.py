"""Every write to the money of cases, named by the legal act."""

from zhixing.funds.operations.asking import note_enquiry, to_ask
from zhixing.funds.operations.closing import (
    ClosingRefused,
    SelfConfirmation,
    close_day,
    close_month,
    propose_month,
)
from zhixing.funds.operations.correcting import (
    CorrectionRefused,
    SelfCorrection,
    approve_correction,
    propose_correction,
    reject_correction,
    settle_difference,
)
from zhixing.funds.operations.deferring import (
    DeferralSelfApproval,
    approve_deferral,
    drop_groundless,
    end_deferral,
    lapse_deferrals,
    propose_deferral,
    refuse_deferral,
)
from zhixing.funds.operations.linking import LinkRefused, link_bank
from zhixing.funds.operations.marking import MarkRefused, mark, unmark
from zhixing.funds.operations.paying import (
    AccountMissing,
    AnswerRefused,
    AnswerReport,
    RepairRefused,
    note_left,
    note_silence,
    repair_payment,
    take_bank_answer,
    write_payment_file,
)
from zhixing.funds.operations.planning import (
    PlanNotOpen,
    PlanOutdated,
    SelfApproval,
    approve,
    plan_distribution,
    plan_receipts,
    reject,
    withdraw,
)
from zhixing.funds.operations.proving import days_to_prove, prove_day
from zhixing.funds.operations.receiving import ImportReport, import_statement
from zhixing.funds.operations.suggesting import SuggestionRefused, look_again, refuse_suggestion, suggest
from zhixing.funds.operations.telling import CHANNELS, TellingRefused, note_told, tell_what_happened
from zhixing.funds.rules.deferrals import DeferralRefused

__all__ = [
    "CHANNELS",
    "AccountMissing",
    "AnswerRefused",
    "AnswerReport",
    "ClosingRefused",
    "CorrectionRefused",
    "DeferralRefused",
    "DeferralSelfApproval",
    "ImportReport",
    "LinkRefused",
    "MarkRefused",
    "PlanNotOpen",
    "PlanOutdated",
    "RepairRefused",
    "SelfApproval",
    "SelfConfirmation",
    "SelfCorrection",
    "SuggestionRefused",
    "TellingRefused",
    "approve",
    "approve_correction",
    "approve_deferral",
    "close_day",
    "close_month",
    "days_to_prove",
    "drop_groundless",
    "end_deferral",
    "import_statement",
    "lapse_deferrals",
    "link_bank",
    "look_again",
    "mark",
    "note_enquiry",
    "note_left",
    "note_silence",
    "note_told",
    "plan_distribution",
    "plan_receipts",
    "propose_correction",
    "propose_deferral",
    "propose_month",
    "prove_day",
    "refuse_deferral",
    "refuse_suggestion",
    "reject",
    "reject_correction",
    "repair_payment",
    "settle_difference",
    "suggest",
    "take_bank_answer",
    "tell_what_happened",
    "to_ask",
    "unmark",
    "withdraw",
    "write_payment_file",
]
