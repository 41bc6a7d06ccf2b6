"""A bank reached directly: three outcomes, asked about with the same id, and only the bank's own word counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bank_world import Time, account_of, direct_bank, link
from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.foundation import calls, clock
from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.sweeps.models import Failure
from zhixing.funds import operations, queries, sweeps
from zhixing.funds.connectors.base import BankRefused, BankUnreachable, Link
from zhixing.funds.connectors.registry import connector, connector_for, connectors
from zhixing.funds.models import BankLink, Enquiry, Payment, PaymentFile, Plan, StatementLine
from zhixing.simulator.bank_server import BankServer, WireFaults
from zhixing.simulator.faults import Faults

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def bank(tmp_path: Path, time: Time, wangqing: Court) -> Iterator[BankServer]:
    with direct_bank(tmp_path, clock=time) as server:
        account_of(wangqing)
        link(wangqing, server.address, "WQ2424")
        yield server


def faults(server: BankServer, **kinds: int) -> None:
    server.door.faults = replace(WireFaults(), **kinds)


def ready_payments(court: Court, count: int = 1) -> None:
    cases = [make_case(court, n + 1) for n in range(count)]
    take_in(court, [(f"B{n}", 500_000 + n, "李四", "案款", case.sub_account) for n, case in enumerate(cases)])
    chief = person(court, Role.BUREAU_CHIEF)
    sweeps.plan_marked_money(now=NOW, limit=100)
    for plan in Plan.objects.filter(state="proposed").order_by("id"):
        operations.approve(plan_id=plan.id, now=NOW, actor=chief)


def states() -> list[str]:
    return sorted(Payment.objects.values_list("state", flat=True))


def send(at: datetime = NOW, turns: int = 2) -> None:
    for _ in range(turns):
        sweeps.send_payments(now=at, limit=20)


def booked(server: BankServer) -> list[str]:
    return [entry.end_to_end_id for entry in server.door.bank.entries if entry.kind == "payment"]


def test_a_payment_leaves_is_booked_and_told(wangqing: Court, bank: BankServer, time: Time) -> None:
    ready_payments(wangqing)
    send()
    assert states() == ["sent"]
    assert PaymentFile.objects.get().left_at == NOW
    time.now = NOW + HOUR
    assert sweeps.take_answers(now=time.now, limit=100) == 1
    payment = Payment.objects.get()
    assert (payment.state, str(payment.paid_on)) == ("done", "2022-03-01")
    assert booked(bank) == [payment.reference]
    assert sweeps.take_answers(now=time.now, limit=100) == 0
    assert queries.verify_books().problems == []


def test_an_answer_lost_after_acceptance_is_asked_for_and_the_file_is_not_sent_again(
    wangqing: Court, bank: BankServer, time: Time
) -> None:
    ready_payments(wangqing, 3)
    bank.hang_seconds = 0
    faults(bank, timed_out=1000)
    send()
    assert PaymentFile.objects.get().left_at is None
    assert states() == ["sent"] * 3
    faults(bank)
    send(NOW + timedelta(minutes=2))
    file = PaymentFile.objects.get()
    assert file.left_at == NOW + timedelta(minutes=2)
    assert bank.door.calls[f"GET /v1/files/{file.message_id}"] == 1
    assert bank.door.calls["POST /v1/files"] == 1
    time.now = NOW + HOUR
    sweeps.take_answers(now=time.now, limit=100)
    assert states() == ["done"] * 3
    assert len(booked(bank)) == len(set(booked(bank))) == 3
    assert not Failure.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize("kind", ["dropped", "unavailable", "forged", "garbage"])
def test_whatever_the_line_does_the_outcome_stays_open_and_heals(
    wangqing: Court, bank: BankServer, time: Time, kind: str
) -> None:
    ready_payments(wangqing)
    faults(bank, **{kind: 1000})
    send()
    assert (states(), PaymentFile.objects.get().left_at) == (["sent"], None)
    assert Failure.objects.get(sweep="funds.send").dead_at is None
    faults(bank)
    send(NOW + timedelta(minutes=2))
    time.now = NOW + HOUR
    sweeps.take_answers(now=time.now, limit=100)
    assert states() == ["done"]
    assert len(booked(bank)) == 1


def test_a_day_without_the_bank_heals_by_itself(wangqing: Court, bank: BankServer, time: Time) -> None:
    ready_payments(wangqing, 2)
    bank.door.faults = WireFaults(outage=(NOW, NOW + DAY))
    while time.now < NOW + DAY + 2 * HOUR:
        send(time.now)
        sweeps.take_answers(now=time.now, limit=100)
        time.now += timedelta(minutes=20)
    assert states() == ["done"] * 2
    assert len(booked(bank)) == 2
    assert bank.door.struck["unavailable"] < 100, "an outage is not answered with a storm of calls"
    assert not Failure.objects.filter(dead_at__isnull=False).exists()
    assert not Failure.objects.filter(resolved_at=None).exists()


def silent(court: Court, count: int = 1) -> None:
    """Payments whose file was accepted and of which nothing more was heard for the court's days."""
    ready_payments(court, count)
    send()
    assert sweeps.note_silence(now=NOW + 3 * DAY, limit=100) == count
    assert states() == ["unknown"] * count


