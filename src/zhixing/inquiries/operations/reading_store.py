"""What reading replies needs from the tables and puts into them: a fixed number of statements for any number of replies."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from zhixing.foundation.database.staging import hex_list, insert_staged, stage
from zhixing.foundation.keys import uuid7s
from zhixing.foundation.names import mask_account, mask_id_number, mask_name
from zhixing.foundation.personal_data import Keys, Purpose, blind_index, seal
from zhixing.inquiries.rules.assets import Change, Stated
from zhixing.inquiries.rules.identity import Attribution
from zhixing.inquiries.rules.normalising import ReadRow, Spouse
from zhixing.inquiries.wire.messages import QueryReply, Row
from zhixing.inquiries.wire.shapes import write_part

AssetKey = tuple[bytes, str, bytes]
"""Person, kind, identifier."""
ConflictKey = tuple[bytes, str, bytes]
"""Person, unit, row."""

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
_SEALED_MAX = 4000
_SKIP = "ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class IncomingReply:
    """A believed reply of a unit about one debtor of one case. `digest` is the SHA-256 of what was signed."""

    court_id: int
    case_id: UUID
    party_id: UUID
    unit_code: str
    unit_name: str
    digest: bytes
    reply: QueryReply
    items: tuple[str, ...] = ()
    request_id: UUID | None = None


@dataclass(slots=True)
class Known:
    """An asset as it stands while replies are read. `content` is its stored text until somebody needs to compare."""

    id: UUID
    person_index: bytes
    kind: str
    identifier_index: bytes
    digest: bytes
    content: dict[str, object] | str
    unit_code: str
    as_of: date
    gone_on: date | None
    is_new: bool = False

    def load(self) -> dict[str, object]:
        """What it said last."""
        if isinstance(self.content, str):
            self.content = dict(json.loads(self.content))
        return self.content


@dataclass(frozen=True, slots=True)
class NewSighting:
    """A reply named an asset; `content` only where it says something new."""

    asset_id: UUID
    reply_id: UUID
    row_ref: str
    as_of: date
    digest: bytes
    content: str | None


def known_assets(court_id: int, people: Sequence[bytes]) -> dict[AssetKey, Known]:
    """Every asset of these people."""
    query = (
        "SELECT id, person_index, kind, identifier_index, digest, content::text, unit_code, as_of, gone_on "
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


def last_replies(court_id: int, people: Sequence[bytes]) -> dict[tuple[bytes, str], date]:
    """As of when each unit last said something about each of these people."""
    query = (
        "SELECT person_index, unit_code, max(as_of) FROM inquiries_readreply "
        "WHERE person_index = ANY (ARRAY(SELECT decode(unnest(string_to_array(%s, ',')), 'hex'))) AND court_id = %s "
        "GROUP BY person_index, unit_code"
    )
    return {(bytes(person), unit): as_of for person, unit, as_of in _about(query, people, court_id)}


def decided_conflicts(court_id: int, people: Sequence[bytes]) -> dict[ConflictKey, tuple[str, UUID | None]]:
    """Conflicts about these people with how they stand."""
    query = (
        "SELECT person_index, unit_code, row_index, state, asset_id FROM inquiries_identityconflict "
        "WHERE person_index = ANY (ARRAY(SELECT decode(unnest(string_to_array(%s, ',')), 'hex'))) AND court_id = %s"
    )
    return {
        (bytes(person), unit, bytes(row)): (state, asset)
        for person, unit, row, state, asset in _about(query, people, court_id)
    }


def _about(query: str, people: Sequence[bytes], court_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [hex_list(people), court_id])
        return list(cursor.fetchall())


def digests_read(court_id: int, digests: Sequence[bytes]) -> set[bytes]:
    """Those of the digests whose replies were read before."""
    query = (
        "SELECT digest FROM inquiries_readreply "
        "WHERE digest = ANY (ARRAY(SELECT decode(unnest(string_to_array(%s, ',')), 'hex'))) AND court_id = %s"
    )
    return {bytes(row[0]) for row in _about(query, digests, court_id)}


@dataclass(slots=True)
class Writing:
    """Rows on their way into the tables, one list for each."""

    court_id: int
    now: datetime
    replies: list[tuple[Any, ...]] = field(default_factory=list)
    assets: list[tuple[Any, ...]] = field(default_factory=list)
    renewed: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)
    confirmed: dict[UUID, date] = field(default_factory=dict)
    """Assets of which the same unit said the same again: only the day moves."""
    gone: dict[UUID, date] = field(default_factory=dict)
    sightings: list[tuple[Any, ...]] = field(default_factory=list)
    changes: list[tuple[Any, ...]] = field(default_factory=list)
    burdens: dict[UUID, dict[str, tuple[Any, ...]]] = field(default_factory=dict)
    priors: dict[UUID, dict[str, tuple[Any, ...]]] = field(default_factory=dict)
    rights_of: dict[UUID, date] = field(default_factory=dict)
    """Assets that were there before and whose burdens and prior measures are stated anew."""
    namesakes: list[tuple[Any, ...]] = field(default_factory=list)
    conflicts: list[tuple[Any, ...]] = field(default_factory=list)
    spouses: list[tuple[Any, ...]] = field(default_factory=list)

    def add_reply(
        self, reply_id: UUID, incoming: IncomingReply, person: bytes, as_of: date, rows: int, ours: int, apart: int,
        conflicts: int, result: str,
    ) -> None:  # fmt: skip
        """The reply itself, so that it is read once and known to have answered."""
        items = json.dumps(incoming.items) if incoming.items else "[]"
        self.replies.append((
            reply_id, incoming.digest, incoming.request_id, incoming.case_id, incoming.party_id, person,
            incoming.unit_code, incoming.unit_name, items, result, as_of, rows, ours, apart, conflicts,
        ))  # fmt: skip

    def add_asset(
        self, keys: Keys, asset_id: UUID, incoming: IncomingReply, person: bytes, name: str, stated: Stated,
        index: bytes, text: str, digest: bytes,
    ) -> None:  # fmt: skip
        """A new asset with its rights."""
        shown = mask_account(stated.identifier) if stated.is_secret else stated.identifier
        sealed, named_as = _named(keys, stated)
        self.assets.append((
            asset_id, person, name, stated.kind.value, shown[:200], index, sealed, named_as,
            *_columns(stated, text, digest), incoming.unit_code, incoming.unit_name, stated.as_of,
        ))  # fmt: skip
        self._add_rights(asset_id, stated)

    def renew(
        self, keys: Keys, asset_id: UUID, incoming: IncomingReply, stated: Stated, text: str, digest: bytes, *,
        differs: bool,
    ) -> None:  # fmt: skip
        """What the newest reply says of an asset that was there."""
        sealed, named_as = _named(keys, stated)
        self.gone.pop(asset_id, None)
        self.confirmed.pop(asset_id, None)
        self.renewed[asset_id] = (
            asset_id, sealed, named_as, *_columns(stated, text, digest), incoming.unit_code, incoming.unit_name,
            stated.as_of,
        )  # fmt: skip
        if differs:
            self.rights_of[asset_id] = stated.as_of
            self.burdens.pop(asset_id, None)
            self.priors.pop(asset_id, None)
            self._add_rights(asset_id, stated)

    def _add_rights(self, asset_id: UUID, stated: Stated) -> None:
        for burden in stated.burdens:
            key = burden.key[:240]
            self.burdens.setdefault(asset_id, {})[key] = (
                asset_id, key, burden.kind.value, burden.holder[:160], burden.amount_fen, stated.as_of,
            )  # fmt: skip
        for prior in stated.priors:
            key = prior.key[:400]
            self.priors.setdefault(asset_id, {})[key] = (
                asset_id, key, prior.authority[:120], prior.document[:160], prior.kind[:40], prior.place, prior.starts_on,
                prior.ends_on, prior.amount_fen, prior.written[:400], stated.as_of,
            )  # fmt: skip

    def confirm(self, asset_id: UUID, as_of: date) -> None:
        """The same unit said the same again."""
        self.gone.pop(asset_id, None)
        self.confirmed[asset_id] = as_of

    def mark_gone(self, asset_id: UUID, on: date) -> None:
        """The unit does not report it any more."""
        self.gone[asset_id] = on

    def add_sighting(self, one: NewSighting) -> None:
        """A reply named it."""
        self.sightings.append((one.asset_id, one.reply_id, one.row_ref, one.as_of, one.digest, one.content))

    def add_change(self, asset_id: UUID, reply_id: UUID, change: Change, as_of: date) -> None:
        """It differs from what the reply before said."""
        self.changes.append(
            (asset_id, reply_id, change.kind.value, change.before[:300], change.after[:300], as_of)
        )

    def add_namesake(
        self, keys: Keys, incoming: IncomingReply, person: bytes, row: ReadRow, verdict: Attribution
    ) -> None:
        """Somebody else, masked; what they own is not kept."""
        holder = row.holder
        index = blind_index(keys, f"{holder.name}|{holder.id_number}", purpose=Purpose.INQUIRY)
        self.namesakes.append((
            person, index, incoming.unit_code, incoming.unit_name, row.kind.value, mask_name(holder.name)[:200],
            mask_id_number(holder.id_number)[:40], verdict.ground.value, verdict.why[:200], row.row_ref,
        ))  # fmt: skip

    def row_index(self, keys: Keys, row: ReadRow) -> bytes:
        """By what a row of a conflict is recognised: its holder, its kind and its asset."""
        asset = row.stated.identifier if row.stated else ""
        text = f"{row.holder.name}|{row.holder.id_number}|{row.kind.value}|{asset}"
        return blind_index(keys, text, purpose=Purpose.INQUIRY)

    def add_conflict(
        self, keys: Keys, incoming: IncomingReply, person: bytes, reply_id: UUID, row: ReadRow, source: Row,
        attribution: Attribution, index: bytes,
    ) -> None:  # fmt: skip
        """A question for a person, with the sealed row so that it can become an asset if it is the debtor's."""
        stated = row.stated
        as_of = stated.as_of if stated else incoming.reply.as_of.date()
        self.conflicts.append((
            incoming.case_id, incoming.party_id, person, index, reply_id, incoming.unit_code, incoming.unit_name,
            row.kind.value, row.holder.name[:200], mask_id_number(row.holder.id_number)[:40], attribution.ground.value,
            attribution.why[:200], row.row_ref, seal(keys, sealed_row(source), purpose=Purpose.INQUIRY), as_of, "open", "",
        ))  # fmt: skip

    def add_spouse(self, keys: Keys, incoming: IncomingReply, person: bytes, spouse: Spouse) -> int:
        """A lead, sealed whole; 1 for the count."""
        content = {
            "name": spouse.name, "id_number": spouse.id_number, "status": spouse.status, "has_ended": spouse.has_ended,
            "since": spouse.since.isoformat() if spouse.since else "",
        }  # fmt: skip
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        self.spouses.append((
            person, blind_index(keys, text, purpose=Purpose.INQUIRY), seal(keys, text, purpose=Purpose.INQUIRY),
            incoming.unit_code, incoming.unit_name, spouse.as_of,
        ))  # fmt: skip
        return 1


