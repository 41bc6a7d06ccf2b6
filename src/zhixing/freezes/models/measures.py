"""Measures under watch, what happened to them, and the warnings given.

A measure keeps what the office wrote and beside it the last day to rely on. Events and reminders are appended. A
measure without an end keeps none and is red until a person supplies it.
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7


class MeasureState(StrEnum):
    """What is stored of a measure's standing; whether it has lapsed follows from the day."""

    WATCHED = "watched"
    NO_END = "no_end"
    RELEASED = "released"


class EventKind(StrEnum):
    """What can happen to a measure."""

    IMPORTED = "imported"
    SHORTENED = "shortened"
    END_ENTERED = "end_entered"
    END_CORRECTED = "end_corrected"
    RELEASED = "released"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "imported": "由手工台账接管",
            "shortened": "按法定最长期限缩短",
            "end_entered": "补录届满日",
            "end_corrected": "更正届满日",
            "released": "解除",
        }[self.value]


class GapKind(StrEnum):
    """What the nightly check finds missing."""

    NO_OWNER = "no_owner"
    NO_END = "no_end"
    NO_HOLDER = "no_holder"
    LAPSED = "lapsed"
    CASE_CONCLUDED = "case_concluded"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "no_owner": "没有承办人",
            "no_end": "没有届满日",
            "no_holder": "没有协助单位",
            "lapsed": "期限已过仍未处理",
            "case_concluded": "案件已结，措施仍在",
        }[self.value]


class Measure(models.Model):
    """A freeze, seal or seizure. `ends_on` is the last day to rely on, `stated_end` the cell as the office wrote it.

    `row_key` and `copy_number` keep the same ledger from being taken over twice, and keep two equal rows of it apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measures", db_index=False)
    debtor = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, db_index=False)
    debtor_written = models.CharField(max_length=500)
    asset_class = models.CharField(max_length=10)
    special = models.CharField(max_length=20, blank=True)
    asset_kind = models.CharField(max_length=500)
    description = models.CharField(max_length=500, blank=True)
    holder = models.CharField(max_length=500, blank=True)
    action = models.CharField(max_length=10)
    is_renewal = models.BooleanField(default=False)
    is_waiting = models.BooleanField(default=False)
    starts_on = models.DateField()
    stated_end = models.CharField(max_length=500, blank=True)
    stated_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10, default="ledger")
    state = models.CharField(max_length=10)
    confirmed_by_holder = models.BooleanField(default=False)
    officer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False)
    flags = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    released_on = models.DateField(null=True)
    row_key = models.BinaryField(max_length=16)
    copy_number = models.SmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "row_key", "copy_number"], name="measure_once"),
            models.CheckConstraint(
                condition=models.Q(state="watched", ends_on__isnull=False, released_on=None)
                | models.Q(state="no_end", ends_on=None, released_on=None)
                | models.Q(state="released", released_on__isnull=False),
                name="measure_state_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="measure_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "ends_on", "id"], condition=models.Q(state="watched"), name="measure_due"
            ),
            models.Index(
                fields=["officer", "ends_on", "id"], condition=models.Q(state="watched"), name="measure_due_officer"
            ),
            models.Index(fields=["ends_on"], condition=models.Q(state="watched"), name="measure_due_anywhere"),
            models.Index(fields=["court", "id"], condition=models.Q(state="no_end"), name="measure_no_end"),
            models.Index(fields=["officer", "id"], condition=models.Q(state="no_end"), name="measure_no_end_officer"),
            models.Index(fields=["court", "-released_on", "id"], condition=models.Q(state="released"),
                         name="measure_released"),
        ]  # fmt: skip


class MeasureEvent(models.Model):
    """One thing that happened to a measure. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=60)
    body = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["measure", "at", "id"], name="event_of_measure")]


class Reminder(models.Model):
    """A warning given: the key makes it exist once per measure, end and step, however often the sweep runs."""

    pk = models.CompositePrimaryKey("measure_id", "expires_on", "step")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="reminders", db_index=False)
    expires_on = models.DateField()
    step = models.SmallIntegerField()
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    due_on = models.DateField()
    given_at = models.DateTimeField()


class Gap(models.Model):
    """Something the nightly check found missing on a measure; cleared when it is no longer so."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="gaps", db_index=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20)
    found_on = models.DateField()
    cleared_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "kind"], condition=models.Q(cleared_on=None), name="gap_open_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "kind", "measure"], condition=models.Q(cleared_on=None), name="gap_open"
            )
        ]


class LedgerFile(models.Model):
    """A hand-kept ledger that was taken over, with what became of its rows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)
    imported = models.IntegerField()
    duplicates = models.IntegerField()
    flagged = models.JSONField()
    refused = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["court", "-taken_at"], name="ledger_latest")]
