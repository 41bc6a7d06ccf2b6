"""A bell belongs to the transaction of the fact: rolled back it never rang, committed it always does, and once."""

from collections.abc import Iterator
from threading import Thread

import pytest
from django.db import connection, transaction

from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.sweeps import bells

KIND = "test.something_happened"


class _CaseFallsThroughError(RuntimeError):
    """The act fails after its fact was recorded."""


@pytest.fixture(autouse=True)
def wake() -> Iterator[None]:
    """One kind of fact rings two sweeps."""
    before = bells.wakes()
    bells.hang({KIND: ("test.second", "test.first")})
    yield
    bells.hang(before)


def _happen(*, fails: bool = False) -> None:
    with every_court_visible():
        court = Court.objects.get(code="吉2424")
        record(court_id=court.pk, subject="case:1", kind=KIND, at=clock.now(), actor=Actor.system("测试"))
        if fails:
            raise _CaseFallsThroughError


def _waiting() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'name' FROM procrastinate_jobs WHERE status = 'todo' ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.usefixtures("committed_db")
def test_a_rolled_back_act_rings_nobody() -> None:
    with pytest.raises(_CaseFallsThroughError):
        _happen(fails=True)
    assert _waiting() == []


@pytest.mark.usefixtures("committed_db")
def test_a_committed_act_rings_every_sweep_that_waits_for_it() -> None:
    _happen()
    assert _waiting() == ["test.first", "test.second"]


@pytest.mark.usefixtures("committed_db")
def test_a_bell_that_hangs_already_is_not_hung_twice() -> None:
    for _ in range(3):
        _happen()
    with transaction.atomic():
        bells.ring("test.first")
        bells.ring("test.first")
    assert _waiting() == ["test.first", "test.second"]


@pytest.mark.usefixtures("committed_db")
def test_a_bell_rung_while_its_sweep_works_rings_again() -> None:
    """Otherwise what was recorded behind the sweep's back would wait for the clock."""
    _happen()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE args->>'name' = 'test.first'")
    _happen()
    assert _waiting() == ["test.first", "test.second"]


@pytest.mark.usefixtures("committed_db")
def test_two_acts_that_ring_the_same_bell_do_not_wait_for_each_other() -> None:
    """Each wakes the sweep whatever becomes of the other; one is rolled back, the other is not."""

    def meanwhile() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        _happen()
        connection.close()

    def first() -> None:
        with every_court_visible():
            _happen()
            other = Thread(target=meanwhile)
            other.start()
            other.join()
            raise _CaseFallsThroughError

    with pytest.raises(_CaseFallsThroughError):
        first()
    assert _waiting() == ["test.first", "test.second"]


@pytest.mark.usefixtures("committed_db")
def test_a_bell_taken_down_before_the_act_ends_is_hung_again() -> None:
    """The sweep it rang could not see what was not yet committed."""

    def take_down() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing' WHERE args->>'name' = 'test.first'"
            )
        connection.close()

    _happen()
    with every_court_visible():
        _happen()
        worker = Thread(target=take_down)
        worker.start()
        worker.join()
    assert _waiting() == ["test.first", "test.second"]
