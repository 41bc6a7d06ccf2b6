"""The bank's HTTP side: the same messages over the net, signed, and everything that goes wrong on a wire.

It signs and verifies by its own hand (RFC 7515 detached, RFC 7797 unencoded), so that a mistake of the house's library
calls is not shared. The bank knows its customers by the public keys in a folder.
"""

import base64
import hashlib
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhixing.foundation import clock
from zhixing.simulator.bank import Bank, BankTimedOut
from zhixing.simulator.faults import Chance
from zhixing.simulator.loopback import LoopbackServer
from zhixing.simulator.payment_file import UnreadablePaymentFile

_BYTES_MAX = 64 * 2**20
_SKEW_MAX = timedelta(minutes=5)
_GARBAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class WireFaults:
    """How many calls in a thousand go wrong on the wire, by kind. A call tried again throws its dice again.

    ``dropped``: cut before the bank reads it. ``timed_out``: done, then no answer. ``unavailable``: 503. ``forged``: the
    answer is signed by somebody else. ``garbage``: the answer is a web page, well signed. ``outage`` is a span of the
    bank's own time in which it answers 503 to everything.
    """

    dropped: int = 0
    timed_out: int = 0
    unavailable: int = 0
    forged: int = 0
    garbage: int = 0
    outage: tuple[datetime, datetime] | None = None

    @classmethod
    def a_bad_line(cls) -> "WireFaults":
        """Two calls in five go wrong, each in another way."""
        return cls(dropped=90, timed_out=120, unavailable=60, forged=60, garbage=60)


