"""Changes of what a court has set for its money: loosening needs a second person."""

from typing import ClassVar

from django.db import models

from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class PolicyChange(models.Model):
    """One setting of a court from one value to another; `decided_by` is another person where it loosens."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    setting = models.CharField(max_length=30)
    old = models.BigIntegerField()
    new = models.BigIntegerField()
    loosens = models.BooleanField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, null=True)
    decided_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(loosens=False)
                | ~models.Q(state="effective")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
                name="loosening_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["court", "setting"], condition=models.Q(state="proposed"), name="one_change_of_a_setting"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["court", "-proposed_at"], name="policy_change_latest")]
