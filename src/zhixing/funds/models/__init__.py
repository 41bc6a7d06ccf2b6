"""The tables of case money: the books, what came in, what goes out."""

from zhixing.funds.models.authorisations import PayoutReview, PayoutRule, ReviewState, RuleState
from zhixing.funds.models.bank_links import BankLink, Enquiry, Knows
from zhixing.funds.models.books import Account, Drawer, Holder, Journal, Posting
from zhixing.funds.models.closing import Closing, ClosingKind, ClosingProposal, DailyProof, LateEntry
from zhixing.funds.models.corrections import Correction, CorrectionState, Explanation
from zhixing.funds.models.deposits import Deposit
from zhixing.funds.models.payees import (
    UNSETTLED,
    PayeeAccount,
    PayeeSource,
    PayeeState,
    PayeeStep,
    ThirdGround,
    ThirdPartyPayee,
    ThirdState,
)
from zhixing.funds.models.payouts import (
    NO_CASE,
    SOURCES,
    UNDER_WAY,
    BankAnswer,
    FundsPolicy,
    LineKind,
    Payment,
    PaymentFile,
    PaymentState,
    Plan,
    PlanLine,
    PlanState,
)
from zhixing.funds.models.receipts import (
    Difference,
    DifferenceKind,
    LineUse,
    Receipt,
    ReceiptState,
    Statement,
    StatementLine,
)
from zhixing.funds.models.settings import PolicyChange
from zhixing.funds.models.settlements import LIVE, Instalment, Settlement, SettlementState

__all__ = [
    "LIVE",
    "NO_CASE",
    "SOURCES",
    "UNDER_WAY",
    "UNSETTLED",
    "Account",
    "BankAnswer",
    "BankLink",
    "Closing",
    "ClosingKind",
    "ClosingProposal",
    "Correction",
    "CorrectionState",
    "DailyProof",
    "Deposit",
    "Difference",
    "DifferenceKind",
    "Drawer",
    "Enquiry",
    "Explanation",
    "FundsPolicy",
    "Holder",
    "Instalment",
    "Journal",
    "Knows",
    "LateEntry",
    "LineKind",
    "LineUse",
    "PayeeAccount",
    "PayeeSource",
    "PayeeState",
    "PayeeStep",
    "Payment",
    "PaymentFile",
    "PaymentState",
    "PayoutReview",
    "PayoutRule",
    "Plan",
    "PlanLine",
    "PlanState",
    "PolicyChange",
    "Posting",
    "Receipt",
    "ReceiptState",
    "ReviewState",
    "RuleState",
    "Settlement",
    "SettlementState",
    "Statement",
    "StatementLine",
    "ThirdGround",
    "ThirdPartyPayee",
    "ThirdState",
]
