"""The parts of a case's view, each read for many cases in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from zhixing.cases.models import CaseClock, Party
from zhixing.cases.queries.debts import debts_of_cases
from zhixing.cases.queries.endings import findings_of
from zhixing.cases.queries.restrictions import restrictions_of
from zhixing.cases.rules.endings import ResumeGround
from zhixing.cases.rules.findings import About
from zhixing.delivery.models import Delivery
from zhixing.documents.models import Document
from zhixing.foundation.database.rows import among
from zhixing.robot.rules.listing import NEVER, STATED
from zhixing.robot.rules.views import (
    AssetView,
    ClockView,
    DebtView,
    DeliveryView,
    DocumentView,
    FundsView,
    InquiryView,
    MeasureView,
    PartyView,
    RestrictionView,
)

Ids = Sequence[UUID]


def parties(ids: Ids) -> dict[UUID, list[PartyView]]:
    """The parties, applicants first."""
    found: dict[UUID, list[PartyView]] = defaultdict(list)
    rows = Party.objects.filter(among("case_id", ids)).order_by("case_id", "role", "position")
    fields = "case_id", "id", "role", "position", "name", "kind", "id_masked", "phone_masked", "address"
    for case_id, key, role, position, name, kind, id_masked, phone, address in rows.values_list(*fields):
        found[case_id].append(
            PartyView(key, role, position, name, kind == "person", id_masked, bool(phone), address)
        )
    return found


def debts(ids: Ids, on: date) -> dict[UUID, DebtView]:
    """The debts at the end of the day, in one vectorised pass."""
    many = debts_of_cases(ids, on)
    refused = dict(many.debts.refused)
    columns = many.debts
    parts = zip(
        columns.principal_left.tolist(), columns.costs_left.tolist(), columns.general_left.tolist(),
        columns.doubled_left.tolist(), columns.total_due.tolist(), many.fees_left, many.recovered,
        [refused.get(place, "") for place in range(len(many.case_ids))], strict=True,
    )  # fmt: skip
    return {case_id: DebtView(on, *figures) for case_id, figures in zip(many.case_ids, parts, strict=True)}


def clocks(ids: Ids) -> dict[UUID, dict[str, ClockView]]:
    """The time limits by kind."""
    found: dict[UUID, dict[str, ClockView]] = defaultdict(dict)
    rows = CaseClock.objects.filter(among("case_id", ids))
    for case_id, kind, starts_on, due_on, done_on, paused in rows.values_list(
        "case_id", "kind", "starts_on", "due_on", "done_on", "paused_since"
    ):
        found[case_id][kind] = ClockView(kind, starts_on, due_on, done_on, paused)
    return found


def documents(ids: Ids) -> dict[UUID, dict[str, DocumentView]]:
    """The latest document of each kind, with everybody that some document of the kind speaks to."""
    found: dict[UUID, dict[str, DocumentView]] = defaultdict(dict)
    rows = Document.objects.filter(among("case_id", ids)).order_by("case_id", "kind", "issued_at", "id")
    for case_id, key, kind, number, issued_on, recipient in rows.values_list(
        "case_id", "id", "kind", "number", "issued_on", "recipient_id"
    ):
        before = found[case_id].get(kind)
        people = (before.recipients if before else frozenset()) | ({recipient} if recipient else frozenset())
        count = before.count + 1 if before else 1
        found[case_id][kind] = DocumentView(key, kind, number, issued_on, people, count)
    return found


def deliveries(ids: Ids) -> dict[UUID, list[DeliveryView]]:
    """What is on its way or was served."""
    found: dict[UUID, list[DeliveryView]] = defaultdict(list)
    rows = Delivery.objects.filter(among("document__case_id", ids)).order_by("made_at", "id")
    fields = (
        "document__case_id",
        "id",
        "document_id",
        "document__kind",
        "party_id",
        "state",
        "wants",
        "served_on",
    )
    for case_id, *values in rows.values_list(*fields):
        found[case_id].append(DeliveryView(*values))
    return found


def restrictions(
    ids: Ids, parties_of: Mapping[UUID, Sequence[PartyView]], on: date
) -> dict[UUID, tuple[RestrictionView, ...]]:
    """What restricts the debtors. What was taken in a case that this one goes on from is named for the debtor of this one."""
    found: dict[UUID, tuple[RestrictionView, ...]] = {}
    for case_id, lines in restrictions_of(ids).items():
        here = {party.id for party in parties_of.get(case_id, ())}
        by_name = {party.name: party.id for party in parties_of.get(case_id, ()) if party.role == "debtor"}
        found[case_id] = tuple(
            RestrictionView(
                one.id, one.party_id if one.party_id in here else by_name.get(one.party, one.party_id),
                one.kind.value, one.standing(on).value, one.decided_on, one.ends_on, one.lifted_on, one.lift_due_on,
                one.cause.value if one.cause else "",
            )
            for one in lines
        )  # fmt: skip
    return found


_INQUIRIES = """
SELECT case_id, count(*), count(*) FILTER (WHERE state = 'answered'), count(*) FILTER (WHERE state = 'dead'),
       count(*) FILTER (WHERE state IN ('waiting', 'sent', 'acknowledged', 'unknown')), max(made_at),
       max(ended_at) FILTER (WHERE state = 'answered')
