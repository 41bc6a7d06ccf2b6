"""Rows of replies become assets: through the identity gate, once each, with what changed since the last query.

Set-based: any number of replies in a few statements. A reply is read once, by its digest. Replies of one court are read one
batch after another, so that two of them never make the same asset twice.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from zhixing.cases.models import Party
from zhixing.cases.personal import keys
from zhixing.foundation import clock
from zhixing.foundation.database.rows import select_any
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7s
from zhixing.foundation.personal_data import Keys, Purpose, blind_index, unseal
from zhixing.inquiries.models import ReadReply
from zhixing.inquiries.operations import reading_store as store
from zhixing.inquiries.operations.reading_store import IncomingReply, Known, NewSighting, Writing
from zhixing.inquiries.rules.assets import Change, ChangeKind, Stated, changes, digest_of, written
from zhixing.inquiries.rules.identity import Attribution, Debtor, Judgement, judge_all
from zhixing.inquiries.rules.kinds import Result
from zhixing.inquiries.rules.normalising import ReadRow, read_row
from zhixing.inquiries.wire.messages import Found, QueryReply, Row

_READING = 7_201_020  # advisory lock, with the court
_MOST_ALIKE = 100
_MOST_NAMED = 300
_KEYS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What the gate said of one row. `asset_id` where it is an asset of the debtor's."""

    unit_code: str
    row_ref: str
    party_id: UUID
    attribution: Attribution
    asset_id: UUID | None = None


@dataclass(slots=True)
class ReadingReport:
    """What became of replies. `known` were read before."""

    read: int = 0
    known: int = 0
    found: int = 0
    seen_again: int = 0
    changed: int = 0
    gone: int = 0
    apart: int = 0
    conflicts: int = 0
    spouse_leads: int = 0
    outcomes: list[RowOutcome] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The debtor a reply is about, opened for the gate."""

    debtor: Debtor
    person_index: bytes
    name: str


def _new_ids() -> Iterator[UUID]:
    while True:
        yield from uuid7s(_KEYS_AT_ONCE)


@dataclass(slots=True)
class _Batch:
    """One court's replies on their way in."""

    court_id: int
    now: datetime
    keys: Keys
    asked: dict[UUID, _Asked]
    known: dict[store.AssetKey, Known]
    of_unit: dict[tuple[bytes, str], list[Known]]
    before: dict[tuple[bytes, str], date]
    decided: dict[store.ConflictKey, tuple[str, UUID | None]]
    writing: Writing
    report: ReadingReport
    facts: dict[tuple[UUID, str], dict[str, object]] = field(default_factory=dict)
    ids: Iterator[UUID] = field(default_factory=_new_ids)


def take_rows(
    *, replies: Sequence[IncomingReply], now: datetime, actor: Actor, keep_outcomes: bool = True
) -> ReadingReport:
    """Read the rows of replies, in the caller's transaction or one of its own; a reply read before changes nothing.

    Facts `asset.found`, `asset.changed` and `identity.conflict`, one of each kind per case. Needs the courts in sight.
    """
    report = ReadingReport()
    by_court: dict[int, list[IncomingReply]] = {}
    for reply in replies:
        by_court.setdefault(reply.court_id, []).append(reply)
    with transaction.atomic():
        for court_id in sorted(by_court):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_READING, court_id])
            new = _not_yet_read(court_id, by_court[court_id], report)
            if new:
                batch = _open(court_id, new, now, report)
                for reply in new:
                    _read_reply(batch, reply, keep_outcomes)
                store.write(batch.writing)
                _tell(batch, actor)
    return report


def _not_yet_read(
    court_id: int, replies: Sequence[IncomingReply], report: ReadingReport
) -> list[IncomingReply]:
    seen = store.digests_read(court_id, [reply.digest for reply in replies])
    new = []
    for reply in replies:
        if reply.digest in seen:
            report.known += 1
        else:
            seen.add(reply.digest)
            new.append(reply)
    return new


def _open(court_id: int, replies: Sequence[IncomingReply], now: datetime, report: ReadingReport) -> _Batch:
    """Everything the batch must know, read in a handful of queries."""
    asked = _asked(court_id, {reply.party_id for reply in replies})
    people = list({one.person_index for one in asked.values()})
    known = store.known_assets(court_id, people)
    of_unit: dict[tuple[bytes, str], list[Known]] = {}
    for one in known.values():
        of_unit.setdefault((one.person_index, one.unit_code), []).append(one)
    return _Batch(
        court_id, now, keys(), asked, known, of_unit, store.last_replies(court_id, people),
        store.decided_conflicts(court_id, people), Writing(court_id, now), report,
    )  # fmt: skip


