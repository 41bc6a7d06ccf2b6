"""A document written in the court's own wording, and taken apart so that it can be said in another language.

The kind writes first, as it stands; only when it could be written is it written again with marks. Both must read the same
sign for sign, or the document counts as one that cannot be taken apart. So marks can never change what is printed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Demand, Paper
from zhixing.documents.rules.slots import (
    Sort,
    listening,
    mapped,
    marked,
    passage_of,
    plain,
    refilled,
    slot_names,
    texts_in,
)

Blocks = tuple[Block, ...]


class AnyKind(Protocol):
    """A kind that stands on a paper, or one that is made of a context alone."""

    @property
    def kind(self) -> DocumentKind:
        """Which kind it is."""
        ...

    @property
    def demands(self) -> tuple[Demand, ...]:
        """What must be said in it."""
        ...

    @property
    def blocks(self) -> Callable[[Any, Any], Blocks]:
        """How it is written."""
        ...

    def draft(self, paper: Any, facts: object) -> Blocks:
        """The blocks, checked. Raises DocumentRefused."""
        ...

    def check_demands(self, blocks: Sequence[Block]) -> None:
        """Whether everything demanded is said. Raises MissingField."""
        ...


@dataclass(frozen=True, slots=True)
class OwnWording:
    """A court's own words for a passage: the key of the version, its text with the slots of the passage."""

    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document: its blocks, the same with marks (none where it cannot be taken apart), the versions of wording in it."""

    blocks: Blocks
    marked: Blocks | None
    wordings: tuple[str, ...] = ()


def drafted(
    kind: AnyKind, paper: Paper | None, facts: object, wording: Mapping[str, OwnWording] | None = None
) -> Drafted:
    """The document in the court's wording, with everything demanded of it still said.

    Raises DocumentRefused; also when the court has wording of its own for a document that cannot be taken apart.
    """
    return worded(kind, kind.draft(paper, facts), paper, facts, wording)


def worded(
    kind: AnyKind,
    blocks: Blocks,
    paper: Paper | None,
    facts: object,
    wording: Mapping[str, OwnWording] | None,
) -> Drafted:
    """Blocks that the kind wrote of the paper and the facts, in the court's wording. Raises DocumentRefused."""
    found = taken_apart(lambda: kind.blocks(marked(paper), marked(facts)), blocks)
    if not wording:
        return Drafted(blocks, found)
    name = kind.kind.document_name
    if found is None:
        raise UnfitField(name, "本院措辞", "不能用于这份文书，请联系运维，或者恢复原来的措辞。")
    used: dict[str, None] = {}

    def said(text: str) -> str:
        passage = passage_of(text)
        own = wording.get(passage.pattern)
        if own is None or own.text == passage.pattern:
            return text
        if missing := missing_slots(passage.pattern, own.text):
            raise UnfitField(name, "本院措辞", f"的空位与原文不符：{'、'.join(missing)}，请修改措辞。")
        used[own.version] = None
        return refilled(own.text, passage.slots)

    worded = mapped(found, said)
    plain_blocks: Blocks = mapped(worded, plain)
    kind.check_demands(plain_blocks)
    return Drafted(plain_blocks, worded, tuple(used))


def taken_apart(write: Callable[[], Blocks], blocks: Blocks) -> Blocks | None:
    """What `write` writes from marked values, if it reads exactly like `blocks`; else None."""
    try:
        with listening():
            found = write()
    except Exception:
        # Whatever a kind trips over while its values are marked, the unmarked document stands.
        return None
    return found if mapped(found, plain) == blocks else None


def missing_slots(pattern: str, text: str) -> tuple[str, ...]:
    """Slots that the text lacks or that the pattern does not have. A form of address (你) may be left out."""
    wanted, given = set(slot_names(pattern)), set(slot_names(text))
    return tuple(sorted((given - wanted) | {name for name in wanted - given if not name.startswith("你")}))


def patterns_in(blocks: Any) -> dict[str, tuple[str, ...]]:
    """The fixed passages of marked blocks in reading order, and their slots."""
    found: dict[str, tuple[str, ...]] = {}

    def take(text: str) -> None:
        passage = passage_of(text)
        if passage.is_fixed:
            found.setdefault(passage.pattern, tuple(passage.slots))
        for part in passage.slots.values():
            if part.sort is Sort.PHRASE:
                take(part.marked)

    for text in texts_in(blocks):
        take(text)
    return found
