"""Documents that were issued: lists, the file of one, print runs, and the proof that nothing was changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhixing.cases.models import Case, CaseClock, CourtAccount
from zhixing.cases.queries import matching
from zhixing.documents.models import Document, Signature, Spoken
from zhixing.documents.queries.wordings import verify_wordings
from zhixing.documents.rendering.of_home import engine, renderer
from zhixing.documents.rules.contexts import DocumentKind
from zhixing.documents.sealing.base import SealOf
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation.home import home
from zhixing.law.limit_table import LimitKind

REPRODUCED_AT_MOST = 20
SIGNATURES_CHECKED_AT_MOST = 500
"""Each takes some 20 ms; the others are proved by their hash alone."""


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
    court_id: int
    case_number: str
    has_edition: bool = False
    """Whether it can be had in Chinese and Korean."""

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


def _with_names() -> QuerySet[Document]:
    spoken = Exists(Spoken.objects.filter(pk=OuterRef("pk")))
    return Document.objects.select_related("recipient", "case").annotate(is_spoken=spoken).defer("content")


def _line(row: Document) -> DocumentLine:
    return DocumentLine(
        row.id, row.case_id, row.kind, DocumentKind(row.kind).document_name, row.number, row.goes_to,
        row.issued_on, row.issued_at, row.pages, row.sha256, row.file, row.court_id, row.case.number,
        bool(getattr(row, "is_spoken", False)),
    )  # fmt: skip


def documents_of(case_id: UUID) -> list[DocumentLine]:
    """The documents of a case in the order they were issued."""
    rows = _with_names().filter(case_id=case_id).order_by("issued_at", "kind", "nth")
    return [_line(row) for row in rows]


def content_of(document_id: UUID) -> bytes:
    """The stored PDF of a document, under its seal where it has one. Raises DocumentMissing."""
    place = Document.objects.filter(pk=document_id).values_list("file", flat=True).first()
    if place is None:
        raise DocumentMissing("没有这份文书，或者它不在您可以查看的法院。")
    return read_file(place)


def has_edition(document_id: UUID) -> bool:
    """Whether the document can be had in Chinese and Korean."""
    return Spoken.objects.filter(pk=document_id).exists()


def document_by_id(document_id: UUID) -> DocumentLine:
    """One document. Raises DocumentMissing."""
    row = _with_names().filter(pk=document_id).first()
    if row is None:
        raise DocumentMissing("没有这份文书，或者它不在您可以查看的法院。")
    return _line(row)


def latest_documents(*, after: UUID | None = None, limit: int = 50) -> list[DocumentLine]:
    """The documents issued last, a page of them; `after` is the last one seen."""
    return list_documents(wanted=DocumentFilter(), after=after, limit=limit).lines


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What to list. `text` is matched like a search for cases: a case number, a name, an ID number."""

    kind: str = ""
    issued_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A page of the list; `next_key` leads on, None at the end."""

    lines: list[DocumentLine]
    next_key: UUID | None


def list_documents(*, wanted: DocumentFilter, after: UUID | None = None, limit: int = 50) -> DocumentPage:
    """A page of documents, issued last first; `after` is the last one seen."""
    rows = _with_names()
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.issued_on is not None:
        rows = rows.filter(issued_on=wanted.issued_on)
    if wanted.text.strip():
        rows = rows.filter(case__in=Case.objects.filter(matching(wanted.text)))
    if after is not None:
        last = Document.objects.filter(pk=after).values("issued_at").first()
        if last is not None:
            rows = rows.filter(
                Q(issued_at__lt=last["issued_at"]) | Q(issued_at=last["issued_at"], id__lt=after)
            )
    found = list(rows.order_by("-issued_at", "-id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return DocumentPage([_line(row) for row in found], found[-1].id if more else None)


def count_issued_on(day: date) -> int:
    """How many documents bear this day."""
    return Document.objects.filter(issued_on=day).count()


def ids_issued_on(day: date, *, start: int, limit: int) -> list[UUID]:
    """The documents of a day for the printer: case by case, in order of their numbers, from the `start`-th on."""
    rows = Document.objects.filter(issued_on=day).order_by(
        "court", "case__year", "case__sequence", "kind", "nth", "id"
    )
    return list(rows.values_list("id", flat=True)[start : start + limit])


def documents_by_id(document_ids: Sequence[UUID]) -> list[DocumentLine]:
    """Several documents in the order given; those that may not be seen are left out."""
    rows = {row.id: row for row in _with_names().filter(pk__in=list(document_ids))}
    return [_line(rows[key]) for key in document_ids if key in rows]


def courts_without_account(court_ids: Sequence[int]) -> list[tuple[str, int]]:
    """Courts whose notices wait because no case-funds account is entered: short name, and how many cases wait."""
    named = CourtAccount.objects.filter(is_default=True).exclude(number="").values("court_id")
    waiting = CaseClock.objects.filter(
        court_id__in=court_ids, kind=LimitKind.NOTICE.value, done_on=None, case__status="open"
    ).exclude(court_id__in=named)
    return list(waiting.values_list("court__short_name").annotate(Count("id")).order_by("court__short_name"))


def print_run(document_ids: Sequence[UUID]) -> bytes:
    """Documents as one PDF for the printer, in the order given. Raises DocumentMissing."""
    rows = Document.objects.in_bulk(list(document_ids))
    if len(rows) != len(set(document_ids)):
        raise DocumentMissing("有文书不存在，或者不在您可以查看的法院。")
    chosen = [rows[document_id] for document_id in document_ids]
    made = renderer().render_batch_data([row.said for row in chosen], timestamp=chosen[-1].issued_at)
    return made.pdf


@dataclass(slots=True)
class DocumentsReport:
    """What verification found."""

    figures: str = ""
    problems: list[str] = field(default_factory=list)


def _problems_of_signature(row: Document, signature: Signature, stored: bytes) -> list[str]:
    """The file begins with the bytes that were set, and the court's own seal covers the whole of it."""
    title = f"文书 {row.number}（{DocumentKind(row.kind).document_name}）"
    unsigned = stored[: signature.unsigned_size]
    if hashlib.sha256(unsigned).hexdigest() != signature.unsigned_sha256:
        return [f"{title}签名前的内容与登记的不一致。"]
    check = seals().check(stored, seal=SealOf(row.court_id, row.court.name))
    if not check.ok or check.certificate_sha256 != signature.certificate_sha256:
        return [f"{title}的电子签名无效，或者不是本院的签名。"]
    return []


