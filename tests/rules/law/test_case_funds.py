"""Clocks of case money."""

from datetime import date

import pytest

from zhixing.law.case_funds import (
    Approver,
    Deferral,
    Deferred,
    DepositGround,
    FundsRuleBroken,
    FundsSettings,
    deposit_allowed,
    fee_refund_due,
    funds_clocks,
    payee_allowed,
    remind_on,
    things_due,
)

ARRIVED = date(2026, 3, 2)
CHIEF = Approver.BUREAU_CHIEF


def test_money_is_identified_in_three_days_and_paid_in_thirty() -> None:
    clocks = funds_clocks(arrived_on=ARRIVED)
    assert clocks.identify_by == date(2026, 3, 5)
    assert clocks.target_by == date(2026, 3, 9)
    assert clocks.pay_by == date(2026, 4, 1)
    assert clocks.waiting_for is None
    assert not clocks.provisional
    assert clocks.flags[0].code == "funds.recall"
    assert [step.mark for step in clocks.explanation] == ["recall", "recall", "secondary"]


def test_the_thirty_days_run_from_finances_notice() -> None:
    clocks = funds_clocks(arrived_on=ARRIVED, notified_on=date(2026, 3, 4))
    assert clocks.pay_by == date(2026, 4, 3)


def test_a_court_may_be_stricter_but_not_looser() -> None:
    assert funds_clocks(arrived_on=ARRIVED, settings=FundsSettings(pay_days=5)).pay_by == date(2026, 3, 9)
    for wrong in ({"pay_days": 31}, {"identify_days": 4}, {"after_deferral_days": 0}, {"target_days": 31}):
        with pytest.raises(FundsRuleBroken):
            FundsSettings(**wrong)


@pytest.mark.parametrize("ground", list(Deferral))
def test_while_an_approved_cause_lasts_paying_waits(ground: Deferral) -> None:
    deferral = Deferred(ground, date(2026, 3, 10), CHIEF)
    clocks = funds_clocks(arrived_on=ARRIVED, deferral=deferral)
    assert (clocks.pay_by, clocks.waiting_for) == (None, ground)


def test_ten_days_remain_when_the_cause_ends() -> None:
    ended = Deferred(Deferral.STAYED, date(2026, 3, 10), CHIEF, ended_on=date(2026, 6, 1))
    assert funds_clocks(arrived_on=ARRIVED, deferral=ended).pay_by == date(2026, 6, 11)
    soon = Deferred(Deferral.STAYED, date(2026, 3, 10), CHIEF, ended_on=date(2026, 3, 11))
    assert funds_clocks(arrived_on=ARRIVED, deferral=soon).pay_by == date(2026, 4, 1)


@pytest.mark.parametrize(
    "deferral",
    [
        Deferred(Deferral.STAYED, date(2026, 3, 10), None),
        Deferred(Deferral.STAYED, date(2026, 4, 2), CHIEF),
        Deferred(Deferral.STAYED, date(2026, 3, 10), CHIEF, ended_on=date(2026, 3, 9)),
    ],
)
def test_deferrals_without_approval_or_too_late_are_refused(deferral: Deferred) -> None:
    with pytest.raises(FundsRuleBroken):
        funds_clocks(arrived_on=ARRIVED, deferral=deferral)


def test_an_unknown_year_is_provisional() -> None:
    clocks = funds_clocks(arrived_on=date(2026, 12, 10))
    assert clocks.pay_by == date(2027, 1, 11)
    assert clocks.provisional
    assert len(clocks.flags) == 2


def test_refunds_and_things_have_their_days() -> None:
    assert fee_refund_due(ARRIVED).due_on == date(2026, 3, 17)
    assert fee_refund_due(ARRIVED).flags == ()
    assert things_due(ARRIVED, released=False).due_on == date(2026, 4, 1)
    assert things_due(ARRIVED, released=True).due_on == date(2026, 3, 12)


def test_a_deposit_needs_approval() -> None:
    assert "下落不明" in deposit_allowed(DepositGround.WHEREABOUTS_UNKNOWN, CHIEF, ARRIVED)[0].text
    with pytest.raises(FundsRuleBroken):
        deposit_allowed(DepositGround.REFUSED, None, ARRIVED)


@pytest.mark.parametrize(
    ("to_applicant", "refund", "panel", "authority", "words"),
    [
        (True, False, False, False, "发放给申请执行人。"),
        (False, True, False, False, "退还交款人"),
        (False, False, False, True, "特别授权"),
        (False, False, True, False, "合议庭"),
    ],
)
def test_money_goes_to_the_applicant_or_needs_a_reason(
    to_applicant: bool, refund: bool, panel: bool, authority: bool, words: str
) -> None:
    steps = payee_allowed(
        to_applicant=to_applicant,
        refund_to_payer=refund,
        panel_reviewed=panel,
        special_authority=authority,
        on=ARRIVED,
    )
    assert words in steps[0].text


def test_anybody_else_gets_nothing() -> None:
    with pytest.raises(FundsRuleBroken):
        payee_allowed(
            to_applicant=False,
            refund_to_payer=False,
            panel_reviewed=False,
            special_authority=False,
            on=ARRIVED,
        )


def test_the_reminder_stands_on_a_working_day() -> None:
    assert remind_on(date(2026, 10, 3)) == date(2026, 9, 30)
