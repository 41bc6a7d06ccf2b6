"""A draft as a docx to be adjusted: the same blocks as the PDF, each in a content control, the mandatory ones locked.

No library stands behind it. What every docx has alike is packed once; a document adds its text, its name and its codes.
"""

import struct
import zlib
from collections.abc import Collection, Iterator, Sequence
from functools import cache

import numpy as np

from zhixing.documents.rendering.codes import code_of
from zhixing.documents.rendering.docx_parts import (
    CORE,
    DOCUMENT,
    FIXED_PARTS,
    MOST_CODES,
    SECTION,
    picture,
    relations_of,
)
from zhixing.documents.rules.blocks import (
    Addressee,
    Block,
    CaseNumberLine,
    Column,
    Form,
    Item,
    Note,
    PageBreak,
    Paragraph,
    Qr,
    SignOff,
    Table,
    Title,
    Translation,
)
from zhixing.documents.rules.returned import lines_of, rows_of

TAG = "zx-"
"""The tag of a content control is this and the place of its block."""
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_BREAK = f'<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/>{SECTION}</w:pPr></w:p>'
"""A new part: the section ends here, and its pages are counted on their own. It stands in no content control."""
_CODE_MM = 28
_DAY = (1 << 5 | 1) << 16
"""1980-01-01, the first day that a zip can name: the same draft has the same bytes."""
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def docx_of(blocks: Sequence[Block], mandatory: Collection[int]) -> bytes:
    """The blocks as a docx; those at the places of `mandatory` cannot be typed into. The same blocks give the same bytes."""
    codes: list[bytes] = []
    body = "".join(
        _BREAK
        if isinstance(block, PageBreak)
        else _controlled(place, _block(block, codes), place in mandatory)
        for place, block in enumerate(blocks)
    )
    title = next((f"{one.court}{one.name}" for one in blocks if isinstance(one, Title)), "文书")
    court = next((one.court for one in blocks if isinstance(one, Title)), "")
    parts = [
        *_fixed(),
        _packed("word/_rels/document.xml.rels", relations_of(len(codes)).encode()),
        _packed("word/document.xml", (DOCUMENT % body).encode()),
        _packed("docProps/core.xml", (CORE % (_escaped(title), _escaped(court))).encode()),
        *(_packed(f"word/media/code{n}.png", code) for n, code in enumerate(codes)),
    ]
    return _zip(parts)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _controlled(place: int, inner: str, locked: bool) -> str:
    lock = '<w:lock w:val="sdtContentLocked"/>' if locked else '<w:lock w:val="unlocked"/>'
    name = "必备内容" if locked else "可调整"
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{TAG}{place}"/><w:id w:val="{1000 + place}"/>{lock}</w:sdtPr>'
        f"<w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    )


def _line(style: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(text: str, style: str = "") -> str:
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{_escaped(text)}</w:t></w:r>'


_STYLES: dict[type, str] = {
    Title: "Heading1",
    CaseNumberLine: "ZxNumber",
    Addressee: "Normal",
    SignOff: "ZxSign",
    Note: "ZxNote",
    Translation: "ZxOther",
}


def _block(block: Block, codes: list[bytes]) -> str:
    match block:
        case Item():
            style = {1: "ZxHei", 2: "ZxKai"}.get(block.level, "")
            mark = _run(block.mark + block.lead, style) if block.lead else _run(block.mark)
            return _line("ZxText", mark + (_run(block.text) if block.text else ""))
        case Paragraph():
            return _line("ZxText" if block.indented else "Normal", _run(block.text))
        case Table():
            caption = _line("ZxHead", _run(block.caption)) if block.caption else ""
            return caption + _table(block.columns, block.rows)
        case Form():
            fields = "".join(_line("ZxCell", _run(line)) for line in lines_of(block)[: len(block.head)])
            return fields + _table(block.columns, rows_of(block), height=520)
        case Qr():
            return "".join(_code(block, codes))
        case _:
            style = _STYLES[type(block)]
            return "".join(_line(style, _run(line)) for line in lines_of(block))


def _code(block: Qr, codes: list[bytes]) -> Iterator[str]:
    yield from (_line("ZxText", _run(line)) for line in block.lines)
    if len(codes) < MOST_CODES:
        shown = picture(len(codes), _escaped(block.alt), _CODE_MM)
        codes.append(_png(block.data))
        yield f'<w:p><w:pPr><w:pStyle w:val="ZxNote"/><w:spacing w:line="240" w:lineRule="auto"/></w:pPr>{shown}</w:p>'
    yield _line("ZxNote", _run(block.caption))


def _table(columns: Sequence[Column], rows: Sequence[Sequence[str]], height: int = 406) -> str:
    total = sum(column.share for column in columns)
    widths = [8844 * column.share // total for column in columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    starts = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
        for width in widths
    ]
    looks = [f'<w:pStyle w:val="ZxCell"/><w:jc w:val="{column.align.value}"/></w:pPr>' for column in columns]
    tall = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
    head = "".join(
        f'{start}<w:pStyle w:val="ZxHead"/></w:pPr>{_run(column.head)}</w:p></w:tc>'
        for start, column in zip(starts, columns, strict=True)
    )
    lines = [
        f"<w:tr><w:trPr><w:cantSplit/>{tall}</w:trPr>"
        + "".join(
            f"{start}{look}{_run(cell) if cell else ''}</w:p></w:tc>"
            for start, look, cell in zip(starts, looks, row, strict=True)
        )
        + "</w:tr>"
        for row in rows
    ]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/>{tall}<w:tblHeader/></w:trPr>{head}</w:tr>{''.join(lines)}</w:tbl>"
    )


def _png(text: str) -> bytes:
    """The code as a picture of one bit a sign, four pixels a module."""
    light = np.kron(np.pad(1 - code_of(text), 2, constant_values=1), np.ones((4, 4), np.uint8))
    rows = np.packbits(light, axis=1)
    scan = np.hstack([np.zeros((len(rows), 1), np.uint8), rows]).tobytes()
    side = len(light)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(scan, 1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


Part = tuple[bytes, bytes, bytes]
"""A part of the zip: its entry before the data, the data, and its line in the directory without the offset."""


@cache
def _fixed() -> tuple[Part, ...]:
    return tuple(_packed(name, text.encode()) for name, text in FIXED_PARTS.items())


def _packed(name: str, content: bytes) -> Part:
    press = zlib.compressobj(1, zlib.DEFLATED, -15)
    data = press.compress(content) + press.flush()
    told = struct.pack(
        "<HHHIIIIHH", 20, 0x800, 8, _DAY, zlib.crc32(content), len(data), len(content), len(name), 0
    )
    entry = b"PK\x03\x04" + told + name.encode()
    line = b"PK\x01\x02\x14\x00" + told + struct.pack("<HHHI", 0, 0, 0, 0)
    return entry, data, line


def _zip(parts: Sequence[Part]) -> bytes:
    out, directory = bytearray(), bytearray()
    for entry, data, line in parts:
        directory += line + struct.pack("<I", len(out)) + entry[30:]
        out += entry + data
    at = len(out)
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(directory), at, 0)
    return bytes(out + directory + b"PK\x05\x06" + end)