def verify_documents() -> DocumentsReport:
    """Compare every stored file with its hash, and make some documents again from what they say."""
    report, count, reproduced, now_engine = DocumentsReport(), 0, 0, ""
    signatures = 0
    for row in Document.objects.select_related("signature", "court").order_by("id").iterator():
        signature = getattr(row, "signature", None)
        count += 1
        try:
            stored = read_file(row.file)
        except DocumentMissing as missing:
            report.problems.append(str(missing))
            continue
        if hashlib.sha256(stored).hexdigest() != row.sha256:
            report.problems.append(
                f"文书 {row.number}（{DocumentKind(row.kind).document_name}）的文件被改动。"
            )
        elif reproduced < REPRODUCED_AT_MOST:
            now_engine = now_engine or engine()
            if row.engine == now_engine:
                set_at = (signature.set_at if signature else None) or row.issued_at
                again = renderer().render_data(DocumentKind(row.kind), row.said, timestamp=set_at)
                reproduced += 1
                if again.sha256 != (signature.unsigned_sha256 if signature else row.sha256):
                    report.problems.append(f"文书 {row.number} 重新排版后与原件不一致。")
        if signature is not None and signatures < SIGNATURES_CHECKED_AT_MOST:
            signatures += 1
            report.problems += _problems_of_signature(row, signature, stored)
    worded = verify_wordings()
    report.problems += worded.problems
    report.figures = f"文书 {count} 份，抽取重排 {reproduced} 份，核验电子签名 {signatures} 份"
    if worded.documents:
        report.figures += f"，本院措辞 {worded.documents} 份"
    return report
