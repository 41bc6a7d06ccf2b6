"""Every read of the money of cases."""

from zhixing.funds.queries.books import BooksReport, Item, Reconciliation, reconcile, verify_books

__all__ = ["BooksReport", "Item", "Reconciliation", "reconcile", "verify_books"]
