from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.amounts import (
    AmountUnreadable,
    PoolNotSplittable,
    ResidualTo,
    fen_of_decimal,
    fen_of_yuan,
    round_half_up,
    split_pro_rata,
    yuan_text,
)


def test_fen_are_shown_as_yuan_with_two_decimals() -> None:
    assert yuan_text(1132500) == "11325.00"
    assert yuan_text(1132500, thousands=True) == "11,325.00"
    assert yuan_text(-5) == "-0.05"
    assert yuan_text(-123456789, thousands=True) == "-1,234,567.89"


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("11325.00", 1132500),
        ("11,325.00", 1132500),
        ("11325", 1132500),
        ("0.5", 50),
        ("-3.07", -307),
        ("１１３２５．００元", 1132500),
        ("¥1,234,567.89", 123456789),
        ("￥ 8 元", 800),
    ],
)
def test_yuan_text_is_read_to_the_fen(text: str, fen: int) -> None:
    assert fen_of_yuan(text) == fen


@pytest.mark.parametrize("text", ["", "abc", "1.005", "1,23.00", "12,34", "1.", "--1", "1e3", "9" * 17])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountUnreadable):
        fen_of_yuan(text)


def test_a_decimal_must_be_exact_to_the_fen() -> None:
    assert fen_of_decimal(Decimal("11325.00")) == 1132500
    for wrong in ("0.001", "NaN", "1.000000000000000000000000000001"):
        with pytest.raises(AmountUnreadable):
            fen_of_decimal(Decimal(wrong))


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_text_and_fen_are_each_others_inverse(fen: int) -> None:
    assert fen_of_yuan(yuan_text(fen)) == fen
    assert fen_of_yuan(yuan_text(fen, thousands=True)) == fen


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [(Fraction(5, 2), 3), (Fraction(-5, 2), -3), (Fraction(249, 100), 2), (Decimal("0.5"), 1), (7, 7)],
)
def test_halves_are_rounded_away_from_zero(exact: Fraction | Decimal | int, rounded: int) -> None:
    assert round_half_up(exact) == rounded


def test_ordinary_claims_share_in_proportion() -> None:
    claims = (30_000_000, 50_000_000, 20_000_000)
    assert split_pro_rata(39_160_000, claims) == (11_748_000, 19_580_000, 7_832_000)


def test_the_residual_cent_goes_to_the_largest_claim() -> None:
    assert split_pro_rata(100, (1, 2, 3)) == (16, 33, 51)
    assert split_pro_rata(100, (1, 1, 1)) == (34, 33, 33)


def test_the_residual_policy_can_be_set() -> None:
    assert split_pro_rata(100, (300, 300, 100)) == (43, 43, 14)
    assert split_pro_rata(100, (300, 300, 100), ResidualTo.LARGEST_ALONE) == (44, 42, 14)
    assert split_pro_rata(10, (50, 30, 28), ResidualTo.LARGEST_FIRST) == (5, 3, 2)
    assert split_pro_rata(10, (50, 30, 28), ResidualTo.LARGEST_REMAINDER) == (5, 3, 2)
    assert split_pro_rata(10, (61, 20, 19), ResidualTo.LARGEST_FIRST) == (7, 2, 1)
    assert split_pro_rata(10, (61, 20, 19), ResidualTo.LARGEST_REMAINDER) == (6, 2, 2)


def test_an_empty_pool_or_no_claim() -> None:
    assert split_pro_rata(0, (0, 0)) == (0, 0)
    assert split_pro_rata(0, (5, 7)) == (0, 0)
    for pool, weights in ((1, (0, 0)), (1, ()), (-1, (1,)), (1, (2, -1))):
        with pytest.raises(PoolNotSplittable):
            split_pro_rata(pool, weights)


@given(
    st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=30).filter(any),
    st.integers(min_value=0, max_value=10**14),
    st.sampled_from([ResidualTo.LARGEST_FIRST, ResidualTo.LARGEST_REMAINDER]),
)
def test_shares_sum_to_the_pool_and_nobody_gets_more_than_is_owed(
    claims: list[int], pool: int, policy: ResidualTo
) -> None:
    pool = min(pool, sum(claims))
    shares = split_pro_rata(pool, claims, policy)
    assert sum(shares) == pool
    assert all(0 <= share <= claim for share, claim in zip(shares, claims, strict=True))
