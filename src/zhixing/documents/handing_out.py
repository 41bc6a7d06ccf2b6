"""Handing documents out: every opening and every printing is a fact on the case's timeline."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from zhixing.documents.operations.editions import NoEdition, bilingual_edition
from zhixing.documents.queries import (
    DocumentLine,
    DocumentMissing,
    document_by_id,
    documents_by_id,
    has_confirmed_edition,
    print_run,
    read_file,
)
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor

PRINTED_AT_MOST = 1000


class NothingToPrint(ValueError):
    """Nothing was chosen, or more than one print run holds."""


def open_document(*, document_id: UUID, now: datetime, actor: Actor) -> tuple[DocumentLine, bytes]:
    """A document with its stored bytes; that it was opened is recorded. Raises DocumentMissing."""
    line = document_by_id(document_id)
    content = line.read()
    record_many(facts=[_fact(line, "document.opened")], at=now, actor=actor)
    return line, content


def open_edition(
    *, document_id: UUID, confirmed_only: bool = False, now: datetime, actor: Actor
) -> tuple[DocumentLine, bytes]:
    """The edition of a document in Chinese and Korean, made now where the words have changed; that it was opened is recorded.

    With `confirmed_only`, as for an addressee, there is none before a translator confirmed all of it. Raises DocumentMissing,
    NoEdition, DocumentRefused, RenderFailed, SealingFailed.
    """
    line = document_by_id(document_id)
    if confirmed_only and not has_confirmed_edition(document_id, on=clock.local_date(now)):
        raise NoEdition("这份文书的朝鲜文尚未经译员全部确认。")
    edition = bilingual_edition(document_id=document_id, now=now, actor=actor)
    record_many(facts=[_fact(line, "document.opened", edition=str(edition.pk))], at=now, actor=actor)
    return line, read_file(edition.file)


def print_documents(*, document_ids: Sequence[UUID], now: datetime, actor: Actor) -> bytes:
    """Documents as one PDF for the printer, in the order given; each printing is recorded.

    Raises NothingToPrint, DocumentMissing.
    """
    wanted = list(dict.fromkeys(document_ids))
    if not 1 <= len(wanted) <= PRINTED_AT_MOST:
        raise NothingToPrint(f"一次打印 1 至 {PRINTED_AT_MOST} 份文书，现在选了 {len(wanted)} 份。")
    lines = documents_by_id(wanted)
    if len(lines) != len(wanted):
        raise DocumentMissing("有文书不存在，或者不在您可以查看的法院。")
    made = print_run(wanted)
    record_many(facts=[_fact(line, "document.printed") for line in lines], at=now, actor=actor)
    return made


def _fact(line: DocumentLine, kind: str, **more: str) -> NewFact:
    body = {"document": str(line.id), "kind": line.kind, "number": line.number, "sha256": line.sha256, **more}
    return NewFact(line.court_id, f"case:{line.case_id}", kind, body)
