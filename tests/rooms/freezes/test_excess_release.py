"""Control beyond the need: found the same day, release drafted at once, kept only by two people (PostgreSQL)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from choosing_world import NOW, SYSTEM, TODAY, YUAN, a_case, held, people
from funds_world import person
from zhixing.cases.models import Case, Recovery
from zhixing.foundation.database.rows import counts
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, Role
from zhixing.freezes.models import ActBatch, ExcessFinding, Measure, MeasureAct
from zhixing.freezes.operations import excess
from zhixing.freezes.operations.proposing import ProposalRefused
from zhixing.freezes.queries.choosing import position_of
from zhixing.freezes.queries.proposals import counted_proposals, duties_of_proposals, list_excess


@pytest.fixture
def case(wangqing: Court) -> Case:
    return a_case(wangqing)


def need(case: Case, on: date = TODAY) -> int:
    return position_of(case.id, today=on).need_fen


def look(limit: int = 50) -> int:
    return excess.find_excess(now=NOW, limit=limit, actor=SYSTEM)


def pay(case: Case, fen: int) -> None:
    Recovery.objects.create(
        court=case.court, case=case, on=TODAY, fen=fen, source=f"receipt:test:{fen}", recorded_at=NOW
    )


def test_money_that_comes_in_makes_a_release_of_what_it_frees_the_same_day(case: Case) -> None:
    whole = held(case, "基本户", 100_000)
    spare = held(case, "一般户", 20_000)
    assert look() == 1, "120,000 may be more than is owed, so the case is looked at"
    assert ExcessFinding.objects.count() == 0, "and it is within the tolerance"
    pay(case, 6_000_000)
    assert look() == 1
    left = need(case)
    finding = ExcessFinding.objects.get()
    assert (finding.state, finding.due_on, finding.need_fen, finding.held_fen) == (
        "open",
        TODAY,
        left,
        120_000 * YUAN,
    )
    batch = ActBatch.objects.get(pk=finding.batch_id)
    assert (batch.kind, batch.ground, batch.state, batch.due_on, batch.case_id) == (
        "release", "excess", "drafted", TODAY, case.pk,
    )  # fmt: skip
    acts = {act.measure_id: act.amount_fen for act in MeasureAct.objects.filter(batch=batch)}
    assert acts == {spare.pk: None, whole.pk: 100_000 * YUAN - left}, (
        "one whole, of the other all but the need"
    )
    assert look() == 0
    assert Fact.objects.filter(kind="excess.found").count() == 1


def test_what_no_holder_has_confirmed_and_what_only_waits_is_not_counted(case: Case) -> None:
    held(case, "台账登记", 500_000, confirmed_by_holder=False, source="ledger")
    held(case, "轮候", 500_000, is_waiting=True)
    assert look() == 0


def test_a_house_alone_beyond_the_need_is_kept_because_it_cannot_be_divided(case: Case) -> None:
    held(case, "门市房", 900_000, asset_class="immovable", asset_kind="不动产")
    assert look() == 1
    assert ExcessFinding.objects.count() == 0


def test_a_paid_debt_is_left_to_the_release_of_everything(case: Case) -> None:
    held(case, "基本户", 100_000)
    pay(case, need(case))
    assert look() == 1
    assert ExcessFinding.objects.count() == 0


def test_an_excess_that_is_no_more_ends_and_its_draft_is_withdrawn(case: Case) -> None:
    held(case, "基本户", 200_000)
    look()
    finding = ExcessFinding.objects.get()
    Measure.objects.update(amount_fen=100_000 * YUAN)
    look()
    finding.refresh_from_db()
    assert (finding.state, ActBatch.objects.get(pk=finding.batch_id).state) == ("over", "withdrawn")


def test_keeping_takes_a_reason_and_a_second_person_and_withdraws_the_release(case: Case) -> None:
    officer, chief = people(case.court)
    held(case, "基本户", 200_000)
    look()
    finding = ExcessFinding.objects.get()
    with pytest.raises(ProposalRefused, match="请写明保留的理由和依据"):
        excess.ask_to_keep(finding_id=finding.pk, reason="", now=NOW, actor=officer)
    asked = excess.ask_to_keep(finding_id=finding.pk, reason="另案参与分配已申请", now=NOW, actor=officer)
    with pytest.raises(IntegrityError, match="excess_kept_by_two_people"), transaction.atomic():
        ExcessFinding.objects.filter(pk=asked.pk).update(
            state="kept", keep_agreed_by_id=officer.user_id, ended_at=NOW
        )
    both = person(case.court, Role.BUREAU_CHIEF, name=officer.name)
    with pytest.raises(ProposalRefused, match="保留须由提请人以外的人批准"):
        excess.decide_keeping(finding_id=finding.pk, agrees=True, now=NOW, actor=both)
    kept = excess.decide_keeping(finding_id=finding.pk, agrees=True, now=NOW, actor=chief)
    assert (kept.state, kept.keep_agreed_by_name) == ("kept", chief.name)
    assert ActBatch.objects.get(pk=finding.batch_id).state == "withdrawn"
    assert look() == 0
    excess.find_excess(now=NOW + timedelta(days=1), limit=50, actor=SYSTEM)
    assert ExcessFinding.objects.count() == 1, "what two people keep is not found again for the same sums"
    pay(case, 5_000_000)
    assert look() == 1
    assert ExcessFinding.objects.filter(state="open").count() == 1, "but more beyond is"


def test_refused_keeping_goes_back_to_be_released_and_is_on_the_list(case: Case) -> None:
    officer, chief = people(case.court)
    held(case, "基本户", 200_000)
    look()
    finding = ExcessFinding.objects.get()
    excess.ask_to_keep(finding_id=finding.pk, reason="另案参与分配已申请", now=NOW, actor=officer)
    (duty,) = duties_of_proposals(actor=chief, today=TODAY, limit=10)
    assert (duty.title, duty.action, duty.until) == ("提请保留超标的额控制", "复核", TODAY)
    excess.decide_keeping(finding_id=finding.pk, agrees=False, now=NOW, actor=chief)
    assert counts(counted_proposals(chief, frozenset()), at_most=9) == [0, 0, 0], (
        "its release is drafted and is the duty itself"
    )
    ExcessFinding.objects.update(batch_id=None)
    (paper,) = duties_of_proposals(actor=chief, today=TODAY, limit=10)
    assert (paper.title, paper.action) == ("控制超标的额，应当解除", "解除"), (
        "without a release on its way the finding is"
    )
    assert counts(counted_proposals(chief, frozenset()), at_most=9) == [1, 0, 0]
    (line,) = list_excess(courts=[case.court_id])
    assert (line.state, line.release_fen) == ("open", 200_000 * YUAN - need(case))
    assert [(one.title, one.is_whole) for one in line.releases] == [("基本户", False)]
