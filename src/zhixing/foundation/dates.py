"""Dates as offices write them: eight styles, with or without a time, or refused with a reason."""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from enum import StrEnum

EARLIEST_YEAR = 1949
LATEST_YEAR = 2100
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(
    (date(EARLIEST_YEAR, 10, 1) - _SERIAL_ZERO).days, (date(LATEST_YEAR, 12, 31) - _SERIAL_ZERO).days + 1
)

_TIME = (
    r"(?:[T ]*(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})(?:(?::|分)(?:(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?)?"
)
_STYLES = (
    re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?" + _TIME),
    re.compile(r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})[.日]?" + _TIME),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})" + _TIME),
)
_CHINESE = re.compile(
    r"(?P<y>[〇零○一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_MAX_TEXT = 40


class DateFault(StrEnum):
    """Why a date could not be taken."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no-such-day"
    OUT_OF_RANGE = "out-of-range"


_MESSAGES = {
    DateFault.EMPTY: "日期为空，请填写。",
    DateFault.UNREADABLE: "读不出日期，请写成 2022-02-07 或 2022年2月7日。",
    DateFault.NO_SUCH_DAY: "没有这一天，请核对日期。",
    DateFault.OUT_OF_RANGE: f"日期不在 {EARLIEST_YEAR} 年至 {LATEST_YEAR} 年之间，请核对。",
}


class UnreadableDate(ValueError):
    """No date can be taken from the cell; `fault` says why, the message says what to do."""

    def __init__(self, fault: DateFault) -> None:
        super().__init__(_MESSAGES[fault])
        self.fault = fault


def read_date(value: object) -> date:
    """The day a cell names; a time that stands with it is read and dropped. Raises UnreadableDate.

    Styles: 2022年2月7日, 2022-02-07, 2022/2/7, 2022.2.7, 20220207 (text or number), 二〇二二年二月七日, a date or
    date-time cell, a spreadsheet's serial number (44599). Full-width digits and spaces are no obstacle. A two-digit
    year, a month without a day or day-first order is refused, not guessed. Years from 1949 to 2100.
    """
    return read_day_and_time(value)[0]


def read_day_and_time(value: object) -> tuple[date, time | None]:
    """The day a cell names and the time of day when one is given. Raises UnreadableDate."""
    day, at = _read(value)
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise UnreadableDate(DateFault.OUT_OF_RANGE)
    return day, at


def _read(value: object) -> tuple[date, time | None]:
    if isinstance(value, datetime):
        at = value.time().replace(tzinfo=None)
        return value.date(), at if at != time() else None
    if isinstance(value, date):
        return value, None
    if isinstance(value, bool):
        raise UnreadableDate(DateFault.UNREADABLE)
    if isinstance(value, int | float):
        return _of_number(value)
    if value is None:
        raise UnreadableDate(DateFault.EMPTY)
    if not isinstance(value, str):
        raise UnreadableDate(DateFault.UNREADABLE)
    return _of_text(value)


def _of_number(value: float) -> tuple[date, time | None]:
    if not math.isfinite(value):
        raise UnreadableDate(DateFault.UNREADABLE)
    whole = int(value)
    if whole in _SERIALS:
        seconds = round((value - whole) * 86_400)
        moment = datetime.combine(_SERIAL_ZERO, time()) + timedelta(days=whole, seconds=seconds)
        return moment.date(), moment.time() if seconds else None
    if whole == value and 10_000_000 <= whole <= 99_999_999:
        return _day(whole // 10_000, whole // 100 % 100, whole % 100), None
    raise UnreadableDate(DateFault.UNREADABLE)


def _of_text(text: str) -> tuple[date, time | None]:
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'").strip()
    if not plain:
        raise UnreadableDate(DateFault.EMPTY)
    if len(plain) > _MAX_TEXT:
        raise UnreadableDate(DateFault.UNREADABLE)
    plain = re.sub(r"\s*([年月日号时分./:-])\s*", r"\1", plain)
    for style in _STYLES:
        if match := style.fullmatch(plain):
            return _day(int(match["y"]), int(match["m"]), int(match["d"])), _time(match)
    if match := _CHINESE.fullmatch(plain):
        year = int("".join(_DIGITS[char] for char in match["y"]))
        return _day(year, _of_numeral(match["m"]), _of_numeral(match["d"])), None
    if re.fullmatch(r"\d{5}", plain):
        return _of_number(int(plain))
    raise UnreadableDate(DateFault.UNREADABLE)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableDate(DateFault.NO_SUCH_DAY) from None


def _time(match: re.Match[str]) -> time | None:
    if not match["hour"]:
        return None
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if (hour, minute, second) == (24, 0, 0):
        return time(23, 59, 59)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise UnreadableDate(DateFault.UNREADABLE) from None


def _of_numeral(text: str) -> int:
    """A numeral from 1 to 39 (二十三, 十, 廿一); refused when its signs stand in another order."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    match = re.fullmatch(r"(?:(?P<tens>[二三])?(?P<ten>十))?(?P<ones>[一二三四五六七八九])?", text)
    if not match or not text:
        raise UnreadableDate(DateFault.UNREADABLE)
    tens = int(_DIGITS[match["tens"]]) if match["tens"] else (1 if match["ten"] else 0)
    return tens * 10 + int(_DIGITS[match["ones"] or "〇"])
