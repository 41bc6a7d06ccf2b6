"""The check code of a document: made from what it is, so that a page set ahead bears it, and guessed by nobody."""

from collections.abc import Sequence

from django.conf import settings

from zhixing.cases.personal import keys
from zhixing.documents.models import CheckCode, Document
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.margin_codes import CODED_THEMSELVES, with_margin_code
from zhixing.foundation.check_codes import CODE_BYTES, code_text, read_code
from zhixing.foundation.personal_data import Purpose, blind_index


def code_of(court_id: int, kind: DocumentKind, number: str) -> str:
    """The code of the document of this number and name; it needs the house's key to be made."""
    whole = f"{court_id}\x00{kind.series}\x00{number}"
    return code_text(court_id, blind_index(keys(), whole, purpose=Purpose.CHECK_CODE)[:CODE_BYTES])


def coded(blocks: Sequence[Block], *, court_id: int, kind: DocumentKind, number: str) -> tuple[Block, ...]:
    """The blocks as they leave the house, with their code."""
    if kind in CODED_THEMSELVES:
        return tuple(blocks)
    code = code_of(court_id, kind, number)
    address = f"{settings.PARTIES_ADDRESS}/check/{code}/" if settings.PARTIES_ADDRESS else ""
    return with_margin_code(blocks, code=code, address=address)


def keep_codes(documents: Sequence[Document]) -> None:
    """Keep what finds the documents by their codes."""
    rows = []
    for document in documents:
        kind = DocumentKind(document.kind)
        secret = read_code(code_of(document.court_id, kind, document.number))
        if kind not in CODED_THEMSELVES and secret is not None:
            rows.append(CheckCode(document=document, court_id=document.court_id, code_sha256=secret.sha256))
    CheckCode.objects.bulk_create(rows)
