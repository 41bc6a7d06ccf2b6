"""Rows of replies become assets: through the identity gate, once each, with what changed since the last query.

Set-based: any number of replies in a few statements. A reply is read once, by its digest. What is known of a person is read
and written by one reader at a time, so two of them never make the same asset twice; readers of different people do not wait.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party
from zhixing.cases.personal import keys
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7_texts
from zhixing.foundation.personal_data import Keys, Purpose, blind_index, unseal
from zhixing.inquiries.models import ReadReply
from zhixing.inquiries.operations import reading_store as store
from zhixing.inquiries.operations.reading_rows import (
    AssetKey,
    ConflictKey,
    IncomingReply,
    Known,
    Place,
    Writing,
)
from zhixing.inquiries.rules.assets import Change, ChangeKind, Stated, changes, digest_of, written
from zhixing.inquiries.rules.identity import Attribution, Debtor, Judgement, judge_all
from zhixing.inquiries.rules.kinds import Result
from zhixing.inquiries.rules.normalising import ReadRow, read_row
from zhixing.inquiries.wire.messages import Found, QueryReply, Row

_MOST_ALIKE = 100
_MOST_NAMED = 300
_KEYS_AT_ONCE = 1024


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


@dataclass(slots=True)
class _Asked:
    """The debtor a reply is about, opened for the gate."""

    debtor: Debtor
    person_index: bytes
    name: str
    party: str
    case: UUID | None = None
    case_text: str = ""

    def text_of(self, case_id: UUID) -> str:
        """The case as text; nearly always the same as in the debtor's reply before."""
        if case_id is not self.case:
            self.case, self.case_text = case_id, str(case_id)
        return self.case_text


def _new_ids() -> Iterator[str]:
    while True:
        yield from uuid7_texts(_KEYS_AT_ONCE)


@dataclass(slots=True)
class _Told:
    """What a fact of one kind about one case will say."""

    count: int = 0
    items: list[object] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """One court's replies on their way in."""

    court_id: int
    now: datetime
    keys: Keys
    asked: dict[UUID, _Asked]
    known: dict[AssetKey, Known]
    of_unit: dict[Place, list[Known]]
    decided: dict[ConflictKey, str]
    writing: Writing
    report: ReadingReport
    answered: set[Place] = field(default_factory=set)
    """Whom units have answered about in this batch."""
    facts: dict[tuple[UUID, str], _Told] = field(default_factory=dict)
    ids: Iterator[str] = field(default_factory=_new_ids)


def take_rows(
    *, replies: Sequence[IncomingReply], now: datetime, actor: Actor, keep_outcomes: bool = True
) -> ReadingReport:
    """Read the rows of replies, in the caller's transaction or one of its own; a reply read before changes nothing.

    Facts `asset.found`, `asset.changed` and `identity.conflict`, one of each kind per case. Needs the courts in sight.
    Raises Party.DoesNotExist for a debtor that is none of the court's.
    """
    report = ReadingReport()
    by_court: dict[int, list[IncomingReply]] = {}
    for reply in replies:
        by_court.setdefault(reply.court_id, []).append(reply)
    with transaction.atomic():
        for court_id in sorted(by_court):
            asked = _lock(court_id, by_court[court_id])
            new = _not_yet_read(court_id, asked, by_court[court_id], report)
            if new:
                batch = _open(court_id, asked, now, report)
                for reply in new:
                    _read_reply(batch, reply, keep_outcomes)
                _close(batch, actor)
    return report


def judge_rows(*, replies: Sequence[IncomingReply]) -> list[RowOutcome]:
    """What the gate says of every row, and nothing kept: no asset, no conflict, no fact. Needs the courts in sight."""
    found = []
    asked: dict[UUID, _Asked] = {}
    for court_id in {reply.court_id for reply in replies}:
        parties = [reply.party_id for reply in replies if reply.court_id == court_id]
        asked |= _opened(store.people(court_id, parties))
    for reply in replies:
        as_of = clock.local_date(reply.reply.as_of)
        rows = [read_row(row, as_of=as_of) for row in reply.reply.rows]
        judged = judge_all(asked[reply.party_id].debtor, [row.holder for row in rows])
        found += [
            RowOutcome(reply.unit_code, row.row_ref, reply.party_id, one)
            for row, one in zip(rows, judged, strict=True)
        ]
    return found


