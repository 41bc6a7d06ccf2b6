"""The parts a document is made of, in reading order.

A block holds finished text: numbers, dates and amounts are already written out, so what a test reads here is what is
printed. `writing.to_json` checks every text and is the only door to the typesetter.
"""

from dataclasses import dataclass
from enum import StrEnum

from zhixing.law.capitals import numeral


class Align(StrEnum):
    """How a column stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Title:
    """Court and document name, 2号小标宋, centred on two lines. The first block of every part.

    `lowered` leaves a line above it; a form that needs the room does without.
    """

    court: str
    name: str
    lowered: bool = True


@dataclass(frozen=True, slots=True)
class CaseNumberLine:
    """The number of the document, right-aligned, ending two signs before the edge."""

    number: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom: flush left, with its colon."""

    name: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text, 3号仿宋, first line two signs in unless `indented` is off."""

    text: str
    indented: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item: level 1 一、 (黑体), 2 （一） (楷体), 3 1. and 4 （1） (仿宋).

    `lead` is set in the face of the level, `text` in 仿宋 on the same line; one of them may be empty.
    """

    level: int
    number: int
    lead: str = ""
    text: str = ""

    @property
    def mark(self) -> str:
        """The number as the level writes it."""
        if self.level == 1:
            return f"{numeral(self.number)}、"
        if self.level == 2:
            return f"（{numeral(self.number)}）"
        return f"{self.number}." if self.level == 3 else f"（{self.number}）"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, how it stands, its share of the width."""

    head: str
    align: Align = Align.LEFT
    share: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells are all filled; `total` sets the last row apart. Up to 12 rows it stays on one page.

    `red` names the rows, counted from 0, that say what is missing or wrong. `lang` is its language where it is not Chinese.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    red: tuple[int, ...] = ()
    lang: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """A line to be filled in by hand, or already filled when `value` is given."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Rows of a form under one heading; each row is a printed label beside cells left open for the pen."""

    name: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form to be filled in by hand: the only block that prints empty cells, and says so by its type."""

    caption: str
    head: tuple[FormField, ...]
    columns: tuple[Column, ...]
    groups: tuple[FormGroup, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """A round seal drawn in red over the date: the court's name on the arc, what the seal is for below the star.

    The court's own seal (院印) has no `name`.

    Only a document that is signed electronically bears one; paper leaves room for the stamp.
    """

    court: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """Court and date in Chinese numerals at the foot, on the page of the text, with the seal or room for it.

    A ruling, a decision or an order names who answers for it instead of the court: `above` the date (执行员, 院长), the
    clerk `below` it.
    """

    court: str
    date: str
    seal: Seal | None = None
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new part, with its own title and pages counted from one."""


@dataclass(frozen=True, slots=True)
class Note:
    """Lines in smaller type: contact, attachments, what is not part of the order itself."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Qr:
    """A code to scan: `data` in it, `alt` read aloud in its place, `caption` printed beside it.

    `lines` is body text that stands to the left of the code, with the caption below it. A code `in_margin` stands small in
    the top margin and takes no room from the text.
    """

    data: str
    alt: str
    caption: str
    lines: tuple[str, ...] = ()
    in_margin: bool = False


@dataclass(frozen=True, slots=True)
class Translation:
    """What stands above it once more in another language, read aloud in that language. `tone` says how it looks.

    A `missing` one says that there is no translation.
    """

    lines: tuple[str, ...]
    lang: str = "ko"
    tone: str = "text"


Block = (
    Title
    | CaseNumberLine
    | Addressee
    | Paragraph
    | Item
    | Table
    | Form
    | SignOff
    | PageBreak
    | Note
    | Qr
    | Translation
)
