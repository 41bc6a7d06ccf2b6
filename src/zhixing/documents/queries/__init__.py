"""Every read of documents."""

from zhixing.documents.models import AwaitingState, WordingState, WordingUse
from zhixing.documents.queries.issued import (
    DocumentFilter,
    DocumentLine,
    DocumentMissing,
    DocumentPage,
    DocumentsReport,
    content_of,
    count_issued_on,
    courts_without_account,
    document_by_id,
    documents_by_id,
    documents_of,
    has_edition,
    ids_issued_on,
    latest_documents,
    list_documents,
    print_run,
    read_file,
    verify_documents,
)
from zhixing.documents.queries.signing import count_of_duties, duties
from zhixing.documents.queries.wordings import has_confirmed_edition

__all__ = [
    "AwaitingState",
    "DocumentFilter",
    "DocumentLine",
    "DocumentMissing",
    "DocumentPage",
    "DocumentsReport",
    "WordingState",
    "WordingUse",
    "content_of",
    "count_issued_on",
    "count_of_duties",
    "courts_without_account",
    "document_by_id",
    "documents_by_id",
    "documents_of",
    "duties",
    "has_confirmed_edition",
    "has_edition",
    "ids_issued_on",
    "latest_documents",
    "list_documents",
    "print_run",
    "read_file",
    "verify_documents",
]
