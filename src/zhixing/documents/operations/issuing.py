"""Setting, sealing and storing documents: what every operation of this room does last.

Files are written before rows, under names that follow from their content, so that a kill leaves at most a file that the
next run writes again. Threads set and sign; they never touch the database.
"""

import hashlib
import os
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from zhixing.cases.models import Case
from zhixing.documents.models import Document, ReadyPage, Signature, Spoken, sealed_content
from zhixing.documents.operations.check_codes import coded, keep_codes
from zhixing.documents.operations.ready import key_of, prepared_of, ready_pages, spend
from zhixing.documents.rendering.of_home import engine, renderer
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.editions import stored
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.numbering import document_number
from zhixing.documents.sealing.base import SealedPdf, SealOf, SealUse
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation import clock
from zhixing.foundation.database.staging import insert_long_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7

UNDER_FUNDS_SEAL = frozenset({DocumentKind.MONEY_RECEIPT, DocumentKind.PAYOUT_VOUCHER})
"""Papers about money bear the seal of the case funds, all others the court's own."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The place of a document in its series and the number that it bears."""

    nth: int
    text: str


class Numbers:
    """The next numbers of locked cases, without gaps: what is not committed frees its number again."""

    def __init__(self, cases: Collection[Case]) -> None:
        self._cases = {case.pk: case.number for case in cases}
        rows = Document.objects.filter(case_id__in=self._cases).values_list("case_id", "series")
        self._last: dict[tuple[UUID, str], int] = {
            (case_id, series): nth for case_id, series, nth in rows.annotate(last=Max("nth"))
        }

    def take(self, case_id: UUID, kind: DocumentKind) -> Numbered:
        """The next number of the kind's series in the case."""
        key = (case_id, kind.series)
        nth = self._last.get(key, 0) + 1
        self._last[key] = nth
        return Numbered(nth, document_number(kind.document_name, self._cases[case_id], nth))


def lock_cases(case_ids: Collection[UUID]) -> list[Case]:
    """The cases under a lock that orders their numbering, in one order for all. Rows that refer to them may be added."""
    found = Case.objects.select_for_update(of=("self",), no_key=True).select_related("court", "title")
    return list(found.filter(pk__in=set(case_ids)).order_by("id"))


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document with its number and blocks, before it is set. It names a party, an addressee, or both."""

    case: Case
    kind: DocumentKind
    number: Numbered
    issued_on: date
    blocks: Sequence[Block]
    recipient_id: UUID | None = None
    addressee: str = ""
    keep_sealed: bool = False
    key: UUID | None = None
    """The key of the row, where the caller has one, so that the same wish is issued once."""
    marked: Sequence[Block] | None = None
    """The blocks taken apart, where they could be: what an edition in another language is made of."""
    wordings: tuple[str, ...] = ()
    """The versions of the court's own wording it is written in."""

    @property
    def leaving(self) -> tuple[Block, ...]:
        """The blocks as they leave the house, with the code that says whether the paper is genuine."""
        return coded(self.blocks, court_id=self.case.court_id, kind=self.kind, number=self.number.text)

    @property
    def seal(self) -> SealOf:
        """Which of the court's seals it bears."""
        use = SealUse.FUNDS if self.kind in UNDER_FUNDS_SEAL else SealUse.COURT
        return SealOf(self.case.court_id, self.case.court.name, use)


