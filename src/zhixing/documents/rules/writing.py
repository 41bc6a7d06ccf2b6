"""Blocks written out: checked JSON for the typesetter, plain text for golden tests and for reading aloud."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from zhixing.documents.rules.blocks import (
    Addressee,
    Align,
    Block,
    CaseNumberLine,
    Form,
    FormField,
    Item,
    Note,
    PageBreak,
    Paragraph,
    Qr,
    Seal,
    SignOff,
    Table,
    Title,
    Translation,
)
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.texts import checked

MOST_BLOCKS = 500
MOST_ROWS = 1000

_TYPES = {
    Title: ("title", "标题"),
    CaseNumberLine: ("case_number", "案号"),
    Addressee: ("addressee", "受文人"),
    Paragraph: ("paragraph", "正文"),
    Item: ("item", "条目"),
    Table: ("table", "表格"),
    Form: ("form", "填写表"),
    SignOff: ("sign_off", "落款"),
    PageBreak: ("page_break", "分页"),
    Note: ("note", "附注"),
    Qr: ("qr", "二维码"),
    Translation: ("translation", "译文"),
}
_MAY_BE_EMPTY = frozenset(
    {
        (Item, "lead"),
        (Item, "text"),
        (FormField, "value"),
        (Table, "caption"),
        (Table, "lang"),
        (Seal, "name"),
    }
)


def to_json(kind: str, blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as the typesetter reads them, each text checked.

    Raises MissingField or UnfitField naming `kind` (the document's name) and the block.
    """
    if not blocks or not isinstance(blocks[0], Title):
        raise UnfitField(kind, "标题", "应当位于文书之首，请补充。")
    if len(blocks) > MOST_BLOCKS:
        raise UnfitField(kind, "正文", f"过长（{len(blocks)} 段），请缩短到 {MOST_BLOCKS} 段以内。")
    return [_block_json(kind, block) for block in blocks]


def texts_of(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Every printed text with the name of its block, in reading order."""
    for block in blocks:
        name = _TYPES[type(block)][1]
        for text in _strings(block):
            yield name, text


def to_text(blocks: Sequence[Block]) -> str:
    """The document as plain text: for golden tests and for reading aloud."""
    return "\n".join(_lines(blocks)) + "\n"


def _block_json(kind: str, block: Block) -> dict[str, Any]:
    tag, name = _TYPES[type(block)]
    _check(kind, name, block)
    body: dict[str, Any] = {"type": tag} | _plain(block)
    if isinstance(block, Item):
        body["mark"] = block.mark
    return body


def _check(kind: str, name: str, value: object) -> None:
    if isinstance(value, tuple):
        if len(value) > MOST_ROWS:
            raise UnfitField(kind, name, f"过长（{len(value)} 行），请缩短到 {MOST_ROWS} 行以内。")
        for part in value:
            _check(kind, name, part)
    elif isinstance(value, str):
        checked(kind, name, value)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            part = getattr(value, field.name)
            if part == "" and (type(value), field.name) in _MAY_BE_EMPTY:
                continue
            _check(kind, name, part)
    if isinstance(value, Item) and (not (value.lead or value.text) or value.level not in range(1, 5)):
        raise UnfitField(kind, name, "没有内容或层级不对，请补充。")
    if isinstance(value, Table | Form) and not value.columns:
        raise UnfitField(kind, name, "没有列，请补充。")
    if isinstance(value, Table) and any(len(row) != len(value.columns) for row in value.rows):
        raise UnfitField(kind, name, "有一行的格数与表头不符，请核对。")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str) and not isinstance(value, Align):
        if value:
            yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Addressee():
                yield f"{block.name}："
            case Item():
                yield f"{block.mark}{block.lead}{block.text}"
            case PageBreak():
                yield "----"
            case Qr():
                yield from block.lines
                yield f"[{block.alt}] {block.caption}"
            case SignOff():
                yield from block.above or (block.court,)
                yield block.date
                yield from block.below
            case Table() | Form():
                yield from _tabular_lines(block)
            case _:
                yield from _strings(block)


def _tabular_lines(block: Table | Form) -> Iterator[str]:
    if block.caption:
        yield f"[{block.caption}]"
    if isinstance(block, Form):
        yield from (f"{field.label}：{field.value or '____'}" for field in block.head)
    yield " | ".join(column.head for column in block.columns)
    if isinstance(block, Table):
        yield from (" | ".join(row) for row in block.rows)
    else:
        yield from (f"{group.name} | {row}" for group in block.groups for row in group.rows)
