import io
import random
import struct
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from zhixing.foundation import sheets
from zhixing.foundation.sheets import UnreadableFile, column_letters, read_sheets
from zhixing.foundation.tables import Column, MissingColumns, cell_text, heading_key, read_table

COLUMNS = (
    Column("number", ("案号", "执行案号"), required=True),
    Column("applicant", ("申请执行人",), required=True, owner="applicant"),
    Column("applicant_phone", ("申请执行人电话",), owner="applicant", beside=("联系电话",)),
    Column("debtor", ("被执行人",), required=True, owner="debtor"),
    Column("debtor_phone", ("被执行人电话",), owner="debtor", beside=("联系电话",)),
    Column("principal", ("执行标的额（本金）", "本金", "执行标的额"), required=True),
)
HEADER = ["案号", "申请执行人", "联系电话", "被执行人", "联系电话", "执行标的额（元）"]
ROW = ["（2022）吉2424执1号", "甲", "111", "乙", "222", 15791.5]


def workbook(*rows: Sequence[object], name: str = "台账") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def test_titles_blank_rows_sums_and_repeated_headers_are_left_out_and_rows_keep_their_numbers() -> None:
    body = workbook(
        ["汪清县人民法院"], [], HEADER, ROW, [], HEADER, ROW, ["合计", None, None, None, None, 31583]
    )
    table = read_table(body, COLUMNS)
    assert (table.sheet, table.header_row) == ("台账", 3)
    assert [row.number for row in table.rows] == [4, 7]
    assert table.headings["principal"] == "执行标的额（元）"
    assert table.rows[0].cells == {
        "number": "（2022）吉2424执1号", "applicant": "甲", "applicant_phone": "111", "debtor": "乙",
        "debtor_phone": "222", "principal": 15791.5,
    }  # fmt: skip


def test_columns_stand_anywhere_and_strangers_are_kept() -> None:
    header = ["序号", "联系人", " 被执行人\n", "本金", "申请执行人", "执行 案号", "联系人"]
    table = read_table(workbook(header, [1, "丙", "乙", 5, "甲", "（2022）吉2424执1号", "丁"]), COLUMNS)
    (row,) = table.rows
    assert row.cells == {"debtor": "乙", "principal": 5.0, "applicant": "甲", "number": "（2022）吉2424执1号"}
    assert row.others == {"序号": 1.0, "联系人": "丙", "联系人（G列）": "丁"}
    assert table.unknown == ("序号", "联系人", "联系人（G列）")


def test_the_more_proper_of_two_headings_is_taken() -> None:
    header = ["案号", "申请执行人", "被执行人", "执行标的额", "本金"]
    table = read_table(workbook(header, ["1", "甲", "乙", 9, 5]), COLUMNS)
    assert table.rows[0].cells["principal"] == 5
    assert table.rows[0].others == {"执行标的额": 9}


def test_a_missing_column_refuses_the_file_by_name() -> None:
    with pytest.raises(
        MissingColumns, match="第2行：表头缺少必需的列：执行标的额（本金）。请补上后再导入。"
    ) as refused:
        read_table(workbook(["台账"], ["案号", "申请执行人", "被执行人"], ["1", "甲", "乙"]), COLUMNS)
    assert refused.value.names == ("执行标的额（本金）",)
    assert (refused.value.code, refused.value.row) == ("missing-column", 2)


def test_the_same_column_twice_refuses_the_file() -> None:
    with pytest.raises(UnreadableFile, match="第1行“案号”列：同一含义的列出现了两次"):
        read_table(workbook([*HEADER, "案号"], [*ROW, "x"]), COLUMNS)


def test_a_file_without_a_header_is_refused() -> None:
    with pytest.raises(
        UnreadableFile, match="找不到表头，表头应有：案号、申请执行人、被执行人、执行标的额（本金） 等列"
    ):
        read_table(workbook(["甲", "乙"], ["案号"]), COLUMNS)


def test_the_sheet_with_the_table_is_found_among_others_and_hidden_ones_are_not_read() -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["说明"])
    hidden = book.create_sheet("旧台账")
    hidden.append(HEADER)
    hidden.sheet_state = "hidden"
    kept = book.create_sheet("2022")
    kept.append(HEADER)
    kept.append(ROW)
    body = io.BytesIO()
    book.save(body)
    assert [sheet.name for sheet in read_sheets(body.getvalue())] == ["Sheet", "2022"]
    assert read_table(body.getvalue(), COLUMNS).sheet == "2022"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_encoding(encoding: str, delimiter: str) -> None:
    lines = [
        "汪清县人民法院2022年台账",
        delimiter.join(HEADER),
        "",
        delimiter.join(map(str, ROW[:-1])) + delimiter + '"1,5"',
    ]
    table = read_table("\r\n".join(lines).encode(encoding), COLUMNS)
    assert [(row.number, row.cells["debtor"], row.cells["principal"]) for row in table.rows] == [
        (4, "乙", "1,5")
    ]


