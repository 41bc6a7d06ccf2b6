"""What the columns of a unit's own table mean: guessed from headings and checked against the values below them.

A heading proposes, the values dispose: a column called 证件号码 that holds no ID numbers is not taken for one. Who owns the
row is decided last, for 名称 is the owner in one table, the company whose shares are owned in another, and the
employer in a third. Pure: a table's rows come in, a mapping comes out; the same for the unit's node and for the court.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhixing.foundation.dates import UnreadableDate, read_date
from zhixing.foundation.identifiers import BadIdentifier, plain_number, read_identifier
from zhixing.foundation.money import UnreadableAmount, read_fen
from zhixing.foundation.names import as_written
from zhixing.foundation.tables import Cell, cell_text, heading_key
from zhixing.inquiries.rules.headings import (
    BY_HEADING,
    CERTIFICATES,
    KIND_WORDS,
    NAME_SHAPE,
    OF_ROLE,
    OTHERS_NUMBER,
    PERSON,
    PLATE,
    ROLES,
    TWO_DECIMALS,
    UNIT,
    UNITS,
    Field,
    Role,
)
from zhixing.inquiries.rules.kinds import AssetKind

__all__ = [
    "Column", "Field", "Named", "NoMapping", "Role", "RowRead", "TableMapping", "given", "guess", "is_id_number",
    "normal_number", "read_row",
]  # fmt: skip

HEADER_WITHIN = 30
SAMPLE = 200
"""Rows looked at; a table's first hundreds tell what its columns are."""


