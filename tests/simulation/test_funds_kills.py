"""Import, marking, payout over a faulty line and reconciliation are killed at random points: no fen lost, none twice.

How many kills: `ZHIXING_KILLS` (40 unless set, 200 for the record), a quarter for each kind of work.
"""

import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from bank_world import account_of, bank_process, link
from funds_world import NOW, SYSTEM, make_case, person, statement
from killing import KILLS, kill_many_times, run_and_kill
from zhixing.cases.models import Case, Recovery
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.funds import operations, queries, sweeps
from zhixing.funds.connectors.base import BankUnreachable
from zhixing.funds.connectors.registry import connector_for
from zhixing.funds.models import Enquiry, FundsPolicy, Journal, Payment, Plan, Receipt, StatementLine
from zhixing.funds.rules.statement import StatementRefused
from zhixing.simulator.bank import Bank

EACH = max(1, KILLS // 4)
CASES = 30
LINES_A_FILE, FILES = 30, 60
OPENING = 300_000_000
SPEED = 20_000
"""Seconds that pass at the bank and in the office in each second of the test: two weeks a minute."""


def _court() -> Court:
    return Court.objects.get(code="吉2424")


def _scoped(read: Callable[[], Any]) -> Any:
    with every_court_visible():
        return read()


def _figures(what: str, runs: int, started: float, **counts: int) -> None:
    """Said aloud with `pytest -s`: what was killed, how often, and what stood afterwards."""
    words = "，".join(f"{name} {count}" for name, count in counts.items())
    print(f"\n{what}：{EACH} kills in {runs} runs, {time.monotonic() - started:.0f} s：{words}")


def _files(sub_accounts: list[str]) -> list[bytes]:
    """One bank account's lines cut into overlapping files; every ninth line is taken back by the next."""
    lines, number = [], 0
    while len(lines) < LINES_A_FILE * FILES:
        number += 1
        sub = sub_accounts[number % len(sub_accounts)] if number % 3 else ""
        lines.append((f"B{number:06}", 100_000 + number, "李四", f"款{number}", sub))
        if number % 9 == 0:
            lines.append((f"R{number:06}", -(100_000 + number), "李四", f"冲正 款{number}", sub))
    files, balance = [], OPENING
    for start in range(0, len(lines), LINES_A_FILE):
        overlap = lines[max(0, start - 10) : start]
        before = balance - sum(line[1] for line in overlap)
        files.append(statement([*overlap, *lines[start : start + LINES_A_FILE]], opening=before))
        balance += sum(line[1] for line in lines[start : start + LINES_A_FILE])
    return files


@pytest.mark.usefixtures("committed_db")
def test_kills_of_importing_lose_and_double_nothing() -> None:
    court, started = _court(), time.monotonic()
    with every_court_visible():
        cases = [make_case(court, n + 1) for n in range(CASES)]
    files = _files([case.sub_account for case in cases])

    def work() -> None:
        """Take in what is missing, then a part again: there is always something to kill."""
        done = _scoped(StatementLine.objects.count) // LINES_A_FILE
        for content in files[max(0, done - 2) :]:
            with every_court_visible():
                operations.import_statement(court=court, content=content, name="x.csv", now=NOW, actor=SYSTEM)

    runs = kill_many_times(work, kills=EACH, longest_seconds=0.25, seed=3)
    run_and_kill(work, after_seconds=None)
    with every_court_visible():
        total = LINES_A_FILE * FILES
        reversals = StatementLine.objects.filter(fen__lt=0).count()
        assert StatementLine.objects.count() == total
        assert Journal.objects.exclude(kind="opening").count() == total
        assert Receipt.objects.count() == total - reversals
        facts = Fact.objects.filter(kind__in=["money.marked", "money.unidentified", "money.reversed"])
        assert facts.count() == total
        assert Receipt.objects.filter(state="reversed").count() == reversals
        marked = Receipt.objects.exclude(case=None).exclude(state="reversed")
        assert _sum(Recovery) == sum(marked.values_list("fen", flat=True))
        assert queries.verify_books().problems == []
        (day,) = queries.reconcile(court=court, on=NOW.date())
        assert queries.open_differences() == []
        assert day.ledger_fen == day.holders_fen == OPENING + _sum(StatementLine)
    _figures("import", runs, started, lines=total, reversed=reversals)


def _sum(model: Any) -> int:
    return sum(model.objects.values_list("fen", flat=True))


@pytest.mark.usefixtures("committed_db")
def test_kills_of_marking_lose_and_double_nothing() -> None:
    court, started, count = _court(), time.monotonic(), 400
    with every_court_visible():
        cases = [make_case(court, n + 1) for n in range(CASES)]
        lines = [(f"B{n:05}", 700 + n, f"付款人{n}", "转账", "") for n in range(count)]
        operations.import_statement(court=court, content=statement(lines), name="x", now=NOW, actor=SYSTEM)
        officer = person(court, Role.OFFICER)

    def work() -> None:
        """A person marks what waits, and takes every fourth mark back once."""
        waiting = _scoped(
            lambda: list(
                Receipt.objects.filter(state="unidentified").order_by("pk").values_list("pk", "fen", "turns")
            )
        )
        for place, (pk, fen, turns) in enumerate(waiting):
            case = cases[(fen + turns) % CASES]
            with every_court_visible():
                operations.mark(receipt_id=pk, case_id=case.id, reason="核实", now=NOW, actor=officer)
            if place % 4 == 0 and turns < 3:
                with every_court_visible():
                    operations.unmark(receipt_id=pk, reason="认错", now=NOW, actor=officer)

    runs = kill_many_times(work, kills=EACH, longest_seconds=0.05, seed=6)
    for _ in range(6):
        run_and_kill(work, after_seconds=None)
    with every_court_visible():
        turns = sum(Receipt.objects.values_list("turns", flat=True))
        assert not Receipt.objects.exclude(state="marked").exists()
        kinds = Counter(Journal.objects.values_list("kind", flat=True))
        assert (kinds["mark"], kinds["unmark"]) == (turns, turns - count)
        facts = Counter(Fact.objects.values_list("kind", flat=True))
        assert (facts["money.marked"], facts["money.unmarked"]) == (turns, turns - count)
        assert _sum(Recovery) == _sum(Receipt) == sum(line[1] for line in lines)
        held = sum(queries.held_for_case(case.id) for case in Case.objects.all())
        assert held == _sum(Receipt)
        assert queries.verify_books().problems == []
    _figures("marking", runs, started, marks=turns, unmarks=turns - count)


class Office:
    """The hours of the office run beside the bank's; both began at the same moment."""

    def __init__(self, court: Court) -> None:
        self.court, self.began = court, time.monotonic()
        self.chief = person(court, Role.BUREAU_CHIEF)
        self.accountant = person(court, Role.FUND_ACCOUNTANT)

    @property
    def now(self) -> datetime:
        return NOW + timedelta(seconds=(time.monotonic() - self.began) * SPEED)

    def pay(self) -> None:
        """One round of what the sweeps and the chief do."""
        self._run(sweeps.plan_marked_money, 15)
        for plan in _scoped(lambda: list(Plan.objects.filter(state="proposed").order_by("id")[:10])):
            with every_court_visible():
                operations.approve(plan_id=plan.id, now=self.now, actor=self.chief)
        for sweep, limit in ((sweeps.send_payments, 20), (sweeps.take_answers, 100), (sweeps.note_silence, 500),
                             (sweeps.ask_about_unknown, 20)):  # fmt: skip
            self._run(sweep, limit)

    def _run(self, sweep: Any, limit: int) -> None:
        with every_court_visible():
            sweep(now=self.now, limit=limit)

    def is_done(self) -> bool:
        return not (
            Payment.objects.filter(state__in=["ready", "sent", "unknown"]).exists()
            or Receipt.objects.filter(state="marked", blocked_by="").exists()
            or Plan.objects.filter(state="proposed").exists()
        )

    def reconcile(self, days: list[date]) -> None:
        """Fetch each day's statement from the bank and take it in, however often the line breaks; compare the three."""
        for day in days:
            _often(lambda day=day: self._take_statement(day))
            with every_court_visible():
                queries.reconcile(court=self.court, on=day)

    def _take_statement(self, day: date) -> None:
        with every_court_visible():
            content = connector_for(account_of(self.court).pk).statement(day)
            if content is not None and b"</Stmt>" in content and b"<Ntry>" not in content:
                return
            operations.import_statement(
                court=self.court, content=content or b"", name=f"{day}", now=self.now, actor=SYSTEM
            )


def _until(done: Callable[[], bool], work: Callable[[], object], seconds: int) -> None:
    end = time.monotonic() + seconds
    while not _scoped(done):
        assert time.monotonic() < end, "the work does not come to an end"
        run_and_kill(work, after_seconds=None)


@pytest.mark.usefixtures("committed_db")
def test_kills_of_paying_and_reconciling_over_a_faulty_line_lose_and_double_nothing(tmp_path: Path) -> None:
    court, started, count = _court(), time.monotonic(), 40 + EACH * 4
    with every_court_visible():
        cases = [make_case(court, n + 1) for n in range(count)]
        lines = [(f"B{n:05}", 500_000 + n, "李四", "案款", case.sub_account) for n, case in enumerate(cases)]
        operations.import_statement(court=court, content=statement(lines), name="x", now=NOW, actor=SYSTEM)
        FundsPolicy.objects.update_or_create(court=court, defaults={"unknown_after_days": 0})
        office = Office(court)
    opening = OPENING + sum(line[1] for line in lines)
    with bank_process(tmp_path, payer_id="KILLS", opening_fen=opening, speed=SPEED, seed=9) as address:
        office.began = time.monotonic()
        with every_court_visible():
            link(court, address, "KILLS")
        paid = kill_many_times(office.pay, kills=EACH, longest_seconds=0.4, seed=4)
        _until(office.is_done, office.pay, 200)
        _figures("payout", paid, started, payments=count)
        last = office.now + timedelta(days=6)
        while office.now < last:  # what was sent back comes back within three days, told two days later
            run_and_kill(office.pay, after_seconds=None)
        days = [local_date(NOW) + timedelta(days=n) for n in range((last - NOW).days)]
        reconciled = kill_many_times(lambda: office.reconcile(days), kills=EACH, longest_seconds=0.6, seed=5)
        _until(lambda: _is_reconciled(days[-1]), lambda: office.reconcile(days), 120)
    _prove(court, Bank(tmp_path, opening_fen=opening), count, days[-1])
    told = _scoped(Enquiry.objects.count)
    _figures(
        "reconciliation", reconciled, started, lines=_scoped(StatementLine.objects.count), enquiries=told
    )


def _often(work: Callable[[], None]) -> None:
    """A line that breaks, or brings a web page, is tried again later by the clock; here at once."""
    for _ in range(50):
        try:
            work()
            return
        except (BankUnreachable, StatementRefused):
            continue
    raise AssertionError("the bank gives no statement")


def _is_reconciled(on: date) -> bool:
    (day,) = queries.reconcile(court=_court(), on=on)
    return day.statement_fen == day.ledger_fen


def _prove(court: Court, bank: Bank, count: int, on: date) -> None:
    with every_court_visible():
        assert queries.verify_books().problems == []
        assert Payment.objects.count() == count
        assert Receipt.objects.values("pk").annotate(n=Count("plans")).filter(n__gt=1).count() == 0
        booked = {entry.end_to_end_id: -entry.fen for entry in bank.entries if entry.kind == "payment"}
        assert len(booked) == sum(entry.kind == "payment" for entry in bank.entries), "paid twice"
        ours = dict(Payment.objects.exclude(paid_on=None).values_list("reference", "fen"))
        assert ours == booked
        back = {entry.end_to_end_id for entry in bank.entries if entry.kind == "return"}
        assert set(Payment.objects.exclude(returned_on=None).values_list("reference", flat=True)) == back
        assert set(Payment.objects.values_list("state", flat=True)) <= {"done", "failed"}
        (day,) = queries.reconcile(court=court, on=on)
        assert day.ledger_fen == day.statement_fen == bank.balance_fen == day.holders_fen
        assert (day.difference_fen, day.suspects) == (0, ())
        print(
            f"\nbank: {len(booked)} paid, {len(back)} returned, {count - len(booked)} refused, {bank.balance_fen} fen"
        )
