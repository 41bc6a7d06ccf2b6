"""Money deposited (提存) because its creditor cannot or will not take it."""

from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7

DEPOSIT_NOTICE_DAYS = 3
"""Days after approval in which the creditor is told; the rule names none, so these are the house's own."""


class Deposit(models.Model):
    """Why the deposit line of a plan deposits, until when the creditor must be told, and that they were."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deposits")
    plan = models.OneToOneField("funds.Plan", on_delete=models.PROTECT, related_name="deposit")
    fen = models.BigIntegerField()
    ground = models.CharField(max_length=24)
    reason = models.CharField(max_length=300)
    payee_name = models.CharField(max_length=200)
    cost_fen = models.BigIntegerField(default=0)
    notice_due_on = models.DateField(null=True)
    noticed_on = models.DateField(null=True)
    noticed_by_name = models.CharField(max_length=60, blank=True)
    notice_text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(fen__gt=0, cost_fen__gte=0), name="deposit_above_zero"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "notice_due_on", "id"],
                condition=models.Q(notice_due_on__isnull=False, noticed_on=None),
                name="deposit_to_notice",
            )
        ]