class NoMapping(ValueError):
    """The table cannot be used: nobody can be recognised in it. The message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands, how it is headed, what it means, why we think so; yuan that a bare number counts."""

    place: int
    heading: str
    field: Field
    why: str
    unit: int = 1


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What a table holds and which of its columns mean what; `others` keep their own headings."""

    kind: AssetKind
    header_row: int
    columns: tuple[Column, ...]
    others: tuple[tuple[int, str], ...]

    def place(self, field: Field) -> int | None:
        """Where the column of a field stands."""
        return next((column.place for column in self.columns if column.field is field), None)

    def as_settings(self) -> dict[str, str]:
        """Ours → theirs, as a settings file writes it."""
        return {column.field.value: column.heading for column in self.columns}


# ---- guessing ---------------------------------------------------------------------------------------------------------


def guess(
    rows: Sequence[Sequence[Cell]], *, file_name: str = "", kind: AssetKind | None = None
) -> TableMapping:
    """The mapping of a table whose header stands in its first rows. Raises NoMapping when no owner can be told."""
    header_row = _header_row(rows)
    headings = [re.sub(r"\s+", "", cell_text(cell)) for cell in rows[header_row]] if rows else []
    below = [
        row for row in rows[header_row + 1 : header_row + 1 + SAMPLE] if any(cell_text(cell) for cell in row)
    ]
    columns = [[cell_text(row[at]) if at < len(row) else "" for row in below] for at in range(len(headings))]
    kind = kind or _kind(headings, columns, file_name)
    proposed = sorted(_proposals(headings, columns, kind), key=lambda found: (-found[0], found[1].place))
    taken: dict[Field, Column] = {}
    for _, column in proposed:
        if column.field not in taken and all(column.place != other.place for other in taken.values()):
            taken[column.field] = column
    _settle_owner(taken)
    if Field.HOLDER_NAME not in taken or Field.HOLDER_ID not in taken:
        missing = "姓名（名称）" if Field.HOLDER_NAME not in taken else "证件号码"
        raise NoMapping(
            f"认不出权利人的{missing}列。请在 unit.toml 的 [mapping] 里写明 holder_name 和 holder_id 对应的列名。"
        )
    return _mapping(kind, header_row, headings, taken)


def given(
    rows: Sequence[Sequence[Cell]], names: Mapping[str, str], *, kind: AssetKind, amount_unit: int = 0
) -> TableMapping:
    """The mapping a unit wrote itself: ours → theirs. Raises NoMapping naming the heading that is not in the table."""
    try:
        wanted = {Field(ours): re.sub(r"\s+", "", theirs) for ours, theirs in names.items()}
    except ValueError as error:
        raise NoMapping(f"[mapping] 里有不认识的字段：{error.args[0]}。可用：{'、'.join(Field)}。") from None
    for position, row in enumerate(rows[:HEADER_WITHIN]):
        headings = [re.sub(r"\s+", "", cell_text(cell)) for cell in row]
        if wanted and all(heading in headings for heading in wanted.values()):
            taken = {
                field: Column(
                    headings.index(heading), heading, field, "按设置", amount_unit or _unit_of(heading)
                )
                for field, heading in wanted.items()
            }
            if Field.HOLDER_NAME not in taken or Field.HOLDER_ID not in taken:
                raise NoMapping("[mapping] 必须写明 holder_name 和 holder_id 对应的列名。")
            return _mapping(kind, position, headings, taken)
    first = [re.sub(r"\s+", "", cell_text(cell)) for cell in rows[0]] if rows else []
    lost = [heading for heading in wanted.values() if heading not in first]
    raise NoMapping(f"表里找不到列：{'、'.join(lost) or '（没有表头）'}。表头是：{'、'.join(first)[:300]}。")


def _mapping(
    kind: AssetKind, header_row: int, headings: list[str], taken: Mapping[Field, Column]
) -> TableMapping:
    places = {column.place for column in taken.values()}
    others = tuple((at, heading) for at, heading in enumerate(headings) if at not in places and heading)
    return TableMapping(
        kind, header_row, tuple(sorted(taken.values(), key=lambda column: column.place)), others
    )


def _header_row(rows: Sequence[Sequence[Cell]]) -> int:
    best, most = 0, 1
    for position, row in enumerate(rows[:HEADER_WITHIN]):
        known = sum(1 for cell in row if isinstance(cell, str) and next(_meanings(cell), None) is not None)
        if known > most:
            best, most = position, known
    return best


def _meanings(heading: str) -> Iterator[tuple[int, Field]]:
    """What a heading may mean, each with a score; an exact word beats a role with a word behind it."""
    plain = unicodedata.normalize("NFKC", heading)
    keys = {
        heading_key(plain),
        heading_key(re.sub(r"\([^()]*\)", "", plain)),
        UNIT.sub("", heading_key(plain)),
    }
    for key in keys - {""}:
        if key in BY_HEADING:
            field, rank = BY_HEADING[key]
            yield 100 - rank, field
        match = PERSON.fullmatch(key)
        if match and (match["role"] or match["number"] or match["name"]):
            name_field, number_field = OF_ROLE[ROLES[match["role"]]]
            yield (95 if match["role"] else 90), (number_field if match["number"] else name_field)
            if match["number"] and "信用代码" in key:
                yield 85, Field.COMPANY_ID


def _proposals(
    headings: list[str], columns: list[list[str]], kind: AssetKind
) -> Iterator[tuple[int, Column]]:
    for place, heading in enumerate(headings):
        values = [value for value in columns[place] if value]
        for score, field in _meanings(heading):
            if _fits(field, values):
                yield score, Column(place, heading, field, f"列名“{heading}”", _unit_of(heading))
        shape = None if OTHERS_NUMBER.search(heading) else _shape(values, kind)
        if shape is not None:
            score, field, why = shape
            yield score, Column(place, heading, field, why, _unit_of(heading))


def _unit_of(heading: str) -> int:
    match = UNIT.search(heading_key(heading))
    return UNITS[match[1]] if match else 1


def _share(values: Sequence[str], test: Callable[[str], bool]) -> int:
    """Per cent of the values that pass; 0 for none at all."""
    return 100 * sum(map(test, values)) // len(values) if values else 0


def _written_as(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _fits(field: Field, values: Sequence[str]) -> bool:
    """Whether the values below a heading can be what it says; an empty column can be anything."""
    if not values:
        return True
    if field in (Field.HOLDER_ID, Field.SPOUSE_ID, Field.CO_OWNER_ID, Field.COMPANY_ID):
        return _share(values, _are_id_numbers) >= 50
    if field in (Field.HOLDER_NAME, Field.SPOUSE_NAME, Field.CO_OWNER_NAME, Field.COMPANY_NAME):
        return _share(values, _is_number_like) < 20
    if field in (Field.AMOUNT, Field.AVAILABLE, Field.CONTROLLED):
        return _share(values, _is_money) >= 60
    if field in (Field.OPENED_ON, Field.CLOSED_ON, Field.AS_OF):
        return _share(values, _is_day) >= 60 or _share(values, lambda text: text in ("长期", "永久")) > 0
    return True


def _shape(values: Sequence[str], kind: AssetKind) -> tuple[int, Field, str] | None:
    """What values look like under a heading that says nothing."""
    if _share(values, _are_id_numbers) >= 80:
        return 40, Field.HOLDER_ID, "值是证件号码"
    if kind is AssetKind.VEHICLE and _share(values, _written_as(PLATE)) >= 80:
        return 40, Field.IDENTIFIER, "值是号牌"
    if any(_share(values, _written_as(pattern)) >= 80 for pattern, _ in CERTIFICATES[1:]):
        return 40, Field.IDENTIFIER, "值是权证号"
    if len(set(values)) > len(values) // 3 and _share(values, _written_as(NAME_SHAPE)) >= 90:
        return 20, Field.HOLDER_NAME, "值像姓名"
    if _share(values, _written_as(TWO_DECIMALS)) >= 90 and kind in (
        AssetKind.DEPOSIT, AssetKind.HOUSING_FUND, AssetKind.SUBSIDY, AssetKind.INSURANCE,
    ):  # fmt: skip
        return 20, Field.AMOUNT, "值像金额"
    return None


def _kind(headings: Sequence[str], columns: Sequence[Sequence[str]], file_name: str) -> AssetKind:
    """Words of the headings count most, then the shapes of numbers, then the file's name."""
    text, scores = "\n".join(headings), dict.fromkeys(AssetKind, 0)
    for kind, words in KIND_WORDS:
        scores[kind] += 3 * sum(word in text for word in words) + 2 * sum(word in file_name for word in words)
    for values in columns:
        filled = [value for value in values if value]
        for pattern, kind in CERTIFICATES:
            if _share(filled, _written_as(pattern)) >= 80:
                scores[kind] += 6
    best = max((kind for kind, _ in KIND_WORDS), key=lambda kind: scores[kind])
    return best if scores[best] else AssetKind.OTHER


