"""Documents that wait for the president's signature."""

from enum import StrEnum
from typing import Any, ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.documents.models.issued import Document
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class AwaitingState(StrEnum):
    """Where a draft stands on its way to the signature."""

    WAITING = "waiting"
    SIGNED = "signed"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"waiting": "待签发", "signed": "已签发", "sent_back": "已退回", "withdrawn": "已撤回"}[
            self.value
        ]


class Awaiting(models.Model):
    """A draft of a kind that the president signs: what was wished for, by whom; signed or sent back by another.

    `id` becomes the key of the document. The facts lie sealed, since they tell of people. Signing draws the document up
    from the case as it stands on that day, with its number.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="awaiting_signature")
    kind = models.CharField(max_length=40)
    to = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    facts: "models.JSONField[Any, Any]" = models.JSONField()
    president = models.CharField(max_length=20)
    clerk = models.CharField(max_length=20, blank=True)
    with_annex = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=AwaitingState.WAITING.value)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    asked_by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, null=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    document = models.OneToOneField(
        Document, null=True, on_delete=models.PROTECT, related_name="awaited", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="signed")
                | (
                    models.Q(document__isnull=False, decided_by__isnull=False)
                    & ~models.Q(decided_by=models.F("asked_by"))
                ),
                name="signed_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent_back") | ~models.Q(reason=""), name="sent_back_with_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "asked_at"], condition=models.Q(state="waiting"), name="awaiting_signature"
            ),
        ]
