from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.working_days import (
    FIRST_YEAR,
    LAST_YEAR,
    Day,
    PeriodUnclear,
    WorkingDay,
    add_months,
    add_working_days,
    day,
    first_working_day_from,
    last_working_day_until,
    next_working_day,
    period_end,
    previous_working_day,
)

BEYOND = date(LAST_YEAR + 2, 1, 1)


def test_the_official_calendar_covers_2004_to_2026_at_least() -> None:
    assert FIRST_YEAR == 2004
    assert LAST_YEAR >= 2026


@pytest.mark.parametrize(
    "text", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
)
def test_make_up_days_of_2026_are_working_days(text: str) -> None:
    assert day(date.fromisoformat(text)) == Day(is_working=True, provisional=False)


@pytest.mark.parametrize(
    "text", ["2026-02-15", "2026-02-23", "2026-06-19", "2026-09-25", "2026-10-01", "2026-10-07"]
)
def test_holidays_of_2026_are_not(text: str) -> None:
    assert day(date.fromisoformat(text)) == Day(is_working=False, provisional=False)


def test_ordinary_days_of_a_known_year() -> None:
    assert day(date(2026, 11, 20)).is_working
    assert not day(date(2026, 11, 21)).is_working


def test_outside_the_calendar_only_weekends_rest_and_the_answer_is_provisional() -> None:
    assert day(date(2003, 10, 1)) == Day(is_working=True, provisional=True)
    assert day(date(2003, 10, 4)) == Day(is_working=False, provisional=True)
    assert day(BEYOND).provisional


def test_seeking_a_working_day_in_both_directions() -> None:
    assert first_working_day_from(date(2026, 10, 1)) == WorkingDay(date(2026, 10, 8), provisional=False)
    assert first_working_day_from(date(2026, 10, 8)).on == date(2026, 10, 8)
    assert last_working_day_until(date(2026, 10, 7)).on == date(2026, 9, 30)
    assert next_working_day(date(2026, 9, 30)).on == date(2026, 10, 8)
    assert previous_working_day(date(2026, 10, 8)).on == date(2026, 9, 30)
    assert first_working_day_from(BEYOND).provisional


def test_counting_working_days_leaves_the_start_out() -> None:
    assert add_working_days(date(2026, 9, 30), 3).on == date(2026, 10, 10)
    assert add_working_days(date(2026, 10, 10), -3).on == date(2026, 9, 30)
    assert add_working_days(date(2026, 10, 3), 0).on == date(2026, 10, 8)
    assert add_working_days(BEYOND, 1).provisional


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2026-01-15", 12, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_months_last(
    start: str, months: int, expected: str
) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


def test_a_period_ending_in_a_holiday_ends_on_the_first_working_day_after_it() -> None:
    end = period_end(date(2026, 9, 1), days=30)
    assert end.counted_to == date(2026, 10, 1)
    assert end.last_day == date(2026, 10, 8)
    assert not end.provisional
    assert end.flags == ()
    assert [step.article for step in end.explanation] == ["《中华人民共和国民事诉讼法》第八十五条"] * 2


def test_without_the_holiday_rule_it_ends_where_it_was_counted_to() -> None:
    end = period_end(date(2026, 9, 1), days=30, holiday_rule=False)
    assert end.last_day == date(2026, 10, 1)
    assert len(end.explanation) == 1


def test_a_period_in_months_or_years_cites_the_civil_code() -> None:
    assert period_end(date(2026, 4, 20), months=6).last_day == date(2026, 10, 20)
    two_years = period_end(date(2024, 2, 29), years=2, holiday_rule=False)
    assert two_years.last_day == date(2026, 2, 28)
    assert two_years.explanation[0].article == "《中华人民共和国民法典》第二百零二条"
    assert (
        period_end(date(2018, 3, 1), months=1).explanation[0].article
        == "《中华人民共和国民法总则》第二百零二条"
    )


def test_an_old_period_is_counted_without_a_citation() -> None:
    end = period_end(date(2006, 9, 1), days=30)
    assert end.last_day == date(2006, 10, 8)
    assert end.explanation[0].article == ""


def test_a_period_ending_beyond_the_calendar_is_provisional() -> None:
    end = period_end(date(LAST_YEAR, 12, 1), days=60)
    assert end.provisional
    assert end.flags[0].code == "calendar.provisional"


@pytest.mark.parametrize(
    "length", [{}, {"days": -1}, {"days": 1, "months": 1}, {"days": 40_000}, {"months": 1300}, {"years": 101}]
)
def test_an_unclear_period_is_refused(length: dict[str, int]) -> None:
    with pytest.raises(PeriodUnclear):
        period_end(date(2026, 1, 1), **length)  # the mistake under test


@given(
    st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 1, 1)), st.integers(min_value=1, max_value=800)
)
def test_a_period_never_ends_on_a_rest_day_nor_more_than_two_weeks_late(start: date, days: int) -> None:
    end = period_end(start, days=days)
    assert day(end.last_day).is_working
    assert 0 <= (end.last_day - end.counted_to).days <= 14
