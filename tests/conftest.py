"""A real PostgreSQL for every test that wants one.

The embedded server runs once for all test processes in a home of its own. A template database is migrated once per
state of the migrations; each test process works on a clone of it (65 ms), and tests that need real commits get a
clone of their own (`committed_db`).
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent
os.environ["ZHIXING_HOME"] = os.environ.get("ZHIXING_TEST_HOME") or str(ROOT / "var" / "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixing.config.settings")
os.environ.pop("ZHIXING_TODAY", None)

import django
import hypothesis
from django.conf import settings
from django.db import connections

django.setup()

# One profile everywhere: the same examples on every machine, and no failure because a machine is slow.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")
# Slow hashing protects real passwords; here it would only slow the tests.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from zhixing.foundation.database import cluster
from zhixing.foundation.database.cluster import OWNER, Access, Cluster
from zhixing.foundation.database.roles import make_database, prepare_schema
from zhixing.foundation.home import home


def _migrations_stamp() -> str:
    digest = hashlib.sha256()
    for file in sorted(
        [
            *ROOT.glob("src/**/migrations/*.py"),
            *ROOT.glob("src/**/sql/*.sql"),
            ROOT / "src/zhixing/foundation/identity/courts_of_yanbian.py",
            ROOT / "uv.lock",
        ]
    ):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


@pytest.fixture(scope="session")
def server() -> Iterator[Access]:
    """The running test server. It does not wait for the disk: a killed process loses nothing by that, and the loss of the
    machine would only lose test databases. The house's own server always waits; tests of it start one of their own.
    """
    ours = cluster._settings()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "_settings", lambda: {**ours, "fsync": "off", "full_page_writes": "off"})
        use = Cluster(home()).in_use()
        access = use.__enter__()
    yield access
    use.__exit__(None, None, None)


def _clone(access: Access, template: str, name: str) -> None:
    with psycopg.connect(access.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER)
            )
        )


def _drop(access: Access, name: str) -> None:
    with psycopg.connect(access.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _point_django_at(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def template(server: Access, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a migrated database that nobody works on."""
    from django.core.management import call_command

    from zhixing.foundation.identity.courts_of_yanbian import know_the_courts

    name = f"template_{_migrations_stamp()}"
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(42)")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        draft = f"{name}_draft"
        _drop(server, draft)
        make_database(connection, draft)
        prepare_schema(server.url(OWNER, draft))
        with django_db_blocker.unblock():
            _point_django_at(draft)
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            know_the_courts()
            connections.close_all()
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
        )
    return name


def _sources_stamp() -> str:
    digest = hashlib.sha256(_migrations_stamp().encode())
    for file in sorted([*ROOT.glob("src/zhixing/**/*.py"), *ROOT.glob("src/zhixing/law/**/*.toml")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


@pytest.fixture(scope="session")
def filed_template(server: Access, template: str, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a database in which the sample's register has been filed; made once per state of the sources."""
    name = f"filed_{_sources_stamp()}"
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(43)")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        draft = f"{name}_draft"
        _clone(server, template, draft)
        with django_db_blocker.unblock():
            before = connections["default"].settings_dict["NAME"]
            _point_django_at(draft)
            file_the_sample()
            connections.close_all()
            _point_django_at(str(before))
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
        )
    return name


def file_the_sample() -> None:
    """File the sample's register in 汪清, as of 2022-12-01."""
    from zhixing.cases.operations import take_register
    from zhixing.cases.rules.register import read_register
    from zhixing.foundation.identity.actors import Actor
    from zhixing.foundation.identity.models import Court
    from zhixing.simulator import sample_folder

    take_register(
        court=Court.objects.get(code="吉2424"), table=read_register(sample_folder() / "执行案件台账.xlsx"),
        file_name="执行案件台账.xlsx", file_sha256="0" * 64, now=datetime(2022, 12, 1, 2, tzinfo=UTC),
        actor=Actor.system("测试"),
    )  # fmt: skip


@pytest.fixture
def filed_office(
    server: Access,
    filed_template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    request: pytest.FixtureRequest,
) -> Iterator[object]:
    """The court 吉2424 with the sample's cases, in a database of this test's own, every court in sight."""
    from zhixing.foundation.identity.models import Court
    from zhixing.foundation.identity.scope import every_court_visible

    name = f"office_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    _clone(server, filed_template, name)
    with django_db_blocker.unblock():
        _point_django_at(name)
        with every_court_visible():
            yield Court.objects.get(code="吉2424")
        connections.close_all()
        _point_django_at(f"test_{os.getpid()}")
    _drop(server, name)


@pytest.fixture(scope="session")
def django_db_setup(server: Access, template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's database: a clone of the template for this process."""
    name = f"test_{os.getpid()}"
    _clone(server, template, name)
    with django_db_blocker.unblock():
        _point_django_at(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    _drop(server, name)


@pytest.fixture
def committed_db(
    server: Access,
    template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[[], Access]]:
    """A database of this test's own in which transactions really commit; for races, kills and whole runs."""
    name = f"own_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    _clone(server, template, name)
    with django_db_blocker.unblock():
        _point_django_at(name)
        yield lambda: server
        connections.close_all()
        _point_django_at(f"test_{os.getpid()}")
    _drop(server, name)


@pytest.fixture
def wangqing(db: None) -> Iterator["object"]:
    """The court 吉2424, in a transaction that sees every court."""
    from zhixing.foundation.identity.models import Court
    from zhixing.foundation.identity.scope import every_court_visible

    with every_court_visible():
        yield Court.objects.get(code="吉2424")