def _settle_owner(taken: dict[Field, Column]) -> None:
    """A company is the owner itself where nobody else is named; a lone spouse or co-owner column too."""
    for role in (Role.COMPANY, Role.CO_OWNER, Role.SPOUSE):
        name, number = OF_ROLE[role]
        if Field.HOLDER_ID not in taken and number in taken:
            taken[Field.HOLDER_ID] = _as(taken.pop(number), Field.HOLDER_ID)
            if Field.HOLDER_NAME not in taken and name in taken:
                taken[Field.HOLDER_NAME] = _as(taken.pop(name), Field.HOLDER_NAME)
    if Field.HOLDER_NAME not in taken and Field.COMPANY_NAME in taken and Field.COMPANY_ID not in taken:
        taken[Field.HOLDER_NAME] = _as(taken.pop(Field.COMPANY_NAME), Field.HOLDER_NAME)
    title = taken.get(Field.TITLE)
    if Field.HOLDER_NAME not in taken and title and title.heading.endswith("名称"):
        taken[Field.HOLDER_NAME] = _as(taken.pop(Field.TITLE), Field.HOLDER_NAME)


def _as(column: Column, field: Field) -> Column:
    return replace(column, field=field)


_BETWEEN = re.compile(r"[、,，;；/|\n]+")


def is_id_number(text: str) -> bool:
    """Whether a text is a resident's number or a credit code whose check digit holds; old numbers of 15 digits too."""
    try:
        plain = plain_number(text)
        return len(plain) in (15, 18) and read_identifier(plain).number != ""
    except BadIdentifier:
        return False


