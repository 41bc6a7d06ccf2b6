"""What a guess of a bank's layout rests on: titles, values, and balances that follow from each other."""

import pytest

from zhixing.foundation.sheets import read_sheets
from zhixing.funds.rules.layout_guess import Guess, guess_layout, try_layout, with_columns
from zhixing.funds.rules.layouts import DateOrder, Field, Layout, fingerprint_of

SIDES = Layout("两列", {Field.DAY: "日期", Field.DEBIT: "支出", Field.CREDIT: "收入", Field.REMARK: "附言"})
ONE = Layout("一列", {Field.DAY: "日期", Field.AMOUNT: "金额", Field.REMARK: "附言"})


def _guess(text: str) -> Guess:
    guess = guess_layout(read_sheets(text.encode()))
    assert guess is not None
    return guess


def test_a_guess_shows_its_columns_with_samples_and_says_why() -> None:
    guess = _guess(
        "明细\n日期,摘要,借贷,发生额,结余,户名,空\n2022-01-05,还款,贷,1.00,5.00,甲,\n2022-01-06,支,借,2.00,3.00,,\n"
    )
    assert guess.header == 1
    assert [(one.letter, one.title, one.samples, one.field) for one in guess.columns][:4] == [
        ("A", "日期", ("2022-01-05", "2022-01-06"), Field.DAY),
        ("B", "摘要", ("还款", "支"), Field.REMARK_2),
        ("C", "借贷", ("贷", "借"), Field.DIRECTION),
        ("D", "发生额", ("1.00", "2.00"), Field.AMOUNT),
    ]
    mine = with_columns(guess, {Field.DAY: "日期"}, name="甲行", order=DateOrder.DAY_FIRST)
    assert (mine.name, mine.columns, mine.date_order) == ("甲行", {Field.DAY: "日期"}, DateOrder.DAY_FIRST)
    assert mine.fingerprint == fingerprint_of(guess.sheet.rows[1])


def test_a_day_is_found_by_its_values_and_in_its_own_order() -> None:
    guess = _guess("何时,多少,何事,谁\n31/01/2022,5.00,案款,甲\n01/02/2022,3.00,案款,乙\n")
    assert (guess.layout.columns[Field.DAY], guess.layout.date_order) == ("何时", DateOrder.DAY_FIRST)
    assert "A 列的值都是日期。" in guess.notes
    month_first = _guess("日期,多少,何事,谁\n01/31/2022,5.00,案款,甲\n02/01/2022,3.00,案款,乙\n")
    assert (month_first.layout.columns[Field.DAY], month_first.layout.date_order) == (
        "日期",
        DateOrder.MONTH_FIRST,
    )
    assert "A 列的值都是日期。" not in month_first.notes


def test_directions_are_found_by_their_words_and_a_wrong_title_is_dropped() -> None:
    guess = _guess(
        "日期,记号,发生额,余额,交易类型\n2022-01-05,贷,1.00,5.00,转账\n2022-01-06,借,2.00,3.00,手续费\n"
    )
    assert guess.layout.columns[Field.DIRECTION] == "记号"
    assert "B 列的值都是收支方向。" in guess.notes


def test_two_amount_columns_exclude_one_amount_and_several_accounts_are_not_our_own() -> None:
    guess = _guess(
        "日期,支出,收入,金额,余额,账号\n2022-01-05,,1.00,1.00,5.00,11\n2022-01-06,2.00,,2.00,3.00,22\n"
    )
    assert Field.AMOUNT not in guess.layout.columns
    assert Field.OWN_ACCOUNT not in guess.layout.columns
    same = _guess("日期,支出,收入,余额,账号\n2022-01-05,,1.00,5.00,11\n2022-01-06,2.00,,3.00,11\n")
    assert same.layout.columns[Field.OWN_ACCOUNT] == "账号"


def test_a_signed_amount_and_its_balance_are_found_among_number_columns() -> None:
    guess = _guess(
        "日期,甲栏,乙栏,谁\n2022-01-05,5.00,105.00,甲\n2022-01-06,-3.00,102.00,乙\n2022-01-07,1.00,103.00,丙\n"
    )
    assert {one: guess.layout.columns[one] for one in (Field.AMOUNT, Field.BALANCE)} == {
        Field.AMOUNT: "甲栏", Field.BALANCE: "乙栏",
    }  # fmt: skip
    assert guess.notes[-2:] == ("按余额逐笔核对，推定了金额和余额所在的列。", "余额逐笔核对 3 笔，全部相符。")


def test_a_guess_that_no_balance_proves_asks_a_person() -> None:
    guess = _guess("日期,收入,余额,谁\n2022-01-05,5.00,105.00,甲\n2022-01-06,3.00,999.00,乙\n")
    assert guess.notes[-1] == "余额没有核对上，请人工指明各列。"
    one = _guess("日期,收入,余额,谁\n2022-01-05,5.00,105.00,甲\n")
    assert one.notes[-1] == "余额没有核对上，请人工指明各列。"


def test_a_trial_shows_twenty_lines_and_counts_all() -> None:
    rows = [f"2022-01-05,{place}.00,x" for place in range(1, 24)]
    (sheet,) = read_sheets(("日期,金额,附言\n" + "\n".join(rows) + "\n").encode())
    trial = try_layout(sheet, 0, ONE)
    assert (len(trial.lines), trial.count, trial.problem, trial.row, trial.is_proved) == (
        20,
        23,
        "",
        None,
        False,
    )
    wrong = try_layout(sheet, 0, SIDES)
    assert (wrong.lines, wrong.count, wrong.problem, wrong.row, wrong.is_proved) == (
        (),
        0,
        "表头里找不到所选的列。",
        1,
        False,
    )
    (sheet,) = read_sheets(("日期,金额,附言\n" + "\n".join([*rows, "2022-01-05,y,x"]) + "\n").encode())
    broken = try_layout(sheet, 0, ONE)
    assert (len(broken.lines), broken.count, broken.row, broken.is_proved) == (20, 0, 25, False)


@pytest.mark.parametrize("text", [
    "日期,金额\n2022-01-05,1.00\n",
    "日期,金额,附言\n甲,乙,丙\n",
    "1.00,2022-01-05,x\n2022-01-05,1.00,x\n",
    "甲,甲,甲,甲\n2022-01-05,1.00,x,y\n",
    "x,y,z\n",
])  # fmt: skip
def test_rows_that_head_no_statement_are_not_guessed(text: str) -> None:
    assert guess_layout(read_sheets(text.encode())) is None
