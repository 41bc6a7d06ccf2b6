"""送达公告 and 送达证明: numbered, set, sealed, stored and recorded."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.documents.models import Document
from zhixing.documents.operations.issuing import NewDocument, Numbers, lock_cases, seal_and_store
from zhixing.documents.operations.papers import papers
from zhixing.documents.operations.written import CourtWordings
from zhixing.documents.rules.delivery_papers import (
    DELIVERY_NOTICE,
    DELIVERY_PROOF,
    DeliveryNotice,
    DeliveryProof,
)
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.paper import Kind
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor


def issue_delivery_notice(
    *, case_id: UUID, recipient_id: UUID | None, facts: DeliveryNotice, now: datetime, actor: Actor
) -> Document:
    """Issue a public notice of delivery. Raises DocumentRefused, RenderFailed, SealingFailed."""
    return _issue(DELIVERY_NOTICE, case_id, recipient_id, facts.recipient, facts, now, actor)


def issue_delivery_proof(*, case_id: UUID, facts: DeliveryProof, now: datetime, actor: Actor) -> Document:
    """Issue the proof pack of a delivery, for the file and for everybody in the case.

    Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    return _issue(DELIVERY_PROOF, case_id, None, "存卷", facts, now, actor)


def _issue(
    kind: Kind, case_id: UUID, recipient_id: UUID | None, addressee: str, facts: object, now: datetime, actor: Actor
) -> Document:  # fmt: skip
    with transaction.atomic():
        cases = lock_cases({case_id})
        if not cases:
            raise UnfitField(kind.kind.document_name, "案件", "不存在，或者不在您可以查看的法院，请核对。")
        paper = papers(cases, on=clock.local_date(now))[case_id]
        number = Numbers(cases).take(case_id, kind.kind)
        words = CourtWordings([cases[0].court_id], paper.issued_on)
        made = words.write(
            kind, replace(paper, document_number=number.text), facts, court_id=cases[0].court_id
        )
        draft = NewDocument(
            cases[0],
            kind.kind,
            number,
            paper.issued_on,
            made.blocks,
            marked=made.marked,
            wordings=made.wordings,
            recipient_id=recipient_id,
            addressee=addressee[:200],
        )
        return seal_and_store([draft], now=now, actor=actor)[0]