def _are_id_numbers(text: str) -> bool:
    """One number, or several owners' in one cell."""
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    return bool(parts) and all(map(is_id_number, parts))


def _is_number_like(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,%\-/年月日]+[Xx]?", text))


def _is_money(text: str) -> bool:
    try:
        read_fen(text, zero_allowed=True)
    except UnreadableAmount:
        return text in ("-", "无")
    return True


def _is_day(text: str) -> bool:
    return _day(text) is not None


# ---- reading a row ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """A person a row names. `number` is in normal form where it can be read, else as written."""

    role: Role
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row of the unit's table with its cells by meaning, still in the unit's words where words matter."""

    people: tuple[Named, ...]
    texts: Mapping[Field, str]
    amounts: Mapping[Field, int]
    days: Mapping[Field, date]
    details: Mapping[str, str]


_AMOUNTS = (Field.AMOUNT, Field.AVAILABLE, Field.CONTROLLED)
_DAYS = (Field.OPENED_ON, Field.CLOSED_ON, Field.AS_OF)
_TEXTS = (
    Field.IDENTIFIER, Field.TITLE, Field.STATUS, Field.LOCATION, Field.OWNERSHIP, Field.PRIORITY_RIGHTS,
    Field.PRIOR_MEASURES, Field.CURRENCY,
)  # fmt: skip


def read_row(mapping: TableMapping, row: Sequence[Cell]) -> RowRead:
    """A row by meaning. A cell that cannot be read as money or day is kept in `details` as it stands, never guessed."""
    cells = {
        column.field: cell_text(row[column.place]) if column.place < len(row) else ""
        for column in mapping.columns
    }
    details = {
        heading: cell_text(row[at]) for at, heading in mapping.others if at < len(row) and cell_text(row[at])
    }
    amounts: dict[Field, int] = {}
    days: dict[Field, date] = {}
    for column in mapping.columns:
        text = cells[column.field]
        if not text:
            continue
        if column.field in _AMOUNTS:
            amount = _fen(row[column.place], column.unit)
            if amount is None:
                details[column.heading] = text
            else:
                amounts[column.field] = amount
        elif column.field in _DAYS:
            day = _day(row[column.place])
            if day is None:
                details[column.heading] = text
            else:
                days[column.field] = day
    people = tuple(
        who
        for role, (name, number) in OF_ROLE.items()
        if cells.get(name) or cells.get(number)
        for who in _people(role, cells.get(name, ""), cells.get(number, ""))
    )
    return RowRead(
        people, {field: cells[field] for field in _TEXTS if cells.get(field)}, amounts, days, details
    )


def _people(role: Role, name: str, number: str) -> list[Named]:
    """The people two cells name. Several owners in one cell go by their order; where there are not as many names as numbers
    nobody is given a name, so that a person decides.
    """
    numbers = [part.strip() for part in _BETWEEN.split(number) if part.strip()]
    if len(numbers) < 2 or not all(map(is_id_number, numbers)):
        return [Named(role, as_written(name), normal_number(number))]
    names = [as_written(part) for part in _BETWEEN.split(name) if part.strip()]
    if len(names) != len(numbers):
        names = [""] * len(numbers)
    others = Role.CO_OWNER if role is Role.HOLDER else role
    return [
        Named(others if place else role, one, normal_number(text))
        for place, (one, text) in enumerate(zip(names, numbers, strict=True))
    ]


def normal_number(text: str) -> str:
    """An ID number in its one form (15 digits made 18, width, X); a number that fails its check stays as written."""
    try:
        plain = plain_number(text)
    except BadIdentifier:
        return text.strip()
    try:
        return read_identifier(plain).number if plain else ""
    except BadIdentifier:
        return plain


def _fen(cell: Cell, unit: int) -> int | None:
    try:
        return read_fen(cell, unit=unit, zero_allowed=True)
    except UnreadableAmount:
        return None


def _day(cell: Cell) -> date | None:
    try:
        return read_date(cell)
    except UnreadableDate:
        return None
