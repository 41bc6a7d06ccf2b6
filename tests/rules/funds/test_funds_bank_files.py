"""Tables of banks cell by cell: times, directions, signs, accounts, headings, balances."""

from datetime import date, datetime, time, timedelta

import pytest

from zhixing.foundation.dates import UnreadableDate
from zhixing.foundation.sheets import read_sheets
from zhixing.funds.rules.layouts import (
    DateOrder,
    Field,
    Layout,
    LayoutUnfit,
    fingerprint_of,
    place_at,
    read_day,
    read_time,
    recognise,
)
from zhixing.funds.rules.statement import BankLine, BankStatement, StatementRefused, amount, chained, digits
from zhixing.funds.rules.statement_files import LayoutUnknown, read_statements

SIDES = Layout("两列", {Field.DAY: "日期", Field.DEBIT: "支出", Field.CREDIT: "收入", Field.REMARK: "附言"})
ONE = Layout("一列", {Field.DAY: "日期", Field.AMOUNT: "金额", Field.REMARK: "附言"})
SIGNED = Layout(
    "方向", {Field.DAY: "日期", Field.AMOUNT: "金额", Field.DIRECTION: "方向", Field.REMARK: "附言"}
)


def _read(layout: Layout, *rows: str) -> tuple[BankLine, ...]:
    text = ",".join(layout.columns.values()) + "\n" + "\n".join(rows) + "\n"
    (read,) = read_statements(text.encode(), [layout])
    return read.lines


def _refused(layout: Layout, *rows: str) -> tuple[str, int | None, str]:
    with pytest.raises(StatementRefused) as refused:
        _read(layout, *rows)
    return str(refused.value), refused.value.row, refused.value.column


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        (time(13, 0, 58), time(13, 0, 58)), (datetime.combine(date(2022, 1, 5), time(9, 30, 1)), time(9, 30, 1)),
        (timedelta(hours=13, minutes=7, seconds=58), time(13, 7, 58)), (timedelta(days=1, seconds=59), time(0, 0, 59)),
        (0.0, time()), (0.5, time(12)), (0.547893519, time(13, 8, 58)), (0.99999, time(23, 59, 59)),
        ("130058", time(13, 0, 58)), ("93001", time(9, 30, 1)), ("9:05", time(9, 5)), ("13:00:58", time(13, 0, 58)),
        ("13时05分58秒", time(13, 5, 58)), ("13.05.58", time(13, 5, 58)), ("13:05:58.123", time(13, 5, 58)), (" 13：05 ", time(13, 5)),
        ("", time()), (None, time()), ("2022-01-05 09:30:07", time(9, 30, 7)), ("2022-01-05", time()),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_as_banks_write_it(cell: object, at: time) -> None:
    assert read_time(cell) == at


@pytest.mark.parametrize("cell", ["930", "1300581", 1.0, "上午", "12345a"])
def test_what_is_no_time_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableDate):
        read_time(cell)


def test_a_day_in_another_order_may_carry_its_time() -> None:
    found = read_day("07/02/2022 09:30:00", DateOrder.DAY_FIRST)
    assert found == (date(2022, 2, 7), time(9, 30))
    assert read_day("7.2.2022", DateOrder.MONTH_FIRST) == (date(2022, 7, 2), None)
    assert read_day("2022-02-07", DateOrder.DAY_FIRST) == (date(2022, 2, 7), None)
    with pytest.raises(UnreadableDate):
        read_day("07/02/2022", DateOrder.YEAR_FIRST)


@pytest.mark.parametrize(
    ("debit", "credit", "fen", "takes_back"),
    [
        ("", "1.00", 100, False), ("1.00", "", -100, False), ("0.00", "1.00", 100, False), ("1.00", "0.00", -100, False),
        ("", "-1.00", -100, True), ("-1.00", "", 100, False), ("", "0.01", 1, False), ("0.01", "", -1, False),
    ],
)  # fmt: skip
def test_two_columns_say_which_way_money_went(debit: str, credit: str, fen: int, takes_back: bool) -> None:
    (line,) = _read(SIDES, f"2022-01-05,{debit},{credit},x")
    assert (line.fen, line.takes_back) == (fen, takes_back)


