"""Every write to the money of cases, named by the legal act."""

from zhixing.funds.operations.receiving import ImportReport, import_statement

__all__ = ["ImportReport", "import_statement"]
