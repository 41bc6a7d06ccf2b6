"""Tables as offices keep them: title rows first, a header found by meaning, columns in any order, strangers kept."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from types import MappingProxyType

from zhixing.foundation.sheets import Cell, Row, Sheet, UnreadableFile, column_letters, read_sheets

__all__ = [
    "Cell",
    "Column",
    "MissingColumns",
    "Table",
    "TableRow",
    "UnreadableFile",
    "cell_text",
    "read_table",
]

HEADER_WITHIN = 30
"""The header must stand in the first rows of a sheet."""
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_HEADING = re.compile(r"[\s*＊:：、,.。_\-/\\“”\"'·]")
_TOTALS = frozenset({"合计", "总计", "小计", "累计", "共计", "本页合计", "本页小计"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its meaning: the field it fills, the headings it goes by (the first is its proper name).

    `beside` names headings that are this column only when they stand to the right of the column of `owner` and before
    the next owner: 联系电话 after 申请执行人 is the applicant's.
    """

    field: str
    headings: tuple[str, ...]
    required: bool = False
    owner: str = ""
    beside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The heading to show a person."""
        return self.headings[0]


class MissingColumns(UnreadableFile):
    """The header lacks columns without which no row can be taken."""

    code = "missing-column"

    def __init__(self, names: Sequence[str], row: int) -> None:
        super().__init__(f"表头缺少必需的列：{'、'.join(names)}。请补上后再导入。", row=row)
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: `number` as the spreadsheet counts, cells by field, cells of unknown columns by heading."""

    number: int
    cells: Mapping[str, Cell]
    others: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a file. `headings` gives for each field the heading as the file writes it."""

    sheet: str
    header_row: int
    headings: Mapping[str, str]
    unknown: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(source: Path | bytes, columns: Sequence[Column]) -> Table:
    """The table of the sheet whose header names most columns, and at least half of the required ones.

    Blank rows, sum rows (合计 …) and a header repeated on each page are left out; the numbers of the others stay.
    Raises UnreadableFile, MissingColumns when the header is there but lacks a required column.
    """
    required = [column for column in columns if column.required]
    sheet, position, header = _find_header(source, columns, required)
    missing = [column.name for column in required if column.field not in header.fields]
    if missing:
        raise MissingColumns(missing, position + 1)
    if header.twice:
        raise UnreadableFile(
            "同一含义的列出现了两次，请删去一列或改名。", row=position + 1, column=header.twice
        )
    return Table(
        sheet.name,
        position + 1,
        MappingProxyType(
            {name: _heading_shown(sheet.rows[position][at]) for name, at in header.fields.items()}
        ),
        tuple(header.others),
        tuple(_rows(sheet, position, header)),
    )


def _find_header(
    source: Path | bytes, columns: Sequence[Column], required: Sequence[Column]
) -> tuple[Sheet, int, "_Header"]:
    best: tuple[Sheet, int, _Header] | None = None
    for sheet in read_sheets(source):
        for position, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            header = _header(row, columns)
            if header.fields and (best is None or len(header.fields) > len(best[2].fields)):
                best = (sheet, position, header)
    if best is None or 2 * sum(column.field in best[2].fields for column in required) < len(required):
        names = "、".join(column.name for column in required[:4])
        raise UnreadableFile(f"前 {HEADER_WITHIN} 行里找不到表头，表头应有：{names} 等列。")
    return best


def cell_text(cell: Cell | None) -> str:
    """A cell as a person reads it: whole numbers without ".0", dates as 2022-02-07, texts as typed, trimmed."""
    if isinstance(cell, str) or cell is None:
        return (cell or "").strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)


def heading_key(heading: str) -> str:
    """A heading without width, spaces, marks: 执行标的额（本金） → 执行标的额(本金)."""
    return _NOT_HEADING.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@dataclass(slots=True)
class _Header:
    fields: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    twice: str = ""


def _header(row: Row, columns: Sequence[Column]) -> _Header:
    """Reads one row as a header. Of several columns that could be one field, the more proper heading is taken."""
    meanings = _meanings(columns)
    owners = {column.owner for column in columns if column.owner}
    found: dict[str, list[tuple[int, int]]] = {}
    header, owner = _Header(), ""
    for position, cell in enumerate(row):
        if not isinstance(cell, str) or not cell.strip():
            continue
        meaning = _meaning(cell, owner, meanings)
        if meaning is not None:
            name, rank = meaning
            found.setdefault(name, []).append((rank, position))
            owner = name if name in owners else owner
    for name, places in found.items():
        places.sort()
        header.fields[name] = places[0][1]
        if len(places) > 1 and places[0][0] == places[1][0]:
            header.twice = header.twice or _heading_shown(row[places[1][1]])
    taken = set(header.fields.values())
    for position, cell in enumerate(row):
        if position not in taken and isinstance(cell, str) and cell.strip():
            shown = _heading_shown(cell)
            header.others[
                shown if shown not in header.others else f"{shown}（{column_letters(position)}列）"
            ] = position
    return header


_Meanings = dict[tuple[str, str], tuple[str, int]]
"""(owner or "", heading) → field and rank, the smaller the more proper."""
_BARE = 1000


def _meanings(columns: Sequence[Column]) -> _Meanings:
    meanings: _Meanings = {}
    for column in columns:
        for rank, heading in enumerate(column.headings):
            meanings["", heading_key(heading)] = column.field, rank
        for rank, heading in enumerate(column.beside, start=len(column.headings)):
            meanings[column.owner, heading_key(heading)] = column.field, rank
    return meanings


def _meaning(cell: str, owner: str, meanings: _Meanings) -> tuple[str, int] | None:
    """Matched whole first, then without a bracketed part: 执行标的额（元）."""
    whole = heading_key(cell)
    bare = heading_key(_BRACKETED.sub("", unicodedata.normalize("NFKC", cell)))
    for key, demotion in ((whole, 0), (bare, _BARE)):
        meaning = meanings.get((owner, key)) or meanings.get(("", key))
        if meaning is not None:
            return meaning[0], meaning[1] + demotion
    return None


def _heading_shown(cell: Cell) -> str:
    return re.sub(r"\s+", "", str(cell))


def _rows(sheet: Sheet, header_position: int, header: _Header) -> Iterator[TableRow]:
    heading = sheet.rows[header_position]
    known, others = tuple(header.fields.items()), tuple(header.others.items())
    last = max(at for _, at in (*known, *others))
    for position in range(header_position + 1, len(sheet.rows)):
        row = sheet.rows[position]
        first = next(
            (cell for cell in row if cell != "" and not (isinstance(cell, str) and not cell.strip())), None
        )
        if first is None or row == heading or (isinstance(first, str) and heading_key(first) in _TOTALS):
            continue
        if len(row) <= last:
            row = row + [""] * (last + 1 - len(row))
        yield TableRow(
            position + 1, {name: row[at] for name, at in known}, {name: row[at] for name, at in others}
        )