FROM inquiries_request WHERE case_id = ANY(%s) AND kind = 'query' AND state <> 'cancelled' GROUP BY case_id
"""
_EMPTY_ROUNDS = """
SELECT day.case_id, count(*) FROM (
    SELECT request.case_id, (request.made_at AT TIME ZONE 'Asia/Shanghai')::date AS asked_on
    FROM inquiries_request request JOIN cases_case closed ON closed.id = request.case_id
    WHERE request.case_id = ANY(%s) AND request.kind = 'query' AND request.state <> 'cancelled'
      AND (request.made_at AT TIME ZONE 'Asia/Shanghai')::date > closed.concluded_on
    GROUP BY request.case_id, asked_on
    HAVING bool_and(request.state = 'answered' AND request.result = 'none')) day
GROUP BY day.case_id
"""
_HALTED = """
SELECT goes_on.case_id, goes_on.ground, coalesce(paper.number, ending.document_number, '')
FROM cases_resumption goes_on
LEFT JOIN LATERAL (
    SELECT number FROM documents_document
    WHERE case_id = goes_on.resumes_id AND kind IN ('suspension_ruling', 'termination_ruling')
    ORDER BY issued_at DESC, id DESC LIMIT 1) paper ON true
LEFT JOIN LATERAL (
    SELECT document_number FROM cases_ending
    WHERE case_id = goes_on.resumes_id AND document_number <> '' ORDER BY place DESC LIMIT 1) ending ON true
WHERE goes_on.case_id = ANY(%s)
"""
_CONFLICTS = """
SELECT case_id, count(*) FROM inquiries_identityconflict
WHERE case_id = ANY(%s) AND state IN ('open', 'proposed') GROUP BY case_id
"""
_ASSETS = """
SELECT party.case_id, count(*), coalesce(sum(coalesce(asset.available_fen, asset.amount_fen)), 0)::bigint,
       count(*) FILTER (WHERE coalesce(asset.available_fen, asset.amount_fen) IS NULL),
       max((asset.first_seen_at AT TIME ZONE 'Asia/Shanghai')::date)
FROM cases_party party
JOIN inquiries_asset asset ON asset.person_index = party.id_index AND asset.court_id = party.court_id
WHERE party.case_id = ANY(%s) AND party.role = 'debtor' AND asset.gone_on IS NULL
GROUP BY party.case_id
"""
_MEASURES = """
SELECT case_id, count(*), count(*) FILTER (WHERE is_waiting), count(*) FILTER (WHERE confirmed_by_holder),
       coalesce(sum(value_fen) FILTER (WHERE NOT is_waiting), 0)::bigint,
       min(ends_on) FILTER (WHERE NOT is_waiting)
