"""Carriers as the court meets them: gateways for short messages and messengers, the post, a mail server. Seeded, with faults.

They speak wire formats only and keep a journal of what they have taken, by the court's reference: a reference is taken once,
however often it comes. What an addressee does with a message follows from the seed and the reference.
"""

import hashlib
import hmac
import json
import os
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from zhixing.simulator.faults import Chance

_BYTES_MAX = 64 * 2**20
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True, slots=True)
class CarrierFaults:
    """How many in a thousand go wrong. ``timed_out``: calls taken whole, then left without an answer. ``dropped``: calls cut
    before anything is taken. ``unanswered``: messages taken but left out of the answer. ``busy``: calls answered 503.
    ``bad_number``: messages refused for good. ``bounced``: messages that never arrive, items that come back.
    """

    timed_out: int = 0
    dropped: int = 0
    unanswered: int = 0
    busy: int = 0
    bad_number: int = 0
    bounced: int = 0


@dataclass(frozen=True, slots=True)
class Habits:
    """What addressees of a messenger do with a message that arrived, in a thousand: ``read`` it, of these ``answer`` it."""

    read: int = 0
    answer: int = 0


@dataclass(slots=True)
class Taken:
    """A message that was taken: when, its own number, what was sent to whom."""

    reference: str
    number: str
    message: dict[str, Any]
    times_handed: int = 1


