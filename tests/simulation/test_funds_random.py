"""Ten thousand random operations on small offices: after each one the invariants hold, and a refused one changes nothing.

`ZHIXING_RANDOM_OPERATIONS` says how many (2,000 unless set); one seed replays the whole run. An office lives for a few
hundred operations in a transaction that is thrown away, so that proving it after each of them stays quick.
"""

import os
import random
import time
from collections import Counter
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection, transaction

from funds_world import ACCOUNT, HEADER, NOW, SYSTEM, make_case, person, yuan
from zhixing.foundation.clock import SHANGHAI, local_date
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.funds import operations, queries
from zhixing.funds.models import (
    Correction,
    Difference,
    Journal,
    Payment,
    PaymentFile,
    PayoutDeferral,
    Plan,
    Posting,
    Receipt,
)
from zhixing.funds.models.corrections import Explanation
from zhixing.law.case_funds import Deferral
from zhixing.simulator.bank import Bank, BankTimedOut
from zhixing.simulator.faults import Faults

OPERATIONS = int(os.environ.get("ZHIXING_RANDOM_OPERATIONS", "2000"))
AN_OFFICE = 250
SEED = int(os.environ.get("ZHIXING_RANDOM_SEED", "2022"))
T = TypeVar("T")
GOOD, BAD = "6217569546347374596", "6217569546347374590"
"""An account number, and one that fails Luhn: the bank refuses it at the counter."""
WEIGHTS = {
    "money_arrives": 14, "bank_reverses": 4, "bank_takes_a_charge": 1, "the_same_lines_again": 3, "person_marks": 8,
    "person_unmarks": 4, "house_plans": 12, "chief_approves": 12, "chief_rejects": 2, "person_withdraws": 2,
    "file_is_made": 8, "file_leaves": 8, "bank_answers": 10, "answer_comes_again": 3, "silence": 4, "bank_is_asked": 5,
    "person_repairs": 4, "payments_show_on_the_statement": 6, "deferral": 6, "deferral_ends": 4, "correction": 2,
    "day_is_closed": 1,
}  # fmt: skip
MUST_BE_REACHED = {
    "Receipt unidentified", "Receipt marked", "Receipt planned", "Receipt cleared", "Receipt reversed", "Plan approved",
    "Plan rejected", "Plan withdrawn", "Payment ready", "Payment sent", "Payment unknown", "Payment done",
    "Payment failed", "PayoutDeferral approved", "PayoutDeferral ended",
}  # fmt: skip


