"""The edition of an issued document in Chinese and Korean: made when somebody asks, kept, made anew when words change."""

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.documents.models import Edition, Spoken
from zhixing.documents.operations.check_codes import coded
from zhixing.documents.operations.issuing import store
from zhixing.documents.queries.wordings import glossary_of
from zhixing.documents.rendering.of_home import engine, renderer
from zhixing.documents.rules.editions import bilingual, restored
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.sealing.base import SealOf
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor

KOREAN = "ko"


class NoEdition(LookupError):
    """The document was not kept taken apart, so that no edition can be made of it."""


def bilingual_edition(*, document_id: UUID, now: datetime, actor: Actor) -> Edition:
    """The edition of a document in Chinese and Korean by the words that are held now; the same words make it once.

    Only an edition that a translator confirmed throughout is sealed. Raises NoEdition, DocumentRefused, RenderFailed,
    SealingFailed.
    """
    kept = Spoken.objects.select_related("document__court", "document__case").filter(pk=document_id).first()
    if kept is None:
        raise NoEdition("这份文书没有对照本：它制作于对照本启用之前，或者不向当事人送达。")
    document, kind = kept.document, DocumentKind(kept.document.kind)
    made = bilingual(restored(kept.blocks), glossary_of(kept.court_id, clock.local_date(now)))
    blocks = coded(made.blocks, court_id=kept.court_id, kind=kind, number=document.number)
    content = renderer().data_of(blocks)
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    made_with = engine()
    there = Edition.objects.filter(
        document=document, language=KOREAN, content_sha256=digest, engine=made_with
    ).first()
    if there is not None:
        return there
    page = renderer().render_data(kind, content, timestamp=document.issued_at)
    pdf = page.pdf
    if made.is_confirmed:
        pdf = seals().sign(pdf, seal=SealOf(document.court_id, document.court.name)).pdf
    sha256 = hashlib.sha256(pdf).hexdigest()
    place = f"documents/{document.court_id}/{document.case.year}/中朝对照_{kind.document_name}_{document.number}_{sha256[:12]}.pdf"
    store(place, pdf)
    with transaction.atomic():
        edition, is_new = Edition.objects.get_or_create(
            document=document, language=KOREAN, content_sha256=digest, engine=made_with,
            defaults={
                "court_id": document.court_id, "content": content, "sources": [list(one) for one in made.sources],
                "untranslated": len(made.untranslated), "is_confirmed": made.is_confirmed, "sha256": sha256,
                "unsigned_sha256": page.sha256, "pages": page.pages, "size": len(pdf), "file": place, "made_at": now,
            },
        )  # fmt: skip
        if is_new:
            body = {
                "document": str(document.pk), "edition": str(edition.pk), "sha256": sha256, "confirmed": made.is_confirmed,
                "untranslated": len(made.untranslated),
            }  # fmt: skip
            record(
                court_id=document.court_id, subject=f"case:{document.case_id}", kind="document.edition_made", at=now,
                actor=actor, body=body,
            )  # fmt: skip
    return edition
