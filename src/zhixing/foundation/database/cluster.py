"""The embedded PostgreSQL server of one home: made once, started when needed, stopped by whoever leaves last.

Every program that uses the server holds a shared lock on `run/database.users`. Locks vanish with their process, so a
killed program never keeps the server alive by mistake and never takes it away from another one. The server listens on
a Unix socket only, asks for a password (SCRAM), and never runs as root.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhixing.foundation.database import binaries
from zhixing.foundation.home import Home

PORT = 5432
START_SECONDS_MAX = 300  # replaying a large write-ahead log after a crash took 5 s for 730 MB
ORPHAN_SECONDS_MAX = 10
SERVER_USER_OF_ROOT = "nobody"
DATABASE = "zhixing"
OWNER = "zhixing_owner"
APP = "zhixing_app"


class ServerDidNotStart(RuntimeError):
    """PostgreSQL did not come up; the message ends with the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the server."""

    socket_folder: Path
    passwords: dict[str, str]

    def url(self, role: str, database: str = DATABASE) -> str:
        """A libpq address for a role."""
        folder = str(self.socket_folder).replace("/", "%2F")
        return f"postgresql://{role}:{self.passwords[role]}@{folder}:{PORT}/{database}"


def _memory_megabytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def _settings() -> dict[str, str]:
    buffers = max(128, min(2048, _memory_megabytes() // 8))
    return {
        "listen_addresses": "",
        "shared_buffers": f"{buffers}MB",
        "max_wal_size": "4GB",
        "max_connections": "120",
        "jit": "off",
        "random_page_cost": "1.1",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "password_encryption": "scram-sha-256",
    }


class Cluster:
    """The server of a home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        digest = hashlib.sha256(str(home.root).encode()).hexdigest()[:12]
        self._as_root = os.geteuid() == 0
        self._place = home.root / "postgres"
        if self._as_root and not _reachable_for_others(home.root):
            self._place = Path("/var/lib/zhixing") / digest
        self.data = self._place / "data"
        self._log = self._place / "server.log"
        self._sockets = Path(tempfile.gettempdir()) / f"zhixing-{os.geteuid()}-{digest}"

    def access(self) -> Access:
        """Addresses and passwords; the passwords are made on first use and kept in `keys/`."""
        file = self._home.prepare().keys / "database.json"
        if not file.exists():
            made = {role: secrets.token_urlsafe(24) for role in ("postgres", OWNER, APP)}
            draft = file.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_text(json.dumps(made), encoding="ascii")
            draft.rename(file)
        return Access(self._sockets, json.loads(file.read_text(encoding="ascii")))

    @contextlib.contextmanager
    def in_use(self) -> Iterator[Access]:
        """The server, running for as long as the block; the last user stops it."""
        self._home.prepare()
        with open(self._home.run / "database.users", "w", encoding="ascii") as users:
            try:
                with self._gate():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._make_and_start()
                yield self.access()
            finally:
                with self._gate():
                    try:
                        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        self._stop()
                    except BlockingIOError:
                        pass  # somebody else still works with it

    def revive(self) -> bool:
        """Start the server again if it died while in use; whether it had. Only for one who holds it in use."""
        if self.is_running():
            return False
        with self._gate():
            self._make_and_start()
        return True

    def is_running(self) -> bool:
        """Whether a live postmaster serves this home; a zombie or a stranger with its number does not count."""
        try:
            number = int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
            status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
            command = Path(f"/proc/{number}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError, IndexError, ValueError):
            return False
        state = status.rpartition(")")[2].split()[0]
        return state != "Z" and str(self.data).encode() in command

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        with open(self._home.run / "database.gate", "w", encoding="ascii") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _make_and_start(self) -> None:
        self._prepare_folders()
        if not self.data.exists():
            self._make()
        if not self.is_running():
            self._start()
        if not (self._home.keys / "database-made").exists():
            self._make_roles_and_database()

    def _prepare_folders(self) -> None:
        for folder, mode in ((self._place, 0o755), (self._sockets, 0o700)):
            folder.mkdir(mode=mode, parents=True, exist_ok=True)
            if self._as_root:
                shutil.chown(folder, SERVER_USER_OF_ROOT)
            elif folder.stat().st_uid != os.geteuid():
                raise ServerDidNotStart(f"{folder} 属于另一个用户，数据库不能使用它。请删除它后重试。")

    def _program(self, name: str) -> str:
        folder = (
            binaries.programs_for_other_user(Path("/var/lib/zhixing"))
            if self._as_root
            else binaries.packaged() / "bin"
        )
        return str(folder / name)

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        user = SERVER_USER_OF_ROOT if self._as_root else None
        group = pwd.getpwnam(SERVER_USER_OF_ROOT).pw_gid if self._as_root else None
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.run(
            command,
            user=user,
            group=group,
            extra_groups=[] if self._as_root else None,
            env=environment,
            cwd=self._place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if command[0].endswith("initdb") else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if command[0].endswith("initdb") else subprocess.DEVNULL,
            text=True,
            check=False,
        )

    def _make(self) -> None:
        """Build the data folder beside its final place and move it there, so that a kill leaves nothing half made."""
        draft = self._place / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        password = self._place / "password.new"
        password.touch(mode=0o600)
        password.write_text(self.access().passwords["postgres"], encoding="ascii")
        if self._as_root:
            shutil.chown(password, SERVER_USER_OF_ROOT)
        try:
            done = self._run(
                self._program("initdb"), "-D", str(draft), "-U", "postgres", "--pwfile", str(password),
                "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin",
                "--builtin-locale", "C.UTF-8", "--locale", "C", "--data-checksums",
            )  # fmt: skip
        finally:
            password.unlink()
        if done.returncode:
            raise ServerDidNotStart(f"数据库初始化失败：{done.stdout.strip()[-600:]}")
        draft.rename(self.data)

    def _end_orphans(self) -> None:
        """End server processes that outlived a killed postmaster: two sets of them on one data folder would ruin it.

        They work in the data folder. Ending them hard is safe: the log is replayed at the start that follows.
        """
        until = time.monotonic() + ORPHAN_SECONDS_MAX
        while orphans := [number for number in _numbers_of_processes() if _works_in(number, self.data)]:
            if time.monotonic() > until:
                raise ServerDidNotStart(f"旧的数据库进程 {orphans} 无法结束，请由管理员结束后重试。")
            for number in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            time.sleep(0.02)

    def _start(self) -> None:
        self._end_orphans()
        # A killed postmaster leaves these behind, and where nobody reaps it (PID 1 of a container) its number stays
        # taken, so that PostgreSQL would believe it alive. It is not: `is_running` said so and its orphans are gone.
        for left in (self.data / "postmaster.pid", *self._sockets.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)
        options = " ".join(f"-c {name}={value}" for name, value in _settings().items() if value)
        options += f" -c listen_addresses='' -c unix_socket_directories={self._sockets} -p {PORT}"
        done = self._run(
            self._program("pg_ctl"), "start", "-D", str(self.data), "-w", "-t", str(START_SECONDS_MAX),
            "-l", str(self._log), "-o", options,
        )  # fmt: skip
        if done.returncode:
            tail = self._log.read_text(errors="replace")[-1500:] if self._log.exists() else ""
            raise ServerDidNotStart(f"数据库没有启动。日志末尾：\n{tail}")

    def _stop(self) -> None:
        if self.is_running():
            self._run(self._program("pg_ctl"), "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "120")

    def kill(self) -> None:
        """Stop at once as if power failed; for tests of recovery."""
        self._run(self._program("pg_ctl"), "stop", "-D", str(self.data), "-m", "immediate", "-w")
        time.sleep(0.05)

    def _make_roles_and_database(self) -> None:
        from zhixing.foundation.database.roles import make_roles_and_database

        make_roles_and_database(self.access())
        (self._home.keys / "database-made").touch()


def _numbers_of_processes() -> list[int]:
    return [int(entry.name) for entry in os.scandir("/proc") if entry.name.isdigit()]


def _works_in(number: int, folder: Path) -> bool:
    """Whether a live process of ours has `folder` as its working folder; strangers' processes cannot be looked at."""
    try:
        return Path(f"/proc/{number}/cwd").readlink() == folder
    except OSError:
        return False


def _reachable_for_others(folder: Path) -> bool:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    return all(place.stat().st_mode & 0o001 for place in (existing, *existing.parents))
