"""Handing a calendar's address out and withdrawing it."""

from datetime import datetime

from django.db import transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.models import CalendarFeed
from zhixing.freezes.rules.calendars import CALENDAR_ROLES


def open_calendar(*, court_id: int, now: datetime, actor: Actor) -> CalendarFeed:
    """A new address for the actor's own renewals in a court; the one before opens nothing from now on.

    Raises NotAllowed.
    """
    actor.require(court_id, *CALENDAR_ROLES)
    assert actor.user_id is not None
    with transaction.atomic():
        _close(court_id, now, actor)
        feed = CalendarFeed.objects.create(court_id=court_id, person_id=actor.user_id, opened_at=now)
        _record("calendar.opened", feed, now, actor)
    return feed


def close_calendar(*, court_id: int, now: datetime, actor: Actor) -> int:
    """Withdraw the actor's address in a court; how many were open."""
    with transaction.atomic():
        return _close(court_id, now, actor)


def _close(court_id: int, now: datetime, actor: Actor) -> int:
    open_ones = list(
        CalendarFeed.objects.select_for_update().filter(
            court_id=court_id, person_id=actor.user_id, closed_at=None
        )
    )
    for feed in open_ones:
        feed.closed_at = now
        feed.save(update_fields=["closed_at"])
        _record("calendar.closed", feed, now, actor)
    return len(open_ones)


def _record(kind: str, feed: CalendarFeed, now: datetime, actor: Actor) -> None:
    record(
        court_id=feed.court_id, subject=f"court:{feed.court_id}", kind=kind, at=now, actor=actor,
        body={"calendar": str(feed.pk), "person": feed.person_id},
    )  # fmt: skip
