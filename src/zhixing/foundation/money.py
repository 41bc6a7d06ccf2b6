"""Amounts as offices write them, read to whole fen or refused with a reason; never a zero for something unreadable."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from enum import StrEnum

MAX_FEN = 10**13
"""Largest amount read: one hundred billion yuan (一千亿元), far above any claim in one case."""
TEN_THOUSAND = 10_000
_NOISE = Decimal("1e-12")
_MAX_NOISE = Decimal("0.0001")
_CENT = Decimal("0.01")
_MAX_TEXT = 64

_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|¥|:)+", re.IGNORECASE)
_PLAIN = re.compile(
    r"(?P<sign>-)?(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?P<unit>亿|千万|百万|万)?(?:元|圆|块)?[整正]?"
)
_WITH_JIAO = re.compile(r"(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)[元圆](?:(?P<jiao>\d)角)?(?:(?P<fen>\d)分)?[整正]?")
_UNITS = {"万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}

_DIGITS = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")} | {
    char: value for value, char in enumerate("〇一二三四五六七八九")
}
_DIGITS |= {"两": 2, "貳": 2, "叄": 3, "陸": 6, "弍": 2}
_PLACES = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_IN_CAPITALS = re.compile(
    rf"(?=.)(?:(?P<yuan>[{''.join(_DIGITS)}{''.join(_PLACES)}万萬亿億]+)[元圆圓])?"
    rf"(?:零?(?P<jiao>[{''.join(_DIGITS)}])角)?(?:零?(?P<fen>[{''.join(_DIGITS)}])分)?[整正]?"
)


class AmountFault(StrEnum):
    """Why an amount could not be taken."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NEGATIVE = "negative"
    ZERO = "zero"
    FINER_THAN_FEN = "finer-than-fen"
    TOO_LARGE = "too-large"


_MESSAGES = {
    AmountFault.EMPTY: "金额为空，请填写数字金额。",
    AmountFault.UNREADABLE: "读不出金额，请写成 12345.67 这样的数字（单位：元）。",
    AmountFault.NEGATIVE: "金额为负数，请核对后填写正数。",
    AmountFault.ZERO: "金额为零，请核对。",
    AmountFault.FINER_THAN_FEN: "金额超过两位小数，请精确到分。",
    AmountFault.TOO_LARGE: "金额超过一千亿元，请核对单位。",
}


class UnreadableAmount(ValueError):
    """No amount can be taken from the cell; `fault` says why, the message says what to do."""

    def __init__(self, fault: AmountFault) -> None:
        super().__init__(_MESSAGES[fault])
        self.fault = fault


def read_fen(value: object, *, unit: int = 1, zero_allowed: bool = False) -> int:
    """The amount of a cell in fen, above zero (or from zero, with `zero_allowed`) and at most MAX_FEN.

    `value` is a text ("35,735.00", "１４６９０．００元", "3.5万元", "￥12", "叁万伍仟元整") or a number cell in yuan. `unit` is
    the yuan that a bare number counts, 10,000 under a heading in 万元; a text with its own unit keeps it. A number
    cell is read by its shortest decimal form; the noise of binary arithmetic in the last digits is rounded away, a
    real third decimal is refused. Raises UnreadableAmount.
    """
    yuan = _yuan(value, unit)
    fen = yuan * 100
    if fen != fen.to_integral_value():
        raise UnreadableAmount(AmountFault.FINER_THAN_FEN)
    if fen < 0:
        raise UnreadableAmount(AmountFault.NEGATIVE)
    if fen == 0 and not zero_allowed:
        raise UnreadableAmount(AmountFault.ZERO)
    if fen > MAX_FEN:
        raise UnreadableAmount(AmountFault.TOO_LARGE)
    return int(fen)


def _yuan(value: object, unit: int) -> Decimal:
    if value is None:
        raise UnreadableAmount(AmountFault.EMPTY)
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise UnreadableAmount(AmountFault.UNREADABLE)
    if isinstance(value, str):
        return _of_text(value, unit)
    return _of_number(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), unit)


def _of_number(number: Decimal, unit: int) -> Decimal:
    if not number.is_finite():
        raise UnreadableAmount(AmountFault.UNREADABLE)
    yuan = number * unit
    try:
        rounded = yuan.quantize(_CENT)
    except InvalidOperation:
        raise UnreadableAmount(AmountFault.TOO_LARGE) from None
    noise = abs(yuan - rounded)
    return rounded if noise <= min(abs(yuan) * _NOISE, _MAX_NOISE) else yuan


def _of_text(text: str, unit: int) -> Decimal:
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lstrip("'").translate(_DASHES)
    if not plain or plain in _BLANKS:
        raise UnreadableAmount(AmountFault.EMPTY)
    if len(plain) > _MAX_TEXT:
        raise UnreadableAmount(AmountFault.UNREADABLE)
    if plain.startswith("(") and plain.endswith(")") and _PLAIN.fullmatch(_CURRENCY.sub("", plain[1:-1])):
        raise UnreadableAmount(AmountFault.NEGATIVE)
    sign = plain.startswith("-")
    plain = _CURRENCY.sub("", plain.removeprefix("-"))
    if match := _PLAIN.fullmatch(plain):
        scale = _UNITS[match["unit"]] if match["unit"] else (1 if plain[-1] in "元圆块整正" else unit)
        yuan = Decimal(match["number"].replace(",", "")) * scale
        return -yuan if sign or match["sign"] else yuan
    yuan = _of_yuan_and_jiao(plain)
    return -yuan if sign else yuan


def _of_yuan_and_jiao(plain: str) -> Decimal:
    if match := _WITH_JIAO.fullmatch(plain):
        whole = int(match["yuan"].replace(",", ""))
        return Decimal(whole * 100 + int(match["jiao"] or 0) * 10 + int(match["fen"] or 0)) / 100
    if match := _IN_CAPITALS.fullmatch(plain):
        jiao, last = (_DIGITS[match[name]] if match[name] else 0 for name in ("jiao", "fen"))
        return Decimal(_of_numeral(match["yuan"] or "零") * 100 + jiao * 10 + last) / 100
    raise UnreadableAmount(AmountFault.UNREADABLE)


def _of_numeral(text: str) -> int:
    """A number in Chinese numerals; places must fall, so 壹仟壹仟 or a stray 零零 is refused."""
    text = text.replace("萬", "万").replace("億", "亿")
    for mark, size in (("亿", 10**8), ("万", 10**4)):
        if mark in text:
            head, _, tail = text.rpartition(mark)
            low = _of_numeral(tail.removeprefix("零").removeprefix("〇")) if tail else 0
            high = _of_numeral(head)
            if low >= size or not high or mark in head:
                raise UnreadableAmount(AmountFault.UNREADABLE)
            return high * size + low
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int:
    total, digit, ceiling = 0, None, 10_000
    for position, char in enumerate(text):
        if char in _PLACES:
            place = _PLACES[char]
            bare_ten = place == 10 and position == 0
            if place >= ceiling or (digit is None and not bare_ten) or digit == 0:
                raise UnreadableAmount(AmountFault.UNREADABLE)
            total += (1 if digit is None else digit) * place
            digit, ceiling = None, place
        elif digit is None or digit == 0:
            digit = _DIGITS[char]
        else:
            raise UnreadableAmount(AmountFault.UNREADABLE)
    if digit is None:
        return total
    if digit == 0 and total:
        raise UnreadableAmount(AmountFault.UNREADABLE)
    return total + digit


_DASHES = {ord(char): "-" for char in "−–—﹣"}
_BLANKS = frozenset({"-", "--", "/", "无", "空"})