def _lock(court_id: int, replies: Sequence[IncomingReply]) -> dict[UUID, _Asked]:
    wanted = {reply.party_id for reply in replies}
    found = _opened(store.people(court_id, wanted, lock=True))
    if not wanted <= found.keys():
        raise Party.DoesNotExist("答复所指的被执行人不在本院案件中。")
    return found


def _opened(parties: Sequence[store.PartyRow]) -> dict[UUID, _Asked]:
    opened = keys()
    return {
        party_id: _Asked(
            Debtor(name, unseal(opened, sealed, purpose=Purpose.ID_NUMBER), kind == "organisation"), bytes(index), name,
            str(party_id),
        )
        for party_id, name, kind, sealed, index in parties
    }  # fmt: skip


def _not_yet_read(
    court_id: int, asked: dict[UUID, _Asked], replies: Sequence[IncomingReply], report: ReadingReport
) -> list[IncomingReply]:
    seen = store.read_before(
        court_id, [(asked[one.party_id].person_index, one.unit_code, one.digest) for one in replies]
    )
    new = []
    for reply in replies:
        if reply.digest in seen:
            report.known += 1
        else:
            seen.add(reply.digest)
            new.append(reply)
    return new


def _open(court_id: int, asked: dict[UUID, _Asked], now: datetime, report: ReadingReport) -> _Batch:
    """Everything the batch must know, read in a handful of queries."""
    people = list({one.person_index for one in asked.values()})
    known = store.known_assets(court_id, people)
    of_unit: dict[Place, list[Known]] = {}
    for one in known.values():
        of_unit.setdefault((one.person_index, one.unit_code), []).append(one)
    return _Batch(
        court_id, now, keys(), asked, known, of_unit, store.decided_conflicts(court_id, people),
        Writing(court_id, now), report,
    )  # fmt: skip


def _close(batch: _Batch, actor: Actor) -> None:
    """Everything into the tables, then the facts."""
    writing = batch.writing
    writing.settle_new(store.answered_before(batch.court_id, list(set(writing.new.values()))))
    store.write(writing)
    facts = [
        NewFact(batch.court_id, f"case:{case_id}", kind, {"count": told.count, "items": told.items})
        for (case_id, kind), told in batch.facts.items()
    ]
    if facts:
        record_many(facts=facts, at=batch.now, actor=actor)


# ---- one reply ------------------------------------------------------------------------------------------------------------


_NO_ROWS = (0, 0, 0, 0)
_FOUND, _NONE = Result.FOUND.value, Result.NONE.value


def _read_reply(batch: _Batch, incoming: IncomingReply, keep: bool) -> None:
    asked, reply = batch.asked[incoming.party_id], incoming.reply
    as_of, reply_id = clock.local_date(reply.as_of), next(batch.ids)
    place = (asked.person_index, incoming.unit_code)
    seen: set[str] = set()
    counts = _read_rows(batch, incoming, asked, reply_id, as_of, seen, keep) if reply.rows else _NO_ROWS
    if place in batch.of_unit:
        _gone(batch, incoming, place, reply_id, as_of, seen)
    batch.answered.add(place)
    batch.report.read += 1
    batch.report.apart += counts[2]
    batch.report.conflicts += counts[3]
    batch.writing.add_reply(
        reply_id, incoming, asked.text_of(incoming.case_id), asked.party, asked.person_index, as_of, counts,
        _FOUND if reply.rows else _NONE,
    )  # fmt: skip


