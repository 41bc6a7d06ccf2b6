"""The warnings given before measures end.

Measures of one court that end on one day are warned about together: a round names them all, and the officer each had then.
A row per measure cost fifty times as long to write over ten million measures, most of it for its key.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhixing.foundation.identity.models import Court


class ReminderRound(models.Model):
    """A warning given `step` days before an end. `round` is 1, and counts on for measures that came under watch later.

    `measures` and `officers` (None where a measure had none) go together by place; a measure stands in one round of an
    end and step only.
    """

    pk = models.CompositePrimaryKey("court_id", "expires_on", "step", "round")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    expires_on = models.DateField()
    step = models.SmallIntegerField()
    round = models.SmallIntegerField()
    measures = ArrayField(models.UUIDField())
    officers = ArrayField(models.BigIntegerField(null=True))
    due_on = models.DateField()
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(measures__len=models.F("officers__len")) & models.Q(measures__len__gt=0),
                name="reminder_round_pairs",
            )
        ]
