"""Reading a civil-affairs record of marriages (民政局婚姻登记): who is, or was, married to whom, row by row.

The record is a lead for finding whose debt a payment is meant for; it makes nobody a debtor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from zhixing.foundation.dates import UnreadableDate, read_date
from zhixing.foundation.identifiers import BadIdentifier, read_identifier
from zhixing.foundation.names import as_written, comparing_key
from zhixing.foundation.tables import Column, Table, TableRow, cell_text, read_table

COLUMNS = (
    Column("name", ("持证人", "姓名", "登记人", "当事人"), required=True),
    Column("id", ("证件号码", "身份证号", "身份证号码", "公民身份号码", "持证人证件号码"), required=True),
    Column("spouse", ("配偶姓名", "配偶", "对方姓名"), required=True),
    Column("spouse_id", ("配偶证件号码", "配偶身份证号", "配偶身份证号码", "对方证件号码")),
    Column("since", ("登记日期", "结婚日期", "结婚登记日期")),
    Column("ended", ("离婚日期", "注销日期", "解除日期")),
    Column("status", ("状态", "婚姻状态", "婚姻状况", "登记状态"), required=True),
)
_MARRIED = frozenset({"已婚", "结婚", "有效", "在婚", "初婚", "再婚", "复婚", "婚姻存续", "存续", "正常"})
_ENDED = frozenset({"离婚", "已离婚", "丧偶", "解除", "撤销", "无效", "注销", "终止"})


class Relation(StrEnum):
    """How two people belong together."""

    SPOUSE = "spouse"


@dataclass(frozen=True, slots=True)
class Person:
    """A name and the checked ID number it goes with; the number may be missing for the other side."""

    name: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Marriage:
    """One line of the record. `has_ended` holds for divorces and deaths, with the day where the record names it."""

    row: int
    holder: Person
    spouse: Person
    since: date | None
    has_ended: bool
    ended_on: date | None

    def sides(self) -> tuple[tuple[Person, Person], ...]:
        """Each person whose number is known, with the one they are married to."""
        both = ((self.holder, self.spouse), (self.spouse, self.holder))
        return tuple(pair for pair in both if pair[0].id_number)


@dataclass(frozen=True, slots=True)
class RowFault:
    """A line that was not taken: where, and what to do."""

    row: int
    column: str
    message: str

    @property
    def text(self) -> str:
        """The sentence on screen."""
        return f"第 {self.row} 行“{self.column}”：{self.message}"


def read_record(source: Path | bytes) -> Table:
    """The table of a record. Raises UnreadableFile, MissingColumns."""
    return read_table(source, COLUMNS)


def marriages(table: Table) -> Iterator[Marriage | RowFault]:
    """Each row as what it says, or why it is not taken."""
    for row in table.rows:
        yield _marriage(row, table)


def _marriage(row: TableRow, table: Table) -> Marriage | RowFault:
    field = "name"
    try:
        holder, spouse = _name(row, "name"), _name(row, field := "spouse")
        field = "id"
        own = read_identifier(row.cells.get("id"), organisation=False).number
        field = "spouse_id"
        written = cell_text(row.cells.get("spouse_id"))
        other = read_identifier(row.cells.get("spouse_id"), organisation=False).number if written else ""
        since, ended_on = _day(row, field := "since"), _day(row, field := "ended")
        field = "status"
        has_ended = _has_ended(cell_text(row.cells.get("status"))) or ended_on is not None
    except (BadIdentifier, UnreadableDate, ValueError) as error:
        column = table.headings.get(field) or next(one.name for one in COLUMNS if one.field == field)
        return RowFault(row.number, column, str(error))
    if own == other:
        return RowFault(
            row.number, table.headings.get("spouse_id", "配偶证件号码"), "与持证人的证件号码相同，请核对。"
        )
    return Marriage(row.number, Person(holder, own), Person(spouse, other), since, has_ended, ended_on)


def _name(row: TableRow, field: str) -> str:
    name = as_written(cell_text(row.cells.get(field)))[:200]
    if not comparing_key(name):
        raise ValueError("姓名为空，请填写。")
    return name


def _day(row: TableRow, field: str) -> date | None:
    cell = row.cells.get(field)
    return read_date(cell) if cell_text(cell) else None


def _has_ended(status: str) -> bool:
    if status in _ENDED:
        return True
    if status in _MARRIED:
        return False
    raise ValueError(
        f"婚姻状态“{status}”不能识别，应为已婚或者离婚。" if status else "婚姻状态为空，应为已婚或者离婚。"
    )
