"""Checking a sealed file against the certificates that a court has or had, whoever set the seal."""

from collections.abc import Sequence
from io import BytesIO

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from zhixing.documents.sealing.base import SealCheck

BROKEN = (PdfError, SignatureValidationError, ValueError, KeyError, IndexError, AttributeError, TypeError)
"""What reading a damaged file may raise; any of them means that it is not intact."""
NOTHING_HOLDS = SealCheck(False, False, False)


def check_against(pdf: bytes, certificates: Sequence[x509.Certificate]) -> SealCheck:
    """Whether the file is whole, unchanged, and signed under one of the certificates."""
    known = {one.fingerprint(hashes.SHA256()).hex() for one in certificates}
    roots = [asn1_x509.Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in certificates]
    if not roots:
        return NOTHING_HOLDS
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if len(signatures) != 1:
            return NOTHING_HOLDS
        signed = signatures[0]
        moment = signed.self_reported_timestamp
        context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)
        status = validate_pdf_signature(signed, context)
    except BROKEN:
        return NOTHING_HOLDS
    certificate = status.signing_cert
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return SealCheck(
        status.intact and status.valid, status.trusted and certificate.sha256.hex() in known, whole,
        certificate.sha256.hex(), certificate.subject.human_friendly,
    )  # fmt: skip
