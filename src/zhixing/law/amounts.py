"""Money: whole fen inside, yuan only as text at the edge; rounding and splitting that lose nothing."""

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

_YUAN = re.compile(r"(?P<sign>-?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d{1,2}))?")
_TO_ASCII = str.maketrans("０１２３４５６７８９．，－＋￥", "0123456789.,-+¥")
MAX_DIGITS = 16
"""Longest whole part read, in digits; a fen amount of that size still fits a 64-bit column."""


class AmountUnreadable(ValueError):
    """The text is not an amount in yuan."""


class PoolNotSplittable(ValueError):
    """A pool cannot be split: negative pool or weight, or nothing to split by."""


class ResidualTo(StrEnum):
    """Who gets the fen that are left when every share has been rounded down."""

    LARGEST_FIRST = "largest_first"
    """One fen each, the largest weight first: a single fen goes to the largest claim.

    No share exceeds its exact value by a whole fen, so no creditor gets more than is owed.
    """
    LARGEST_ALONE = "largest_alone"
    """All of them to the largest weight."""
    LARGEST_REMAINDER = "largest_remainder"
    """One fen each, the share that lost most by rounding first (Hamilton's method)."""


def yuan_text(fen: int, thousands: bool = False) -> str:
    """Fen as yuan with two decimals: 1132500 → "11325.00", with `thousands` "11,325.00"."""
    whole, part = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}{whole:,}.{part:02d}" if thousands else f"{sign}{whole}.{part:02d}"


def fen_of_yuan(text: str) -> int:
    """The fen in a yuan text: "11,325.00", "11325", "１１３２５．００元" → 1132500.

    Thousands commas must stand where thousands are. Raises AmountUnreadable for anything else, and for more
    than two decimals: a third decimal is never rounded away in silence.
    """
    plain = text.strip().translate(_TO_ASCII).removeprefix("¥").removesuffix("元").strip()
    match = _YUAN.fullmatch(plain)
    if match is None:
        raise AmountUnreadable(f"“{text}”不是金额，请写成 11325.00 的样子，最多两位小数。")
    whole = match["whole"].replace(",", "")
    if len(whole) > MAX_DIGITS:
        raise AmountUnreadable(f"“{text}”金额过大，整数部分最多 {MAX_DIGITS} 位。")
    fen = int(whole) * 100 + int((match["part"] or "").ljust(2, "0"))
    return -fen if match["sign"] else fen


def fen_of_decimal(yuan: Decimal) -> int:
    """An exact yuan amount in fen; raises AmountUnreadable when it is finer than a fen or not a number."""
    fen = Fraction(yuan) * 100 if yuan.is_finite() else Fraction(1, 2)
    if fen.denominator != 1:
        raise AmountUnreadable(f"“{yuan}”不是精确到分的金额。")
    return int(fen)


def round_half_up(exact: Fraction | Decimal | int) -> int:
    """The nearest integer, halves away from zero (四舍五入): a fen sum of 2.5 is 3, of −2.5 is −3."""
    value = Fraction(exact)
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -size if value < 0 else size


def split_pro_rata(
    pool: int, weights: Sequence[int], residual_to: ResidualTo = ResidualTo.LARGEST_FIRST
) -> tuple[int, ...]:
    """Split `pool` fen in proportion to `weights` (claims in fen); the shares sum to the pool exactly.

    Every share is rounded down, then the remaining fen (fewer than there are shares with a weight) go as
    `residual_to` says; among equals the earlier one comes first. A weight of zero gets nothing. While the
    pool does not exceed the weights no share exceeds its weight, except under LARGEST_ALONE. Raises
    PoolNotSplittable.
    """
    if pool < 0 or any(weight < 0 for weight in weights):
        raise PoolNotSplittable("分配的款项和债权额都不能为负数。")
    total = sum(weights)
    if not total:
        if pool:
            raise PoolNotSplittable("没有可以参与分配的债权，款项无法分配。")
        return tuple(0 for _ in weights)
    shares = [pool * weight // total for weight in weights]
    left = pool - sum(shares)
    if residual_to is ResidualTo.LARGEST_REMAINDER:
        order = sorted(range(len(weights)), key=lambda place: -(pool * weights[place] % total))
    else:
        order = sorted(range(len(weights)), key=lambda place: -weights[place])
    if residual_to is ResidualTo.LARGEST_ALONE:
        shares[order[0]] += left
    else:
        for place in order[:left]:
            shares[place] += 1
    return tuple(shares)
