"""Secrets of the second factor (RFC 6238): sealed at rest, and the code they give at a moment."""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime

from zhixing.foundation.home import home
from zhixing.foundation.personal_data import Keys, Purpose, load_keys, seal, unseal

PERIOD_SECONDS = 30
DIGITS = 6


def _keys() -> Keys:
    return load_keys(home().prepare().keys / "second-factor.json")


def seal_secret(text: str) -> str:
    """A secret as it lies in the database, in base 64."""
    return base64.b64encode(seal(_keys(), text, purpose=Purpose.SECOND_FACTOR)).decode("ascii")


def open_secret(sealed: str) -> str:
    """The secret that was sealed. Raises SealedValueUnreadable."""
    return unseal(_keys(), base64.b64decode(sealed), purpose=Purpose.SECOND_FACTOR)


def new_secret() -> str:
    """160 random bits in base 32, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def code_at(secret: str, at: datetime) -> str:
    """The six digits that an authenticator app shows for the secret at the moment."""
    counter = struct.pack(">Q", int(at.timestamp()) // PERIOD_SECONDS)
    digest = hmac.new(base64.b32decode(secret, casefold=True), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    (value,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(value & 0x7FFF_FFFF) % 10**DIGITS:0{DIGITS}}"
