"""The embedded server: made once, shared, stopped by the last to leave, and back after any kill."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from zhixing.foundation.database import binaries
from zhixing.foundation.database.cluster import APP, OWNER, Access, Cluster
from zhixing.foundation.home import Home

SECONDS_MAX = 30


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """The server of a home closed to everybody but its owner."""
    root = Path(tempfile.mkdtemp(prefix="zhixing-home-"))
    found = Cluster(Home(root))
    yield found
    with suppress(ValueError, OSError):
        os.kill(_postmaster(found), signal.SIGKILL)
    with found.in_use():
        pass
    shutil.rmtree(found.data.parent, ignore_errors=True)
    shutil.rmtree(root, ignore_errors=True)


def _postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def _ask(access: Access, question: str, role: str = OWNER) -> object:
    with psycopg.connect(access.url(role)) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def _alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_home_is_closed_to_others_and_the_server_runs_all_the_same(cluster: Cluster) -> None:
    with cluster.in_use() as access:
        assert _ask(access, "SELECT current_user", APP) == APP
        assert (_home_of(cluster).stat().st_mode & 0o077, _owner(_postmaster(cluster)) != 0) == (0, True)
        assert _ask(access, "SHOW listen_addresses") == ""
        assert _ask(access, "SHOW fsync") == "on"
        passwords = cluster.access().passwords
    assert not cluster.is_running()
    assert cluster.access().passwords == passwords
    assert (_home_of(cluster) / "keys" / "database.json").stat().st_mode & 0o077 == 0


def test_the_roles_cannot_pass_row_level_security(cluster: Cluster) -> None:
    with cluster.in_use() as access:
        question = (
            "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'zhixing%' AND (rolsuper OR rolbypassrls)"
        )
        assert _ask(access, question) == 0
        assert _ask(access, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'zhixing%'") == 2


def test_the_last_of_two_users_stops_it(cluster: Cluster) -> None:
    with ExitStack() as first:
        first.enter_context(cluster.in_use())
        program = (
            "import sys; from pathlib import Path; from zhixing.foundation.home import Home; "
            "from zhixing.foundation.database.cluster import Cluster\n"
            "with Cluster(Home(Path(sys.argv[1]))).in_use(): print('in', flush=True); sys.stdin.read()"
        )
        root = str(_home_of(cluster))
        with subprocess.Popen(
            [sys.executable, "-c", program, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "in\n"
            number = _postmaster(cluster)
            first.close()
            assert cluster.is_running()
            assert _postmaster(cluster) == number
            second.communicate("")
    assert not cluster.is_running()


def _owner(number: int) -> int:
    return Path(f"/proc/{number}").stat().st_uid


def _home_of(cluster: Cluster) -> Path:
    return cluster._home.root


def test_a_killed_user_does_not_keep_it_from_the_others(cluster: Cluster) -> None:
    program = (
        "import sys, time; from pathlib import Path; from zhixing.foundation.home import Home; "
        "from zhixing.foundation.database.cluster import Cluster\n"
        "with Cluster(Home(Path(sys.argv[1]))).in_use(): print('in', flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(_home_of(cluster))], stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "in\n"
        user.kill()
    assert cluster.is_running()  # nobody was left to stop it
    with cluster.in_use() as access:
        assert _ask(access, "SELECT 1") == 1
    assert not cluster.is_running()


def test_a_killed_postmaster_is_replaced_and_its_orphans_end(cluster: Cluster) -> None:
    """A backend busy with arithmetic does not notice that its postmaster died; two servers on one folder would ruin it."""
    with cluster.in_use() as access:
        with psycopg.connect(access.url(OWNER), autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (n integer)")
            connection.execute("INSERT INTO kept VALUES (1)")
        busy = psycopg.connect(access.url(OWNER), autocommit=True)
        orphan = busy.info.backend_pid
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1e11::bigint)")
        time.sleep(0.3)
        os.kill(_postmaster(cluster), signal.SIGKILL)
        until = time.monotonic() + SECONDS_MAX
        while cluster.is_running() and time.monotonic() < until:
            time.sleep(0.02)
        assert _alive(orphan)
        with cluster.in_use() as again:
            assert not _alive(orphan)
            assert _ask(again, "SELECT sum(n) FROM kept") >= 1
        busy.close()


def test_power_failure_loses_nothing_that_was_committed(cluster: Cluster) -> None:
    with cluster.in_use() as access:
        with psycopg.connect(access.url(OWNER), autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS committed (n integer)")
            connection.execute("INSERT INTO committed SELECT generate_series(1, 1000)")
        cluster.kill()
        assert not cluster.is_running()
        with cluster.in_use() as again:
            assert _ask(again, "SELECT count(*) FROM committed") == 1000


def test_programs_in_a_folder_closed_to_others_are_copied_with_their_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy must start by itself: without the wheel's libraries beside it, no program would."""
    monkeypatch.setattr(binaries, "readable_by_others", lambda path: False)
    tmp_path.chmod(0o755)
    programs = binaries.programs_for_other_user(tmp_path)
    assert programs.is_relative_to(tmp_path)
    for name in ("initdb", "postgres"):
        done = subprocess.run([programs / name, "--version"], capture_output=True, text=True, check=False)
        assert done.stdout.startswith(f"{name} (PostgreSQL) "), done.stderr
    assert binaries.programs_for_other_user(tmp_path) == programs


def test_a_server_that_died_in_use_is_started_again_by_who_holds_it(cluster: Cluster) -> None:
    with cluster.in_use() as access:
        assert cluster.revive() is False
        cluster.kill()
        assert cluster.revive() is True
        assert _ask(access, "SELECT 1") == 1
