"""Calendars that were handed out: an address that opens a person's renewals in one court, until it is withdrawn."""

from typing import ClassVar

from django.db import models

from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7


class CalendarFeed(models.Model):
    """One address of a calendar. A person has at most one open in a court; the address is signed and not kept."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_feeds", db_index=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "court"], condition=models.Q(closed_at=None), name="calendar_open_once"
            )
        ]
