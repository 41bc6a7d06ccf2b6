"""Random operations in random order: after each one the six invariants hold, and a refused one changes nothing."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.funds import operations, queries
from zhixing.funds.models import Journal, Payment, PaymentFile, Plan, Posting, Receipt, StatementLine
from zhixing.simulator.bank import Bank
from zhixing.simulator.faults import Faults

REFUSALS = (
    operations.MarkRefused, operations.PlanNotOpen, operations.PlanOutdated, operations.RepairRefused, PermissionError,
)  # fmt: skip
REACHED: Counter[str] = Counter()
ACTIONS = (
    "money_arrives", "money_arrives", "bank_reverses", "bank_takes_a_charge", "person_marks", "person_unmarks",
    "house_plans", "house_plans", "chief_decides", "chief_decides", "payments_leave", "bank_answers", "bank_answers",
    "person_repairs", "payment_appears_on_the_statement",
)  # fmt: skip
PICK = st.integers(min_value=0, max_value=10_000)


class Money(RuleBasedStateMachine):
    """An office with four cases, one account, and a bank that rejects and returns."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.scope = every_court_visible()
        self.scope.__enter__()

    def teardown(self) -> None:
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def open_office(self) -> None:
        self.court = Court.objects.get(code="吉2424")
        self.cases = [make_case(self.court, n + 1, principal_fen=1_000_000) for n in range(2)]
        # The bank refuses this number at the counter, for it fails Luhn.
        self.cases.append(make_case(self.court, 3, principal_fen=1_000_000, account="6217569546347374590"))
        self.cases.append(make_case(self.court, 9, applicants=("甲", "乙")))
        self.chief = person(self.court, Role.BUREAU_CHIEF)
        self.accountant = person(self.court, Role.FUND_ACCOUNTANT, Role.OFFICER)
        self.balance, self.serial, self.day = 300_000_000, 0, 1
        self.bank = Bank(seed=3, faults=Faults(returned=300), opening_fen=10**12)
        self.answers: list[bytes] = []
        self._lines(
            *((400_000 + n, "案款", case.sub_account) for n, case in enumerate(self.cases)), (7, "转账", "")
        )
        self.house_plans(0, 0, 1, True)
        operations.approve(plan_id=Plan.objects.get(case_id=self.cases[2].id).id, now=NOW, actor=self.chief)
        self.payments_leave(0, 0, 1, True)
        self.states()

    def _lines(self, *lines: tuple[int, str, str]) -> None:
        rows = []
        for fen, remark, sub in lines:
            self.serial += 1
            rows.append((f"B{self.serial:05}", fen, "李四", remark, sub))
        opening, self.day = self.balance, min(self.day + 1, 28)
        self.balance += sum(row[1] for row in rows)
        take_in(self.court, rows, opening=opening, day=self.day)

    def _refusable(self, act: Callable[[], object]) -> None:
        """What is refused leaves the books as they were."""
        before = (
            Journal.objects.count(),
            Posting.objects.count(),
            Receipt.objects.count(),
            Payment.objects.count(),
        )
        try:
            act()
        except REFUSALS:
            after = (
                Journal.objects.count(),
                Posting.objects.count(),
                Receipt.objects.count(),
                Payment.objects.count(),
            )
            assert after == before

    def money_arrives(self, pick: int, to: int, fen: int, yes: bool) -> None:
        self._lines((fen, "案款", self.cases[pick % 4].sub_account if yes else ""))

    def bank_reverses(self, pick: int, to: int, fen: int, yes: bool) -> None:
        receipts = Receipt.objects.exclude(state="reversed").select_related("line").order_by("pk")
        if receipts:
            line = receipts[pick % len(receipts)].line
            self._lines((-line.fen, f"冲正 {line.remark}", line.sub_account))

    def bank_takes_a_charge(self, pick: int, to: int, fen: int, yes: bool) -> None:
        self._lines((-(fen % 5_000 + 1), "手续费", ""))

    def person_marks(self, pick: int, to: int, fen: int, yes: bool) -> None:
        receipts = list(Receipt.objects.order_by("pk"))
        if receipts:
            receipt, case = receipts[pick % len(receipts)], self.cases[to % 4]
            self._refusable(lambda: operations.mark(
                receipt_id=receipt.pk, case_id=case.id, reason="核实", now=NOW, actor=self.accountant))  # fmt: skip

    def person_unmarks(self, pick: int, to: int, fen: int, yes: bool) -> None:
        receipts = list(Receipt.objects.order_by("pk"))
        if receipts:
            receipt = receipts[pick % len(receipts)]
            self._refusable(
                lambda: operations.unmark(
                    receipt_id=receipt.pk, reason="认错", now=NOW, actor=self.accountant
                )
            )

    def house_plans(self, pick: int, to: int, fen: int, yes: bool) -> None:
        waiting = Receipt.objects.select_for_update().filter(state="marked").order_by("pk")
        operations.plan_receipts(receipts=list(waiting), now=NOW, actor=SYSTEM)

    def chief_decides(self, pick: int, to: int, fen: int, yes: bool) -> None:
        plans = list(
            Plan.objects.filter(state="proposed").order_by("pk") if to % 4 else Plan.objects.order_by("pk")
        )
        if plans:
            plan = plans[pick % len(plans)]
            self._refusable(lambda: operations.approve(plan_id=plan.id, now=NOW, actor=self.chief) if yes else
                            operations.reject(plan_id=plan.id, reason="再核", now=NOW, actor=self.chief))  # fmt: skip

    def payments_leave(self, pick: int, to: int, fen: int, yes: bool) -> None:
        operations.write_payment_file(court=self.court, now=NOW, actor=SYSTEM)
        for file in PaymentFile.objects.filter(left_at=None):
            self.answers.append(self.bank.submit(bytes(file.content), now=NOW))
            operations.note_left(file_id=file.id, now=NOW)
            if yes:
                operations.take_bank_answer(court=self.court, content=self.answers[-1], now=NOW, actor=SYSTEM)

    def bank_answers(self, pick: int, to: int, fen: int, yes: bool) -> None:
        waiting = self.answers + [message.body for message in self.bank.messages(now=NOW + timedelta(days=9))]
        if waiting:
            first = pick % len(waiting)
            for content in [*waiting[first:], *waiting[:first]] if yes else [waiting[first]]:
                operations.take_bank_answer(court=self.court, content=content, now=NOW, actor=SYSTEM)

    def person_repairs(self, pick: int, to: int, fen: int, yes: bool) -> None:
        payments = list(Payment.objects.order_by("pk"))
        if payments:
            payment = payments[pick % len(payments)]
            self._refusable(lambda: operations.repair_payment(
                payment_id=payment.id, payee_name="张三丰", payee_bank="", payee_account="6217569546347374596",
                reason="更正", now=NOW, actor=self.accountant))  # fmt: skip

    def payment_appears_on_the_statement(self, pick: int, to: int, fen: int, yes: bool) -> None:
        payments = list(Payment.objects.exclude(state="ready").order_by("pk"))
        if payments:
            payment = payments[pick % len(payments)]
            self._lines((-payment.fen, f"执行款 {payment.reference}", ""))

    @rule(action=st.sampled_from(ACTIONS), pick=PICK, to=PICK, fen=st.integers(1, 900_000), yes=st.booleans())
    def act(self, action: str, pick: int, to: int, fen: int, yes: bool) -> None:
        """One rule that draws its action: rules of their own would be left out at random, whole runs long."""
        getattr(self, action)(pick, to, fen, yes)
        self.states()

    def states(self) -> None:
        """What was reached, so that the test can say whether it proved anything."""
        for model in (Receipt, Plan, Payment):
            for state in model.objects.values_list("state", flat=True).distinct():
                REACHED[f"{model.__name__} {state}"] += 1

    @invariant()
    def books_hold(self) -> None:
        assert queries.verify_books().problems == []

    @invariant()
    def bank_agrees(self) -> None:
        if StatementLine.objects.exists():
            (day,) = queries.reconcile(court=self.court, on=NOW.date() + timedelta(days=60))
            assert day.difference_fen == 0
            assert day.holders_fen == day.ledger_fen


MUST_BE_REACHED = {
    "Receipt unidentified", "Receipt marked", "Receipt planned", "Receipt cleared", "Receipt reversed", "Plan approved",
    "Plan rejected", "Plan withdrawn", "Payment ready", "Payment sent", "Payment done", "Payment failed",
}  # fmt: skip


@pytest.mark.django_db
def test_the_invariants_hold_after_every_random_operation() -> None:
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=10, stateful_step_count=40, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert set(REACHED) >= MUST_BE_REACHED
