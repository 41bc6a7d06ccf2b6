"""A person whose account was frozen by mistake on paper: the measure is found, and let go by two and two people."""

from uuid import UUID

import pytest

from funds_world import make_case, person
from renewal_world import NOW, TODAY, on_paper, people
from zhixing.foundation.identity.models import Court, Role
from zhixing.freezes.models import ActBatch, Measure
from zhixing.freezes.operations.claims import draft_release_of_claim
from zhixing.freezes.operations.drafting import NothingToDo
from zhixing.freezes.queries.claims import measures_of_claim
from zhixing.inquiries import operations
from zhixing.inquiries.operations.claims import NewClaim

ACCOUNT = "6222 0202 0000 1234 567"


@pytest.fixture
def claim_id(wangqing: Court) -> UUID:
    made = operations.record_claim(
        court=wangqing,
        claim=NewClaim(
            name="赵六", id_number="222403196007250004", account=ACCOUNT, words="同名不同人", evidence_name="a.pdf",
            evidence=b"%PDF-1.7",
        ), now=NOW, actor=person(wangqing, Role.DUTY_OFFICER, name="值班"),
    )  # fmt: skip
    return made.id


def test_a_measure_on_paper_is_found_by_its_account_and_released_once_two_people_agree(
    wangqing: Court, claim_id: UUID
) -> None:
    officer, chief = people(wangqing)
    case = make_case(wangqing, 7)
    hit = on_paper(case, "工行账户6222020200001234567", holder="工行")
    on_paper(case, "建行账户6222020200009999999", holder="建行")
    found = measures_of_claim(claim_id, today=TODAY)
    assert found is not None
    assert [(one.line.id, one.by_account) for one in found.measures] == [(hit.id, True)]
    with pytest.raises(NothingToDo, match="两人同意"):
        draft_release_of_claim(claim_id=claim_id, measure_ids=[hit.id], now=NOW, actor=officer)
    operations.propose_outcome(
        claim_id=claim_id,
        releases=True,
        order_ids=[],
        reason="身份证号不同，确属误冻",
        now=NOW,
        actor=officer,
    )
    operations.decide_claim(claim_id=claim_id, agrees=True, now=NOW, actor=chief)
    made = draft_release_of_claim(claim_id=claim_id, measure_ids=[hit.id], now=NOW, actor=officer)
    again = draft_release_of_claim(claim_id=claim_id, measure_ids=[hit.id], now=NOW, actor=officer)
    batch = ActBatch.objects.get()
    assert (made.taken, again.batch_id, again.is_new) == (1, made.batch_id, False)
    assert (batch.ground, batch.state, batch.due_on, batch.reason) == (
        "wrong_person", "drafted", TODAY, "身份证号不同，确属误冻",
    )  # fmt: skip
    assert Measure.objects.get(pk=hit.id).lifting == "drafted"


def test_a_debtor_of_the_same_name_is_shown_but_not_picked(wangqing: Court, claim_id: UUID) -> None:
    case = make_case(wangqing, 8)
    debtor = case.parties.get(role="debtor")
    debtor.name, debtor.name_key = "赵六", "赵六"
    debtor.save()
    other = on_paper(case, "农行账户6228480000000000001", holder="农行", debtor=debtor)
    found = measures_of_claim(claim_id, today=TODAY)
    assert found is not None
    assert [(one.line.id, one.by_account) for one in found.measures] == [(other.id, False)]
