"""How banks lay out their statements, as a court has taught it."""

from typing import ClassVar

from django.db import models

from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class BankLayout(models.Model):
    """One taught layout; `data` is what `rules.layouts.Layout.as_data` says. Teaching the same header again replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=32)
    header_row = models.IntegerField()
    header = models.JSONField()
    data = models.JSONField()
    taught_at = models.DateTimeField()
    taught_by = models.CharField(max_length=60)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["court", "fingerprint"], condition=models.Q(replaced_at=None), name="bank_layout_once"
            )
        ]
