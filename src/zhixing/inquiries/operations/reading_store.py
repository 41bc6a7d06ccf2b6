"""What reading replies needs from the tables and puts into them: a fixed number of statements for any number of replies."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from zhixing.foundation.database.staging import hex_list, insert_staged, stage
from zhixing.foundation.keys import uuid7_texts
from zhixing.inquiries.operations.reading_rows import AssetKey, ConflictKey, Known, Place, Writing

_ASSET = {
    "id": "uuid", "person_index": "bytea", "debtor_name": "varchar", "kind": "varchar",
    "identifier": "varchar", "identifier_index": "bytea", "named_as_sealed": "bytea", "named_as": "varchar",
    "title": "varchar", "ownership": "varchar", "share": "varchar", "currency": "varchar", "amount_fen": "bigint",
    "available_fen": "bigint", "controlled_fen": "bigint", "status": "varchar", "location": "varchar",
    "use_ends_on": "date", "protections": "jsonb", "content": "jsonb", "digest": "bytea", "unit_code": "varchar",
    "unit_name": "varchar", "as_of": "date",
}  # fmt: skip
_RENEWED = {
    name: _ASSET[name]
    for name in (
        "id", "named_as_sealed", "named_as", "title", "ownership", "share", "currency", "amount_fen", "available_fen",
        "controlled_fen", "status", "location", "use_ends_on", "protections", "content", "digest", "unit_code", "unit_name",
        "as_of",
    )
}  # fmt: skip
_REPLY = {
    "id": "uuid", "digest": "bytea", "request_id": "uuid", "case_id": "uuid", "party_id": "uuid",
    "person_index": "bytea", "unit_code": "varchar", "unit_name": "varchar", "items": "jsonb", "result": "varchar",
    "as_of": "date", "rows": "integer", "ours": "integer", "apart": "integer",
    "conflicts": "integer",
}  # fmt: skip
_SIGHTING = {
    "asset_id": "uuid", "reply_id": "uuid", "row_ref": "varchar", "as_of": "date", "digest": "bytea", "content": "jsonb",
}  # fmt: skip
_CHANGE = {
    "asset_id": "uuid", "reply_id": "uuid", "kind": "varchar", "before": "varchar", "after": "varchar", "as_of": "date",
}  # fmt: skip
_BURDEN = {
    "asset_id": "uuid", "key": "varchar", "kind": "varchar", "holder": "varchar", "amount_fen": "bigint",
    "seen_on": "date",
}  # fmt: skip
_PRIOR = {
    "asset_id": "uuid", "key": "varchar", "authority": "varchar", "document": "varchar", "kind": "varchar",
    "place": "integer", "starts_on": "date", "ends_on": "date", "amount_fen": "bigint", "written": "varchar",
    "seen_on": "date",
}  # fmt: skip
_NAMESAKE = {
    "person_index": "bytea", "holder_index": "bytea", "unit_code": "varchar", "unit_name": "varchar", "kind": "varchar",
    "name_masked": "varchar", "id_masked": "varchar", "ground": "varchar", "why": "varchar", "row_ref": "varchar",
}  # fmt: skip
_CONFLICT = {
    "case_id": "uuid", "party_id": "uuid", "person_index": "bytea", "row_index": "bytea", "reply_id": "uuid",
    "unit_code": "varchar", "unit_name": "varchar", "kind": "varchar", "holder_name": "varchar", "id_masked": "varchar",
    "ground": "varchar", "why": "varchar", "row_ref": "varchar", "row_sealed": "bytea", "as_of": "date",
    "state": "varchar", "reason": "varchar",
}  # fmt: skip
_SPOUSE = {
    "person_index": "bytea", "spouse_index": "bytea", "content_sealed": "bytea", "unit_code": "varchar",
    "unit_name": "varchar", "as_of": "date",
}  # fmt: skip
_SKIP = "ON CONFLICT DO NOTHING"


PartyRow = tuple[UUID, str, str, bytes, bytes]
"""Id, name, kind, sealed number, index."""


def people(court_id: int, party_ids: Collection[UUID], *, lock: bool = False) -> list[PartyRow]:
    """Every party row of the people these parties are.

    `lock` holds them until the transaction ends, in the order of their keys: what is known of a person is read and written
    by one reader at a time, and readers of different people do not wait for each other.
    """
    query = (
        "SELECT id, name, kind, id_sealed, id_index FROM cases_party WHERE court_id = %s AND id_index IN "
        "(SELECT id_index FROM cases_party WHERE id = ANY (string_to_array(%s, ',')::uuid[]) AND court_id = %s) "
        "ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"{query} FOR NO KEY UPDATE" if lock else query,
            [court_id, ",".join(map(str, party_ids)), court_id],
        )
        return list(cursor.fetchall())


def known_assets(court_id: int, people: Sequence[bytes]) -> dict[AssetKey, Known]:
    """Every asset of these people."""
    query = (
        "SELECT id::text, person_index, kind, identifier_index, digest, content::text, unit_code, as_of, gone_on "
        "FROM inquiries_asset WHERE person_index = ANY (ARRAY(SELECT decode(unnest(string_to_array(%s, ',')), 'hex'))) "
        "AND court_id = %s"
    )
    found = {}
    for identity, person, kind, index, digest, content, unit, as_of, gone_on in _about(
        query, people, court_id
    ):
        one = Known(identity, bytes(person), kind, bytes(index), bytes(digest), content, unit, as_of, gone_on)
        found[one.person_index, kind, one.identifier_index] = one
    return found


def answered_before(court_id: int, places: Sequence[Place]) -> set[Place]:
    """Those places of which the unit has answered about the person before."""
    query = (
        "SELECT person, unit FROM (SELECT person, unit, (SELECT true FROM inquiries_readreply reply "
        "WHERE reply.person_index = person AND reply.court_id = %s AND reply.unit_code = unit LIMIT 1) AS is_there "
        "FROM (SELECT decode(unnest(string_to_array(%s, ',')), 'hex') AS person, unnest(%s::text[]) AS unit) asked) looked "
        "WHERE is_there"
    )
    if not places:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            query, [court_id, hex_list(person for person, _ in places), [unit for _, unit in places]]
        )
        return {(bytes(person), unit) for person, unit in cursor.fetchall()}


def decided_conflicts(court_id: int, people: Sequence[bytes]) -> dict[ConflictKey, str]:
    """Conflicts about these people with how they stand."""
    query = (
        "SELECT person_index, unit_code, row_index, state FROM inquiries_identityconflict "
        "WHERE person_index = ANY (ARRAY(SELECT decode(unnest(string_to_array(%s, ',')), 'hex'))) AND court_id = %s"
    )
    return {
        (bytes(person), unit, bytes(row)): state
        for person, unit, row, state in _about(query, people, court_id)
    }


def _about(query: str, people: Sequence[bytes], court_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [hex_list(people), court_id])
        return list(cursor.fetchall())


def read_before(court_id: int, replies: Sequence[tuple[bytes, str, bytes]]) -> set[bytes]:
    """Those of the digests, each with person and unit, whose replies were read before."""
    # a subquery per row is looked up in the index; a join would be free to read the whole table
    query = (
        "SELECT digest FROM (SELECT digest, (SELECT true FROM inquiries_readreply reply WHERE reply.person_index = person "
        "AND reply.court_id = %s AND reply.unit_code = unit AND reply.digest = asked.digest) AS is_there "
        "FROM (SELECT decode(unnest(string_to_array(%s, ',')), 'hex') AS person, unnest(%s::text[]) AS unit, "
        "decode(unnest(string_to_array(%s, ',')), 'hex') AS digest) asked) looked WHERE is_there"
    )
    people, units, digests = zip(*replies, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(query, [court_id, hex_list(people), list(units), hex_list(digests)])
        return {bytes(row[0]) for row in cursor.fetchall()}


def write(rows: Writing) -> None:
    """Everything, in the order the tables need it."""
    court, now = {"court_id": rows.court_id}, rows.now
    insert_staged("inquiries_readreply", _REPLY, rows.replies, fixed={**court, "read_at": now})
    insert_staged(
        "inquiries_asset", _ASSET, rows.assets, fixed={**court, "first_seen_at": now, "last_seen_at": now}
    )
    _renew(list(rows.renewed.values()), now)
    _confirm(rows.confirmed, now)
    _mark_gone(rows.gone)
    _add("inquiries_sighting", _SIGHTING, rows.sightings, {**court, "seen_at": now})
    _add("inquiries_assetchange", _CHANGE, rows.changes, {**court, "at": now})
    _state_rights("inquiries_encumbrance", _BURDEN, rows.burdens, rows)
    _state_rights("inquiries_priormeasure", _PRIOR, rows.priors, rows)
    _add("inquiries_namesake", _NAMESAKE, rows.namesakes, {**court, "seen_at": now}, _SKIP)
    _add("inquiries_identityconflict", _CONFLICT, rows.conflicts, {**court, "found_at": now}, _SKIP)
    _add("inquiries_spouselead", _SPOUSE, rows.spouses, {**court, "noted_at": now}, _SKIP)


def _add(
    table: str,
    kinds: dict[str, str],
    rows: Sequence[tuple[Any, ...]],
    fixed: dict[str, object],
    then: str = "",
) -> None:
    """Insert rows whose keys are given out here."""
    if rows:
        keyed = [(key, *row) for key, row in zip(uuid7_texts(len(rows)), rows, strict=True)]
        insert_staged(table, {"id": "uuid", **kinds}, keyed, fixed=fixed, then=then)


def _each(pattern: str, names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(pattern).format(sql.Identifier(name)) for name in names)


def _renew(rows: Sequence[tuple[Any, ...]], now: datetime) -> None:
    if not rows:
        return
    statement = sql.SQL(
        "UPDATE inquiries_asset asset SET {set}, last_seen_at = %s, gone_on = NULL FROM {staged} said WHERE asset.id = said.id"
    ).format(
        set=_each("{0} = said.{0}", [name for name in _RENEWED if name != "id"]),
        staged=stage("renewed_asset", _RENEWED, rows),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, [now])


def _confirm(confirmed: dict[str, date], now: datetime) -> None:
    if confirmed:
        staged = stage("confirmed_asset", {"id": "uuid", "day": "date"}, list(confirmed.items()))
        statement = sql.SQL(
            "UPDATE inquiries_asset asset SET as_of = said.day, last_seen_at = %s, gone_on = NULL "
            "FROM {} said WHERE asset.id = said.id"
        ).format(staged)
        with connection.cursor() as cursor:
            cursor.execute(statement, [now])


def _mark_gone(gone: dict[str, date]) -> None:
    if gone:
        staged = stage("gone_asset", {"id": "uuid", "day": "date"}, list(gone.items()))
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL(
                    "UPDATE inquiries_asset asset SET gone_on = said.day FROM {} said WHERE asset.id = said.id"
                ).format(staged)
            )


def _state_rights(
    table: str, kinds: dict[str, str], named: dict[str, dict[str, tuple[Any, ...]]], rows: Writing
) -> None:
    """Burdens or prior measures as the newest replies name them: of assets stated anew, those not named are gone."""
    if rows.rights_of:
        kept = [(asset, key) for asset in rows.rights_of for key in named.get(asset, ())]
        said = stage("stated_anew", {"asset_id": "uuid", "day": "date"}, list(rows.rights_of.items()))
        statement = sql.SQL(
            "UPDATE {table} one SET gone_on = said.day FROM {said} said "
            "WHERE one.asset_id = said.asset_id AND one.gone_on IS NULL AND NOT EXISTS ("
            "SELECT 1 FROM {kept} kept WHERE kept.asset_id = one.asset_id AND kept.key = one.key)"
        ).format(
            table=sql.Identifier(table), said=said,
            kept=stage("kept_rights", {"asset_id": "uuid", "key": "varchar"}, kept),
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(statement)
    newer = ", ".join(f"{name} = excluded.{name}" for name in kinds if name in _MAY_CHANGE)
    found = [row for of_asset in named.values() for row in of_asset.values()]
    _add(
        table,
        kinds,
        found,
        {"court_id": rows.court_id},
        f"ON CONFLICT (asset_id, key) DO UPDATE SET gone_on = NULL, {newer}",
    )


_MAY_CHANGE = ("amount_fen", "place", "starts_on", "ends_on", "written")
"""What a renewal or a move in the queue changes; the measure stays the same."""