def _read_rows(
    batch: _Batch, incoming: IncomingReply, asked: _Asked, reply_id: str, as_of: date, seen: set[str], keep: bool
) -> tuple[int, int, int, int]:  # fmt: skip
    """Each row through the gate to where it belongs; how many there are, and how many ours, apart and in conflict."""
    rows = [read_row(row, as_of=as_of) for row in incoming.reply.rows]
    counts = {Judgement.OURS: 0, Judgement.APART: 0, Judgement.CONFLICT: 0}
    judged = judge_all(asked.debtor, [row.holder for row in rows])
    for row, source, judgement in zip(rows, incoming.reply.rows, judged, strict=True):
        verdict, asset_id = judgement, None
        if verdict.kind is Judgement.CONFLICT:
            verdict = _in_conflict(batch, incoming, asked, reply_id, row, source, verdict)
        if verdict.kind is Judgement.OURS:
            asset_id = _ours(batch, incoming, asked, reply_id, row, seen)
        elif verdict.kind is Judgement.APART:
            batch.writing.add_namesake(batch.keys, incoming, asked.person_index, row, verdict)
        counts[verdict.kind] += 1
        if keep:
            batch.report.outcomes.append(
                RowOutcome(incoming.unit_code, row.row_ref, incoming.party_id, verdict, _uuid(asset_id))
            )
    return len(rows), counts[Judgement.OURS], counts[Judgement.APART], counts[Judgement.CONFLICT]


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _in_conflict(
    batch: _Batch, incoming: IncomingReply, asked: _Asked, reply_id: str, row: ReadRow, source: Row,
    attribution: Attribution,
) -> Attribution:  # fmt: skip
    """As people have decided about this row, else a question for them; a row is asked about once."""
    index = batch.writing.row_index(batch.keys, row)
    key = (asked.person_index, incoming.unit_code, index)
    state = batch.decided.get(key)
    verdict = _as_decided(attribution, state or "")
    if verdict.kind is Judgement.CONFLICT and state is None:
        batch.writing.add_conflict(
            batch.keys, incoming, asked.person_index, reply_id, row, source, attribution, index
        )
        batch.decided[key] = "open"
        _note(batch, incoming.case_id, "identity.conflict", {"unit": incoming.unit_code, "row": row.row_ref})
    return verdict


def _as_decided(attribution: Attribution, state: str) -> Attribution:
    """A row that people have decided about stays decided; it is asked again only when the row itself differs."""
    if state == "ours":
        return Attribution(Judgement.OURS, attribution.ground, "经人工核实并复核，认定为被执行人")
    if state == "apart":
        return Attribution(Judgement.APART, attribution.ground, "经人工核实并复核，认定不是被执行人")
    return attribution


def _ours(
    batch: _Batch, incoming: IncomingReply, asked: _Asked, reply_id: str, row: ReadRow, seen: set[str]
) -> str | None:
    if row.stated is None:
        if row.spouse is not None:
            batch.report.spouse_leads += batch.writing.add_spouse(
                batch.keys, incoming, asked.person_index, row.spouse
            )
        return None
    said = _said(batch, asked, row.stated, seen)
    asset_id = _see(batch, incoming, asked, reply_id, row.row_ref, said)
    seen.add(asset_id)
    return asset_id


@dataclass(frozen=True, slots=True)
class _Said:
    """An asset as a row states it, with what it is recognised and compared by."""

    stated: Stated
    key: AssetKey
    content: dict[str, object]
    text: str
    digest: bytes
    known: Known | None


def _said(batch: _Batch, asked: _Asked, stated: Stated, seen: set[str]) -> _Said:
    """Two rows of one reply under one identifier that say different things are two assets (two accounts at one employer)."""
    content = stated.content()
    text = written(content)
    digest = digest_of(text)
    one = stated
    for nth in range(2, _MOST_ALIKE + 1):
        key = (asked.person_index, one.kind.value, identifier_index(batch.keys, one))
        known = batch.known.get(key)
        if known is None or known.id not in seen or known.digest == digest:
            break
        one = replace(stated, identifier=f"{stated.identifier}#{nth}")
    return _Said(one, key, content, text, digest, known)


