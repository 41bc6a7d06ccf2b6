"""Figures as a page writes them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from zhixing.web.figures import mark_words, moment, money, percent, term_left, wan


def test_money_is_written_to_the_fen() -> None:
    assert money(123456789) == "1,234,567.89"
    assert money(-5) == "-0.05"
    assert money(500, sign=True) == "+5.00"
    assert money(None) == "—"


def test_large_sums_for_charts_are_in_wan_and_yi() -> None:
    assert (wan(261_400_000_000), wan(123_456_00), wan(99_99)) == ("26.14 亿", "12.35 万", "99.99")


def test_shares_and_moments() -> None:
    assert percent(9852, 10000) == "98.52%"
    assert percent(1, 0) == "—"
    assert moment(datetime(2022, 5, 31, 16, 30, tzinfo=UTC)) == "2022-06-01 00:30"


@pytest.mark.parametrize(
    ("until", "tone", "words"),
    [
        (date(2022, 6, 30), "calm", "还剩 29 天"),
        (date(2022, 6, 11), "amber", "还剩 10 天"),
        (date(2022, 6, 5), "amber", "还剩 4 天"),
        (date(2022, 6, 1), "vermilion", "今天到期"),
        (date(2022, 5, 30), "vermilion", "已超 2 天"),
    ],
)
def test_a_clock_turns_amber_at_a_third_and_vermilion_on_the_last_working_day(
    until: date, tone: str, words: str
) -> None:
    with translation.override("zh-hans"):
        left = term_left(until, today=date(2022, 6, 1))
    assert (left.tone, left.words) == (tone, words)


def test_friday_is_the_last_working_day_of_a_term_that_ends_on_sunday() -> None:
    assert term_left(date(2022, 6, 12), today=date(2022, 6, 10)).tone == "vermilion"
    assert term_left(date(2022, 6, 12), today=date(2022, 6, 9)).tone == "amber"


def test_the_mark_of_a_verified_text_needs_no_words() -> None:
    assert mark_words("verified text") == ""
    assert mark_words("recall") == "凭记忆录入，待与原文核对"
