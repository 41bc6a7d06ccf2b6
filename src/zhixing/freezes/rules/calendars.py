"""An officer's renewals as a calendar (RFC 5545, RFC 7986): one day-long event per case and end, with two alarms.

A calendar leaves the house for a phone or a mail program, so it names cases, kinds and numbers of measures, but no person
and no account. The same case and end keep their identity, so a calendar program moves and removes what it showed before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vDuration, vText

from zhixing.foundation.identity.roles import Role

CALENDAR_ROLES = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF)
REFRESH = timedelta(hours=6)
ALARM_DAYS = (15, 7)
PRODUCT = "-//Zhixing//Renewals//ZH"


@dataclass(frozen=True, slots=True)
class EndingMeasures:
    """What ends on one day in one case. `key` stays the same for ever; `act_by` is the working day to act at the latest."""

    key: str
    case_number: str
    ends_on: date
    measures: int
    kinds: tuple[str, ...]
    act_by: date
    confirmed: int
    url: str


def calendar_of(*, name: str, endings: Sequence[EndingMeasures], at: datetime) -> bytes:
    """The calendar as it is sent: lines folded at 75 octets, text escaped, CRLF. `at` is aware."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for ending in sorted(endings, key=lambda one: (one.ends_on, one.case_number)):
        calendar.add_component(_event(ending, at))
    return bytes(calendar.to_ical())


def _event(ending: EndingMeasures, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{ending.key}@zhixing")
    event.add("dtstamp", at)
    event.add("dtstart", ending.ends_on)
    event.add("dtend", ending.ends_on + timedelta(days=1))
    event.add("summary", f"届满 {ending.case_number} {ending.measures} 项")
    event.add("description", _description(ending))
    event.add("categories", ["查封冻结", *ending.kinds])
    event.add("url", ending.url)
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    for days in ALARM_DAYS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{ending.case_number} 的 {ending.measures} 项措施 {days} 日后届满")
        alarm.add("trigger", timedelta(days=-days, hours=9))
        event.add_component(alarm)
    return event


def _description(ending: EndingMeasures) -> str:
    proved = (
        "均有协助单位回执"
        if ending.confirmed == ending.measures
        else f"{ending.measures - ending.confirmed} 项没有协助单位回执"
    )
    return (
        f"{'、'.join(ending.kinds)}，共 {ending.measures} 项，{proved}。\n"
        f"届满日 {ending.ends_on}（含当日），届满未续行即失效；最迟 {ending.act_by} 发出续行。"
    )
