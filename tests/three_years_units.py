"""Units of the three-year simulation: in this process, with true keys and real messages, and not all of them good.

What a unit heard, said and did stands in a SQLite file, so that a killed house finds its units as it left them. A unit does
whatever it is asked without checking, so that a wrong person or a doubled control is the house's doing and is found.
"""

import json
import os
import random
import sqlite3
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court
from zhixing.inquiries.connectors.base import Answer, ConfigProblem, Parcel, Peer
from zhixing.inquiries.operations.letters import court_ref, court_signer
from zhixing.inquiries.rules.kinds import Outcome
from zhixing.inquiries.wire.envelopes import new_message, open_request, seal
from zhixing.inquiries.wire.messages import (
    Acknowledgement,
    Action,
    AssetKind,
    AssetRef,
    Body,
    ControlReceipt,
    ControlRequest,
    Message,
    PartyRef,
    PriorMeasure,
    Refusal,
    Result,
    State,
    StatusRequest,
)
from zhixing.inquiries.wire.refusals import WORDS, Code
from zhixing.inquiries.wire.signing import Ed25519Signer, Trusted

MOODS = (
    ("good", 836), ("late", 45), ("very_late", 10), ("after_end", 4), ("loses_answer", 25), ("refuses", 25), ("closed", 8),
    ("short", 8), ("no_end", 6), ("foreign", 8), ("other_asset", 8), ("garbage", 8), ("never", 9),
)  # fmt: skip
"""How a unit takes one order, in thousandths. All but `good` are what the house must survive."""
FIRST_MOODS = frozenset({"good", "late", "loses_answer", "foreign", "other_asset", "garbage"})
"""A first control that is refused leaves nothing to watch; renewals and releases meet every mood."""
DOWN_PER_MILLE = 15
"""A unit is not reached on a day."""
_STRANGER = Ed25519Signer.of(b"x" * 32)
_TABLES = """
CREATE TABLE IF NOT EXISTS owner (identifier TEXT PRIMARY KEY, id_number TEXT, name TEXT);
CREATE TABLE IF NOT EXISTS heard (number TEXT PRIMARY KEY, unit TEXT, mood TEXT, due TEXT, body TEXT, calls INTEGER,
    identifier TEXT, holder TEXT, original TEXT);
CREATE INDEX IF NOT EXISTS heard_of ON heard (identifier);
CREATE TABLE IF NOT EXISTS done (number TEXT PRIMARY KEY, unit TEXT, identifier TEXT, action TEXT, original TEXT,
    ends_on TEXT, id_number TEXT, on_day TEXT, fen INTEGER);
"""
_FOLLOWING = (Action.RENEW, Action.RELEASE, Action.RELEASE_WAITING)


@dataclass(frozen=True, slots=True)
class Heard:
    """An order a unit knows."""

    mood: str
    due: date
    body: dict[str, Any]
    calls: int


class Book:
    """What all units know, in one file; a connection for each thread and each forked process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: dict[tuple[int, int], sqlite3.Connection] = {}
        with self.open() as log:
            log.executescript(_TABLES)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        place = (os.getpid(), threading.get_ident())
        if place not in self._held:
            log = sqlite3.connect(self._file, timeout=30, isolation_level=None)
            log.execute("PRAGMA journal_mode = WAL")
            log.execute("PRAGMA synchronous = OFF")
            self._held[place] = log
        yield self._held[place]

    def own(self, rows: list[tuple[str, str, str]]) -> None:
        with self.open() as log:
            log.execute("BEGIN")
            log.executemany("INSERT INTO owner VALUES (?, ?, ?)", rows)
            log.execute("COMMIT")

    def hurry(self, number: str) -> None:
        """Somebody called: what was to come late or never is done and answered now."""
        with self.open() as log:
            log.execute("BEGIN IMMEDIATE")
            row = log.execute(
                "SELECT unit, body, identifier, holder, original FROM heard WHERE number = ? AND mood = 'never'",
                [number],
            ).fetchone()
            if row is not None:
                body = {**json.loads(row[1]), "starts_at": clock.now().isoformat()}
                log.execute(
                    "UPDATE heard SET body = ? WHERE number = ?",
                    [json.dumps(body, ensure_ascii=False), number],
                )
                _do(log, number, row[0], body, row[4], row[3])
            log.execute(
                "UPDATE heard SET mood = 'good', due = ? WHERE number = ? AND mood IN ('never', 'very_late', 'late', 'after_end')",
                [clock.today().isoformat(), number],
            )
            log.execute("COMMIT")

    def doubled(self) -> list[Any]:
        """Acts that two orders did: the same action on the same asset until the same day.

        A renewal whose receipt does not say until when is asked for again by two people, because nobody may guess its end;
        the holder's second renewal without an end is that, not a doubled one.
        """
        with self.open() as log:
            return log.execute(
                "SELECT unit, identifier, action, original, ends_on, fen, count(*) FROM done"
                " WHERE action <> 'renew' OR ends_on IS NOT NULL"
                " GROUP BY 1, 2, 3, 4, 5, 6 HAVING count(*) > 1"
            ).fetchall()

    def of_others(self) -> list[Any]:
        """Acts on an asset that is not the debtor's who was named."""
        with self.open() as log:
            return log.execute(
                "SELECT done.* FROM done LEFT JOIN owner USING (identifier)"
                " WHERE owner.id_number IS NULL OR owner.id_number <> done.id_number"
            ).fetchall()

    def tally(self) -> dict[str, int]:
        """How many orders were taken in which mood."""
        with self.open() as log:
            return dict(log.execute("SELECT mood, count(*) FROM heard GROUP BY 1").fetchall())


