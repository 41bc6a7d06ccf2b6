"""An issued document in two languages: each part in Chinese as it was issued, below it the same in Korean.

The Chinese governs, and the edition says so at its head, with how far its Korean has been confirmed.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from zhixing.documents.rules import blocks as kinds
from zhixing.documents.rules.blocks import (
    Align,
    Block,
    CaseNumberLine,
    Form,
    Item,
    Note,
    Paragraph,
    Qr,
    SignOff,
    Table,
    Title,
    Translation,
)
from zhixing.documents.rules.korean import UNTRANSLATED, Glossary, Telling, day_in_korean, in_korean
from zhixing.documents.rules.slots import mapped, passage_of, plain

GOVERNS = ("本件为中朝文对照本，以中文为准。", "본 문서는 중조 대조본이며 중국어본을 기준으로 한다.")
UNCONFIRMED = (
    "朝鲜文部分含有机器初译，尚未经译员确认，仅供参考，不加盖印章。",
    "조선어 부분에는 번역원의 확인을 받지 않은 기계 초역이 들어있으며 참고용일뿐 인장을 찍지 않는다.",
)
PARTIAL = ("有 {n} 处没有朝鲜文译文，均已注明。", "조선어 번역이 없는 곳이 {n}곳 있으며 모두 표시하였다.")
_CLASSES = {
    one.__name__: one
    for one in vars(kinds).values()
    if isinstance(one, type) and dataclasses.is_dataclass(one) and one.__module__ == kinds.__name__
}


@dataclass(frozen=True, slots=True)
class BilingualText:
    """An edition before it is set: its blocks, what it was translated with, what nobody has translated."""

    blocks: tuple[Block, ...]
    sources: tuple[tuple[str, str], ...]
    untranslated: tuple[str, ...]
    is_confirmed: bool


def bilingual(blocks: Sequence[Block], glossary: Glossary) -> BilingualText:
    """The edition of marked blocks, the Chinese unchanged. Without a translator's word for all of it, it bears no seal."""
    telling = Telling()
    body: list[Block] = []
    for block in blocks:
        if isinstance(block, Qr) and block.in_margin:
            continue
        body.append(mapped(block, plain))
        body += _below(block, glossary, telling)
    place = next((n for n, one in enumerate(body) if isinstance(one, CaseNumberLine)), 0) + 1
    body[place:place] = _head(telling)
    if not telling.is_confirmed:
        body = [dataclasses.replace(one, seal=None) if isinstance(one, SignOff) else one for one in body]
    sources = tuple(sorted({(pattern, held.source) for pattern, held in telling.used.items()}))
    return BilingualText(tuple(body), sources, tuple(telling.missing), telling.is_confirmed)


def _head(telling: Telling) -> list[Block]:
    chinese, korean = [GOVERNS[0]], [GOVERNS[1]]
    if not all(held.is_confirmed for held in telling.used.values()):
        chinese.append(UNCONFIRMED[0])
        korean.append(UNCONFIRMED[1])
    if telling.missing:
        chinese.append(PARTIAL[0].format(n=len(telling.missing)))
        korean.append(PARTIAL[1].format(n=len(telling.missing)))
    return [Note(("".join(chinese),)), Translation((" ".join(korean),), tone="note")]


def _below(block: Block, glossary: Glossary, telling: Telling) -> list[Block]:
    """The Korean of a block; nothing for a name, a number, a break."""

    def told(text: str) -> str:
        return _told(text, glossary, telling)

    below: list[Block] = []
    match block:
        case Title():
            below = [Translation((f"{told(block.court)} {told(block.name)}",), tone="title")]
        case Paragraph():
            below = [_translated(block.text, glossary, telling)]
        case Item():
            below = [_item(block, glossary, telling)]
        case Table():
            below = [_table(block, glossary, telling)]
        case Form():
            below = _pairs(block, glossary, telling)
        case SignOff():
            foot = f"{told(block.court)} {day_in_korean(plain(block.date))}"
            below = [Translation((*map(told, (*block.above, *block.below)), foot), tone="foot")]
        case Note():
            below = [Translation(tuple(map(told, block.lines)), tone="note")]
        case Qr():
            below = [Translation(tuple(map(told, (*block.lines, block.caption))), tone="note")]
    return below


def _item(item: Item, glossary: Glossary, telling: Telling) -> Translation:
    told = [in_korean(glossary, part, telling) for part in (item.lead, item.text) if part]
    if None in told:
        return Translation((UNTRANSLATED,), tone="missing")
    mark = f"{item.number}." if item.level in (1, 3) else f"({item.number})"
    return Translation((" ".join([mark, *(one for one in told if one)]),))


def _told(text: str, glossary: Glossary, telling: Telling) -> str:
    """A short text in Korean, else as it is: a name or a number needs none."""
    if not passage_of(text).is_fixed and not plain(text).strip():
        return plain(text)
    return in_korean(glossary, text, telling) or f"{plain(text)} {UNTRANSLATED}"


def _translated(text: str, glossary: Glossary, telling: Telling) -> Translation:
    told = in_korean(glossary, text, telling)
    return Translation((told,)) if told is not None else Translation((UNTRANSLATED,), tone="missing")


def _cell(text: str, glossary: Glossary, telling: Telling) -> str:
    if not text or plain(text).replace(",", "").replace(".", "").isascii():
        return plain(text)
    return in_korean(glossary, text, telling) or plain(text)


def _table(table: Table, glossary: Glossary, telling: Telling) -> Table:
    """The table once more; a cell that nobody translated stays as it is."""
    columns = tuple(
        dataclasses.replace(column, head=_cell(column.head, glossary, telling)) for column in table.columns
    )
    rows = tuple(tuple(_cell(cell, glossary, telling) for cell in row) for row in table.rows)
    caption = _cell(table.caption, glossary, telling) if table.caption else ""
    return dataclasses.replace(table, caption=caption, columns=columns, rows=rows, lang="ko")


def _pairs(form: Form, glossary: Glossary, telling: Telling) -> list[Block]:
    """The words of a form, each beside its Korean: the form itself is filled in once."""
    words = dict.fromkeys(_labels(form))
    pairs = [(plain(word), in_korean(glossary, word, telling) or UNTRANSLATED) for word in words]
    return (
        [Translation(tuple(f"{chinese} — {korean}" for chinese, korean in pairs), tone="note")]
        if pairs
        else []
    )


def _labels(form: Form) -> Iterator[str]:
    yield from (field.label for field in form.head)
    yield from (column.head for column in form.columns)
    for group in form.groups:
        yield group.name
        yield from group.rows


def stored(value: Any) -> Any:
    """Blocks as they are kept: plain lists and objects, each object with the name of its class."""
    if isinstance(value, tuple | list):
        return [stored(one) for one in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {"is": type(value).__name__} | {
            field.name: stored(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def restored(value: Any) -> Any:
    """`stored` undone. Raises KeyError for a class that no block has."""
    if isinstance(value, list):
        return tuple(restored(one) for one in value)
    if isinstance(value, dict):
        made = {name: restored(part) for name, part in value.items() if name != "is"}
        if "align" in made:
            made["align"] = Align(made["align"])
        return _CLASSES[value["is"]](**made)
    return value