def test_silence_is_asked_about_with_the_same_reference(
    wangqing: Court, bank: BankServer, time: Time
) -> None:
    silent(wangqing, 2)
    time.now = NOW + 3 * DAY
    assert sweeps.ask_about_unknown(now=time.now, limit=20) == 2
    assert states() == ["done"] * 2
    assert sorted(Enquiry.objects.values_list("answer", flat=True)) == ["answered"] * 2
    assert bank.door.calls["POST /v1/files"] == 1
    sweeps.take_answers(now=time.now, limit=100)
    assert len(booked(bank)) == 2
    assert queries.verify_books().problems == []


def test_a_bank_still_at_it_is_asked_again_after_an_hour_only(
    wangqing: Court, bank: BankServer, time: Time
) -> None:
    silent(wangqing)
    assert sweeps.ask_about_unknown(now=NOW + 3 * DAY, limit=20) == 1
    assert (states(), Enquiry.objects.get().answer) == (["unknown"], "pending")
    assert sweeps.ask_about_unknown(now=NOW + 3 * DAY + HOUR / 2, limit=20) == 0
    assert sweeps.ask_about_unknown(now=NOW + 3 * DAY + 2 * HOUR, limit=20) == 1


def test_a_bank_that_never_heard_of_it_gets_the_same_file_and_a_person_is_told(
    wangqing: Court, tmp_path: Path, bank: BankServer, time: Time
) -> None:
    silent(wangqing, 2)
    references = set(Payment.objects.values_list("reference", flat=True))
    with direct_bank(tmp_path / "restored", clock=time) as forgetful:
        BankLink.objects.update(address=forgetful.address)
        later = NOW + 3 * DAY
        assert sweeps.ask_about_unknown(now=later, limit=20) == 2
        assert forgetful.door.calls["POST /v1/files"] == 1
        assert list(Enquiry.objects.values_list("answer", "resent")) == [("never_heard", True)] * 2
        assert (states(), PaymentFile.objects.count()) == (["unknown"] * 2, 1)
        accountant = person(wangqing, Role.FUND_ACCOUNTANT)
        told = [duty for duty in queries.duties(actor=accountant, today=later.date(), limit=50)
                if duty.title == "向银行查询付款结果"]  # fmt: skip
        assert len(told) == 2
        assert all("银行称从未收到" in duty.why for duty in told)
        time.now = later + HOUR
        sweeps.take_answers(now=time.now, limit=100)
        assert states() == ["done"] * 2
        assert sorted(booked(forgetful)) == sorted(references)


def test_a_copy_that_is_refused_says_nothing_of_the_first(
    wangqing: Court, bank: BankServer, time: Time
) -> None:
    """A bank that answers the second sending with 'duplicate' has not refused the payment: it must not be paid again."""
    silent(wangqing)
    file = PaymentFile.objects.get()
    copy = bytes(file.content).replace(b"</Document>", b"<!-- sent again --></Document>")
    refusal = connector_for(file.bank_account_id).send(file.message_id, copy)
    assert refusal is not None
    message = connector().read(refusal)
    assert (message.refused_file, message.code) == (file.message_id, "AM05")
    report = operations.take_bank_answer(court=wangqing, content=refusal, now=NOW, actor=SYSTEM)
    assert (report.failed, report.unchanged, states()) == (0, 1, ["unknown"])


def test_partial_rejection_gives_back_what_was_refused(wangqing: Court, tmp_path: Path, time: Time) -> None:
    with direct_bank(tmp_path, clock=time, faults=Faults(rejected=500), seed=4) as server:
        account_of(wangqing)
        link(wangqing, server.address, "WQ2424")
        ready_payments(wangqing, 8)
        send()
        refused = Payment.objects.filter(state="failed").count()
        assert 0 < refused < 8
        time.now = NOW + HOUR
        sweeps.take_answers(now=time.now, limit=100)
        assert states() == ["done"] * (8 - refused) + ["failed"] * refused
        assert len(booked(server)) == 8 - refused
        assert queries.verify_books().problems == []


