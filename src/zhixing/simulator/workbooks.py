"""Spreadsheets whose bytes depend on their content alone."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from zhixing.simulator.styles import Cell

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def workbook(sheet: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """An xlsx of one sheet. Dates are date cells (yyyy-mm-dd), None leaves its cell empty."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for row in rows:
        cells: list[object] = list(row)
        for place, value in enumerate(row):
            if isinstance(value, date):
                dated = WriteOnlyCell(page, value=datetime.combine(value, time.min))
                dated.number_format = "yyyy-mm-dd"
                cells[place] = dated
        page.append(cells)
    raw = io.BytesIO()
    book.save(raw)
    return _without_the_hour(raw.getvalue())


def _without_the_hour(raw: bytes) -> bytes:
    """The same package without the hour of writing, which would make one seed give two files."""
    sealed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(sealed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>2022-12-31T00:00:00Z", content)
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            target.writestr(info, content, compress_type=zipfile.ZIP_DEFLATED)
    return sealed.getvalue()
