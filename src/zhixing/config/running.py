"""`zhixing up`: one parent that keeps the database, the console and the worker running.

The parent restarts a child that dies, and is itself the rescuer: it looks for overdue sweeps and for jobs whose worker
died, without needing a job to do so. Everything it must know is in the database or in `run/`, so after a kill at any
point the next `up` finds its way.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType

from zhixing.config.house import open_house
from zhixing.foundation import clock
from zhixing.foundation.database.cluster import Cluster, ServerDidNotStart
from zhixing.foundation.home import Home, home

RESCUE_EVERY_SECONDS = 20
RESTART_PAUSE_SECONDS_MAX = 30


class AlreadyUp(RuntimeError):
    """Another `zhixing up` serves this home."""


@dataclass(slots=True)
class Child:
    """A process the parent keeps running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    died_at: float | None = None
    deaths: int = 0

    def keep_running(self, logs: Path) -> None:
        """Start it if it does not run; the pause before a restart doubles with each early death."""
        if self.process is not None and self.process.poll() is None:
            return
        now = time.monotonic()
        if self.process is not None:
            if self.died_at is None:
                self.died_at = now
                self.deaths = self.deaths + 1 if now - self.started_at < 60 else 1
            if now - self.died_at < min(2**self.deaths, RESTART_PAUSE_SECONDS_MAX):
                return
        with open(logs / f"{self.name}.log", "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self.started_at, self.died_at = now, None

    def stop(self, seconds: float = 15) -> None:
        """Ask it to end, then end it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(slots=True)
class Parent:
    """The supervising process of a home."""

    home: Home
    address: str
    port: int
    console_workers: int
    children: list[Child] = field(default_factory=list)
    ending: bool = False

    def run(self) -> None:
        """Serve until asked to end."""
        with open(self.home.run / "up.lock", "a+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyUp(
                    "这个目录的执行系统已经在运行。zhixing status 查看，zhixing down 停止。"
                ) from None
            end_leftovers(self.home)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, self._end)
            with open_house():
                self._prepare_children()
                try:
                    self._loop()
                finally:
                    for child in self.children:
                        child.stop()
                    (self.home.run / "up.json").unlink(missing_ok=True)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True

    def _prepare_children(self) -> None:
        console = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", self.address, "--port", str(self.port),
            "--workers", str(self.console_workers), "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers",
            "zhixing.config.wsgi:application",
        ]  # fmt: skip
        worker = [sys.executable, "-m", "zhixing", "worker"]
        self.children = [Child("console", console), Child("worker", worker)]

    def _loop(self) -> None:
        rescued = time.monotonic()
        while not self.ending:
            for child in self.children:
                child.keep_running(self.home.logs)
            self._write_down()
            self._keep_database()
            if time.monotonic() - rescued > RESCUE_EVERY_SECONDS:
                self._rescue()
                rescued = time.monotonic()
            time.sleep(0.5)

    def _keep_database(self) -> None:
        """The embedded server is a child like the others: if it died, it is started again."""
        if os.environ.get("DATABASE_URL"):
            return
        try:
            if Cluster(self.home).revive():
                sys.stderr.write("rescuer: the database had died and was started again\n")
        except ServerDidNotStart as problem:
            sys.stderr.write(f"rescuer: {problem}\n")

    def _rescue(self) -> None:
        from django.db import close_old_connections

        try:
            close_old_connections()
            if rescue().worker_hangs:
                worker = self.children[1].process
                if worker is not None:
                    os.killpg(worker.pid, signal.SIGKILL)
        except Exception as problem:
            sys.stderr.write(f"rescuer: {problem}\n")

    def _write_down(self) -> None:
        state = {
            "pid": os.getpid(),
            "address": f"http://{self.address}:{self.port}/",
            "children": {
                c.name: c.process.pid for c in self.children if c.process and c.process.poll() is None
            },
        }
        place = self.home.run / "up.json"
        text = json.dumps(state)
        if not place.exists() or place.read_text(encoding="ascii") != text:
            place.with_suffix(".new").write_text(text, encoding="ascii")
            place.with_suffix(".new").replace(place)


def read_state(place: Home) -> dict[str, object]:
    """What the parent wrote down, or nothing."""
    try:
        state: dict[str, object] = json.loads((place.run / "up.json").read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return {}
    return state


def is_alive(pid: int) -> bool:
    """Whether a process of Zhixing with this number runs; zombies and strangers do not count."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return b"zhixing" in command and status.rpartition(")")[2].split()[0] != "Z"


def end_leftovers(place: Home) -> None:
    """End children whose parent was killed."""
    children = read_state(place).get("children", {})
    for pid in children.values() if isinstance(children, dict) else ():
        if is_alive(pid):
            os.killpg(pid, signal.SIGKILL)


def stop(seconds: float = 40) -> bool:
    """End a running `up`; whether there was one."""
    place = home()
    pid = read_state(place).get("pid")
    if not isinstance(pid, int) or not is_alive(pid):
        end_leftovers(place)
        (place.run / "up.json").unlink(missing_ok=True)
        return False
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.1)
    if is_alive(pid):
        os.kill(pid, signal.SIGKILL)
        end_leftovers(place)
    return True


@dataclass(frozen=True, slots=True)
class Rescue:
    """What the rescuer found and did."""

    overdue: tuple[str, ...]
    jobs_released: int
    worker_hangs: bool


def rescue() -> Rescue:
    """Run sweeps whose time has long passed, and give back the jobs of dead workers. Needs no job and no worker."""
    from zhixing.foundation.sweeps.engine import run_sweep
    from zhixing.foundation.sweeps.operations import close_lost_runs, release_jobs_of_dead_workers
    from zhixing.foundation.sweeps.queries import overdue_sweeps

    now = clock.real_now()
    overdue = overdue_sweeps(now=now, grace=timedelta(minutes=2))
    for name in overdue:
        try:
            run_sweep(name)
        except Exception as problem:
            sys.stderr.write(f"rescuer: {name}: {problem}\n")
    return Rescue(
        overdue=tuple(overdue),
        jobs_released=release_jobs_of_dead_workers(now=now),
        worker_hangs=bool(close_lost_runs(now=now)),
    )


def work() -> None:
    """The worker: listens for bells and runs sweeps."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from zhixing.config.workers import hang_periodic_bells

    hang_periodic_bells()
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("procrastinate is not connected through Django")
    with app.replace_connector(connector.get_worker_connector()) as ready:
        ready.run_worker(
            concurrency=2,
            fetch_job_polling_interval=1.0,
            delete_jobs="successful",
            install_signal_handlers=True,
        )
