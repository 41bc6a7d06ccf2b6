"""A draft that comes back from a word processor: what was reworded, what may not be, and the document that follows from it.

Only words can come back. A mandatory block stays what the house wrote, whatever the file says; a block that may be worded
freely takes the words of the file as long as they tell the same facts; a new paragraph becomes one. What each of them changed is told, so that whoever issues
the document has seen it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from zhixing.documents.rules.blocks import Block, Form, Item, Note, Paragraph, Qr, Table
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.paper import Kind
from zhixing.documents.rules.writing import to_text

MOST_PIECES = 500
BAR = " | "
_AMOUNT = re.compile(r"\d\.\d\d元|大写：")
_FACT = re.compile(
    r"《[^》]+》|第[〇零一二三四五六七八九十百千]+条|\d[\d,.]*|[〇零一二三四五六七八九十百]+(?:日|月|年|个月)"
)
"""A number, a date, a period, a law or an article."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the file in its order: the place of the block it was, or None for a new paragraph, and its lines."""

    place: int | None
    lines: tuple[str, ...]


class Change(StrEnum):
    """What happened to a block."""

    REWORDED = "reworded"
    ADDED = "added"
    REMOVED = "removed"
    RESTORED = "restored"
    """A block that must stay was changed, or a fact in it was, and neither is taken."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One block that is not as it was written: the words before and after. `after` of a restored one is what is not taken."""

    change: Change
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The document as it will be issued, and every difference from the draft."""

    blocks: tuple[Block, ...]
    differences: tuple[Difference, ...]


def lines_of(block: Block) -> list[str]:
    """The lines of a block as they stand in a file to adjust; the cells of a row with a bar between."""
    match block:
        case Table():
            caption = [block.caption] if block.caption else []
            heads = BAR.join(column.head for column in block.columns)
            return [*caption, heads, *(BAR.join(row) for row in block.rows)]
        case Form():
            heads = BAR.join(column.head for column in block.columns)
            fields = [f"{one.label}：{one.value or '____'}" for one in block.head]
            return [*fields, heads, *(BAR.join(row) for row in rows_of(block))]
        case Qr():
            return [*block.lines, block.caption]
        case _:
            return to_text([block]).splitlines()


def rows_of(form: Form) -> list[tuple[str, ...]]:
    """The rows of a form with their empty cells; a group is named in its first."""
    empty = ("",) * (len(form.columns) - 2)
    return [
        (group.name if n == 0 else "", row, *empty)
        for group in form.groups
        for n, row in enumerate(group.rows)
    ]


def mandatory_places(kind: Kind, blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks that must stay as they are written.

    Head, addressee, tables, forms, codes and signatures; and among the texts those that say what an article demands of the
    kind, and those that state an amount, which the law room has computed.
    """
    demanded = [word for demand in kind.demands for word in demand.words]

    def must_stay(block: Block) -> bool:
        if not isinstance(block, Paragraph | Item | Note):
            return True
        text = to_text([block])
        return bool(_AMOUNT.search(text)) or any(word in text for word in demanded)

    return frozenset(place for place, block in enumerate(blocks) if must_stay(block))


def facts_in(text: str, names: Sequence[str]) -> Counter[str]:
    """What no rewording may lose: names, numbers, dates, periods, laws and articles, as often as they are said."""
    found = Counter(_FACT.findall(text))
    found.update({name: text.count(name) for name in names if name and name in text})
    return found


def compared(
    kind: Kind, blocks: Sequence[Block], pieces: Sequence[Piece], *, names: Sequence[str] = ()
) -> Comparison:
    """The draft with the words that came back; `names` are the parties'.

    A rewording that loses a name, a number, a date or an article is not taken: "拘留十日" never becomes fifteen in a word
    processor. Raises UnfitField where a block that must stay is gone, moved or doubled.
    """
    name = kind.kind.document_name
    mandatory = mandatory_places(kind, blocks)
    telling = {place for place, block in enumerate(blocks) if facts_in(to_text([block]), names)}
    _check_order(name, blocks, mandatory | telling, pieces)
    differences: list[Difference] = []
    found: list[Block] = []
    for piece in pieces:
        if piece.place is None:
            added = [Paragraph(line) for line in piece.lines if line.strip()]
            found += added
            differences += [Difference(Change.ADDED, "", one.text) for one in added]
            continue
        block = blocks[piece.place]
        before, after = _joined(lines_of(block)), _joined(piece.lines)
        if _bare(before) == _bare(after):
            found.append(block)
        elif _must_stay(piece.place, mandatory, before, after, names):
            found.append(block)
            differences.append(Difference(Change.RESTORED, before, after))
        elif not after:
            differences.append(Difference(Change.REMOVED, before, ""))
        else:
            found += _reworded(block, piece.lines)
            differences.append(Difference(Change.REWORDED, before, after))
    kept = {piece.place for piece in pieces}
    gone = [block for place, block in enumerate(blocks) if place not in kept]
    differences += [Difference(Change.REMOVED, _joined(lines_of(block)), "") for block in gone]
    kind.check_demands(tuple(found))
    return Comparison(tuple(found), tuple(differences))


