"""Control rulings with their assistance notices: numbered, set, sealed, stored and recorded, hundreds in one go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case
from zhixing.documents.models import Document
from zhixing.documents.operations.issuing import NewDocument, Numbers, lock_cases, seal_and_store
from zhixing.documents.operations.papers import papers
from zhixing.documents.operations.warming import set_ahead
from zhixing.documents.operations.written import CourtWordings
from zhixing.documents.rules.control_rulings import (
    ASSISTANCE_NOTICE,
    CONTROL_RULING,
    AssistanceFacts,
    ControlFacts,
    RulingAction,
    RulingAsset,
    units_of,
)
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Paper
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor


@dataclass(frozen=True, slots=True)
class ControlAct:
    """One ruling to be made: on these assets of a case, for this reason. Each unit in it gets its own notice."""

    case_id: UUID
    action: RulingAction
    assets: tuple[RulingAsset, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """An issued document: its key, the number it bears, its name, the hash of the sealed file."""

    id: UUID
    number: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class IssuedAct:
    """A ruling and, by the name of the unit, the notices that carry it."""

    ruling: IssuedFile
    notices: Mapping[str, IssuedFile] = field(default_factory=dict)


def issue_control_documents(*, acts: Sequence[ControlAct], now: datetime, actor: Actor) -> list[IssuedAct]:
    """Issue a ruling per act and a notice per unit named in it, in the caller's transaction; all or none.

    Answers in the order of `acts`. Rulings of a case bear its number, then 之一, 之二, without gaps; notices count on in
    their own series. Raises DocumentRefused (an asset of somebody who is no debtor of the case, a term beyond the law, a
    missing amount, no account to pay to), RenderFailed, SealingFailed.
    """
    if not acts:
        return []
    with transaction.atomic():
        cases = {case.pk: case for case in lock_cases({act.case_id for act in acts})}
        if missing := {act.case_id for act in acts} - cases.keys():
            name = DocumentKind.CONTROL_RULING.document_name
            raise UnfitField(name, "案件", f"不存在，或者不在您可以查看的法院（{len(missing)} 件），请核对。")
        issued = iter(seal_and_store(_all_drafts(acts, cases, now), now=now, actor=actor))
        return [_issued_act(act, issued) for act in acts]


def set_control_documents_ahead(*, acts: Sequence[ControlAct], now: datetime) -> int:
    """Set the rulings and notices that `issue_control_documents` will issue today, so that issuing them only signs.

    Returns how many were not ready yet. Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    rows = Case.objects.select_related("court", "title").filter(pk__in={act.case_id for act in acts})
    cases = {case.pk: case for case in rows}
    seen = [act for act in acts if act.case_id in cases]
    return set_ahead(_all_drafts(seen, cases, now), now=now) if seen else 0


def _all_drafts(acts: Sequence[ControlAct], cases: Mapping[UUID, Case], now: datetime) -> list[NewDocument]:
    on = clock.local_date(now)
    plain = papers(list(cases.values()), on=on)
    full = papers(list(cases.values()), on=on, with_id_numbers=True)
    numbers = Numbers(list(cases.values()))
    words = CourtWordings({case.court_id for case in cases.values()}, on)
    return [
        draft
        for act in acts
        for draft in _drafts(act, cases[act.case_id], plain[act.case_id], full[act.case_id], numbers, words)
    ]


def _drafts(
    act: ControlAct, case: Case, plain: Paper, full: Paper, numbers: Numbers, words: CourtWordings
) -> list[NewDocument]:
    """The ruling, then the notices in the order its units are named."""
    facts = ControlFacts(act.action, act.assets, act.reason)
    number = numbers.take(case.pk, CONTROL_RULING.kind)
    made = words.write(
        CONTROL_RULING, replace(plain, document_number=number.text), facts, court_id=case.court_id
    )
    ruling = NewDocument(
        case, CONTROL_RULING.kind, number, plain.issued_on, made.blocks, marked=made.marked, wordings=made.wordings,
        addressee=all_parties(plain),
    )  # fmt: skip
    return [ruling, *(_notice(unit, facts, case, full, number.text, numbers) for unit in units_of(facts))]


def all_parties(paper: Paper) -> str:
    """Everybody of the case by name, the first four and how many, for the list of documents."""
    names = [party.name for party in (*paper.applicants, *paper.debtors)]
    return "、".join(names) if len(names) <= 4 else f"{'、'.join(names[:4])}等{len(names)}人"


def _notice(
    unit: str, facts: ControlFacts, case: Case, paper: Paper, ruling: str, numbers: Numbers
) -> NewDocument:
    number = numbers.take(case.pk, ASSISTANCE_NOTICE.kind)
    of_unit = AssistanceFacts(
        facts.action, tuple(asset for asset in facts.assets if asset.unit_name == unit), unit, ruling,
        paper.issued_on,
    )  # fmt: skip
    return NewDocument(
        case, ASSISTANCE_NOTICE.kind, number, paper.issued_on,
        ASSISTANCE_NOTICE.draft(replace(paper, document_number=number.text), of_unit),
        addressee=unit, keep_sealed=ASSISTANCE_NOTICE.shows_id_numbers,
    )  # fmt: skip


def _issued_act(act: ControlAct, issued: Iterator[Document]) -> IssuedAct:
    ruling = issued_file(next(issued))
    units = units_of(ControlFacts(act.action, act.assets, act.reason))
    return IssuedAct(ruling, {unit: issued_file(next(issued)) for unit in units})


def issued_file(document: Document) -> IssuedFile:
    """What a caller is told of a document."""
    name = DocumentKind(document.kind).document_name
    return IssuedFile(document.pk, document.number, name, document.sha256)
