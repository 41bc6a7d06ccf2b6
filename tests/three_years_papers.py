"""A typesetter for the three years: one document in so many is really set, the others are a small valid PDF of their own.

Only the setting of pages is replaced. The content is checked sign by sign, numbered, sealed with the court's key, hashed,
stored, recorded and sent as always; what differs is how many bytes a page has.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhixing.documents.rendering.renderer import Rendered, Renderer
from zhixing.documents.rules.kinds import DocumentKind

REALLY_SET = 40
_OBJECTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>",
)


class QuickTypesetter:
    """Stands where the house's renderer stands; everything but `render_data` is the real one's."""

    never_really = False
    """For a parent that forks: once it has set a page, its children cannot."""

    def __init__(self, real: Renderer, counts: Counter[str]) -> None:
        self._real, self._counts, self._asked, self._process = real, counts, 0, os.getpid()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def render_data(self, kind: DocumentKind, data: Mapping[str, Any], *, timestamp: datetime) -> Rendered:
        """Set it, or make a page that bears the hash of what it would say."""
        self._asked += 1
        really = self._asked % REALLY_SET == 1 and not self.never_really
        if really and os.getpid() == self._process:  # a forked child cannot set pages
            self._counts["真实排版"] += 1
            return self._real.render_data(kind, data, timestamp=timestamp)
        self._counts["速排"] += 1
        said = hashlib.sha256(
            json.dumps([kind.value, dict(data), timestamp.isoformat()], sort_keys=True, default=str).encode()
        )
        pdf = _pdf(said.hexdigest())
        return Rendered(pdf, hashlib.sha256(pdf).hexdigest(), 1)


def _pdf(mark: str) -> bytes:
    """One empty page, with a mark that makes it the only one of its kind."""
    out = bytearray(b"%PDF-1.7\n%" + mark.encode() + b"\n")
    places = []
    for number, content in enumerate(_OBJECTS, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(_OBJECTS) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(_OBJECTS) + 1, mark[:32].encode(), mark[32:].encode(), table,
    )  # fmt: skip
    return bytes(out)