@dataclass(frozen=True, slots=True)
class Pace:
    """The bank's own time: it starts at ``start`` and runs ``speed`` seconds in each second."""

    start: datetime
    speed: int
    began: float

    @classmethod
    def of(cls, start: datetime, speed: int = 1) -> "Pace":
        """A clock that starts now."""
        return cls(start, speed, time.monotonic())

    def __call__(self) -> datetime:
        """The bank's time now."""
        return self.start + timedelta(seconds=(time.monotonic() - self.began) * self.speed)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body, and whether it is to be cut off, forged or held back."""

    status: int
    body: bytes = b""
    fault: str = ""


class BankDoor:
    """What the bank does with a call, apart from sockets: who calls, what is asked, what goes wrong."""

    def __init__(
        self,
        bank: Bank,
        *,
        keys: Path,
        clock: Callable[[], datetime],
        seed: int = 0,
        faults: WireFaults | None = None,
    ) -> None:
        keys.mkdir(parents=True, exist_ok=True)
        self.bank, self.clock = bank, clock
        self.faults = faults or WireFaults()
        self.calls: Counter[str] = Counter()
        self.struck: Counter[str] = Counter()
        self._keys, self._chance = keys, Chance(seed)
        self._key = _own_key(keys / "bank.pem", keys / "bank.public.pem")
        self._stranger = Ed25519PrivateKey.generate()
        self._nonces: set[str] = set()
        self._taken: set[str] = set()
        self._lock = threading.Lock()

    @property
    def public_key(self) -> bytes:
        """The bank's public key in PEM, to be given to the customer."""
        return (self._keys / "bank.public.pem").read_bytes()

    def open(self, method: str, target: str, headers: Any, body: bytes) -> Answer:
        """One call, one at a time, as a small bank does."""
        with self._lock:
            now = self.clock()
            fault = self._fault(method, target, now)
            if fault:
                self.struck[fault] += 1
            if fault in ("dropped", "unavailable"):
                return Answer(503, b"", fault)
            refusal = self._refusal(method, target, headers, body)
            if refusal:
                return Answer(401, refusal.encode(), fault)
            try:
                answer = self._do(method, unquote(target), body, now)
            except BankTimedOut:
                self.struck["timed_out"] += 1
                return Answer(200, b"", "timed_out")
            return Answer(answer.status, _GARBAGE if fault == "garbage" else answer.body, fault)

    def _fault(self, method: str, target: str, now: datetime) -> str:
        place = f"{method} {target}"
        self.calls[place] += 1
        if self.faults.outage and self.faults.outage[0] <= now < self.faults.outage[1]:
            return "unavailable"
        for kind in ("dropped", "timed_out", "unavailable", "forged", "garbage"):
            if self._chance.strikes(kind, f"{place} {self.calls[place]}", getattr(self.faults, kind)):
                return kind
        return ""

    def _refusal(self, method: str, target: str, headers: Any, body: bytes) -> str:
        """Why a call is not listened to; empty when it is signed, of this moment and new."""
        moment, nonce = headers.get("X-Time", ""), headers.get("X-Nonce", "")
        key = headers.get("Idempotency-Key", "")
        lines = ("request", method, target, moment, nonce, key, hashlib.sha256(body).hexdigest())
        if not self._is_signed(headers.get("X-JWS-Signature", ""), "\n".join(lines).encode()):
            return "签名不对"
        try:
            skew = abs(datetime.fromisoformat(moment).astimezone(UTC) - clock.real_now())
        except ValueError:
            return "时间读不出"
        if skew > _SKEW_MAX:
            return "时间相差过大"
        if len(nonce) < 16 or nonce in self._nonces:
            return "重放的请求"
        self._nonces.add(nonce)
        return ""

    def _is_signed(self, signature: str, text: bytes) -> bool:
        try:
            head, payload, proof = signature.split(".")
            header = json.loads(_unpack(head))
            wanted = {"alg": "Ed25519", "b64": False, "crit": ["b64"]}
            payer = str(header["kid"])
            if payload or any(header.get(name) != value for name, value in wanted.items()):
                return False
            if not payer.replace("-", "").replace("_", "").isalnum():
                return False
            key = serialization.load_pem_public_key((self._keys / f"{payer}.public.pem").read_bytes())
            if not isinstance(key, Ed25519PublicKey):
                return False
            key.verify(_unpack(proof), head.encode() + b"." + text)
        except (InvalidSignature, ValueError, KeyError, OSError):
            return False
        return True

    def sign(self, answer: Answer, nonce: str) -> dict[str, str]:
        """The headers of a reply."""
        moment = clock.real_now().isoformat(timespec="seconds")
        lines = ("reply", str(answer.status), moment, nonce, hashlib.sha256(answer.body).hexdigest())
        header = _pack(b'{"alg":"Ed25519","kid":"bank","b64":false,"crit":["b64"]}')
        key = self._stranger if answer.fault == "forged" else self._key
        proof = key.sign(header.encode() + b"." + "\n".join(lines).encode())
        return {"X-Time": moment, "X-JWS-Signature": f"{header}..{_pack(proof)}"}

    def _do(self, method: str, target: str, body: bytes, now: datetime) -> Answer:
        match method, target.strip("/").split("/")[1:]:
            case "POST", ["files"]:
                answer = self._submit(body, now)
            case "GET", ["files", message_id]:
                answer = _found(self.bank.status(message_id))
            case "GET", ["payments", reference]:
                answer = _found(self.bank.payment_status(reference, now=now))
            case "GET", ["messages"]:
                names = [one.name for one in self.bank.messages(now=now) if one.name not in self._taken]
                answer = Answer(200, json.dumps({"names": names[:200]}).encode())
            case "GET", ["messages", name]:
                waiting = {one.name: one.body for one in self.bank.messages(now=now)}
                answer = _found(waiting.get(name))
            case "DELETE", ["messages", name]:
                self._taken.add(name)
                answer = Answer(204)
            case "GET", ["statements", day]:
                answer = self._statement(day, now)
            case _:
                answer = Answer(400, "没有这个地址".encode())
        return answer

    def _submit(self, body: bytes, now: datetime) -> Answer:
        try:
            return Answer(200, self.bank.submit(body, now=now))
        except UnreadablePaymentFile as error:
            return Answer(422, str(error).encode())

    def _statement(self, day: str, now: datetime) -> Answer:
        try:
            wanted = date.fromisoformat(day)
        except ValueError:
            return Answer(400, f"日期读不出：{day}".encode())
        return _found(self.bank.statement(wanted, now=now) if wanted <= now.date() else None)


def _found(body: bytes | None) -> Answer:
    return Answer(404) if body is None else Answer(200, body)


def _own_key(private: Path, public: Path) -> Ed25519PrivateKey:
    if private.exists():
        found = serialization.load_pem_private_key(private.read_bytes(), None)
        if isinstance(found, Ed25519PrivateKey):
            return found
    made = Ed25519PrivateKey.generate()
    private.touch(mode=0o600)
    private.write_bytes(
        made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    pem, info = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(made.public_key().public_bytes(pem, info))
    return made


def _pack(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpack(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "BankServer"

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _BYTES_MAX:
            self.close_connection = True
            return
        body = self.rfile.read(length)
        answer = self.server.door.open(self.command, self.path, self.headers, body)
        if answer.fault == "timed_out":
            self.server.gone.wait(self.server.hang_seconds)
        if answer.fault in ("dropped", "timed_out"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(answer.status)
        if answer.fault != "unavailable":
            for name, value in self.server.door.sign(answer, self.headers.get("X-Nonce", "")).items():
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """A bank does not talk about its customers."""


for _method in ("GET", "POST", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler._serve)


class BankServer(LoopbackServer):
    """Serves a door on the loopback; ``port`` 0 takes a free one. ``with BankServer(door) as bank`` runs it in a thread."""

    def __init__(self, door: BankDoor, *, port: int = 0, hang_seconds: int = 60) -> None:
        super().__init__(_Handler, port=port)
        self.door, self.hang_seconds = door, hang_seconds
