"""A debt is satisfied and the real worker drafts the release of every measure of it, woken by the fact and not by the clock."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from control_world import a_case
from renewal_world import SYSTEM, on_paper
from zhixing.cases.models import Recovery
from zhixing.cases.operations import append_recoveries, note_satisfied
from zhixing.cases.queries import debt_as_of
from zhixing.foundation import clock
from zhixing.foundation.database.cluster import Access
from zhixing.foundation.home import home
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.freezes.models import ActBatch, MeasureAct

WITHIN = 60
STARTS_WITHIN = 60


@contextmanager
def _worker(access: Access) -> Iterator[subprocess.Popen[bytes]]:
    """The worker as `zhixing up` starts it, on this test's database."""
    address = access.url("postgres", str(connection.settings_dict["NAME"]))
    process = subprocess.Popen(
        [sys.executable, "-m", "zhixing", "worker"],
        env={**os.environ, "DATABASE_URL": address, "ZHIXING_HOME": str(home().root)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()  # what it has done stands in the tables
        process.wait()


def _until(there: Callable[[], bool], seconds: float, process: subprocess.Popen[bytes]) -> float:
    started = time.monotonic()
    while not there():
        assert process.poll() is None, "the worker ended"
        assert time.monotonic() - started < seconds
        time.sleep(0.05)
    return time.monotonic() - started


def _listens() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return bool(cursor.fetchone()[0])


def _is_rung() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'name' = 'freezes.release_satisfied'"
        )
        return bool(cursor.fetchone()[0])


def _drafted() -> bool:
    with every_court_visible():
        return ActBatch.objects.exists()


def test_releases_of_a_satisfied_debt_are_drafted_within_a_minute(committed_db: Callable[[], Access]) -> None:
    with every_court_visible():
        court = Court.objects.get(code="吉2424")
        case, other = a_case(court), a_case(court, 8, number="222403196007250020")
        measures = {on_paper(case, f"查封第{place}号").pk for place in range(5)}
        on_paper(other, "别案的查封")
    with _worker(committed_db()) as worker:
        _until(_listens, STARTS_WITHIN, worker)
        with every_court_visible():
            now, today = clock.now(), clock.today()
            owed = debt_as_of(case.pk, today).owed_with_fee_fen
            paid = Recovery(
                court=court, case=case, on=today, fen=owed, source="receipt:test", recorded_at=now
            )
            append_recoveries(rows=[paid])
            assert note_satisfied(case_id=case.pk, on=today, now=now, actor=SYSTEM)
            assert _is_rung(), "the bell hangs in the transaction that satisfies the debt"
            assert not ActBatch.objects.exists(), "drafted by the worker, not by the act that satisfies"
        took = _until(_drafted, WITHIN, worker)
    with every_court_visible():
        batch = ActBatch.objects.get()
        assert (batch.case_id, batch.kind, batch.ground, batch.state) == (
            case.pk,
            "release",
            "satisfied",
            "drafted",
        )
        assert set(MeasureAct.objects.values_list("measure_id", flat=True)) == measures
        assert batch.due_on is not None, "the release has its own clock"
        assert took < WITHIN