def test_money_both_ways_or_none_is_refused_with_its_row() -> None:
    assert _refused(SIDES, "2022-01-05,1.00,1.00,x") == ("第 2 行：收入与支出不能同时有发生额。", 2, "")
    assert _refused(SIDES, "2022-01-05,0.00,,x") == ("第 2 行：收入与支出都没有发生额。", 2, "")
    assert _refused(SIDES, "2022-01-05,,,x") == ("第 2 行：收入与支出都没有发生额。", 2, "")
    assert _refused(ONE, "2022-01-05,0.00,x") == ("第 2 行“金额”：没有发生额。", 2, "金额")


def test_a_table_may_have_one_side_only() -> None:
    credits_only = Layout("收", {Field.DAY: "日期", Field.CREDIT: "收入", Field.REMARK: "附言"})
    assert [line.fen for line in _read(credits_only, "2022-01-05,1.00,x")] == [100]
    debits_only = Layout("支", {Field.DAY: "日期", Field.DEBIT: "支出", Field.REMARK: "附言"})
    assert [line.fen for line in _read(debits_only, "2022-01-05,1.00,x")] == [-100]


@pytest.mark.parametrize(
    ("text", "word", "fen", "takes_back"),
    [
        ("1.00", "贷", 100, False), ("-1.00", "贷", -100, True), ("1.00", "借", -100, False), ("-1.00", "借", -100, False),
        ("1.00", "+", 100, False), ("1.00", "-", -100, False), ("1.00", "来账[ IN ]", 100, False), ("0.01", "CRDT", 1, False),
    ],
)  # fmt: skip
def test_a_direction_gives_the_sign(text: str, word: str, fen: int, takes_back: bool) -> None:
    (line,) = _read(SIGNED, f"2022-01-05,{text},{word},x")
    assert (line.fen, line.takes_back) == (fen, takes_back)


def test_an_amount_without_direction_carries_its_sign() -> None:
    assert [(line.fen, line.takes_back) for line in _read(ONE, "2022-01-05,1.00,x", "2022-01-05,-2.00,y")] == [
        (100, False), (-200, False),
    ]  # fmt: skip
    assert _refused(SIGNED, "2022-01-05,1.00,,x") == ("第 2 行“方向”：“空”：不认识的收支方向。", 2, "方向")


def test_rows_that_are_no_lines_are_passed_over_and_dated_ones_never() -> None:
    lines = Layout("前", {Field.REMARK: "附言", Field.DAY: "日期", Field.AMOUNT: "金额"})
    read = _read(
        lines, "x,2022-01-05,1.00", ",,", "附言,日期,金额", "合计,,3.00", "累计还款,2022-01-06,2.00", "本页小计", "打印日期：2022年,,",
    )  # fmt: skip
    assert [(line.row, line.fen, line.remark) for line in read] == [(2, 100, "x"), (6, 200, "累计还款")]


def test_a_short_row_lacks_its_last_cells_only() -> None:
    assert [(line.fen, line.remark) for line in _read(ONE, "2022-01-05,1.00")] == [(100, "")]
    assert _refused(ONE, "2022-01-05") == ("第 2 行“金额”：没有发生额。", 2, "金额")


def test_newest_first_is_read_oldest_first_and_equal_moments_stay_as_they_stand() -> None:
    assert [line.remark for line in _read(ONE, "2022-01-06,1.00,b", "2022-01-05,1.00,a")] == ["a", "b"]
    assert [line.remark for line in _read(ONE, "2022-01-05,1.00,a", "2022-01-05,1.00,b")] == ["a", "b"]


def test_a_derived_serial_never_changes_or_known_lines_would_be_posted_again() -> None:
    read = _read(ONE, "2022-01-05,1.00,案款", "2022-01-05,1.00,案款", "2022-01-05,1.01,案款")
    assert [line.serial for line in read] == [
        "D65968507573BFD898C5CBD5B1DF",
        "D97133FB2DECAA79C92F74D883F5",
        "D56108D58C49EF94B94AE4D3B0FF",
    ]


def test_a_time_that_does_not_exist_is_refused_at_its_column() -> None:
    timed = Layout("时", {**ONE.columns, Field.TIME: "时间"})
    assert [line.at.time() for line in _read(timed, "2022-01-05,1.00,x,093000")] == [time(9, 30)]
    assert _refused(timed, "2022-01-05,1.00,x,25:00") == ("第 2 行“时间”：没有这个时刻，请核对。", 2, "时间")
    assert _refused(timed, ",1.00,x,09:00")[1:] == (2, "日期")


