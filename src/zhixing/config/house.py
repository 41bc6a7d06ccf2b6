"""Bringing the house up for one command: database, tables, courts; and leaving it as it was found."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from zhixing.foundation.database.cluster import Cluster
from zhixing.foundation.home import home

if TYPE_CHECKING:
    from django.db.migrations.loader import MigrationLoader


def load_django() -> None:
    """Configure Django once per process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixing.config.settings")
    import django

    django.setup()
    gc.freeze()  # what is loaded stays: a long run need not look through it again and again


def settle() -> None:
    """Loads every page now and tells the collector of memory that what is loaded stays. Else it looks through half a million
    objects that never go, 100 ms every few hundred pages.
    """
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


@contextmanager
def open_house(*, migrate: bool = True) -> Iterator[None]:
    """The database runs, the tables are current and the courts are known for as long as the block.

    With `DATABASE_URL` set nothing is started. Otherwise the embedded server is started if nobody has, and stopped by
    the last one to leave.
    """
    foreign = os.environ.get("DATABASE_URL", "")
    with nullcontext() if foreign else Cluster(home()).in_use():
        load_django()
        if migrate:
            bring_tables_up_to_date()
        gc.freeze()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def bring_tables_up_to_date() -> None:
    """Migrate as the owner if anything is missing, one process at a time, and register the courts."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from zhixing.foundation.database.roles import prepare_foreign_server, prepare_schema
    from zhixing.foundation.identity.courts_of_yanbian import know_the_courts

    owner = connections["owner"]
    executor = MigrationExecutor(owner)
    if foreign := tables_of_another_version(executor.loader):
        sys.stderr.write(
            f"这里的数据是另一个版本建立的（本版本不认识 {foreign[0]} 等 {len(foreign)} 项），没有改动任何数据。"
            "请换用建立它的版本，或者用 ZHIXING_HOME 另建一处。\n"
        )
        sys.exit(2)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        sys.stderr.write("正在更新数据库表结构……\n")
        address = owner_address()
        if os.environ.get("DATABASE_URL"):
            prepare_foreign_server(address)
        prepare_schema(address)
        with owner.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7201002)")
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            cursor.execute("SELECT pg_advisory_unlock(7201002)")
        know_the_courts()
    owner.close()


def tables_of_another_version(loader: "MigrationLoader") -> list[str]:
    """The steps a database has taken that this version does not have: it was made by another one, and is left alone."""
    from django.apps import apps

    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("zhixing.")}
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations or ()
        if app in ours and (app, name) not in loader.disk_migrations
    )


def owner_address() -> str:
    """The libpq address of the role that owns the tables."""
    foreign = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if foreign:
        return foreign
    from zhixing.foundation.database.cluster import OWNER

    return Cluster(home()).access().url(OWNER)
