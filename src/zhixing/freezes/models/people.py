"""Who stands in for whom, and which applicants must be told that a measure runs out."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7


class Absence(models.Model):
    """A person is away, both days counted; the deputy gets their measures at once, without one the bureau chief does."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences", db_index=False)
    deputy = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="deputising", db_index=False
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=100, blank=True)
    noted_at = models.DateTimeField()
    noted_by_name = models.CharField(max_length=60)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="absence_ends_after"),
            models.CheckConstraint(
                condition=models.Q(deputy=None) | ~models.Q(deputy=models.F("person")), name="absence_deputy_is_another"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["court", "ends_on"], condition=models.Q(cancelled_at=None), name="absence_running"),
            models.Index(fields=["deputy", "ends_on"], condition=models.Q(cancelled_at=None), name="absence_of_deputy"),
        ]  # fmt: skip


class ReminderState(StrEnum):
    """Whether the applicant was told. `sent` says that a document is on its way; only its service makes it told."""

    DUE = "due"
    SENT = "sent"
    TOLD = "told"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"due": "待告知", "sent": "已发出", "told": "已告知"}[self.value]


class ApplicantReminder(models.Model):
    """An applicant must be told that measures of the case end on a day: once per end and rung of the ladder."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="renewal_reminders")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="renewal_reminders", db_index=False
    )
    expires_on = models.DateField()
    step = models.SmallIntegerField()
    measures = models.IntegerField()
    ask_by = models.DateField(null=True)
    text_zh = models.CharField(max_length=400)
    text_ko = models.CharField(max_length=400)
    due_on = models.DateField()
    state = models.CharField(max_length=6, default=ReminderState.DUE.value)
    document_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "party", "expires_on", "step"], name="applicant_reminded_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="due", told_at=None, channel="")
                | models.Q(state="sent", told_at=None, channel="", document_id__isnull=False)
                | (models.Q(state="told", told_at__isnull=False) & ~models.Q(channel="")),
                name="applicant_told_when_and_how",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["court", "state", "due_on", "id"], name="applicant_reminder_list")
        ]


class Scan(models.Model):
    """A scanned paper of a measure: the ruling with its notice, the holder's receipt, the proof of service."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    measure = models.ForeignKey(
        "freezes.Measure", on_delete=models.PROTECT, related_name="scans", db_index=False
    )
    what = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    kept_at = models.DateTimeField()
    kept_by_name = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["measure", "kept_at"], name="scan_of_measure")]
