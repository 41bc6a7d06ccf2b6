"""Bells: a job never carries work, it only rings a sweep. Ringing happens in the transaction of the fact.

Which facts ring which sweeps is one table, `config/wakes.py`, hung here when the house starts. A bell may be lost
without harm, because every sweep also runs by the clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from procrastinate.contrib.django import app

_WAKES: dict[str, tuple[str, ...]] = {}
_LOOK = """
WITH own AS (SELECT %(lock)s || ':' || pg_current_xact_id() AS lock)
SELECT EXISTS (
    SELECT FROM procrastinate_jobs WHERE queueing_lock IN (%(lock)s, own.lock) AND status = 'todo'
), pg_try_advisory_xact_lock(hashtextextended(%(lock)s, 7201003)), own.lock FROM own
"""


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
    """Ask for a run of the sweep that begins after this transaction, unless one is asked for already.

    Rolled back with the caller's transaction. Transactions that ring one sweep at the same time do not wait for each other:
    the first hangs the bell that everybody finds, the others one each of their own, for a sweep that is run once too often
    finds nothing. A bell found hanging may be taken down before this transaction ends; so it is looked for again afterwards.
    """
    hangs, is_first, own = _look(name)
    if hangs or not _hang(name, f"sweep:{name}" if is_first else own):
        again = _Again(name)
        if all(one[1] != again for one in connection.run_on_commit):
            transaction.on_commit(again, robust=True)


@dataclass(frozen=True, slots=True)
class _Again:
    """Hangs a bell in a transaction of its own if none hangs."""

    name: str

    def __call__(self) -> None:
        with transaction.atomic():
            hangs, is_first, own = _look(self.name)
            if not hangs:
                _hang(self.name, f"sweep:{self.name}" if is_first else own)


def _look(name: str) -> tuple[bool, bool, str]:
    """Whether a bell hangs, whether this transaction is the only one that hangs it now, and a name for one of its own."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, {"lock": f"sweep:{name}"})
        hangs, is_first, own = cursor.fetchone()
    return hangs, is_first, own


def _hang(name: str, lock: str) -> bool:
    """Put the job into the queue; False when somebody else's under this lock came between."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT bell")
        try:
            app.configure_task("zhixing.sweep", queueing_lock=lock).defer(name=name)
        except Exception as error:
            if type(error).__name__ != "AlreadyEnqueued":
                raise
            cursor.execute("ROLLBACK TO SAVEPOINT bell")
            return False
        finally:
            cursor.execute("RELEASE SAVEPOINT bell")
    return True
