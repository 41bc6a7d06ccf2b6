"""What in a text is fixed and what was filled in: marks around each filled-in part, put there while the text is written.

A kind writes its sentences with f-strings and knows nothing of this. When somebody listens, the values given to it are
marked, and so are the dates, amounts, citations and set phrases made of them. What is left when the marked parts are
taken out is the fixed pattern of the sentence: `责令{你}自收到本通知书之日起{期限}履行`. The pattern is the key under which a court
keeps its own wording and a translator the Korean; the parts are carried over as they are.

The marks are private-use signs, which no document may hold (`texts.checked`), so nothing that was filled in can forge one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

OPEN, MID, CLOSE = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile("\ue000[^\ue000\ue001\ue002]*\ue001|\ue002")
_listening: ContextVar[bool] = ContextVar("listening", default=False)


class Sort(StrEnum):
    """What a filled-in part is, and so how it is carried into another language."""

    NAME = "n"
    """A name, a number, an address: as it is, or the glossary's word for it."""
    TEXT = "t"
    """Free text that a person wrote: never translated by a machine."""
    DAY = "d"
    MONEY = "m"
    COUNT = "c"
    ARTICLES = "a"
    PHRASE = "p"
    """A set phrase with parts of its own, translated like a sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A filled-in part: its sort, its name in the pattern, its text with the marks inside it."""

    sort: Sort
    name: str
    marked: str

    @property
    def text(self) -> str:
        """The part as it is printed."""
        return plain(self.marked)


class MarkedText(str):
    """A marked value: equal to its text, so that a kind may still compare and look up what it was given."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and plain(self) == plain(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(plain(self))

    def rstrip(self, chars: str | None = None, /) -> "MarkedText":
        """Strip the value inside the marks."""
        head, _, inner = str.__str__(self).partition(MID)
        return MarkedText(f"{head}{MID}{inner.removesuffix(CLOSE).rstrip(chars)}{CLOSE}")


class MarkedInt(int):
    """A number that is marked when it is written out as it is."""

    slot_name: str

    def __format__(self, spec: str) -> str:
        return marked_text(Sort.COUNT, self.slot_name, format(int(self), spec))

    def __str__(self) -> str:
        return marked_text(Sort.COUNT, self.slot_name, repr(int(self)))


class MarkedDate(date):
    """A date that knows the name of its field."""

    slot_name: str


def plain(text: str) -> str:
    """The text as it is printed."""
    return _MARKS.sub("", text) if OPEN in text else str.__str__(text)


def marked_text(sort: Sort, name: str, text: str) -> str:
    """The text as a part of this name, when somebody listens."""
    return MarkedText(f"{OPEN}{sort.value}{name}{MID}{text}{CLOSE}") if text and _listening.get() else text


def name_of(value: object, else_name: str) -> str:
    """The name of the field a number or date came from."""
    return str(getattr(value, "slot_name", else_name))


def marked(value: Any, name: str = "", *, is_free: bool = False) -> Any:
    """A copy of a frozen value in which every text, number and date is marked with the name of its field."""
    made = value
    if value is None or isinstance(value, bool | Enum | datetime):
        return made
    if isinstance(value, str):
        made = marked_text(Sort.TEXT if is_free else Sort.NAME, name, value)
    elif isinstance(value, int):
        made = MarkedInt(value)
        made.slot_name = name
    elif isinstance(value, date):
        made = MarkedDate(value.year, value.month, value.day)
        made.slot_name = name
    elif isinstance(value, tuple):
        made = tuple(marked(one, name, is_free=is_free) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {
            slot.name: marked(
                getattr(value, slot.name),
                str(slot.metadata.get("name", slot.name)),
                is_free=bool(slot.metadata.get("long")),
            )
            for slot in fields(value)
        }
        made = type(value)(**parts)
    return made


@contextmanager
def listening() -> Iterator[None]:
    """While open, what is filled into texts is marked."""
    token = _listening.set(True)
    try:
        yield
    finally:
        _listening.reset(token)


def parts_of(text: str) -> Iterator[str | Part]:
    """The fixed runs and the filled-in parts of a marked text, in order; a part inside a part stays inside it."""
    place = 0
    while (start := text.find(OPEN, place)) >= 0:
        if start > place:
            yield text[place:start]
        middle = text.index(MID, start)
        end = _close_of(text, middle)
        head = text[start + 1 : middle]
        yield Part(Sort(head[0]), head[1:], text[middle + 1 : end])
        place = end + 1
    if place < len(text):
        yield text[place:]


def _close_of(text: str, place: int) -> int:
    depth = 1
    for at in range(place + 1, len(text)):
        if text[at] == OPEN:
            depth += 1
        elif text[at] == CLOSE:
            depth -= 1
            if not depth:
                return at
    raise ValueError("标记不成对。")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence taken apart: the fixed pattern with named slots, and what stands in them."""

    pattern: str
    slots: dict[str, Part]

    @property
    def is_fixed(self) -> bool:
        """Whether there is anything fixed in it at all."""
        return any(not sign.isspace() for sign in _SLOT.sub("", self.pattern) if sign.isalnum())


_SLOT = re.compile(r"\{([^{}]+)\}")


def passage_of(text: str) -> Passage:
    """Take a marked text apart. Parts of one name with different contents are told apart: {日期}, {日期2}."""
    pattern, slots = [], dict[str, Part]()
    for part in parts_of(text):
        if isinstance(part, str):
            pattern.append(part.replace("{", "｛").replace("}", "｝"))
            continue
        name, n = part.name, 1
        while name in slots and slots[name].text != part.text:
            n += 1
            name = f"{part.name}{n}"
        slots.setdefault(name, part)
        pattern.append(f"{{{name}}}")
    return Passage("".join(pattern), slots)


def slot_names(text: str) -> tuple[str, ...]:
    """The names of the slots of a pattern, each once, in order."""
    return tuple(dict.fromkeys(_SLOT.findall(text)))


def filled(text: str, fill: Callable[[str], str]) -> str:
    """A pattern with each slot filled by its name."""
    return _SLOT.sub(lambda found: fill(found[1]), text)


def refilled(text: str, slots: dict[str, Part]) -> str:
    """A pattern filled with parts, marked again."""
    parts = {
        name: f"{OPEN}{part.sort.value}{part.name}{MID}{part.marked}{CLOSE}" for name, part in slots.items()
    }
    return filled(text, parts.__getitem__)


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of blocks in which every text is changed."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return change(value) if value else value
    if isinstance(value, tuple):
        return tuple(mapped(one, change) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{slot.name: mapped(getattr(value, slot.name), change) for slot in fields(value)})
    return int(value) if isinstance(value, MarkedInt) else value


def texts_in(value: Any) -> Iterator[str]:
    """Every text of blocks that is not empty, in order."""
    if isinstance(value, str) and not isinstance(value, Enum):
        if value:
            yield value
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for one in value:
            yield from texts_in(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for slot in fields(value):
            yield from texts_in(getattr(value, slot.name))
