"""Every write to the money of cases, named by the legal act."""

from zhixing.funds.operations.asking import note_enquiry, to_ask
from zhixing.funds.operations.closing import (
    ClosingRefused,
    SelfConfirmation,
    close_day,
    close_month,
    propose_month,
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
    settle_difference,
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

__all__ = [
    "AccountMissing",
    "AnswerRefused",
    "AnswerReport",
    "ClosingRefused",
    "ImportReport",
    "LinkRefused",
    "MarkRefused",
    "PlanNotOpen",
    "PlanOutdated",
    "RepairRefused",
    "SelfApproval",
    "SelfConfirmation",
    "approve",
    "close_day",
    "close_month",
    "days_to_prove",
    "import_statement",
    "link_bank",
    "mark",
    "note_enquiry",
    "note_left",
    "note_silence",
    "plan_distribution",
    "plan_receipts",
    "propose_month",
    "prove_day",
    "reject",
    "repair_payment",
    "settle_difference",
    "take_bank_answer",
    "to_ask",
    "unmark",
    "withdraw",
    "write_payment_file",
]
