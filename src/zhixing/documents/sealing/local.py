"""The local provider: PAdES B-B by pyHanko, invisible; the seal that is seen is drawn by the typesetter.

What measuring taught: pyHanko's own signer loads and checks the RSA key at each signature (70 to 220 ms), so the key is
kept loaded here; the space for the signature is reserved instead of found by a trial run; the widget lies outside the
page, because PDF/A forbids it to be hidden and PDF/UA asks for a tag on each that is not.
"""

import threading
from io import BytesIO
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from zhixing.documents.sealing.base import SealCheck, SealedPdf, SealingFailed, SealOf
from zhixing.documents.sealing.keys import CourtKey, certificates_of, court_key
from zhixing.foundation import clock

FIELD = "CourtSeal"
RESERVED = 8192
"""Bytes kept free for the signature: an RSA-3072 signature with its certificate needs some 2,000."""
LEVEL = "PAdES-B-B"
BROKEN = (PdfError, SignatureValidationError, ValueError, KeyError, IndexError, AttributeError, TypeError)
"""What reading a damaged file may raise; any of them means that it is not intact."""


class CachedKeySigner(Signer):
    """Signs with a key that stays loaded."""

    def __init__(self, key: CourtKey) -> None:
        self._key = key.private
        certificate = asn1_x509.Certificate.load(key.certificate.public_bytes(serialization.Encoding.DER))
        super().__init__(signing_cert=certificate, embed_roots=True)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw RSA signature; a trial run gets as many zero bytes."""
        if dry_run:
            return bytes(self._key.key_size // 8)
        if digest_algorithm.lower() != "sha256":
            raise SealingFailed(f"只用 SHA-256 签名，不用 {digest_algorithm}。")
        return self._key.sign(data, PKCS1v15(), hashes.SHA256())


class LocalSeals:
    """Keys of the courts in one folder."""

    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[int, tuple[CourtKey, CachedKeySigner]] = {}
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
                court_key(
                    self._folder, SealOf(int(file.stem.removeprefix("seal-")), ""), now=clock.real_now()
                )
            except (SealingFailed, ValueError) as error:
                problems.append(str(error))
        return problems

    def sign(self, pdf: bytes, *, seal: SealOf) -> SealedPdf:
        """Append the signature to the file. Raises SealingFailed."""
        key, signer = self._signer(seal)
        settings = PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=seal.court_name
        )
        field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
        out = BytesIO()
        try:
            PdfSigner(settings, signer=signer, new_field_spec=field).sign_pdf(
                IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=RESERVED, output=out
            )
        except (PdfError, SigningError) as error:
            raise SealingFailed(f"签名没有完成：{error}") from error
        return SealedPdf(out.getvalue(), len(pdf), self.name, LEVEL, key.sha256)

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
            found = self._loaded.get(seal.court_id)
            if found is None:
                key = court_key(self._folder, seal, now=clock.real_now())
                found = self._loaded[seal.court_id] = (key, CachedKeySigner(key))
            return found
