"""What replies become on their way into the tables: one list of rows for each table."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhixing.foundation.names import mask_account, mask_id_number, mask_name
from zhixing.foundation.personal_data import Keys, Purpose, blind_index, seal
from zhixing.inquiries.rules.assets import Change, ChangeKind, Stated
from zhixing.inquiries.rules.identity import Attribution
from zhixing.inquiries.rules.normalising import ReadRow, Spouse
from zhixing.inquiries.wire.messages import QueryReply, Row
from zhixing.inquiries.wire.shapes import write_part

_SEALED_MAX = 4000
AssetKey = tuple[bytes, str, bytes]
"""Person, kind, identifier."""
ConflictKey = tuple[bytes, str, bytes]
"""Person, unit, row."""
Place = tuple[bytes, str]
"""Person, unit."""


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

    id: str
    person_index: bytes
    kind: str
    identifier_index: bytes
    digest: bytes
    content: dict[str, object] | str
    unit_code: str
    as_of: date
    gone_on: date | None

    def load(self) -> dict[str, object]:
        """What it said last."""
        if isinstance(self.content, str):
            self.content = dict(json.loads(self.content))
        return self.content


@dataclass(slots=True)
class Writing:
    """Rows on their way into the tables, one list for each."""

    court_id: int
    now: datetime
    replies: list[tuple[Any, ...]] = field(default_factory=list)
    assets: list[tuple[Any, ...]] = field(default_factory=list)
    renewed: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    confirmed: dict[str, date] = field(default_factory=dict)
    """Assets of which the same unit said the same again: only the day moves."""
    gone: dict[str, date] = field(default_factory=dict)
    sightings: list[tuple[Any, ...]] = field(default_factory=list)
    changes: list[tuple[Any, ...]] = field(default_factory=list)
    new: dict[int, Place] = field(default_factory=dict)
    """Where in `changes` an asset is new, and whose it is."""
    burdens: dict[str, dict[str, tuple[Any, ...]]] = field(default_factory=dict)
    priors: dict[str, dict[str, tuple[Any, ...]]] = field(default_factory=dict)
    rights_of: dict[str, date] = field(default_factory=dict)
    """Assets that were there before and whose burdens and prior measures are stated anew."""
    namesakes: list[tuple[Any, ...]] = field(default_factory=list)
    conflicts: list[tuple[Any, ...]] = field(default_factory=list)
    spouses: list[tuple[Any, ...]] = field(default_factory=list)

    def add_reply(
        self, reply_id: str, incoming: IncomingReply, case_id: str, party_id: str, person: bytes, as_of: date,
        counts: tuple[int, int, int, int], result: str,
    ) -> None:  # fmt: skip
        """The reply itself, so that it is read once and known to have answered; rows, ours, apart, conflicts."""
        self.replies.append((
            reply_id, incoming.digest, incoming.request_id, case_id, party_id, person,
            incoming.unit_code, incoming.unit_name, json.dumps(incoming.items) if incoming.items else "[]", result, as_of,
            *counts,
        ))  # fmt: skip

    def add_asset(
        self, keys: Keys, asset_id: str, incoming: IncomingReply, person: bytes, name: str, stated: Stated,
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
        self, keys: Keys, asset_id: str, incoming: IncomingReply, stated: Stated, text: str, digest: bytes, *,
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

    def _add_rights(self, asset_id: str, stated: Stated) -> None:
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

    def confirm(self, asset_id: str, as_of: date) -> None:
        """The same unit said the same again."""
        self.gone.pop(asset_id, None)
        self.confirmed[asset_id] = as_of

    def mark_gone(self, asset_id: str, on: date) -> None:
        """The unit does not report it any more."""
        self.gone[asset_id] = on

    def add_sighting(
        self, asset_id: str, reply_id: str, row_ref: str, as_of: date, digest: bytes, content: str | None
    ) -> None:
        """A reply named it; `content` only where it says something new."""
        self.sightings.append((asset_id, reply_id, row_ref, as_of, digest, content))

    def add_change(self, asset_id: str, reply_id: str, change: Change, as_of: date) -> None:
        """It differs from what the reply before said."""
        self.changes.append(
            (asset_id, reply_id, change.kind.value, change.before[:300], change.after[:300], as_of)
        )

    def add_new(self, asset_id: str, reply_id: str, place: Place, as_of: date) -> None:
        """It was not there before; a change if its unit had answered about the person before (`settle_new`)."""
        self.new[len(self.changes)] = place
        self.add_change(asset_id, reply_id, Change(ChangeKind.NEW), as_of)

    def settle_new(self, asked_before: set[Place]) -> None:
        """The first answer of a unit about a person changes nothing: what it names was only not known yet."""
        if any(place not in asked_before for place in self.new.values()):
            first = {at for at, place in self.new.items() if place not in asked_before}
            self.changes = [row for at, row in enumerate(self.changes) if at not in first]
        self.new.clear()

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
        self, keys: Keys, incoming: IncomingReply, person: bytes, reply_id: str, row: ReadRow, source: Row,
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
