"""A document drafted by hand: its paper from the case, its facts from a form, looked at, then issued under seal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, Party
from zhixing.cases.queries import debts_as_of
from zhixing.cases.rules.debt import DebtStatement
from zhixing.documents.models import Document
from zhixing.documents.operations.controls import IssuedFile, all_parties, issued_file
from zhixing.documents.operations.issuing import NewDocument, Numbers, lock_cases, seal_and_store
from zhixing.documents.operations.papers import on_paper, papers
from zhixing.documents.rendering.of_home import renderer
from zhixing.documents.rules.all_kinds import KINDS
from zhixing.documents.rules.annexes import annex_blocks
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Owed, Paper, Signer, SpeaksTo
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.law.interest_terms import TermsUnclear
from zhixing.law.rate_terms import UnreadableRate
from zhixing.law.rates import RateBeforeTable

DRAFTERS = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
UNRECKONED = (TermsUnclear, UnreadableRate, RateBeforeTable)
"""Why the law room cannot say what is owed; a kind that needs the amount then refuses."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A document as somebody wants it. `key` becomes the document's own, so that a second press issues nothing more.

    `to_id` is the party it speaks to, `facts` what the kind needs; `with_annex` adds how the amounts were computed.
    """

    key: UUID
    case_id: UUID
    kind: DocumentKind
    facts: object
    to_id: UUID | None = None
    president: str = ""
    clerk: str = ""
    with_annex: bool = False


def paper_to_draft(*, case_id: UUID, to_id: UUID | None, now: datetime) -> Paper:
    """The paper of a case, to fill a form from. Raises UnfitField where the case or the party is not to be seen."""
    return _paper(_case(case_id), to_id, now)[0]


def draft_of(*, wish: Wish, now: datetime) -> tuple[Block, ...]:
    """The blocks as they would be issued, under the next number but not numbered. Raises DocumentRefused."""
    case = _case(wish.case_id)
    return _blocks(wish, case, Numbers([case]).take(case.pk, wish.kind).text, now)


def preview(*, wish: Wish, now: datetime) -> bytes:
    """The draft as a PDF without seal, not stored. Raises DocumentRefused, RenderFailed."""
    return renderer().render(wish.kind, draft_of(wish=wish, now=now), timestamp=now).pdf


def issue_draft(*, wish: Wish, now: datetime, actor: Actor) -> IssuedFile:
    """Number, set, seal, store and record the document, in the caller's transaction; the same wish once.

    What the president signs is issued only by a vice president on the president's behalf. Raises NotAllowed,
    DocumentRefused, RenderFailed, SealingFailed.
    """
    kind = KINDS[wish.kind]
    with transaction.atomic():
        found = lock_cases([wish.case_id])
        if not found:
            raise _unseen(wish.kind)
        case = found[0]
        signers = (Role.VICE_PRESIDENT,) if kind.signer is Signer.PRESIDENT else DRAFTERS
        actor.require(case.court_id, *signers)
        if there := Document.objects.filter(pk=wish.key, case=case).first():
            return issued_file(there)
        number = Numbers([case]).take(case.pk, wish.kind)
        draft = NewDocument(
            case, wish.kind, number, clock.local_date(now), _blocks(wish, case, number.text, now),
            recipient_id=wish.to_id if _is_for_one(kind.speaks_to) else None,
            addressee=_addressee(wish, case, now), keep_sealed=kind.shows_id_numbers, key=wish.key,
        )  # fmt: skip
        return issued_file(seal_and_store([draft], now=now, actor=actor)[0])


def _unseen(kind: DocumentKind | None = None) -> UnfitField:
    name = kind.document_name if kind else "文书"
    return UnfitField(name, "案件", "不存在，或者不在您可以查看的法院，请核对。")


def _case(case_id: UUID) -> Case:
    found = Case.objects.select_related("court", "title").filter(pk=case_id).first()
    if found is None:
        raise _unseen()
    return found


def _is_for_one(speaks_to: SpeaksTo) -> bool:
    return speaks_to in (SpeaksTo.APPLICANT, SpeaksTo.DEBTOR, SpeaksTo.PARTY)


def _addressee(wish: Wish, case: Case, now: datetime) -> str:
    kind = KINDS[wish.kind]
    if kind.addressee is not None:
        return kind.addressee(wish.facts)
    return "" if _is_for_one(kind.speaks_to) else all_parties(_paper(case, None, now)[0])


def _paper(case: Case, to_id: UUID | None, now: datetime) -> tuple[Paper, DebtStatement | None]:
    on = clock.local_date(now)
    paper = papers([case], on=on)[case.pk]
    statement = _owed(case, now)
    if statement is not None:
        paper = replace(
            paper,
            owed=Owed(
                case.title.principal_fen + case.title.litigation_costs_fen, statement.recovered_fen,
                statement.owed_fen, statement.fee_left_fen, on,
            ),
        )  # fmt: skip
    if to_id is not None:
        party = Party.objects.filter(pk=to_id, case=case).first()
        if party is None:
            raise UnfitField("文书", "受文当事人", "不是本案当事人，请重新选择。")
        paper = replace(paper, to=on_paper(party))
    return paper, statement


def _owed(case: Case, now: datetime) -> DebtStatement | None:
    try:
        return debts_as_of([case.pk], clock.local_date(now))[case.pk]
    except UNRECKONED:
        return None


def _blocks(wish: Wish, case: Case, number: str, now: datetime) -> tuple[Block, ...]:
    paper, statement = _paper(case, wish.to_id, now)
    paper = replace(paper, document_number=number, president=wish.president, clerk=wish.clerk)
    blocks: Sequence[Block] = KINDS[wish.kind].draft(paper, wish.facts)
    annex = annex_blocks(paper, statement.explanation) if wish.with_annex and statement else ()
    return (*blocks, *annex)
