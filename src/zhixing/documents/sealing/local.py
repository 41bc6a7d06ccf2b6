"""The software provider: PAdES B-B by pyHanko, invisible; the seal that is seen is drawn by the typesetter.

What measuring taught: pyHanko's own signer loads and checks the RSA key at each signature (70 to 220 ms), so the key is
kept loaded here; the space for the signature is reserved instead of found by a trial run; the widget lies outside the
page, because PDF/A forbids it to be hidden and PDF/UA asks for a tag on each that is not.
"""

import threading
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

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
from zhixing.documents.sealing.keys import CourtKey, certificates_of, court_key, keys_in, seal_of_key
from zhixing.documents.sealing.preparing import Filling, with_room
from zhixing.foundation import clock


class CachedKeySigner(EnvelopeSigner):
    """Signs with a key that stays loaded."""

    def __init__(self, key: CourtKey) -> None:
        super().__init__(
            key.certificate,
            lambda digest: key.private.sign(digest, PKCS1v15(), Prehashed(hashes.SHA256())),
        )


class LocalSeals:
    """Keys of the courts in one folder."""

    name = "local"
    title = "本机密钥文件"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[tuple[int, SealUse], tuple[CourtKey, CachedKeySigner]] = {}
        self._guard = threading.Lock()

    def check_config(self) -> list[str]:
        """The keys folder must be there and closed to others; each key in it must open."""
        if not self._folder.is_dir():
            return [f"密钥目录不存在：{self._folder}。"]
        problems = []
        if self._folder.stat().st_mode & 0o077:
            problems.append(f"密钥目录权限过宽：{self._folder}，请执行 chmod 700。")
        for file in sorted(self._folder.glob("seal-*.pem")):
            try:
                court_key(self._folder, seal_of_key(file), now=clock.real_now())
            except (SealingFailed, ValueError) as error:
                problems.append(str(error))
        return problems

    def held_keys(self) -> list[SealKey]:
        """The keys of the folder and the certificates of earlier ones."""
        return keys_in(self._folder)

    def sign(self, pdf: bytes, *, seal: SealOf) -> SealedPdf:
        """Append the signature to the file. Raises SealingFailed."""
        return self.fill(self.prepare(pdf, seal=seal), seal=seal)

    def prepare(self, pdf: bytes, *, seal: SealOf) -> PreparedPdf:
        """Append an empty signature to the file. Raises SealingFailed."""
        _, signer = self._signer(seal)
        return with_room(pdf, name=seal.court_name, signer=signer, at=clock.real_now())

    def fill(self, prepared: PreparedPdf, *, seal: SealOf) -> SealedPdf:
        """Date, digest and sign a prepared file. Raises SealingFailed."""
        key, signer = self._signer(seal)
        filling = Filling(prepared, clock.real_now())
        pdf = filling.signed(signer.envelope_over(filling.digest))
        return SealedPdf(pdf, prepared.unsigned_size, self.name, LEVEL, key.sha256)

    def check(self, pdf: bytes, *, seal: SealOf) -> SealCheck:
        """Whether the file is whole, unchanged, and signed with a seal that this court has or had."""
        return check_against(pdf, certificates_of(self._folder, seal.court_id))

    def _signer(self, seal: SealOf) -> tuple[CourtKey, CachedKeySigner]:
        with self._guard:
            found = self._loaded.get((seal.court_id, seal.use))
            if found is None:
                key = court_key(self._folder, seal, now=clock.real_now())
                found = self._loaded[seal.court_id, seal.use] = (key, CachedKeySigner(key))
            return found
