"""Deposits, refunds, money of no case, rules given beforehand, a court's settings, settlements: each leaves even books."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.cases.models import Case, Party, Suspension
from zhixing.cases.queries import debt_as_of
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries
from zhixing.funds.models import (
    Deposit,
    FundsPolicy,
    Holder,
    LineKind,
    Payment,
    PayoutReview,
    PayoutRule,
    Plan,
    PlanLine,
    PolicyChange,
    Receipt,
    Settlement,
)
from zhixing.funds.rules.authorisations import is_drawn
from zhixing.funds.rules.instalments import Term
from zhixing.funds.sweeps import plan_marked_money
from zhixing.law.case_funds import DepositGround
from zhixing.simulator.bank import Bank
from zhixing.simulator.faults import Faults


@pytest.fixture(autouse=True)
def _books_hold_afterwards(wangqing: Court) -> Iterator[None]:
    yield
    assert queries.verify_books().problems == []


def _chief(court: Court) -> object:
    return person(court, Role.BUREAU_CHIEF)


def _answered(court: Court, faults: Faults | None = None) -> None:
    """Everything that is ready goes to the bank and is answered."""
    file = operations.write_payment_file(court=court, now=NOW, actor=SYSTEM)
    assert file is not None
    bank = Bank(faults=faults, opening_fen=905_000_000)
    answers = [bank.submit(bytes(file.content), now=NOW)]
    answers += [message.body for message in bank.messages(now=NOW + timedelta(days=8))]
    for answer in answers:
        operations.take_bank_answer(court=court, content=answer, now=NOW, actor=SYSTEM)


def _held(court: Court) -> dict[str, int]:
    (day,) = queries.reconcile(court=court, on=date(2022, 3, 31))
    return {holder.value: fen for holder, fen in day.holders if fen}


# ---- refunds ---------------------------------------------------------------------------------------------------------


def _overpaid(court: Court) -> tuple[Case, Receipt]:
    case = make_case(court, 7, principal_fen=1_000_000)
    take_in(court, [("B1", 5_000_000, "李四", "", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=person(court, Role.BUREAU_CHIEF))
    return case, Receipt.objects.get()


def test_what_was_overpaid_goes_back_to_the_account_it_came_from(wangqing: Court) -> None:
    _, receipt = _overpaid(wangqing)
    assert operations.held_of(receipt=receipt, source=Holder.REFUND_PAYABLE) == 3_974_000
    assert operations.propose_refunds_due(now=NOW, limit=9, actor=SYSTEM) == 1
    assert operations.propose_refunds_due(now=NOW, limit=9, actor=SYSTEM) == 0
    plan = Plan.objects.get(source="refund_payable")
    line = plan.lines.get()
    assert (line.kind, line.fen, line.payee_name) == ("refund", 3_974_000, "李四")
    assert bytes(line.payee_account_sealed) == bytes(receipt.line.account_sealed)
    with pytest.raises(operations.ReleaseRefused, match="待审批"):
        operations.propose_refund(receipt_id=receipt.pk, now=NOW, actor=SYSTEM)
    (payment,) = operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    assert payment.purpose == "退还（2022）吉2424执7号款项"
    assert operations.held_of(receipt=receipt, source=Holder.REFUND_PAYABLE) == 0
    _answered(wangqing)
    assert _held(wangqing) == {"unidentified": 300_000_000, "fee_income": 5_000}
    receipt.refresh_from_db()
    assert receipt.state == "cleared"
    with pytest.raises(operations.ReleaseRefused, match="没有可以发放"):
        operations.propose_refund(receipt_id=receipt.pk, now=NOW, actor=SYSTEM)


def test_a_refund_that_the_bank_returns_waits_for_repair_in_the_case(wangqing: Court) -> None:
    case, receipt = _overpaid(wangqing)
    plan = operations.propose_refund(receipt_id=receipt.pk, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    _answered(wangqing, Faults(rejected=1000))
    assert queries.held_for_case(case.id) == 1_021_000 + 3_974_000
    failed = {one.fen for one in queries.to_repair().lines}
    assert failed == {1_021_000, 3_974_000}


# ---- money of no case ------------------------------------------------------------------------------------------------


def _stranger(court: Court) -> Receipt:
    take_in(court, [("B1", 88_800, "王五", "货款", "")])
    return Receipt.objects.get()


def test_money_of_no_case_goes_back_to_its_payer_with_four_eyes(wangqing: Court) -> None:
    receipt = _stranger(wangqing)
    both = person(wangqing, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)
    with pytest.raises(operations.ReleaseRefused, match="为何不属于"):
        operations.propose_return(receipt_id=receipt.pk, reason="错", now=NOW, actor=both)
    plan = operations.propose_return(receipt_id=receipt.pk, reason="付款人来电称汇错", now=NOW, actor=both)
    assert (plan.case_id, plan.source, plan.number) == (None, "unidentified", "不属本院案件")
    receipt.refresh_from_db()
    assert (receipt.state, receipt.blocked_by) == ("unidentified", "return_proposed")
    with pytest.raises(operations.SelfApproval):
        operations.approve(plan_id=plan.id, now=NOW, actor=both)
    (payment,) = operations.approve(
        plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF, name="甲")
    )
    receipt.refresh_from_db()
    assert (receipt.state, receipt.case_id, payment.case_id) == ("returned", None, None)
    assert queries.verify_books().problems == []
    _answered(wangqing)
    assert _held(wangqing) == {"unidentified": 300_000_000}
    with pytest.raises(operations.MarkRefused):
        operations.mark(
            receipt_id=receipt.pk, case_id=make_case(wangqing, 7).id, reason="认领", now=NOW, actor=both
        )
    page = queries.list_plans(state="approved")
    assert [one.case_number for one in page.lines] == ["不属本院案件"]


def test_a_return_the_bank_refuses_is_in_the_tray_again_and_can_be_put_to_a_case(wangqing: Court) -> None:
    receipt, officer = _stranger(wangqing), person(wangqing, Role.OFFICER)
    plan = operations.propose_return(receipt_id=receipt.pk, reason="付款人来电称汇错", now=NOW, actor=officer)
    operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    _answered(wangqing, Faults(rejected=1000))
    receipt.refresh_from_db()
    assert (receipt.state, receipt.blocked_text) == ("unidentified", "退还未成功，银行退回")
    assert queries.verify_books().problems == []
    assert queries.to_repair().lines == []
    failed = Payment.objects.get()
    with pytest.raises(operations.RepairRefused, match="不明款"):
        operations.repair_payment(
            payment_id=failed.pk, payee_name="王五", payee_bank="", payee_account="6217569546347374596", reason="换卡",
            now=NOW, actor=officer,
        )  # fmt: skip
    case = make_case(wangqing, 7)
    operations.mark(receipt_id=receipt.pk, case_id=case.id, reason="原来是本案", now=NOW, actor=officer)
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    receipt.refresh_from_db()
    assert receipt.state == "cleared"


def test_a_proposed_return_falls_when_the_money_finds_its_case_or_is_reversed(wangqing: Court) -> None:
    receipt, officer = _stranger(wangqing), person(wangqing, Role.OFFICER)
    plan = operations.propose_return(receipt_id=receipt.pk, reason="付款人来电称汇错", now=NOW, actor=officer)
    operations.mark(
        receipt_id=receipt.pk, case_id=make_case(wangqing, 7).id, reason="原来是本案", now=NOW, actor=officer
    )
    plan.refresh_from_db()
    assert plan.state == "withdrawn"
    take_in(wangqing, [("B2", 70_000, "赵六", "货款", "")], opening=300_088_800, day=2)
    other = Receipt.objects.get(line__serial="B2")
    second = operations.propose_return(receipt_id=other.pk, reason="付款人来电称汇错", now=NOW, actor=officer)
    take_in(wangqing, [("B3", -70_000, "赵六", "冲正 货款", "")], opening=300_158_800, day=3)
    second.refresh_from_db()
    other.refresh_from_db()
    assert (second.state, other.state) == ("withdrawn", "reversed")


def test_money_returned_and_then_reversed_is_a_difference_for_a_person(wangqing: Court) -> None:
    receipt = _stranger(wangqing)
    plan = operations.propose_return(receipt_id=receipt.pk, reason="付款人来电称汇错", now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    take_in(wangqing, [("B2", -88_800, "王五", "冲正 货款", "")], opening=300_088_800, day=2)
    assert [one.kind.value for one in queries.open_differences()] == ["reversal_after_payout"]
    receipt.refresh_from_db()
    assert receipt.state == "returned"


def test_the_same_payment_twice_is_named_and_only_proposed_for_return(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 600_000, "李四", "还款", case.sub_account)])
    take_in(wangqing, [("B2", 600_000, "李四", "还款 重复", case.sub_account)], opening=300_600_000, day=4)
    take_in(wangqing, [("B3", 600_001, "李四", "还款", case.sub_account)], opening=301_200_000, day=5)
    (pair,) = queries.duplicates()
    assert (pair.first_serial, pair.second_serial, pair.reason) == ("B1", "B2", "附言写明重复")
    plan = operations.propose_duplicate_return(
        receipt_id=pair.second_id, reason="付款人称重复汇款", now=NOW, actor=person(wangqing, Role.OFFICER)
    )
    assert Receipt.objects.get(pk=pair.second_id).state == "unidentified"
    assert (plan.state, plan.source, plan.pool_fen, Payment.objects.count()) == (
        "proposed",
        "unidentified",
        600_000,
        0,
    )


# ---- deposit ---------------------------------------------------------------------------------------------------------


def _deposited(court: Court) -> tuple[Case, Receipt, Plan]:
    case = make_case(court, 7, account="")
    take_in(court, [("B1", 5_000_000, "李四", "", case.sub_account)])
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    receipt = Receipt.objects.get()
    plan = operations.propose_deposit(
        receipt_id=receipt.pk, ground=DepositGround.UNREACHABLE, reason="三次去电无人接听，邮件退回", now=NOW,
        actor=person(court, Role.OFFICER), cost_fen=20_000,
    )  # fmt: skip
    return case, receipt, plan


def test_money_nobody_takes_is_deposited_with_approval_and_its_creditor_told(wangqing: Court) -> None:
    _, receipt, plan = _deposited(wangqing)
    lines = {line.kind: line for line in plan.lines.all()}
    assert {kind: line.fen for kind, line in lines.items()} == {
        "application_fee": 140_000,
        "deposit": 4_860_000,
    }
    assert "按照申请执行人提供的联系方式无法通知其领取：三次去电无人接听" in lines["deposit"].reason
    assert Deposit.objects.get().notice_due_on is None
    assert operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF)) == []
    row = Deposit.objects.get()
    assert (row.fen, row.cost_fen, row.notice_due_on) == (4_860_000, 20_000, date(2022, 3, 4))
    assert _held(wangqing) == {"unidentified": 300_000_000, "fee_income": 140_000, "deposit": 4_860_000}
    operations.note_deposit_notice(
        deposit_id=row.pk, text="公告送达并张贴", now=NOW, actor=person(wangqing, Role.CLERK)
    )
    assert Deposit.objects.get().noticed_on == date(2022, 3, 1)
    receipt.refresh_from_db()
    assert receipt.state == "cleared"


def test_a_deposit_is_released_in_parts_never_more_than_it_holds(wangqing: Court) -> None:
    case, receipt, plan = _deposited(wangqing)
    chief = person(wangqing, Role.BUREAU_CHIEF)
    operations.approve(plan_id=plan.id, now=NOW, actor=chief)
    donor = Party.objects.get(case=make_case(wangqing, 8), role="applicant")
    party = Party.objects.get(case=case, role="applicant")
    with pytest.raises(operations.ReleaseRefused, match="没有登记收款账户"):
        operations.release_deposit(
            receipt_id=receipt.pk, party_id=party.pk, reason="申请人到院领取", now=NOW, actor=SYSTEM
        )
    party.account_sealed, party.account_index = donor.account_sealed, donor.account_index
    party.account_masked, party.bank_name = donor.account_masked, donor.bank_name
    party.save()
    part = operations.ReleaseLine.to_party(
        party, LineKind.APPLICANT, 860_000, article="款物规定", reason="先领一部分"
    )
    back = operations.ReleaseLine(LineKind.REFUND, 1_000_000, "款物规定", "异议成立，退还")
    release = {"receipt_id": receipt.pk, "source": Holder.DEPOSIT, "now": NOW, "actor": SYSTEM}
    with pytest.raises(operations.ReleaseRefused, match="不足"):
        operations.propose_release(
            lines=[part, operations.ReleaseLine(LineKind.REFUND, 4_000_001, "x", "x")], **release
        )
    first = operations.propose_release(lines=[part, back], **release)
    with pytest.raises(operations.ReleaseRefused, match="重复"):
        operations.propose_release(lines=[part], **release)
    (payment,) = operations.approve(plan_id=first.id, now=NOW, actor=chief)
    assert payment.fen == 860_000
    assert operations.held_of(receipt=receipt, source=Holder.DEPOSIT) == 3_000_000
    assert operations.held_of(receipt=receipt, source=Holder.REFUND_PAYABLE) == 1_000_000
    rest = operations.release_deposit(
        receipt_id=receipt.pk, party_id=party.pk, reason="申请人到院领取", now=NOW, actor=SYSTEM
    )
    operations.approve(plan_id=rest.id, now=NOW, actor=chief)
    _answered(wangqing)
    assert _held(wangqing) == {
        "unidentified": 300_000_000,
        "fee_income": 140_000,
        "refund_payable": 1_000_000,
    }


# ---- rules given beforehand ------------------------------------------------------------------------------------------


def _rule(court: Court, case: Case, *, each: int = 500_000, total: int = 800_000) -> PayoutRule:
    return operations.propose_rule(
        case_id=case.id, each_fen=each, total_fen=total, valid_until=date(2022, 6, 30), reason="按月小额还款", now=NOW,
        actor=person(court, Role.OFFICER),
    )  # fmt: skip


def _given(court: Court, case: Case) -> PayoutRule:
    rule = _rule(court, case)
    operations.give_rule(rule_id=rule.pk, now=NOW, actor=person(court, Role.BUREAU_CHIEF))
    return rule


def _month(court: Court, case: Case, place: int, fen: int) -> None:
    opening = 300_000_000 + sum(Receipt.objects.values_list("fen", flat=True))
    take_in(court, [(f"B{place}", fen, "李四", "还款", case.sub_account)], opening=opening, day=place)
    plan_marked_money(now=NOW, limit=10)


def test_small_undisputed_money_is_paid_by_the_chiefs_rule_within_its_caps(wangqing: Court) -> None:
    FundsPolicy.objects.create(court=wangqing, sample_percent=100)
    case = make_case(wangqing, 7)
    rule = _given(wangqing, case)
    _month(wangqing, case, 1, 300_000)
    assert operations.pay_by_rules(now=NOW, limit=10) == 1
    plan = Plan.objects.get()
    rule.refresh_from_db()
    assert (plan.state, plan.decided_by, plan.decided_by_name, plan.authorisation_id, rule.used_fen) == (
        "approved", rule.given_by, "bureau_chief（依预先授权）", rule.pk, 300_000,
    )  # fmt: skip
    assert Payment.objects.get().fen == 160_000
    _month(wangqing, case, 2, 500_001)
    _month(wangqing, case, 3, 500_000)
    assert operations.pay_by_rules(now=NOW, limit=10) == 1
    _month(wangqing, case, 4, 1)
    assert operations.pay_by_rules(now=NOW, limit=10) == 0
    assert Plan.objects.filter(state="proposed").count() == 2
    assert PayoutReview.objects.filter(state="open").count() == 2
    fact = Fact.objects.filter(kind="plan.approved").order_by("id").first()
    assert fact is not None
    assert fact.body["rule"] == str(rule.pk)


def test_a_rule_stops_for_a_stay_a_changed_account_or_its_last_day(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    _given(wangqing, case)
    _month(wangqing, case, 1, 300_000)
    assert operations.pay_by_rules(now=NOW + timedelta(days=200), limit=10) == 0
    stay = Suspension.objects.create(court=wangqing, case=case, kind="stay", starts_on=date(2022, 2, 1))
    assert operations.pay_by_rules(now=NOW, limit=10) == 0
    stay.delete()
    account = operations.propose_account(
        party_id=Party.objects.get(case=case, role="applicant").pk, holder_name="张三丰", bank_name="工行",
        account="6222020200112233446", reason="申请人来电换卡", now=NOW, actor=person(wangqing, Role.CLERK),
    )  # fmt: skip
    assert operations.pay_by_rules(now=NOW, limit=10) == 0
    operations.refuse_account(
        account_id=account.pk, reason="否认", now=NOW, actor=person(wangqing, Role.OFFICER)
    )
    assert operations.pay_by_rules(now=NOW, limit=10) == 1


def test_a_rule_is_given_by_another_within_the_courts_caps_to_one_applicant(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    with pytest.raises(operations.RuleRefused, match=r"单笔 5,000.00 元、累计 50,000.00 元"):
        _rule(wangqing, case, each=500_001)
    with pytest.raises(operations.RuleRefused, match="不止一名"):
        _rule(wangqing, make_case(wangqing, 8, applicants=("张三", "赵六")))
    both = person(wangqing, Role.OFFICER, Role.BUREAU_CHIEF, name="一人两岗")
    rule = operations.propose_rule(
        case_id=case.id,
        each_fen=1,
        total_fen=1,
        valid_until=date(2022, 6, 30),
        reason="小额还款",
        now=NOW,
        actor=both,
    )
    with pytest.raises(NotAllowed, match="提出人以外"):
        operations.give_rule(rule_id=rule.pk, now=NOW, actor=both)
    with pytest.raises(IntegrityError, match="payout_rule_four_eyes"), transaction.atomic():
        PayoutRule.objects.filter(pk=rule.pk).update(state="active", given_by=rule.proposed_by)
    operations.end_rule(rule_id=rule.pk, reason="不需要", now=NOW, actor=person(wangqing, Role.CLERK))
    rule.refresh_from_db()
    assert rule.state == "refused"


def test_a_payment_found_wrong_afterwards_suspends_its_rule(wangqing: Court) -> None:
    FundsPolicy.objects.create(court=wangqing, sample_percent=100)
    case = make_case(wangqing, 7)
    rule = _given(wangqing, case)
    _month(wangqing, case, 1, 300_000)
    operations.pay_by_rules(now=NOW, limit=10)
    review = PayoutReview.objects.get()
    with pytest.raises(NotAllowed, match="作出授权以外"):
        operations.review_payment(
            review_id=review.pk, ok=True, reason="", now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF)
        )
    auditor = person(wangqing, Role.AUDITOR)
    with pytest.raises(operations.RuleRefused, match="有误之处"):
        operations.review_payment(review_id=review.pk, ok=False, reason="", now=NOW, actor=auditor)
    operations.review_payment(review_id=review.pk, ok=False, reason="利息期间不对", now=NOW, actor=auditor)
    rule.refresh_from_db()
    assert (rule.state, rule.ended_reason) == ("suspended", "抽查有误：利息期间不对")
    _month(wangqing, case, 2, 100_000)
    assert operations.pay_by_rules(now=NOW, limit=10) == 0


def test_the_draw_can_be_checked_by_anybody(wangqing: Court) -> None:
    plans = [Plan().id for _ in range(2000)]
    drawn = sum(is_drawn(key, percent=10) for key in plans)
    assert 140 < drawn < 260
    assert not any(is_drawn(key, percent=0) for key in plans)
    assert all(is_drawn(key, percent=100) for key in plans)


# ---- a court's settings ----------------------------------------------------------------------------------------------


def test_tightening_counts_at_once_loosening_with_a_second_person(wangqing: Court) -> None:
    chief, vice = person(wangqing, Role.BUREAU_CHIEF), person(wangqing, Role.VICE_PRESIDENT)
    made = operations.change_settings(
        court=wangqing, values={"cooling_off_days": 3, "chief_up_to_fen": 20_000_000, "target_days": 5},
        reason="本院会议决定", now=NOW, actor=chief,
    )  # fmt: skip
    assert {one.setting: (one.loosens, one.state) for one in made} == {
        "cooling_off_days": (False, "effective"), "chief_up_to_fen": (True, "proposed"),
    }  # fmt: skip
    policy = FundsPolicy.objects.get(court=wangqing)
    assert (policy.cooling_off_days, policy.chief_up_to_fen) == (3, 10_000_000)
    change = PolicyChange.objects.get(state="proposed")
    with pytest.raises(NotAllowed, match="提出人以外"):
        operations.decide_setting(change_id=change.pk, accept=True, now=NOW, actor=chief)
    with pytest.raises(IntegrityError, match="loosening_four_eyes"), transaction.atomic():
        PolicyChange.objects.filter(pk=change.pk).update(state="effective", decided_by=change.proposed_by)
    operations.decide_setting(change_id=change.pk, accept=True, now=NOW, actor=vice)
    policy.refresh_from_db()
    assert policy.chief_up_to_fen == 20_000_000
    with pytest.raises(operations.SettingRefused, match="1 至 30"):
        operations.change_settings(
            court=wangqing, values={"target_days": 31}, reason="本院会议决定", now=NOW, actor=chief
        )
    with pytest.raises(NotAllowed):
        operations.change_settings(
            court=wangqing,
            values={"target_days": 3},
            reason="会议决定",
            now=NOW,
            actor=person(wangqing, Role.OFFICER),
        )


# ---- settlements -----------------------------------------------------------------------------------------------------


def test_a_settlement_is_filled_in_order_missed_resumed_or_performed(wangqing: Court) -> None:
    case, officer = make_case(wangqing, 7), person(wangqing, Role.OFFICER)
    terms = [Term(date(2022, 3, 10), 300_000), Term(date(2022, 4, 10), 300_000)]
    row = operations.enter_settlement(
        case_id=case.id, agreed_on=date(2022, 3, 1), terms=terms, text="分两期付清，余款放弃", now=NOW, actor=officer,
        waived_fen=9_000_000,
    )  # fmt: skip
    with pytest.raises(operations.SettlementRefused, match="履行中"):
        operations.enter_settlement(
            case_id=case.id,
            agreed_on=date(2022, 3, 1),
            terms=terms,
            text="又一份协议",
            now=NOW,
            actor=officer,
        )
    take_in(wangqing, [("B1", 400_000, "李四", "", case.sub_account)], day=9)
    later = NOW + timedelta(days=12)
    assert operations.watch_settlements(now=later, limit=9, actor=SYSTEM) == 0
    row.refresh_from_db()
    assert (row.state, row.next_due_on) == ("running", date(2022, 4, 10))
    view = queries.settlement_view(row.pk, today=date(2022, 3, 13))
    assert view is not None
    assert [(one.paid_fen, one.state.value) for one in view.instalments] == [
        (300_000, "paid"),
        (100_000, "ahead"),
    ]
    assert operations.watch_settlements(now=NOW + timedelta(days=41), limit=9, actor=SYSTEM) == 1
    row.refresh_from_db()
    assert row.state == "missed"
    operations.resume_enforcement(
        settlement_id=row.pk, reason="申请人四月十五日申请", now=later, actor=officer
    )
    assert Settlement.objects.get().state == "resumed"
    kinds = list(
        Fact.objects.filter(subject=f"case:{case.id}", kind__startswith="settlement").values_list(
            "kind", flat=True
        )
    )
    assert sorted(kinds) == ["settlement.entered", "settlement.missed", "settlement.resumed"]


def test_a_settlement_performed_whole_ends_the_case_although_the_title_says_more(wangqing: Court) -> None:
    """法释〔2018〕3号 第8条: the settlement performed, the case is closed as performed; what was given up is on record."""
    case, officer = make_case(wangqing, 8), person(wangqing, Role.OFFICER)
    operations.enter_settlement(
        case_id=case.id, agreed_on=date(2022, 3, 1), terms=[Term(date(2022, 3, 10), 300_000)], text="一次付清，余款放弃",
        now=NOW, actor=officer, waived_fen=9_000_000,
    )  # fmt: skip
    take_in(wangqing, [("B1", 300_000, "李四", "", case.sub_account)], day=9)
    assert debt_as_of(case.id, date(2022, 3, 13)).owed_fen > 0
    assert operations.watch_settlements(now=NOW + timedelta(days=12), limit=9, actor=SYSTEM) == 1
    case.refresh_from_db()
    assert (case.status, case.closing_kind, case.concluded_on) == (
        "concluded",
        "performed",
        date(2022, 3, 13),
    )
    fact = Fact.objects.get(subject=f"case:{case.id}", kind="debt.satisfied")
    assert fact.body["waived_fen"] == 9_000_000
    assert operations.watch_settlements(now=NOW + timedelta(days=13), limit=9, actor=SYSTEM) == 0


# ---- an early receipt taken back after a later one was paid ----------------------------------------------------------


def test_the_fee_an_unmarked_early_receipt_had_paid_is_taken_from_the_next_money(wangqing: Court) -> None:
    """The early one carried the fee of 1,400.00; once it is gone, the next receipt pays it, and the sums agree."""
    case, officer, chief = (
        make_case(wangqing, 7),
        person(wangqing, Role.OFFICER),
        person(wangqing, Role.BUREAU_CHIEF),
    )
    take_in(wangqing, [("B1", 1_000_000, "王五", "转账", "")], day=1)
    take_in(wangqing, [("B2", 2_000_000, "李四", "", case.sub_account)], opening=301_000_000, day=2)
    early = Receipt.objects.get(line__serial="B1")
    operations.mark(receipt_id=early.pk, case_id=case.id, reason="电话核实", now=NOW, actor=officer)
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    fees = PlanLine.objects.filter(kind="application_fee", plan__state__in=["proposed", "approved"])
    assert dict(fees.values_list("plan__receipt__line__serial", "fen")) == {"B1": 140_000}
    operations.approve(plan_id=Plan.objects.get(receipt__line__serial="B2").id, now=NOW, actor=chief)
    operations.unmark(receipt_id=early.pk, reason="认错案件", now=NOW, actor=officer)
    assert dict(fees.values_list("plan__receipt__line__serial", "fen")) == {}
    take_in(wangqing, [("B3", 500_000, "李四", "", case.sub_account)], opening=303_000_000, day=3)
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    third = Plan.objects.get(receipt__line__serial="B3", state="proposed")
    assert dict(third.lines.values_list("kind", "fen")) == {"application_fee": 140_000, "applicant": 360_000}
