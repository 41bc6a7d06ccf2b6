"""The key that signs heads: Ed25519, kept in `ZHIXING_HOME/keys`, never in the database."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhixing.foundation.home import home


@dataclass(frozen=True, slots=True)
class SealKey:
    """A signing key; `id` is the start of the SHA-256 of its public part."""

    private: Ed25519PrivateKey

    @property
    def public_bytes(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits."""
        return hashlib.sha256(self.public_bytes).hexdigest()[:16]

    def sign(self, data: bytes) -> bytes:
        """A 64-byte signature."""
        return self.private.sign(data)


def seal_key(folder: Path | None = None) -> SealKey:
    """The key of this home, made on first use. A key once used is never replaced in place: move the file aside."""
    place = (folder or home().prepare().keys) / "evidence.ed25519"
    if not place.exists():
        made = Ed25519PrivateKey.generate()
        draft = place.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_bytes(made.private_bytes_raw())
        draft.rename(place)
        (place.parent / f"evidence-{SealKey(made).id}.public").write_bytes(SealKey(made).public_bytes)
    return SealKey(Ed25519PrivateKey.from_private_bytes(place.read_bytes()))


def public_keys(folder: Path | None = None) -> dict[str, bytes]:
    """Public keys by id: the present one and those of former keys that were kept."""
    place = folder or home().prepare().keys
    present = seal_key(place)
    known = {present.id: present.public_bytes}
    for file in place.glob("evidence-*.public"):
        known[file.stem.removeprefix("evidence-")] = file.read_bytes()
    return known


def is_signed(public: bytes, head: str, signature: str) -> bool:
    """Whether the signature over a head is good."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signature), bytes.fromhex(head))
    except (InvalidSignature, ValueError):
        return False
    return True
