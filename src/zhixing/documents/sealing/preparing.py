"""A signature in two steps: room is made for it in the file, and later it is filled in.

Making room means reading the file's structure and adding to it, which takes four times as long as signing. It needs no
key and no time of day, so it can be done long before somebody decides that the document goes out.
"""

import asyncio
import hashlib
import re
from datetime import UTC, datetime
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer

from zhixing.documents.sealing.base import PreparedPdf, SealingFailed

FIELD = "CourtSeal"
RESERVED = 8192
"""Signs kept free for the signature, two a byte: an RSA-3072 signature with its certificate needs some 2,000 bytes."""
TIME_SIGNS = 15
_DATED = re.compile(rb"/M \(D(?::|\\072)(\d{14}Z)\)")


def with_room(pdf: bytes, *, name: str, signer: Signer, at: datetime, room: int = RESERVED) -> PreparedPdf:
    """The file with an empty signature of `room` signs in the name of `name`. Raises SealingFailed."""
    settings = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name
    )
    field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
    out = BytesIO()
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        session = PdfSigner(settings, signer=signer, new_field_spec=field).init_signing_session(writer)
        session.system_time = at.astimezone(UTC)
        known = asyncio.run(session.perform_presign_validation(writer))
        place, _ = session.prepare_tbs_document(known, room).digest_tbs_document(output=out)
    except (PdfError, SigningError) as error:
        raise SealingFailed(f"签名没有完成：{error}") from error
    whole = out.getvalue()
    dated = [found.start(1) for found in _DATED.finditer(whole, len(pdf))]
    if len(dated) != 1:
        raise SealingFailed("签名结构与预期不符，不能签名；请联系运维核对签名组件的版本。")
    return PreparedPdf(whole, len(pdf), dated[0], (place.reserved_region_start, place.reserved_region_end))


class Filling:
    """A prepared file under its time, ready for the envelope over its digest."""

    def __init__(self, prepared: PreparedPdf, at: datetime) -> None:
        self._pdf = bytearray(prepared.pdf)
        self._start, self._end = prepared.hole
        stamp = at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode("ascii")
        self._pdf[prepared.dated_at : prepared.dated_at + TIME_SIGNS] = stamp
        if self._pdf[self._start : self._start + 1] != b"<" or self._pdf[self._end - 1 : self._end] != b">":
            raise SealingFailed("预先排版的文件已损坏，请重新生成文书。")

    @property
    def digest(self) -> bytes:
        """SHA-256 of everything but the place of the signature."""
        view = memoryview(self._pdf)
        digest = hashlib.sha256(view[: self._start])
        digest.update(view[self._end :])
        return digest.digest()

    def signed(self, envelope: bytes) -> bytes:
        """The file with the envelope in its place. Raises SealingFailed when there is no room for it."""
        room = self._end - self._start - 2
        written = envelope.hex().encode("ascii")
        if len(written) > room:
            raise SealingFailed("签名超出预留的位置，请联系运维。")
        self._pdf[self._start + 1 : self._end - 1] = written.ljust(room, b"0")
        return bytes(self._pdf)