def _asked(court_id: int, party_ids: Iterable[UUID]) -> dict[UUID, _Asked]:
    query = (
        "SELECT id, name, kind, id_sealed, id_index FROM cases_party WHERE id = ANY (%s) AND court_id = %s"
    )
    found = {}
    opened = keys()
    for party_id, name, kind, sealed, index in select_any(query, list(party_ids), court_id):
        number = unseal(opened, sealed, purpose=Purpose.ID_NUMBER)
        found[party_id] = _Asked(Debtor(name, number, kind == "organisation"), bytes(index), name)
    return found


# ---- one reply ------------------------------------------------------------------------------------------------------------


def _read_reply(batch: _Batch, incoming: IncomingReply, keep: bool) -> None:
    asked = batch.asked.get(incoming.party_id)
    if asked is None:
        raise Party.DoesNotExist("答复所指的被执行人不在本院案件中。")
    reply = incoming.reply
    as_of = clock.local_date(reply.as_of)
    reply_id = next(batch.ids)
    rows = [read_row(row, as_of=as_of) for row in reply.rows]
    judged = judge_all(asked.debtor, [row.holder for row in rows]) if rows else []
    place = (asked.person_index, incoming.unit_code)
    asked_before = place in batch.before
    seen: set[UUID] = set()
    counts = {Judgement.OURS: 0, Judgement.APART: 0, Judgement.CONFLICT: 0}
    for row, source, attribution in zip(rows, reply.rows, judged, strict=True):
        verdict, asset_id = attribution, None
        if attribution.kind is Judgement.CONFLICT:
            index = batch.writing.row_index(batch.keys, row)
            state = batch.decided.get((asked.person_index, incoming.unit_code, index))
            verdict = _as_decided(attribution, state[0] if state else "")
            if verdict.kind is Judgement.CONFLICT:
                batch.writing.add_conflict(
                    batch.keys, incoming, asked.person_index, reply_id, row, source, attribution, index
                )
                batch.decided.setdefault((asked.person_index, incoming.unit_code, index), ("open", None))
                if state is None:
                    _note(
                        batch,
                        incoming.case_id,
                        "identity.conflict",
                        {"unit": incoming.unit_code, "row": row.row_ref},
                    )
        if verdict.kind is Judgement.OURS:
            asset_id = _ours(batch, incoming, asked, reply_id, row, asked_before, seen)
        elif verdict.kind is Judgement.APART:
            batch.writing.add_namesake(batch.keys, incoming, asked.person_index, row, verdict)
        counts[verdict.kind] += 1
        if keep:
            batch.report.outcomes.append(
                RowOutcome(incoming.unit_code, row.row_ref, incoming.party_id, verdict, asset_id)
            )
    _gone(batch, incoming, place, reply_id, as_of, seen)
    batch.before[place] = max(as_of, batch.before.get(place, as_of))
    batch.report.read += 1
    batch.report.apart += counts[Judgement.APART]
    batch.report.conflicts += counts[Judgement.CONFLICT]
    batch.writing.add_reply(
        reply_id, incoming, asked.person_index, as_of, len(rows), counts[Judgement.OURS], counts[Judgement.APART],
        counts[Judgement.CONFLICT], (Result.FOUND if rows else Result.NONE).value,
    )  # fmt: skip


def _as_decided(attribution: Attribution, state: str) -> Attribution:
    """A row that people have decided about stays decided; it is asked again only when the row itself differs."""
    if state == "ours":
        return Attribution(Judgement.OURS, attribution.ground, "经人工核实并复核，认定为被执行人")
    if state == "apart":
        return Attribution(Judgement.APART, attribution.ground, "经人工核实并复核，认定不是被执行人")
    return attribution


def _ours(
    batch: _Batch,
    incoming: IncomingReply,
    asked: _Asked,
    reply_id: UUID,
    row: ReadRow,
    asked_before: bool,
    seen: set[UUID],
) -> UUID | None:
    if row.stated is None:
        if row.spouse is not None:
            batch.report.spouse_leads += batch.writing.add_spouse(
                batch.keys, incoming, asked.person_index, row.spouse
            )
        return None
    stated = _told_apart(batch, asked, row.stated, seen)
    asset_id = _see(batch, incoming, asked, reply_id, row.row_ref, stated, asked_before)
    seen.add(asset_id)
    return asset_id


def _told_apart(batch: _Batch, asked: _Asked, stated: Stated, seen: set[UUID]) -> Stated:
    """Two rows of one reply under one identifier that say different things are two assets (two accounts at one employer)."""
    one, nth = stated, 1
    while nth < _MOST_ALIKE:
        known = batch.known.get((asked.person_index, one.kind.value, identifier_index(batch.keys, one)))
        if known is None or known.id not in seen or known.digest == digest_of(written(one.content())):
            return one
        nth += 1
        one = replace(stated, identifier=f"{stated.identifier}#{nth}")
    return one


