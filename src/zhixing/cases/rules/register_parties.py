"""The parties in one row of a register: several names in one cell, their numbers in the next, in the same order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.foundation import names
from zhixing.foundation.identifiers import BadIdentifier, Hint, Identifier, IdKind, read_identifier, read_phone
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
class PartyNotes:
    """Where findings about parties go: `refuse(fault, field, message)` and `warn(hint, field)`."""

    refuse: Callable[[PartyFault, str, str], None]
    warn: Callable[[Hint, str], None]


def read_parties(
    cells: Callable[[str], Cell], role: str, *, title: str, born_by: date | None, notes: PartyNotes
) -> tuple[RegisterParty, ...]:
    """The parties of one side. `role` is the field of the names, `title` what people call them (被执行人).

    Numbers, phones and addresses must be as many as the names, or none at all (the number is never optional); a
    single party may have several phones. Whatever does not fit goes to `notes`.
    """
    listed = names.split_parties(cell_text(cells(role)))
    if not listed:
        notes.refuse(PartyFault.MISSING, role, f"{title}为空，请填写。")
        return ()
    if len(listed) > MAX_PARTIES:
        notes.refuse(PartyFault.UNEQUAL, role, f"{title}超过 {MAX_PARTIES} 名，请拆分。")
        return ()
    count = len(listed)
    numbers = _numbers(cells(f"{role}_id"), listed, role, title, born_by, notes)
    phones = _phones(cells(f"{role}_phone"), count, role, title, notes)
    addresses = _addresses(cells(f"{role}_address"), count, role, title, notes)
    if numbers is None or phones is None or addresses is None:
        return ()
    found = []
    for name, number, phone, address in zip(listed, numbers, phones, addresses, strict=True):
        if number is None:
            continue
        if number.kind.of_person and number.kind is not IdKind.OTHER and names.is_organisation(name):
            notes.warn(Hint("id-of-another-kind", f"{title}是单位，证件号码却是个人的，请核对。"), f"{role}_id")
        found.append(RegisterParty(name, number.kind, number.number, phone[0] if phone else "", address, phone[1:]))
    if len({party.id_number for party in found}) < len(found):
        notes.warn(Hint("same-party-twice", f"两名{title}的证件号码相同，请核对。"), f"{role}_id")
    return tuple(found)


def _numbers(
    cell: Cell, listed: tuple[str, ...], role: str, title: str, born_by: date | None, notes: PartyNotes
) -> list[Identifier | None] | None:
    field = f"{role}_id"
    pieces = aligned(cell, len(listed))
    if pieces is None:
        _refuse_count(cell, len(listed), field, title, "证件号码", notes)
        return None
    found: list[Identifier | None] = []
    for place, (name, piece) in enumerate(zip(listed, pieces, strict=True), start=1):
        which = title if len(listed) == 1 else f"第{place}名{title}"
        if piece is None:
            notes.refuse(PartyFault.MISSING, field, f"{which}的证件号码为空，请填写；仅凭姓名不能采取执行措施。")
            found.append(None)
            continue
        try:
            number = read_identifier(piece, organisation=names.is_organisation(name), born_by=born_by)
        except BadIdentifier as error:
            notes.refuse(PartyFault.BAD_ID, field, f"{which}：{error}")
            found.append(None)
            continue
        for hint in number.hints:
            notes.warn(Hint(hint.code, f"{which}：{hint.message}"), field)
        found.append(number)
    return found


def _phones(
    cell: Cell, count: int, role: str, title: str, notes: PartyNotes
) -> list[tuple[str, ...]] | None:
    field = f"{role}_phone"
    pieces: list[Cell | None] | None = aligned(cell, count)
    groups: list[tuple[Cell, ...]]
    if count == 1:
        parts = _pieces(cell, _ALL_SEPARATORS) if isinstance(cell, str) else [cell]
        groups = [tuple(part for part in parts if not _blank(part))]
    elif pieces is None:
        _refuse_count(cell, count, field, title, "电话", notes)
        return None
    else:
        groups = [() if piece is None else (piece,) for piece in pieces]
    found = []
    for group in groups:
        phones = tuple(read_phone(piece) for piece in group)
        for phone in phones:
            for hint in phone.hints:
                notes.warn(hint, field)
        found.append(tuple(phone.number for phone in phones))
    return found


def _addresses(cell: Cell, count: int, role: str, title: str, notes: PartyNotes) -> list[str] | None:
    if count == 1:
        text = cell_text(cell)
        return ["" if text in _BLANKS else text]
    pieces = aligned(cell, count, _ADDRESS_SEPARATORS)
    if pieces is None:
        pieces = aligned(cell, count)
    if pieces is None:
        _refuse_count(cell, count, f"{role}_address", title, "住址", notes)
        return None
    return [cell_text(piece) for piece in pieces]


def aligned(cell: Cell, count: int, separators: frozenset[str] = _ALL_SEPARATORS) -> list[Cell | None] | None:
    """A cell's pieces for `count` parties in order; None where a party has none; None as a whole when they differ.

    An empty cell has no piece for anybody. An empty piece between separators keeps its place.
    """
    if _blank(cell):
        return [None] * count
    if not isinstance(cell, str) or count == 1:
        only = [cell] if not isinstance(cell, str) else [piece for piece in _pieces(cell, separators) if piece]
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


def _refuse_count(cell: Cell, count: int, field: str, title: str, what: str, notes: PartyNotes) -> None:
    given = len([piece for piece in _pieces(cell_text(cell), _ALL_SEPARATORS) if piece])
    notes.refuse(
        PartyFault.UNEQUAL, field, f"{title}{count}名，{what}{given}个，数目不一致；请按相同顺序逐一填写，用“、”隔开。"
    )
