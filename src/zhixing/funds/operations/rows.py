"""Many rows in one statement: arrays go in, rows come out. COPY is not open to a role under row-level security."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

CHUNK = 5_000

Columns = Mapping[str, tuple[str, Sequence[object]]]
"""Column → its PostgreSQL type and its values; all of one length."""


def insert(table: str, columns: Columns, *, skip_known: bool = False) -> None:
    """Insert rows given column by column, a few thousand at a time; `skip_known` leaves out those that exist."""
    total = len(next(iter(columns.values()))[1])
    arrays = [sql.SQL("%s::{}[]").format(sql.SQL(kind)) for kind, _ in columns.values()]
    statement = sql.SQL("INSERT INTO {} ({}) SELECT * FROM unnest({}) {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(name) for name in columns),
        sql.SQL(", ").join(arrays),
        sql.SQL("ON CONFLICT DO NOTHING" if skip_known else ""),
    )
    with connection.cursor() as cursor:
        for start in range(0, total, CHUNK):
            chunk = [list(values[start : start + CHUNK]) for _, values in columns.values()]
            cursor.execute(statement, chunk)


def select_any(query: str, wanted: Sequence[Any], *others: Any) -> list[tuple[Any, ...]]:
    """Rows of a query whose first placeholder is an array of wanted values, asked for in chunks."""
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), CHUNK):
            cursor.execute(query, [list(wanted[start : start + CHUNK]), *others])
            found += cursor.fetchall()
    return found
