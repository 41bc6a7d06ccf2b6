"""What should have happened happens: repeated until nothing is due, ended by the deadline, found again when lost."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from zhixing.config.running import rescue
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.sweeps import engine, failures
from zhixing.foundation.sweeps.models import Failure, SweepRun
from zhixing.foundation.sweeps.operations import (
    WORKER_SILENT_MAX,
    close_lost_runs,
    release_jobs_of_dead_workers,
)
from zhixing.foundation.sweeps.queries import count_dead_letters, dead_letters, overdue_sweeps, states

pytestmark = pytest.mark.usefixtures("wangqing")
MINUTE = timedelta(minutes=1)


class Work:
    """Work that waits; a sweep takes it by the batch."""

    def __init__(self, due: int) -> None:
        self.due = due
        self.batches: list[int] = []

    def __call__(self, *, now: datetime, limit: int) -> int:
        done = min(limit, self.due)
        self.due -= done
        self.batches.append(done)
        return done


@pytest.fixture(autouse=True)
def _only_our_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_SWEEPS", {})


def _hang(function: engine.SweepFunction, *, deadline: timedelta = MINUTE) -> None:
    engine.sweep(name="test.work", every=MINUTE, deadline=deadline, batch=10)(function)


def test_a_sweep_repeats_until_nothing_is_due() -> None:
    work = Work(25)
    _hang(work)
    assert engine.run_sweep("test.work") == 25
    assert work.batches == [10, 10, 5]
    run = SweepRun.objects.get()
    assert (run.outcome, run.rows, run.finished_at is not None) == ("done", 25, True)


def test_a_sweep_sees_every_court() -> None:
    seen: list[int] = []

    def look(*, now: datetime, limit: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(zhixing_courts())")
            seen.append(cursor.fetchone()[0])
        return 0

    _hang(look)
    engine.run_sweep("test.work")
    assert seen == [Court.objects.count()]


def test_a_sweep_past_its_deadline_ends_and_says_so() -> None:
    _hang(Work(10**9), deadline=timedelta())
    engine.run_sweep("test.work")
    assert SweepRun.objects.get().outcome == "overdue"


def test_a_failed_sweep_is_written_down_with_its_error() -> None:
    def fail(*, now: datetime, limit: int) -> int:
        raise ZeroDivisionError("两个数不能相除")

    _hang(fail)
    with pytest.raises(ZeroDivisionError):
        engine.run_sweep("test.work")
    run = SweepRun.objects.get()
    assert run.outcome == "failed"
    assert "两个数不能相除" in run.error


def test_a_sweep_has_one_name_and_an_unknown_name_is_refused() -> None:
    _hang(Work(0))
    with pytest.raises(ValueError, match="registered twice"):
        _hang(Work(0))
    with pytest.raises(engine.UnknownSweep, match=r"test\.work"):
        engine.run_sweep("test.other")


def test_the_rescuer_runs_an_overdue_sweep_without_any_worker() -> None:
    work = Work(3)
    _hang(work)
    now = clock.real_now()
    SweepRun.objects.create(
        name="test.work", started_at=now - timedelta(hours=1), alive_at=now - timedelta(hours=1)
    )
    assert rescue().overdue == ("test.work",)
    assert work.due == 0
    assert rescue().overdue == ()


def test_a_sweep_that_ran_in_time_is_not_overdue() -> None:
    _hang(Work(0))
    assert overdue_sweeps(now=clock.real_now(), grace=MINUTE) == ["test.work"]
    engine.run_sweep("test.work")
    assert overdue_sweeps(now=clock.real_now(), grace=MINUTE) == []
    later = clock.real_now() + timedelta(minutes=4)
    assert [(state.is_overdue, state.outcome) for state in states(now=later, grace=MINUTE)] == [
        (True, "done")
    ]


def test_a_run_without_life_is_closed_as_lost() -> None:
    _hang(Work(0))
    now = clock.real_now()
    SweepRun.objects.create(name="test.work", started_at=now, alive_at=now)
    assert close_lost_runs(now=now + 2 * MINUTE) == []
    assert close_lost_runs(now=now + 3 * MINUTE) == ["test.work"]
    assert SweepRun.objects.get().outcome == "lost"
    assert close_lost_runs(now=now + 3 * MINUTE) == []


def _job(worker_heartbeat: datetime | None) -> int:
    """A job in work, with a worker last heard of then, or with no worker left."""
    with connection.cursor() as cursor:
        worker = None
        if worker_heartbeat is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
                [worker_heartbeat],
            )
            worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, args)"
            " VALUES ('default', 'zhixing.sweep', 'doing', %s, '{}') RETURNING id",
            [worker],
        )
        return int(cursor.fetchone()[0])


def test_jobs_of_dead_workers_are_released_and_those_of_live_ones_kept() -> None:
    now = clock.real_now()
    lost = _job(None)
    silent = _job(now - WORKER_SILENT_MAX - timedelta(seconds=1))
    alive = _job(now)
    assert release_jobs_of_dead_workers(now=now) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs ORDER BY id")
        assert cursor.fetchall() == [(lost, "failed"), (silent, "failed"), (alive, "doing")]


def test_work_that_fails_rests_longer_each_time_and_the_sixth_time_reaches_a_person() -> None:
    at = clock.real_now()
    pauses = []
    for _ in range(failures.ATTEMPTS_MAX - 1):
        failure = failures.note(sweep="test.work", subject="case:1", error="银行没有应答", now=at)
        pauses.append(failure.next_try_at - at)
        assert failures.resting("test.work", now=at) == {"case:1"}
        at = failure.next_try_at
        assert failures.resting("test.work", now=at) == set()
    assert pauses == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE]
    assert count_dead_letters() == 0
    failures.note(sweep="test.work", subject="case:1", error="银行没有应答", now=at)
    assert [(letter.subject, letter.attempts, letter.last_error) for letter in dead_letters()] == [
        ("case:1", 6, "银行没有应答")
    ]
    assert failures.resting("test.work", now=at + timedelta(days=365)) == {"case:1"}


def test_a_person_lets_a_dead_letter_try_again_and_success_settles_it() -> None:
    now = clock.real_now()
    for _ in range(failures.ATTEMPTS_MAX):
        failures.note(sweep="test.work", subject="case:1", error="坏", now=now)
    letter = dead_letters()[0]
    assert failures.try_again(failure_id=letter.pk, now=now) == 1
    assert failures.resting("test.work", now=now) == set()
    assert failures.settle(sweep="test.work", subjects=["case:1"], now=now, actor=Actor.system("测试")) == 1
    assert (count_dead_letters(), Failure.objects.get().resolved_by) == (0, "测试")
    assert failures.note(sweep="test.work", subject="case:1", error="又坏", now=now).attempts == 1
