"""Very many rows: COPY into a temporary table, then one statement from there. COPY itself is not open to a role under
row-level security, and arrays as parameters cost several times as much on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

from zhixing.foundation.database.rows import insert_rows, values_of

Kinds = Mapping[str, str]
"""Column → its PostgreSQL type."""
_NULL = "\\N"
_NEEDS_ESCAPE = "\\\t\n\r"
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
_ROWS_A_WRITE = 2_000
FEW = 30
"""So many rows are worth a table of their own."""


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
                copy.write(_lines(rows[start : start + _ROWS_A_WRITE]))
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


def insert_long_rows(rows: Sequence[Model]) -> None:
    """Insert new rows of one table whose values are long texts: as parameters each quotation mark in them is looked at.

    Few rows go in as parameters all the same. Keys are given by the caller; values go in as they stand.
    """
    if len(rows) < FEW:
        insert_rows(rows)
        return
    fields: list[Any] = list(rows[0]._meta.concrete_fields)
    kinds = {str(field.column): str(field.db_type(connection)) for field in fields}
    values = [values_of(field, rows) for field in fields]
    insert_staged(rows[0]._meta.db_table, kinds, list(zip(*values, strict=True)))


def listed(names: Iterable[str]) -> sql.Composed:
    """Column names side by side."""
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)


def hex_list(values: Iterable[bytes]) -> str:
    """Binary keys as one text, for `decode(unnest(string_to_array(%s, ',')), 'hex')`."""
    return ",".join(value.hex() for value in values)


def _lines(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as COPY reads them. Column by column: what a column holds is looked at once, not once a value."""
    columns = [_column(values) for values in zip(*rows, strict=True)]
    return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def _column(values: tuple[Any, ...]) -> Iterable[str]:
    kinds = set(map(type, values))
    if kinds == {str}:
        return _texts(values)
    if kinds == {bytes}:
        return ["\\\\x" + value.hex() for value in values]
    if len(kinds) > 1 or kinds == {type(None)}:
        return [_field(value) for value in values]
    distinct = set(values)
    if len(distinct) * 4 > len(values):
        return map(str, values)
    written = {value: str(value) for value in distinct}
    return [written[value] for value in values]


def _texts(values: Sequence[str]) -> Sequence[str]:
    whole = "".join(values)
    return [_escaped(value) for value in values] if any(mark in whole for mark in _NEEDS_ESCAPE) else values


def _escaped(value: str) -> str:
    for mark, written in _ESCAPES:
        if mark in value:
            value = value.replace(mark, written)
    return value


def _field(value: Any) -> str:
    if value is None:
        return _NULL
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value)