def test_the_other_side_is_whoever_is_not_the_court() -> None:
    both = Layout(
        "双方", ONE.columns | {
            Field.PAYER_NAME: "付名", Field.PAYER_ACCOUNT: "付号", Field.PAYEE_NAME: "收名", Field.PAYEE_ACCOUNT: "收号",
        },
    )  # fmt: skip
    read = _read(both, "2022-01-05,1.00,x,甲,1,法院,2", "2022-01-05,-1.00,y,法院,2,乙,3")
    assert [(line.name, line.account) for line in read] == [("甲", "1"), ("乙", "3")]


def test_a_serial_is_needed_where_it_has_a_column_and_texts_are_cut() -> None:
    serial = Layout("号", {**ONE.columns, Field.SERIAL: "流水", Field.NAME: "户名", Field.BALANCE: "余额"})
    (line,) = _read(serial, f"2022-01-05,1.00,{'乙' * 401},{'S' * 60},{'甲' * 201},-5.00")
    assert (line.serial, line.name, line.remark, line.balance_fen) == ("S" * 60, "甲" * 200, "乙" * 400, -500)
    for wrong in ("", "S" * 61):
        assert _refused(serial, f"2022-01-05,1.00,x,{wrong},甲,1.00")[1:] == (2, "流水")


def test_an_own_account_column_names_the_account_once() -> None:
    own = Layout("本", {**ONE.columns, Field.OWN_ACCOUNT: "本方"})
    (read,) = read_statements(
        "日期,金额,附言,本方\n2022-01-05,1.00,x,\n2022-01-05,1.00,y,22 05\n2022-01-06,1.00,z,2205\n".encode(),
        [own],
    )
    assert read.account == "2205"
    assert _refused(own, "2022-01-05,1.00,x,1", "2022-01-05,1.00,y,2", "2022-01-05,1.00,z,3")[1] == 3


def test_a_header_has_three_titles_and_each_stands_once() -> None:
    two = Layout("二", {Field.DAY: "日期", Field.AMOUNT: "金额"})
    assert recognise(read_sheets("日期,金额\n2022-01-05,1.00\n".encode()), [two]) is None
    place = recognise(read_sheets("日期,金额,附言\n2022-01-05,1.00,x\n".encode()), [two])
    assert place is not None
    assert (place.header, dict(place.at), place.layout) == (0, {Field.DAY: 0, Field.AMOUNT: 1}, two)
    (sheet,) = read_sheets("交易日期(日期),金额,附言\n2022-01-05,1.00,x\n".encode())
    assert place_at(sheet, 0, Layout("x", {Field.DAY: "交易日期", Field.AMOUNT: "金额"})) is not None
    same = Layout("x", {Field.DAY: "交易日期", Field.TIME: "交易日期(日期)", Field.AMOUNT: "金额"})
    assert place_at(sheet, 0, same) is None
    assert not two.is_default
    assert len(fingerprint_of(sheet.rows[0])) == 32


def test_of_layouts_that_fit_the_known_header_wins_then_the_most_titles_then_the_first() -> None:
    sheets = read_sheets("日期,金额,附言\n2022-01-05,1.00,x\n".encode())
    two, three = Layout("二", {Field.DAY: "日期", Field.AMOUNT: "金额"}), ONE
    again = Layout("again", dict(ONE.columns))
    known = Layout("known", two.columns, fingerprint=fingerprint_of(sheets[0].rows[0]))

    def name(*layouts: Layout) -> str:
        place = recognise(sheets, layouts)
        return place.layout.name if place else ""

    assert name(two, three) == name(three, two) == "一列"
    assert (name(three, again), name(again, three)) == ("一列", "again")
    assert name(three, known) == name(known, three) == "known"


def test_a_layout_needs_each_column_once() -> None:
    with pytest.raises(LayoutUnfit, match="收入、支出两列"):
        Layout("x", {Field.DAY: "日期", Field.BALANCE: "余额"}).check()
    for columns in (SIDES.columns, ONE.columns, SIGNED.columns, {Field.DAY: "a", Field.DEBIT: "b"}):
        Layout("x", columns).check()


