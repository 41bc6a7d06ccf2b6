from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.dates import DateFault, UnreadableDate, read_date, read_day_and_time
from zhixing.law.capitals import date_in_chinese

SEVENTH = date(2022, 2, 7)


@pytest.mark.parametrize(
    "written",
    [
        "2022年2月7日",
        "2022年02月07日",
        "2022 年 2 月 7 日",
        "2022年2月7号",
        "2022-02-07",
        "2022/2/7",
        "2022.2.7",
        "２０２２．２．７",
        "20220207",
        "２０２２年２月７日",
        "二〇二二年二月七日",
        "二○二二年二月七日",
        "2022-02-07 14:30",
        "2022-02-07T14:30:05",
        "2022年2月7日 14时30分",
        "2022-2-7 00:00:00",
        " 2022-02-07\n",
        "'2022-02-07",
        date(2022, 2, 7),
        datetime(2022, 2, 7, tzinfo=UTC),
        datetime(2022, 2, 7, 9, 30, tzinfo=UTC),
        44599,
        44599.0,
        44599.75,
        "44599",
        20220207,
        20220207.0,
    ],
)
def test_eight_styles_name_the_same_day(written: object) -> None:
    assert read_date(written) == SEVENTH


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("二〇二二年十二月三十一日", date(2022, 12, 31)),
        ("一九九九年十月十日", date(1999, 10, 10)),
        ("二零二二年十一月廿一日", date(2022, 11, 21)),
        ("二〇二四年二月二十九日", date(2024, 2, 29)),
    ],
)
def test_chinese_numerals(written: str, day: date) -> None:
    assert read_date(written) == day


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", DateFault.EMPTY),
        (None, DateFault.EMPTY),
        ("三年", DateFault.UNREADABLE),
        ("22.2.7", DateFault.UNREADABLE),
        ("7/2/2022", DateFault.UNREADABLE),
        ("2022年2月", DateFault.UNREADABLE),
        ("2022-2/7", DateFault.UNREADABLE),
        ("二〇二二年二月七七日", DateFault.UNREADABLE),
        ("2022-02-07 25:00", DateFault.UNREADABLE),
        ("1" * 41, DateFault.UNREADABLE),
        (True, DateFault.UNREADABLE),
        (7, DateFault.UNREADABLE),
        (float("nan"), DateFault.UNREADABLE),
        (float("inf"), DateFault.UNREADABLE),
        (time(8), DateFault.UNREADABLE),
        ("2022-02-30", DateFault.NO_SUCH_DAY),
        ("20221301", DateFault.NO_SUCH_DAY),
        (20221301, DateFault.NO_SUCH_DAY),
        ("二〇二二年二月三十日", DateFault.NO_SUCH_DAY),
        ("1022-02-07", DateFault.OUT_OF_RANGE),
        ("2202-02-07", DateFault.OUT_OF_RANGE),
    ],
)
def test_what_is_not_a_day_is_refused_with_its_fault(written: object, fault: DateFault) -> None:
    with pytest.raises(UnreadableDate) as refused:
        read_date(written)
    assert refused.value.fault is fault


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2022-02-07 14:30", time(14, 30)),
        ("2022年2月7日14时30分05秒", time(14, 30, 5)),
        ("2022-02-07 24:00", time(23, 59, 59)),
        ("2022-02-07", None),
        (44599.75, time(18)),
        (datetime(2022, 2, 7, 9, 30, tzinfo=UTC), time(9, 30)),
    ],
)
def test_a_time_is_read_where_it_is_given(written: object, at: time | None) -> None:
    assert read_day_and_time(written) == (SEVENTH, at)


@given(st.dates(min_value=date(1949, 10, 1), max_value=date(2100, 12, 31)))
def test_every_style_of_every_day_is_read_back(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    styles = (
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        date_in_chinese(day),
        serial,
        float(serial),
        int(f"{day:%Y%m%d}"),
    )
    assert {read_date(style) for style in styles} == {day}


@given(st.text(max_size=50))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    with suppress(UnreadableDate):
        assert 1949 <= read_date(text).year <= 2100