def test_rare_characters_survive_gb18030() -> None:
    body = "案号,申请执行人,被执行人,本金\n1,欧阳㛃𬭎,䶮堃𰻞,5\n".encode("gb18030")
    assert read_table(body, COLUMNS).rows[0].cells["debtor"] == "䶮堃𰻞"


def test_a_short_csv_row_has_empty_cells_at_its_end() -> None:
    table = read_table("案号,申请执行人,被执行人,本金\n1,甲\n".encode(), COLUMNS)
    assert table.rows[0].cells == {"number": "1", "applicant": "甲", "debtor": "", "principal": ""}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0rest", "旧版 xls 或加密"),
        (b"PK\x03\x04broken", "xlsx 文件已损坏"),
        (b"a\x00b", "不是表格文件"),
        (b"\xff\xfe\xd8", "文字编码无法识别"),
        ('案号,x\n1,"没有配对'.encode(), "第2行：引号不配对"),
        (("案号\n" + "x" * 200_000).encode(), "第2行：引号不配对或单元格过长"),
        (b",".join(b"x" for _ in range(257)), "超过 256 列"),
    ],
)
def test_files_that_cannot_be_read_say_why(body: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_sheets(body)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="打不开文件"):
        read_sheets(tmp_path / "台账.xlsx")


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_FILE_BYTES", 1000)
    path = tmp_path / "台账.csv"
    path.write_bytes(b"x" * 1001)
    with pytest.raises(UnreadableFile, match="请拆分后再导入"):
        read_sheets(path)


def test_rows_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    with pytest.raises(UnreadableFile, match="超过 3 行"):
        read_sheets(b"a\nb\nc\nd\n")
    with pytest.raises(UnreadableFile, match="超过 3 行"):
        read_sheets(workbook(*[["x"]] * 4))


def _with_part(body: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part.filename))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


def test_a_zip_bomb_is_not_unpacked_even_when_its_directory_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 4 * 2**20)
    body = bytearray(_with_part(workbook(HEADER, ROW), "xl/media/image1.png", bytes(8 * 2**20)))
    with pytest.raises(UnreadableFile, match="解压后超过"):
        read_sheets(bytes(body))
    place = body.rindex(b"PK\x01\x02", 0, body.rindex(b"xl/media/image1.png"))
    struct.pack_into("<I", body, place + 24, 10)
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as archive:
        assert archive.getinfo("xl/media/image1.png").file_size == 10
    with pytest.raises(UnreadableFile, match="解压后超过"):
        read_sheets(bytes(body))


@pytest.mark.parametrize("corner", ["XFD1048576", "A1048576", "XFD1", "IV150000"])
def test_one_cell_in_the_far_corner_does_not_lay_out_the_whole_area(corner: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "案号"
    sheet[corner] = "x"
    body = io.BytesIO()
    book.save(body)
    with pytest.raises(UnreadableFile, match="表格超过"):
        read_sheets(body.getvalue())


def test_a_damaged_workbook_is_refused_and_never_crashes() -> None:
    body, seed = workbook(HEADER, ROW), random.Random(7)
    for _ in range(150):
        damaged = bytearray(body[: seed.randrange(4, len(body))] if seed.random() < 0.3 else body)
        for _ in range(seed.randrange(1, 6)):
            damaged[seed.randrange(4, len(damaged))] = seed.randrange(256)
        with suppress(UnreadableFile):
            assert read_table(bytes(damaged), COLUMNS).header_row >= 1


def test_cells_as_a_person_reads_them() -> None:
    (sheet,) = read_sheets(workbook([1.0, 1.5, "x ", date(2022, 2, 7), True, None]))
    assert [cell_text(cell) for cell in sheet.rows[0]][:5] == ["1", "1.5", "x", "2022-02-07", "是"]
    assert cell_text(None) == ""
    assert cell_text(False) == "否"


def test_letters_over_columns() -> None:
    assert [column_letters(place) for place in (0, 25, 26, 27, 701, 702, 16383)] == [
        "A", "Z", "AA", "AB", "ZZ", "AAA", "XFD",
    ]  # fmt: skip


def test_headings_are_compared_without_width_spaces_and_marks() -> None:
    assert heading_key("＊ 执行标的额\n（本金）：") == "执行标的额(本金)"