# ---- the usual table


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1", 100), ("1.00", 100), ("0.01", 1), ("1,234.56", 123_456), ("999,999,999,999.99", 99_999_999_999_999), (" 1.10 ", 110),
        ("-1.00", -100), ("－1.00", -100), ("−1.00", -100), ("(1.00)", -100), ("（1.00）", -100), ("+1.00", 100), ("＋1.00", 100),
        (-0.3, -30), (5, 500), (-5, -500), (0, 0), ("0.00", 0), ("-0.00", 0), (12.3, 1230),
    ],
)  # fmt: skip
def test_amounts_are_exact_whatever_sign_they_carry(cell: object, fen: int) -> None:
    assert amount(cell, 7, "余额", signed=True) == fen


@pytest.mark.parametrize(
    "cell", ["-1.00", "(1.00)", "+1.00x", "1.005", "1,23.45x", -1, "1.00)", "(1.00", True]
)
def test_a_sign_or_sign_of_trouble_is_refused_where_no_sign_may_stand(cell: object) -> None:
    with pytest.raises(StatementRefused) as refused:
        amount(cell, 7, "余额")
    assert (refused.value.row, refused.value.column) == (7, "余额")


def test_red_brackets_lose_nothing_of_the_amount() -> None:
    assert amount("(12.05)", 7, "余额", signed=True) == -1205
    assert amount("-12.05", 7, "余额", signed=True) == -1205


@pytest.mark.parametrize(
    ("lacking", "named"), [("流水号", "流水号"), ("交易日期", "交易时间"), ("余额", "余额")]
)
def test_the_usual_table_needs_serial_day_and_balance(lacking: str, named: str) -> None:
    cells = {
        "流水号": "S1",
        "交易日期": "2022-01-05",
        "支出": "",
        "收入": "1.00",
        "余额": "1.00",
        "摘要": "x",
    }
    assert (
        not read_statements(f"{','.join(cells)}\n{','.join(cells.values())}\n".encode())[0]
        .lines[0]
        .takes_back
    )
    del cells[lacking]
    with pytest.raises(LayoutUnknown, match=named):
        read_statements(f"{','.join(cells)}\n{','.join(cells.values())}\n".encode())


def test_an_empty_amount_is_nothing_only_where_that_is_said() -> None:
    assert amount("", 7, "余额", empty_as_zero=True) == 0
    assert amount(None, 7, "余额", empty_as_zero=True, signed=True) == 0
    with pytest.raises(StatementRefused, match="第 7 行“余额”：“空”"):
        amount("", 7, "余额")
    with pytest.raises(StatementRefused):
        amount("x", 7, "余额", empty_as_zero=True)
    with pytest.raises(StatementRefused):
        amount("(1.00", 7, "余额", signed=True)


def test_account_numbers_lose_width_spaces_dashes_and_the_41st_sign() -> None:
    assert digits("６２１７ 57-22'") == "62175722"
    assert digits("1" * 41) == "1" * 40


def _lines(*balances: tuple[int, int, int | None]) -> list[BankLine]:
    return [
        BankLine(place, f"S{place}", datetime.combine(date(2022, 1, day), time()), fen, balance)
        for place, (day, fen, balance) in enumerate(balances, start=2)
    ]


def _serials(lines: list[BankLine]) -> list[str]:
    return [line.serial for line in chained(lines)]


def test_lines_follow_from_each_other_in_one_of_the_two_orders() -> None:
    assert _serials(_lines((5, 1, 1), (6, 2, 3))) == ["S2", "S3"]
    assert _serials(_lines((6, 2, 3), (5, 1, 1))) == ["S3", "S2"]
    # one day, newest first, without times
    assert _serials(_lines((5, 2, 3), (5, 1, 1))) == ["S3", "S2"]
    assert _serials(_lines((5, 1, 1), (5, 2, 3))) == ["S2", "S3"]
    assert _serials(_lines((5, 1, 0), (5, -1, -1))) == ["S2", "S3"]
    # lines without balances are ordered by their time alone
    assert _serials(_lines((6, 2, None), (5, 1, 1))) == ["S3", "S2"]
    assert _serials(_lines((5, 2, None), (5, 1, 1))) == ["S2", "S3"]


