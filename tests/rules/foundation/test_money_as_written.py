from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.money import MAX_FEN, TEN_THOUSAND, AmountFault, UnreadableAmount, read_fen
from zhixing.law.amounts import yuan_text
from zhixing.law.capitals import capitals_of_fen


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("15791.00", 1_579_100),
        ("35,735.00", 3_573_500),
        ("１５７９１.００", 1_579_100),
        ("１１８９６０７.００", 118_960_700),
        ("４２８４８．６１", 4_284_861),
        ("14690.00元", 1_469_000),
        ("3.5万元", 3_500_000),
        ("3.12345万", 3_123_450),
        ("1.2亿元", 12_000_000_000),
        ("￥12.5", 1_250),
        ("¥ 1,234,567.8", 123_456_780),
        ("人民币35735元整", 3_573_500),
        ("人民币叁万伍仟元整", 3_500_000),
        ("壹万元整", 1_000_000),
        ("伍拾玖亿零贰仟壹佰捌拾肆元贰角伍分", 590_000_218_425),
        ("人民币：壹仟零伍元零叁分", 100_503),
        ("十万元", 10_000_000),
        ("14690元5角", 1_469_050),
        ("1,469元5角3分", 146_953),
        (" 17 192.95 ", 1_719_295),
        (30275.0, 3_027_500),
        (23130.18, 2_313_018),
        (41783, 4_178_300),
        (17192.949999999997, 1_719_295),
        (Decimal("0.01"), 1),
    ],
)
def test_right_but_ugly_amounts_are_read_to_the_fen(written: object, fen: int) -> None:
    assert read_fen(written) == fen


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", AmountFault.EMPTY),
        (None, AmountFault.EMPTY),
        ("　", AmountFault.EMPTY),
        ("—", AmountFault.EMPTY),
        ("无", AmountFault.EMPTY),
        ("详见判决书", AmountFault.UNREADABLE),
        ("约3万元", AmountFault.UNREADABLE),
        ("12,34", AmountFault.UNREADABLE),
        ("1.2.3", AmountFault.UNREADABLE),
        ("3万5", AmountFault.UNREADABLE),
        ("壹仟壹仟元", AmountFault.UNREADABLE),
        ("壹万贰万元", AmountFault.UNREADABLE),
        ("壹贰元", AmountFault.UNREADABLE),
        ("壹拾零元", AmountFault.UNREADABLE),
        ("万元整", AmountFault.UNREADABLE),
        ("9" * 65, AmountFault.UNREADABLE),
        (True, AmountFault.UNREADABLE),
        (float("nan"), AmountFault.UNREADABLE),
        (float("inf"), AmountFault.UNREADABLE),
        (-41783.0, AmountFault.NEGATIVE),
        ("-41783.00", AmountFault.NEGATIVE),
        ("－41,783.00元", AmountFault.NEGATIVE),
        ("−5", AmountFault.NEGATIVE),
        ("(41783.00)", AmountFault.NEGATIVE),
        ("-￥5", AmountFault.NEGATIVE),
        ("0", AmountFault.ZERO),
        (0.0, AmountFault.ZERO),
        ("零元整", AmountFault.ZERO),
        ("12.345", AmountFault.FINER_THAN_FEN),
        (12.345, AmountFault.FINER_THAN_FEN),
        (0.004, AmountFault.FINER_THAN_FEN),
        ("3.1234567万元", AmountFault.FINER_THAN_FEN),
        ("100000000000.01", AmountFault.TOO_LARGE),
        (1e300, AmountFault.TOO_LARGE),
    ],
)
def test_what_is_not_an_amount_is_refused_with_its_fault(written: object, fault: AmountFault) -> None:
    with pytest.raises(UnreadableAmount) as refused:
        read_fen(written)
    assert refused.value.fault is fault


def test_the_limit_itself_is_read() -> None:
    assert read_fen("100,000,000,000.00") == MAX_FEN == 10**13


def test_zero_is_read_where_it_is_allowed() -> None:
    assert read_fen("0.00", zero_allowed=True) == 0


def test_under_a_heading_in_wan_only_bare_numbers_are_scaled() -> None:
    assert read_fen(3.5, unit=TEN_THOUSAND) == 3_500_000
    assert read_fen("3.5", unit=TEN_THOUSAND) == 3_500_000
    assert read_fen("3.5万元", unit=TEN_THOUSAND) == 3_500_000
    assert read_fen("35000元", unit=TEN_THOUSAND) == 3_500_000


def test_messages_say_what_to_do_in_chinese() -> None:
    with pytest.raises(UnreadableAmount, match=r"读不出金额，请写成 12345\.67 这样的数字（单位：元）。"):
        read_fen("详见判决书")


_TO_FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@given(st.integers(min_value=1, max_value=MAX_FEN))
def test_every_way_of_writing_an_amount_reads_as_the_same_fen(fen: int) -> None:
    plain, grouped = yuan_text(fen), yuan_text(fen, thousands=True)
    for written in (plain, grouped, f"{plain}元", f"￥{grouped}", plain.translate(_TO_FULL_WIDTH)):
        assert read_fen(written) == fen
    assert read_fen(capitals_of_fen(fen)) == fen
    assert read_fen(f"人民币{capitals_of_fen(fen)}") == fen


@given(st.integers(min_value=1, max_value=10**11))
def test_a_number_cell_is_exact(fen: int) -> None:
    assert read_fen(fen / 100) == fen


@given(st.text(max_size=80))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    with suppress(UnreadableAmount):
        assert 0 < read_fen(text) <= MAX_FEN
