"""The court's seal server over HTTP: it gets a digest and the name of a seal, and answers with the raw signature.

Each request is signed (detached JWS by Ed25519 over method, target, time, nonce, number and body); the connection may be
mutual TLS besides. The answer needs no signature of its own: it is one, and is believed when it verifies under the seal's
certificate. A request bears a number that follows from seal and digest, so asking again after silence is asking for the
same signature. Where the outcome stays unknown the document is not made.
"""

import base64
import binascii
import hashlib
import json
import os
import secrets
import ssl
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from zhixing.documents.sealing.base import SealingFailed
from zhixing.documents.sealing.settings import SERVER, KeptSeal, Server
from zhixing.foundation import clock
from zhixing.foundation.calls import NoReply, Reply, call
from zhixing.foundation.patience import Breaker

CLIENT, SIGNATURE, TIME, NONCE, NUMBER = "X-Client", "X-JWS-Signature", "X-Time", "X-Nonce", "Idempotency-Key"
ALGORITHM = "rsa-pkcs1v15-sha256"
TRIES = 2
ANSWER_BYTES_MAX = 2**18
OWN_KEY, OWN_PUBLIC = "client.pem", "client.public.pem"
_GARBLED = (ValueError, KeyError, TypeError, AttributeError, binascii.Error)


class SealingRefused(SealingFailed):
    """The server answered, and said no."""


