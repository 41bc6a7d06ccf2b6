"""Import, planning, approval, payment and answers are killed at random points: no fen lost, none twice."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import Count

from funds_world import NOW, SYSTEM, make_case, person, statement
from killing import kill_many_times, run_and_kill
from zhixing.cases.models import Recovery
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.funds import operations, queries, sweeps
from zhixing.funds.models import Journal, Payment, PaymentFile, Plan, Receipt, StatementLine
from zhixing.simulator.bank import Bank, BankTimedOut
from zhixing.simulator.faults import Faults

CASES = 30
LINES_A_FILE, FILES = 30, 60
OPENING = 300_000_000
LATER = NOW + timedelta(days=10)


def _court() -> Court:
    return Court.objects.get(code="吉2424")


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


def test_fifty_kills_of_importing_lose_and_double_nothing(committed_db: Callable[[], object]) -> None:
    court = _court()
    with every_court_visible():
        cases = [make_case(court, n + 1) for n in range(CASES)]
    files = _files([case.sub_account for case in cases])

    def work() -> None:
        """Take in what is missing, then a part again: there is always something to kill."""
        with every_court_visible():
            done = StatementLine.objects.count() // LINES_A_FILE
        for content in files[max(0, done - 2) :]:
            with every_court_visible():
                operations.import_statement(court=court, content=content, name="x.csv", now=NOW, actor=SYSTEM)

    runs = kill_many_times(work, kills=50, longest_seconds=0.25, seed=3)
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
        assert sum(Recovery.objects.values_list("fen", flat=True)) == sum(
            marked.values_list("fen", flat=True)
        )
        assert queries.verify_books().problems == []
        (day,) = queries.reconcile(court=court, on=NOW.date())
        last = StatementLine.objects.order_by("-booked_at", "-id").first()
        assert last is not None
        assert queries.open_differences() == []
        assert (
            day.ledger_fen
            == day.holders_fen
            == OPENING + sum(StatementLine.objects.values_list("fen", flat=True))
        )
    assert runs >= 50


def test_fifty_kills_of_paying_with_a_faulty_bank_lose_and_double_nothing(
    committed_db: Callable[[], object], tmp_path: Path
) -> None:
    court = _court()
    count = 120
    with every_court_visible():
        cases = [make_case(court, n + 1) for n in range(count)]
        lines = [(f"B{n:05}", 500_000 + n, "李四", "案款", case.sub_account) for n, case in enumerate(cases)]
        operations.import_statement(
            court=court, content=statement(lines), name="x.csv", now=NOW, actor=SYSTEM
        )
        chief = person(court, Role.BUREAU_CHIEF)
    opening = OPENING + sum(line[1] for line in lines)
    faults = Faults(
        rejected=60, returned=60, duplicated=200, late=200, lost=200, timed_out=200, out_of_order=True
    )

    cursor = tmp_path / "cursor"

    def bank() -> Bank:
        return Bank(tmp_path, seed=9, faults=faults, opening_fen=opening)

    def work() -> None:
        with every_court_visible():
            sweeps.plan_marked_money(now=NOW, limit=15)
        for plan in _scoped(lambda: list(Plan.objects.filter(state="proposed").order_by("id")[:10])):
            with every_court_visible():
                operations.approve(plan_id=plan.id, now=NOW, actor=chief)
        with every_court_visible():
            operations.write_payment_file(court=court, now=NOW, actor=SYSTEM)
        for file in _scoped(lambda: list(PaymentFile.objects.filter(left_at=None).order_by("made_at"))):
            _hand_over(court, bank(), file)
        seen = int(cursor.read_text()) if cursor.exists() else 0
        for message in bank().messages(now=LATER, after=seen):
            _answer(court, message.body)
            cursor.with_suffix(".new").write_text(str(message.sequence))
            cursor.with_suffix(".new").replace(cursor)

    runs = kill_many_times(work, kills=50, longest_seconds=0.3, seed=4)
    for _ in range(count):
        run_and_kill(work, after_seconds=None)
        if _scoped(lambda: not Payment.objects.filter(state__in=["ready", "sent"]).exists()
                   and not Receipt.objects.filter(state="marked", blocked_by="").exists()
                   and not Plan.objects.filter(state="proposed").exists()):  # fmt: skip
            break
    paid = bank()
    with every_court_visible():
        assert queries.verify_books().problems == []
        assert Payment.objects.count() == count
        assert Receipt.objects.values("pk").annotate(n=Count("plans")).filter(n__gt=1).count() == 0
        booked = Counter(entry.end_to_end_id for entry in paid.entries if entry.kind == "payment")
        assert set(booked.values()) == {1}
        done = set(Payment.objects.exclude(paid_on=None).values_list("reference", flat=True))
        assert done == set(booked)
        back = {entry.end_to_end_id for entry in paid.entries if entry.kind == "return"}
        assert set(Payment.objects.exclude(returned_on=None).values_list("reference", flat=True)) == back
        (day,) = queries.reconcile(court=court, on=LATER.date() + timedelta(days=30))
        assert day.ledger_fen == paid.balance_fen == day.holders_fen
        assert day.difference_fen == 0
    assert runs >= 50


def _scoped(read: Callable[[], Any]) -> Any:
    with every_court_visible():
        return read()


def _hand_over(court: Court, bank: Bank, file: PaymentFile) -> None:
    """The file leaves; a bank that does not answer is asked again with the same bytes in another run."""
    try:
        answer = bank.submit(bytes(file.content), now=NOW)
    except BankTimedOut:
        return
    _answer(court, answer)
    with every_court_visible():
        operations.note_left(file_id=file.id, now=NOW)


def _answer(court: Court, content: bytes) -> None:
    with every_court_visible():
        operations.take_bank_answer(court=court, content=content, now=LATER, actor=SYSTEM)