@pytest.mark.parametrize(("lines", "row", "words"), [
    (_lines((5, 1, 1), (6, 2, 4)), 3, "按上一行应为 0.03，对账单为 0.04"),
    (_lines((6, 2, 4), (5, 1, 1)), 2, "按上一行应为 0.03，对账单为 0.04"),
    (_lines((5, 2, 4), (5, 1, 1)), 3, "按上一行应为 0.05，对账单为 0.01"),
    (_lines((5, 2, 3), (6, 1, 1)), 3, "按上一行应为 0.04，对账单为 0.01"),
    (_lines((5, 1, 1), (6, 2, 3), (7, 5, 9)), 4, "按上一行应为 0.08，对账单为 0.09"),
    (_lines((5, 1, 1), (6, -1, 0), (7, 5, 6)), 4, "按上一行应为 0.05，对账单为 0.06"),
    (_lines((5, 1, 1), (6, -2, 0), (7, 5, 5)), 3, "按上一行应为 -0.01，对账单为 0.00"),
])  # fmt: skip
def test_a_break_is_named_at_the_line_that_does_not_follow(
    lines: list[BankLine], row: int, words: str
) -> None:
    with pytest.raises(StatementRefused, match=words) as refused:
        chained(lines)
    assert refused.value.row == row


def test_a_statement_knows_its_ends_and_whether_it_has_balances() -> None:
    read = BankStatement("", "", tuple(_lines((5, 1, 11), (6, 2, 13))))
    assert (read.opening_fen, read.closing_fen, read.has_balances) == (10, 13, True)
    read = BankStatement("", "", tuple(_lines((5, 1, None), (6, 2, 13))))
    assert (read.opening_fen, read.closing_fen, read.has_balances) == (None, 13, False)


HEAD = "流水号,交易日期,支出,收入,余额,对方户名,摘要\n"


def test_the_usual_table_cuts_texts_and_refuses_long_serials() -> None:
    row = "{},2022-01-05,,1.00,1.00,{},{}\n"
    (read,) = read_statements((HEAD + row.format("S" * 60, "甲" * 201, "乙" * 401)).encode())
    assert (read.lines[0].serial, read.lines[0].name, read.lines[0].remark) == (
        "S" * 60,
        "甲" * 200,
        "乙" * 400,
    )
    with pytest.raises(StatementRefused) as refused:
        read_statements((HEAD + row.format("S" * 61, "甲", "乙")).encode())
    assert (refused.value.row, refused.value.column) == (2, "交易流水号")


@pytest.mark.parametrize(
    ("above", "holder", "account"),
    [
        ("户名：甲院,账号：22 05\n", "甲院", "2205"),
        ("账户名称：甲院\n帐号：2205\n", "甲院", "2205"),
        ("账户号：2205；币种：CNY\n户名：甲院\n户名：乙院\n", "甲院", "2205"),
        ("户名：,账户名称：甲院\n账号,2205\n账号：2205,x\n", "甲院", "2205"),
        ("户名：甲院\n账号：2205 币种：rmb\n", "甲院", "2205"),
        ("", "", ""),
    ],
)
def test_holder_and_account_stand_anywhere_above_the_header(above: str, holder: str, account: str) -> None:
    (read,) = read_statements((above + HEAD + "S1,2022-01-05,,1.00,1.00,甲,乙\n").encode())
    assert (read.holder, read.account) == (holder, account)


def test_labels_below_the_header_and_other_currencies_do_not_pass() -> None:
    (read,) = read_statements((HEAD + "S1,2022-01-05,,1.00,1.00,甲,账号：999\n").encode())
    assert read.account == ""
    with pytest.raises(StatementRefused, match="对账单币种为USD"):
        read_statements(("币种：USD\n" + HEAD + "S1,2022-01-05,,1.00,1.00,甲,乙\n").encode())


def test_a_table_that_says_nothing_may_be_taught_and_a_wrong_one_not() -> None:
    with pytest.raises(LayoutUnknown, match="这家银行的表格可以先教一次"):
        read_statements("甲,乙,丙\n1,2,3\n".encode())
    with pytest.raises(StatementRefused) as refused:
        read_statements((HEAD + "S1,2022-01-05,,x,1.00,甲,乙\n").encode())
    assert not isinstance(refused.value, LayoutUnknown)
    one_side = "流水号,交易日期,收入,余额\nS1,2022-01-05,1.00,1.00\n"
    (read,) = read_statements(one_side.encode())
    assert read.lines[0].fen == 100


def test_a_file_that_is_no_table_is_refused_in_words() -> None:
    with pytest.raises(StatementRefused):
        read_statements(b"PK\x03\x04 no workbook")
