"""控制连续性证明 of one asset: numbered, set, sealed, stored and recorded."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.documents.models import Document
from zhixing.documents.operations.issuing import NewDocument, Numbers, lock_cases, seal_and_store
from zhixing.documents.operations.papers import papers
from zhixing.documents.operations.written import CourtWordings
from zhixing.documents.rules.continuity import CONTINUITY_PROOF, ContinuityFacts
from zhixing.documents.rules.faults import UnfitField
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor


def issue_continuity_proof(*, case_id: UUID, facts: ContinuityFacts, now: datetime, actor: Actor) -> Document:
    """Issue the proof for everybody in the case. Raises DocumentRefused, RenderFailed, SealingFailed."""
    with transaction.atomic():
        cases = lock_cases({case_id})
        if not cases:
            raise UnfitField(
                CONTINUITY_PROOF.kind.document_name, "案件", "不存在，或者不在您可以查看的法院，请核对。"
            )
        [case] = cases
        paper = papers(cases, on=clock.local_date(now))[case_id]
        number = Numbers(cases).take(case_id, CONTINUITY_PROOF.kind)
        words = CourtWordings([cases[0].court_id], paper.issued_on)
        made = words.write(
            CONTINUITY_PROOF, replace(paper, document_number=number.text), facts, court_id=cases[0].court_id
        )
        draft = NewDocument(
            case,
            CONTINUITY_PROOF.kind,
            number,
            paper.issued_on,
            made.blocks,
            marked=made.marked,
            wordings=made.wordings,
            addressee=paper.applicant_names[:200],
        )
        return seal_and_store([draft], now=now, actor=actor)[0]
