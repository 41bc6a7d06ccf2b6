"""Whether a paper is the court's: found by the code on it, compared by the hash of a file that is never kept."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from zhixing.documents.models import CheckCode, Document
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation import names
from zhixing.foundation.one_time_links import Secret, is_same_secret

NAMES_MOST = 4
_END_OF_FILE = b"%%EOF"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether what a paper certifies is still so: a key of words, and more of what it says as (key of words, value)."""

    still: bool
    words: str
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A genuine document as a stranger sees it: names masked, nothing of its text."""

    id: UUID
    court_name: str
    court_phone: str
    kind: DocumentKind
    number: str
    issued_on: date
    goes_to: str
    pages: int
    sha256: str
    standing: Standing | None = None


class Compared(StrEnum):
    """What comparing a file with the court's found."""

    SAME = "same"
    EDITION = "edition"
    CHANGED = "changed"
    OTHER = "other"


Teller = Callable[[Secret], tuple[UUID, Standing] | None]
"""A room that prints codes of its own: the document behind a code, and how it stands."""
_TELLERS: list[Teller] = []


def register_teller(teller: Teller) -> None:
    """Let a room answer for its own codes."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)


def document_by_code(secret: Secret) -> CheckedDocument | None:
    """The document whose code was brought, among the courts in sight; None when there is none."""
    for teller in _TELLERS:
        if told := teller(secret):
            return _checked(told[0], told[1])
    found = CheckCode.objects.filter(code_sha256=secret.sha256, court_id=secret.court_id).first()
    if found is None or not is_same_secret(bytes(found.code_sha256), secret.sha256):
        return None
    return _checked(found.document_id, None)


def _checked(document_id: UUID, standing: Standing | None) -> CheckedDocument | None:
    row = (
        Document.objects.select_related("court", "recipient").defer("content").filter(pk=document_id).first()
    )
    if row is None:
        return None
    return CheckedDocument(
        row.pk, row.court.name, row.court.phone, DocumentKind(row.kind), row.number, row.issued_on,
        masked_names(row.goes_to), row.pages, row.sha256, standing,
    )  # fmt: skip


def masked_names(text: str) -> str:
    """甲、乙等3人 with each name masked."""
    parts = text.split("、")
    return "、".join(names.mask_name(part) for part in parts[:NAMES_MOST])


def compare(document_id: UUID, content: bytes) -> Compared:
    """What a file is beside the document: the same, its edition in two languages, the same but changed, or another.

    A file counts as changed when it holds the whole of the court's file with more behind it, or says that it is this
    document: its number and kind stand in its title.
    """
    row = Document.objects.select_related("signature").defer("content").get(pk=document_id)
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 == row.sha256:
        return Compared.SAME
    if row.editions.filter(sha256=sha256).exists():
        return Compared.EDITION
    return Compared.CHANGED if _was_it(row, content) else Compared.OTHER


def _was_it(row: Document, content: bytes) -> bool:
    title = f"{DocumentKind(row.kind).document_name}{row.number}"
    marks = (
        title.encode("utf-16-be"),
        title.encode("utf-8"),
        title.encode("utf-16-be").hex().upper().encode(),
    )
    begins = hashlib.sha256(content[: row.size]).hexdigest() == row.sha256
    return begins or any(mark in content for mark in marks) or _same_length_nearly(row, content)


def _same_length_nearly(row: Document, content: bytes) -> bool:
    """A file of exactly this length that ends as a PDF was most likely made from this one."""
    return len(content) == row.size and _END_OF_FILE in content[-64:]
