"""Very many rows: COPY into a temporary table, then one statement from there. COPY itself is not open to a role under
row-level security, and arrays as parameters cost several times as much on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

Kinds = Mapping[str, str]
"""Column → its PostgreSQL type."""
_NEEDS_ESCAPE = frozenset("\\\t\n\r")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_ROWS_A_WRITE = 1_000


def stage(name: str, kinds: Kinds, rows: Sequence[Sequence[Any]]) -> sql.Identifier:
    """A temporary table `staged_<name>` that holds exactly these rows until the transaction ends."""
    table = sql.Identifier(f"staged_{name}")
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in kinds.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE IF NOT EXISTS {} ({}) ON COMMIT DELETE ROWS").format(
                table, columns
            )
        )
        cursor.execute(sql.SQL("DELETE FROM {}").format(table))
        with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
            for start in range(0, len(rows), _ROWS_A_WRITE):
                copy.write("".join(_line(row) for row in rows[start : start + _ROWS_A_WRITE]))
    return table


def insert_staged(
    table: str, kinds: Kinds, rows: Sequence[Sequence[Any]], *, fixed: Mapping[str, object] | None = None, then: str = ""
) -> None:  # fmt: skip
    """Insert rows given as tuples in the order of `kinds`; `fixed` columns are the same in all, `then` is an ON CONFLICT."""
    if not rows:
        return
    staged = stage(table, kinds, rows)
    same = dict(fixed or {})
    names = [*kinds, *same]
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} {}").format(
        sql.Identifier(table), listed(names),
        sql.SQL(", ").join([*(sql.Identifier(name) for name in kinds), *(sql.Literal(value) for value in same.values())]),
        staged, sql.SQL(then),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement)


def listed(names: Iterable[str]) -> sql.Composed:
    """Column names side by side."""
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)


def hex_list(values: Iterable[bytes]) -> str:
    """Binary keys as one text, for `decode(unnest(string_to_array(%s, ',')), 'hex')`."""
    return ",".join(value.hex() for value in values)


def _line(row: Sequence[Any]) -> str:
    return "\t".join([_field(value) for value in row]) + "\n"


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value if _NEEDS_ESCAPE.isdisjoint(value) else value.translate(_ESCAPES)
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value)
