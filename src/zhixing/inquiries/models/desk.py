"""What people outside the wire do: a liaison answers one request through a link; a unit's next key waits for a second person."""

from typing import ClassVar

from django.db import models

from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.inquiries.models.asking import Request
from zhixing.inquiries.models.units import Unit


class DeskLink(models.Model):
    """A link to answer one request, once. `wrong` counts wrong answers to who the holder is; five of them close the link."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="desk_links")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=60)
    expires_at = models.DateTimeField()
    wrong = models.IntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(used_at=None, revoked_at=None),
                name="desk_link_open_once",
            ),
        ]


class KeyProposal(models.Model):
    """A unit's next key as one person entered it; it counts from when another has compared it with the unit and agrees."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="key_proposals")
    public_key = models.CharField(max_length=400)
    kid = models.CharField(max_length=100)
    old_ends = models.DateTimeField()
    proposed_by_id = models.IntegerField(null=True)
    proposed_by_name = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    decided_by_id = models.IntegerField(null=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(decided_at=None), name="key_proposal_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None)
                | models.Q(proposed_by_id=None)
                | models.Q(decided_by_id=None)
                | ~models.Q(decided_by_id=models.F("proposed_by_id")),
                name="key_agreed_by_another",
            ),
        ]
