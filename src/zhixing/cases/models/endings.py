"""How cases ended, what was stated on the way there, and how they went on. Every row states law and is only added."""

from typing import ClassVar

from django.db import models

from zhixing.cases.models.case import Case, Party
from zhixing.cases.rules.findings import About
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class Ending(models.Model):
    """One conclusion of a case; `place` counts on when one was revoked and the case is concluded again.

    `record` holds the conditions of a 终本 as they were examined on the day, each with its article and evidence.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="endings", db_index=False)
    place = models.SmallIntegerField()
    kind = models.CharField(max_length=40)
    ground = models.CharField(max_length=24, blank=True)
    on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    decided_by_name = models.CharField(max_length=60)
    approved_by_name = models.CharField(max_length=60, blank=True)
    document_id = models.UUIDField(null=True)
    document_number = models.CharField(max_length=60, blank=True)
    record = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "place"], name="ending_place_once"),
        ]


class Reopening(models.Model):
    """A conclusion that was revoked: the case goes on under its own number."""

    ending = models.OneToOneField(
        Ending, primary_key=True, on_delete=models.PROTECT, related_name="reopening"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    on = models.DateField()
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()


class Resumption(models.Model):
    """A closed case goes on as a new one (执恢): `case` is the new one, `resumes` the one before. Each goes on once."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="resumption")
    resumes = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="resumed_by")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    ground = models.CharField(max_length=24)
    reason = models.CharField(max_length=300)
    on = models.DateField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()


class DossierFinding(models.Model):
    """What a person stated for the dossier of a 终本: about the case, a debtor of it, or an asset (named by its key).

    The last one about the same thing counts; `holds` False takes it back. A document is named by its key and number.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings", db_index=False)
    about = models.CharField(max_length=24)
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, db_index=False)
    asset_id = models.UUIDField(null=True)
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, db_index=False)
    holds = models.BooleanField(default=True)
    on = models.DateField()
    words = models.CharField(max_length=500)
    document_id = models.UUIDField(null=True)
    document_number = models.CharField(max_length=60, blank=True)
    by_name = models.CharField(max_length=60)
    by_user_id = models.IntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(about__in=[about.value for about in About]), name="finding_about_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "at", "id"], name="finding_of_case")]
