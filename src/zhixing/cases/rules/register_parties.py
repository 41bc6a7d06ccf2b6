"""The parties in one row of a register: several names in one cell, their numbers in the next, in the same order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.foundation import names
from zhixing.foundation.identifiers import (
    BadIdentifier,
    Hint,
    Identifier,
    IdKind,
    read_identifier,
    read_phone,
)
from zhixing.foundation.tables import Cell, cell_text

MAX_PARTIES = 200
_BLANKS = frozenset({"", "无", "不详", "未知", "-", "—", "--", "——", "空"})
_ADDRESS_SEPARATORS = frozenset("；;|\n\r")
_ALL_SEPARATORS = frozenset("、；;,，/|\n\r\t")


class PartyFault(StrEnum):
    """What is wrong with the parties of a row."""

    MISSING = "missing-value"
    UNEQUAL = "unequal-parties"
    BAD_ID = "bad-id"


@dataclass(frozen=True, slots=True)
class RegisterParty:
    """One party as the register names it. `name` is as written; the number is checked and in its normal form."""

    name: str
    id_kind: IdKind
    id_number: str
    phone: str = ""
    address: str = ""
    other_phones: tuple[str, ...] = ()

    @property
    def is_organisation(self) -> bool:
        """By the kind of number; where the number does not tell, by the name."""
        if self.id_kind is IdKind.OTHER:
            return names.is_organisation(self.name)
        return not self.id_kind.of_person


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the case in one row. `role` is the field of the names, `title` what people call them (被执行人).

    `born_by` is a day on which they lived. Findings go to `refuse(fault, field, message)` and `warn(hint, field)`.
    """

    role: str
    title: str
    born_by: date | None
    refuse: Callable[[PartyFault, str, str], None]
    warn: Callable[[Hint, str], None]

    def field(self, what: str) -> str:
        """The field of this side's `what`: id, phone or address."""
        return f"{self.role}_{what}"

    def refuse_count(self, what: str, cell: Cell, count: int) -> None:
        """Refuses a cell whose pieces are not one for each of `count` parties."""
        given = len([piece for piece in _pieces(cell_text(cell), _ALL_SEPARATORS) if piece])
        word = {"id": "证件号码", "phone": "电话", "address": "住址"}[what]
        self.refuse(
            PartyFault.UNEQUAL,
            self.field(what),
            f"{self.title}{count}名，{word}{given}个，数目不一致；请按相同顺序逐一填写，用“、”隔开。",
        )


def read_parties(cells: Callable[[str], Cell], side: Side) -> tuple[RegisterParty, ...]:
    """The parties of one side, from the row's `cells` by field.

    Numbers, phones and addresses must be as many as the names, or none at all (the number is never optional); a
    single party may have several phones. Whatever does not fit is told to the side.
    """
    listed = names.split_parties(cell_text(cells(side.role)))
    if not listed:
        side.refuse(PartyFault.MISSING, side.role, f"{side.title}为空，请填写。")
        return ()
    if len(listed) > MAX_PARTIES:
        side.refuse(PartyFault.UNEQUAL, side.role, f"{side.title}超过 {MAX_PARTIES} 名，请拆分。")
        return ()
    numbers = _numbers(side, cells(side.field("id")), listed)
    phones = _phones(side, cells(side.field("phone")), len(listed))
    addresses = _addresses(side, cells(side.field("address")), len(listed))
    if numbers is None or phones is None or addresses is None:
        return ()
    found = []
    for name, number, phone, address in zip(listed, numbers, phones, addresses, strict=True):
        if number is None:
            continue
        if number.kind.of_person and number.kind is not IdKind.OTHER and names.is_organisation(name):
            hint = Hint("id-of-another-kind", f"{side.title}是单位，证件号码却是个人的，请核对。")
            side.warn(hint, side.field("id"))
        found.append(
            RegisterParty(name, number.kind, number.number, phone[0] if phone else "", address, phone[1:])
        )
    if len({party.id_number for party in found}) < len(found):
        side.warn(Hint("same-party-twice", f"两名{side.title}的证件号码相同，请核对。"), side.field("id"))
    return tuple(found)


def _numbers(side: Side, cell: Cell, listed: tuple[str, ...]) -> list[Identifier | None] | None:
    pieces = aligned(cell, len(listed))
    if pieces is None:
        side.refuse_count("id", cell, len(listed))
        return None
    field = side.field("id")
    found: list[Identifier | None] = []
    for place, (name, piece) in enumerate(zip(listed, pieces, strict=True), start=1):
        which = side.title if len(listed) == 1 else f"第{place}名{side.title}"
        number = None
        if piece is None:
            side.refuse(
                PartyFault.MISSING, field, f"{which}的证件号码为空，请填写；仅凭姓名不能采取执行措施。"
            )
        else:
            try:
                number = read_identifier(
                    piece, organisation=names.is_organisation(name), born_by=side.born_by
                )
            except BadIdentifier as error:
                side.refuse(PartyFault.BAD_ID, field, f"{which}：{error}")
        for hint in number.hints if number else ():
            side.warn(Hint(hint.code, f"{which}：{hint.message}"), field)
        found.append(number)
    return found


def _phones(side: Side, cell: Cell, count: int) -> list[tuple[str, ...]] | None:
    pieces = aligned(cell, count)
    if count == 1:
        parts = _pieces(cell, _ALL_SEPARATORS) if isinstance(cell, str) else [cell]
        groups = [tuple(part for part in parts if not _blank(part))]
    elif pieces is None:
        side.refuse_count("phone", cell, count)
        return None
    else:
        groups = [() if piece is None else (piece,) for piece in pieces]
    found = []
    for group in groups:
        phones = tuple(read_phone(piece) for piece in group)
        for hint in (hint for phone in phones for hint in phone.hints):
            side.warn(hint, side.field("phone"))
        found.append(tuple(phone.number for phone in phones))
    return found


def _addresses(side: Side, cell: Cell, count: int) -> list[str] | None:
    if count == 1:
        text = cell_text(cell)
        return ["" if text in _BLANKS else text]
    pieces = aligned(cell, count, _ADDRESS_SEPARATORS) or aligned(cell, count)
    if pieces is None:
        side.refuse_count("address", cell, count)
        return None
    return [cell_text(piece) for piece in pieces]


def aligned(cell: Cell, count: int, separators: frozenset[str] = _ALL_SEPARATORS) -> list[Cell | None] | None:
    """A cell's pieces for `count` parties in order; None where a party has none; None as a whole when they differ.

    An empty cell has no piece for anybody. An empty piece between separators keeps its place.
    """
    if _blank(cell):
        return [None] * count
    if not isinstance(cell, str) or count == 1:
        only = (
            [cell] if not isinstance(cell, str) else [piece for piece in _pieces(cell, separators) if piece]
        )
        return list(only) if len(only) == count else None
    pieces = _pieces(cell, separators)
    for attempt in (pieces, [piece for piece in pieces if piece], cell.split()):
        if len(attempt) == count:
            return [None if _blank(piece) else piece for piece in attempt]
    return None


def _pieces(cell: str, separators: frozenset[str]) -> list[str]:
    return [piece.strip() for piece in names.split_cell(cell, separators)]


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip() in _BLANKS
