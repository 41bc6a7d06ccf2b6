"""Every read of the money of cases."""

from zhixing.funds.queries.balances import Balance, balances, held_for_case
from zhixing.funds.queries.books import BooksReport, Item, Reconciliation, reconcile, verify_books
from zhixing.funds.queries.lists import (
    CaseMoney,
    DifferenceLine,
    ReceiptDetail,
    ReceiptFilter,
    ReceiptLine,
    counts_by_state,
    latest_statements,
    list_receipts,
    money_of_case,
    open_differences,
    receipt_detail,
    tray,
)
from zhixing.funds.queries.paging import Page, ReceiptNotFound
from zhixing.funds.queries.payments import (
    PaymentLine,
    latest_payment_files,
    list_payments,
    payment_line,
    to_repair,
)
from zhixing.funds.queries.plans import PlanView, ShareLine, list_plans, plan_view
from zhixing.funds.queries.todo import count_of_duties, duties

__all__ = [
    "Balance",
    "BooksReport",
    "CaseMoney",
    "DifferenceLine",
    "Item",
    "Page",
    "PaymentLine",
    "PlanView",
    "ReceiptDetail",
    "ReceiptFilter",
    "ReceiptLine",
    "ReceiptNotFound",
    "Reconciliation",
    "ShareLine",
    "balances",
    "count_of_duties",
    "counts_by_state",
    "duties",
    "held_for_case",
    "latest_payment_files",
    "latest_statements",
    "list_payments",
    "list_plans",
    "list_receipts",
    "money_of_case",
    "open_differences",
    "payment_line",
    "plan_view",
    "receipt_detail",
    "reconcile",
    "to_repair",
    "tray",
    "verify_books",
]
