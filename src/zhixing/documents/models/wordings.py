"""A court's own words: for a passage of a kind, for the Korean of a passage, for a name in the glossary."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class WordingUse(StrEnum):
    """For what a text stands in."""

    WORDING = "wording"
    KOREAN = "korean"
    TERM = "term"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"wording": "本院措辞", "korean": "朝鲜文", "term": "术语"}[self.value]


class WordingState(StrEnum):
    """Where a version stands; an approved one holds from its day until the next one's."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"proposed": "待批准", "approved": "已批准", "refused": "已退回"}[self.value]


class WordingVersion(models.Model):
    """A text in place of another: `source` is the fixed passage with its slots, or the Chinese term; `kind` is empty where
    it holds for all kinds. Its words never change; a change is the next number. Four eyes: nobody approves their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    use = models.CharField(max_length=10)
    kind = models.CharField(max_length=40, blank=True, default="")
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64)
    number = models.IntegerField()
    text = models.TextField()
    why = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField()
    state = models.CharField(max_length=10, default=WordingState.PROPOSED.value)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, null=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["court", "use", "kind", "source_sha256", "number"], name="wording_number_once"
            ),
            models.UniqueConstraint(
                fields=["court", "use", "kind", "source_sha256"],
                condition=models.Q(state="proposed"),
                name="one_wording_proposed",
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
                name="wording_four_eyes",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["court", "use", "kind", "state"], name="wording_in_force")]
