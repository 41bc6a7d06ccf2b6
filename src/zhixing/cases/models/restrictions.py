"""Restrictions of debtors as they stand, and every step of them, appended."""

from typing import ClassVar

from django.db import models

from zhixing.cases.models.case import Case, Party
from zhixing.cases.rules.restrictions import EndCause, RestrictionKind
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class Restriction(models.Model):
    """A restriction of one debtor: consumption (限制消费), the list of defaulters (失信), leaving the country (限制出境).

    `persons` are those who steer a unit and are bound with it, `grounds` the numbers of the grounds of a listing. `ends_on`
    is the term of a listing that has one. `lift_due_on` is the last day to lift it, once something ended it
    (`lift_cause`, since `lift_since`); it stays empty where the court may lift and need not. Documents are named by key and
    number, because they live in a room above.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="restrictions", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="restrictions", db_index=False)
    kind = models.CharField(max_length=12)
    persons = models.JSONField(default=list)
    grounds = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    decided_on = models.DateField()
    decided_by_name = models.CharField(max_length=60)
    document_id = models.UUIDField(null=True)
    document_number = models.CharField(max_length=60, blank=True)
    ends_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    lift_cause = models.CharField(max_length=24, blank=True)
    lift_since = models.DateField(null=True)
    lift_due_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)
    lift_document_id = models.UUIDField(null=True)
    lift_document_number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["party", "kind"], condition=models.Q(lifted_on=None), name="restriction_stands_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in RestrictionKind]), name="restriction_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(lift_cause="", lift_since=None, lift_due_on=None, lifted_on=None)
                | models.Q(lift_cause__in=[cause.value for cause in EndCause], lift_since__isnull=False),
                name="restriction_lift_has_cause",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["case", "kind"], name="restriction_of_case"),
            models.Index(
                fields=["court", "lift_due_on", "id"],
                condition=models.Q(lift_due_on__isnull=False, lifted_on=None),
                name="restriction_to_lift",
            ),
            models.Index(
                fields=["ends_on", "id"],
                condition=models.Q(ends_on__isnull=False, lift_cause="", lifted_on=None),
                name="restriction_term",
            ),
        ]


class RestrictionEvent(models.Model):
    """One step of a restriction: decided, published, to be lifted, no longer to be lifted, lifted. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16)
    on = models.DateField()
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=60)
    cause = models.CharField(max_length=24, blank=True)
    words = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True)
    document_number = models.CharField(max_length=60, blank=True)
