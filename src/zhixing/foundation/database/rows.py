"""Many rows or many counts in one statement. COPY is not open to a role under row-level security."""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from sys import intern
from typing import Any, NoReturn
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, JSONField, Model, QuerySet, TextField, UUIDField, Value
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


def insert_rows(rows: Sequence[Model], *, skip_known: bool = False) -> None:
    """Insert many new rows of one table; twice as fast as the ORM's own bulk insert, which builds a value at a time.

    Keys are given by the caller. Values go in as they stand, so defaults must have been set by the constructor.
    `skip_known` leaves out rows that a constraint says are there.
    """
    if not rows:
        return
    meta = rows[0]._meta
    columns: dict[str, tuple[str, Sequence[object]]] = {}
    for field in meta.concrete_fields:
        columns[str(field.column)] = (str(field.db_type(connection)), values_of(field, rows))
    insert(meta.db_table, columns, skip_known=skip_known)


def update_rows(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these fields of rows of one table, each row found by its key; the ORM's own bulk update builds a CASE for every
    row and field and takes twenty times as long. The rows are locked by the caller, or nobody else writes these fields.
    """
    if not rows:
        return
    meta = rows[0]._meta
    assert meta.pk is not None
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    columns = [str(field.column) for field in fields]
    kinds = [sql.SQL("%s::{}[]").format(sql.SQL(str(field.db_type(connection)))) for field in fields]
    statement = sql.SQL("UPDATE {table} SET {sets} FROM unnest({arrays}) AS given ({names}) WHERE {table}.{pk} = given.{pk}").format(
        table=sql.Identifier(meta.db_table), pk=sql.Identifier(columns[0]), arrays=sql.SQL(", ").join(kinds),
        names=sql.SQL(", ").join(sql.Identifier(name) for name in columns),
        sets=sql.SQL(", ").join(
            sql.SQL("{0} = given.{0}").format(sql.Identifier(name)) for name in columns[1:]
        ),
    )  # fmt: skip
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            cursor.execute(statement, [values_of(field, rows[start : start + CHUNK]) for field in fields])


def values_of(field: Any, rows: Sequence[Model]) -> list[object]:
    """What a field holds in each row, as it goes into a statement."""
    values: list[object] = [getattr(row, field.attname) for row in rows]
    if isinstance(field, JSONField):
        return [json.dumps(value, ensure_ascii=False) for value in values]
    return values


class _Among(Func):
    template, arg_joiner, output_field = "%(expressions)s)", " = ANY(", BooleanField()


def among(field: str, keys: Iterable[UUID] | Iterable[str]) -> Func:
    """A filter for rows whose key is one of many: one parameter, where `IN` has one for each and takes ten times as long."""
    wanted = list(keys)
    kind = TextField() if wanted and isinstance(wanted[0], str) else UUIDField()
    return _Among(F(field), Value(wanted, output_field=ArrayField(kind)))


def counts(rows: Sequence[QuerySet[Any]], *, at_most: int) -> list[int]:
    """How many rows each query finds, each exact up to `at_most`, asked in one statement; distinct values stay so."""
    return _asked(_counting(rows, at_most), len(rows))


COMPOSED_MAX = 4_000
_composed: dict[Hashable, tuple[str, list[Any], int]] = {}


def counts_composed(key: Hashable, rows: Callable[[], Sequence[QuerySet[Any]]], *, at_most: int) -> list[int]:
    """As `counts`, asked anew each time, but composed once a key: to compose a dozen queries takes longer than to answer them.

    Whatever the queries depend on must be in the key: the person with their roles, the day. What depends on rows cannot be
    composed ahead, so reading the database while composing raises RuntimeError.
    """
    known = _composed.get((key, at_most))
    if known is None:
        with connection.execute_wrapper(_no_reading):
            found = rows()
            statement, values = _counting(found, at_most)
        known = (intern(statement), values, len(found))  # people of one role share the text
        if len(_composed) >= COMPOSED_MAX:
            _composed.clear()
        _composed[key, at_most] = known
    return _asked(known[:2], known[2])


def _no_reading(*_asked_for: object) -> NoReturn:
    raise RuntimeError("what depends on rows cannot be composed ahead")


def _counting(rows: Sequence[QuerySet[Any]], at_most: int) -> tuple[str, list[Any]]:
    """The statement that counts them all and its values; empty when nothing can be found."""
    parts: list[str] = []
    values: list[Any] = []
    for one in rows:
        try:
            chosen = one.order_by()[:at_most]
            asked, given = (chosen if one.query.distinct else chosen.values("pk")).query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(sql.SQL("(SELECT count(*) FROM ({}) AS found)").format(sql.SQL(asked)).as_string(None))
        values += given
    return ("" if set(parts) <= {"0"} else f"SELECT {', '.join(parts)}"), values


def _asked(statement: tuple[str, list[Any]], count: int) -> list[int]:
    text, values = statement
    if not text:
        return [0] * count
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchone() or ())
