"""Two connections at once on one balance, one plan, one statement, one file: exactly one wins."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from funds_world import NOW, SYSTEM, make_case, person, statement
from racing import race
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.funds import operations, queries
from zhixing.funds.models import Holder, Journal, Payment, Plan, Receipt, StatementLine
from zhixing.funds.operations.posting import AccountKey, Overdrawn, accounts, move, post

AT_ONCE = 4


@pytest.fixture
def court(committed_db: object) -> Court:
    return Court.objects.get(code="吉2424")


def _books_hold() -> None:
    with every_court_visible():
        assert queries.verify_books().problems == []


def _take_in(court: Court, content: bytes) -> operations.ImportReport:
    return operations.import_statement(court=court, content=content, name="x", now=NOW, actor=SYSTEM)


def test_two_payouts_on_one_balance_exactly_one_wins(court: Court) -> None:
    with every_court_visible():
        case = make_case(court, 7)
        _take_in(court, statement([("B1", 1000, "李四", "", case.sub_account)]))
        account_id = Receipt.objects.get().bank_account_id
        keys = [AccountKey(Holder.CASE, case.id), AccountKey(Holder.FEE_INCOME)]
        book = accounts(court_id=court.pk, bank_account_id=account_id, keys=keys)

    def pay(n: int) -> Callable[[], Any]:
        journal = move(
            f"out:{n}", "test", date(2022, 3, 1), debit=book[keys[0]], credit=book[keys[1]], fen=600
        )
        return lambda: post(court_id=court.pk, journals=[journal], at=NOW, actor_name="测试")

    results = race(*(pay(n) for n in range(AT_ONCE)))
    assert [type(result) for result in results].count(Overdrawn) == AT_ONCE - 1
    with every_court_visible():
        assert queries.held_for_case(case.id) == 400


def _proposed(court: Court) -> tuple[UUID, list[Any]]:
    with every_court_visible():
        case = make_case(court, 7)
        _take_in(court, statement([("B1", 500_000, "李四", "案款", case.sub_account)]))
        (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
        chiefs = [person(court, Role.BUREAU_CHIEF, name=f"局长{n}") for n in range(AT_ONCE)]
    return plan.id, chiefs


def test_the_same_approval_twice_pays_once(court: Court) -> None:
    plan_id, chiefs = _proposed(court)
    results = race(
        *(lambda who=who: operations.approve(plan_id=plan_id, now=NOW, actor=who) for who in chiefs)
    )
    assert sum(isinstance(result, list) for result in results) == 1
    assert sum(isinstance(result, operations.PlanNotOpen) for result in results) == AT_ONCE - 1
    with every_court_visible():
        assert Payment.objects.count() == 1
    _books_hold()


def test_approval_beside_rejection_one_decides(court: Court) -> None:
    plan_id, chiefs = _proposed(court)
    results = race(
        lambda: operations.approve(plan_id=plan_id, now=NOW, actor=chiefs[0]),
        lambda: operations.reject(plan_id=plan_id, reason="再核", now=NOW, actor=chiefs[1]),
    )
    assert sum(isinstance(result, operations.PlanNotOpen) for result in results) == 1
    _books_hold()


def test_import_beside_import_posts_each_line_once(court: Court) -> None:
    content = statement([(f"B{n}", n, f"付款人{n}", "", "") for n in range(1, 200)])
    results = race(*(lambda: _take_in(court, content) for _ in range(AT_ONCE)))
    assert sorted(result.posted for result in results) == [0] * (AT_ONCE - 1) + [199]
    with every_court_visible():
        assert StatementLine.objects.count() == 199
        assert Journal.objects.filter(kind="opening").count() == 1
    _books_hold()


@pytest.mark.parametrize("turn", range(4))
def test_reversal_beside_payout_never_loses_the_money(court: Court, turn: int) -> None:
    plan_id, chiefs = _proposed(court)
    with every_court_visible():
        sub_account = Plan.objects.select_related("case").get(pk=plan_id).case.sub_account
    back = statement([("B2", -500_000, "李四", "冲正 案款", sub_account)], opening=300_500_000, day=2)
    approved, taken = race(
        lambda: operations.approve(plan_id=plan_id, now=NOW, actor=chiefs[0]), lambda: _take_in(court, back)
    )
    assert taken.reversed == [("B2", "B1")]
    with every_court_visible():
        differences = [line.kind.value for line in queries.open_differences()]
    if isinstance(approved, list):
        assert differences == ["reversal_after_payout"]
    else:
        assert isinstance(approved, operations.PlanNotOpen)
        assert differences == []
    _books_hold()


def test_two_payment_files_at_once_never_share_a_payment(court: Court) -> None:
    with every_court_visible():
        cases = [make_case(court, n) for n in range(1, 21)]
        _take_in(
            court, statement([(f"B{n}", 9_000, "李四", "", case.sub_account) for n, case in enumerate(cases)])
        )
        chief = person(court, Role.BUREAU_CHIEF)
        for case in cases:
            (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
            operations.approve(plan_id=plan.id, now=NOW, actor=chief)
        expected = Payment.objects.count()
    results = race(
        *(lambda: operations.write_payment_file(court=court, now=NOW, actor=SYSTEM) for _ in range(AT_ONCE))
    )
    assert sum(file.payment_count for file in results if file is not None) == expected
    with every_court_visible():
        assert set(Payment.objects.values_list("state", flat=True)) <= {"sent"}
    _books_hold()


def test_two_marks_of_one_receipt_one_wins(court: Court) -> None:
    with every_court_visible():
        cases = [make_case(court, n) for n in (1, 2)]
        _take_in(court, statement([("B1", 777, "王五", "转账", "")]))
        receipt_id = Receipt.objects.get().pk
        officer = person(court, Role.OFFICER)
    results = race(*(
        lambda case=case: operations.mark(receipt_id=receipt_id, case_id=case.id, reason="核实", now=NOW, actor=officer)
        for case in cases
    ))  # fmt: skip
    assert sum(isinstance(result, operations.MarkRefused) for result in results) == 1
    _books_hold()
