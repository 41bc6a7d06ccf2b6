"""Who spoke: compact JWS (RFC 7515) by Ed25519 (RFC 8037, 9864), or by SM2 with SM3 behind the same port.

The header holds `alg`, `kid` and `typ` and nothing else. `kid` is the first 16 hexadecimal digits of the SHA-256 of the
public key, so a key names itself; which key belongs to whom is a list that both sides keep by hand (the trusted keys).
"""

import base64
import binascii
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from zhixing.inquiries.wire.refusals import Code, Refused

TYPE = "zhixing-unit+jws"
ED25519, SM2 = "Ed25519", "SM2"
ALGORITHMS = (ED25519, SM2)
_HEADER_MAX = 400


class KeyUnusable(ValueError):
    """A key or key file cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as it is handed over: `text` is base64url of 32 bytes (Ed25519) or of 64 (SM2, x and y)."""

    algorithm: str
    text: str

    @property
    def kid(self) -> str:
        """Sixteen hexadecimal digits."""
        return hashlib.sha256(unpack(self.text)).hexdigest()[:16]

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.text}"

    @classmethod
    def of(cls, text: str) -> "PublicKey":
        """A key written `Ed25519:…` or `SM2:…`. Raises KeyUnusable."""
        algorithm, _, body = text.strip().partition(":")
        try:
            size = len(unpack(body))
        except ValueError:
            size = 0
        if algorithm not in ALGORITHMS or size != {ED25519: 32, SM2: 64}[algorithm]:
            raise KeyUnusable("公钥应写成 Ed25519:… 或 SM2:…，请向对方索取 zhixing unit keys 打印的那一行。")
        return cls(algorithm, body)


class Signer(Protocol):
    """Signs as one party."""

    @property
    def public(self) -> PublicKey:
        """The public half."""
        ...

    def seal(self, payload: bytes) -> bytes:
        """The payload as compact JWS."""
        ...


class Verifier(Protocol):
    """Knows one public key."""

    @property
    def public(self) -> PublicKey:
        """The key."""
        ...

    def open(self, compact: bytes) -> bytes:
        """The payload. Raises Refused (bad-signature)."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Ed25519Signer:
    """The default. The header of a key is the same in every message, so it is written once."""

    key: Ed25519PrivateKey
    public: PublicKey
    head: bytes

    @classmethod
    def of(cls, raw: bytes) -> "Ed25519Signer":
        """From the 32 bytes of a private key."""
        key = Ed25519PrivateKey.from_private_bytes(raw)
        public = PublicKey(ED25519, pack(key.public_key().public_bytes_raw()))
        return cls(key, public, _head({"alg": ED25519, "kid": public.kid, "typ": TYPE}))

    def seal(self, payload: bytes) -> bytes:
        """Compact JWS; equal payloads give equal bytes."""
        text = self.head + b"." + _packed(payload)
        return text + b"." + _packed(self.key.sign(text))


@dataclass(frozen=True, slots=True)
class Ed25519Verifier:
    """Opens what the owner of an Ed25519 key sealed."""

    key: Ed25519PublicKey
    public: PublicKey

    @classmethod
    def of(cls, public: PublicKey) -> "Ed25519Verifier":
        """From the public key. Raises ValueError for bytes that are no key."""
        return cls(Ed25519PublicKey.from_public_bytes(unpack(public.text)), public)

    def open(self, compact: bytes) -> bytes:
        """The payload. Raises Refused."""
        text, _, tail = compact.rpartition(b".")
        try:
            self.key.verify(unpack(tail.decode("ascii")), text)
            return unpack(text.partition(b".")[2].decode("ascii"))
        except (InvalidSignature, ValueError) as error:
            raise Refused(Code.BAD_SIGNATURE) from error


@dataclass(frozen=True, slots=True, repr=False)
class Sm2Signer:
    """SM2 with SM3 (GB/T 32918, default signer id), signature r ‖ s of 64 bytes. Needs the package gmssl-pyx."""

    private: bytes
    public: PublicKey

    def seal(self, payload: bytes) -> bytes:
        """Compact JWS. Signing is randomised: two seals of one payload differ."""
        import gmssl_pyx

        text = _signing_input({"alg": SM2, "kid": self.public.kid, "typ": TYPE}, payload)
        r, s = decode_dss_signature(gmssl_pyx.sm2_sign(self.private, unpack(self.public.text), text))
        return text + b"." + pack(r.to_bytes(32) + s.to_bytes(32)).encode("ascii")


@dataclass(frozen=True, slots=True)
class Sm2Verifier:
    """Opens what the owner of an SM2 key sealed."""

    public: PublicKey

    def open(self, compact: bytes) -> bytes:
        """The payload. Raises Refused."""
        import gmssl_pyx

        text, _, tail = compact.rpartition(b".")
        try:
            raw = unpack(tail.decode("ascii"))
            if len(raw) != 64:
                raise Refused(Code.BAD_SIGNATURE)
            signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
            good = gmssl_pyx.sm2_verify(unpack(self.public.text), text, signature)
            payload = unpack(text.partition(b".")[2].decode("ascii"))
        except (ValueError, gmssl_pyx.GmsslInnerError) as error:
            raise error if isinstance(error, Refused) else Refused(Code.BAD_SIGNATURE) from error
        if not good:
            raise Refused(Code.BAD_SIGNATURE)
        return payload


def verifier(public: PublicKey) -> Verifier:
    """The verifier of a key. Raises KeyUnusable for a key that is no point of its curve, or SM2 without gmssl-pyx."""
    if public.algorithm == SM2:
        _check_sm2(public)
        return Sm2Verifier(public)
    try:
        return Ed25519Verifier.of(public)
    except ValueError as error:
        raise KeyUnusable(f"公钥 {public.kid} 不成立，请向对方重新索取。") from error


def _check_sm2(public: PublicKey) -> None:
    try:
        import gmssl_pyx
    except ImportError as error:
        raise KeyUnusable("本机没有安装 SM2 组件，请安装 zhixing[sm2]。") from error
    try:
        gmssl_pyx.normalize_sm2_public_key(b"\x04" + unpack(public.text))
    except (gmssl_pyx.GmsslInnerError, ValueError) as error:
        raise KeyUnusable(f"公钥 {public.kid} 不在 SM2 曲线上，请向对方重新索取。") from error


class Trusted:
    """The keys that are believed, each with the code of its owner. A party may have several while it changes keys."""

    def __init__(self, keys: Iterable[tuple[str, PublicKey]]) -> None:
        self._by_kid: Mapping[str, tuple[str, Verifier]] = {
            key.kid: (owner, verifier(key)) for owner, key in keys
        }

    def open(self, compact: bytes) -> tuple[str, bytes]:
        """Owner of the key that sealed, and the payload. Raises Refused: not-a-message, algorithm, unknown-key, bad-signature."""
        algorithm, kid = _checked_header(compact)
        found = self._by_kid.get(kid)
        if found is None:
            raise Refused(Code.UNKNOWN_KEY, where="header.kid")
        owner, check = found
        if check.public.algorithm != algorithm:
            raise Refused(Code.ALGORITHM, where="header.alg", words="签名算法与登记的密钥不符")
        return owner, check.open(compact)


def _checked_header(compact: bytes) -> tuple[str, str]:
    if compact.count(b".") != 2:
        raise Refused(Code.NOT_A_MESSAGE)
    return _algorithm_and_kid(compact.partition(b".")[0][: _HEADER_MAX + 1])


@lru_cache(maxsize=1024)
def _algorithm_and_kid(head: bytes) -> tuple[str, str]:
    """What a header says, remembered: a sender's header is the same in every message."""
    header = header_of(head + b"..")
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise Refused(Code.ALGORITHM, where="header.alg")
    strange = header.keys() - {"alg", "kid", "typ"}
    if strange or header.get("typ") != TYPE:
        raise Refused(Code.NOT_A_MESSAGE, where=f"header.{min(strange) if strange else 'typ'}"[:80],
                      remedy=f"头部只写 alg、kid、typ，typ 为 {TYPE}")  # fmt: skip
    return str(algorithm), str(header.get("kid"))


