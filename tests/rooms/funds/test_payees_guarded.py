"""A payee's account: confirmed at filing, changed by call-back, second person and cooling-off; payees who are no party."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.cases.models import Case, Party
from zhixing.cases.personal import account_of, sealed_phone
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries
from zhixing.funds.models import (
    FundsPolicy,
    PayeeAccount,
    PayeeStep,
    Payment,
    Plan,
    PlanLine,
    Receipt,
    ThirdGround,
    ThirdPartyPayee,
)
from zhixing.simulator.bank import Bank
from zhixing.simulator.faults import Faults

NEW = "6222020200112233446"
OLD = "6217569546347374596"


def _case(court: Court, sequence: int = 7, *, phone: bool = True) -> tuple[Case, Party]:
    case = make_case(court, sequence)
    party = Party.objects.get(case=case, role="applicant")
    if phone:
        party.phone_sealed, party.phone_index, party.phone_masked = sealed_phone("13804331234")
        party.save()
    return case, party


def _change(party: Party, court: Court, **other: Any) -> PayeeAccount:
    wanted: dict[str, Any] = {
        "party_id": party.pk, "holder_name": "张三丰", "bank_name": "中国工商银行", "account": NEW,
        "reason": "申请人来电称换卡", "now": NOW, "actor": person(court, Role.CLERK),
    }  # fmt: skip
    return operations.propose_account(**{**wanted, **other})


def _confirmed(account: PayeeAccount, court: Court) -> PayeeAccount:
    officer = person(court, Role.OFFICER)
    operations.call_back(account_id=account.pk, said="本人接听，确认更换账户", now=NOW, actor=officer)
    return operations.confirm_account(account_id=account.pk, now=NOW, actor=officer)


def _books_hold() -> None:
    assert queries.verify_books().problems == []


def test_a_change_needs_a_call_another_person_and_time(wangqing: Court) -> None:
    case, party = _case(wangqing)
    account = _change(party, wangqing)
    filed = PayeeAccount.objects.get(party=party, source="filing")
    assert (filed.state, filed.account_masked) == ("effective", party.account_masked)
    officer, clerk = person(wangqing, Role.OFFICER), person(wangqing, Role.CLERK, Role.OFFICER)
    own = _change  # the proposer below is the clerk
    with pytest.raises(operations.PayeeRefused, match="在办理"):
        own(party, wangqing)
    with pytest.raises(operations.PayeeRefused, match="还没有回拨"):
        operations.confirm_account(account_id=account.pk, now=NOW, actor=officer)
    with pytest.raises(NotAllowed):
        operations.confirm_account(account_id=account.pk, now=NOW, actor=person(wangqing, Role.CLERK))
    with pytest.raises(NotAllowed, match="提出人以外"):
        operations.call_back(account_id=account.pk, said="本人接听确认", now=NOW, actor=SYSTEM)
    done = _confirmed(account, wangqing)
    assert (done.state, done.effective_on, done.called_number_masked) == (
        "cooling", date(2022, 3, 3), party.phone_masked,
    )  # fmt: skip
    assert account_of(Party.objects.get(pk=party.pk)) == OLD
    assert operations.effective_now(now=NOW + timedelta(days=1), limit=9, actor=SYSTEM) == []
    assert operations.effective_now(now=NOW + timedelta(days=2), limit=9, actor=SYSTEM) == [account.pk]
    assert account_of(Party.objects.get(pk=party.pk)) == NEW
    assert dict(PayeeAccount.objects.values_list("source", "state")) == {
        "filing": "replaced",
        "change": "effective",
    }
    steps = PayeeStep.objects.filter(account=account).order_by("at", "id").values_list("state", flat=True)
    assert sorted(steps) == ["cooling", "effective", "proposed", "proposed"]
    kinds = set(Fact.objects.filter(subject=f"case:{case.id}").values_list("kind", flat=True))
    assert {"payee.change_proposed", "payee.called_back", "payee.confirmed", "payee.effective"} <= kinds
    assert NEW not in str(list(Fact.objects.values_list("body", flat=True)))
    assert clerk.user_id != officer.user_id


def test_the_proposer_confirms_nothing_not_even_by_hand(wangqing: Court) -> None:
    _, party = _case(wangqing)
    both = person(wangqing, Role.CLERK, Role.OFFICER, name="一人两岗")
    account = _change(party, wangqing, actor=both)
    with pytest.raises(NotAllowed, match="提出人以外"):
        operations.call_back(account_id=account.pk, said="本人接听确认", now=NOW, actor=both)
    other = person(wangqing, Role.OFFICER)
    operations.call_back(account_id=account.pk, said="本人接听确认", now=NOW, actor=other)
    with pytest.raises(NotAllowed, match="提出人以外"):
        operations.confirm_account(account_id=account.pk, now=NOW, actor=both)
    with pytest.raises(IntegrityError, match="payee_change_four_eyes"), transaction.atomic():
        PayeeAccount.objects.filter(pk=account.pk).update(state="effective", confirmed_by=account.proposed_by)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PayeeAccount.objects.filter(pk=account.pk).update(account_sealed=b"x")


def test_a_change_without_a_number_on_file_or_to_another_holder_is_refused(wangqing: Court) -> None:
    _, party = _case(wangqing, phone=False)
    with pytest.raises(operations.PayeeRefused, match="案外收款人"):
        _change(party, wangqing, holder_name="王二麻")
    with pytest.raises(operations.PayeeRefused, match="相同"):
        _change(party, wangqing, account=OLD)
    with pytest.raises(operations.PayeeRefused):
        _change(party, wangqing, account="6222020200112233447")
    account = _change(party, wangqing)
    with pytest.raises(operations.PayeeRefused, match="没有登记电话"):
        operations.call_back(
            account_id=account.pk, said="本人接听确认", now=NOW, actor=person(wangqing, Role.OFFICER)
        )


def test_money_waits_by_name_while_an_account_changes_and_then_goes_to_the_new_one(wangqing: Court) -> None:
    case, party = _case(wangqing)
    take_in(wangqing, [("B1", 5_000_000, "李四", "案款", case.sub_account)])
    account = _change(party, wangqing)
    assert operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM) == []
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.blocked_by) == ("marked", "payee_change")
    assert receipt.blocked_text == "收款账户变更待他人回拨核实（clerk于 2022-03-01 提出）"
    _confirmed(account, wangqing)
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    receipt.refresh_from_db()
    assert receipt.blocked_text == "收款账户变更已核实，冷静期至 2022-03-03"
    operations.effective_now(now=NOW + timedelta(days=2), limit=9, actor=SYSTEM)
    receipt.refresh_from_db()
    assert receipt.blocked_by == ""
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    (payment,) = operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    assert (payment.payee_bank, payment.payee_account_masked) == ("中国工商银行", account.account_masked)
    _books_hold()


def test_a_proposed_plan_is_stopped_and_made_anew_an_approved_one_keeps_its_account(wangqing: Court) -> None:
    case, party = _case(wangqing)
    chief = person(wangqing, Role.BUREAU_CHIEF)
    take_in(wangqing, [("B1", 1_000_000, "李四", "案款", case.sub_account)])
    (first,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    (kept,) = operations.approve(plan_id=first.id, now=NOW, actor=chief)
    take_in(wangqing, [("B2", 500_000, "李四", "案款", case.sub_account)], opening=301_000_000, day=2)
    (second,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    account = _change(party, wangqing)
    with pytest.raises(operations.PlanBlocked, match="张三丰：收款账户变更待他人回拨核实"):
        operations.approve(plan_id=second.id, now=NOW, actor=chief)
    assert queries.blockers_of([first.id, second.id]).keys() >= {second.id}
    _confirmed(account, wangqing)
    operations.effective_now(now=NOW + timedelta(days=2), limit=9, actor=SYSTEM)
    second.refresh_from_db()
    assert (second.state, second.reason) == ("withdrawn", "收款账户变更，按新账户重新拟定。")
    kept.refresh_from_db()
    assert (kept.state, kept.payee_account_masked) == (
        "ready",
        PayeeAccount.objects.get(source="filing").account_masked,
    )
    (third,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    assert bytes(third.lines.get(kind="applicant").payee_account_sealed) == bytes(account.account_sealed)
    _books_hold()


def test_a_refused_change_leaves_everything_as_it_was(wangqing: Court) -> None:
    case, party = _case(wangqing)
    take_in(wangqing, [("B1", 1_000_000, "李四", "案款", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    account = _change(party, wangqing)
    _confirmed(account, wangqing)
    operations.refuse_account(
        account_id=account.pk, reason="本人否认", now=NOW, actor=person(wangqing, Role.CLERK)
    )
    assert operations.effective_now(now=NOW + timedelta(days=9), limit=9, actor=SYSTEM) == []
    (payment,) = operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    assert payment.payee_account_masked == party.account_masked


def _failed(court: Court) -> tuple[Case, Party, Payment]:
    case, party = _case(court)
    take_in(court, [("B1", 5_000_000, "李四", "案款", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    (payment,) = operations.approve(plan_id=plan.id, now=NOW, actor=person(court, Role.BUREAU_CHIEF))
    file = operations.write_payment_file(court=court, now=NOW, actor=SYSTEM)
    assert file is not None
    bank = Bank(faults=Faults(rejected=1000), opening_fen=305_000_000)
    answers = [bank.submit(bytes(file.content), now=NOW)]
    answers += [message.body for message in bank.messages(now=NOW + timedelta(days=8))]
    for answer in answers:
        operations.take_bank_answer(court=court, content=answer, now=NOW, actor=SYSTEM)
    payment.refresh_from_db()
    return case, party, payment


def test_a_repair_to_another_account_is_a_change_and_follows_by_itself(wangqing: Court) -> None:
    _, _party, payment = _failed(wangqing)
    repair = {
        "payment_id": payment.pk, "payee_bank": "中国工商银行", "payee_account": NEW, "reason": "换卡", "now": NOW,
        "actor": person(wangqing, Role.FUND_ACCOUNTANT),
    }  # fmt: skip
    with pytest.raises(operations.RepairRefused, match="案外收款人"):
        operations.repair_payment(payee_name="王二麻", **repair)
    made = operations.repair_payment(payee_name="张三丰", **repair)
    assert isinstance(made, PayeeAccount)
    assert (made.source, made.state, made.repairs_id) == ("repair", "proposed", payment.pk)
    assert operations.repair_with_new_accounts(now=NOW, limit=9, actor=SYSTEM) == 0
    _confirmed(made, wangqing)
    later = NOW + timedelta(days=2)
    operations.effective_now(now=later, limit=9, actor=SYSTEM)
    assert operations.repair_with_new_accounts(now=later, limit=9, actor=SYSTEM) == 1
    assert operations.repair_with_new_accounts(now=later, limit=9, actor=SYSTEM) == 0
    plan = Plan.objects.get(repairs=payment)
    (again,) = operations.approve(plan_id=plan.id, now=later, actor=person(wangqing, Role.BUREAU_CHIEF))
    assert (again.fen, again.payee_account_masked) == (4_860_000, made.account_masked)
    _books_hold()


def test_a_corrected_name_of_the_bank_needs_the_second_person_only(wangqing: Court) -> None:
    _, party, payment = _failed(wangqing)
    plan = operations.repair_payment(
        payment_id=payment.pk, payee_name="张三丰", payee_bank="中国农业银行汪清县支行", payee_account=OLD,
        reason="开户行名称不全", now=NOW, actor=person(wangqing, Role.FUND_ACCOUNTANT),
    )  # fmt: skip
    assert isinstance(plan, Plan)
    operations.approve(plan_id=plan.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    assert Party.objects.get(pk=party.pk).bank_name == "中国农业银行汪清县支行"
    row = PayeeAccount.objects.get(party=party, state="effective")
    assert (row.source, row.same_account, row.confirmed_by_name) == ("repair", True, "bureau_chief")


def _third(court: Court, case: Case, **other: Any) -> ThirdPartyPayee:
    applicant = Party.objects.get(case=case, role="applicant")
    wanted: dict[str, Any] = {
        "instead_of": applicant.pk, "name": "赵律师", "bank_name": "建设银行", "account": NEW,
        "ground": ThirdGround.AGENT, "authority": "2022-02-20 授权委托书：特别授权代收执行款",
        "told": dict.fromkeys(Party.objects.filter(case=case).values_list("pk", flat=True), "2022-03-01 电子送达"),
        "now": NOW, "actor": person(court, Role.OFFICER),
    }  # fmt: skip
    return operations.announce_third_payee(**{**wanted, **other})


def test_a_payee_who_is_no_party_is_announced_to_all_first(wangqing: Court) -> None:
    case, party = _case(wangqing)
    chief = person(wangqing, Role.BUREAU_CHIEF)
    with pytest.raises(operations.PayeeRefused, match="还没有告知全部当事人：李四"):
        _third(wangqing, case, told={party.pk: "当面告知"})
    with pytest.raises(operations.PayeeRefused, match="特别授权委托书"):
        _third(wangqing, case, authority="")
    third = _third(wangqing, case)
    assert third.waits_until == date(2022, 3, 4)
    take_in(wangqing, [("B1", 5_000_000, "李四", "案款", case.sub_account)])
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    assert Receipt.objects.get().blocked_text == "案外收款人赵律师公示至 2022-03-04，之后由他人审核"
    with pytest.raises(operations.PayeeRefused, match="公示期至 2022-03-04"):
        operations.allow_third_payee(third_id=third.pk, decision="", now=NOW, actor=chief)
    later = NOW + timedelta(days=4)
    operations.note_objection(
        third_id=third.pk, text="李四：不认识此人", now=later, actor=person(wangqing, Role.CLERK)
    )
    with pytest.raises(operations.PayeeRefused, match="异议"):
        operations.allow_third_payee(third_id=third.pk, decision="", now=later, actor=chief)
    both = person(wangqing, Role.OFFICER, Role.BUREAU_CHIEF)
    operations.allow_third_payee(third_id=third.pk, decision="经核实委托属实", now=later, actor=chief)
    (plan,) = operations.plan_distribution(case_id=case.id, now=later, actor=SYSTEM)
    line = PlanLine.objects.get(plan=plan, kind="third_party")
    assert (line.fen, line.payee_name, line.third_party_id) == (4_860_000, "赵律师", third.pk)
    assert "特别授权" in line.reason
    (payment,) = operations.approve(plan_id=plan.id, now=later, actor=both)
    assert payment.payee_name == "赵律师"
    _books_hold()


def test_an_objection_stops_a_plan_that_is_proposed_already(wangqing: Court) -> None:
    case, _ = _case(wangqing)
    FundsPolicy.objects.create(court=wangqing, announce_days=1)
    third = _third(wangqing, case, ground=ThirdGround.PANEL, authority="2022-02-28 合议庭笔录：同意发放")
    later, chief = NOW + timedelta(days=2), person(wangqing, Role.BUREAU_CHIEF)
    operations.allow_third_payee(third_id=third.pk, decision="同意", now=later, actor=chief)
    take_in(wangqing, [("B1", 5_000_000, "李四", "案款", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=later, actor=SYSTEM)
    operations.note_objection(
        third_id=third.pk, text="李四：有异议", now=later, actor=person(wangqing, Role.CLERK)
    )
    with pytest.raises(operations.PlanBlocked, match="异议"):
        operations.approve(plan_id=plan.id, now=later, actor=chief)
