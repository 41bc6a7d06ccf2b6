"""A document drafted by hand: its paper from the case, its facts from a form, looked at, then issued under seal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, Party
from zhixing.cases.queries import debts_as_of
from zhixing.cases.rules.debt import DebtStatement
from zhixing.documents.models import Document
from zhixing.documents.operations.controls import IssuedFile, all_parties, issued_file
from zhixing.documents.operations.issuing import NewDocument, Numbers, lock_cases, seal_and_store
from zhixing.documents.operations.papers import on_paper, papers
from zhixing.documents.operations.warming import set_ahead
from zhixing.documents.operations.written import CourtWordings
from zhixing.documents.rendering.docx_reading import pieces_of
from zhixing.documents.rendering.docx_writing import docx_of
from zhixing.documents.rendering.of_home import renderer
from zhixing.documents.rules.all_kinds import KINDS
from zhixing.documents.rules.annexes import annex_blocks
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.drafts import Drafted
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Owed, Paper, Signer, SpeaksTo
from zhixing.documents.rules.returned import (
    Adjusted,
    Comparison,
    Difference,
    Piece,
    adjustments,
    compared,
    mandatory_places,
    pieces_again,
)
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
    `returned` is the draft as it came back from a word processor: its words stand wherever words may be changed.
    """

    key: UUID
    case_id: UUID
    kind: DocumentKind
    facts: object
    to_id: UUID | None = None
    president: str = ""
    clerk: str = ""
    with_annex: bool = False
    returned: tuple[Piece, ...] = ()


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


def word_file(*, wish: Wish, now: datetime) -> bytes:
    """The draft as a docx to adjust, mandatory parts locked; what came back before is left out. Raises DocumentRefused."""
    blocks = draft_of(wish=replace(wish, returned=()), now=now)
    return docx_of(blocks, mandatory_places(KINDS[wish.kind], blocks))


def bring_back(*, wish: Wish, content: bytes, now: datetime) -> tuple[tuple[Piece, ...], Comparison]:
    """An adjusted docx beside the draft it was made from: its parts for the wish, and what differs.

    Raises DocxRefused for a file that is not such a document, DocumentRefused where it breaks the draft.
    """
    blocks = draft_of(wish=replace(wish, returned=()), now=now)
    pieces = pieces_of(content, blocks)
    names = _names(paper_to_draft(case_id=wish.case_id, to_id=wish.to_id, now=now))
    return pieces, compared(KINDS[wish.kind], blocks, pieces, names=names)


def adjusted_parts(*, wish: Wish, now: datetime) -> tuple[Adjusted, ...]:
    """What is taken of the draft that came back, to wait for a signature with it. Raises DocumentRefused."""
    if not wish.returned:
        return ()
    blocks = draft_of(wish=replace(wish, returned=()), now=now)
    names = _names(paper_to_draft(case_id=wish.case_id, to_id=wish.to_id, now=now))
    return adjustments(KINDS[wish.kind], blocks, wish.returned, names=names)


def adjusted_again(
    *, wish: Wish, waiting: Sequence[Adjusted], now: datetime
) -> tuple[Wish, tuple[Difference, ...]]:
    """The wish with what was adjusted, on the draft as it reads now, and every difference. Raises DocumentRefused."""
    if not waiting:
        return wish, ()
    kind, blocks = KINDS[wish.kind], draft_of(wish=wish, now=now)
    pieces = pieces_again(kind, blocks, waiting)
    names = _names(paper_to_draft(case_id=wish.case_id, to_id=wish.to_id, now=now))
    return replace(wish, returned=pieces), compared(kind, blocks, pieces, names=names).differences


def issue_draft(*, wish: Wish, now: datetime, actor: Actor) -> IssuedFile:
    """Number, set, seal, store and record the document, in the caller's transaction; the same wish once.

    What the president signs is issued only by a vice president on the president's behalf. Raises NotAllowed,
    DocumentRefused, RenderFailed, SealingFailed.
    """
    return issue_drafts(wishes=[wish], now=now, actor=actor)[0]


def issue_drafts(*, wishes: Sequence[Wish], now: datetime, actor: Actor) -> list[IssuedFile]:
    """Issue documents of any cases in the caller's transaction, all or none, as `issue_draft` does one.

    Answers in the order of `wishes`.
    """
    with transaction.atomic():
        cases = {case.pk: case for case in lock_cases({wish.case_id for wish in wishes})}
        for wish in wishes:
            if wish.case_id not in cases:
                raise _unseen(wish.kind)
            signers = (Role.VICE_PRESIDENT,) if KINDS[wish.kind].signer is Signer.PRESIDENT else DRAFTERS
            actor.require(cases[wish.case_id].court_id, *signers)
        there = Document.objects.filter(case_id__in=cases).in_bulk([wish.key for wish in wishes])
        fresh = {wish.key: wish for wish in wishes if wish.key not in there}
        made = seal_and_store(_new_documents(list(fresh.values()), cases, now), now=now, actor=actor)
        there |= {document.pk: document for document in made}
        return [issued_file(there[wish.key]) for wish in wishes]