def spoken_of(document: Document, marked: Sequence[Block] | None, wordings: Sequence[str]) -> Spoken | None:
    """A document taken apart, to be kept beside it; nothing for one that is kept sealed or could not be taken apart."""
    if marked is None or "sealed" in document.content:
        return None
    return Spoken(
        document=document, court_id=document.court_id, blocks=stored(marked), wordings=list(wordings)
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """A draft with what the typesetter is given of it, and the page that was set ahead, where there is one."""

    draft: NewDocument
    content: dict[str, Any]
    page: ReadyPage | None


@dataclass(frozen=True, slots=True)
class _Made:
    document: Document
    signature: Signature
    page: ReadyPage | None


def seal_and_store(drafts: Sequence[NewDocument], *, now: datetime, actor: Actor) -> list[Document]:
    """Set, seal and store documents whose cases are locked, and record them; all or none.

    What was set ahead is only signed. Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    made_with = engine()
    jobs = _jobs(drafts, made_with)
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        made = list(threads.map(lambda job: _sealed(job, now, made_with), jobs))
    with transaction.atomic():
        insert_long_rows([one.document for one in made])
        insert_long_rows([one.signature for one in made])
        keep_beside([one.document for one in made], [(draft.marked, draft.wordings) for draft in drafts])
        record_many(facts=[issued_fact(one.document) for one in made], at=now, actor=actor)
        spend([one.page for one in made if one.page is not None])
    return [one.document for one in made]


def keep_beside(
    documents: Sequence[Document], told: Sequence[tuple[Sequence[Block] | None, Sequence[str]]]
) -> None:
    """Keep the codes of issued documents, and the documents taken apart."""
    keep_codes(documents)
    rows = [spoken_of(document, *how) for document, how in zip(documents, told, strict=True)]
    insert_long_rows([row for row in rows if row is not None])


def _jobs(drafts: Sequence[NewDocument], made_with: str) -> list[_Job]:
    contents = [renderer().data_of(draft.leaving) for draft in drafts]
    keys = [
        key_of(draft.kind, content, made_with=made_with, seal=draft.seal)
        for draft, content in zip(drafts, contents, strict=True)
    ]
    ready = ready_pages({draft.case.court_id for draft in drafts}, keys)
    return [
        _Job(draft, content, ready.get((draft.case.court_id, key)))
        for draft, content, key in zip(drafts, contents, keys, strict=True)
    ]


def _sealed(job: _Job, now: datetime, made_with: str) -> _Made:
    draft, content = job.draft, job.content
    case, kind, page = draft.case, draft.kind, job.page
    prepared = prepared_of(page) if page is not None else None
    if page is not None and prepared is not None:
        signed = seals().fill(prepared, seal=draft.seal)
        pages, unsigned_sha256, set_at = page.pages, page.unsigned_sha256, page.set_at
    else:
        made = renderer().render_data(kind, content, timestamp=now)
        signed = seals().sign(made.pdf, seal=draft.seal)
        pages, unsigned_sha256, set_at = made.pages, made.sha256, now
    sha256 = hashlib.sha256(signed.pdf).hexdigest()
    place = (
        f"documents/{case.court_id}/{case.year}/{kind.document_name}_{draft.number.text}_{sha256[:12]}.pdf"
    )
    store(place, signed.pdf)
    document = Document(
        id=draft.key or uuid7(), court_id=case.court_id, case=case, recipient_id=draft.recipient_id, addressee=draft.addressee,
        kind=kind.value, series=kind.series, nth=draft.number.nth, number=draft.number.text,
        issued_on=draft.issued_on, issued_at=now, content=sealed_content(content) if draft.keep_sealed else content,
        engine=made_with, sha256=sha256, pages=pages, size=len(signed.pdf), file=place,
    )  # fmt: skip
    return _Made(document, _signature(document, signed, unsigned_sha256, set_at), page)


def _signature(document: Document, signed: SealedPdf, unsigned_sha256: str, set_at: datetime) -> Signature:
    return Signature(
        document=document, court_id=document.court_id, provider=signed.provider, level=signed.level,
        certificate_sha256=signed.certificate_sha256, unsigned_sha256=unsigned_sha256,
        unsigned_size=signed.unsigned_size, signed_at=clock.real_now(), set_at=set_at,
    )  # fmt: skip


def store(place: str, content: bytes) -> None:
    """Write a file whole or not at all; a file of this name holds this content already."""
    path: Path = home().files / place
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.write_bytes(content)
    draft.replace(path)


def issued_fact(document: Document) -> NewFact:
    """That a document was issued, on the case's timeline."""
    body = {
        "document": str(document.id),
        "kind": document.kind,
        "number": document.number,
        "recipient": str(document.recipient_id or ""),
        "sha256": document.sha256,
        "pages": document.pages,
    }
    if document.addressee:
        body["addressee"] = document.addressee
    return NewFact(document.court_id, f"case:{document.case_id}", "document.issued", body)
