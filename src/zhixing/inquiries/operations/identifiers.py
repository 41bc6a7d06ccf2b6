"""By what assets, orders and claims of one identifier find each other."""

import hashlib

from zhixing.cases.personal import keys
from zhixing.foundation.names import mask_account
from zhixing.foundation.personal_data import Purpose, blind_index
from zhixing.inquiries.rules.assets import normal_identifier
from zhixing.inquiries.rules.controls import is_secret
from zhixing.inquiries.rules.kinds import AssetKind

MASKED_MAX = 200


def index_of_identifier(kind: AssetKind, written: str) -> bytes:
    """The index of an identifier as somebody writes it, the same that its asset bears; keyed where it is secret."""
    plain = normal_identifier(kind, written)
    if is_secret(kind):
        return blind_index(keys(), plain, purpose=Purpose.ACCOUNT)
    return hashlib.sha256(plain.encode()).digest()[:16]


def indexes_of_identifier(written: str) -> set[bytes]:
    """Every index a text can have when nobody says what kind of asset it names."""
    return {index_of_identifier(kind, written) for kind in AssetKind if normal_identifier(kind, written)}


def shown(kind: AssetKind, identifier: str) -> str:
    """How a page writes it: an account number masked."""
    return (mask_account(identifier) if is_secret(kind) else identifier)[:MASKED_MAX]
