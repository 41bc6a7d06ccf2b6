"""One proposal of control and several people at one moment: one set of papers, one message, or words why not."""

import pytest

from choosing_world import (
    BANK,
    NOW,
    SYSTEM,
    TODAY,
    a_case,
    account,
    approve,
    found,
    people,
    submitted,
    units,
    use_fonts,
)
from funds_world import person
from racing import race
from zhixing.cases.models import Case, Recovery
from zhixing.documents.models import Document
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.freezes.models import ControlProposal
from zhixing.freezes.operations import proposing, proposing_rounds
from zhixing.freezes.operations.approving import Approval
from zhixing.freezes.operations.proposing import ProposalRefused
from zhixing.freezes.queries.choosing import position_of
from zhixing.inquiries.models import ControlOrder, Request


@pytest.fixture
def court(committed_db: object, monkeypatch: pytest.MonkeyPatch) -> Court:
    use_fonts(monkeypatch)
    return Court.objects.get(code="吉2424")


def _put_forward(court: Court) -> tuple[Case, ControlProposal, Actor, Actor]:
    with every_court_visible():
        units(court)
        case = a_case(court)
        officer, chief = people(court)
        found(case, BANK, account("6217000000000000001", 60_000), account("6217000000000000002", 70_000))
        return case, submitted(case, officer), officer, chief


@pytest.mark.parametrize("turn", range(3))
def test_two_approvals_at_once_are_one(court: Court, turn: int) -> None:
    _, proposal, _, chief = _put_forward(court)
    with every_court_visible():
        vice = person(court, Role.VICE_PRESIDENT, name="副院长")
    results = race(*[lambda who=who: approve(proposal, who) for who in (chief, vice, chief)])
    assert [type(one) for one in results] == [Approval] * 3, results
    assert sorted(one.is_new for one in results) == [False, False, True]
    assert len({one.orders for one in results}) == 1
    with every_court_visible():
        assert (ControlOrder.objects.count(), Request.objects.filter(kind="control").count()) == (2, 2)
        assert sorted(Document.objects.values_list("kind", flat=True)) == [
            "assistance_notice",
            "control_ruling",
        ]
        assert Fact.objects.filter(kind="proposal.approved").count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_approved_and_sent_back_at_once_is_one_of_both(court: Court, turn: int) -> None:
    _, proposal, officer, chief = _put_forward(court)
    approved, returned = race(
        lambda: approve(proposal, chief),
        lambda: proposing.take_back(proposal_id=proposal.pk, reason="有新的账户", now=NOW, actor=officer),
    )
    assert isinstance(approved, Approval) != isinstance(returned, ControlProposal)
    assert isinstance(approved, ProposalRefused) or isinstance(returned, ProposalRefused)
    with every_court_visible():
        assert ControlOrder.objects.count() == (2 if isinstance(approved, Approval) else 0)


@pytest.mark.parametrize("turn", range(3))
def test_a_payment_beside_the_approval_is_seen_or_comes_after_it(court: Court, turn: int) -> None:
    case, proposal, _, chief = _put_forward(court)
    with every_court_visible():
        need = position_of(case.id, today=TODAY).need_fen

    def pay() -> Recovery:
        return Recovery.objects.create(
            court_id=case.court_id,
            case_id=case.pk,
            on=TODAY,
            fen=need,
            source="receipt:race:1",
            recorded_at=NOW,
        )

    approved, paid = race(lambda: approve(proposal, chief), pay)
    assert isinstance(paid, Recovery)
    with every_court_visible():
        if isinstance(approved, Approval):
            assert ControlOrder.objects.count() == 2
        else:
            assert str(approved) == "债务已经清偿，不得再采取控制措施。"
            assert ControlOrder.objects.count() == 0


@pytest.mark.parametrize("turn", range(3))
def test_several_sweeps_at_once_make_one_proposal(court: Court, turn: int) -> None:
    with every_court_visible():
        units(court)
        case = a_case(court)
        found(case, BANK, account("6217000000000000001", 900_000))
    results = race(
        *[lambda: proposing_rounds.propose_waiting(now=NOW, limit=50, actor=SYSTEM) for _ in range(4)]
    )
    assert sorted(results) == [0, 0, 0, 1], results
    with every_court_visible():
        assert ControlProposal.objects.count() == 1