def _must_stay(place: int, mandatory: frozenset[int], before: str, after: str, names: Sequence[str]) -> bool:
    """Whether other words for a block are not taken: it is mandatory, or they lose a fact."""
    return place in mandatory or bool(facts_in(before, names) - facts_in(after, names))


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A part of an adjusted draft as it waits to be signed: other words for the block at `place` whose text was `before`.

    Without lines (None) the block stands as the house writes it on the day; no lines (empty) take it out; a part without a
    place is a new paragraph.
    """

    place: int | None
    lines: tuple[str, ...] | None
    before: str = ""


def adjustments(
    kind: Kind, blocks: Sequence[Block], pieces: Sequence[Piece], *, names: Sequence[str] = ()
) -> tuple[Adjusted, ...]:
    """What is taken of a draft that came back, part by part; every block of the draft is in it once.

    Raises UnfitField where `compared` does.
    """
    compared(kind, blocks, pieces, names=names)
    mandatory = mandatory_places(kind, blocks)
    found: list[Adjusted] = []
    expected = 0
    for piece in (*pieces, Piece(len(blocks), ())):
        if piece.place is None:
            found.append(Adjusted(None, piece.lines))
            continue
        found += [
            Adjusted(place, (), _joined(lines_of(blocks[place]))) for place in range(expected, piece.place)
        ]
        expected = piece.place + 1
        if piece.place < len(blocks):
            before, after = _joined(lines_of(blocks[piece.place])), _joined(piece.lines)
            stays = _bare(before) == _bare(after) or _must_stay(piece.place, mandatory, before, after, names)
            found.append(Adjusted(piece.place, None) if stays else Adjusted(piece.place, piece.lines, before))
    return tuple(found)


def pieces_again(kind: Kind, blocks: Sequence[Block], waiting: Sequence[Adjusted]) -> tuple[Piece, ...]:
    """The parts of an adjusted draft for the draft as the house writes it now.

    Raises UnfitField when a text that was reworded or taken out reads otherwise now: nobody has seen how the words fit.
    """
    changed = UnfitField(
        kind.kind.document_name,
        "修改稿",
        "所依据的案件情况已经变化，修改过的内容与现在的草稿不符，请退回后重新起草。",
    )
    if sum(one.place is not None for one in waiting) != len(blocks):
        raise changed
    found = []
    for one in waiting:
        now = _joined(lines_of(blocks[one.place])) if one.place is not None else ""
        if one.lines is None:
            found.append(Piece(one.place, tuple(now.splitlines())))
        elif now != one.before:
            raise changed
        else:
            found.append(Piece(one.place, one.lines))
    return tuple(found)


def _check_order(
    name: str, blocks: Sequence[Block], mandatory: frozenset[int], pieces: Sequence[Piece]
) -> None:
    if len(pieces) > MOST_PIECES:
        raise UnfitField(name, "正文", f"过长（{len(pieces)} 段），请缩短到 {MOST_PIECES} 段以内。")
    places = [piece.place for piece in pieces if piece.place is not None]
    if any(place >= len(blocks) for place in places):
        raise UnfitField(name, "修改稿", "不是由这份草稿导出的，请重新导出后再修改。")
    if gone := sorted(mandatory.difference(places)):
        shown = _joined(lines_of(blocks[gone[0]]))[:40]
        raise UnfitField(name, "修改稿", f"缺少必备内容“{shown}”，请在原导出稿上修改。")
    if places != sorted(set(places)):
        raise UnfitField(name, "修改稿", "各段的次序被改动或者有重复，请在原导出稿上修改。")


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())


def _bare(text: str) -> str:
    """Without spaces: a word processor sets its own, and they say nothing."""
    return "".join(text.split())


def _reworded(block: Block, lines: Sequence[str]) -> Iterator[Block]:
    """The block with other words; more lines than it had become paragraphs after it."""
    said = [line.strip() for line in lines if line.strip()]
    if isinstance(block, Note):
        yield Note(tuple(said))
        return
    first, *more = said
    if isinstance(block, Item):
        words = first.removeprefix(block.mark)
        lead = block.lead if block.lead and words.startswith(block.lead) else ""
        yield replace(block, lead=lead, text=words.removeprefix(lead))
    elif isinstance(block, Paragraph):
        yield replace(block, text=first)
    yield from (Paragraph(line) for line in more)