class ServerHolder:
    """A seal server. `folder` holds our own key, made on first use; its public half is given to the server."""

    name = SERVER

    def __init__(self, server: Server, kept: tuple[KeptSeal, ...], folder: Path) -> None:
        self.title = f"签章服务器 {server.address}"
        self._server, self._folder = server, folder
        self._expected = {one.name: one.certificate for one in kept}
        self._guard = threading.Lock()
        self._breaker = Breaker()
        self._tls: ssl.SSLContext | None = None
        self._key: OKPKey | None = None

    def problems(self, names: list[str]) -> list[str]:
        """Whether the server answers us and holds a seal of each name under the certificate in the settings."""
        try:
            reply = self._asked("GET", "/v1/seals", b"", "")
            told = _json(reply)
            if reply.status != 200:
                return [f"{self.title}拒绝了本系统（{reply.status}）：{_words(told)}"]
            held = {str(one["name"]): str(one["certificate_sha256"]) for one in told["seals"]}
        except SealingFailed as problem:
            return [str(problem)]
        except _GARBLED:
            return [f"{self.title}的应答读不懂，请核对地址和版本。"]
        found = []
        for name in names:
            if name not in held:
                found.append(f"{self.title}中没有“{name}”这枚印章，或者不允许本系统使用。")
            elif held[name] != self._expected[name].fingerprint(hashes.SHA256()).hex():
                found.append(f"“{name}”在{self.title}中的证书与设置中的不是同一个，请核对。")
        return found

    def sign(self, name: str, digest: bytes) -> bytes:
        """The raw signature; after silence once more under the same number. Raises SealingFailed."""
        body = json.dumps({"seal": name, "algorithm": ALGORITHM, "digest": digest.hex()}).encode()
        number = hashlib.sha256(f"{name}\n{digest.hex()}".encode()).hexdigest()[:40]
        problem = ""
        for _ in range(TRIES):
            try:
                reply = self._asked("POST", "/v1/signatures", body, number)
                told = _json(reply)
                if reply.status == 200 and told["number"] == number:
                    return base64.b64decode(told["signature"], validate=True)
                if 400 <= reply.status < 500:
                    raise SealingRefused(
                        f"{self.title}拒绝盖章（{reply.status}）：{_words(told)}文书没有制作。"
                    )
                problem = f"{self.title}的应答不合约定（{reply.status}）。"
            except SealingRefused:
                raise
            except SealingFailed as silence:
                problem = str(silence)
            except _GARBLED:
                problem = f"{self.title}的应答读不懂。"
        raise SealingFailed(f"{problem}是否盖章不明，文书没有制作；恢复后重新办理即可。")

    def _asked(self, method: str, path: str, body: bytes, number: str) -> Reply:
        """One signed request. Raises SealingFailed where no whole answer came, and while the server rests."""
        with self._guard:
            rests = self._breaker.room(1, clock.real_now()) == 0
        if rests:
            raise SealingFailed(f"{self.title}连续没有应答，正在等待它恢复。")
        base = urlsplit(self._server.address)
        target = f"{base.path}{path}"
        headers = self._signed_headers(method, target, body, number)
        try:
            reply = call(
                method, f"{base.scheme}://{base.netloc}{target}", headers=headers, body=body,
                seconds=self._server.seconds, bytes_max=ANSWER_BYTES_MAX, tls=self._context(),
            )  # fmt: skip
        except NoReply as silence:
            self._felt(trouble=True)
            raise SealingFailed(f"{self.title}没有应答：{silence}") from silence
        self._felt(trouble=reply.status >= 500)
        if reply.status >= 500:
            raise SealingFailed(f"{self.title}暂停服务（{reply.status}）。")
        return reply

    def _felt(self, *, trouble: bool) -> None:
        with self._guard:
            self._breaker = self._breaker.after(clock.real_now(), trouble=trouble)

    def _signed_headers(self, method: str, target: str, body: bytes, number: str) -> dict[str, str]:
        time, nonce = clock.real_now().isoformat(timespec="seconds"), secrets.token_urlsafe(24)
        text = request_text(method, target, time=time, nonce=nonce, number=number, body=body)
        header = {"alg": "Ed25519", "kid": self._server.client, "b64": False, "crit": ["b64"]}
        signature = jws.serialize_compact(header, text, self._own_key(), algorithms=["Ed25519"])
        found = {
            CLIENT: self._server.client, TIME: time, NONCE: nonce, SIGNATURE: signature,
            "Content-Type": "application/json",
        }  # fmt: skip
        return found | {NUMBER: number} if number else found

    def _own_key(self) -> OKPKey:
        with self._guard:
            if self._key is None:
                try:
                    self._key = own_key(self._folder)
                except (OSError, ValueError, JoseError) as error:
                    raise SealingFailed(
                        f"本系统的请求密钥读不出：{self._folder / OWN_KEY}（{error}）。"
                    ) from None
            return self._key

    def _context(self) -> ssl.SSLContext | None:
        server = self._server
        if not server.address.startswith("https://"):
            return None
        with self._guard:
            if self._tls is None:
                try:
                    made = ssl.create_default_context(cafile=str(server.ca) if server.ca else None)
                    if server.certificate and server.key:
                        made.load_cert_chain(server.certificate, server.key)
                except (OSError, ValueError) as error:
                    raise SealingFailed(
                        f"签章服务器的 TLS 文件不能使用（ca、certificate、key）：{error}。"
                    ) from None
                self._tls = made
            return self._tls


def request_text(method: str, target: str, *, time: str, nonce: str, number: str, body: bytes) -> bytes:
    """What the signature of a request covers."""
    lines = ("seal-request", method, target, time, nonce, number, hashlib.sha256(body).hexdigest())
    return "\n".join(lines).encode()


def own_key(folder: Path) -> OKPKey:
    """Our key towards the server, made on first use together with the public half. Of several makers one wins."""
    place = folder / OWN_KEY
    if not place.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = OKPKey.generate_key("Ed25519")
        draft = folder / f".{OWN_KEY}.{os.getpid()}.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_bytes(key.as_pem(private=True))
        try:
            os.link(draft, place)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = OKPKey.import_key(place.read_bytes())
    if key.curve_name != "Ed25519":
        raise ValueError(f"应为 Ed25519 密钥，现在是 {key.curve_name}")
    (folder / OWN_PUBLIC).write_bytes(key.as_pem(private=False))
    return key


def _json(reply: Reply) -> Any:
    return json.loads(reply.body)


def _words(told: Any) -> str:
    words = str(told.get("words", ""))[:200].strip() if isinstance(told, dict) else ""
    return words if words.endswith("。") or not words else f"{words}。"