def set_drafts_ahead(*, wishes: Sequence[Wish], now: datetime) -> int:
    """Set documents that will be wished for today, under the numbers they will get, so that issuing them only signs.

    Returns how many were not ready yet. Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    rows = Case.objects.select_related("court", "title").filter(pk__in={wish.case_id for wish in wishes})
    cases = {case.pk: case for case in rows}
    seen = [wish for wish in wishes if wish.case_id in cases]
    return set_ahead(_new_documents(seen, cases, now), now=now)


def _new_documents(wishes: Sequence[Wish], cases: Mapping[UUID, Case], now: datetime) -> list[NewDocument]:
    """The wishes as documents with the next numbers of their cases, in order."""
    if not wishes:
        return []
    on = clock.local_date(now)
    wanted = [cases[case_id] for case_id in {wish.case_id for wish in wishes}]
    numbers, words = Numbers(wanted), CourtWordings({case.court_id for case in wanted}, on)
    plain, statements = papers(wanted, on=on), _statements(wanted, on)
    parties = Party.objects.in_bulk([wish.to_id for wish in wishes if wish.to_id is not None])
    drafts = []
    for wish in wishes:
        kind, statement = KINDS[wish.kind], statements.get(wish.case_id)
        number = numbers.take(wish.case_id, wish.kind)
        to = parties.get(wish.to_id) if wish.to_id else None
        paper = _with(plain[wish.case_id], cases[wish.case_id], statement, on, wish.to_id, to)
        made = _set(wish, paper, statement, number.text, words, cases[wish.case_id].court_id)
        draft = NewDocument(
            cases[wish.case_id], wish.kind, number, on, made.blocks, marked=made.marked, wordings=made.wordings,
            recipient_id=wish.to_id if _is_for_one(kind.speaks_to) else None,
            addressee=_addressee(wish, paper), keep_sealed=kind.shows_id_numbers, key=wish.key,
        )  # fmt: skip
        drafts.append(draft)
    return drafts


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


def _addressee(wish: Wish, paper: Paper) -> str:
    kind = KINDS[wish.kind]
    if kind.addressee is not None:
        return kind.addressee(wish.facts)
    return "" if _is_for_one(kind.speaks_to) else all_parties(paper)


def _statements(cases: Sequence[Case], on: date) -> dict[UUID, DebtStatement]:
    """What is owed in each case; a case whose debt the law room cannot reckon is left out."""
    ids = [case.pk for case in cases]
    try:
        return dict(debts_as_of(ids, on))
    except UNRECKONED:
        return {key: found for key in ids if (found := _owed(key, on)) is not None}


def _owed(case_id: UUID, on: date) -> DebtStatement | None:
    try:
        return debts_as_of([case_id], on)[case_id]
    except UNRECKONED:
        return None


def _paper(case: Case, to_id: UUID | None, now: datetime) -> tuple[Paper, DebtStatement | None]:
    on = clock.local_date(now)
    statement = _owed(case.pk, on)
    to = Party.objects.filter(pk=to_id, case=case).first() if to_id is not None else None
    return _with(papers([case], on=on)[case.pk], case, statement, on, to_id, to), statement


def _with(
    paper: Paper, case: Case, statement: DebtStatement | None, on: date, to_id: UUID | None, to: Party | None
) -> Paper:
    """A case's paper with what is owed and the party it speaks to. Raises UnfitField for a stranger to the case."""
    if statement is not None:
        owed = Owed(
            case.title.principal_fen + case.title.litigation_costs_fen,
            statement.recovered_fen,
            statement.owed_fen,
            statement.fee_left_fen,
            on,
        )
        paper = replace(paper, owed=owed)
    if to_id is None:
        return paper
    if to is None or to.case_id != case.pk:
        raise UnfitField("文书", "受文当事人", "不是本案当事人，请重新选择。")
    return replace(paper, to=on_paper(to))


def _blocks(wish: Wish, case: Case, number: str, now: datetime) -> tuple[Block, ...]:
    paper, statement = _paper(case, wish.to_id, now)
    words = CourtWordings([case.court_id], clock.local_date(now))
    return _set(wish, paper, statement, number, words, case.court_id).blocks


def _names(paper: Paper) -> list[str]:
    return [party.name for party in (*paper.applicants, *paper.debtors)]


def _set(
    wish: Wish,
    paper: Paper,
    statement: DebtStatement | None,
    number: str,
    words: CourtWordings,
    court_id: int,
) -> Drafted:
    paper = replace(paper, document_number=number, president=wish.president, clerk=wish.clerk)
    made = words.write(KINDS[wish.kind], paper, wish.facts, court_id=court_id)
    annex = annex_blocks(paper, statement.explanation) if wish.with_annex and statement else ()
    if wish.returned:
        found = compared(KINDS[wish.kind], (*made.blocks, *annex), wish.returned, names=_names(paper))
        return replace(made, blocks=found.blocks, marked=None)
    marked = (*made.marked, *annex) if made.marked is not None else None
    return replace(made, blocks=(*made.blocks, *annex), marked=marked)
