"""From assets found to orders sent: proposed by itself, put right, put forward, approved by a second person (PostgreSQL)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from choosing_world import (
    BANK,
    CARS,
    HOUSES,
    NOW,
    SYSTEM,
    YUAN,
    a_case,
    account,
    approve,
    found,
    held,
    items,
    people,
    propose,
    submitted,
    thing,
    titles,
    units,
    use_fonts,
)
from zhixing.cases.models import Case, Recovery
from zhixing.documents.models import Document
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court
from zhixing.freezes.models import ControlProposal
from zhixing.freezes.operations import proposing, proposing_rounds, setting_rules
from zhixing.freezes.operations.proposing import ProposalRefused
from zhixing.freezes.queries.choosing import position_of
from zhixing.freezes.rules.court_rules import RuleRefused
from zhixing.freezes.rules.proposal_states import ProposalState
from zhixing.inquiries.models import ControlOrder


@pytest.fixture
def case(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Case:
    use_fonts(monkeypatch)
    units(wangqing)
    return a_case(wangqing)


def need(case: Case) -> int:
    return position_of(case.id, today=date(2022, 12, 1)).need_fen


# ---- proposed by itself ---------------------------------------------------------------------------------------------------


def test_an_answer_of_a_unit_becomes_a_proposal_by_itself_and_only_once(case: Case) -> None:
    found(case, BANK, account("6217000000000000001", 60_000), account("6217000000000000002", 900_000))
    assert proposing_rounds.propose_waiting(now=NOW, limit=50, actor=SYSTEM) == 1
    proposal = ControlProposal.objects.get()
    assert (proposal.state, proposal.is_automatic, proposal.need_fen) == ("draft", True, need(case))
    # One account suffices: the larger, to the fen; 800 yuan stay for living with the larger sum.
    assert [item.amount_fen for item in items(proposal)] == [need(case)]
    assert proposing_rounds.propose_waiting(now=NOW, limit=50, actor=SYSTEM) == 0
    assert Fact.objects.filter(kind="control.proposed").count() == 1


def test_a_round_without_news_asks_one_question_however_many_courts_there_are(case: Case) -> None:
    """A day after the last news the round asks for courts to visit, and there is none; with news it visits that court."""
    found(case, BANK, account("6217000000000000001", 60_000))
    assert proposing_rounds.propose_waiting(now=NOW, limit=50, actor=SYSTEM) == 1
    later = NOW + timedelta(days=2)
    proposing_rounds.propose_waiting(now=later, limit=50, actor=SYSTEM)
    for place in range(9):
        Court.objects.create(code=f"试{place}", name=f"试{place}", short_name=f"试{place}", parent=case.court)
    with CaptureQueriesContext(connection) as asked:
        assert proposing_rounds.propose_waiting(now=later + timedelta(days=2), limit=50, actor=SYSTEM) == 0
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert proposing_rounds.propose_waiting(now=later + timedelta(days=30), limit=50, actor=SYSTEM) == 1
    assert len(asked) > 1


def test_a_later_answer_changes_an_untouched_draft_and_leaves_an_edited_one(case: Case) -> None:
    officer, _ = people(case.court)
    first = found(case, BANK, account("6217000000000000001", 60_000))
    draft = propose(case)
    assert draft is not None
    assert draft.gap_fen == need(case) - 59_200 * YUAN
    kept = items(draft)[0].pk
    found(case, CARS, thing("吉HB9661", 200_000))
    assert proposing_rounds.propose_waiting(now=NOW, limit=50, actor=SYSTEM) == 1
    draft.refresh_from_db()
    assert (titles(draft), draft.gap_fen) == ([("吉HB9661", None)], 0)
    proposing.choose_items(proposal_id=draft.pk, asset_ids=[first[0].pk], reasons={}, now=NOW, actor=officer)
    assert [item.pk for item in items(draft)] == [kept], (
        "a line keeps its key, so its order stays the same order"
    )
    found(case, HOUSES, thing("吉(2021)房1号", 900_000))
    proposing_rounds.propose_waiting(now=NOW, limit=50, actor=SYSTEM)
    assert [item.pk for item in items(draft)] == [kept]


def test_what_one_case_finds_is_proposed_in_every_open_case_of_the_debtor(case: Case) -> None:
    other = a_case(case.court, 8)
    found(case, BANK, account("6217000000000000001", 900_000))
    assert proposing_rounds.propose_waiting(now=NOW, limit=50, actor=SYSTEM) == 1
    assert set(ControlProposal.objects.values_list("case_id", flat=True)) == {case.pk, other.pk}


def test_no_proposal_for_what_is_protected_a_namesakes_or_covered(case: Case) -> None:
    found(case, BANK, account("6217000000000000003", 900_000, status="低保金专户"))
    found(case, BANK, account("6217000000000000004", 900_000), name="王某", number="222403196007250012")
    assert propose(case) is None
    held(case, "已冻结", 500_000)
    found(case, CARS, thing("吉HB9661", 200_000))
    assert propose(case) is None
    assert ControlProposal.objects.count() == 0


def test_the_only_home_is_sealed_only_when_the_rest_falls_short_and_counts_nothing(case: Case) -> None:
    found(case, HOUSES, thing("吉(2021)房1号", 900_000, details={"用途": "住宅"}))
    draft = propose(case)
    assert draft is not None
    assert [(item.verdict, item.counted_fen, item.why) for item in items(draft)] == [
        ("uncounted", 0, "唯一住房，只查封不处分，价值不计入")
    ]
    assert draft.gap_fen == need(case)


def test_an_order_under_way_counts_so_nothing_is_ordered_a_second_time(case: Case) -> None:
    officer, chief = people(case.court)
    found(case, BANK, account("6217000000000000001", 900_000))
    approve(submitted(case, officer), chief)
    found(case, CARS, thing("吉HB9661", 200_000))
    assert propose(case) is None
    assert position_of(case.id, today=date(2022, 12, 1)).under_way_fen == need(case)


# ---- put right and put forward ---------------------------------------------------------------------------------------------


def test_a_protected_account_can_never_be_chosen_by_anybody_nor_written_by_the_database(case: Case) -> None:
    officer, _ = people(case.court)
    (pension,) = found(case, BANK, account("6217000000000000003", 900_000, status="低保金专户"))
    draft = propose(case, officer)
    assert draft is not None
    with pytest.raises(ProposalRefused, match="低保、救济、抚恤款不得冻结，不能选取"):
        proposing.choose_items(
            proposal_id=draft.pk, asset_ids=[pension.pk], reasons={}, now=NOW, actor=officer
        )
    (line,) = items(draft, chosen=False)
    line.is_chosen = True
    with pytest.raises(IntegrityError, match="proposal_never_protected"), transaction.atomic():
        line.save()


def test_what_needs_a_person_needs_the_reason(case: Case) -> None:
    officer, _ = people(case.court)
    old = NOW - timedelta(days=200)
    (car,) = found(case, CARS, thing("吉HB9661", 200_000), at=old)
    draft = propose(case, officer)
    assert draft is not None
    with pytest.raises(ProposalRefused, match=r"数据超过半年，应当重新查询后再控制。选取须写明理由"):
        proposing.choose_items(proposal_id=draft.pk, asset_ids=[car.pk], reasons={}, now=NOW, actor=officer)
    reasons = {car.pk: "申请人昨日看到该车仍停在被执行人院内"}
    made = proposing.choose_items(
        proposal_id=draft.pk, asset_ids=[car.pk], reasons=reasons, now=NOW, actor=officer
    )
    assert [(item.is_by_hand, item.hand_reason) for item in items(made)] == [(True, reasons[car.pk])]


def test_a_set_plainly_beyond_the_need_takes_a_reason_and_a_second_person(case: Case) -> None:
    officer, chief = people(case.court)
    found(case, BANK, account("6217000000000000001", 900_000))
    (house,) = found(case, HOUSES, thing("吉(2021)房1号", 900_000, details={"用途": "商业"}))
    draft = propose(case, officer)
    assert draft is not None
    made = proposing.choose_items(
        proposal_id=draft.pk, asset_ids=[house.pk], reasons={}, now=NOW, actor=officer
    )
    assert (made.is_plain_excess, made.is_excused) == (True, False)
    with pytest.raises(ProposalRefused, match="有超出较少的组合可选。确需如此的，请写明理由"):
        proposing.submit(proposal_id=draft.pk, now=NOW, actor=officer)
    sent = proposing.submit(
        proposal_id=draft.pk, excess_reason="账户为工程专款，冻结会停工", now=NOW, actor=officer
    )
    with pytest.raises(ProposalRefused, match="须由提交人以外的人批准"):
        approve(sent, officer)
    with pytest.raises(IntegrityError, match="proposal_excess_has_reason"), transaction.atomic():
        ControlProposal.objects.filter(pk=sent.pk).update(excess_reason="")
    with pytest.raises(IntegrityError, match="proposal_by_two_people"), transaction.atomic():
        ControlProposal.objects.filter(pk=sent.pk).update(
            state="approved", approved_by_id=officer.user_id, approved_at=NOW
        )
    assert approve(sent, chief).is_new


def test_an_indivisible_house_stands_without_a_reason_when_nothing_else_suffices(case: Case) -> None:
    officer, _ = people(case.court)
    found(case, HOUSES, thing("吉(2021)房1号", 900_000, details={"用途": "商业"}))
    sent = submitted(case, officer)
    assert (sent.is_plain_excess, sent.is_excused, sent.excess_reason) == (True, True, "")
    assert "不可分割" in sent.excess_words
    assert any("第十九条" in step.get("article", "") for step in sent.basis)


def test_an_estimate_turns_an_asset_without_a_value_into_one_that_counts(case: Case) -> None:
    officer, _ = people(case.court)
    (car,) = found(case, CARS, thing("吉HB9661"))
    assert propose(case) is not None
    with pytest.raises(ProposalRefused, match="请写明估值的依据"):
        proposing.estimate(asset_id=car.pk, fen=1, basis="", now=NOW, actor=officer)
    proposing.estimate(asset_id=car.pk, fen=110_000 * YUAN, basis="2022-11 网络询价", now=NOW, actor=officer)
    draft = propose(case)
    assert draft is not None
    assert [(item.verdict, item.counted_fen) for item in items(draft)] == [("free", 110_000 * YUAN)]
    assert draft.gap_fen == 0


# ---- approved -------------------------------------------------------------------------------------------------------------------


def test_approval_issues_papers_and_orders_once_however_often_it_is_pressed(case: Case) -> None:
    officer, chief = people(case.court)
    found(case, BANK, account("6217000000000000001", 60_000))
    found(case, CARS, thing("吉HB9661", 45_000))
    sent = submitted(case, officer)
    first = approve(sent, chief)
    again = approve(sent, chief)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.orders == again.orders
    orders = list(ControlOrder.objects.order_by("key"))
    assert {one.key for one in orders} == {f"proposal:{item.pk}" for item in items(sent)}
    by_kind = {one.asset_kind: one for one in orders}
    assert (by_kind["deposit"].amount_fen, by_kind["vehicle"].amount_fen) == (59_200 * YUAN, None)
    assert (by_kind["deposit"].starts_on, by_kind["deposit"].ends_on) == (
        date(2022, 12, 1),
        date(2023, 11, 30),
    )
    assert by_kind["vehicle"].ends_on == date(2024, 11, 30)
    kinds = sorted(Document.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds == ["assistance_notice", "assistance_notice", "control_ruling", "control_ruling"]
    sent.refresh_from_db()
    assert (sent.state, sent.approved_by_id, sent.approved_by_name) == ("approved", chief.user_id, chief.name)
    assert Fact.objects.filter(kind="proposal.approved").count() == 1


def test_a_debt_paid_meanwhile_is_refused_with_words_and_nothing_leaves(case: Case) -> None:
    officer, chief = people(case.court)
    found(case, BANK, account("6217000000000000001", 900_000))
    sent = submitted(case, officer)
    Recovery.objects.create(
        court=case.court,
        case=case,
        on=date(2022, 12, 1),
        fen=need(case),
        source="receipt:test:1",
        recorded_at=NOW,
    )
    with pytest.raises(ProposalRefused, match="债务已经清偿，不得再采取控制措施"):
        approve(sent, chief)
    assert (ControlOrder.objects.count(), Document.objects.filter(case=case).count()) == (0, 0)


def test_a_debt_that_has_mostly_been_paid_goes_back_to_the_officer(case: Case) -> None:
    officer, chief = people(case.court)
    found(case, BANK, account("6217000000000000001", 900_000))
    sent = submitted(case, officer)
    Recovery.objects.create(
        court=case.court,
        case=case,
        on=date(2022, 12, 1),
        fen=8_000_000,
        source="receipt:test:1",
        recorded_at=NOW,
    )
    with pytest.raises(ProposalRefused, match="提交以后债务已减少"):
        approve(sent, chief)
    back = proposing.take_back(proposal_id=sent.pk, reason="债务已部分清偿", now=NOW, actor=chief)
    assert (back.state, back.returned_because) == (ProposalState.DRAFT, "债务已部分清偿")
    again = proposing.submit(proposal_id=sent.pk, now=NOW, actor=officer)
    assert approve(again, chief).is_new
    assert ControlOrder.objects.get().amount_fen == need(case)


def test_an_asset_that_is_gone_or_in_doubt_meanwhile_stops_the_whole_approval(case: Case) -> None:
    officer, chief = people(case.court)
    (one, _) = found(
        case, BANK, account("6217000000000000001", 60_000), account("6217000000000000002", 60_000)
    )
    sent = submitted(case, officer)
    one.gone_on = date(2022, 12, 1)
    one.save()
    with pytest.raises(ProposalRefused, match="单位最近一次答复已不再列出这项财产，不能选取"):
        approve(sent, chief)
    assert ControlOrder.objects.count() == 0


def test_a_clerk_may_not_approve_and_a_colleague_only_by_the_courts_rule(case: Case) -> None:
    from funds_world import person
    from zhixing.foundation.identity.models import Role

    officer, chief = people(case.court)
    colleague = person(case.court, Role.OFFICER, name="李执行")
    found(case, BANK, account("6217000000000000001", 900_000))
    sent = submitted(case, officer)
    with pytest.raises(NotAllowed):
        approve(sent, person(case.court, Role.CLERK))
    with pytest.raises(ProposalRefused, match="须由执行局局长或者分管副院长批准"):
        approve(sent, colleague)
    with pytest.raises(RuleRefused):
        setting_rules.set_rule(
            court_id=case.court_id,
            name="tolerance_percent",
            value=101,
            reason="试一试看",
            now=NOW,
            actor=chief,
        )
    with pytest.raises(NotAllowed):
        setting_rules.set_rule(
            court_id=case.court_id,
            name="tolerance_percent",
            value=30,
            reason="试一试看",
            now=NOW,
            actor=officer,
        )
    setting_rules.set_rule(
        court_id=case.court_id, name="colleague_approves_up_to_fen", value=20_000_000, reason="院务会 2022 年第 3 号", now=NOW, actor=chief
    )  # fmt: skip
    assert approve(sent, colleague).is_new


def test_a_unit_that_takes_no_orders_is_said_so(case: Case) -> None:
    from zhixing.inquiries.models import UnitItem

    officer, _ = people(case.court)
    UnitItem.objects.filter(unit__code=CARS).exclude(action="query").delete()
    found(case, CARS, thing("吉HB9661", 200_000))
    draft = propose(case, officer)
    assert draft is not None
    assert [item.why for item in items(draft, chosen=False)] == [
        "与交警（测试）的协议不包括冻结、查封，请用纸质办理"
    ]
