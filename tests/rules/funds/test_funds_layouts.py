"""A bank's own table is read by a layout: recognised, exact to the fen, or refused with its row and column."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook

from zhixing.foundation.sheets import read_sheets
from zhixing.funds.rules.layout_defaults import DEFAULTS
from zhixing.funds.rules.layout_guess import guess_layout, try_layout
from zhixing.funds.rules.layouts import DateOrder, Field, Layout, LayoutUnfit, fingerprint_of, layout_of
from zhixing.funds.rules.statement import StatementRefused
from zhixing.funds.rules.statement_files import LayoutUnknown, place_of, read_statements

RURAL = "日期,摘要,借贷,发生额,结存,户名\n"
MOMENT = datetime(2022, 1, 6, 9, 30, tzinfo=UTC).replace(tzinfo=None)
TAUGHT = Layout(
    name="某某村镇银行",
    columns={
        Field.DAY: "日期", Field.REMARK: "摘要", Field.DIRECTION: "借贷", Field.AMOUNT: "发生额", Field.BALANCE: "结存",
        Field.NAME: "户名",
    },
)  # fmt: skip


def _csv(text: str, encoding: str = "gb18030") -> bytes:
    return text.encode(encoding)


def _read(body: bytes, *layouts: Layout) -> list[tuple[str, int, int | None, str, str]]:
    (read,) = read_statements(body, layouts)
    return [
        (line.at.isoformat()[:16], line.fen, line.balance_fen, line.name, line.remark) for line in read.lines
    ]


def _xlsx(rows: Sequence[Sequence[object]], *, merge: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if merge:
        book.active.merge_cells(merge)
    body = BytesIO()
    book.save(body)
    return body.getvalue()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_taught_layout_reads_direction_and_amount_in_every_encoding(encoding: str) -> None:
    body = _csv(
        RURAL
        + '2022-01-05,还款,贷,"1,000.50","2,000.50",䶮\n2022-01-06,手续费,借,0.50,"2,000.00",\n合计,,,1001.00,,\n',
        encoding,
    )
    assert _read(body, TAUGHT) == [
        ("2022-01-05T00:00", 100_050, 200_050, "䶮", "还款"),
        ("2022-01-06T00:00", -50, 200_000, "", "手续费"),
    ]


def test_a_table_nobody_taught_is_refused_and_says_so() -> None:
    with pytest.raises(LayoutUnknown, match="这家银行的表格可以先教一次"):
        read_statements(_csv(RURAL + "2022-01-05,还款,贷,1.00,2.00,甲\n"))


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("2022-01-05,x,贷,1.O0,2.00,甲", "发生额", "1.O0"),
        ("2022-13-05,x,贷,1.00,2.00,甲", "日期", "2022-13-05"),
        ("2022-01-05,x,转,1.00,2.00,甲", "借贷", "不认识的收支方向"),
        ("2022-01-05,x,贷,,2.00,甲", "发生额", "没有发生额"),
        ("2022-01-05,x,贷,1.00,,甲", "结存", "空"),
    ],
)
def test_a_line_a_layout_cannot_read_stops_the_file_with_row_and_column(
    row: str, column: str, words: str
) -> None:
    good = "2022-01-04,还款,贷,1.00,1.00,甲\n"
    with pytest.raises(StatementRefused, match=words) as refused:
        read_statements(_csv(RURAL + good + row + "\n"), [TAUGHT])
    assert (refused.value.row, refused.value.column) == (3, column)


def test_the_balance_chain_is_asserted_by_a_layout_too() -> None:
    body = _csv(RURAL + "2022-01-05,x,贷,1.00,1.00,甲\n2022-01-06,x,贷,1.00,2.01,甲\n")
    with pytest.raises(StatementRefused, match=r"第 3 行.*应为 2\.00，对账单为 2\.01"):
        read_statements(body, [TAUGHT])


def test_without_serials_equal_lines_stay_two_and_the_same_file_stays_the_same() -> None:
    columns = {one: title for one, title in TAUGHT.columns.items() if one is not Field.BALANCE}
    layout = Layout(name="无余额", columns=columns)
    rows = ["2022-01-05,还款,贷,1.00,,甲\n", "2022-01-05,还款,贷,1.00,,甲\n", "2022-01-06,还款,贷,2.00,,乙\n"]
    body = _csv(RURAL + "".join(rows))
    serials = [line.serial for line in read_statements(body, [layout])[0].lines]
    assert len(set(serials)) == 3
    assert [len(serial) for serial in serials] == [28, 28, 28]
    assert [line.serial for line in read_statements(body, [layout])[0].lines] == serials
    newest_first = _csv(RURAL + "".join(rows[::-1]), "utf-8")
    assert [line.serial for line in read_statements(newest_first, [layout])[0].lines] == serials
    more = _csv(RURAL + "".join(rows) + "2022-01-06,还款,贷,2.00,,乙\n")
    assert [line.serial for line in read_statements(more, [layout])[0].lines][:3] == serials


def test_a_layout_survives_being_kept_and_its_fingerprint_wins() -> None:
    (sheet,) = read_sheets(_csv(RURAL))
    mark = fingerprint_of(sheet.rows[0])
    kept = layout_of(name="甲行", fingerprint=mark, data=TAUGHT.as_data())
    assert (kept.columns, kept.date_order, kept.ends) == (TAUGHT.columns, TAUGHT.date_order, TAUGHT.ends)
    rival = Layout(name="乙行", columns=TAUGHT.columns)
    place = place_of(_csv(RURAL), [rival, kept])
    assert place is not None
    assert place.layout.name == "甲行"


def test_excel_with_merged_title_rows_serial_dates_and_amounts_as_text() -> None:
    body = _xlsx(
        [
            ["账户明细", None, None, None, None, None], ["账号：123456，户名：汪清县人民法院"],
            ["日期", "摘要", "借贷", "发生额", "结存", "户名"],
            [44566, "还款", "贷", "1,234.10", 5234.1, "甲"], [MOMENT, "支", "借", 0.1, "5,234.00", None],
            ["合计：", None, None, "1,234.20"],
        ],
        merge="A1:F1",
    )  # fmt: skip
    (read,) = read_statements(body, [TAUGHT])
    assert (read.account, read.holder) == ("123456", "汪清县人民法院")
    assert [(line.row, line.at.isoformat(), line.fen, line.balance_fen) for line in read.lines] == [
        (4, "2022-01-05T00:00:00+08:00", 123_410, 523_410),
        (5, "2022-01-06T09:30:00+08:00", -10, 523_400),
    ]


DEFAULT_FILES = {
    "工商银行（企业网银明细）": (
        "凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额,个性化信息\n"
        '0,2205,6217,2022-01-05 09:30:00,贷,0.00,"1,000.00",102,转账,案款,李四,"1,500.00",（2022）吉2424执7号\n',
        (100_000, 150_000, "李四", "6217", "转账 案款 （2022）吉2424执7号", ""),
    ),
    "农业银行（企业网银明细）": (
        "交易时间,收入金额,支出金额,账户余额,交易行名,对方省市,对方账号,对方户名,交易用途\n"
        "2022-01-05 09:30:00,1000.00,,1500.00,汪清支行,吉林,6217,李四,案款\n",
        (100_000, 150_000, "李四", "6217", "案款", ""),
    ),
    "中国银行（交易明细）": (
        "交易类型[ Transaction Type ],付款人账号[ Debit Account No. ],付款人名称[ Payer's Name ],收款人账号[ Payee's Account Number ],"
        "收款人名称[ Payee's Name ],交易日期[ Transaction Date ],交易时间[ Transaction time ],交易货币,交易金额[ Trade Amount ],"
        "交易后余额[ After-transaction balance ],交易流水号[ Transaction reference number ],摘要[ Reference ],用途[ Purpose ],交易附言[ Remark ]\n"
        "来账,6217,李四,2205,汪清县人民法院,20220105,09:30:00,CNY,1000.00,1500.00,T1,转账,,案款\n",
        (100_000, 150_000, "李四", "6217", "转账 案款", "T1"),
    ),
    "建设银行（活期账户明细）": (
        "账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,对方开户机构,记账日期,摘要,备注,"
        "账户明细编号-交易流水号,企业流水号,凭证种类,凭证号\n"
        "2205,汪清县人民法院,20220105 09:30:00,0.00,1000.00,1500.00,人民币元,李四,6217,农行,20220105,跨行,案款,100-1,,,\n",
        (100_000, 150_000, "李四", "6217", "跨行 案款", "100-1"),
    ),
    "吉林银行（账户明细）": (
        "交易日期,交易时间,交易流水号,借方金额,贷方金额,余额,对方账号,对方户名,摘要\n"
        "2022-01-05,093000,J1,,1000.00,1500.00,6217,李四,案款\n",
        (100_000, 150_000, "李四", "6217", "案款", "J1"),
    ),
    "农村信用社、农商银行（分户明细）": (
        "交易日期,凭证号码,摘要,借贷标志,发生额,余额,对方账号,对方户名\n"
        "20220105,,案款,贷,1000.00,1500.00,6217,李四\n",
        (100_000, 150_000, "李四", "6217", "案款", ""),
    ),
}  # fmt: skip


def test_every_default_layout_has_a_file_that_proves_it() -> None:
    assert {layout.name for layout in DEFAULTS} == DEFAULT_FILES.keys()
    assert all(layout.is_default for layout in DEFAULTS)


@pytest.mark.parametrize("bank", DEFAULT_FILES)
def test_the_usual_export_of_a_big_bank_is_read(bank: str) -> None:
    text, (fen, balance, name, account, remark, serial) = DEFAULT_FILES[bank]
    (read,) = read_statements(_csv(text))
    (line,) = read.lines
    assert read.source == f"layout:{bank}"
    assert (line.fen, line.balance_fen, line.name, line.account, line.remark) == (
        fen,
        balance,
        name,
        account,
        remark,
    )
    assert line.at.date() == date(2022, 1, 5)
    assert line.at.time() in (time(9, 30), time())
    assert line.serial == serial or (not serial and line.serial.startswith("D"))


def test_a_negative_amount_on_its_own_side_is_a_reversal() -> None:
    text = "交易时间,收入金额,支出金额,账户余额,交易行名,对方省市,对方账号,对方户名,交易用途\n"
    rows = "2022-01-05,1000.00,,1500.00,,,6217,李四,案款\n2022-01-06,-1000.00,,500.00,,,6217,李四,案款\n"
    (read,) = read_statements(_csv(text + rows))
    assert [(line.fen, line.takes_back) for line in read.lines] == [(100_000, False), (-100_000, True)]


def test_several_accounts_in_one_table_are_refused_with_the_row() -> None:
    text, _ = DEFAULT_FILES["工商银行（企业网银明细）"]
    second = text.splitlines()[1].replace("2205", "2206")
    with pytest.raises(StatementRefused, match=r"第 3 行.*几个账户"):
        read_statements(_csv(text + second + "\n"))


def test_another_date_order_is_read_only_when_the_layout_says_so() -> None:
    row = RURAL + "07/02/2022,x,贷,1.00,1.00,甲\n"
    with pytest.raises(StatementRefused):
        read_statements(_csv(row), [TAUGHT])
    days = {
        order: read_statements(_csv(row), [Layout(name="x", columns=TAUGHT.columns, date_order=order)])[0].lines[0].at.date()
        for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    }  # fmt: skip
    assert days == {DateOrder.DAY_FIRST: date(2022, 2, 7), DateOrder.MONTH_FIRST: date(2022, 7, 2)}


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({Field.AMOUNT: "发生额"}, "交易日期"), ({Field.DAY: "日期"}, "收入、支出"),
        ({Field.DAY: "日期", Field.AMOUNT: "a", Field.DEBIT: "b"}, "只能选一种"),
        ({Field.DAY: "日期", Field.DEBIT: "b", Field.DIRECTION: "c"}, "金额列"),
        ({Field.DAY: "日期", Field.AMOUNT: "日期"}, "同一列"),
    ],
)  # fmt: skip
def test_a_layout_that_cannot_work_says_what_is_missing(columns: dict[Field, str], words: str) -> None:
    with pytest.raises(LayoutUnfit, match=words):
        Layout(name="x", columns=columns).check()


# ---- guessing --------------------------------------------------------------------------------------------------------


def test_titles_and_the_balance_chain_make_the_guess() -> None:
    sheets = read_sheets(
        _csv("某行明细\n\n" + RURAL + "2022-01-05,还款,贷,1.00,5.00,甲\n2022-01-06,支,借,2.00,3.00,\n")
    )
    guess = guess_layout(sheets)
    assert guess is not None
    assert guess.header == 2
    assert guess.layout.columns[Field.DAY] == "日期"
    assert guess.layout.columns[Field.DIRECTION] == "借贷"
    assert guess.layout.columns[Field.AMOUNT] == "发生额"
    assert guess.layout.columns[Field.BALANCE] == "结存"
    trial = try_layout(guess.sheet, guess.header, guess.layout)
    assert (trial.count, trial.problem, trial.is_proved) == (2, "", True)


def test_nameless_money_columns_are_found_by_the_balances() -> None:
    text = "某日,甲栏,乙栏,丙栏,谁\n2022-01-05,,5.00,105.00,甲\n2022-01-06,3.00,,102.00,乙\n2022-01-07,,1.00,103.00,丙\n"
    guess = guess_layout(read_sheets(_csv(text)))
    assert guess is not None
    assert {one: guess.layout.columns[one] for one in (Field.DAY, Field.DEBIT, Field.CREDIT, Field.BALANCE)} == {
        Field.DAY: "某日", Field.DEBIT: "甲栏", Field.CREDIT: "乙栏", Field.BALANCE: "丙栏",
    }  # fmt: skip
    assert "余额逐笔核对 3 笔，全部相符。" in guess.notes


def test_a_file_without_a_header_is_not_guessed() -> None:
    assert guess_layout(read_sheets(b"hello,world,x\n1,2,3\n")) is None


def test_a_trial_tells_how_far_it_came() -> None:
    (sheet,) = read_sheets(_csv(RURAL + "2022-01-05,x,贷,1.00,1.00,甲\n2022-01-06,x,贷,1.O0,2.00,甲\n"))
    trial = try_layout(sheet, 0, TAUGHT)
    assert ([line.fen for line in trial.lines], trial.row) == ([100], 3)
    assert "1.O0" in trial.problem
