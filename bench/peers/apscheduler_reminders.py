"""APScheduler's own way: one stored job per warning, in PostgreSQL: `python apscheduler_reminders.py URL COUNT`.

Prints as JSON the seconds that adding COUNT jobs took and the seconds until all of them, being due, had run. Runs in an
environment that has apscheduler, sqlalchemy and psycopg, e.g. made with `uv pip install`.
"""

import json
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import URL, Engine, create_engine, text


class Work:
    """What the jobs of this process share; a stored job can only name a function of a module."""

    def __init__(self) -> None:
        self.left = 0
        self.done = threading.Event()
        self.lock = threading.Lock()
        self.engine: Engine | None = None


WORK = Work()


def warn(measure: int) -> None:
    """Write the warning down, as the job of one measure."""
    assert WORK.engine is not None
    with WORK.engine.begin() as connection:
        connection.execute(text("INSERT INTO warned VALUES (:n, now())"), {"n": measure})
    with WORK.lock:
        WORK.left -= 1
        if WORK.left == 0:
            WORK.done.set()


def main(address: str, count: int) -> None:
    """Add the jobs while the scheduler is paused, then let them run."""
    parts = urlsplit(address)
    place = URL.create(
        "postgresql+psycopg", unquote(parts.username or ""), unquote(parts.password or ""),
        database=parts.path.lstrip("/"),
        query={"host": unquote(parts.hostname or ""), "port": str(parts.port or 5432)},
    )  # fmt: skip
    engine = WORK.engine = create_engine(place, pool_size=12)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE warned (measure bigint PRIMARY KEY, at timestamptz)"))
    WORK.left = count
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(engine=engine)},
        executors={"default": ThreadPoolExecutor(10)},
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.start(paused=True)
    due = datetime.now(UTC) - timedelta(seconds=1)
    start = time.perf_counter()
    for n in range(count):
        scheduler.add_job(warn, "date", run_date=due, args=[n], id=f"measure-{n}")
    added = time.perf_counter() - start
    start = time.perf_counter()
    scheduler.resume()
    if not WORK.done.wait(600):
        raise SystemExit("not all jobs ran within 600 s")
    ran = time.perf_counter() - start
    scheduler.shutdown()
    print(json.dumps({"added": added, "ran": ran}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
