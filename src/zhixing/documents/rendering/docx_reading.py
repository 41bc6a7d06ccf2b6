"""An adjusted docx read back: only its words, and only when it is nothing but a plain document.

The file comes from outside. It is bounded before anything of it is unpacked or parsed, and whatever could act or reach out,
macros, embedded objects, pictures and templates from elsewhere, XML entities, is refused by name.
"""

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO

from lxml import etree

from zhixing.documents.rendering.docx_parts import WORD
from zhixing.documents.rendering.docx_writing import TAG
from zhixing.documents.rules.blocks import Block, PageBreak
from zhixing.documents.rules.returned import BAR, MOST_PIECES, Piece, lines_of

MOST_BYTES = 4 << 20
MOST_UNPACKED = 24 << 20
MOST_PARTS = 200
MOST_LEVELS = 12
"""How deep content controls may stand in one another."""
_MAIN = "word/document.xml"
_UNSAFE = ("vbaproject", "activex", "embeddings/", ".bin", ".exe", "attachedtoolbars", "afchunk")
_W = f"{{{WORD}}}"
_UNREAD = frozenset(
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "drawing", "pict", "object", "rPr")
)
"""What is deleted, computed or drawn is not among the words."""


class DocxRefused(ValueError):
    """The file is not a document that this house wrote and somebody adjusted; the message says why."""


def pieces_of(content: bytes, blocks: Sequence[Block]) -> tuple[Piece, ...]:
    """The parts of an adjusted file in order. `blocks` is the draft it was made from. Raises DocxRefused."""
    body = _parsed(_parts(content)[_MAIN]).find(f"{_W}body")
    if body is None:
        raise DocxRefused("文件中没有正文，请上传由本页导出的 Word 文件。")
    breaks = [place for place, block in enumerate(blocks) if isinstance(block, PageBreak)]
    found: list[Piece] = []
    for place, lines in _tagged(body):
        if place == -1:
            if breaks:
                found.append(Piece(breaks[0], tuple(lines_of(blocks[breaks.pop(0)]))))
        elif place is not None or any(line.strip() for line in lines):
            found.append(Piece(place, tuple(lines)))
        if len(found) > MOST_PIECES:
            raise DocxRefused(f"文件超过 {MOST_PIECES} 段，请缩短。")
    return tuple(found)


def _parts(content: bytes) -> dict[str, bytes]:
    """The XML of the package, unpacked within bounds."""
    if len(content) > MOST_BYTES:
        raise DocxRefused(f"文件大于 {MOST_BYTES >> 20} MB，请删去图片后再上传。")
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return _unpacked(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, DocxRefused):
            raise
        raise DocxRefused("文件不是 Word 文档（.docx）或者已损坏，请重新保存后上传。") from error


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    entries = package.infolist()
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > MOST_PARTS or len(set(names)) != len(names):
        raise DocxRefused("文件的组成部分过多或者重复，不能读取。")
    if any(word in name for name in names for word in _UNSAFE):
        raise DocxRefused("文件含有宏、控件或者嵌入的对象，请另存为不含这些内容的 .docx。")
    room, found = MOST_UNPACKED, {}
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        with package.open(entry) as part:
            # the size that the entry states is only a promise
            data = part.read(room + 1)
        room -= len(data)
        if room < 0:
            raise DocxRefused(f"文件解压后大于 {MOST_UNPACKED >> 20} MB，不能读取。")
        found[entry.filename] = data
    if _MAIN not in found or "[Content_Types].xml" not in found:
        raise DocxRefused("文件不是 Word 文档（.docx），请上传由本页导出的文件。")
    _refuse_reaching_out(found)
    return found


def _refuse_reaching_out(parts: dict[str, bytes]) -> None:
    if b"macroenabled" in parts["[Content_Types].xml"].lower():
        raise DocxRefused("文件是启用宏的文档，请另存为 .docx。")
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        for relation in _parsed(data):
            kind = str(relation.get("Type", "")).rsplit("/", 1)[-1]
            if relation.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
                raise DocxRefused("文件引用了外部的模板、图片或者数据，请删去后再上传。")


def _parsed(data: bytes) -> etree._Element:
    """The root; entities are neither declared nor resolved, nothing is fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocxRefused("文件内部的 XML 无法读取，请重新保存后上传。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocxRefused("文件内部声明了 DTD 或者实体，不能读取。")
    return root


def _tagged(parent: etree._Element, level: int = 0) -> Iterator[tuple[int | None, list[str]]]:
    """Blocks of the body: their place (None without one, -1 for the end of a section) and their lines."""
    if level > MOST_LEVELS:
        raise DocxRefused("文件的内容控件嵌套过深，不能读取。")
    for child in parent:
        if child.tag == f"{_W}sdt":
            inner = child.find(f"{_W}sdtContent")
            if inner is None:
                continue
            place = _place(child)
            if place is None:
                yield from _tagged(inner, level + 1)
            else:
                yield place, list(_lines(inner, level))
        elif child.tag == f"{_W}p":
            yield None, list(_paragraph(child))
            if child.find(f"{_W}pPr/{_W}sectPr") is not None:
                yield -1, []
        elif child.tag == f"{_W}tbl":
            raise DocxRefused("文件中新增了表格。表格由系统生成，不能带回，请改为文字。")
        elif child.tag in (f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"):
            yield from _tagged(child, level + 1)


def _place(control: etree._Element) -> int | None:
    tag = control.find(f"{_W}sdtPr/{_W}tag")
    text = str(tag.get(f"{_W}val", "")) if tag is not None else ""
    number = text.removeprefix(TAG)
    return (
        int(number) if text != number and number.isascii() and number.isdigit() and len(number) < 5 else None
    )


def _lines(parent: etree._Element, level: int) -> Iterator[str]:
    if level > MOST_LEVELS:
        raise DocxRefused("文件的内容控件嵌套过深，不能读取。")
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child)
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                yield BAR.join("".join(_lines(cell, level + 1)) for cell in row.iter(f"{_W}tc"))
        elif child.tag == f"{_W}sdt":
            inner = child.find(f"{_W}sdtContent")
            if inner is not None:
                yield from _lines(inner, level + 1)


def _paragraph(paragraph: etree._Element) -> list[str]:
    return "".join(_words(paragraph)).split("\n")


def _words(element: etree._Element) -> Iterator[str]:
    """The text in reading order, without recursion into what is no text: depth in a hostile file costs nothing."""
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        if not isinstance(child.tag, str) or child.tag in _UNREAD or child.tag.endswith("}Fallback"):
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "　"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            stack.extend(reversed(child))
