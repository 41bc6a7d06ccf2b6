"""What the node remembers: every message in and out in a hash chain, answers by number, controls. One sqlite file.

Entries are appended and never changed: triggers refuse it, and each entry holds the hash of the one before, so that what
was taken out or altered from outside shows. A request, its answer and the control behind it are written in one transaction:
a node killed at any instant either never took the request or gives the same answer again.
"""

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from zhixing.inquiries.wire.envelopes import canonical, sha256

GENESIS = "0" * 64
_TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, number TEXT NOT NULL, about TEXT NOT NULL,
    kind TEXT NOT NULL, party TEXT NOT NULL, case_number TEXT NOT NULL, officer TEXT NOT NULL, outcome TEXT NOT NULL,
    words TEXT NOT NULL, raw_sha256 TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER IF NOT EXISTS entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER IF NOT EXISTS entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
CREATE INDEX IF NOT EXISTS entry_number ON entry (number);
CREATE TABLE IF NOT EXISTS letter (sha256 TEXT PRIMARY KEY, raw BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (signed_sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS request (
    number TEXT PRIMARY KEY, court TEXT NOT NULL, kind TEXT NOT NULL, content_sha256 TEXT NOT NULL, raw_sha256 TEXT NOT NULL,
    received_at TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'declined', 'answered')),
    decided_by TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', answered_at TEXT, answer_number TEXT,
    answer BLOB, answer_expires_at TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS request_open ON request (received_at) WHERE state <> 'answered';
CREATE TABLE IF NOT EXISTS control (
    ref TEXT PRIMARY KEY, order_key TEXT NOT NULL, number TEXT NOT NULL, court TEXT NOT NULL, case_number TEXT NOT NULL,
    action TEXT NOT NULL, identifier TEXT NOT NULL, holder_number TEXT NOT NULL, actual_fen INTEGER, paid_fen INTEGER NOT NULL,
    amount_seen_fen INTEGER, starts_at TEXT NOT NULL, ends_on TEXT, state TEXT NOT NULL
        CHECK (state IN ('active', 'waiting', 'released'))
) STRICT;
CREATE INDEX IF NOT EXISTS control_asset ON control (identifier, holder_number);
CREATE TABLE IF NOT EXISTS ordered (order_key TEXT PRIMARY KEY, number TEXT NOT NULL, receipt TEXT NOT NULL) STRICT;
"""


_PUT_ENTRY = """
INSERT INTO entry VALUES (:seq, :at, :what, :number, :about, :kind, :party, :case_number, :officer, :outcome, :words,
    :raw_sha256, :previous, :hash)
"""
_PUT_REQUEST = """
INSERT INTO request (number, court, kind, content_sha256, raw_sha256, received_at, state)
VALUES (:number, :court, :kind, :content_sha256, :raw_sha256, :received_at, :state)
"""
_PUT_CONTROL = """
INSERT INTO control VALUES (:ref, :order_key, :number, :court, :case_number, :action, :identifier, :holder_number,
    :actual_fen, :paid_fen, :amount_seen_fen, :starts_at, :ends_on, :state)
ON CONFLICT (ref) DO UPDATE SET actual_fen = excluded.actual_fen, ends_on = excluded.ends_on, state = excluded.state
"""


class JournalUnusable(RuntimeError):
    """The log cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request the node took, and its answer where there is one."""

    number: str
    court: str
    kind: str
    content_sha256: str
    raw_sha256: str
    received_at: datetime
    state: str
    decided_by: str = ""
    reason: str = ""
    answer_number: str = ""
    answer: bytes = b""
    answer_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """A control that stands, waits or was released. `actual_fen` is None for a thing; `paid_fen` left by deduction."""

    ref: str
    order_key: str
    number: str
    court: str
    case_number: str
    action: str
    identifier: str
    holder_number: str
    actual_fen: int | None
    paid_fen: int
    amount_seen_fen: int | None
    starts_at: datetime
    ends_on: date | None
    state: str

    def stands(self, today: date) -> bool:
        """Whether it holds the asset, or waits for it, today."""
        return self.state in ("active", "waiting") and (self.ends_on is None or self.ends_on >= today)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    seq: int
    at: str
    what: str
    number: str
    about: str
    kind: str
    party: str
    case_number: str
    officer: str
    outcome: str
    words: str
    raw_sha256: str
    previous: str = GENESIS
    hash: str = ""

    def sealed(self, previous: str) -> "Entry":
        """With the hash of what stood before and its own."""
        chained = replace(self, previous=previous, hash="")
        said = {name: getattr(chained, name) for name in chained.__slots__ if name != "hash"}
        return replace(chained, hash=sha256(canonical(said)))


_ENTRY = tuple(Entry.__slots__)
_CONTROL = tuple(Control.__slots__)


class Journal:
    """The sqlite file. Used by one thread of one node at a time; a second process (the command line) may read and decide."""

    def __init__(self, file: Path, *, alone: bool = False) -> None:
        """`alone` keeps other nodes off the file until `close`; who only looks and decides does without."""
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        self._lock = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        if alone:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(self._lock)
                raise JournalUnusable(f"另一个节点正在使用 {file}，请先停止它。") from None
        try:
            self._db = sqlite3.connect(file, isolation_level=None, timeout=10, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            raise JournalUnusable(f"日志文件 {file} 读不出：{error}。请从备份恢复，不要删除。") from error
        self._db.row_factory = sqlite3.Row

    def close(self) -> None:
        """Give the file back."""
        self._db.close()
        os.close(self._lock)

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[None]:
        """One transaction. `durable` waits for the disk, so that a receipt survives a power failure too."""
        self._db.execute("PRAGMA synchronous=FULL" if durable else "PRAGMA synchronous=NORMAL")
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # -- the log

    def note(
        self, *, at: datetime, what: str, number: str = "", about: str = "", kind: str = "", party: str = "",
        case_number: str = "", officer: str = "", outcome: str = "", words: str = "", raw: bytes = b"", keep: bool = False,
    ) -> None:  # fmt: skip
        """Append a line; `keep` stores the message itself beside its hash. Inside `writing`."""
        last = self._db.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        digest = sha256(raw) if raw else ""
        entry = Entry(
            (last["seq"] if last else 0) + 1, _text(at), what, number, about, kind, party, case_number, officer, outcome,
            words[:500], digest,
        ).sealed(last["hash"] if last else GENESIS)  # fmt: skip
        self._db.execute(_PUT_ENTRY, {name: getattr(entry, name) for name in _ENTRY})
        if keep and raw:
            self._db.execute("INSERT OR IGNORE INTO letter VALUES (?, ?)", (digest, raw))

    def entries(self, *, after: int = 0, limit: int = 1000) -> list[Entry]:
        """Lines in order."""
        rows = self._db.execute("SELECT * FROM entry WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))
        return [Entry(**dict(row)) for row in rows]

    def verify(self) -> int:
        """Number of lines when the chain holds and every kept message has its hash. Raises JournalUnusable naming the line."""
        previous, seq = GENESIS, 0
        while batch := self.entries(after=seq):
            for entry in batch:
                if entry.seq != seq + 1 or entry.sealed(previous) != entry:
                    raise JournalUnusable(
                        f"日志第 {seq + 1} 行与前后不连贯，可能被改动，请保全原文件并报告。"
                    )
                previous, seq = entry.hash, entry.seq
        for row in self._db.execute("SELECT sha256, raw FROM letter"):
            if sha256(row["raw"]) != row["sha256"]:
                raise JournalUnusable(f"留存的报文 {row['sha256'][:16]} 与其摘要不符，可能被改动。")
        return seq

    def is_kept(self, raw: bytes) -> bool:
        """Whether these very bytes lie here."""
        row = self._db.execute("SELECT 1 FROM letter WHERE sha256 = ?", (sha256(raw),)).fetchone()
        return row is not None

    def was_seen(self, signed_sha256: str) -> bool:
        """Whether a message with this header and payload was taken, however its signature was written."""
        row = self._db.execute("SELECT 1 FROM seen WHERE signed_sha256 = ?", (signed_sha256,)).fetchone()
        return row is not None

    def see(self, signed_sha256: str) -> None:
        """Remember what was signed. Inside `writing`."""
        self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (signed_sha256,))

    def letter(self, digest: str) -> bytes:
        """A kept message. Raises JournalUnusable."""
        row = self._db.execute("SELECT raw FROM letter WHERE sha256 = ?", (digest,)).fetchone()
        if row is None:
            raise JournalUnusable(f"日志里没有报文 {digest[:16]}。")
        return bytes(row["raw"])

    # -- requests and answers

    def asked(self, number: str) -> Asked | None:
        """The request of this number."""
        row = self._db.execute("SELECT * FROM request WHERE number = ?", (number,)).fetchone()
        return _asked(row) if row else None

    def unanswered(self, *states: str, limit: int = 500) -> list[Asked]:
        """Requests in these states, oldest first."""
        rows = self._db.execute(
            "SELECT * FROM request WHERE state IN (SELECT value FROM json_each(?)) AND state <> 'answered'"
            " ORDER BY received_at LIMIT ?",
            (json.dumps(states), limit),
        )
        return [_asked(row) for row in rows]

    def take(self, asked: Asked) -> None:
        """Remember a request. Inside `writing`."""
        self._db.execute(_PUT_REQUEST, {
            "number": asked.number, "court": asked.court, "kind": asked.kind, "content_sha256": asked.content_sha256,
            "raw_sha256": asked.raw_sha256, "received_at": _text(asked.received_at), "state": asked.state,
        })  # fmt: skip

    def decide(self, number: str, *, state: str, by: str, reason: str = "") -> bool:
        """Approve or decline a request that waits; False when it does not wait. Inside `writing`."""
        done = self._db.execute(
            "UPDATE request SET state = ?, decided_by = ?, reason = ? WHERE number = ? AND state = 'waiting'",
            (state, by, reason, number),
        )
        return done.rowcount == 1

    def answer(
        self, number: str, *, raw: bytes, answer_number: str, expires_at: datetime, at: datetime
    ) -> None:
        """Keep the answer to a request. Inside `writing`."""
        self._db.execute(
            "UPDATE request SET state = 'answered', answer = ?, answer_number = ?, answer_expires_at = ?,"
            " answered_at = coalesce(answered_at, ?) WHERE number = ?",
            (raw, answer_number, _text(expires_at), _text(at), number),
        )

    # -- controls

    def controls(self, *, identifier: str, holder_number: str) -> list[Control]:
        """Every control ever made of an asset, in the order of their making."""
        rows = self._db.execute(
            "SELECT * FROM control WHERE identifier = ? AND holder_number = ? ORDER BY rowid",
            (identifier, holder_number),
        )
        return [_control(row) for row in rows]

    def keep_control(self, control: Control) -> None:
        """Write a control, new or changed. Inside `writing`."""
        values = {name: getattr(control, name) for name in _CONTROL}
        values |= {
            "starts_at": _text(control.starts_at),
            "ends_on": control.ends_on.isoformat() if control.ends_on else None,
        }
        self._db.execute(_PUT_CONTROL, values)

    def ordered(self, order_key: str) -> dict[str, Any] | None:
        """The receipt that this very order got before."""
        row = self._db.execute("SELECT receipt FROM ordered WHERE order_key = ?", (order_key,)).fetchone()
        return json.loads(row["receipt"]) if row else None

    def keep_order(self, order_key: str, *, number: str, receipt: dict[str, Any]) -> None:
        """Remember the receipt of an order. Inside `writing`."""
        self._db.execute(
            "INSERT OR REPLACE INTO ordered VALUES (?, ?, ?)",
            (order_key, number, canonical(receipt).decode()),
        )


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _asked(row: sqlite3.Row) -> Asked:
    return Asked(
        row["number"], row["court"], row["kind"], row["content_sha256"], row["raw_sha256"],
        datetime.fromisoformat(row["received_at"]), row["state"], row["decided_by"], row["reason"],
        row["answer_number"] or "", bytes(row["answer"] or b""),
        datetime.fromisoformat(row["answer_expires_at"]) if row["answer_expires_at"] else None,
    )  # fmt: skip


def _control(row: sqlite3.Row) -> Control:
    values = dict(row)
    values["starts_at"] = datetime.fromisoformat(values["starts_at"])
    values["ends_on"] = date.fromisoformat(values["ends_on"]) if values["ends_on"] else None
    return Control(**values)
