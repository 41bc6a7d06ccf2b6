"""What the house suggests for unidentified money, and what persons have taught it by marking and by saying no."""

from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.receipts import Receipt


class Suggestion(models.Model):
    """A case an unidentified receipt may be of; written anew whenever the receipt is looked at again.

    `points` is the strength in hundredths. It is for the order on screen and posts nothing.
    """

    id = models.BigAutoField(primary_key=True)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="suggestions", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    place = models.SmallIntegerField()
    points = models.SmallIntegerField()
    why = models.CharField(max_length=600)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["receipt", "place"], name="suggestion_place_once"),
            models.CheckConstraint(
                condition=models.Q(points__gte=0, points__lte=99, place__gte=1, place__lte=5),
                name="suggestion_within_bounds",
            ),
        ]


class Look(models.Model):
    """When an unidentified receipt was last looked at, and what was known then: the newest case, lesson and record."""

    receipt = models.OneToOneField(Receipt, primary_key=True, on_delete=models.PROTECT, related_name="look")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    horizon = models.CharField(max_length=120)
    looked_at = models.DateTimeField()


class Lesson(models.Model):
    """A person said that a receipt is of a case, or that it is not; the last word on a pair of them counts."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lessons")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    is_of_case = models.BooleanField()
    payer_key = models.CharField(max_length=200, blank=True)
    account_index = models.BinaryField(max_length=16, null=True)
    taught_at = models.DateTimeField()
    taught_by = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account_index"], name="lesson_by_account"),
            models.Index(fields=["court", "payer_key"], name="lesson_by_payer"),
            models.Index(fields=["court", "-id"], name="lesson_latest"),
        ]
