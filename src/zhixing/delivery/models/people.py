"""How people are reached: addresses with their history, what they said about electronic delivery, a court's own waits."""

from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class Address(models.Model):
    """One address of one person, for every case of theirs in this court. An address that no longer holds is ended, never
    edited; `own` says that it is surely theirs though they never confirmed it.

    The person is named by the blind index of the ID number.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(
        Court, on_delete=models.PROTECT, related_name="delivery_addresses", db_index=False
    )
    person_index = models.BinaryField(max_length=16)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="addresses", db_index=False)
    kind = models.CharField(max_length=10)
    value_sealed = models.BinaryField()
    value_index = models.BinaryField(max_length=16)
    value_masked = models.CharField(max_length=60)
    source = models.CharField(max_length=10)
    own = models.BooleanField(default=False)
    confirmed_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by_name = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["court", "person_index", "kind", "value_index"],
                condition=models.Q(ended_at=None),
                name="address_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in AddressKind]), name="address_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=[source.value for source in AddressSource]),
                name="address_source_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_because="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_because="")),
                name="address_ends_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person_index", "court"], name="address_of_person")]


class ConsentNote(models.Model):
    """What a party said about electronic delivery in a case: given, refused, withdrawn. The latest day counts; rows stay."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="consents")
    act = models.CharField(max_length=10)
    how = models.CharField(max_length=20)
    on = models.DateField()
    note = models.CharField(max_length=300)
    noted_at = models.DateTimeField()
    noted_by_name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(act__in=[act.value for act in ConsentAct]), name="consent_act_known"
            ),
        ]


class Whereabouts(models.Model):
    """That a party's whereabouts are unknown, with the course of the search: the ground of a public notice. The latest
    row counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="whereabouts")
    lost = models.BooleanField()
    course = models.CharField(max_length=500)
    noted_at = models.DateTimeField()
    noted_by_name = models.CharField(max_length=60)


class DeliveryPolicy(models.Model):
    """What a court has set: how many days each rung is given, and whether a notice's end moves past a holiday."""

    court = models.OneToOneField(Court, primary_key=True, on_delete=models.PROTECT)
    electronic_days = models.IntegerField(default=3)
    express_days = models.IntegerField(default=15)
    hand_days = models.IntegerField(default=10)
    notice_moves_past_holiday = models.BooleanField(default=False)
    link_days = models.IntegerField(default=60)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    electronic_days__range=(1, 30), express_days__range=(5, 60), hand_days__range=(1, 60),
                    link_days__range=(7, 400),
                ),
                name="delivery_policy_bounds",
            ),
        ]  # fmt: skip
