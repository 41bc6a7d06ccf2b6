"""The tables of case money: the books, what came in, what goes out."""

from zhixing.funds.models.books import Account, Drawer, Holder, Journal, Posting
from zhixing.funds.models.payouts import (
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

__all__ = [
    "SOURCES",
    "UNDER_WAY",
    "Account",
    "BankAnswer",
    "Difference",
    "DifferenceKind",
    "Drawer",
    "FundsPolicy",
    "Holder",
    "Journal",
    "LineKind",
    "LineUse",
    "Payment",
    "PaymentFile",
    "PaymentState",
    "Plan",
    "PlanLine",
    "PlanState",
    "Posting",
    "Receipt",
    "ReceiptState",
    "Statement",
    "StatementLine",
]
