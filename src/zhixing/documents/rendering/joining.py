"""Several plain PDFs of the typesetter joined to one, by moving their objects' numbers: nothing is read or set again.

The typesetter writes whole objects and one classic table of their places, so the parts need no PDF library, which would
take as long for a page as setting it did. Only our own print runs are joined so; nothing else may be given here.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_REFERENCE = re.compile(rb"\b(\d+) 0 (R|obj)\b")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_INFO = re.compile(rb"/Info (\d+) 0 R")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_COUNT = re.compile(rb"/Count (\d+)")


class NotJoinable(ValueError):
    """A part is not a plain file of our typesetter."""


def _found(pattern: re.Pattern[bytes], where: bytes) -> int:
    match = pattern.search(where)
    if match is None:
        raise NotJoinable("打印批次的一部分读不出结构，请重新打印。")
    return int(match.group(1))


def _moved(body: bytes, base: int) -> bytes:
    """An object with every number in its words raised by `base`; a stream stays as it is."""
    words, stream, content = body.partition(b"\nstream")
    words = _REFERENCE.sub(lambda m: b"%d 0 %s" % (int(m.group(1)) + base, m.group(2)), words)
    return words + stream + content


def joined(parts: Sequence[bytes]) -> bytes:
    """The pages of the parts in order, as one file. Raises NotJoinable."""
    if len(parts) == 1:
        return parts[0]
    out = bytearray(b"%PDF-1.7\n%\x80\x80\x80\x80\n\n")
    places: list[int] = []
    kids: list[int] = []
    pages = base = info = 0
    top = sum(len(_ENTRY.findall(part[_found(_START, part) :])) for part in parts) + 1
    for part in parts:
        start = _found(_START, part)
        table = part[start:]
        offsets = [int(place) for place in _ENTRY.findall(table)]
        ends = dict(pairwise(sorted([*offsets, start])))
        root = part[offsets[_found(_ROOT, table) - 1] :][:400]
        node = _found(_PAGES, root)
        info = info or _found(_INFO, table)
        for number, offset in enumerate(offsets, start=1):
            body = _moved(part[offset : ends[offset]], base)
            if number == node:
                pages += _found(_COUNT, body)
                kids.append(base + node)
                body = body.replace(b"<<", b"<</Parent %d 0 R" % top, 1)
            places.append(len(out))
            out += body
        base += len(offsets)
    places.append(len(out))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    out += b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n\n" % (top, pages, listed)
    places.append(len(out))
    out += b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)>>\nendobj\n\n" % (top + 1, top)
    table_at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n\r\n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(places) + 1, top + 1, info, table_at,
    )  # fmt: skip
    return bytes(out)
