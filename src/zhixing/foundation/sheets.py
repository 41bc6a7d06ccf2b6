"""Spreadsheet files (xlsx, csv) as sheets of typed cells, with limits that hold before anything is unpacked.

Row `n` of a sheet is the row that the spreadsheet program shows as `n`. Cells keep their true types: a date cell is a
date, a number a float, a text the text as typed, an empty cell "".
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = list[Cell]

MAX_FILE_BYTES = 64 * 2**20
MAX_UNPACKED_BYTES = 512 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 256
MAX_CELLS = 10_000_000
MAX_PARTS = 2_000
_CHUNK = 1 << 20
_CELL_REFERENCE = re.compile(rb"""\br=["']([A-Za-z]{1,3})(\d{1,10})["']""")
_OVERLAP = 32


class UnreadableFile(ValueError):
    """The file cannot be taken as a whole; `row` and `column` say where, when there is a place."""

    def __init__(self, message: str, *, row: int | None = None, column: str = "") -> None:
        place = (f"第{row}行" if row else "") + (f"“{column}”列" if column else "")
        super().__init__(f"{place}：{message}" if place else message)
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows[0]` is row 1 of the spreadsheet."""

    name: str
    rows: list[Row]


def read_sheets(source: Path | bytes) -> tuple[Sheet, ...]:
    """The sheets of an xlsx file, or the one sheet of a csv file (UTF-8 with or without BOM, GB18030, UTF-16).

    The kind is told by the content, not by the name. Raises UnreadableFile.
    """
    body = _body(source)
    if not body:
        raise UnreadableFile("文件是空的。")
    if body.startswith(b"PK\x03\x04"):
        return _of_workbook(body)
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile("这是旧版 xls 或加密的文件，请在表格软件中另存为不加密的 xlsx。")
    return (Sheet("", _of_csv(body)),)


def column_letters(position: int) -> str:
    """The letters a spreadsheet shows over a column: 0 → A, 27 → AB."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _body(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        body = source
    else:
        try:
            with source.open("rb") as file:
                body = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise UnreadableFile(f"打不开文件：{error.strerror}。") from None
    if len(body) > MAX_FILE_BYTES:
        raise UnreadableFile(f"文件超过 {MAX_FILE_BYTES // 2**20} MB，请拆分后再导入。")
    return body


def _of_workbook(body: bytes) -> tuple[Sheet, ...]:
    _check_archive(body)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible is python_calamine.SheetVisibleEnum.Visible
            and sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
        ]
        return tuple(
            Sheet(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in visible
        )
    except (python_calamine.CalamineError, ValueError, OSError):
        raise UnreadableFile("xlsx 文件已损坏，请用表格软件打开后另存一次。") from None


def _check_archive(body: bytes) -> None:
    """Unpacks every part once without keeping it: sizes in an archive's directory can lie, the bytes cannot.

    Also finds the last row and column used: a single cell in the far corner would make the reader lay out the whole
    area before it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise UnreadableFile("xlsx 文件已损坏，请用表格软件打开后另存一次。") from None
    if len(parts) > MAX_PARTS:
        raise UnreadableFile("xlsx 文件的内部结构异常，拒绝读取。")
    left = MAX_UNPACKED_BYTES
    for part in parts:
        extent = _Extent() if "worksheets/" in part.filename.lower() else None
        for chunk in _unpacked(body, part):
            left -= len(chunk)
            if left < 0:
                raise UnreadableFile(f"文件解压后超过 {MAX_UNPACKED_BYTES // 2**20} MB，拒绝读取。")
            if extent:
                extent.see(chunk)
        if extent:
            extent.check()


def _unpacked(body: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    start = part.header_offset
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or part.flag_bits & 0x1:
        raise UnreadableFile("xlsx 文件使用了加密或不支持的压缩方式，请另存一次。")
    if body[start : start + 4] != b"PK\x03\x04" or start + 30 > len(body):
        raise UnreadableFile("xlsx 文件已损坏，请用表格软件打开后另存一次。")
    name_length, extra_length = struct.unpack_from("<HH", body, start + 26)
    first = start + 30 + name_length + extra_length
    packed = body[first : first + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not inflate.eof:
            yield inflate.decompress(packed, _CHUNK)
            packed = inflate.unconsumed_tail
    except zlib.error:
        raise UnreadableFile("xlsx 文件已损坏，请用表格软件打开后另存一次。") from None


class _Extent:
    """The last row and column that a worksheet's cells name, seen in chunks."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns: set[bytes] = set()
        self.tail = b""

    def see(self, chunk: bytes) -> None:
        window = self.tail + chunk
        for letters, digits in _CELL_REFERENCE.findall(window):
            self.columns.add(letters)
            self.rows = max(self.rows, int(digits))
        self.tail = window[-_OVERLAP:]

    def check(self) -> None:
        columns = max((_position(letters) for letters in self.columns), default=0)
        _check_extent(self.rows, columns)


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters.upper():
        position = position * 26 + letter - 64
    return position


def _check_extent(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise UnreadableFile(f"表格超过 {MAX_ROWS:,} 行，请拆分后再导入（空白行也请删除）。")
    if columns > MAX_COLUMNS:
        raise UnreadableFile(f"表格超过 {MAX_COLUMNS} 列，请删除多余的列。")
    if rows * columns > MAX_CELLS:
        raise UnreadableFile(f"表格超过 {MAX_CELLS:,} 个单元格，请拆分后再导入。")


def _of_csv(body: bytes) -> list[Row]:
    text = _decoded(body)
    if "\x00" in text:
        raise UnreadableFile("不是表格文件，请提供 xlsx 或 csv。")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    columns = 0
    try:
        for record in reader:
            rows.append(list[Cell](record))
            columns = max(columns, len(record))
            if len(rows) > MAX_ROWS or columns > MAX_COLUMNS or len(rows) * columns > MAX_CELLS:
                _check_extent(len(rows), columns)
    except csv.Error:
        raise UnreadableFile("引号不配对或单元格过长，无法分列，请检查。", row=len(rows) + 1) from None
    return rows


def _decoded(body: bytes) -> str:
    """UTF-8 first, for GB18030 reads almost anything; a byte order mark decides."""
    encodings: Iterable[str] = ("utf-8-sig", "gb18030")
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("文字编码无法识别，请另存为 UTF-8 或 GB18030（GBK）编码的 csv。")


def _delimiter(text: str) -> str:
    head = text[:20_000].splitlines()[:20]
    counts = {mark: sum(line.count(mark) for line in head) for mark in ",\t;"}
    return max(counts, key=lambda mark: counts[mark])