class Carrier:
    """What a carrier has taken and what it tells about it, apart from sockets. One call at a time."""

    def __init__(
        self, *, way: str, secret: bytes = b"", seed: int = 0, faults: CarrierFaults | None = None, journal: Path | None = None,
        on: Callable[[], date] = lambda: date(2022, 3, 1), habits: Habits | None = None,
    ) -> None:  # fmt: skip
        self.habits = habits or Habits()
        self.way, self.secret, self.faults = way, secret, faults or CarrierFaults()
        self.taken: dict[str, Taken] = {}
        self.news: list[dict[str, Any]] = []
        self.calls: Counter[str] = Counter()
        self.delay_ms = 0
        self._chance, self._on, self._lock = Chance(seed), on, threading.Lock()
        self._journal = journal
        self._turns = 0
        if journal is not None and journal.exists():
            for line in journal.read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                known = self.taken.get(one["reference"])
                if known is None:
                    self.taken[one["reference"]] = Taken(one["reference"], one["number"], {})
                else:
                    known.times_handed += 1

    def fate(self) -> str:
        """What befalls the next call: empty, busy, dropped or timed_out."""
        with self._lock:
            self._turns += 1
            turn = str(self._turns)
        for kind in ("busy", "dropped", "timed_out"):
            if self._chance.strikes(kind, turn, getattr(self.faults, kind)):
                self.calls[kind] += 1
                return kind
        self.calls["answered"] += 1
        return ""

    def take(self, messages: list[dict[str, Any]]) -> list[dict[str, str]]:
        """Take messages, each reference once; what is said of each, some left out by fault."""
        results, lines = [], []
        with self._lock:
            for message in messages:
                reference = str(message["reference"])
                if words := self._refuses(reference, message):
                    results.append({"reference": reference, "code": "refused", "words": words})
                    continue
                known = self.taken.get(reference)
                if known is None:
                    known = Taken(reference, self._number(reference), message)
                    self.taken[reference] = known
                    self._happens(known)
                    lines.append(json.dumps({"reference": reference, "number": known.number}))
                else:
                    known.times_handed += 1
                if (
                    not self._chance.strikes("unanswered", reference, self.faults.unanswered)
                    or known.times_handed > 1
                ):
                    results.append({"reference": reference, "code": "taken", "number": known.number})
            if self._journal is not None and lines:
                with self._journal.open("a", encoding="utf-8") as file:
                    file.write("\n".join(lines) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
        return results

    def _refuses(self, reference: str, message: dict[str, Any]) -> str:
        """Why a message is refused for good; a messenger delivers to accounts and shows a heading, not to numbers."""
        if self._chance.strikes("bad_number", reference, self.faults.bad_number):
            return "账号不存在" if self.way == "messenger" else "号码不存在"
        if self.way == "messenger" and not (message.get("user") and message.get("title")):
            return "缺少账号或者标题"
        return ""

    def status(self, references: list[str]) -> list[dict[str, str]]:
        """What became of references."""
        with self._lock:
            return [
                {"reference": one, "code": "taken", "number": self.taken[one].number}
                if one in self.taken
                else {"reference": one, "code": "never_seen"}
                for one in references
            ]

    def _number(self, reference: str) -> str:
        if self.way != "express":
            return f"M{hashlib.sha256(reference.encode()).hexdigest()[:16]}"
        serial = f"{self._chance.below('serial', reference, 100_000_000):08d}"
        rest = 11 - sum(weight * int(sign) for weight, sign in zip(_WEIGHTS, serial, strict=True)) % 11
        return f"EX{serial}{({10: 0, 11: 5}).get(rest, rest)}CN"

    def _happens(self, taken: Taken) -> None:
        """What the addressee and the street make of it, told as news."""
        fails = self._chance.strikes("bounced", taken.reference, self.faults.bounced)
        on = self._on()
        if self.way != "express":
            self.tell(taken.reference, "bounced" if fails else "arrived", on)
            if self.way == "messenger" and not fails:
                self._reads(taken.reference, on)
            return
        if not fails:
            self.tell(
                taken.reference, "signed", on + timedelta(days=2), signer="addressee", signer_name="本人"
            )
            return
        for place in range(3):
            self.tell(
                taken.reference, "tried", on + timedelta(days=1 + place), note=f"第{place + 1}次投递无人"
            )
        reason = ("change_not_told", "wrong_address_given", "refused", "other")[
            self._chance.below("reason", taken.reference, 4)
        ]
        self.tell(taken.reference, "returned", on + timedelta(days=5), reason=reason, number=taken.number)

    def _reads(self, reference: str, on: date) -> None:
        if self._chance.strikes("read", reference, self.habits.read):
            self.tell(reference, "read", on + timedelta(days=1))
            if self._chance.strikes("answer", reference, self.habits.answer):
                self.tell(reference, "replied", on + timedelta(days=1), note="收到")

    def tell(self, reference: str, kind: str, on: date, **body: str) -> None:
        """Add a piece of news."""
        self.news.append(
            {
                "id": f"N{len(self.news) + 1:09d}",
                "reference": reference,
                "kind": kind,
                "on": on.isoformat(),
                "body": body,
            }
        )

    def told(self, after: int, limit: int) -> dict[str, Any]:
        """News after a place, and the place to go on from."""
        part = self.news[after : after + limit]
        return {"news": part, "cursor": str(after + len(part))}

    def is_signed(self, content: bytes, signature: str) -> bool:
        """Whether the court signed it."""
        return hmac.compare_digest(hmac.digest(self.secret, content, "sha256").hex(), signature)


# ---- signed JSON over HTTP ---------------------------------------------------------------------------------------------


class _JsonDoor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    carrier: Carrier

    def log_message(self, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), _BYTES_MAX))
        carrier = self.carrier
        if not carrier.is_signed(body, self.headers.get("X-Signature", "")):
            self._say(401, {"words": "签名不符"})
            return
        asks = self.path == "/v1/status"
        fate = "" if asks else carrier.fate()
        if fate == "busy":
            self._say(503, {})
            return
        if fate == "dropped":
            self.close_connection = True
            return
        asked = json.loads(body)
        if carrier.delay_ms:
            time.sleep(carrier.delay_ms / 1000)
        results = carrier.status(asked["references"]) if asks else carrier.take(asked["messages"])
        if fate == "timed_out":
            self.close_connection = True
            return
        self._say(200, {"results": results})

    def do_GET(self) -> None:
        if not self.carrier.is_signed(self.path.encode(), self.headers.get("X-Signature", "")):
            self._say(401, {})
            return
        wanted = parse_qs(urlsplit(self.path).query)
        self._say(200, self.carrier.told(int(wanted["after"][0]), min(int(wanted["limit"][0]), 5_000)))

    def _say(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A court that hangs up is no error of ours."""


@dataclass(slots=True)
class Running:
    """A carrier that listens. ``address`` is what the court is told."""

    carrier: Carrier
    address: str
    _stop: Callable[[], None] = field(repr=False)

    def close(self) -> None:
        """Stop listening."""
        self._stop()


def serve_json(carrier: Carrier, port: int = 0) -> Running:
    """A gateway or the post on loopback."""
    server = _Server(("127.0.0.1", port), type("Door", (_JsonDoor,), {"carrier": carrier}))
    return Running(carrier, f"http://127.0.0.1:{server.server_address[1]}", _started(server))


def _started(server: Any) -> Callable[[], None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join(5)

    return stop


# ---- frames over TCP ---------------------------------------------------------------------------------------------------

_HEAD = struct.Struct(">IIII")
_REFERENCE, _PAYLOAD = 0x1401, 0x0424
_OK, _NO_PASSWORD, _BAD_ADDRESS, _NEVER_SEEN = 0, 0x0E, 0x0B, 0x67


class _FrameDoor(StreamRequestHandler):
    carrier: Carrier

    def handle(self) -> None:
        known = False
        while head := self.rfile.read(_HEAD.size):
            if len(head) < _HEAD.size:
                return
            length, command, _, sequence = _HEAD.unpack(head)
            body = self.rfile.read(length - _HEAD.size)
            if command == 0x02:
                known = body.split(b"\x00")[1] == self.carrier.secret[:9]
                self._say(command, _OK if known else _NO_PASSWORD, sequence, b"gateway\x00")
            elif not known or not self._answer(command, sequence, body):
                return

    def _answer(self, command: int, sequence: int, body: bytes) -> bool:
        extras = _extras(body, fixed=4 if command == 0x03 else 17)
        reference = extras.get(_REFERENCE, b"").decode("ascii")
        if command == 0x03:
            [said] = self.carrier.status([reference])
            status = _OK if said["code"] == "taken" else _NEVER_SEEN
            self._say(command, status, sequence, f"{said.get('number', '')}\x00\x00".encode() + bytes((2, 0)))
            return True
        fate = self.carrier.fate()
        if fate == "dropped":
            return False
        words = extras.get(_PAYLOAD, b"").decode("utf-16-be")
        said_all = self.carrier.take([{"reference": reference, "to": _receiver(body), "text": words}])
        if fate == "timed_out":
            return True  # this one has no answer, the line stays
        for said in said_all:
            status = _OK if said["code"] == "taken" else _BAD_ADDRESS
            self._say(command, status, sequence, f"{said.get('number', '')}\x00".encode())
        return True

    def _say(self, command: int, status: int, sequence: int, body: bytes) -> None:
        self.wfile.write(_HEAD.pack(_HEAD.size + len(body), command | 0x80000000, status, sequence) + body)


def _receiver(body: bytes) -> str:
    """service_type, source ton/npi, source, dest ton/npi, dest."""
    rest = body[body.index(b"\x00") + 3 :]
    rest = rest[rest.index(b"\x00") + 3 :]
    return rest[: rest.index(b"\x00")].decode("ascii")


def _extras(body: bytes, *, fixed: int) -> dict[int, bytes]:
    """The parameters at the end; their place is found from the tag of the reference, which is always last."""
    found: dict[int, bytes] = {}
    at = (
        body.find(struct.pack(">H", _PAYLOAD), fixed)
        if fixed > 4
        else body.find(struct.pack(">H", _REFERENCE))
    )
    while at >= 0 and at + 4 <= len(body):
        tag, length = struct.unpack_from(">HH", body, at)
        found[tag] = body[at + 4 : at + 4 + length]
        at += 4 + length
    return found


class _FrameServer(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def serve_frames(carrier: Carrier, port: int = 0) -> Running:
    """An SMS gateway that speaks frames, on loopback."""
    server = _FrameServer(("127.0.0.1", port), type("Frames", (_FrameDoor,), {"carrier": carrier}))
    return Running(carrier, f"127.0.0.1:{server.server_address[1]}", _started(server))
