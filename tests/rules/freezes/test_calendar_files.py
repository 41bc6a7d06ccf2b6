"""A calendar of renewals as RFC 5545 wants it, and nothing in it that must not leave the house."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from zhixing.freezes.rules.calendars import EndingMeasures, calendar_of

AT = datetime(2022, 12, 1, 2, 0, tzinfo=UTC)
ENDING = EndingMeasures(
    key="0123456789abcdef", case_number="（2022）吉2424执7号", ends_on=date(2023, 5, 31), measures=3,
    kinds=("银行存款", "不动产"), act_by=date(2023, 5, 24), confirmed=2, url="https://zx.example/cases/1/",
)  # fmt: skip


def written(*endings: EndingMeasures, name: str = "汪清法院 续行 金哲") -> bytes:
    return calendar_of(name=name, endings=endings, at=AT)


def test_lines_end_in_crlf_and_are_folded_at_75_octets() -> None:
    text = written(ENDING)
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert b"\r\n " in text
    text.decode("utf-8")


def test_a_folded_calendar_reads_back_to_what_was_meant() -> None:
    [event] = Calendar.from_ical(written(ENDING)).walk("VEVENT")
    assert event["UID"] == "0123456789abcdef@zhixing"
    assert event.decoded("DTSTART") == date(2023, 5, 31)
    assert event.decoded("DTEND") == date(2023, 6, 1)
    assert str(event["SUMMARY"]) == "届满 （2022）吉2424执7号 3 项"
    assert str(event["DESCRIPTION"]) == (
        "银行存款、不动产，共 3 项，1 项没有协助单位回执。\n"
        "届满日 2023-05-31（含当日），届满未续行即失效；最迟 2023-05-24 发出续行。"
    )
    assert [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")] == [
        timedelta(days=-15, hours=9),
        timedelta(days=-7, hours=9),
    ]


def test_commas_semicolons_and_line_breaks_in_a_name_are_escaped() -> None:
    text = written(name="甲,乙;丙\\丁\n戊").replace(b"\r\n ", b"").decode()
    assert "X-WR-CALNAME:甲\\,乙\\;丙\\\\丁\\n戊\r\n" in text


def test_a_case_that_is_renewed_keeps_no_trace_of_its_old_end_and_others_keep_their_identity() -> None:
    later = replace(ENDING, key="feed", ends_on=date(2024, 5, 31))
    first = {str(event["UID"]) for event in Calendar.from_ical(written(ENDING, later)).walk("VEVENT")}
    second = {str(event["UID"]) for event in Calendar.from_ical(written(later)).walk("VEVENT")}
    assert first == {"0123456789abcdef@zhixing", "feed@zhixing"}
    assert second == {"feed@zhixing"}


def test_an_empty_calendar_is_a_calendar() -> None:
    calendar = Calendar.from_ical(written())
    assert calendar.walk("VEVENT") == []
    assert (str(calendar["VERSION"]), str(calendar["METHOD"])) == ("2.0", "PUBLISH")