def _see(
    batch: _Batch, incoming: IncomingReply, asked: _Asked, reply_id: str, row_ref: str, said: _Said
) -> str:
    known, stated, writing = said.known, said.stated, batch.writing
    if known is None:
        return _find(batch, incoming, asked, reply_id, row_ref, said)
    differs = said.digest != known.digest
    writing.add_sighting(
        known.id, reply_id, row_ref, stated.as_of, said.digest, said.text if differs else None
    )
    batch.report.seen_again += 1
    if stated.as_of < known.as_of:
        return known.id  # an older word than the one we have: kept as a sighting, changes nothing
    found = list(changes(known.load(), said.content)) if differs else []
    if known.gone_on is not None:
        found.insert(0, Change(ChangeKind.BACK))
    for change in found:
        writing.add_change(known.id, reply_id, change, stated.as_of)
    if found:
        batch.report.changed += 1
        _note(batch, incoming.case_id, "asset.changed", known.id)
    known.as_of, known.gone_on = stated.as_of, None
    if known.unit_code != incoming.unit_code:
        batch.of_unit.setdefault((asked.person_index, incoming.unit_code), []).append(known)
    elif not differs:
        writing.confirm(known.id, stated.as_of)
        return known.id
    known.digest, known.content, known.unit_code = said.digest, said.content, incoming.unit_code
    writing.renew(batch.keys, known.id, incoming, stated, said.text, said.digest, differs=differs)
    return known.id


def _find(
    batch: _Batch, incoming: IncomingReply, asked: _Asked, reply_id: str, row_ref: str, said: _Said
) -> str:
    """An asset nobody had named before."""
    stated, place, writing = said.stated, (asked.person_index, incoming.unit_code), batch.writing
    known = Known(
        next(batch.ids), *said.key, said.digest, said.content, incoming.unit_code, stated.as_of, None
    )
    batch.known[said.key] = known
    batch.of_unit.setdefault(place, []).append(known)
    writing.add_asset(
        batch.keys, known.id, incoming, asked.person_index, asked.name, stated, said.key[2], said.text, said.digest
    )  # fmt: skip
    writing.add_sighting(known.id, reply_id, row_ref, stated.as_of, said.digest, said.text)
    batch.report.found += 1
    _note(batch, incoming.case_id, "asset.found", known.id)
    if place in batch.answered:
        writing.add_change(known.id, reply_id, Change(ChangeKind.NEW), stated.as_of)
    else:
        writing.add_new(known.id, reply_id, place, stated.as_of)
    return known.id


def identifier_index(opened: Keys, stated: Stated) -> bytes:
    """16 bytes by which an asset is recognised; keyed where the identifier is secret."""
    if stated.is_secret:
        return blind_index(opened, stated.identifier, purpose=Purpose.ACCOUNT)
    return hashlib.sha256(stated.identifier.encode()).digest()[:16]


def _gone(
    batch: _Batch, incoming: IncomingReply, place: Place, reply_id: str, as_of: date, seen: set[str]
) -> None:
    """Assets this unit reported before and does not any more, among the kinds it was asked about."""
    for known in batch.of_unit[place]:
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
        _note(batch, incoming.case_id, "asset.changed", known.id)


def _note(batch: _Batch, case_id: UUID, kind: str, what: object) -> None:
    key = (case_id, kind)
    told = batch.facts.get(key)
    if told is None:
        told = batch.facts[key] = _Told()
    told.count += 1
    if len(told.items) < _MOST_NAMED:
        told.items.append(what)


def store_decided_row(
    *, row: Row, party: Party, reply: ReadReply, unit_name: str, now: datetime, actor: Actor
) -> UUID | None:
    """Take in one row that two people have decided is the debtor's; its asset, or None for a marriage."""
    incoming = IncomingReply(
        party.court_id, reply.case_id, party.id, reply.unit_code, unit_name, bytes(reply.digest),
        QueryReply(as_of=reply.read_at, result=Found.FOUND, rows=(row,)),
    )  # fmt: skip
    batch = _open(party.court_id, _lock(party.court_id, [incoming]), now, ReadingReport())
    asset_id = _ours(
        batch, incoming, batch.asked[party.id], str(reply.id), read_row(row, as_of=reply.as_of), set()
    )
    _close(batch, actor)
    return _uuid(asset_id)
