"""Closing beside posting, on two real connections: a journal counts in the closing or comes after it, never in between."""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections

from funds_world import NOW, SYSTEM, person, statement
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.funds import operations, queries
from zhixing.funds.models import Closing, Journal, LateEntry
from zhixing.funds.operations import posting

DAY = date(2022, 3, 1)
LINES = [("B1", 5_000_000, "李四", "", ""), ("B2", 7_000, "王五", "", "")]


@pytest.fixture
def court(committed_db: object) -> Court:
    court = Court.objects.get(code="吉2424")
    with every_court_visible():
        _take_in(court, 1)
        person(court, Role.FUND_ACCOUNTANT)
    return court


def _take_in(court: Court, count: int) -> operations.ImportReport:
    return operations.import_statement(
        court=court, content=statement(LINES[:count]), name="x", now=NOW, actor=SYSTEM
    )


def _close(court: Court) -> Closing:
    return operations.close_day(court=court, on=DAY, now=NOW, actor=person(court, Role.FUND_ACCOUNTANT))


@contextmanager
def _started(job: Callable[[], Any], results: list[Any]) -> Any:
    """Run a job beside on a connection of its own."""

    def run() -> None:
        try:
            with every_court_visible():
                results.append(job())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join(60)
    assert not thread.is_alive()


def _wait_for_a_waiter() -> None:
    """Until somebody waits for the lock of the books; a minute at most."""
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("nobody waits")


def test_a_closing_waits_for_the_posting_before_it_and_counts_it(court: Court) -> None:
    results: list[Any] = []
    with every_court_visible():
        _take_in(court, 2)
        beside = _started(lambda: _close(court), results)
        beside.__enter__()
        _wait_for_a_waiter()
        assert not results
    beside.__exit__(None, None, None)
    (closing,) = results
    assert closing.figures["accounts"][0]["ledger_fen"] == 305_007_000
    with every_court_visible():
        assert not LateEntry.objects.exists()
        assert queries.verify_proofs().problems == []
        assert queries.verify_books().problems == []


def test_a_posting_waits_for_the_closing_before_it_and_comes_after(court: Court) -> None:
    results: list[Any] = []
    with every_court_visible():
        closing = _close(court)
        beside = _started(lambda: _take_in(court, 2), results)
        beside.__enter__()
        _wait_for_a_waiter()
        assert not results
    beside.__exit__(None, None, None)
    assert results[0].posted == 1
    assert closing.figures["accounts"][0]["ledger_fen"] == 305_000_000
    with every_court_visible():
        assert LateEntry.objects.values_list("true_on", "booked_on").get() == (DAY, date(2022, 3, 2))
        assert Journal.objects.filter(booked_on=DAY, kind="arrival").count() == 1
        assert queries.verify_proofs().problems == []
        assert queries.verify_books().problems == []


def test_a_journal_dated_past_the_closing_beside_it_is_refused(court: Court) -> None:
    results: list[Any] = []
    with every_court_visible():
        old = Journal.objects.get(kind="arrival")
        legs = tuple(posting.Leg(leg.account_id, leg.fen) for leg in old.posting_set.order_by("seq"))

    def past() -> Any:
        return posting._post(court.pk, [posting.NewJournal("x", "test", DAY, legs)], NOW, "绕过")

    with every_court_visible():
        _close(court)
        beside = _started(past, results)
        beside.__enter__()
        _wait_for_a_waiter()
    beside.__exit__(None, None, None)
    assert isinstance(results[0], posting.PeriodClosed)
    with every_court_visible():
        assert not Journal.objects.filter(ref="x").exists()


def test_of_two_closings_at_once_exactly_one_wins(court: Court) -> None:
    results: list[Any] = []
    with every_court_visible():
        _close(court)
        beside = _started(lambda: _close(court), results)
        beside.__enter__()
        _wait_for_a_waiter()
    beside.__exit__(None, None, None)
    assert isinstance(results[0], operations.ClosingRefused)
    with every_court_visible():
        assert Closing.objects.count() == 1
