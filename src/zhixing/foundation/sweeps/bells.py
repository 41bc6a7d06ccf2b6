"""Bells: a job never carries work, it only rings a sweep. Ringing happens in the transaction of the fact.

Which facts ring which sweeps is one table, `config/wakes.py`, hung here when the house starts. A bell may be lost
without harm, because every sweep also runs by the clock.
"""

from collections.abc import Iterable, Mapping

from django.db import connection
from procrastinate.contrib.django import app

_WAKES: dict[str, tuple[str, ...]] = {}


def hang(wakes: Mapping[str, tuple[str, ...]]) -> None:
    """Take over the table of wakes: kind of fact → names of sweeps."""
    _WAKES.clear()
    _WAKES.update(wakes)


def wakes() -> dict[str, tuple[str, ...]]:
    """The table of wakes."""
    return dict(_WAKES)


def ring_for(kinds: Iterable[str]) -> None:
    """Ring every sweep that waits for one of these kinds of fact."""
    names = {name for kind in kinds for name in _WAKES.get(kind, ())}
    for name in sorted(names):
        ring(name)


def ring(name: str) -> None:
    """Ask for a run of the sweep, unless one is asked for already. Rolled back with the caller's transaction."""
    lock = f"sweep:{name}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' LIMIT 1", [lock]
        )
        if cursor.fetchone():
            return
        cursor.execute("SAVEPOINT bell")
        try:
            app.configure_task("zhixing.sweep", queueing_lock=lock).defer(name=name)
        except Exception as error:
            if type(error).__name__ != "AlreadyEnqueued":
                raise
            cursor.execute("ROLLBACK TO SAVEPOINT bell")
        cursor.execute("RELEASE SAVEPOINT bell")