def sealed_row(row: Row) -> str:
    """A row as text for sealing; its own columns are left out where they would not fit."""
    text = json.dumps(write_part(row), ensure_ascii=False)
    if len(text) > _SEALED_MAX:
        text = json.dumps(write_part(replace(row, details={})), ensure_ascii=False)
    return text


def _named(keys: Keys, stated: Stated) -> tuple[bytes | None, str]:
    if stated.is_secret:
        return seal(keys, stated.named_as, purpose=Purpose.ACCOUNT), ""
    return None, stated.named_as[:160]


def _columns(stated: Stated, text: str, digest: bytes) -> tuple[Any, ...]:
    protections = json.dumps([one.value for one in stated.protections]) if stated.protections else "[]"
    return (
        stated.title[:200], stated.ownership.value, stated.share[:60], stated.currency, stated.amount_fen,
        stated.available_fen, stated.controlled_fen, stated.status[:120], stated.location[:300], stated.use_ends_on,
        protections, text, digest,
    )  # fmt: skip


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
        keyed = [(key, *row) for key, row in zip(uuid7s(len(rows)), rows, strict=True)]
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


def _confirm(confirmed: dict[UUID, date], now: datetime) -> None:
    if confirmed:
        staged = stage("confirmed_asset", {"id": "uuid", "day": "date"}, list(confirmed.items()))
        statement = sql.SQL(
            "UPDATE inquiries_asset asset SET as_of = said.day, last_seen_at = %s, gone_on = NULL "
            "FROM {} said WHERE asset.id = said.id"
        ).format(staged)
        with connection.cursor() as cursor:
            cursor.execute(statement, [now])


def _mark_gone(gone: dict[UUID, date]) -> None:
    if gone:
        staged = stage("gone_asset", {"id": "uuid", "day": "date"}, list(gone.items()))
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL(
                    "UPDATE inquiries_asset asset SET gone_on = said.day FROM {} said WHERE asset.id = said.id"
                ).format(staged)
            )


def _state_rights(
    table: str, kinds: dict[str, str], named: dict[UUID, dict[str, tuple[Any, ...]]], rows: Writing
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
