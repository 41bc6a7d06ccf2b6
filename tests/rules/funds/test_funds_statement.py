"""A bank's file is read exactly or refused with its line."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from zhixing.funds.rules.statement import StatementRefused, read_statement

HEAD = "账户明细查询\r\n户名:汪清县人民法院（执行案款专户）,账号:2205 0166,币种:人民币\r\n\r\n"
COLUMNS = "交易流水号,交易时间,借方发生额,贷方发生额,账户余额,对方户名,对方账号,摘要/附言,虚拟子账号\r\n"


def _file(*rows: str, head: str = HEAD, columns: str = COLUMNS, encoding: str = "gb18030") -> bytes:
    return (head + columns + "\r\n".join(rows)).encode(encoding)


def test_preamble_amounts_and_rare_names_are_read() -> None:
    read = read_statement(
        _file('A1,20220121 13:00:58,,"54,090.05","3,054,090.05",曹强䶮,6217 5722,案款,2424')
    )
    (line,) = read.lines
    assert (read.holder, read.account) == ("汪清县人民法院（执行案款专户）", "22050166")
    assert (line.row, line.fen, line.balance_fen, line.name, line.account) == (
        5,
        5_409_005,
        305_409_005,
        "曹强䶮",
        "62175722",
    )
    assert line.at.isoformat() == "2022-01-21T13:00:58+08:00"
    assert (read.opening_fen, read.closing_fen) == (300_000_000, 305_409_005)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert read_statement(_file("A1,20220121,,1.00,1.00,䶮,,,", encoding=encoding)).lines[0].name == "䶮"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A1,20220121,,1.0O,1.00,,,,", "贷方发生额"), ("A1,20220121,,1.005,1.00,,,,", "贷方发生额"),
        ("A1,20220121,,-1.00,1.00,,,,", "贷方发生额"), ("A1,20220121,,1.00,,,,,", "账户余额"),
        ("A1,20220121,,1.00,余额,,,,", "账户余额"), ("A1,2022/13/01,,1.00,1.00,,,,", "交易时间"),
        ("A1,,,1.00,1.00,,,,", "交易时间"), (",20220121,,1.00,1.00,,,,", "交易流水号"),
        ("A1,20220121,1.00,1.00,1.00,,,,", ""), ("A1,20220121,,,1.00,,,,", ""), ("A1,20220121,0.00,0.00,1.00,,,,", ""),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_stops_the_file_with_its_place(row: str, column: str) -> None:
    with pytest.raises(StatementRefused, match="第 5 行") as refused:
        read_statement(_file(row))
    assert (refused.value.row, refused.value.column) == (5, column)


def test_the_balance_must_follow_line_by_line() -> None:
    with pytest.raises(StatementRefused, match=r"第 6 行.*按上一行应为 3\.00，对账单为 3\.01") as refused:
        read_statement(
            _file("A1,20220121,,1.00,1.00,,,,", "A2,20220122,,2.00,3.01,,,,", "A3,20220123,,1.00,4.01,,,,")
        )
    assert refused.value.row == 6


def test_newest_first_is_turned_round_and_its_break_found() -> None:
    rows = ("A3,20220123,,1.00,4.00,,,,", "A2,20220122,,2.00,3.00,,,,", "A1,20220121,,1.00,1.00,,,,")
    assert [line.serial for line in read_statement(_file(*rows)).lines] == ["A1", "A2", "A3"]
    with pytest.raises(StatementRefused, match="第 5 行"):
        read_statement(_file(rows[0].replace("4.00", "4.01"), *rows[1:]))


def test_a_serial_twice_in_one_file_is_refused() -> None:
    with pytest.raises(StatementRefused, match="与第 5 行重复"):
        read_statement(_file("A1,20220121,,1.00,1.00,,,,", "A1,20220121,,1.00,2.00,,,,"))


def test_an_overdrawn_balance_is_negative() -> None:
    assert read_statement(_file("A1,20220121,5.00,,-4.00,,,,")).lines[0].balance_fen == -400


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"), (_file(), "没有交易行"), (_file("A1,20220121,,1.00,1.00,,,,", head=HEAD.replace("人民币", "美元")), "人民币"),
        (b"hello\nworld\n", "表头"), (_file("x", columns="交易流水号,交易时间,账户余额\r\n"), "借方发生额"),
    ],
)  # fmt: skip
def test_files_that_are_no_statement(content: bytes, words: str) -> None:
    with pytest.raises(StatementRefused, match=words):
        read_statement(content)


def test_xlsx_with_number_cells_is_exact() -> None:
    book = Workbook()
    for row in (
        ["账号：123"],
        ["流水号", "交易日期", "支出金额", "收入金额", "余额"],
        ["A1", "2022-01-21", None, 1234.1, -0.3],
    ):
        book.active.append(row)
    body = BytesIO()
    book.save(body)
    line = read_statement(body.getvalue()).lines[0]
    assert (line.fen, line.balance_fen) == (123_410, -30)


@given(st.lists(st.integers(min_value=-(10**11), max_value=10**11).filter(bool), min_size=1, max_size=30))
def test_every_fen_survives(fens: list[int]) -> None:
    rows, balance = [], 10**13 // 2
    for number, fen in enumerate(fens):
        balance += fen
        debit, credit = (
            (f"{-fen // 100}.{-fen % 100:02d}", "") if fen < 0 else ("", f"{fen // 100:,}.{fen % 100:02d}")
        )
        rows.append(f'A{number},20220121,{debit},"{credit}","{balance // 100:,}.{balance % 100:02d}",,,,')
    read = read_statement(_file(*rows))
    assert [line.fen for line in read.lines] == fens
    assert read.closing_fen == balance
