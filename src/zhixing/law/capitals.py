"""Amounts and dates as Chinese documents write them: 人民币大写 and 二〇二六年十一月二十二日.

The zero rules follow the writing rules for bills annexed to the People's Bank's 支付结算办法 (1997): one 零
for any run of zeros inside the number, 整 after whole yuan, none after 角 or 分. The optional 零 after 元
(1680.32) is left out, as banks do.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLAIN_DIGITS = "〇一二三四五六七八九"
PLACES = ("", "拾", "佰", "仟")
LIMIT_YUAN = 10**16
"""Amounts must stay below this: one fen less than 壹亿亿 yuan."""


class AmountUnwritable(ValueError):
    """The amount cannot be written in capitals: negative, finer than a fen, too large, or not a number."""


def capitals(yuan: Decimal | int) -> str:
    """The amount in Chinese capitals: ``5900002184.25`` → 伍拾玖亿零贰仟壹佰捌拾肆元贰角伍分.

    `yuan` is in yuan (an int is whole yuan), from 0 to below 10^16, exact to the fen. Raises
    AmountUnwritable.
    """
    amount = Decimal(yuan)
    if not amount.is_finite():
        raise AmountUnwritable("金额不是有效数字，无法大写。")
    if amount < 0:
        raise AmountUnwritable(f"金额不能为负数：{amount}。")
    if amount >= LIMIT_YUAN:
        raise AmountUnwritable(f"金额过大，无法大写：{amount}。")
    fen = Fraction(amount) * 100
    if fen.denominator != 1:
        raise AmountUnwritable(f"金额最多两位小数：{amount}。")
    return capitals_of_fen(int(fen))


def capitals_of_fen(fen: int) -> str:
    """The same for an amount in whole fen, from 0 to below 10^18."""
    if fen < 0:
        raise AmountUnwritable(f"金额不能为负数：{fen} 分。")
    yuan, rest = divmod(fen, 100)
    if yuan >= LIMIT_YUAN:
        raise AmountUnwritable(f"金额过大，无法大写：{yuan} 元。")
    jiao, last = divmod(rest, 10)
    if not fen:
        return "零元整"
    text = f"{_below_ten_quadrillion(yuan)}元" if yuan else ""
    if not rest:
        return f"{text}整"
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return text + (f"{DIGITS[last]}分" if last else "")


def date_in_chinese(on: date) -> str:
    """The date at the foot of a document: 二〇二六年十一月二十二日."""
    year = "".join(PLAIN_DIGITS[int(digit)] for digit in str(on.year))
    return f"{year}年{numeral(on.month)}月{numeral(on.day)}日"


def numeral(number: int) -> str:
    """A number from 1 to 999 in everyday Chinese numerals: 12 → 十二, 105 → 一百零五."""
    if not 1 <= number <= 999:
        raise AmountUnwritable(f"只能写 1 到 999：{number}。")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{PLAIN_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else PLAIN_DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (PLAIN_DIGITS[ones] if ones else "")


def _below_ten_quadrillion(number: int) -> str:
    """亿 splits the number; what stands before it may itself hold a 万 (万亿)."""
    high, low = divmod(number, 10**8)
    if not high:
        return _below_hundred_million(low)
    gap = "零" if 0 < low < 10**7 else ""
    return f"{_below_hundred_million(high)}亿{gap}{_below_hundred_million(low)}"


def _below_hundred_million(number: int) -> str:
    high, low = divmod(number, 10**4)
    if not high:
        return _below_ten_thousand(low)
    gap = "零" if 0 < low < 1000 else ""
    return f"{_below_ten_thousand(high)}万{gap}{_below_ten_thousand(low)}"


def _below_ten_thousand(number: int) -> str:
    text = ""
    pending_zero = False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if pending_zero else "") + DIGITS[digit] + PLACES[place]
        pending_zero = bool(text) and not digit
    return text
