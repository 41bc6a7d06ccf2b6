"""What is chosen when another case has ordered already, when the chief is away, and when interest has grown (PostgreSQL)."""

from datetime import date, timedelta

import pytest

from choosing_world import (
    BANK,
    NOW,
    SYSTEM,
    TODAY,
    a_case,
    account,
    found,
    people,
    propose,
    units,
    use_fonts,
)
from funds_world import person
from zhixing.cases.models import Case, Title
from zhixing.foundation.database.rows import counts
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.freezes.models import Absence, ControlProposal
from zhixing.freezes.operations import approving, proposing, proposing_rounds
from zhixing.freezes.operations.proposing import ProposalRefused
from zhixing.freezes.queries.choosing import position_of
from zhixing.freezes.queries.duties import reach_of
from zhixing.freezes.queries.proposals import counted_proposals, courts_approved_in_place_of
from zhixing.inquiries.models import ControlOrder


@pytest.fixture
def case(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Case:
    use_fonts(monkeypatch)
    units(wangqing)
    return a_case(wangqing)


def _approved(case: Case) -> None:
    officer, chief = people(case.court)
    draft = propose(case, officer)
    assert draft is not None
    proposing.submit(proposal_id=draft.pk, now=NOW, actor=officer)
    approving.approve(proposal_id=draft.pk, now=NOW, actor=chief)


def test_what_another_case_has_ordered_is_not_free_any_more(case: Case) -> None:
    found(case, BANK, account("6217000000000000001", 900_000))
    _approved(case)
    ordered = ControlOrder.objects.get().amount_fen
    assert ordered is not None
    other = a_case(case.court, 2)
    judged = position_of(other.id, today=TODAY).judged
    assert [one.holding.available_fen for one in judged] == [90_000_000 - ordered]
    assert [one.words for one in judged[0].holding.priors] == [f"{case.number} 已请求控制，待回执"]


def waiting_for(actor: Actor) -> list[int]:
    also = courts_approved_in_place_of(actor, reach_of(actor, TODAY).people[1:])
    return counts(counted_proposals(actor, also), at_most=9)


def test_who_stands_in_for_the_chief_approves_while_the_chief_is_away(case: Case) -> None:
    officer, chief = people(case.court)
    deputy = person(case.court, Role.OFFICER, name="崔副局长")
    found(case, BANK, account("6217000000000000001", 900_000))
    draft = propose(case, officer)
    assert draft is not None
    proposing.submit(proposal_id=draft.pk, now=NOW, actor=officer)
    with pytest.raises(ProposalRefused, match="执行局局长"):
        approving.approve(proposal_id=draft.pk, now=NOW, actor=deputy)
    assert waiting_for(deputy) == [0, 0, 0]
    Absence.objects.create(
        court=case.court, person_id=chief.user_id, deputy_id=deputy.user_id, starts_on=TODAY, ends_on=TODAY, reason="出差",
        noted_at=NOW, noted_by_name="朴局长",
    )  # fmt: skip
    assert waiting_for(deputy) == [0, 1, 0]
    assert approving.approve(proposal_id=draft.pk, now=NOW, actor=deputy).is_new


def test_interest_that_outgrows_what_is_controlled_is_proposed_a_month_later(case: Case) -> None:
    found(case, BANK, account("6217000000000000001", 900_000), account("6217000000000000002", 900_000))
    assert proposing_rounds.propose_waiting(now=NOW, limit=9, actor=SYSTEM) == 1
    _approved(case)
    grown = Title.objects.get(case=case).principal_fen + 10_000_000  # as interest of many years would
    Title.objects.filter(case=case).update(principal_fen=grown)
    assert proposing_rounds.propose_waiting(now=NOW + timedelta(days=29), limit=9, actor=SYSTEM) == 0
    assert proposing_rounds.propose_waiting(now=NOW + timedelta(days=30), limit=9, actor=SYSTEM) == 1
    draft = ControlProposal.objects.get(state="draft")
    assert draft.chosen_fen == position_of(case.id, today=date(2022, 12, 31)).left_fen > 0
    assert proposing_rounds.propose_waiting(now=NOW + timedelta(days=31), limit=9, actor=SYSTEM) == 0
