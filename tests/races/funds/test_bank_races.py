"""The bank's side of the races: two senders of one file, an answer beside the statement, a reversal beside the sending."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bank_world import Time, account_of, direct_bank, link
from funds_world import NOW, SYSTEM, make_case, person, statement
from racing import race
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.funds import operations, queries, sweeps
from zhixing.funds.connectors.registry import connector_for
from zhixing.funds.models import BankAnswer, Journal, Payment, PaymentFile, Plan, Receipt, StatementLine
from zhixing.simulator.bank_server import BankServer

AT_ONCE, FEN = 4, 500_000
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def court(committed_db: object) -> Court:
    return Court.objects.get(code="吉2424")


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def bank(court: Court, tmp_path: Path, time: Time) -> Iterator[BankServer]:
    with direct_bank(tmp_path, clock=time, payer_id="RACES") as server:
        with every_court_visible():
            account_of(court)
            link(court, server.address, "RACES")
        yield server


def _approved(court: Court, count: int = 1) -> list[str]:
    """So many approved payments of 500,000 fen less the fee; their sub-accounts."""
    with every_court_visible():
        cases = [make_case(court, n + 1) for n in range(count)]
        lines = [(f"B{n}", FEN, "李四", "案款", case.sub_account) for n, case in enumerate(cases)]
        operations.import_statement(court=court, content=statement(lines), name="x", now=NOW, actor=SYSTEM)
        sweeps.plan_marked_money(now=NOW, limit=100)
        chief = person(court, Role.BUREAU_CHIEF)
        for plan in Plan.objects.order_by("id"):
            operations.approve(plan_id=plan.id, now=NOW, actor=chief)
    return [case.sub_account for case in cases]


def _send(at: Any = NOW) -> int:
    return sweeps.send_payments(now=at, limit=20)


def _books_hold(court: Court) -> None:
    with every_court_visible():
        assert queries.verify_books().problems == []
        for day in queries.reconcile(court=court, on=NOW.date() + timedelta(days=30)):
            assert (day.difference_fen, day.holders_fen) == (0, day.ledger_fen)


def test_two_senders_of_one_file_one_hands_it_over(court: Court, bank: BankServer, time: Time) -> None:
    _approved(court, 3)
    with every_court_visible():
        operations.write_payment_file(court=court, now=NOW, actor=SYSTEM)
    race(*(_send for _ in range(AT_ONCE)))
    assert bank.door.calls["POST /v1/files"] == 1
    with every_court_visible():
        assert (PaymentFile.objects.get().left_at, BankAnswer.objects.count()) == (NOW, 1)
        fens = dict(Payment.objects.values_list("reference", "fen"))
    time.now = LATER
    race(*((lambda: sweeps.take_answers(now=LATER, limit=100)) for _ in range(AT_ONCE)))
    booked = {one.end_to_end_id: -one.fen for one in bank.door.bank.entries}
    assert (booked, len(bank.door.bank.entries)) == (fens, 3)
    with every_court_visible():
        assert Counter(Journal.objects.values_list("kind", flat=True))["payout"] == 3
    _books_hold(court)


def test_two_who_ask_about_one_payment_book_it_once(court: Court, bank: BankServer, time: Time) -> None:
    _approved(court)
    for _ in range(2):
        with every_court_visible():
            _send()
    later = time.now = NOW + timedelta(days=3)
    with every_court_visible():
        assert sweeps.note_silence(now=later, limit=10) == 1
    asked = race(*((lambda: sweeps.ask_about_unknown(now=later, limit=10)) for _ in range(AT_ONCE)))
    assert sorted(asked) == [0] * (AT_ONCE - 1) + [1]
    with every_court_visible():
        assert Payment.objects.get().state == "done"
        assert Journal.objects.filter(kind="payout").count() == 1
    _books_hold(court)


def _shown(bank: BankServer) -> bytes:
    """The payment as a line of the next statement: the account stood at 3,005,000.00 before it."""
    (entry,) = bank.door.bank.entries
    return statement([("P1", entry.fen, entry.name, entry.remark, "")], opening=300_000_000 + FEN, day=2)


@pytest.mark.parametrize("turn", range(4))
def test_an_answer_beside_the_statement_line_of_the_same_payment(
    court: Court, bank: BankServer, time: Time, turn: int
) -> None:
    _approved(court)
    for _ in range(2):
        with every_court_visible():
            _send()
    time.now = LATER
    with every_court_visible():
        account = account_of(court)
        payment = Payment.objects.get()
        answer = connector_for(account.pk).ask(message_id="", reference=payment.reference)
    assert answer is not None
    taken, imported = race(
        lambda: operations.take_bank_answer(court=court, content=answer, now=LATER, actor=SYSTEM),
        lambda: operations.import_statement(
            court=court, content=_shown(bank), name="y", now=LATER, actor=SYSTEM
        ),
    )
    assert isinstance(taken, operations.AnswerReport), taken
    assert imported.payouts == ["P1"]
    with every_court_visible():
        payment = Payment.objects.get()
        assert (payment.state, payment.paid_line is not None) == ("done", True)
        assert Journal.objects.filter(kind="payout").count() == 1
        assert queries.open_differences() == []
        (day,) = queries.reconcile(court=court, on=NOW.date() + timedelta(days=30))
        assert day.ledger_fen == day.statement_fen == 300_000_000 + FEN - payment.fen
    _books_hold(court)


@pytest.mark.parametrize("turn", range(4))
def test_a_reversal_beside_the_sending_is_told_and_paid_once(
    court: Court, bank: BankServer, time: Time, turn: int
) -> None:
    """The money is approved and on its way when the bank takes it back: one payment, one named difference."""
    (sub_account,) = _approved(court)
    with every_court_visible():
        operations.write_payment_file(court=court, now=NOW, actor=SYSTEM)
    back = statement([("B9", -FEN, "李四", "冲正 案款", sub_account)], opening=300_000_000 + FEN, day=2)
    _, taken = race(
        _send, lambda: operations.import_statement(court=court, content=back, name="y", now=NOW, actor=SYSTEM)
    )
    assert taken.reversed == [("B9", "B0")]
    assert bank.door.calls["POST /v1/files"] == 1
    time.now = LATER
    with every_court_visible():
        sweeps.take_answers(now=LATER, limit=10)
        assert [line.kind.value for line in queries.open_differences()] == ["reversal_after_payout"]
        assert Payment.objects.get().state == "done"
        assert Journal.objects.filter(kind="payout").count() == 1
    _books_hold(court)


def test_overlapping_files_at_once_post_each_line_once(court: Court) -> None:
    lines = [(f"B{n}", 1_000 + n, f"付款人{n}", "", "") for n in range(120)]
    files = []
    for start in (0, 40, 20, 60):
        opening = 300_000_000 + sum(line[1] for line in lines[:start])
        files.append(statement(lines[start : start + 60], opening=opening))
    results = race(
        *(
            lambda content=content: operations.import_statement(
                court=court, content=content, name="x", now=NOW, actor=SYSTEM
            )
            for content in files
        )
    )
    assert sum(result.posted for result in results) == 120
    with every_court_visible():
        assert sorted(StatementLine.objects.values_list("serial", flat=True)) == sorted(
            line[0] for line in lines
        )
        assert sum(Receipt.objects.values_list("fen", flat=True)) == sum(line[1] for line in lines)
    with every_court_visible():
        assert queries.verify_books().problems == []
