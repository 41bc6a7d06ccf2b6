"""Ten million measures: the nightly sweep of warnings beside bare SQL and beside schedulers with a job per item; the due page.

The house of this measurement is its own (`bench-due` in the home), for ten million rows would slow everybody else's.
Bare SQL is the same selection put into a table without key, index, check or row-level security, in the same run.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as day_time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import psycopg

from bench.measuring import Row

if TYPE_CHECKING:
    from django.test import Client

    from zhixing.foundation.identity.models import User
    from zhixing.foundation.sweeps.engine import SweepFunction

MEASURES = int(os.environ.get("ZHIXING_DUE_MEASURES", "10000000"))
ROUNDS = 3
REQUESTS = 60
ITEMS = 1_000
TIMES_BARE_MAX, RERUN_SECONDS_MAX, P95_MILLISECONDS_MAX = 1.5, 1.0, 200
COURT = "吉2424"
PEER = Path(__file__).resolve().parent / "peers" / "apscheduler_reminders.py"


def measure() -> list[Row]:
    """Everything, in a process that lives in the measurement's own house."""
    from zhixing.foundation.home import home

    place = str(home().root / "bench-due")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    child = subprocess.run(
        [sys.executable, "-m", "bench.due"], env={**kept, "ZHIXING_HOME": place}, stdout=subprocess.PIPE, text=True, check=True
    )  # fmt: skip
    return [Row(**row) for row in json.loads(child.stdout)]


# ---- the sweep ---------------------------------------------------------------------------------------------------------


BARE_TABLE = """
CREATE TABLE bench_reminder (measure_id uuid, expires_on date, step smallint, court_id integer, due_on date,
    given_at timestamptz)
"""
BARE = """
INSERT INTO bench_reminder (measure_id, expires_on, step, court_id, due_on, given_at)
SELECT measure.id, measure.ends_on, due.step, measure.court_id, due.due_on, now()
FROM unnest(%(ends)s::date[], %(steps)s::smallint[], %(days)s::date[]) AS due (expires_on, step, due_on)
JOIN freezes_measure measure ON measure.ends_on = due.expires_on AND measure.state = 'watched'
"""


def _bare(superuser: "psycopg.Connection[Any]", today: date) -> tuple[float, int]:
    """Seconds and rows of the selection of a night, put into the bare table and committed."""
    from zhixing.freezes.rules.ladder import steps_due

    due = steps_due(today)
    superuser.execute("DROP TABLE IF EXISTS bench_reminder")
    superuser.execute(BARE_TABLE)
    start = time.perf_counter()
    done = superuser.execute(
        BARE, {"ends": [d.expires_on for d in due], "steps": [d.step for d in due], "days": [d.due_on for d in due]}
    )  # fmt: skip
    return time.perf_counter() - start, done.rowcount


def _sweep(job: "SweepFunction", today: date) -> tuple[float, int]:
    """Seconds and rows of a sweep on a day, committed, with its facts."""
    from zhixing.foundation.identity.scope import every_court_visible

    start = time.perf_counter()
    with every_court_visible():
        done = job(now=datetime.combine(today, day_time(2), tzinfo=UTC), limit=MEASURES)
    return time.perf_counter() - start, done


