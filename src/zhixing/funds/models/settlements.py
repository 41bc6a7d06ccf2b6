"""Settlements in enforcement (执行和解): what the parties agreed to pay by when, kept apart from the title's debt."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class SettlementState(StrEnum):
    """Where a settlement stands."""

    RUNNING = "running"
    MISSED = "missed"
    PERFORMED = "performed"
    RESUMED = "resumed"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "running": "履行中", "missed": "逾期未履行", "performed": "履行完毕", "resumed": "已恢复执行",
        }[self.value]  # fmt: skip


LIVE = (SettlementState.RUNNING.value, SettlementState.MISSED.value)


class Settlement(models.Model):
    """An agreement of the parties. The title stays as it is until all is performed; then the case ends and `waived_fen` is given up."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="settlements")
    agreed_on = models.DateField()
    text = models.CharField(max_length=500)
    total_fen = models.BigIntegerField()
    waived_fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default=SettlementState.RUNNING.value)
    next_due_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by_name = models.CharField(max_length=60)
    ended_on = models.DateField(null=True)
    ended_by_name = models.CharField(max_length=60, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state__in=["running", "missed"]), name="one_live_settlement"
            ),
            models.CheckConstraint(
                condition=models.Q(total_fen__gt=0, waived_fen__gte=0), name="settlement_above_zero"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["court", "next_due_on", "id"],
                condition=models.Q(state__in=["running", "missed"]),
                name="settlement_due",
            )
        ]


class Instalment(models.Model):
    """What is to be paid by a day; never edited: another agreement replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="instalments")
    place = models.SmallIntegerField()
    due_on = models.DateField()
    fen = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["settlement", "place"], name="instalment_place_once"),
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="instalment_above_zero"),
        ]
