"""Whom the court may ask: the units, what each may be asked on which agreement, and the keys they sign with."""

from typing import ClassVar

from django.db import models

from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.inquiries.rules.kinds import UnitAction, UnitState


class Unit(models.Model):
    """A unit that answers a court by agreement.

    `office_hours` is `{}` for a machine that answers day and night, else `{"days": [1, …, 7], "from": "08:30", "to":
    "17:00"}`. `answer_hours` is what the agreement promises, `dead_after_days` when a person must act. `at_once` bounds
    the calls to the unit at one time. The `trouble_…` columns are its circuit breaker.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)
    connector = models.CharField(max_length=20)
    address = models.CharField(max_length=300, blank=True)
    areas = models.JSONField(default=list)
    agreement = models.CharField(max_length=200)
    agreement_sha256 = models.CharField(max_length=64, blank=True)
    contact_name = models.CharField(max_length=40, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    office_hours = models.JSONField(default=dict)
    answer_hours = models.IntegerField(default=24)
    dead_after_days = models.IntegerField(default=7)
    at_once = models.IntegerField(default=8)
    state = models.CharField(max_length=10, default=UnitState.ACTIVE.value)
    paused_because = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField()
    trouble_count = models.IntegerField(default=0)
    trouble_until = models.DateTimeField(null=True)
    trouble_words = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "code"], name="unit_code_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in UnitState]), name="unit_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    answer_hours__range=(1, 2_400), dead_after_days__range=(1, 100), at_once__range=(1, 256)
                ),
                name="unit_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitKey(models.Model):
    """A public key of a unit: replies signed under it count from `valid_from` until `valid_to`, exclusive."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="keys")
    kid = models.CharField(max_length=100)
    algorithm = models.CharField(max_length=10)
    public_key = models.CharField(max_length=400)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kid"], name="unit_key_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_key_ends_after_start",
            ),
        ]


class UnitItem(models.Model):
    """One thing a unit may be asked: an act on a kind of asset, and the agreement or law that says so."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="items")
    asset_kind = models.CharField(max_length=20)
    action = models.CharField(max_length=20)
    basis = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "asset_kind", "action"], name="unit_item_once"),
            models.CheckConstraint(
                condition=models.Q(action__in=[action.value for action in UnitAction]), name="unit_item_known"
            ),
        ]


class Preset(models.Model):
    """A named set of units that are asked together."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "name"], name="preset_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PresetUnit(models.Model):
    """A unit belongs to a preset."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    preset = models.ForeignKey(Preset, on_delete=models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["preset", "unit"], name="preset_unit_once"),
        ]


class InquiryPolicy(models.Model):
    """What a court has set: whether filing asks by itself and whom, the half-yearly look, how much is audited."""

    court = models.OneToOneField(Court, primary_key=True, on_delete=models.PROTECT)
    ask_on_filing = models.BooleanField(default=False)
    half_yearly = models.BooleanField(default=True)
    preset = models.ForeignKey(Preset, null=True, on_delete=models.SET_NULL)
    audits_a_month = models.IntegerField(default=10)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(audits_a_month__range=(0, 1_000)), name="audits_bounded"
            ),
        ]
