"""What a court has decided about its robot: its own procedures, its limits, and its stops."""

from datetime import time
from typing import ClassVar

from django.db import models

from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7
from zhixing.inquiries.models import Unit
from zhixing.robot.rules.states import VersionState


class ProcedureVersion(models.Model):
    """A court's own version of a procedure, proposed by one person and approved by another, from a day on.

    It beats the shipped procedure of the same key. `is_off` switches the procedure off and has no text.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    key = models.CharField(max_length=60)
    number = models.IntegerField()
    is_off = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default=VersionState.PROPOSED.value)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    proposed_by_name = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    decided_by_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    effective_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "key", "number"], name="procedure_number_once"),
            models.UniqueConstraint(
                fields=["court", "key"], condition=models.Q(state="proposed"), name="procedure_proposed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_by=None, decided_at=None)
                | models.Q(state="withdrawn", decided_at__isnull=False)
                | models.Q(state="approved", decided_by__isnull=False, decided_at__isnull=False),
                name="procedure_state_fits",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | ~models.Q(decided_by=models.F("proposed_by")),
                name="procedure_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(is_off=True, text="") | (models.Q(is_off=False) & ~models.Q(text="")),
                name="procedure_has_text",
            ),
        ]


class Stop(models.Model):
    """A stop of the robot in a court: of everything (`procedure` empty), of one procedure, or of all acts at one unit."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    procedure = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    why = models.CharField(max_length=300)
    stopped_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    stopped_by_name = models.CharField(max_length=60)
    stopped_at = models.DateTimeField()
    resumed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    resumed_by_name = models.CharField(max_length=60, blank=True)
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["court", "procedure", "unit"], nulls_distinct=False,
                condition=models.Q(resumed_at=None), name="stopped_once",
            ),
            models.CheckConstraint(condition=~models.Q(why=""), name="stop_has_reason"),
        ]  # fmt: skip


class RobotPolicy(models.Model):
    """A court's limits over all procedures. `unit_per_hour` bounds the acts at each unit, `units` names others by unit id."""

    court = models.OneToOneField(
        Court, primary_key=True, on_delete=models.PROTECT, related_name="robot_policy"
    )
    per_hour = models.IntegerField(default=5_000)
    at_once = models.IntegerField(default=10_000)
    unit_per_hour = models.IntegerField(default=2_000)
    units = models.JSONField(default=dict)
    opens_at = models.TimeField(default=time(8, 0))
    closes_at = models.TimeField(default=time(18, 0))
    working_days_only = models.BooleanField(default=True)
    samples_percent = models.IntegerField(default=5)
    set_at = models.DateTimeField(null=True)
    set_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    per_hour__range=(0, 1_000_000), at_once__range=(1, 1_000_000), unit_per_hour__range=(0, 1_000_000),
                    samples_percent__range=(1, 100), opens_at__lt=models.F("closes_at"),
                ),
                name="robot_policy_bounds",
            ),
        ]  # fmt: skip