def _see(
    batch: _Batch,
    incoming: IncomingReply,
    asked: _Asked,
    reply_id: UUID,
    row_ref: str,
    stated: Stated,
    asked_before: bool,
) -> UUID:
    content = stated.content()
    text = written(content)
    digest = digest_of(text)
    index = identifier_index(batch.keys, stated)
    key = (asked.person_index, stated.kind.value, index)
    known = batch.known.get(key)
    writing = batch.writing
    if known is None:
        known = Known(next(batch.ids), asked.person_index, stated.kind.value, index, digest, content, incoming.unit_code,
                      stated.as_of, None, is_new=True)  # fmt: skip
        batch.known[key] = known
        batch.of_unit.setdefault((asked.person_index, incoming.unit_code), []).append(known)
        writing.add_asset(
            batch.keys, known.id, incoming, asked.person_index, asked.name, stated, index, text, digest
        )
        writing.add_sighting(NewSighting(known.id, reply_id, row_ref, stated.as_of, digest, text))
        batch.report.found += 1
        _note(batch, incoming.case_id, "asset.found", str(known.id))
        if asked_before:
            writing.add_change(known.id, reply_id, Change(ChangeKind.NEW), stated.as_of)
        return known.id
    differs = digest != known.digest
    writing.add_sighting(
        NewSighting(known.id, reply_id, row_ref, stated.as_of, digest, text if differs else None)
    )
    batch.report.seen_again += 1
    if stated.as_of < known.as_of:
        return known.id  # an older word than the one we have: kept as a sighting, changes nothing
    found = list(changes(known.load(), content)) if differs else []
    if known.gone_on is not None:
        found.insert(0, Change(ChangeKind.BACK))
    for change in found:
        writing.add_change(known.id, reply_id, change, stated.as_of)
    if found:
        batch.report.changed += 1
        _note(batch, incoming.case_id, "asset.changed", str(known.id))
    if known.unit_code != incoming.unit_code:
        batch.of_unit.setdefault((asked.person_index, incoming.unit_code), []).append(known)
    if not differs and known.unit_code == incoming.unit_code:
        known.as_of, known.gone_on = stated.as_of, None
        writing.confirm(known.id, stated.as_of)
        return known.id
    known.digest, known.content, known.unit_code = digest, content, incoming.unit_code
    known.as_of, known.gone_on = stated.as_of, None
    writing.renew(batch.keys, known.id, incoming, stated, text, digest, differs=differs)
    return known.id


def identifier_index(opened: Keys, stated: Stated) -> bytes:
    """16 bytes by which an asset is recognised; keyed where the identifier is secret."""
    if stated.is_secret:
        return blind_index(opened, stated.identifier, purpose=Purpose.ACCOUNT)
    return hashlib.sha256(stated.identifier.encode()).digest()[:16]


def _gone(
    batch: _Batch,
    incoming: IncomingReply,
    place: tuple[bytes, str],
    reply_id: UUID,
    as_of: date,
    seen: set[UUID],
) -> None:
    """Assets this unit reported before and does not any more, among the kinds it was asked about."""
    for known in batch.of_unit.get(place, ()):
        if (
            known.id in seen
            or known.gone_on is not None
            or known.unit_code != incoming.unit_code
            or as_of < known.as_of
            or (incoming.items and known.kind not in incoming.items)
        ):
            continue
        known.gone_on = as_of
        batch.writing.mark_gone(known.id, as_of)
        batch.writing.add_change(known.id, reply_id, Change(ChangeKind.GONE), as_of)
        batch.report.gone += 1
        _note(batch, incoming.case_id, "asset.changed", str(known.id))


def _note(batch: _Batch, case_id: UUID, kind: str, what: object) -> None:
    body = batch.facts.setdefault((case_id, kind), {"count": 0, "items": []})
    body["count"] = int(str(body["count"])) + 1
    items = body["items"]
    if isinstance(items, list) and len(items) < _MOST_NAMED:
        items.append(what)


def _tell(batch: _Batch, actor: Actor) -> None:
    facts = [
        NewFact(batch.court_id, f"case:{case_id}", kind, body)
        for (case_id, kind), body in batch.facts.items()
    ]
    if facts:
        record_many(facts=facts, at=batch.now, actor=actor)


def store_decided_row(
    *, row: Row, party: Party, reply: ReadReply, unit_name: str, now: datetime, actor: Actor
) -> UUID | None:
    """Take in one row that two people have decided is the debtor's; its asset, or None for a marriage."""
    incoming = IncomingReply(
        party.court_id, reply.case_id, party.id, reply.unit_code, unit_name, bytes(reply.digest),
        QueryReply(as_of=reply.read_at, result=Found.FOUND, rows=(row,)),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_READING, party.court_id])
    batch = _open(party.court_id, [incoming], now, ReadingReport())
    asset_id = _ours(
        batch, incoming, batch.asked[party.id], reply.id, read_row(row, as_of=reply.as_of), True, set()
    )
    store.write(batch.writing)
    _tell(batch, actor)
    return asset_id
