"""How hands write numbers and dates into a spreadsheet: the same value in many looks."""

import random
from datetime import date

Cell = str | int | float | date | None

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def full_width(text: str) -> str:
    """Digits as a Chinese input method leaves them: ２０２２ for 2022; everything else untouched."""
    return text.translate(_FULL_WIDTH)


def yuan(fen: int) -> str:
    """Fen written as yuan with two decimals."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}"


def grouped(fen: int) -> str:
    """Fen written as yuan with thousands separators, as the bank prints them."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def amount_cell(rng: random.Random, fen: int) -> Cell:
    """An amount in one of the six looks of the sample; 万元 only where nothing would be rounded away."""
    look = rng.randrange(6)
    if look == 0:
        return fen // 100 if fen % 100 == 0 else fen / 100
    if look == 1:
        return grouped(fen)
    if look == 2:
        return yuan(fen) + "元"
    if look == 3:
        return full_width(yuan(fen))
    if look == 4 and fen % 10_000 == 0:
        return f"{fen // 1_000_000}.{fen % 1_000_000 // 10_000:02}万元"
    return yuan(fen)


def date_cell(rng: random.Random, day: date, *, hard: bool = False) -> Cell:
    """A date as a real date cell (two in seven) or in one of five spellings; hard adds three more."""
    if hard and rng.random() < 0.1:
        return rng.choice(
            (
                full_width(f"{day.year}年{day.month}月{day.day}日"),
                f"{day.year}-{day.month}-{day.day}",
                f" {day.year} 年 {day.month} 月 {day.day} 日 ",
            )
        )
    spellings = (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
    )
    look = rng.randrange(7)
    return spellings[look] if look < len(spellings) else day
