"""Bar codes on labels (Code 128, set B) and the check digit of postal item numbers (UPU S10)."""

import re

_BARS = re.findall(
    r"\d+",
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112",
)
_START_B, _STOP = 104, 106
_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
TEXT_MAX = 40


class NotABarcode(ValueError):
    """The text cannot be drawn as a bar code."""


def code128(text: str) -> tuple[int, ...]:
    """Widths of bars and gaps in turn, beginning with a bar, in modules. Printable ASCII, 1 to 40 signs."""
    if not 1 <= len(text) <= TEXT_MAX or any(not " " <= sign <= "~" for sign in text):
        raise NotABarcode("条码只能是 1 至 40 个可打印的英文字符。")
    values = [_START_B, *(ord(sign) - 32 for sign in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], 1))) % 103
    return tuple(int(width) for value in (*values, check, _STOP) for width in _BARS[value])


def code128_svg(text: str, *, height: int = 48, module: int = 2) -> str:
    """The bar code as an SVG picture with its quiet zones."""
    widths = code128(text)
    at, bars = 10 * module, []
    for place, width in enumerate(widths):
        if place % 2 == 0:
            bars.append(f'<rect x="{at}" y="0" width="{width * module}" height="{height}"/>')
        at += width * module
    whole = at + 10 * module
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{height}" viewBox="0 0 {whole} {height}">'
        f'<rect width="{whole}" height="{height}" fill="#fff"/>{"".join(bars)}</svg>'
    )


def is_postal_number(text: str) -> bool:
    """Whether an item number is whole: two letters, eight digits, the check digit, two letters."""
    found = _S10.fullmatch(text)
    return bool(found) and check_digit(found[1]) == int(found[2]) if found else False


def check_digit(serial: str) -> int:
    """The check digit of eight digits (UPU S10)."""
    rest = 11 - sum(weight * int(sign) for weight, sign in zip(_WEIGHTS, serial, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)
