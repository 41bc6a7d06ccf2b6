"""A court's seal server as the house meets it: it knows callers by their public keys, signs digests, and keeps a log.

It verifies requests and signs by its own hand, so that a mistake of the house's library calls is not shared. A number is
signed once: asked again it answers with the same signature, and refuses the number for another digest.
"""

import base64
import hashlib
import json
import socket
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from zhixing.foundation import clock
from zhixing.simulator.loopback import LoopbackServer

_SKEW_MAX = timedelta(minutes=5)
_BYTES_MAX = 2**16


@dataclass(frozen=True, slots=True)
class HeldSeal:
    """A seal in the server, and the callers that may use it."""

    key: RSAPrivateKey
    certificate: x509.Certificate
    callers: tuple[str, ...]


class SealDoor:
    """What the server does with a call, apart from sockets. ``faults`` strike the next calls for signatures in their order:
    ``dropped`` before it is read, ``timed_out`` after it is signed, ``unavailable``, ``forged`` by another key, ``garbage``.
    """

    def __init__(self, seals: dict[str, HeldSeal], callers: Path, *, faults: Sequence[str] = ()) -> None:
        self.seals, self.faults = seals, list(faults)
        self.log: list[tuple[str, str, str]] = []
        self.calls = 0
        self._callers, self._nonces = callers, set[str]()
        self._signed: dict[str, tuple[bytes, bytes]] = {}
        self._stranger = generate_private_key(65537, 2048)
        self._lock = threading.Lock()

    def open(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, bytes, str]:
        """Status, body, and the fault that struck."""
        with self._lock:
            self.calls += 1
            fault = self.faults.pop(0) if method == "POST" and self.faults else ""
            if fault == "dropped":
                return 0, b"", fault
            if fault == "unavailable":
                return 503, b"", fault
            caller = str(headers.get("X-Client", ""))
            if refusal := self._refusal(caller, method, target, headers, body):
                return 401, _words(refusal), fault
            if (method, target) == ("GET", "/v1/seals"):
                return 200, json.dumps({"seals": self._open_to(caller)}).encode(), fault
            if (method, target) == ("POST", "/v1/signatures"):
                status, answer = self._sign(caller, headers.get("Idempotency-Key", ""), body, fault)
                return status, b"<html>502</html>" if fault == "garbage" else answer, fault
            return 404, _words("没有这个地址"), fault

    def _open_to(self, caller: str) -> list[dict[str, str]]:
        return [
            {"name": name, "certificate_sha256": one.certificate.fingerprint(hashes.SHA256()).hex()}
            for name, one in self.seals.items()
            if caller in one.callers
        ]

    def _sign(self, caller: str, number: str, body: bytes, fault: str) -> tuple[int, bytes]:
        try:
            told = json.loads(body)
            name, digest = str(told["seal"]), bytes.fromhex(told["digest"])
        except (ValueError, KeyError, TypeError):
            return 400, _words("请求读不出")
        seal = self.seals.get(name)
        if seal is None or caller not in seal.callers:
            return 403, _words("这枚印章不允许该系统使用")
        if told.get("algorithm") != "rsa-pkcs1v15-sha256" or len(digest) != 32 or not number:
            return 422, _words("只签 SHA-256 摘要，并须有编号")
        if number in self._signed and self._signed[number][0] != digest:
            return 409, _words("这个编号签过别的内容")
        if number not in self._signed:
            raw = seal.key.sign(digest, PKCS1v15(), Prehashed(hashes.SHA256()))
            self._signed[number] = (digest, raw)
            self.log.append((caller, name, digest.hex()))
        raw = self._signed[number][1]
        if fault == "forged":
            raw = self._stranger.sign(digest, PKCS1v15(), Prehashed(hashes.SHA256()))
        return 200, json.dumps({"number": number, "signature": base64.b64encode(raw).decode()}).encode()

    def _refusal(self, caller: str, method: str, target: str, headers: Any, body: bytes) -> str:
        moment, nonce = headers.get("X-Time", ""), headers.get("X-Nonce", "")
        lines = (
            "seal-request", method, target, moment, nonce, headers.get("Idempotency-Key", ""),
            hashlib.sha256(body).hexdigest(),
        )  # fmt: skip
        if not self._is_signed(caller, headers.get("X-JWS-Signature", ""), "\n".join(lines).encode()):
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

    def _is_signed(self, caller: str, signature: str, text: bytes) -> bool:
        try:
            head, payload, proof = signature.split(".")
            header = json.loads(_unpack(head))
            wanted = {"alg": "Ed25519", "kid": caller, "b64": False, "crit": ["b64"]}
            if payload or any(header.get(name) != value for name, value in wanted.items()):
                return False
            if not caller.replace("-", "").isalnum():
                return False
            key = serialization.load_pem_public_key((self._callers / f"{caller}.public.pem").read_bytes())
            if not isinstance(key, Ed25519PublicKey):
                return False
            key.verify(_unpack(proof), head.encode() + b"." + text)
        except (InvalidSignature, ValueError, KeyError, OSError):
            return False
        return True


def _words(text: str) -> bytes:
    return json.dumps({"words": text}, ensure_ascii=False).encode()


def _unpack(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "SealServer"

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _BYTES_MAX:
            self.close_connection = True
            return
        body = self.rfile.read(length)
        status, answer, fault = self.server.door.open(self.command, self.path, self.headers, body)
        if fault == "timed_out":
            self.server.gone.wait(60)
        if fault in ("dropped", "timed_out"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The log is the door's."""


for _method in ("GET", "POST"):
    setattr(_Handler, f"do_{_method}", _Handler._serve)


class SealServer(LoopbackServer):
    """Serves a door on the loopback, over ``tls`` where given. ``with SealServer(door) as server`` runs it in a thread."""

    def __init__(self, door: SealDoor, *, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(_Handler, tls=tls)
        self.door = door
