"""A change of account beside an approval, two confirmations, two rules on one cap: on connections of their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from test_funds_races import _books_hold, _take_in, court

from funds_world import NOW, SYSTEM, make_case, person, statement
from racing import race
from zhixing.cases.models import Party
from zhixing.cases.personal import sealed_phone
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.funds import operations
from zhixing.funds.models import FundsPolicy, PayeeAccount, Payment, PayoutRule, Plan, Receipt

__all__ = ["court"]
NEW = "6222020200112233446"


def _proposed(court: Court, count: int = 1) -> tuple[Party, list[Plan]]:
    case = make_case(court, 7)
    party = Party.objects.get(case=case, role="applicant")
    party.phone_sealed, party.phone_index, party.phone_masked = sealed_phone("13804331234")
    party.save()
    _take_in(
        court, statement([(f"B{n}", 300_000 + n, "李四", "案款", case.sub_account) for n in range(count)])
    )
    return party, operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)


def _change(party: Party, court: Court) -> PayeeAccount:
    return operations.propose_account(
        party_id=party.pk, holder_name="张三丰", bank_name="工商银行", account=NEW, reason="申请人来电称换卡", now=NOW,
        actor=person(court, Role.CLERK),
    )  # fmt: skip


@pytest.mark.parametrize("turn", range(4))
def test_a_change_beside_an_approval_is_either_seen_or_comes_after_it(court: Court, turn: int) -> None:
    with every_court_visible():
        party, (plan,) = _proposed(court)
        chief, clerk = person(court, Role.BUREAU_CHIEF), person(court, Role.CLERK)
    approved, changed = race(
        lambda: operations.approve(plan_id=plan.id, now=NOW, actor=chief),
        lambda: operations.propose_account(
            party_id=party.pk, holder_name="张三丰", bank_name="工商银行", account=NEW, reason="申请人来电称换卡", now=NOW,
            actor=clerk,
        ),
    )  # fmt: skip
    assert isinstance(changed, PayeeAccount)
    with every_court_visible():
        paid = list(Payment.objects.values_list("payee_account_masked", flat=True))
    if isinstance(approved, list):
        assert paid == [party.account_masked]
    else:
        assert isinstance(approved, operations.PlanBlocked)
        assert paid == []
    _books_hold()


@pytest.mark.parametrize("turn", range(4))
def test_an_account_that_takes_effect_beside_an_approval_never_pays_the_old_one_afterwards(
    court: Court, turn: int
) -> None:
    with every_court_visible():
        party, (plan,) = _proposed(court)
        account, chief, officer = (
            _change(party, court),
            person(court, Role.BUREAU_CHIEF),
            person(court, Role.OFFICER),
        )
        operations.call_back(account_id=account.pk, said="本人接听确认", now=NOW, actor=officer)
        operations.confirm_account(account_id=account.pk, now=NOW, actor=officer)
    later = NOW + timedelta(days=2)
    approved, effective = race(
        lambda: operations.approve(plan_id=plan.id, now=later, actor=chief),
        lambda: operations.take_effect(account_id=account.pk, now=later, actor=SYSTEM),
    )
    assert effective is True
    assert isinstance(approved, operations.PlanNotOpen)
    with every_court_visible():
        assert Payment.objects.count() == 0
        assert Receipt.objects.get().state == "marked"
    _books_hold()


def test_two_changes_of_one_party_one_is_taken(court: Court) -> None:
    with every_court_visible():
        party, _ = _proposed(court)
        clerk = person(court, Role.CLERK)

    def change() -> Any:
        return operations.propose_account(
            party_id=party.pk, holder_name="张三丰", bank_name="工商银行", account=NEW, reason="申请人来电称换卡", now=NOW,
            actor=clerk,
        )  # fmt: skip

    results = race(*([change] * 4))
    assert sum(isinstance(one, PayeeAccount) for one in results) == 1
    assert sum(isinstance(one, operations.PayeeRefused) for one in results) == 3


def test_payments_by_rule_at_once_never_pass_its_cap(court: Court) -> None:
    with every_court_visible():
        party, plans = _proposed(court, count=4)
        FundsPolicy.objects.create(court=court)
        rule = operations.propose_rule(
            case_id=party.case_id, each_fen=400_000, total_fen=700_000, valid_until=NOW.date(), reason="按月小额还款",
            now=NOW, actor=person(court, Role.OFFICER),
        )  # fmt: skip
        operations.give_rule(rule_id=rule.pk, now=NOW, actor=person(court, Role.BUREAU_CHIEF))

    def pay(plan: Plan) -> Callable[[], Any]:
        return lambda: operations.pay_by_rule(plan_id=plan.id, now=NOW, actor=SYSTEM)

    results = race(*(pay(plan) for plan in plans))
    assert sorted(results) == [False, False, True, True]
    with every_court_visible():
        rule = PayoutRule.objects.get()
        assert (
            rule.used_fen
            == sum(Plan.objects.filter(state="approved").values_list("pool_fen", flat=True))
            <= 700_000
        )
    _books_hold()


def test_two_refunds_of_one_receipt_one_is_proposed(court: Court) -> None:
    with every_court_visible():
        case = make_case(court, 7, principal_fen=1_000_000)
        _take_in(court, statement([("B1", 5_000_000, "李四", "", case.sub_account)]))
        (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
        operations.approve(plan_id=plan.id, now=NOW, actor=person(court, Role.BUREAU_CHIEF))
        receipt_id = Receipt.objects.get().pk
    results = race(*([lambda: operations.propose_refund(receipt_id=receipt_id, now=NOW, actor=SYSTEM)] * 4))
    assert sum(isinstance(one, Plan) for one in results) == 1
    assert sum(isinstance(one, operations.ReleaseRefused) for one in results) == 3
    _books_hold()