class Office:
    """An office with five cases, one account and a bad bank; `act` does one random thing."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.court = Court.objects.get(code="吉2424")
        self.cases = [make_case(self.court, n + 1, principal_fen=1_000_000) for n in range(3)]
        self.cases.append(make_case(self.court, 4, principal_fen=1_000_000, account=BAD))
        self.cases.append(make_case(self.court, 9, applicants=("甲", "乙")))
        self.chief = person(self.court, Role.BUREAU_CHIEF)
        self.vice = person(self.court, Role.VICE_PRESIDENT)
        self.accountant = person(self.court, Role.FUND_ACCOUNTANT, Role.OFFICER)
        self.now, self.balance = NOW, 300_000_000
        self.rows: list[tuple[int, str]] = []
        self.last_row = NOW
        faults = Faults(
            rejected=50, returned=200, duplicated=100, late=200, lost=100, timed_out=200, out_of_order=True
        )
        self.bank = Bank(seed=seed, faults=faults, opening_fen=10**12)
        self.shown = self.heard = 0
        self.answers: list[bytes] = []
        self._take_in([(400_000 + n, "案款", case.sub_account) for n, case in enumerate(self.cases)])

    def act(self) -> str:
        """Time goes on a little, then one thing is done or refused."""
        self.now += timedelta(minutes=self.dice.randint(1, 240))
        name = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        before = self._size()
        try:
            getattr(self, name)()
            self.done[name] += 1
        except (ValueError, PermissionError, LookupError) as error:
            # A refusal has a class of the house's, or a sentence for the person; anything else is a mistake.
            if not type(error).__module__.startswith("zhixing.") and str(error).isascii():
                raise
            self.done[f"{name} refused"] += 1
            name += f" refused: {error}"
        if "refused" in name:
            assert self._size() == before, f"{name}, and yet something changed"
        return name

    @staticmethod
    def _size() -> tuple[int, ...]:
        counted = ", ".join(
            f"(SELECT count(*) FROM funds_{table})"
            for table in ("journal", "posting", "receipt", "plan", "payment", "paymentfile", "statementline")
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {counted}")
            return tuple(cursor.fetchone())

    def _pick(self, rows: list[T]) -> T:
        if not rows:
            raise ValueError("没有可办的")
        return self.dice.choice(rows)

    def _take_in(self, lines: list[tuple[int, str, str]], overlap: int = 0) -> None:
        first = len(self.rows) - min(overlap, len(self.rows))
        for fen, remark, sub in lines:
            self.last_row = max(self.last_row + timedelta(seconds=1), self.now)
            self.balance += fen
            debit, credit = (yuan(fen), "") if fen < 0 else ("", yuan(fen))
            text = (
                f'B{len(self.rows):06},{self.last_row.astimezone(SHANGHAI):%Y%m%d %H:%M:%S},"{debit}","{credit}",'
                f'"{yuan(self.balance)}",李四,6217572294969566448,{remark},{sub}'
            )
            self.rows.append((fen, text))
        head = f"账户明细查询\r\n户名:汪清县人民法院（执行案款专户）,账号:{ACCOUNT},币种:人民币\r\n\r\n"
        body = "\r\n".join([HEADER, *(text for _, text in self.rows[first:])])
        operations.import_statement(
            court=self.court,
            content=f"{head}{body}\r\n".encode("gb18030"),
            name="x",
            now=self.now,
            actor=SYSTEM,
        )

    def money_arrives(self) -> None:
        case = self.dice.choice(self.cases)
        kinds = [("案款", case.sub_account), ("转账", ""), (f"{case.number}案款", "")]
        count = self.dice.randint(1, 3)
        lines = [(self.dice.randint(1, 900_000), *self.dice.choice(kinds)) for _ in range(count)]
        self._take_in(lines, overlap=self.dice.randint(0, 4))

    def bank_reverses(self) -> None:
        line = self._pick(
            list(Receipt.objects.exclude(state="reversed").select_related("line").order_by("pk"))
        ).line
        self._take_in([(-line.fen, f"冲正 {line.remark}", line.sub_account)])

    def bank_takes_a_charge(self) -> None:
        self._take_in([(-self.dice.randint(1, 5_000), "手续费", "")])

    def the_same_lines_again(self) -> None:
        self._take_in([], overlap=self.dice.randint(1, 20))

    def person_marks(self) -> None:
        receipt = self._pick(self._receipts("unidentified"))
        case = self.dice.choice(self.cases)
        operations.mark(
            receipt_id=receipt.pk, case_id=case.id, reason="核实", now=self.now, actor=self.accountant
        )

    def _receipts(self, state: str) -> list[Receipt]:
        """Mostly those in the state the act is for; now and then any, to be refused."""
        rows = Receipt.objects.order_by("pk")
        return list(rows.filter(state=state) if self.dice.random() < 0.8 else rows)

    def person_unmarks(self) -> None:
        receipt = self._pick(self._receipts("marked"))
        operations.unmark(receipt_id=receipt.pk, reason="认错", now=self.now, actor=self.accountant)

    def house_plans(self) -> None:
        waiting = Receipt.objects.select_for_update().filter(state="marked").order_by("pk")
        operations.plan_receipts(receipts=list(waiting), now=self.now, actor=SYSTEM)

    def _plan(self) -> Plan:
        rows = Plan.objects.order_by("pk")
        return self._pick(list(rows.filter(state="proposed") if self.dice.random() < 0.8 else rows))

    def chief_approves(self) -> None:
        actor = self.dice.choice([self.chief, self.vice])
        operations.approve(plan_id=self._plan().id, now=self.now, actor=actor)

    def chief_rejects(self) -> None:
        operations.reject(plan_id=self._plan().id, reason="再核", now=self.now, actor=self.chief)

    def person_withdraws(self) -> None:
        operations.withdraw(plan_id=self._plan().id, reason="重做", now=self.now, actor=self.accountant)

    def file_is_made(self) -> None:
        operations.write_payment_file(court=self.court, now=self.now, actor=SYSTEM)

    def file_leaves(self) -> None:
        file = self._pick(list(PaymentFile.objects.filter(left_at=None).order_by("pk")))
        try:
            answer = self.bank.submit(bytes(file.content), now=self.now)
        except BankTimedOut:
            return
        operations.note_left(file_id=file.id, now=self.now)
        if self.dice.random() < 0.7:
            self._hear(answer)

    def _hear(self, answer: bytes) -> None:
        self.answers.append(answer)
        operations.take_bank_answer(court=self.court, content=answer, now=self.now, actor=SYSTEM)

    def bank_answers(self) -> None:
        for message in self.bank.messages(now=self.now, after=self.heard)[: self.dice.randint(1, 4)]:
            self.heard = message.sequence
            if self.dice.random() < 0.85:  # the rest is lost on the way: silence, asked about later
                self._hear(message.body)

    def answer_comes_again(self) -> None:
        self._hear(self._pick(self.answers))

    def silence(self) -> None:
        operations.note_silence(now=self.now, limit=100, actor=SYSTEM)

    def bank_is_asked(self) -> None:
        payment = self._pick(
            list(Payment.objects.filter(state="unknown").select_related("file").order_by("pk"))
        )
        answer = self.bank.payment_status(payment.reference, now=self.now)
        if answer is None and payment.file is not None:
            try:
                answer = self.bank.submit(bytes(payment.file.content), now=self.now)
            except BankTimedOut:
                return
        self._hear(answer or b"")

    def person_repairs(self) -> None:
        rows = Payment.objects.order_by("pk")
        payment = self._pick(list(rows.filter(state="failed") if self.dice.random() < 0.9 else rows))
        operations.repair_payment(
            payment_id=payment.id, payee_name=payment.payee_name, payee_bank="中国农业银行", payee_account=GOOD,
            reason="核对更正", now=self.now, actor=self.accountant,
        )  # fmt: skip

    def payments_show_on_the_statement(self) -> None:
        self.bank.messages(now=self.now)
        entries = self.bank.entries[self.shown : self.shown + self.dice.randint(1, 5)]
        self.shown += len(entries)
        self._take_in([(entry.fen, entry.remark, "") for entry in entries], overlap=self.dice.randint(1, 3))

    def deferral(self) -> None:
        waiting = list(PayoutDeferral.objects.filter(state="proposed").order_by("pk"))
        if waiting:
            operations.approve_deferral(deferral_id=waiting[0].pk, now=self.now, actor=self.vice)
            return
        operations.propose_deferral(
            receipt_id=self._pick(self._receipts("marked")).pk, ground=self.dice.choice(list(Deferral)), reason="等待裁定结果",
            until=local_date(self.now) + timedelta(days=self.dice.randint(2, 25)), now=self.now, actor=self.accountant,
        )  # fmt: skip

    def deferral_ends(self) -> None:
        row = self._pick(list(PayoutDeferral.objects.filter(state="approved").order_by("pk")))
        operations.end_deferral(
            deferral_id=row.pk,
            ended_on=local_date(self.now),
            reason="事由消失",
            now=self.now,
            actor=self.accountant,
        )

    def correction(self) -> None:
        waiting = list(Correction.objects.filter(state="proposed").order_by("pk"))
        if waiting:
            operations.approve_correction(correction_id=waiting[0].pk, now=self.now, actor=self.chief)
            return
        row = self._pick(list(Difference.objects.filter(settled_at=None).order_by("pk")))
        operations.propose_correction(
            difference_id=row.pk, explanation=self.dice.choice(list(Explanation)), reason="已向银行核实清楚", now=self.now,
            actor=self.accountant, receipt_id=self._pick(self._receipts("marked")).pk, case_id=self.dice.choice(self.cases).id,
        )  # fmt: skip

    def day_is_closed(self) -> None:
        on = local_date(self.now) - timedelta(days=1)
        operations.close_day(court=self.court, on=on, now=self.now, actor=self.accountant)

    def states(self) -> set[str]:
        """What stands in the tables, so that the test can say whether it proved anything."""
        return {
            f"{model.__name__} {state}"
            for model in (Receipt, Plan, Payment, PayoutDeferral)
            for state in model.objects.values_list("state", flat=True).distinct()
        }


def _prove(office: Office, what: str, *, bank_too: bool) -> None:
    assert queries.verify_books().problems == [], what
    if bank_too:
        for day in queries.reconcile(court=office.court, on=local_date(office.now) + timedelta(days=60)):
            assert (day.difference_fen, day.holders_fen) == (0, day.ledger_fen), what


def _live(seed: int, count: int, reached: set[str]) -> Counter[str]:
    with transaction.atomic():
        with every_court_visible():
            office = Office(seed)
            for number in range(count):
                name = office.act()
                is_tenth = number % 10 == 9
                _prove(office, f"seed {seed}, operation {number}: {name}", bank_too=is_tenth)
                if is_tenth:
                    reached |= office.states()
            office.done["journals"], office.done["postings"] = (
                Journal.objects.count(),
                Posting.objects.count(),
            )
        transaction.set_rollback(True)
    return office.done


@pytest.mark.django_db
@pytest.mark.timeout(1800)
def test_the_books_hold_after_every_one_of_thousands_of_random_operations() -> None:
    started, reached, done = time.monotonic(), set[str](), Counter[str]()
    for place in range(0, OPERATIONS, AN_OFFICE):
        done += _live(SEED + place, min(AN_OFFICE, OPERATIONS - place), reached)
    print(
        f"\n{OPERATIONS} random operations, proved after each, {time.monotonic() - started:.0f} s: {dict(sorted(done.items()))}"
    )
    assert MUST_BE_REACHED - reached == set()
    assert [name for name in WEIGHTS if not done[name]] == []
