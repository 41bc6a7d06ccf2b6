"""Money that waits on one of five grounds: approved with four eyes, not planned meanwhile, paid ten days after."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from funds_world import NOW, make_case, person, take_in
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries, sweeps
from zhixing.funds.models import DeferralState, DeferralStep, PayoutDeferral, Plan, Receipt
from zhixing.funds.queries.blockers import blockers_of
from zhixing.law.case_funds import Deferral

UNTIL = date(2022, 5, 10)


@pytest.fixture
def receipt(wangqing: Court) -> Receipt:
    """50,000 yuan that came on 1 March for （2022）吉2424执7号."""
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 5_000_000, "李四", "还款", case.sub_account)])
    return Receipt.objects.get()


def _propose(receipt: Receipt, *, until: date = UNTIL, now: datetime = NOW) -> PayoutDeferral:
    officer = person(Court.objects.get(pk=receipt.court_id), Role.OFFICER, name="officer")
    return operations.propose_deferral(
        receipt_id=receipt.pk, ground=Deferral.FROZEN_ELSEWHERE, reason="另案保全，（2022）吉2424执保3号", until=until,
        now=now, actor=officer,
    )  # fmt: skip


def _chief(court: Court) -> Actor:
    return person(court, Role.BUREAU_CHIEF, name="chief")


def _deferred(court: Court, receipt: Receipt) -> PayoutDeferral:
    row = _propose(receipt)
    operations.approve_deferral(deferral_id=row.pk, now=NOW, actor=_chief(court))
    row.refresh_from_db()
    receipt.refresh_from_db()
    return row


def _sweep_plans(now: datetime) -> list[Plan]:
    sweeps.plan_marked_money(now=now, limit=50)
    return list(Plan.objects.filter(state="proposed"))


def test_a_proposal_alone_lets_nothing_wait(wangqing: Court, receipt: Receipt) -> None:
    _propose(receipt)
    assert len(_sweep_plans(NOW)) == 1
    receipt.refresh_from_db()
    assert (receipt.state, receipt.pay_by) == ("planned", date(2022, 3, 31))


def test_an_approved_deferral_moves_the_clock_and_takes_the_plan_back(
    wangqing: Court, receipt: Receipt
) -> None:
    (plan,) = _sweep_plans(NOW)
    row = _deferred(wangqing, receipt)
    plan.refresh_from_db()
    assert (plan.state, receipt.state, receipt.blocked_by) == ("withdrawn", "marked", "deferred")
    assert receipt.blocked_text == "延缓发放：申请执行人因另案或者涉嫌犯罪，款项被保全或者冻结，至 2022-05-10"
    assert receipt.pay_by == date(2022, 5, 20)
    assert (row.state, row.approved_as, row.since) == ("approved", "bureau_chief", date(2022, 3, 1))
    assert [step.kind for step in DeferralStep.objects.order_by("at", "id")] == ["proposed", "approved"]
    kinds = Fact.objects.filter(kind__startswith="deferral").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["deferral.proposed", "deferral.approved"]


def test_deferred_money_is_not_planned_by_sweep_nor_by_hand(wangqing: Court, receipt: Receipt) -> None:
    _deferred(wangqing, receipt)
    assert _sweep_plans(NOW) == []
    officer = person(wangqing, Role.OFFICER, name="officer")
    assert operations.plan_distribution(case_id=UUID(str(receipt.case_id)), now=NOW, actor=officer) == []
    receipt.refresh_from_db()
    assert receipt.blocked_by == "deferred"


def test_when_the_cause_ends_ten_days_remain_and_the_plan_is_made(wangqing: Court, receipt: Receipt) -> None:
    row = _deferred(wangqing, receipt)
    later = NOW + timedelta(days=41)
    pay_by = operations.end_deferral(
        deferral_id=row.pk, ended_on=date(2022, 4, 11), reason="保全已解除", now=later,
        actor=person(wangqing, Role.OFFICER, name="officer"),
    )  # fmt: skip
    receipt.refresh_from_db()
    assert pay_by == receipt.pay_by == date(2022, 4, 21)
    assert len(_sweep_plans(later)) == 1


def test_an_approval_carries_no_further_than_its_day(wangqing: Court, receipt: Receipt) -> None:
    row = _deferred(wangqing, receipt)
    on_the_day = datetime(2022, 5, 10, 4, 0, tzinfo=NOW.tzinfo)
    assert sweeps.end_deferrals(now=on_the_day, limit=10) == 0
    assert sweeps.end_deferrals(now=on_the_day + timedelta(days=1), limit=10) == 1
    row.refresh_from_db()
    receipt.refresh_from_db()
    assert (row.state, row.cause_ended_on, receipt.pay_by, receipt.blocked_by) == (
        "ended",
        UNTIL,
        date(2022, 5, 20),
        "",
    )


def test_a_deferral_is_prolonged_without_a_gap(wangqing: Court, receipt: Receipt) -> None:
    first = _deferred(wangqing, receipt)
    later = NOW + timedelta(days=60)
    second = _propose(receipt, until=date(2022, 7, 1), now=later)
    assert second.since == first.since
    operations.approve_deferral(deferral_id=second.pk, now=later, actor=_chief(wangqing))
    first.refresh_from_db()
    receipt.refresh_from_db()
    assert (first.state, first.cause_ended_on) == ("ended", date(2022, 4, 30))
    assert (receipt.pay_by, receipt.blocked_by) == (date(2022, 7, 11), "deferred")


def test_who_proposed_cannot_approve_and_the_database_says_so_too(wangqing: Court, receipt: Receipt) -> None:
    both = person(wangqing, Role.OFFICER, Role.BUREAU_CHIEF, name="both")
    row = operations.propose_deferral(
        receipt_id=receipt.pk, ground=Deferral.STAYED, reason="裁定中止执行", until=UNTIL, now=NOW, actor=both
    )
    with pytest.raises(NotAllowed, match="不能批准自己提出的延缓"):
        operations.approve_deferral(deferral_id=row.pk, now=NOW, actor=both)
    with pytest.raises(IntegrityError, match="deferral_four_eyes"), transaction.atomic():
        PayoutDeferral.objects.filter(pk=row.pk).update(
            state="approved", approved_by=row.proposed_by, approved_as="bureau_chief", decided_at=NOW
        )


@pytest.mark.parametrize("actor", [Actor.system("x"), None])
def test_below_bureau_chief_nobody_approves(wangqing: Court, receipt: Receipt, actor: Actor | None) -> None:
    row = _propose(receipt)
    with pytest.raises(NotAllowed):
        operations.approve_deferral(
            deferral_id=row.pk,
            now=NOW,
            actor=actor or person(wangqing, Role.FUND_ACCOUNTANT, name="accountant"),
        )


def test_a_refused_deferral_leaves_the_clock_as_it_was(wangqing: Court, receipt: Receipt) -> None:
    row = _propose(receipt)
    operations.refuse_deferral(deferral_id=row.pk, reason="不属于法定事由", now=NOW, actor=_chief(wangqing))
    row.refresh_from_db()
    receipt.refresh_from_db()
    assert (row.state, row.refusal, row.approved_by) == ("refused", "不属于法定事由", None)
    assert (receipt.pay_by, receipt.blocked_by) == (date(2022, 3, 31), "")


def test_after_the_thirty_days_nothing_can_be_deferred(receipt: Receipt) -> None:
    with pytest.raises(operations.DeferralRefused, match="发放期限 2022-03-31 已经届满"):
        _propose(receipt, now=NOW + timedelta(days=31))


def test_money_under_an_approved_plan_is_not_deferred(wangqing: Court, receipt: Receipt) -> None:
    row = _propose(receipt)
    (plan,) = _sweep_plans(NOW)
    operations.approve(plan_id=plan.pk, now=NOW, actor=_chief(wangqing))
    with pytest.raises(operations.DeferralRefused):
        operations.approve_deferral(deferral_id=row.pk, now=NOW, actor=_chief(wangqing))


def test_a_mark_taken_back_ends_the_deferral_and_gives_the_clock_back(
    wangqing: Court, receipt: Receipt
) -> None:
    row = _deferred(wangqing, receipt)
    officer = person(wangqing, Role.OFFICER, name="officer")
    operations.unmark(receipt_id=receipt.pk, reason="不是本案款项", now=NOW, actor=officer)
    row.refresh_from_db()
    receipt.refresh_from_db()
    assert (row.state, receipt.state, receipt.pay_by) == ("ended", "unidentified", date(2022, 3, 31))


def test_the_approver_and_the_officer_have_duties(wangqing: Court, receipt: Receipt) -> None:
    chief = _chief(wangqing)
    row = _propose(receipt)
    (duty,) = queries.duties(actor=chief, today=date(2022, 3, 1), limit=10)
    assert (duty.title, duty.until, duty.fen) == ("批准延缓发放", date(2022, 3, 31), 5_000_000)
    operations.approve_deferral(deferral_id=row.pk, now=NOW, actor=chief)
    accountant = person(wangqing, Role.FUND_ACCOUNTANT, name="accountant")
    assert queries.duties(actor=accountant, today=date(2022, 5, 4), limit=10) == []
    (duty,) = queries.duties(actor=accountant, today=date(2022, 5, 5), limit=10)
    assert (duty.title, duty.until) == ("延缓即将到期", UNTIL)
    assert queries.count_of_duties(actor=accountant, today=date(2022, 5, 5)) == 1


def test_the_blocker_names_the_approver_and_then_the_officer(wangqing: Court, receipt: Receipt) -> None:
    chief = _chief(wangqing)
    row = _propose(receipt)
    assert blockers_of([receipt.pk])[receipt.pk].text(date(2022, 3, 4)) == (
        "等待执行局局长chief批准延缓发放，自3月1日起（已3天）"
    )
    operations.approve_deferral(deferral_id=row.pk, now=NOW, actor=chief)
    assert blockers_of([receipt.pk])[receipt.pk].text(date(2022, 3, 4)) == (
        "等待承办人金哲确认延缓事由消失（申请执行人因另案或者涉嫌犯罪，款项被保全或者冻结，至 2022-05-10），自3月1日起（已3天）"
    )


def test_money_reversed_by_the_bank_drops_its_deferral(wangqing: Court, receipt: Receipt) -> None:
    row = _propose(receipt)
    Receipt.objects.filter(pk=receipt.pk).update(state="reversed")
    assert sweeps.end_deferrals(now=NOW, limit=10) == 1
    row.refresh_from_db()
    assert DeferralState(row.state) is DeferralState.REFUSED
