"""Money that left without explanation is a claim until two persons say who bears it; the books name what was corrected."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.cases.models import Case, Recovery
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries
from zhixing.funds.models import Correction, Difference, Explanation, Journal, LateEntry, Receipt


def _accountant(court: Court) -> Actor:
    return person(court, Role.FUND_ACCOUNTANT)


def _chief(court: Court) -> Actor:
    return person(court, Role.BUREAU_CHIEF)


def _propose(
    court: Court, explanation: Explanation, receipt: UUID | None = None, case: UUID | None = None
) -> Correction:
    return operations.propose_correction(
        difference_id=Difference.objects.get(settled_at=None).id, explanation=explanation, reason="与银行核对回单",
        receipt_id=receipt, case_id=case, now=NOW, actor=_accountant(court),
    )  # fmt: skip


def _approve(court: Court, correction: Correction) -> Correction:
    return operations.approve_correction(correction_id=correction.id, now=NOW, actor=_chief(court))


def _held(court: Court) -> dict[str, int]:
    return {row.holder.value: row.fen for row in queries.balances(court_id=court.pk)}


def _debit(court: Court, fen: int) -> Case:
    """A case with 50,000.00 in its sub-account, and a debit that nobody explains."""
    case = make_case(court, 7)
    take_in(court, [("B1", 5_000_000, "李四", "", case.sub_account), ("D1", -fen, "某人", "转出", "")])
    return case


def test_words_alone_do_not_settle_money_that_is_out(wangqing: Court) -> None:
    _debit(wangqing, 1_000)
    difference = Difference.objects.get()
    with pytest.raises(operations.CorrectionRefused, match="请提出更正"):
        operations.settle_difference(
            difference_id=difference.id, resolution="已经核对", now=NOW, actor=_accountant(wangqing)
        )
    assert _held(wangqing) == {"bank": 304_999_000, "case": 5_000_000, "unidentified": 299_999_000}


def test_what_was_paid_before_the_takeover_comes_from_its_balance(wangqing: Court) -> None:
    _debit(wangqing, 1_000)
    _approve(wangqing, _propose(wangqing, Explanation.BEFORE_TAKEOVER))
    journal = Journal.objects.get(kind="correction")
    original = Journal.objects.get(ref__endswith=":D1")
    assert (journal.kind, journal.reverses_id, journal.text) == (
        "correction",
        original.id,
        "承接以前的款项所支",
    )
    difference = Difference.objects.get()
    assert difference.resolution == "承接以前的款项所支：与银行核对回单"
    assert _held(wangqing)["unidentified"] == 299_999_000
    assert queries.reconcile(court=wangqing, on=NOW.date())[0].is_even
    assert queries.verify_books().problems == []


def test_money_paid_outside_clears_its_receipt(wangqing: Court) -> None:
    case = _debit(wangqing, 5_000_000)
    receipt = Receipt.objects.get(line__serial="B1")
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    _approve(wangqing, _propose(wangqing, Explanation.PAID_OUTSIDE, receipt.pk))
    receipt.refresh_from_db()
    assert receipt.state == "cleared"
    assert _held(wangqing) == {"bank": 300_000_000, "case": 0, "unidentified": 300_000_000}
    assert list(Recovery.objects.values_list("fen", flat=True)) == [5_000_000]
    assert operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM) == []
    assert queries.verify_books().problems == []


def test_money_once_paid_out_cannot_be_paid_outside_again(wangqing: Court) -> None:
    case = _debit(wangqing, 5_000_000)
    receipt = Receipt.objects.get(line__serial="B1")
    correction = _propose(wangqing, Explanation.PAID_OUTSIDE, receipt.pk)
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=_chief(wangqing))
    with pytest.raises(operations.CorrectionRefused, match="已经批准"):
        _approve(wangqing, correction)
    assert Difference.objects.get().settled_at is None
    assert queries.verify_books().problems == []


def test_a_reversal_after_payout_is_a_claim_until_the_money_comes_back(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 5_000_000, "李四", "案款", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=_chief(wangqing))
    take_in(wangqing, [("R1", -5_000_000, "李四", "冲正 案款", case.sub_account)], opening=305_000_000, day=2)
    difference = Difference.objects.get()
    assert difference.kind == "reversal_after_payout"
    reversal = Journal.objects.get(kind="reversal")
    assert reversal.reverses_id == Journal.objects.get(kind="arrival").id
    (sheet,) = queries.reconcile(court=wangqing, on=difference.on)
    assert (sheet.agrees, sheet.is_even, [item.fen for item in sheet.suspects]) == (True, False, [-5_000_000])
    take_in(wangqing, [("B2", 5_000_000, "李四", "重汇", case.sub_account)], opening=300_000_000, day=3)
    again = Receipt.objects.get(line__serial="B2")
    _approve(wangqing, _propose(wangqing, Explanation.TAKEN_BACK, again.pk))
    again.refresh_from_db()
    assert again.state == "reversed"
    assert sum(Recovery.objects.filter(case=case).values_list("fen", flat=True)) == 5_000_000
    assert _held(wangqing)["case"] == 0
    assert queries.open_differences() == []
    assert queries.verify_books().problems == []


def test_a_reversal_whose_original_a_person_found_takes_it_out_of_the_tray(wangqing: Court) -> None:
    take_in(wangqing, [("B1", 4_000, "王五", "转账", ""), ("R1", -4_000, "王 五商行", "冲正 转账退", "")])
    receipt = Receipt.objects.get(line__serial="B1")
    _approve(wangqing, _propose(wangqing, Explanation.TAKEN_BACK, receipt.pk))
    receipt.refresh_from_db()
    assert receipt.state == "reversed"
    assert _held(wangqing)["unidentified"] == 300_000_000
    assert queries.verify_books().problems == []


@pytest.mark.parametrize("explanation", [Explanation.BANK_CHARGE, Explanation.FEE_REMITTED])
def test_fees_bear_no_more_than_was_taken(wangqing: Court, explanation: Explanation) -> None:
    case = _debit(wangqing, 140_000)
    correction = _propose(wangqing, explanation)
    with pytest.raises(operations.CorrectionRefused, match="申请执行费的余额不足"):
        _approve(wangqing, correction)
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=_chief(wangqing))
    _approve(wangqing, correction)
    assert _held(wangqing)["fee_income"] == 0
    assert queries.verify_books().problems == []


def test_a_refund_paid_outside_leaves_what_was_payable(wangqing: Court) -> None:
    case = make_case(wangqing, 7, principal_fen=1_000_000)
    take_in(wangqing, [("B1", 5_000_000, "李四", "", case.sub_account)])
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=_chief(wangqing))
    take_in(wangqing, [("D1", -3_974_000, "李四", "退款", "")], opening=305_000_000, day=2)
    _approve(wangqing, _propose(wangqing, Explanation.REFUNDED_OUTSIDE, case=case.id))
    assert _held(wangqing)["refund_payable"] == 0
    assert queries.verify_books().problems == []


def test_two_persons_settle_and_the_database_insists(wangqing: Court) -> None:
    _debit(wangqing, 1_000)
    both = person(wangqing, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF, name="一人两职")
    correction = operations.propose_correction(
        difference_id=Difference.objects.get().id, explanation=Explanation.BEFORE_TAKEOVER, reason="与银行核对",
        now=NOW, actor=both,
    )  # fmt: skip
    with pytest.raises(operations.SelfCorrection):
        operations.approve_correction(correction_id=correction.id, now=NOW, actor=both)
    with pytest.raises(NotAllowed):
        operations.approve_correction(correction_id=correction.id, now=NOW, actor=SYSTEM)
    journal = Journal.objects.first()
    with pytest.raises(IntegrityError, match="correction_four_eyes"), transaction.atomic():
        Correction.objects.update(state="approved", decided_by=correction.proposed_by, journal=journal)
    with pytest.raises(operations.CorrectionRefused, match="等待批准"):
        _propose(wangqing, Explanation.BEFORE_TAKEOVER)
    operations.reject_correction(correction_id=correction.id, now=NOW, actor=_chief(wangqing))
    with pytest.raises(operations.CorrectionRefused, match="已经处理"):
        _approve(wangqing, correction)
    _approve(wangqing, _propose(wangqing, Explanation.BEFORE_TAKEOVER))
    assert Journal.objects.filter(kind="correction").count() == 1


def test_a_correction_of_a_closed_day_is_dated_in_the_open_period(wangqing: Court) -> None:
    _debit(wangqing, 1_000)
    operations.close_day(court=wangqing, on=NOW.date(), now=NOW, actor=_accountant(wangqing))
    _approve(wangqing, _propose(wangqing, Explanation.BEFORE_TAKEOVER))
    journal = Journal.objects.get(kind="correction")
    assert journal.booked_on == NOW.date() + timedelta(days=1)
    assert journal.reverses_id == Journal.objects.get(ref__endswith=":D1").id
    assert LateEntry.objects.get().bank_fen == 0
    assert queries.reconcile(court=wangqing, on=NOW.date())[0].agrees
    assert queries.verify_proofs().problems == []


def test_an_amount_that_does_not_fit_is_refused(wangqing: Court) -> None:
    _debit(wangqing, 1_000)
    receipt = Receipt.objects.get(line__serial="B1")
    with pytest.raises(operations.CorrectionRefused, match="金额与差异不同"):
        _propose(wangqing, Explanation.PAID_OUTSIDE, receipt.pk)
    with pytest.raises(operations.CorrectionRefused, match="请选择本账户的一笔到账"):
        _propose(wangqing, Explanation.TAKEN_BACK)
    with pytest.raises(operations.CorrectionRefused, match="哪个案件"):
        _propose(wangqing, Explanation.REFUNDED_OUTSIDE)
