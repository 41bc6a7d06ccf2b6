"""Writing xlsx files: what a list shows, and the refused rows of a register as a form to be corrected.

Texts stay texts: a cell that begins with = or + is never a formula, a long number never loses its digits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as WorkbookCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from zhixing.cases.rules.register import RowDecision
from zhixing.foundation.sheets import Cell
from zhixing.foundation.tables import Table

REASON_HEADING = "退回原因"
MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="EDEAE0")
_WRONG = PatternFill("solid", fgColor="F8D7D0")
_LINE = Side(style="thin", color="C9C3B4")
_MONEY = "#,##0.00"


@dataclass(frozen=True, slots=True)
class Yuan:
    """An amount in fen that the sheet shows in yuan."""

    fen: int


SheetCell = Cell | Yuan | None


def _written(
    sheet: WriteOnlyWorksheet, value: SheetCell, *, fill: PatternFill | None = None, bold: bool = False
) -> WorkbookCell:
    cell: WorkbookCell = WriteOnlyCell(sheet, None)
    if isinstance(value, Yuan):
        # A spreadsheet knows only binary fractions; two decimals of them are exact on screen up to 2^53 fen.
        cell.value, cell.number_format = value.fen / 100, _MONEY
    elif isinstance(value, str):
        cell.value = _printable(value)
        cell.data_type, cell.number_format = "s", "@"
    else:
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm"
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    if fill is not None:
        cell.fill = fill
    if bold:
        cell.font = Font(bold=True)
        cell.border = Border(bottom=_LINE)
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str) and len(value) > 24)
    return cell


def _printable(text: str) -> str:
    """The text without control characters, which a workbook cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n")[:32_000]


def list_workbook(
    *, title: str, headings: Sequence[tuple[str, int]], rows: Iterable[Sequence[SheetCell]]
) -> bytes:
    """A list as a workbook: headings with their widths in characters, then the rows as shown."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for place, (_, width) in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_written(sheet, heading, fill=_HEAD, bold=True) for heading, _ in headings])
    for row in rows:
        sheet.append([_written(sheet, value) for value in row])
    return _bytes_of(book)


def corrected_form(table: Table, refused: Sequence[RowDecision]) -> bytes:
    """The refused rows as the office wrote them, wrong cells marked, with the reasons in a last column.

    Corrected and taken in again it files exactly these rows; the column of reasons is ignored then.
    """
    fields = list(table.headings)
    others = [name for name in table.unknown if name != REASON_HEADING]
    cells = {row.number: row for row in table.rows}
    book = Workbook(write_only=True)
    sheet = book.create_sheet("退回重报")
    for place in range(1, len(fields) + len(others) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 18
    sheet.column_dimensions[get_column_letter(len(fields) + len(others) + 1)].width = 60
    sheet.freeze_panes = "B2"
    headings = [*(table.headings[name] for name in fields), *others, REASON_HEADING]
    sheet.append([_written(sheet, heading, fill=_HEAD, bold=True) for heading in headings])
    for decision in refused:
        row = cells[decision.row]
        wrong: dict[str, list[str]] = {}
        for reason in decision.reasons:
            wrong.setdefault(reason.field, []).append(reason.message)
        line = []
        for name in fields:
            cell = _written(sheet, row.cells.get(name, ""), fill=_WRONG if name in wrong else None)
            if name in wrong:
                cell.comment = Comment("\n".join(wrong[name]), "执行 Zhixing", width=320, height=90)
            line.append(cell)
        line += [_written(sheet, row.others.get(name, "")) for name in others]
        reasons = "；".join(f"{reason.column}：{reason.message}" for reason in decision.reasons)
        sheet.append([*line, _written(sheet, reasons, fill=_WRONG)])
    return _bytes_of(book)


def _bytes_of(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
