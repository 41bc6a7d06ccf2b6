"""The local provider: PAdES B-B by pyHanko, invisible; the seal that is seen is drawn by the typesetter.

What measuring taught: pyHanko's own signer loads and checks the RSA key at each signature (70 to 220 ms), so the key is
kept loaded here; the space for the signature is reserved instead of found by a trial run; the widget lies outside the
page, because PDF/A forbids it to be hidden and PDF/UA asks for a tag on each that is not.
"""

import asyncio
import secrets
import threading
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import Signer
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from zhixing.documents.sealing.base import (
    PreparedPdf,
    SealCheck,
    SealedPdf,
    SealingFailed,
    SealKey,
    SealOf,
    SealUse,
)
from zhixing.documents.sealing.keys import CourtKey, certificates_of, court_key, keys_in, seal_of_key
from zhixing.documents.sealing.preparing import Filling, with_room
from zhixing.foundation import clock

LEVEL = "PAdES-B-B"
BROKEN = (PdfError, SignatureValidationError, ValueError, KeyError, IndexError, AttributeError, TypeError)
"""What reading a damaged file may raise; any of them means that it is not intact."""


class CachedKeySigner(Signer):
    """Signs with a key that stays loaded, in an envelope that is built once.

    Of the signature's envelope only the digest of the file and the raw signature differ from one file to the next; both
    are as long each time. Building it anew takes four times as long as everything else, so the first one, made with a
    mark in place of the digest, is kept and filled in.
    """

    def __init__(self, key: CourtKey) -> None:
        self._key = key.private
        self._envelope: _Envelope | None = None
        certificate = asn1_x509.Certificate.load(key.certificate.public_bytes(serialization.Encoding.DER))
        super().__init__(signing_cert=certificate, embed_roots=True)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw RSA signature; a trial run gets as many zero bytes."""
        if dry_run:
            return bytes(self._key.key_size // 8)
        if digest_algorithm.lower() != "sha256":
            raise SealingFailed(f"只用 SHA-256 签名，不用 {digest_algorithm}。")
        return self._key.sign(data, PKCS1v15(), hashes.SHA256())

    def envelope_over(self, digest: bytes) -> bytes:
        """The plain PAdES B-B envelope over the SHA-256 of a file, as it stands in the file."""
        if self._envelope is None:
            mark = secrets.token_bytes(len(digest))
            trial = asyncio.run(self.async_sign(mark, "sha256", dry_run=True, use_pades=True))
            self._envelope = _envelope(trial, mark, bytes(self._key.key_size // 8))
        to_be_signed, whole = self._envelope.filled(digest)
        return self._envelope.signed(whole, self._key.sign(to_be_signed, PKCS1v15(), hashes.SHA256()))


@dataclass(frozen=True, slots=True)
class _Envelope:
    """A signature's bytes with a mark where the digest goes and zeros where the raw signature goes."""

    attributes: bytes
    whole: bytes
    mark: bytes
    empty: bytes

    def filled(self, digest: bytes) -> tuple[bytes, bytes]:
        """What is signed, and the whole, for a file of this digest."""
        return self.attributes.replace(self.mark, digest), self.whole.replace(self.mark, digest)

    def signed(self, whole: bytes, raw: bytes) -> bytes:
        """The whole with the raw signature in its place, which is the last."""
        place = whole.rindex(self.empty)
        return whole[:place] + raw + whole[place + len(raw) :]


def _envelope(trial: cms.ContentInfo, mark: bytes, empty: bytes) -> _Envelope:
    signer = trial["content"]["signer_infos"][0]
    attributes, whole = signer["signed_attrs"].untag().dump(), trial.dump()
    if attributes.count(mark) != 1 or whole.count(mark) != 1 or whole.count(empty) != 1:
        raise SealingFailed("签名结构与预期不符，不能签名；请联系运维核对签名组件的版本。")
    return _Envelope(attributes, whole, mark, empty)


class LocalSeals:
    """Keys of the courts in one folder."""

    name = "local"

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
        known = {
            certificate.fingerprint(hashes.SHA256()).hex(): certificate
            for certificate in certificates_of(self._folder, seal.court_id)
        }
        roots = [
            asn1_x509.Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in known.values()
        ]
        if not roots:
            return SealCheck(False, False, False)
        try:
            signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
            if len(signatures) != 1:
                return SealCheck(False, False, False)
            signed = signatures[0]
            moment = signed.self_reported_timestamp
            context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)
            status = validate_pdf_signature(signed, context)
        except BROKEN:
            return SealCheck(False, False, False)
        certificate = status.signing_cert
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        return SealCheck(
            status.intact and status.valid, status.trusted and certificate.sha256.hex() in known, whole,
            certificate.sha256.hex(), certificate.subject.human_friendly,
        )  # fmt: skip

    def _signer(self, seal: SealOf) -> tuple[CourtKey, CachedKeySigner]:
        with self._guard:
            found = self._loaded.get((seal.court_id, seal.use))
            if found is None:
                key = court_key(self._folder, seal, now=clock.real_now())
                found = self._loaded[seal.court_id, seal.use] = (key, CachedKeySigner(key))
            return found
