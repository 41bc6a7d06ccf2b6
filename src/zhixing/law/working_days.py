"""Which days are working days, and on which day a period ends.

The official calendar is published one year at a time. Inside the years the table knows, adjusted holidays and
make-up days count; outside them only Saturdays and Sundays rest, and every answer that rests on such a day is
provisional.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import constants as official

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step

FIRST_YEAR: int = min(official.holidays).year
LAST_YEAR: int = max(official.holidays).year
"""The years whose official holidays are known (2004 to 2026 with the locked table)."""

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
LONGEST_PERIOD_DAYS = 36_525
"""A period is at most a hundred years; longer ones are slips of the hand."""


class PeriodUnclear(ValueError):
    """A period is not one positive number of days, months or years."""


@dataclass(frozen=True, slots=True)
class Day:
    """Whether the office works on a day; `provisional` when no official calendar covers that year yet."""

    is_working: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A working day found by counting; `provisional` when a day passed on the way has no official calendar."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """The last day of a period.

    `last_day` counts the holiday rule, `counted_to` does not; they differ when the period was moved past a
    holiday.
    """

    last_day: date
    counted_to: date
    provisional: bool
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


def day(on: date) -> Day:
    """Whether `on` is a working day (make-up working Saturdays and Sundays are; lieu days and holidays are
    not).
    """
    if FIRST_YEAR <= on.year <= LAST_YEAR:
        weekend = on.weekday() >= _SATURDAY
        return Day(on in official.workdays or (not weekend and on not in official.holidays), False)
    return Day(on.weekday() < _SATURDAY, True)


def first_working_day_from(on: date) -> WorkingDay:
    """`on` itself when it is a working day, else the first one after it."""
    return _seek(on, _ONE_DAY)


def last_working_day_until(on: date) -> WorkingDay:
    """`on` itself when it is a working day, else the last one before it."""
    return _seek(on, -_ONE_DAY)


def next_working_day(after: date) -> WorkingDay:
    """The first working day after the day."""
    return _seek(after + _ONE_DAY, _ONE_DAY)


def previous_working_day(before: date) -> WorkingDay:
    """The last working day before the day."""
    return _seek(before - _ONE_DAY, -_ONE_DAY)


def add_working_days(start: date, count: int) -> WorkingDay:
    """The `count`-th working day after `start` (before it when negative); the start day is never counted.

    With 0 it is the first working day from `start` on.
    """
    if not count:
        return first_working_day_from(start)
    provisional = False
    on = start
    for _ in range(abs(count)):
        found = next_working_day(on) if count > 0 else previous_working_day(on)
        provisional = provisional or found.provisional
        on = found.on
    return WorkingDay(on, provisional)


def add_months(start: date, months: int) -> date:
    """The corresponding day `months` later (earlier when negative), or the last day of a month that has none."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@rule("period.counting", "period.corresponding_day", "period.holiday")
def period_end(
    start: date, *, days: int = 0, months: int = 0, years: int = 0, holiday_rule: bool = True
) -> PeriodEnd:
    """The last day of a period that begins with an event on `start` (that day is not counted).

    Exactly one of `days`, `months`, `years` is given and positive. A period in months or years ends on the
    corresponding day, or the month's last day. With `holiday_rule` an end on a rest day moves to the first
    working day after it. Raises PeriodUnclear; articles are cited where the book has one in force on `start`.
    """
    given = [(days, "日"), (months, "个月"), (years, "年")]
    chosen = [(length, unit) for length, unit in given if length]
    if len(chosen) != 1 or chosen[0][0] < 0:
        raise PeriodUnclear("期间应当且只能写一种单位：正数的日、月或者年。")
    length, unit = chosen[0]
    if max(days, months * 30, years * 365) > LONGEST_PERIOD_DAYS:
        raise PeriodUnclear(f"期间 {length}{unit}过长，请核对。")
    counted_to = start + timedelta(days=days) if days else add_months(start, months + 12 * years)
    subject = "period.counting" if days else "period.corresponding_day"
    steps = [
        step(
            subject,
            start,
            "开始的当日不计算在内" + ("。" if days else "；到期月的对应日为最后一日，没有对应日的为月末日。"),
            f"{start:%Y-%m-%d} ＋ {length}{unit}",
            f"{counted_to:%Y-%m-%d}",
        )
    ]
    if not holiday_rule:
        return PeriodEnd(counted_to, counted_to, False, tuple(steps), ())
    moved = first_working_day_from(counted_to)
    if moved.on != counted_to:
        text = "最后一日是休息日，以休息日后的第一个工作日为期间届满的日期。"
        result = f"{moved.on:%Y-%m-%d}"
        steps.append(step("period.holiday", start, text, f"{counted_to:%Y-%m-%d} 休息", result))
    flags = (provisional_flag(moved.on),) if moved.provisional else ()
    return PeriodEnd(moved.on, counted_to, moved.provisional, tuple(steps), flags)


def provisional_flag(on: date) -> Flag:
    """The warning that goes with a date resting on a year without an official calendar."""
    return Flag(
        "calendar.provisional",
        f"{on.year} 年放假安排尚未收入日历（已有 {FIRST_YEAR}—{LAST_YEAR} 年），"
        "暂按周六、周日休息计算，公布后应复核。",
    )


def _seek(on: date, stride: timedelta) -> WorkingDay:
    provisional = False
    while True:
        found = day(on)
        provisional = provisional or found.provisional
        if found.is_working:
            return WorkingDay(on, provisional)
        on += stride
