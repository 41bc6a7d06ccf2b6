"""Documents on screen."""

from zhixing.documents.pages.checking import check, check_code
from zhixing.documents.pages.drafting import draft
from zhixing.documents.pages.lists import document, documents, edition, of_case, print_picked, print_today

__all__ = [
    "check",
    "check_code",
    "document",
    "documents",
    "draft",
    "edition",
    "of_case",
    "print_picked",
    "print_today",
]
