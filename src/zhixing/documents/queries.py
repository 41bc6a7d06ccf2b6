"""Every read of documents."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from zhixing.documents.models import Document
from zhixing.documents.rendering.of_home import engine, renderer
from zhixing.documents.rules.contexts import DocumentKind
from zhixing.foundation.home import home

REPRODUCED_AT_MOST = 20


class DocumentMissing(LookupError):
    """No such document among those that may be seen, or its file is gone."""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line of a list of documents."""

    id: UUID
    case_id: UUID
    kind: str
    title: str
    number: str
    recipient: str
    issued_on: date
    issued_at: datetime
    pages: int
    sha256: str
    file: str

    @property
    def file_name(self) -> str:
        """The name of the stored file."""
        return self.file.rsplit("/", 1)[-1]

    def read(self) -> bytes:
        """The stored bytes. Raises DocumentMissing."""
        return read_file(self.file)


def read_file(place: str) -> bytes:
    """The stored bytes of a document. Raises DocumentMissing."""
    try:
        return (home().files / place).read_bytes()
    except FileNotFoundError:
        raise DocumentMissing(f"文书文件不在存储中：{place}") from None


def _line(row: Document) -> DocumentLine:
    return DocumentLine(
        row.id, row.case_id, row.kind, DocumentKind(row.kind).document_name, row.number, row.recipient.name,
        row.issued_on, row.issued_at, row.pages, row.sha256, row.file,
    )  # fmt: skip


def documents_of(case_id: UUID) -> list[DocumentLine]:
    """The documents of a case in the order they were issued."""
    rows = Document.objects.select_related("recipient").filter(case_id=case_id).order_by("issued_at", "kind", "nth")
    return [_line(row) for row in rows]


def document_by_id(document_id: UUID) -> DocumentLine:
    """One document. Raises DocumentMissing."""
    row = Document.objects.select_related("recipient").filter(pk=document_id).first()
    if row is None:
        raise DocumentMissing("没有这份文书，或者它不在您可以查看的法院。")
    return _line(row)


def latest_documents(*, after: UUID | None = None, limit: int = 50) -> list[DocumentLine]:
    """The documents issued last, a page of them; `after` is the last one seen."""
    rows = Document.objects.select_related("recipient")
    if after is not None:
        last = Document.objects.filter(pk=after).values("issued_at").first()
        if last is not None:
            rows = rows.filter(Q(issued_at__lt=last["issued_at"]) | Q(issued_at=last["issued_at"], id__lt=after))
    return [_line(row) for row in rows.order_by("-issued_at", "-id")[:limit]]


def print_run(document_ids: Sequence[UUID]) -> bytes:
    """Documents as one PDF for the printer, in the order given. Raises DocumentMissing."""
    rows = Document.objects.in_bulk(list(document_ids))
    if len(rows) != len(set(document_ids)):
        raise DocumentMissing("有文书不存在，或者不在您可以查看的法院。")
    chosen = [rows[document_id] for document_id in document_ids]
    made = renderer().render_batch_data([row.content for row in chosen], timestamp=chosen[-1].issued_at)
    return made.pdf


@dataclass(slots=True)
class DocumentsReport:
    """What verification found."""

    figures: str = ""
    problems: list[str] = field(default_factory=list)


def verify_documents() -> DocumentsReport:
    """Compare every stored file with its hash, and make some documents again from what they say."""
    report, count, reproduced, now_engine = DocumentsReport(), 0, 0, ""
    for row in Document.objects.order_by("id").iterator():
        count += 1
        try:
            stored = read_file(row.file)
        except DocumentMissing as missing:
            report.problems.append(str(missing))
            continue
        if hashlib.sha256(stored).hexdigest() != row.sha256:
            report.problems.append(f"文书 {row.number}（{DocumentKind(row.kind).document_name}）的文件被改动。")
        elif reproduced < REPRODUCED_AT_MOST:
            now_engine = now_engine or engine()
            if row.engine == now_engine:
                again = renderer().render_data(DocumentKind(row.kind), row.content, timestamp=row.issued_at)
                reproduced += 1
                if again.sha256 != row.sha256:
                    report.problems.append(f"文书 {row.number} 重新排版后与原件不一致。")
    report.figures = f"文书 {count} 份，抽取重排 {reproduced} 份"
    return report
