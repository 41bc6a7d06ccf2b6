"""Personal data at rest: sealed with AES-GCM, found again by a keyed blind index, keys outside the database.

A sealed value is: version (1 byte) ‖ length of key id (1) ‖ key id ‖ nonce (12) ‖ ciphertext and tag. Version, key id
and purpose are authenticated, so a value moved to another column does not open.
"""

import base64
import hmac
import json
import os
import secrets
import stat
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

INDEX_BYTES = 16
_VERSION = 1
_NONCE_BYTES = 12
_KEY_BYTES = 32
_MAX_TEXT = 4096
_MAX_CONTENT = 64 * 2**20
_SMALL = 2_048


class Purpose(StrEnum):
    """What a value is; each purpose has an index of its own, so equal texts of two kinds do not look equal."""

    ID_NUMBER = "id-number"
    PHONE = "phone"
    ACCOUNT = "account"
    ADDRESS = "address"
    SECOND_FACTOR = "second-factor"
    INQUIRY = "inquiry"
    UNIT_MESSAGE = "unit-message"
    DOCUMENT = "document"
    DELIVERY_LINK = "delivery-link"
    CHECK_CODE = "check-code"


class KeyFileUnusable(RuntimeError):
    """The key file is damaged or open to others."""


class SealedValueUnreadable(ValueError):
    """A sealed value does not open: unknown key, damaged or moved."""


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The keys of an installation: 32-byte encryption keys by id, the one to seal with, and the index key."""

    encryption: Mapping[str, bytes]
    current: str
    index: bytes

    def __repr__(self) -> str:
        return f"Keys(current={self.current!r})"


def new_keys(key_id: str = "k1") -> Keys:
    """Fresh random keys."""
    return Keys({key_id: secrets.token_bytes(_KEY_BYTES)}, key_id, secrets.token_bytes(_KEY_BYTES))


def seal(keys: Keys, text: str, *, purpose: Purpose) -> bytes:
    """`text` (at most 4,096 characters) sealed under the current key; sealing twice gives two different values."""
    if len(text) > _MAX_TEXT:
        raise ValueError(f"要加密的内容过长，最多 {_MAX_TEXT} 个字符。")
    return _sealed(keys, text.encode(), purpose)


def seal_contents(keys: Keys, contents: Sequence[bytes], *, purpose: Purpose) -> list[bytes]:
    """Many messages or files sealed; their nonces are drawn together."""
    noise = secrets.token_bytes(_NONCE_BYTES * len(contents))
    return [
        _sealed(keys, _packed(content), purpose, noise[_NONCE_BYTES * place : _NONCE_BYTES * (place + 1)])
        for place, content in enumerate(contents)
    ]


def seal_content(keys: Keys, content: bytes, *, purpose: Purpose) -> bytes:
    """A whole message or file (at most 64 MiB) sealed, packed before; a small one is not worth the time of packing."""
    return _sealed(keys, _packed(content), purpose)


def _packed(content: bytes) -> bytes:
    if len(content) > _MAX_CONTENT:
        raise ValueError(f"要加密的内容过长，最多 {_MAX_CONTENT} 字节。")
    return zlib.compress(content, 1) if len(content) > _SMALL else _stored(content)


def _stored(content: bytes) -> bytes:
    """As `zlib.compress(content, 0)` writes it, without letting go of the interpreter's lock a thousand times a second."""
    size = len(content)
    return b"".join(
        (b"\x78\x01\x01", size.to_bytes(2, "little"), (size ^ 0xFFFF).to_bytes(2, "little"), content,
         zlib.adler32(content).to_bytes(4, "big"))
    )  # fmt: skip


def unseal_content(keys: Keys, sealed: bytes | memoryview, *, purpose: Purpose) -> bytes:
    """The content that was sealed for `purpose`. Raises SealedValueUnreadable."""
    return zlib.decompress(_opened(keys, sealed, purpose))


def _sealed(keys: Keys, content: bytes, purpose: Purpose, nonce: bytes = b"") -> bytes:
    key_id = keys.current.encode("ascii")
    head = bytes((_VERSION, len(key_id))) + key_id
    nonce = nonce or secrets.token_bytes(_NONCE_BYTES)
    return (
        head + nonce + _cipher(keys.encryption[keys.current]).encrypt(nonce, content, _bound(head, purpose))
    )


def unseal(keys: Keys, sealed: bytes | memoryview, *, purpose: Purpose) -> str:
    """The text that was sealed for `purpose`. Raises SealedValueUnreadable."""
    return _opened(keys, sealed, purpose).decode()


def _opened(keys: Keys, sealed: bytes | memoryview, purpose: Purpose) -> bytes:
    value = bytes(sealed)
    start = 2 + value[1] if len(value) > 2 else 0
    if not start or value[0] != _VERSION or len(value) < start + _NONCE_BYTES + 16:
        raise SealedValueUnreadable("加密数据已损坏，无法解密。")
    head, nonce, body = value[:start], value[start : start + _NONCE_BYTES], value[start + _NONCE_BYTES :]
    key = keys.encryption.get(head[2:].decode("ascii", "replace"))
    if key is None:
        raise SealedValueUnreadable("找不到加密时使用的密钥，请检查密钥文件。")
    try:
        return _cipher(key).decrypt(nonce, body, _bound(head, purpose))
    except InvalidTag:
        raise SealedValueUnreadable("加密数据已损坏或被移动，无法解密。") from None


def blind_index(keys: Keys, text: str, *, purpose: Purpose) -> bytes:
    """16 bytes by which equal texts of one purpose are found without opening them (HMAC-SHA256, cut).

    The caller brings the text into its normal form first; the index knows only exact equality.
    """
    message = purpose.value.encode("ascii") + b"\x00" + text.encode()
    return hmac.digest(keys.index, message, "sha256")[:INDEX_BYTES]


def load_keys(path: Path) -> Keys:
    """The keys in the file at `path`; the file is made with mode 0600 when it is not there.

    Of several processes that start at once one makes the file and all read the same keys. Raises KeyFileUnusable.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        _create(path)
        return _read(path)


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    """Ready to use: an installation has few keys and seals by the hundred thousand."""
    return AESGCM(key)


def _bound(head: bytes, purpose: Purpose) -> bytes:
    return head + purpose.value.encode("ascii")


def _create(path: Path) -> None:
    """A whole file under a name of its own, then linked: the link either appears complete or another was first."""
    keys = new_keys()
    body = {
        "version": _VERSION,
        "current": keys.current,
        "keys": {key_id: base64.b64encode(key).decode() for key_id, key in keys.encryption.items()},
        "index": base64.b64encode(keys.index).decode(),
    }
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(body, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    finally:
        draft.unlink()


def _read(path: Path) -> Keys:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileUnusable(f"密钥文件权限过宽：{path}，请执行 chmod 600。")
    try:
        body = json.loads(path.read_text(encoding="ascii"))
        encryption = {str(name): base64.b64decode(text, validate=True) for name, text in body["keys"].items()}
        keys = Keys(encryption, str(body["current"]), base64.b64decode(body["index"], validate=True))
        version = body["version"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyFileUnusable(f"密钥文件已损坏：{path}，请从备份恢复。") from None
    sizes = {len(key) for key in (*keys.encryption.values(), keys.index)}
    if version != _VERSION or keys.current not in keys.encryption or sizes != {_KEY_BYTES}:
        raise KeyFileUnusable(f"密钥文件已损坏：{path}，请从备份恢复。")
    return keys
