"""The only clock in the house. Rules never see it; the edges read it and pass the time on.

An office may rehearse on a day of its choice (`zhixing clock 2023-05-31`): the day is stored in the home, every page
says so, and time stands still on it, so that a demonstration on old files behaves as it did on that day.
"""

import os
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from zhixing.foundation.home import home

SHANGHAI = ZoneInfo("Asia/Shanghai")


def rehearsal_date() -> date | None:
    """The day the office rehearses on, or None for real time."""
    text = os.environ.get("ZHIXING_TODAY") or _stored()
    return date.fromisoformat(text) if text else None


def _stored() -> str:
    try:
        return (home().run / "rehearsal-date").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def rehearse_on(day: date | None) -> None:
    """Set the day to rehearse on for every process of this home; None returns to real time."""
    place = home().prepare().run / "rehearsal-date"
    if day is None:
        place.unlink(missing_ok=True)
    else:
        place.write_text(day.isoformat(), encoding="ascii")


def real_now() -> datetime:
    """The time of the machine, UTC. For deadlines of processes, never for law."""
    return datetime.now(UTC)


def now() -> datetime:
    """The time the office lives in, UTC and aware; on a rehearsal day its noon hours follow the real clock."""
    day = rehearsal_date()
    if day is None:
        return real_now()
    at = real_now().astimezone(SHANGHAI).time().replace(tzinfo=None)
    return datetime.combine(day, at or time(12), SHANGHAI).astimezone(UTC)


def today() -> date:
    """The date in the courts' time zone."""
    return now().astimezone(SHANGHAI).date()


def local_date(moment: datetime) -> date:
    """The date of a moment in the courts' time zone."""
    return moment.astimezone(SHANGHAI).date()
