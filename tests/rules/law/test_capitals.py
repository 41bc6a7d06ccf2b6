from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.capitals import (
    DIGITS,
    AmountUnwritable,
    capitals,
    capitals_of_fen,
    date_in_chinese,
    numeral,
)


@pytest.mark.parametrize(
    ("yuan", "written"),
    [
        ("5900002184.25", "伍拾玖亿零贰仟壹佰捌拾肆元贰角伍分"),
        ("10005.06", "壹万零伍元零陆分"),
        ("0", "零元整"),
        ("0.06", "陆分"),
        ("0.60", "陆角"),
        ("10", "壹拾元整"),
        ("100", "壹佰元整"),
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("20000500", "贰仟万零伍佰元整"),
        ("100001000", "壹亿零壹仟元整"),
        ("100000000", "壹亿元整"),
        ("1000010000", "壹拾亿零壹万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000100010001", "壹万零壹亿零壹万零壹元整"),
        ("11325.00", "壹万壹仟叁佰贰拾伍元整"),
    ],
)
def test_an_amount_is_written_in_capitals_with_one_zero_for_each_gap(yuan: str, written: str) -> None:
    assert capitals(Decimal(yuan)) == written


def test_whole_yuan_may_be_given_as_an_integer() -> None:
    assert capitals(57400) == "伍万柒仟肆佰元整"


@pytest.mark.parametrize(
    "yuan", ["-0.01", "0.005", "1E+16", "NaN", "Infinity", "1.000000000000000000000000000001"]
)
def test_what_cannot_be_written_exactly_is_refused(yuan: str) -> None:
    with pytest.raises(AmountUnwritable):
        capitals(Decimal(yuan))


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_fen_out_of_range_are_refused(fen: int) -> None:
    with pytest.raises(AmountUnwritable):
        capitals_of_fen(fen)


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_the_written_amount_reads_back_to_the_same_fen(fen: int) -> None:
    written = capitals_of_fen(fen)
    assert _read(written) == fen
    assert "零零" not in written


def _read(written: str) -> int:
    """An independent reader: digits and units, 万 and 亿 as multipliers."""
    fen = 0
    yuan, mark, rest = written.partition("元")
    if not mark:
        yuan, rest = "", written
    total = section = digit = 0
    for sign in yuan:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in "拾佰仟":
            section += digit * 10 ** ("拾佰仟".index(sign) + 1)
            digit = 0
        else:
            unit = 10**4 if sign == "万" else 10**8
            if unit == 10**8:
                total = (total + section + digit) * unit
            else:
                total += (section + digit) * unit
            section = digit = 0
    fen = (total + section + digit) * 100
    for sign in rest.removesuffix("整"):
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        else:
            fen += digit * (10 if sign == "角" else 1)
    return fen


def test_a_date_at_the_foot_of_a_document_uses_chinese_numerals() -> None:
    assert date_in_chinese(date(2026, 11, 22)) == "二〇二六年十一月二十二日"
    assert date_in_chinese(date(2010, 10, 30)) == "二〇一〇年十月三十日"
    assert date_in_chinese(date(2026, 1, 1)) == "二〇二六年一月一日"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *(
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (99, "九十九"),
            (100, "一百"),
            (105, "一百零五"),
        ),
        *((110, "一百一十"), (111, "一百一十一"), (999, "九百九十九")),
    ],
)
def test_everyday_numerals(number: int, written: str) -> None:
    assert numeral(number) == written


@pytest.mark.parametrize("number", [0, 1000])
def test_numerals_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(AmountUnwritable):
        numeral(number)
