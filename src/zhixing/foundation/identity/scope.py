"""Which courts the current transaction may see. Row-level security in the database does the rest."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def courts_visible(court_ids: Iterable[int], *, for_a_page: bool = False) -> Iterator[None]:
    """A transaction that sees the rows of these courts and no others; what was visible before returns afterwards.

    `for_a_page`: the database answers each question with one process. To start others takes longer than a page may, and
    takes the cores from everybody else's pages.
    """
    wanted = ",".join(str(int(court_id)) for court_id in court_ids)
    is_outermost = not connection.in_atomic_block
    alone = ", set_config('max_parallel_workers_per_gather', '0', true)" if for_a_page else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT set_config('zhixing.courts', %s, true){alone}"
            if is_outermost
            else "WITH before AS MATERIALIZED (SELECT coalesce(current_setting('zhixing.courts', true), '') AS courts)"
            " SELECT before.courts, set_config('zhixing.courts', %s, true) FROM before",
            [wanted],
        )
        before = cursor.fetchone()[0]
        yield
        if not is_outermost:  # else it ends with the transaction
            cursor.execute("SELECT set_config('zhixing.courts', %s, true)", [before])


@contextmanager
def every_court_visible() -> Iterator[None]:
    """A transaction that sees the whole house; only for sweeps, imports and verification."""
    from zhixing.foundation.identity.queries import all_court_ids

    with courts_visible(all_court_ids()):
        yield
