"""Reads for calendars: the address of a feed, whom a token opens it for, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core import signing
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from zhixing.foundation.identity.models import Membership
from zhixing.freezes.models import Absence, CalendarFeed, Measure, MeasureState
from zhixing.freezes.rules.calendars import CALENDAR_ROLES, EndingMeasures
from zhixing.law.measure_terms import AssetClass
from zhixing.law.working_days import last_working_day_until

AHEAD, BEHIND = timedelta(days=400), timedelta(days=30)
ACT_DAYS = 7
_SALT = "zhixing.freezes.calendar"


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """What a signed token says: which feed, in which court."""

    court_id: int
    feed_id: UUID


def token_of(feed: CalendarFeed) -> str:
    """The token of an open feed, for its address."""
    return signing.dumps([feed.court_id, feed.pk.hex], salt=_SALT)


def read_calendar_token(token: str) -> CalendarKey | None:
    """What a token says when the house signed it; None for any other text."""
    try:
        court_id, feed_id = signing.loads(token, salt=_SALT)
        return CalendarKey(int(court_id), UUID(feed_id))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def open_feed(key: CalendarKey) -> CalendarFeed | None:
    """The feed of a token, when nobody withdrew it and its person still works in the court."""
    feed = (
        CalendarFeed.objects.select_related("person", "court")
        .filter(pk=key.feed_id, court_id=key.court_id, closed_at=None, person__is_active=True)
        .first()
    )
    if feed is None:
        return None
    roles = [role.value for role in CALENDAR_ROLES]
    works = Membership.objects.filter(user_id=feed.person_id, court_id=feed.court_id, role__in=roles)
    return feed if works.exists() else None


def feed_of(*, person_id: int, court_id: int) -> CalendarFeed | None:
    """The open feed of a person in a court."""
    return CalendarFeed.objects.filter(person_id=person_id, court_id=court_id, closed_at=None).first()


def people_looked_after(*, person_id: int, court_id: int, today: date) -> list[int]:
    """The person and whom they stand in for today."""
    away = Absence.objects.filter(
        court_id=court_id, deputy_id=person_id, cancelled_at=None, starts_on__lte=today, ends_on__gte=today
    )
    return [person_id, *away.values_list("person_id", flat=True)]


def endings(*, person_id: int, court_id: int, today: date, address: str) -> Sequence[EndingMeasures]:
    """What ends from 30 days ago to 400 days ahead, by case and day. `address` is the house's own, without a path."""
    people = people_looked_after(person_id=person_id, court_id=court_id, today=today)
    rows = (
        Measure.objects.filter(
            officer_id__in=people, court_id=court_id, state=MeasureState.WATCHED.value,
            ends_on__gte=today - BEHIND, ends_on__lte=today + AHEAD,
        )
        .values_list("case_id", "case__number", "ends_on", "asset_class")
        .annotate(count=Count("id"), confirmed=Count("id", filter=Q(confirmed_by_holder=True)))
        .order_by("ends_on", "case_id", "asset_class")
    )  # fmt: skip
    found: dict[tuple[UUID, date], EndingMeasures] = {}
    for case_id, number, ends_on, asset, count, confirmed in rows:
        known = found.get((case_id, ends_on))
        kinds = (*(known.kinds if known else ()), AssetClass(asset).chinese)
        found[case_id, ends_on] = EndingMeasures(
            key=salted_hmac(_SALT, f"{case_id}{ends_on}", algorithm="sha256").hexdigest()[:32],
            case_number=number, ends_on=ends_on, measures=count + (known.measures if known else 0), kinds=kinds,
            act_by=last_working_day_until(ends_on - timedelta(days=ACT_DAYS)).on,
            confirmed=confirmed + (known.confirmed if known else 0),
            url=f"{address}/cases/{case_id}/",
        )  # fmt: skip
    return list(found.values())
