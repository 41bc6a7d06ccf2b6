"""Which characters a font file has, read from its character map (OpenType `cmap`, formats 4 and 12).

Typst reports a missing glyph only after a page is set, and not at all outside PDF/A. Knowing beforehand names the
field, and keeps one name from stopping a print run of hundreds.
"""

import mmap
import struct
from functools import cache
from pathlib import Path

_FORMATS = {(3, 10): 4, (0, 6): 4, (0, 4): 4, (0, 3): 2, (3, 1): 2, (0, 1): 1, (0, 0): 1}


class FontUnreadable(ValueError):
    """The file is not an OpenType font with a character map that can be read."""


@cache
def characters_of(path: Path, index: int) -> frozenset[int]:
    """The code points of the face `index` in the file. Raises FontUnreadable."""
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return frozenset(_read(data, index))
        except (struct.error, IndexError) as error:
            raise FontUnreadable(f"字体文件无法读取：{path}") from error


def _read(data: mmap.mmap, index: int) -> set[int]:
    start = 0
    if data[:4] == b"ttcf":
        (start,) = struct.unpack_from(">I", data, 12 + 4 * index)
    (tables,) = struct.unpack_from(">H", data, start + 4)
    for place in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * place)
        if tag == b"cmap":
            return _cmap(data, offset)
    raise FontUnreadable("字体没有字符映射表。")


def _cmap(data: mmap.mmap, start: int) -> set[int]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: list[tuple[int, int]] = []
    for place in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * place)
        if rank := _FORMATS.get((platform, encoding), 0):
            found.append((rank, start + offset))
    for _, offset in sorted(found, reverse=True):
        (form,) = struct.unpack_from(">H", data, offset)
        if form == 12:
            return _groups(data, offset)
        if form == 4:
            return _segments(data, offset)
    raise FontUnreadable("字体的字符映射表不是 Unicode。")


def _groups(data: mmap.mmap, start: int) -> set[int]:
    (count,) = struct.unpack_from(">I", data, start + 12)
    points: set[int] = set()
    for first, last, glyph in struct.iter_unpack(">III", data[start + 16 : start + 16 + 12 * count]):
        points.update(range(first if glyph else first + 1, last + 1))
    return points


def _segments(data: mmap.mmap, start: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, start + 6)
    count = double // 2
    at = start + 14
    ends = struct.unpack_from(f">{count}H", data, at)
    starts = struct.unpack_from(f">{count}H", data, at + double + 2)
    deltas = struct.unpack_from(f">{count}H", data, at + 2 * double + 2)
    offsets_at = at + 3 * double + 2
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    points: set[int] = set()
    for place, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if first == 0xFFFF:
            continue
        if not offset:
            points.update(point for point in range(first, last + 1) if (point + delta) & 0xFFFF)
            continue
        glyphs = struct.unpack_from(f">{last - first + 1}H", data, offsets_at + 2 * place + offset)
        points.update(first + step for step, glyph in enumerate(glyphs) if glyph)
    return points