def header_of(compact: bytes) -> dict[str, object]:
    """The protected header, unverified. Raises Refused (not-a-message)."""
    if compact.count(b".") != 2:
        raise Refused(Code.NOT_A_MESSAGE)
    head = compact.partition(b".")[0]
    if len(head) > _HEADER_MAX:
        raise Refused(Code.NOT_A_MESSAGE, where="header")
    try:
        header = json.loads(unpack(head.decode("ascii")))
    except (ValueError, RecursionError):
        raise Refused(Code.NOT_A_MESSAGE, where="header") from None
    if not isinstance(header, dict):
        raise Refused(Code.NOT_A_MESSAGE, where="header")
    return header


def new_private(algorithm: str = ED25519) -> dict[str, str]:
    """A fresh private key as it is kept in a key file."""
    if algorithm == ED25519:
        return {"algorithm": ED25519, "private": pack(os.urandom(32))}
    import gmssl_pyx

    public, private = gmssl_pyx.sm2_key_generate()
    return {"algorithm": SM2, "private": pack(private), "public": pack(public)}


def signer_of(kept: Mapping[str, str]) -> Signer:
    """The signer of what a key file holds. Raises KeyUnusable."""
    try:
        private = unpack(kept["private"])
        if kept["algorithm"] == ED25519:
            return Ed25519Signer.of(private)
        if kept["algorithm"] == SM2:
            return Sm2Signer(private, PublicKey.of(f"{SM2}:{kept['public']}"))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise KeyUnusable("密钥文件已损坏，请从备份恢复。") from error
    raise KeyUnusable("密钥文件中的算法不认识，应为 Ed25519 或 SM2。")


def load_signer(file: Path, *, algorithm: str = ED25519) -> Signer:
    """The signer kept in a file, which is made with mode 0600 on first use. Raises KeyUnusable."""
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise KeyUnusable(f"密钥文件权限过宽：{file}，请执行 chmod 600。")
    except FileNotFoundError:
        _make(file, algorithm)
    try:
        return signer_of(json.loads(file.read_text(encoding="ascii")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise KeyUnusable(f"密钥文件读不出：{file}。") from error


def _make(file: Path, algorithm: str) -> None:
    """Whole under a name of its own, then linked: of two processes that start at once one makes the key, both read it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            json.dump(new_private(algorithm), opened)
            opened.flush()
            os.fsync(opened.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def _signing_input(header: dict[str, str], payload: bytes) -> bytes:
    return _head(header) + b"." + _packed(payload)


def _head(header: dict[str, str]) -> bytes:
    return _packed(json.dumps(header, separators=(",", ":")).encode("ascii"))


def _packed(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def pack(data: bytes) -> str:
    """Base64url without padding."""
    return _packed(data).decode("ascii")


def unpack(text: str) -> bytes:
    """Base64url without padding, strictly: one text for each value. Raises ValueError."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("不是 base64url。") from error
    if pack(data) != text:
        raise ValueError("不是 base64url。")
    return data
