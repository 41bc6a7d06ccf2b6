"""Seals whose keys are kept elsewhere: a holder signs digests, and everything else is done and checked here.

The holder sees a digest and the name of a seal, never a document. What it answers is believed when it verifies under the
certificate in the settings; anything else, silence among it, ends in a refusal, and no document comes of it.
"""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes

from zhixing.documents.sealing.base import (
    PreparedPdf,
    SealCheck,
    SealedPdf,
    SealingFailed,
    SealKey,
    SealOf,
    SealUse,
)
from zhixing.documents.sealing.checking import check_against
from zhixing.documents.sealing.envelope import LEVEL, EnvelopeSigner
from zhixing.documents.sealing.keys import certificates_of, keep_certificate, replaced_in, seal_key
from zhixing.documents.sealing.preparing import RESERVED, Filling, with_room
from zhixing.documents.sealing.settings import KeptSeal
from zhixing.foundation import clock


class Holder(Protocol):
    """What keeps the keys. Safe to use from any thread."""

    name: str
    title: str

    def problems(self, names: list[str]) -> list[str]:
        """What keeps it from signing under these names, as far as it can be told without using a key."""
        ...

    def sign(self, name: str, digest: bytes) -> bytes:
        """The raw RSA signature over a SHA-256 digest. Raises SealingFailed, also where the outcome is not known."""
        ...


class SealsElsewhere:
    """The seals that the settings name, behind their holder. `folder` keeps the certificates of all days."""

    def __init__(self, holder: Holder, kept: tuple[KeptSeal, ...], folder: Path) -> None:
        self.name, self.title = holder.name, holder.title
        self._holder, self._folder = holder, folder
        self._kept = {(one.court_name, one.use): one for one in kept}
        self._signers = {place: _signer(holder, one) for place, one in self._kept.items()}

    def check_config(self) -> list[str]:
        """What the holder says of the seals that are set."""
        return self._holder.problems([one.name for one in self._kept.values()])

    def held_keys(self) -> list[SealKey]:
        """The seals that are set, then the certificates of earlier ones, those of former providers among them."""
        found = [_shown(one) for one in self._kept.values()]
        return found + replaced_in(self._folder, {key.sha256 for key in found})

    def sign(self, pdf: bytes, *, seal: SealOf) -> SealedPdf:
        """Append the signature to the file. Raises SealingFailed."""
        return self.fill(self.prepare(pdf, seal=seal), seal=seal)

    def prepare(self, pdf: bytes, *, seal: SealOf) -> PreparedPdf:
        """Append an empty signature to the file, with room for the certificates that go along. Raises SealingFailed."""
        kept, signer = self._of(seal)
        room = RESERVED * (1 + len(kept.chain))
        return with_room(pdf, name=seal.court_name, signer=signer, at=clock.real_now(), room=room)

    def fill(self, prepared: PreparedPdf, *, seal: SealOf) -> SealedPdf:
        """Date, digest and sign a prepared file. Raises SealingFailed."""
        kept, signer = self._of(seal)
        now = clock.real_now()
        _check_time(kept, now)
        filling = Filling(prepared, now)
        pdf = filling.signed(signer.envelope_over(filling.digest))
        keep_certificate(self._folder, seal.court_id, kept.certificate)
        return SealedPdf(
            pdf, prepared.unsigned_size, self.name, LEVEL, kept.certificate.fingerprint(hashes.SHA256()).hex()
        )

    def check(self, pdf: bytes, *, seal: SealOf) -> SealCheck:
        """Whether the file is whole, unchanged, and signed with a seal that this court has or had."""
        return check_against(pdf, certificates_of(self._folder, seal.court_id))

    def _of(self, seal: SealOf) -> tuple[KeptSeal, EnvelopeSigner]:
        place = (seal.court_name, seal.use)
        if place not in self._kept:
            raise SealingFailed(
                f"seals.toml 中没有{seal.court_name}的{seal.use.label}，不能盖章；请联系系统管理员补上。"
            )
        return self._kept[place], self._signers[place]


class NoSeals:
    """What stands in for a provider whose settings are wrong: it says why, seals nothing, and still checks what was sealed."""

    name = "none"
    title = "seals.toml 指定之处（设置有误，改正前不盖章）"

    def __init__(self, faults: tuple[str, ...], folder: Path) -> None:
        self._faults, self._folder = faults, folder

    def check_config(self) -> list[str]:
        """The faults of the settings."""
        return list(self._faults)

    def held_keys(self) -> list[SealKey]:
        """The certificates of earlier days."""
        return replaced_in(self._folder, set())

    def sign(self, pdf: bytes, *, seal: SealOf) -> SealedPdf:
        """Always refused."""
        raise self._refusal()

    def prepare(self, pdf: bytes, *, seal: SealOf) -> PreparedPdf:
        """Always refused."""
        raise self._refusal()

    def fill(self, prepared: PreparedPdf, *, seal: SealOf) -> SealedPdf:
        """Always refused."""
        raise self._refusal()

    def check(self, pdf: bytes, *, seal: SealOf) -> SealCheck:
        """Whether the file is whole, unchanged, and signed with a seal that this court has or had."""
        return check_against(pdf, certificates_of(self._folder, seal.court_id))

    def _refusal(self) -> SealingFailed:
        return SealingFailed(f"印章设置有误，文书没有制作；请联系系统管理员。{self._faults[0]}")


def _signer(holder: Holder, kept: KeptSeal) -> EnvelopeSigner:
    return EnvelopeSigner(kept.certificate, lambda digest: holder.sign(kept.name, digest), chain=kept.chain)


def _check_time(kept: KeptSeal, now: datetime) -> None:
    if not kept.certificate.not_valid_before_utc <= now <= kept.certificate.not_valid_after_utc:
        raise SealingFailed(f"{kept.court_name}{kept.use.label}的证书不在有效期内，不能盖章；请更换证书。")


def _shown(kept: KeptSeal) -> SealKey:
    key = seal_key(0, SealUse(kept.use), kept.certificate, "", is_in_use=True)
    return SealKey(
        key.court_id, key.use, key.subject, key.issuer, key.sha256, key.valid_from, key.valid_until, True,
        court_name=kept.court_name,
    )  # fmt: skip
