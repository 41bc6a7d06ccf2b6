"""The sample office with its six registers answered: what is proposed for every case, and never for a stranger."""

import hashlib
from datetime import UTC, datetime

import pytest

from choosing_world import NOW, SYSTEM
from inquiry_rows import COLUMNS, Line, lines
from zhixing.cases.models import Case, CaseStatus, Party
from zhixing.cases.personal import index_of_id
from zhixing.foundation.identifiers import BadIdentifier, read_identifier
from zhixing.foundation.identity.models import Court
from zhixing.freezes.models import ControlProposal, ProposalItem
from zhixing.freezes.operations import proposing_rounds
from zhixing.freezes.queries.choosing import position_of
from zhixing.inquiries import operations
from zhixing.inquiries.operations.reading import take_rows
from zhixing.inquiries.operations.reading_rows import IncomingReply
from zhixing.inquiries.rules.kinds import AssetKind, UnitAction
from zhixing.inquiries.wire import messages as wire
from zhixing.simulator import sample_folder


@pytest.fixture
def answered(filed_office: Court) -> Court:
    """Every register's rows about every debtor of an open case, as replies of six units that take orders."""
    for name, (kind, *_) in COLUMNS.items():
        operations.register_unit(
            court=filed_office,
            terms=operations.UnitTerms(
                code=name, name=name, kind="机关", connector="desk", agreement="协议", answer_hours=24, dead_after_days=7, at_once=8
            ),
            items=[operations.Item(AssetKind(kind), action) for action in UnitAction], keys=[], now=NOW, actor=SYSTEM,
        )  # fmt: skip
    by_person: dict[bytes, list[Line]] = {}
    for line in lines(sample_folder()):
        try:
            by_person.setdefault(index_of_id(read_identifier(line.id_number).number), []).append(line)
        except BadIdentifier:
            continue
    replies = []
    open_ones = Party.objects.filter(role="debtor", case__status=CaseStatus.OPEN.value).select_related("case")
    for party in open_ones.order_by("pk"):
        for unit in COLUMNS:
            rows = tuple(line.row() for line in by_person.get(bytes(party.id_index), ()) if line.unit == unit)
            if rows:
                digest = hashlib.sha256(repr((party.pk, unit)).encode()).digest()
                said = wire.QueryReply(
                    as_of=datetime(2022, 12, 1, tzinfo=UTC), result=wire.Found.FOUND, rows=rows
                )
                replies.append(
                    IncomingReply(party.court_id, party.case_id, party.pk, unit, unit, digest, said)
                )
    take_rows(replies=replies, now=NOW, actor=SYSTEM)
    return filed_office


def test_every_case_with_assets_is_looked_at_and_only_its_own_debtors_are_touched(answered: Court) -> None:
    looked = proposing_rounds.propose_waiting(now=NOW, limit=10_000, actor=SYSTEM)
    assert proposing_rounds.propose_waiting(now=NOW, limit=10_000, actor=SYSTEM) == 0
    proposals = list(ControlProposal.objects.select_related("case"))
    assert (looked, len(proposals)) == (324, 439), "cases of the same debtors are looked at beside"
    people = {
        case.pk: {bytes(one.id_index) for one in case.parties.filter(role="debtor")}
        for case in Case.objects.all()
    }
    chosen = list(ProposalItem.objects.filter(is_chosen=True).select_related("asset", "proposal"))
    assert all(bytes(item.asset.person_index) in people[item.proposal.case_id] for item in chosen)
    assert {item.verdict for item in chosen} <= {"free", "uncounted"}
    assert all(item.asset.kind != AssetKind.MARRIAGE.value for item in chosen)
    for proposal in proposals[:20]:
        position = position_of(proposal.case_id, today=NOW.date())
        money = sum(item.amount_fen or 0 for item in chosen if item.proposal_id == proposal.pk)
        assert money <= position.need_fen
        assert proposal.chosen_fen + proposal.gap_fen >= position.left_fen
    assert not any(proposal.is_plain_excess and not proposal.is_excused for proposal in proposals)