@contextmanager
def _superuser() -> Iterator["psycopg.Connection[Any]"]:
    from zhixing.foundation.database.cluster import Cluster
    from zhixing.foundation.home import home

    with psycopg.connect(Cluster(home()).access().url("postgres"), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def _nights(today: date) -> list[Row]:
    """The first night (every measure on the ladder is new), an ordinary night after it, and the same night again."""
    from zhixing.freezes.sweeps import remind

    taken: dict[str, list[float]] = {
        name: [] for name in ("first", "bare first", "night", "bare night", "again")
    }
    rows = {}
    tomorrow = today + timedelta(days=1)
    with _superuser() as superuser:
        _bare(superuser, today)
        for _ in range(ROUNDS):
            superuser.execute("TRUNCATE freezes_reminderround")
            superuser.execute("CHECKPOINT")
            for name, job in (
                ("bare first", lambda: _bare(superuser, today)), ("first", lambda: _sweep(remind, today)),
                ("bare night", lambda: _bare(superuser, tomorrow)), ("night", lambda: _sweep(remind, tomorrow)),
                ("again", lambda: _sweep(remind, tomorrow)),
            ):  # fmt: skip
                seconds, rows[name] = job()
                taken[name].append(seconds)
        superuser.execute("DROP TABLE bench_reminder")
    if rows["first"] != rows["bare first"] or rows["again"]:
        raise RuntimeError(f"not every warning exactly once: {rows}")
    spent = {name: median(values) for name, values in taken.items()}
    return [
        _beside("第一夜：提醒梯上全部措施 first night, all new", spent["first"], spent["bare first"],
                f"{rows['first']:,} 条提醒，各一次"),
        _beside("平常一夜 an ordinary night", spent["night"], spent["bare night"],
                f"{rows['night']:,} 条新提醒；裸 SQL 写入同一选择 {rows['bare night']:,} 行"),
        Row("同夜再跑 the same night again", "s", spent["again"], "上限", RERUN_SECONDS_MAX, "≤ 1 s",
            spent["again"] <= RERUN_SECONDS_MAX, "0 条重复"),
    ]  # fmt: skip


def _beside(what: str, value: float, bare: float, note: str) -> Row:
    return Row(
        what, "s", value, "裸 SQL bare", bare, f"≤ {TIMES_BARE_MAX} ×", value <= TIMES_BARE_MAX * bare, note
    )


def _catch_all(today: date) -> list[Row]:
    """The nightly search for what is missing beside the same selection put into a bare table. No bar."""
    from zhixing.freezes.statements import statement
    from zhixing.freezes.sweeps import catch_all

    selection = statement("find_gaps").split("), found AS")[0].replace("%(today)s", f"'{today}'")
    with _superuser() as superuser:
        superuser.execute("TRUNCATE freezes_gap, freezes_nightlycheck")
        superuser.execute("DROP TABLE IF EXISTS bench_gap")
        superuser.execute("CREATE TABLE bench_gap (measure_id uuid, court_id integer, kind text)")
        start = time.perf_counter()
        superuser.execute(selection + ") INSERT INTO bench_gap SELECT id, court_id, kind FROM lacking")
        bare = time.perf_counter() - start
        superuser.execute("DROP TABLE bench_gap")
        first, found = _sweep(catch_all, today)
        night, _ = _sweep(catch_all, today)
    return [
        Row("夜间核查，首夜 catch-all, first night", "s", first, "裸 SQL bare", bare, "—", True, f"{found:,} 处缺漏"),
        Row("夜间核查，平常一夜 catch-all, an ordinary night", "s", night, "裸 SQL bare", bare, "—", True, "无新缺漏"),
    ]  # fmt: skip


# ---- one job per item --------------------------------------------------------------------------------------------------


def _one_by_one(today: date) -> float:
    """Warnings per second when each measure is looked at and warned about by itself, as a job per item does it."""
    from django.db import connection

    from zhixing.foundation.identity.scope import every_court_visible
    from zhixing.freezes.models import Measure
    from zhixing.freezes.rules.ladder import steps_due

    step = steps_due(today)[-1]
    told = "INSERT INTO bench_reminder VALUES (%s, %s, %s, %s, %s, now()) ON CONFLICT DO NOTHING"
    with _superuser() as superuser, every_court_visible():
        superuser.execute("DROP TABLE IF EXISTS bench_reminder")
        superuser.execute(BARE_TABLE)
        superuser.execute("ALTER TABLE bench_reminder ADD PRIMARY KEY (measure_id, expires_on, step)")
        superuser.execute("GRANT ALL ON bench_reminder TO zhixing_app")
        due = Measure.objects.filter(state="watched", ends_on=step.expires_on)
        ids = list(due.values_list("id", flat=True)[:ITEMS])
    start = time.perf_counter()
    for measure_id in ids:
        with every_court_visible(), connection.cursor() as cursor:
            found = Measure.objects.get(pk=measure_id)
            cursor.execute(told, [found.id, found.ends_on, step.step, found.court_id, step.due_on])
    return len(ids) / (time.perf_counter() - start)


def _apscheduler() -> tuple[float, float] | None:
    """Jobs per second that APScheduler stores and then runs; None where it is not installed."""
    from zhixing.foundation.database.cluster import Cluster
    from zhixing.foundation.home import home

    python = os.environ.get("ZHIXING_APSCHEDULER_PYTHON", sys.executable)
    if subprocess.run(
        [python, "-c", "import apscheduler, sqlalchemy"], capture_output=True, check=False
    ).returncode:
        return None
    address = Cluster(home()).access().url("postgres", "bench_apscheduler")
    with _superuser() as superuser:
        superuser.execute("DROP DATABASE IF EXISTS bench_apscheduler WITH (FORCE)")
        superuser.execute("CREATE DATABASE bench_apscheduler")
        try:
            peer = subprocess.run(
                [python, str(PEER), address, str(ITEMS)], stdout=subprocess.PIPE, text=True, check=True
            )
        finally:
            superuser.execute("DROP DATABASE bench_apscheduler WITH (FORCE)")
    spent = json.loads(peer.stdout)
    return ITEMS / spent["added"], ITEMS / spent["ran"]


def _peers(today: date, per_second: float) -> list[Row]:
    single = _one_by_one(today)
    rows = [Row("提醒/秒 warnings per second", "/s", per_second, "每项一个任务 a Django job per item", single, "—", True,
                f"抽样 {ITEMS:,} 项，一项一提交")]  # fmt: skip
    scheduled = _apscheduler()
    if scheduled:
        rows.append(
            Row("提醒/秒 warnings per second", "/s", per_second, "APScheduler 3, PostgreSQL job store", scheduled[1], "—",
                True, f"抽样 {ITEMS:,} 项；另须先存任务 {scheduled[0]:,.0f}/s")
        )  # fmt: skip
    return rows


# ---- the pages ---------------------------------------------------------------------------------------------------------


def _say(words: str) -> None:
    sys.stderr.write(f"  {words} [{time.perf_counter():.0f} s]\n")


def _timed(client: "Client", address: str) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    count = len(queries)
    taken = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        answer = client.get(address)
        taken.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    return quantiles(taken, n=20)[18], count


def _people() -> "list[tuple[str, User]]":
    from allauth.mfa.models import Authenticator

    from zhixing.foundation import clock
    from zhixing.foundation.identity import second_factor
    from zhixing.foundation.identity.models import Membership, Role, User
    from zhixing.foundation.identity.operations import make_demo_accounts
    from zhixing.foundation.identity.queries import court_by_code
    from zhixing.foundation.identity.scope import every_court_visible

    court, upper = court_by_code(COURT), court_by_code("吉24")
    with every_court_visible():
        make_demo_accounts(court=court, now=clock.now())
        officer = (
            User.objects.filter(memberships__court=court, username__startswith="bench-")
            .order_by("id")
            .first()
        )
        chief = User.objects.get(username="chief")
        above, _ = User.objects.get_or_create(username="bench-upper", defaults={"display_name": "中院局长"})
        Membership.objects.get_or_create(user=above, court=upper, role=Role.BUREAU_CHIEF.value)
        if officer is None:
            raise LookupError("no officer among those filled in")
        for person in (officer, above):  # who has no second factor is sent to make one
            secret = second_factor.seal_secret(second_factor.new_secret())
            Authenticator.objects.get_or_create(
                user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": secret}}
            )
    return [("执行员", officer), ("局长", chief), ("中院局长，九院", above)]


def _pages() -> list[Row]:
    from django.test import Client

    from zhixing.config.house import settle

    rows = []
    settle()  # as the server does
    for who, person in _people():
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for name, address in (
            ("到期表 due page", "/freezes/"), ("到期表，7 日内 within a week", "/freezes/?view=week"),
        ):  # fmt: skip
            p95, queries = _timed(client, address)
            _say(f"{name} {who} {p95:.0f} ms")
            rows.append(
                Row(f"{name}，{who}", "ms (p95)", p95, "上限", P95_MILLISECONDS_MAX, "≤ 200 ms",
                    p95 <= P95_MILLISECONDS_MAX, f"{queries} 次查询")
            )  # fmt: skip
    return rows


def main() -> None:
    """`python -m bench.due`: fills the home it is given and prints the rows as JSON."""
    from zhixing.config.house import open_house

    with open_house():
        from bench.due_house import fill
        from zhixing.foundation import clock
        from zhixing.foundation.database.cluster import Cluster
        from zhixing.foundation.home import home

        today = clock.today()
        taken = fill(Cluster(home()).access().url("postgres"), measures=MEASURES, today=today)
        rows = _nights(today)
        given = rows[0]
        per_second = int(given.note.split(" ")[0].replace(",", "")) / given.value
        rows += _pages()
        rows += _peers(today, per_second)
        rows += _catch_all(today)
        load = os.getloadavg()[0]
    rows.append(
        Row("装入 filling", "s", taken, "", 0, "—", True, f"{MEASURES:,} 项措施；量后一分钟负载 {load:.1f}")
    )
    print(
        json.dumps(
            [{name: getattr(row, name) for name in row.__slots__} for row in rows],
            ensure_ascii=False,
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
