"""Who spoke, and what exactly: detached JWS (RFC 7515, unencoded payload by RFC 7797) by Ed25519 (RFC 9864).

What is signed is a short text with a line for each thing that must not be changed on the way. The reply's text holds the
nonce of its request, so that an old reply proves nothing about a new question.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from zhixing.foundation.home import home
from zhixing.funds.connectors.base import ConfigProblem

SKEW_MAX = timedelta(minutes=5)
"""How far the clocks of the two sides may differ."""
SIGNATURE, TIME, NONCE, KEY = "X-JWS-Signature", "X-Time", "X-Nonce", "Idempotency-Key"
_ALGORITHM = "Ed25519"
_PAYER_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


class NotTrusted(ValueError):
    """A reply is not signed by the bank, not about this question, or not of this moment."""


def request_text(method: str, target: str, *, time: str, nonce: str, key: str, body: bytes) -> bytes:
    """What the signature of a request covers."""
    lines = ("request", method, target, time, nonce, key, hashlib.sha256(body).hexdigest())
    return "\n".join(lines).encode()


def reply_text(status: int, *, time: str, nonce: str, body: bytes) -> bytes:
    """What the signature of a reply covers; `nonce` is the request's."""
    return "\n".join(("reply", str(status), time, nonce, hashlib.sha256(body).hexdigest())).encode()


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """Where the keys of one payer lie: below the home's keys, never in the database."""

    folder: Path
    payer_id: str

    @classmethod
    def of(cls, payer_id: str, folder: Path | None = None) -> "KeyFiles":
        """The files of a payer; raises ValueError for an id that is no plain name."""
        if not _PAYER_ID.fullmatch(payer_id):
            raise ValueError(f"银行分配的客户号只能是字母、数字、横线和下划线，收到“{payer_id}”。")
        return cls(folder or home().keys / "bank_direct", payer_id)

    @property
    def private(self) -> Path:
        """The court's own key."""
        return self.folder / f"{self.payer_id}.pem"

    @property
    def public(self) -> Path:
        """The court's public key, to be given to the bank."""
        return self.folder / f"{self.payer_id}.public.pem"

    @property
    def bank(self) -> Path:
        """The bank's public key, as the bank gave it."""
        return self.folder / f"{self.payer_id}.bank.pem"

    def make(self) -> Path:
        """Make the court's key if there is none; the file with the public half."""
        if not self.private.exists():
            home().prepare()
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            key = OKPKey.generate_key("Ed25519")
            draft = self.private.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_bytes(key.as_pem(private=True))
            self.public.write_bytes(key.as_pem(private=False))
            draft.rename(self.private)
        return self.public

    def problems(self) -> list[ConfigProblem]:
        """Keys that are missing or cannot be read."""
        found = []
        for file, what, remedy in (
            (self.private, "没有本院的签名密钥", "请执行 zhixing funds link-bank 生成，并把公钥交给银行。"),
            (self.bank, "没有银行的公钥", "请把银行给的公钥存为该文件。"),
        ):
            if not file.exists():
                found.append(ConfigProblem(f"{what} {file}", remedy))
                continue
            try:
                read_key(file)
            except NotTrusted as error:
                found.append(ConfigProblem(str(error), "请换成 PEM 格式的 Ed25519 密钥。"))
        return found


def read_key(file: Path) -> OKPKey:
    """A key of this folder. Raises NotTrusted when it is no Ed25519 key in PEM."""
    try:
        key = OKPKey.import_key(file.read_bytes())
    except (OSError, ValueError, JoseError) as error:
        raise NotTrusted(f"密钥 {file} 读不出：{error}") from error
    if key.curve_name != "Ed25519":
        raise NotTrusted(f"密钥 {file} 是 {key.curve_name}，应为 Ed25519。")
    return key


def sign(text: bytes, key: OKPKey, *, key_id: str) -> str:
    """A detached signature over the text."""
    header = {"alg": _ALGORITHM, "kid": key_id, "b64": False, "crit": ["b64"]}
    return jws.serialize_compact(header, text, key, algorithms=[_ALGORITHM])


def check(text: bytes, signature: str, key: OKPKey) -> None:
    """Raises NotTrusted unless the key's owner signed exactly this text, detached."""
    header, _, rest = signature.partition(".")
    if not header or not rest.startswith("."):
        raise NotTrusted("银行的应答没有签名，或者签名不是分离式 JWS。")
    try:
        found = jws.deserialize_compact(signature, key, algorithms=[_ALGORITHM], payload=text)
    except (JoseError, ValueError) as error:
        raise NotTrusted(f"银行应答的签名不对：{type(error).__name__}。") from error
    if found.headers().get("b64") is not False:
        raise NotTrusted("银行应答的签名没有覆盖原文。")


def check_moment(time: str, now: datetime) -> None:
    """Raises NotTrusted when a reply was written too long before or after now."""
    try:
        written = datetime.fromisoformat(time).astimezone(UTC)
    except ValueError:
        raise NotTrusted(f"银行应答的时间读不出：“{time[:40]}”。") from None
    if abs(written - now) > SKEW_MAX:
        raise NotTrusted(
            f"银行应答写于 {time}，与本机时钟相差超过 {SKEW_MAX.seconds // 60} 分钟，请校准时钟。"
        )