class Ways:
    """The connector to these units."""

    name = "three-years"
    title = "三年模拟单位"
    book: ClassVar[Book]
    court: ClassVar[Court]
    seed: ClassVar[int] = 0
    faults: ClassVar[list[str]] = []
    signers: ClassVar[dict[str, Ed25519Signer]] = {}
    asleep: ClassVar[dict[str, list[tuple[date, date]]]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def collect(self, peer: Peer) -> list[tuple[str, bytes]]:
        return []

    def discard(self, peer: Peer, name: str) -> None: ...

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        return []

    async def deliver(self, peer: Peer, parcel: Parcel) -> Answer:
        try:
            return self._deliver(peer, parcel)
        except Exception:
            self.faults.append(traceback.format_exc())  # a fault of the simulation, not a mood of a unit
            raise

    def _deliver(self, peer: Peer, parcel: Parcel) -> Answer:
        today = clock.today()
        if any(first <= today <= last for first, last in self.asleep.get(peer.code, ())):
            return Answer(Outcome.NOT_REACHED, words="连接超时")
        if random.Random(f"{self.seed}{peer.code}{today}").randrange(1000) < DOWN_PER_MILLE:
            return Answer(Outcome.NOT_REACHED, words="拒绝连接")
        trusted = Trusted([(self.court.code, court_signer(self.court).public)])
        message = open_request(parcel.content, trusted, me=peer.code, now=clock.real_now()).message
        with self.book.open() as log:
            if isinstance(message.body, StatusRequest):
                return self._status(log, peer.code, message, message.body.about)
            assert isinstance(message.body, ControlRequest)
            known = _heard(log, message.number) or self._hear(log, peer.code, message, message.body)
            log.execute("UPDATE heard SET calls = calls + 1 WHERE number = ?", [message.number])
            return self._answer(peer.code, message.number, known, is_first=known.calls == 0)

    def _hear(self, log: sqlite3.Connection, unit: str, message: Message, asked: ControlRequest) -> Heard:
        """Take an order, decide how, and do it unless the mood forbids; once per number."""
        original = asked.original.request_number if asked.original else ""
        tries = log.execute(
            "SELECT count(*) FROM heard WHERE identifier = ?", [asked.asset.identifier]
        ).fetchone()[0]
        dice = random.Random(f"{self.seed}{asked.asset.identifier}{asked.action}{asked.ends_on}{tries}")
        mood = dice.choices([name for name, _ in MOODS], [weight for _, weight in MOODS])[0]
        if asked.action not in _FOLLOWING and mood not in FIRST_MOODS:
            mood = "good"
        if mood == "closed" or self._is_closed(log, asked.asset.identifier):
            mood = "closed" if asked.action is Action.RENEW else "good"
        days = {
            "late": dice.randint(2, 12),
            "very_late": dice.randint(20, 45),
            "after_end": dice.randint(60, 110),
        }.get(mood, 0)
        body = _plan(asked, mood)
        heard = Heard(mood, clock.today() + timedelta(days=days), body, 0)
        log.execute("BEGIN IMMEDIATE")
        log.execute(
            "INSERT OR IGNORE INTO heard VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?)",
            [message.number, unit, mood, heard.due.isoformat(), json.dumps(body, ensure_ascii=False),
             asked.asset.identifier, asked.holder.id_number, original],
        )  # fmt: skip
        if body["result"] == "controlled" and mood != "never":
            _do(log, message.number, unit, body, original, asked.holder.id_number)
        log.execute("COMMIT")
        return heard

    def _is_closed(self, log: sqlite3.Connection, identifier: str) -> bool:
        row = log.execute(
            "SELECT 1 FROM heard WHERE mood = 'closed' AND identifier = ? LIMIT 1", [identifier]
        )
        return row.fetchone() is not None

    def _status(self, log: sqlite3.Connection, unit: str, message: Message, about: str) -> Answer:
        known = _heard(log, about)
        if known is None:
            body = Refusal(code=Code.NEVER_SEEN, words=WORDS[Code.NEVER_SEEN][0])
            return self._say(unit, body, in_reply_to=message.number)
        return self._answer(unit, about, known, is_first=False)

    def _answer(self, unit: str, number: str, known: Heard, *, is_first: bool) -> Answer:
        """What the unit says of an order now."""
        signer = None
        body: Body = _receipt(known.body)
        if known.mood == "never" or (known.mood == "loses_answer" and is_first):
            return Answer(Outcome.NO_REPLY, words="连接中断")
        if known.mood == "garbage" and is_first:
            return Answer(Outcome.REPLIED, b"<html>502</html>")
        if clock.today() < known.due:
            body = Acknowledgement(state=State.IN_WORK, note="办理中")
        elif known.mood == "foreign" and is_first:
            signer = _STRANGER
        elif known.mood == "other_asset" and is_first:
            body = _receipt({**known.body, "identifier": "6200000000000000000"})
        return self._say(unit, body, in_reply_to=number, signer=signer)

    def _say(self, unit: str, body: Body, *, in_reply_to: str, signer: Ed25519Signer | None = None) -> Answer:
        said = new_message(
            body, sender=PartyRef(code=unit, name=unit), to=court_ref(self.court), now=clock.real_now(),
            in_reply_to=in_reply_to, life=timedelta(days=1),
        )  # fmt: skip
        return Answer(Outcome.REPLIED, seal(said, signer or self.signers[unit]))


def _do(
    log: sqlite3.Connection, number: str, unit: str, body: dict[str, Any], original: str, holder: str
) -> None:
    """Note that an order was carried out, once per number."""
    log.execute(
        "INSERT OR IGNORE INTO done VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [number, unit, body["identifier"], body["action"], original, body["ends_on"], holder, clock.today().isoformat(),
         body["fen"]],
    )  # fmt: skip