FROM freezes_measure WHERE case_id = ANY(%s) AND state <> 'released' GROUP BY case_id
"""
_DRAFTED = """
SELECT act.case_id, count(*) FILTER (WHERE act.kind = 'renew'), count(*) FILTER (WHERE act.kind = 'release')
FROM freezes_measureact act JOIN freezes_actbatch batch ON batch.id = act.batch_id
WHERE act.case_id = ANY(%s) AND act.state = 'drafted' AND batch.state = 'drafted' GROUP BY act.case_id
"""
_PROPOSALS = """
SELECT case_id, state, id FROM freezes_controlproposal WHERE case_id = ANY(%s) AND state IN ('draft', 'submitted')
"""
_HELD = """
SELECT account.case_id, -sum(posting.fen)::bigint FROM funds_account account
JOIN funds_posting posting ON posting.account_id = account.id
WHERE account.case_id = ANY(%s) AND account.holder = 'case' GROUP BY account.case_id
"""
_PLANS = """
SELECT case_id, id, state FROM funds_plan WHERE case_id = ANY(%s) AND state = 'proposed' ORDER BY proposed_at, id
"""
_PAYMENTS = """
SELECT case_id, count(*) FROM funds_payment
WHERE case_id = ANY(%s) AND state IN ('ready', 'sent', 'unknown') GROUP BY case_id
"""


def _rows(statement: str, ids: Ids) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def inquiries(ids: Ids) -> dict[UUID, InquiryView]:
    """What units were asked and what came of it."""
    conflicts: dict[UUID, int] = dict(_rows(_CONFLICTS, ids))
    empty: dict[UUID, int] = dict(_rows(_EMPTY_ROUNDS, ids))
    found = {
        row[0]: replace(
            InquiryView(*row[1:]), open_conflicts=conflicts.pop(row[0], 0), empty_rounds=empty.get(row[0], 0)
        )
        for row in _rows(_INQUIRIES, ids)
    }
    return found | {key: InquiryView(open_conflicts=count) for key, count in conflicts.items()}


def halted(ids: Ids) -> dict[UUID, tuple[str, str]]:
    """For cases that were resumed: the number of the paper that ended the one before, and why it was resumed."""
    return {row[0]: (row[2], ResumeGround(row[1]).label) for row in _rows(_HALTED, ids)}


def stated(ids: Ids) -> dict[UUID, tuple[int, dict[str, dict[UUID, str]]]]:
    """Leads nobody has checked yet, and what was stated of debtors that bears on the list."""
    return {
        case_id: (
            len(found.unanswered(About.LEAD_GIVEN, About.LEAD_CHECKED)),
            {
                kind: {one.party_id: one.words for one in found.about(About(kind)) if one.party_id}
                for kind in (*STATED, *NEVER)
            },
        )
        for case_id, found in findings_of(ids).items()
    }


def assets(ids: Ids) -> dict[UUID, AssetView]:
    """What the debtors are known to have."""
    return {row[0]: AssetView(*row[1:]) for row in _rows(_ASSETS, ids)}


def measures(ids: Ids) -> dict[UUID, MeasureView]:
    """What is under control, what is drafted, and the proposal that is open."""
    drafted = {row[0]: row[1:] for row in _rows(_DRAFTED, ids)}
    proposals = {row[0]: row[1:] for row in _rows(_PROPOSALS, ids)}
    standing = {row[0]: row[1:] for row in _rows(_MEASURES, ids)}
    return {
        key: MeasureView(
            *standing.get(key, (0, 0, 0, 0, None)), *drafted.get(key, (0, 0)), *proposals.get(key, ("", None))
        )
        for key in drafted.keys() | proposals.keys() | standing.keys()
    }


def funds(ids: Ids) -> dict[UUID, FundsView]:
    """The money the court holds, the plans that wait for approval and the payments under way."""
    held: dict[UUID, int] = dict(_rows(_HELD, ids))
    under_way: dict[UUID, int] = dict(_rows(_PAYMENTS, ids))
    plans: dict[UUID, list[UUID]] = defaultdict(list)
    for case_id, plan_id, _ in _rows(_PLANS, ids):
        plans[case_id].append(plan_id)
    return {
        key: FundsView(
            held.get(key, 0), len(plans.get(key, ())), tuple(plans.get(key, ())), under_way.get(key, 0)
        )
        for key in held.keys() | under_way.keys() | plans.keys()
    }