def test_the_statement_of_a_day_is_fetched(wangqing: Court, bank: BankServer, time: Time) -> None:
    direct = connector_for(account_of(wangqing).pk)
    assert b"camt.053.001.08" in (direct.statement(NOW.date()) or b"")
    assert direct.statement(NOW.date() + 2 * DAY) is None
    assert connector().statement(NOW.date()) is None


def test_finished_days_are_fetched_from_the_bank_once_and_a_missing_one_raises_its_hand(
    wangqing: Court, bank: BankServer, time: Time
) -> None:
    ready_payments(wangqing, 2)
    send()
    assert sweeps.fetch_statements(now=NOW + HOUR, limit=40) == 0, "the day is not over"
    time.now = NOW + 2 * DAY
    assert sweeps.fetch_statements(now=time.now, limit=40) == 1, (
        "the day of the payments; the one after is empty"
    )
    assert StatementLine.objects.filter(fen__lt=0).count() == 2
    assert BankLink.objects.get().fetched_through == local_date(NOW) + DAY
    assert sweeps.fetch_statements(now=time.now, limit=40) == 0
    assert Failure.objects.filter(sweep="funds.statements").count() == 0
    time.now = NOW + DAY  # the bank has nothing for a day that it has not come to
    sweeps.fetch_statements(now=NOW + 4 * DAY, limit=40)
    (waiting,) = Failure.objects.filter(sweep="funds.statements", resolved_at=None)
    assert f"银行还没有给出 {local_date(NOW) + 2 * DAY} 的对账单" in waiting.last_error


def test_only_what_the_bank_signed_for_this_question_counts(
    wangqing: Court, bank: BankServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct = connector_for(account_of(wangqing).pk)
    assert direct.ask(message_id="F0") is None
    told = calls.call
    kept: list[calls.Reply] = []

    def replay(*args: Any, **options: Any) -> calls.Reply:
        kept.append(told(*args, **options))
        return kept[0]

    monkeypatch.setattr("zhixing.funds.connectors.bank_direct.connector.call", replay)
    assert direct.ask(message_id="F0") is None
    with pytest.raises(BankUnreachable, match="不能确认是银行的应答"):
        direct.ask(message_id="F0")


def test_a_wrong_clock_is_told_and_nothing_is_believed(
    wangqing: Court, bank: BankServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = SimpleNamespace(real_now=lambda: clock.real_now() + timedelta(minutes=9))
    monkeypatch.setattr("zhixing.funds.connectors.bank_direct.connector.clock", wrong)
    with pytest.raises(BankUnreachable, match="请校准时钟"):
        connector_for(account_of(wangqing).pk).ask(message_id="F0")


def test_what_the_bank_cannot_read_waits_for_a_person(wangqing: Court, bank: BankServer) -> None:
    with pytest.raises(BankRefused, match="422"):
        connector_for(account_of(wangqing).pk).send("F1", b"<no-payment-file/>")


def test_an_answer_beyond_the_bound_is_not_taken(wangqing: Court, bank: BankServer) -> None:
    with pytest.raises(calls.NoReply, match="超过 10 字节"):
        calls.call("GET", f"{bank.address}/v1/messages", headers={}, bytes_max=10)


def test_the_operator_is_told_what_is_missing(wangqing: Court) -> None:
    account = account_of(wangqing)
    problems = operations.link_bank(
        account=account, connector="bank_direct", address="http://bank.example", payer_id="NEW1", now=NOW, actor=SYSTEM
    )  # fmt: skip
    assert [problem.what.split(" /")[0] for problem in problems] == [
        "http://bank.example 没有加密", "没有本院的签名密钥", "没有银行的公钥",
    ]  # fmt: skip
    shown = {found.name: found.check_config() for found in connectors()}
    assert shown["bank_direct"] == problems
    with pytest.raises(BankUnreachable, match="没有设置完整"):
        connector_for(account.pk).send("F1", b"x")
    assert connector("bank_direct", Link(address="https://b.cn", payer_id="../x")).check_config()


def test_an_address_is_not_changed_under_payments_on_their_way(wangqing: Court, bank: BankServer) -> None:
    ready_payments(wangqing)
    send()
    with pytest.raises(operations.LinkRefused, match="在途"):
        operations.link_bank(account=account_of(wangqing), connector="bank_direct", address="https://other.cn",
                             payer_id="WQ2424", now=NOW, actor=SYSTEM)  # fmt: skip