def _heard(log: sqlite3.Connection, number: str) -> Heard | None:
    row = log.execute("SELECT mood, due, body, calls FROM heard WHERE number = ?", [number]).fetchone()
    return Heard(row[0], date.fromisoformat(row[1]), json.loads(row[2]), row[3]) if row else None


def _plan(asked: ControlRequest, mood: str) -> dict[str, Any]:
    """The receipt that the unit will give, as kept in its file."""
    ends_on = asked.ends_on
    if mood == "short" and asked.starts_on and ends_on:
        ends_on = asked.starts_on + (ends_on - asked.starts_on) / 2
    refused = {"refuses": ("system", "系统维护，暂不能办理"), "closed": ("account-closed", "账户已销户")}
    result = "not_controlled" if mood in refused else "controlled"
    reason, words = refused.get(mood, ("", ""))
    return {
        "result": result, "action": asked.action.value, "kind": asked.asset.kind.value,
        "identifier": asked.asset.identifier, "fen": asked.amount_fen, "starts_at": clock.now().isoformat(),
        "ends_on": ends_on.isoformat() if ends_on and mood != "no_end" else None, "reason": reason, "words": words,
        "ahead": _ahead(asked),
    }  # fmt: skip


def _ahead(asked: ControlRequest) -> str:
    """Until when another court's seal stands before a waiting one."""
    if asked.action is not Action.WAIT:
        return ""
    return (
        clock.today() + timedelta(days=random.Random(asked.asset.identifier).randint(60, 700))
    ).isoformat()


def _receipt(body: dict[str, Any]) -> ControlReceipt:
    result = Result(body["result"])
    held = result is not Result.NOT_CONTROLLED
    return ControlReceipt(
        result=result, action=Action(body["action"]),
        asset=AssetRef(kind=AssetKind(body["kind"]), identifier=body["identifier"]),
        control_ref=f"K{body['identifier'][-6:]}" if held else "", requested_fen=body["fen"],
        actual_fen=body["fen"] if held else None,
        starts_at=datetime.fromisoformat(body["starts_at"]) if held else None,
        ends_on=date.fromisoformat(body["ends_on"]) if held and body["ends_on"] else None,
        reason=body["reason"], words=body["words"], place_in_waiting=1 if body.get("ahead") else None,
        prior_measures=(
            PriorMeasure(authority="延吉市人民法院", document="（2021）吉2401执5号", kind="查封",
                         ends_on=date.fromisoformat(body["ahead"])),
        ) if body.get("ahead") else (),
    )  # fmt: skip
