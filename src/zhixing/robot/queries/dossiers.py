"""The dossiers of 终本: everything the house knows of many cases, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from zhixing.cases.models import Case, DossierFinding, Party, PartyRole
from zhixing.cases.queries import findings_of, restrictions_of
from zhixing.cases.rules.findings import Findings
from zhixing.delivery.models import Whereabouts
from zhixing.documents.models import Document
from zhixing.foundation.clock import local_date
from zhixing.foundation.database.rows import among
from zhixing.inquiries.models import Request, UnitItem
from zhixing.inquiries.rules.kinds import AssetKind, RequestState, Result, UnitAction, UnitState
from zhixing.robot.queries import parts
from zhixing.robot.rules.dossier_sources import (
    INTERVIEW,
    AnsweredQuestion,
    AssetSource,
    DebtorSource,
    Paper,
    Sources,
)
from zhixing.robot.rules.dossiers import CaseDossier, dossier_of

_ASSETS = """
SELECT party.case_id, asset.id, party.name, asset.title, asset.kind, coalesce(asset.available_fen, asset.amount_fen),
       asset.unit_name, asset.as_of,
       (SELECT max(measure.ends_on) FROM freezes_measure measure
        WHERE measure.asset_id = asset.id AND measure.state = 'watched')
FROM cases_party party
JOIN inquiries_asset asset ON asset.person_index = party.id_index AND asset.court_id = party.court_id
WHERE party.case_id = ANY(%s) AND party.role = 'debtor' AND asset.gone_on IS NULL
ORDER BY party.case_id, party.position, asset.kind, asset.id
"""
_PAPERS = """
SELECT paper.case_id, paper.id, paper.kind, paper.number, paper.issued_on, paper.recipient_id,
       (SELECT max(way.served_on) FROM delivery_delivery way
        WHERE way.document_id = paper.id AND way.state IN ('served', 'presumed'))
FROM documents_document paper WHERE paper.case_id = ANY(%s) ORDER BY paper.issued_at, paper.id
"""


def dossiers_of(case_ids: Sequence[UUID], on: date) -> dict[UUID, CaseDossier]:
    """The dossier of each case as it stands on a day; cases that may not be seen are left out."""
    cases = {case.pk: case for case in Case.objects.select_related("title").filter(pk__in=list(case_ids))}
    ids = list(cases)
    if not ids:
        return {}
    debts, money, debtors = parts.debts(ids, on), parts.funds(ids), _debtors(ids)
    papers, answers, assets = _papers(ids), _answers(ids), _assets(ids)
    kinds = _kinds_open({case.court_id for case in cases.values()})
    restrictions, findings = restrictions_of(ids), findings_of(ids)
    found = {}
    for key, case in cases.items():
        held = money[key].held_fen if key in money else 0
        sources = Sources(
            case_id=key, court_id=case.court_id, number=case.number, filed_on=case.filed_on,
            officer_name=case.officer_name, claim_fen=case.title.principal_fen + case.title.litigation_costs_fen,
            owed_fen=debts[key].owed_with_fee_fen, held_fen=held, debtors=tuple(debtors[key]), papers=tuple(papers[key]),
            answers=tuple(answers[key]), kinds_open=kinds[case.court_id], assets=tuple(assets[key]),
            restrictions=tuple(restrictions.get(key, ())), findings=findings.get(key, Findings()),
        )  # fmt: skip
        found[key] = dossier_of(sources, on)
    return found


def dossier_of_case(case_id: UUID, on: date) -> CaseDossier | None:
    """The dossier of one case; None when it may not be seen."""
    return dossiers_of([case_id], on).get(case_id)


def with_dossier(case_ids: Sequence[UUID]) -> set[UUID]:
    """The open cases whose dossier somebody has begun: stated something, or written to the applicant about a 终本."""
    ids = list(case_ids)
    begun = set(DossierFinding.objects.filter(among("case_id", ids)).values_list("case_id", flat=True))
    begun |= set(
        Document.objects.filter(among("case_id", ids), kind=INTERVIEW).values_list("case_id", flat=True)
    )
    return (
        set(Case.objects.filter(pk__in=begun, status="open").values_list("pk", flat=True)) if begun else begun
    )


def _debtors(ids: list[UUID]) -> dict[UUID, list[DebtorSource]]:
    lost: dict[UUID, bool] = {}
    notes = Whereabouts.objects.filter(party__case_id__in=ids).order_by("noted_at", "id")
    for party_id, is_lost in notes.values_list("party_id", "lost"):
        lost[party_id] = is_lost
    found: dict[UUID, list[DebtorSource]] = defaultdict(list)
    rows = Party.objects.filter(case_id__in=ids, role=PartyRole.DEBTOR.value).order_by("case_id", "position")
    for case_id, key, name, kind in rows.values_list("case_id", "id", "name", "kind"):
        found[case_id].append(DebtorSource(key, name, kind == "person", lost.get(key, False)))
    return found


def _papers(ids: list[UUID]) -> dict[UUID, list[Paper]]:
    found: dict[UUID, list[Paper]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_PAPERS, [ids])
        for case_id, key, kind, number, issued_on, recipient, served_on in cursor.fetchall():
            found[case_id].append(Paper(key, kind, number, issued_on, recipient, served_on))
    return found


def _answers(ids: list[UUID]) -> dict[UUID, list[AnsweredQuestion]]:
    """The latest question about each debtor to each unit."""
    found: dict[UUID, list[AnsweredQuestion]] = defaultdict(list)
    rows = Request.objects.filter(case_id__in=ids, kind="query").exclude(state=RequestState.CANCELLED.value)
    seen: set[tuple[UUID, UUID]] = set()
    fields = "case_id", "party_id", "unit_id", "unit__name", "items", "state", "result", "ended_at"
    for case_id, party_id, unit_id, unit, items, state, result, ended_at in rows.order_by(
        "-made_at", "-id"
    ).values_list(*fields):
        if (party_id, unit_id) in seen:
            continue
        seen.add((party_id, unit_id))
        answered = state == RequestState.ANSWERED.value and ended_at is not None
        words = Result(result).label if answered and result else RequestState(state).label
        found[case_id].append(
            AnsweredQuestion(
                party_id, unit, frozenset(items), local_date(ended_at) if answered else None, words
            )
        )
    return found


def _assets(ids: list[UUID]) -> dict[UUID, list[AssetSource]]:
    found: dict[UUID, list[AssetSource]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ASSETS, [ids])
        for case_id, *values in cursor.fetchall():
            found[case_id].append(
                AssetSource(
                    values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]
                )
            )
    return found


def _kinds_open(courts: set[int]) -> dict[int, frozenset[str]]:
    """What the units of each court can be asked about; a marriage is no asset."""
    found: dict[int, set[str]] = {court: set() for court in courts}
    rows = UnitItem.objects.filter(
        court_id__in=courts, action=UnitAction.QUERY.value, unit__state=UnitState.ACTIVE.value
    ).exclude(asset_kind=AssetKind.MARRIAGE.value)
    for court_id, kind in rows.values_list("court_id", "asset_kind").distinct():
        found[court_id].add(kind)
    return {court: frozenset(kinds) for court, kinds in found.items()}
