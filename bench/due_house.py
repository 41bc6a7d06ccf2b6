"""Millions of measures by SQL: nine courts, 4,545 officers with 2,200 measures each, ends spread over three years.

Foreign keys are not checked and indexes are made afterwards, as a restore does it. What a column of a measure holds that
is not named here follows from the model, so that a column added tomorrow does not break the filling.
"""

import time
from datetime import date
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from django.db.models import Field

PER_CASE = 10
PER_OFFICER = 2_200
SPREAD_DAYS = 1_096

OFFICERS = """
INSERT INTO identity_user (password, is_superuser, username, display_name, email, language, theme, is_active, is_staff)
SELECT '!', false, 'bench-' || n, '执行员' || n, '', 'zh-hans', 'auto', true, false
FROM generate_series(1, %(officers)s) n
"""
MEMBERSHIPS = """
INSERT INTO identity_membership (user_id, court_id, role)
SELECT id, (%(courts)s::int[])[1 + substring(username from 7)::int %% cardinality(%(courts)s::int[])], 'officer'
FROM identity_user WHERE username LIKE 'bench-%%'
"""
CASES = """
INSERT INTO cases_case (id, court_id, number, year, type_code, sequence, filed_on, officer_name, officer_id, cause,
    sub_account, status, concluded_on, closing_kind, note)
SELECT uuidv7(), m.court_id, '（' || 2000 + n / 50000 || '）吉执' || n || '号', 2000 + n / 50000, '执', n,
    %(today)s - 400 - n %% 700, u.display_name, u.id, '买卖合同纠纷', 'B' || n,
    CASE WHEN n %% 50 = 0 THEN 'concluded' ELSE 'open' END,
    CASE WHEN n %% 50 = 0 THEN %(today)s::date - 10 END, CASE WHEN n %% 50 = 0 THEN 'performed' ELSE '' END, ''
FROM generate_series(1, %(cases)s) n
JOIN identity_user u ON u.username = 'bench-' || 1 + n %% %(officers)s
JOIN identity_membership m ON m.user_id = u.id
"""
DEBTORS = """
INSERT INTO cases_party (id, court_id, case_id, role, position, name, name_key, kind, id_kind, id_sealed, id_index,
    id_masked, phone_masked, address, bank_name, account_masked, sub_account)
SELECT uuidv7(), court_id, id, 'debtor', 1, '被执' || sequence, '被执' || sequence, 'person', 'resident', '\\x00',
    decode(md5(sequence::text), 'hex'), '222424********0001', '', '', '', '', ''
FROM cases_case WHERE sub_account LIKE 'B%'
"""
SOURCE = """
SELECT c.id AS case_id, c.court_id, c.officer_id, p.id AS debtor_id, p.name, c.sequence * 10 + k AS n,
    %(today)s::date + 1 + ((c.sequence::bigint * 10 + k) * 7919 %% 1096)::int AS ends_on
FROM cases_case c JOIN cases_party p ON p.case_id = c.id AND p.role = 'debtor' CROSS JOIN generate_series(1, 10) k
WHERE c.sub_account LIKE 'B%%'
"""
NO_END, RELEASED = "s.n % 1000 = 1", "s.n % 20 = 2"
COLUMNS = {
    "id": "uuidv7()", "court_id": "s.court_id", "case_id": "s.case_id", "debtor_id": "s.debtor_id",
    "debtor_written": "s.name", "officer_id": "s.officer_id",
    "asset_class": "(ARRAY['deposit', 'deposit', 'immovable', 'movable', 'other'])[1 + s.n % 5]",
    "asset_kind": "(ARRAY['银行存款', '银行存款', '房产', '车辆', '林权'])[1 + s.n % 5]",
    "description": "'财产' || s.n", "holder": "CASE WHEN s.n % 2000 = 3 THEN '' ELSE '协助单位' || s.n % 40 END",
    "action": "CASE WHEN s.n % 5 < 2 THEN 'freeze' ELSE 'seal' END",
    "starts_on": "s.ends_on - 2200", "stated_end": "s.ends_on::text", "stated_on": "s.ends_on",
    "ends_on": f"CASE WHEN NOT ({NO_END}) THEN s.ends_on - CASE WHEN s.n % 2000 = 5 THEN 1096 ELSE 0 END END",
    "amount_fen": "100000 + s.n", "confirmed_by_holder": "s.n % 3 = 0",
    "state": f"CASE WHEN {NO_END} THEN 'no_end' WHEN {RELEASED} THEN 'released' ELSE 'watched' END",
    "released_on": f"CASE WHEN {RELEASED} AND NOT ({NO_END}) THEN %(today)s::date - 30 END",
    "row_key": "decode(md5(s.n::text), 'hex')",
}  # fmt: skip


def fill(superuser_url: str, *, measures: int, today: date) -> float:
    """Put them in unless they are there; the seconds it took."""
    start = time.perf_counter()
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        if connection.execute("SELECT EXISTS (SELECT FROM freezes_measure)").fetchone() == (True,):
            return 0.0
        courts = [
            row[0] for row in connection.execute("SELECT id FROM identity_court ORDER BY code").fetchall()
        ]
        values = {
            "today": today, "courts": courts, "officers": max(9, measures // PER_OFFICER), "cases": measures // PER_CASE,
        }  # fmt: skip
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'",
                        "maintenance_work_mem = '1GB'"):  # fmt: skip
            connection.execute(sql.SQL("SET {}").format(sql.SQL(setting)))
        with connection.transaction():
            for statement in (OFFICERS, MEMBERSHIPS):
                connection.execute(statement, values)
            connection.execute("ANALYZE identity_user, identity_membership")
            _filled(connection, "cases_case", CASES, values)
            _filled(connection, "cases_party", DEBTORS, {})
            connection.execute("ANALYZE cases_case, cases_party")
            _filled(connection, "freezes_measure", _measures(), values)
        connection.execute("VACUUM ANALYZE")
    return time.perf_counter() - start


def _filled(
    connection: "psycopg.Connection[tuple[object, ...]]",
    table: str,
    statement: str,
    values: dict[str, object],
) -> None:
    """Fill a table while nothing but its primary key is kept up, then make the indexes again."""
    indexes = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname FROM pg_index i"
        " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u'"
        " WHERE i.indrelid = %s::regclass AND NOT i.indisprimary", [table]
    ).fetchall()  # fmt: skip
    for name, _, constraint in indexes:
        connection.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {name}"
        )
    connection.execute(statement, values or None)
    for name, definition, constraint in indexes:
        connection.execute(definition)
        if constraint:
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} UNIQUE USING INDEX {name}")


def _measures() -> str:
    from zhixing.freezes.models import Measure

    columns = dict(COLUMNS)
    for field in Measure._meta.concrete_fields:
        if field.column not in columns and not field.null and not field.has_db_default():
            columns[field.column] = _plain_default(field)
    chosen = ", ".join(
        text.replace("%", "%%").replace("%%(today)s", "%(today)s") for text in columns.values()
    )
    return f"INSERT INTO freezes_measure ({', '.join(columns)}) SELECT {chosen} FROM ({SOURCE}) s"


def _plain_default(field: "Field[object, object]") -> str:
    """What the model says of a column when nobody says anything."""
    value = field.get_default()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return f"'{value}'" if value else ("'[]'" if value == [] else "''")
