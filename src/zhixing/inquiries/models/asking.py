"""What was asked: inquiries, their requests, every attempt to send one, and every reply as it came.

Attempts, their results and replies are appended. An attempt is committed before its call, so that a killed process
leaves a question to be asked about and never one that is silently asked twice.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7
from zhixing.inquiries.models.units import Preset, Unit
from zhixing.inquiries.rules.kinds import InquiryState, RequestState, Trigger


class Inquiry(models.Model):
    """One act of asking: about the debtors of a case, or of many cases, of several units."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="inquiries")
    preset = models.ForeignKey(Preset, null=True, on_delete=models.SET_NULL, db_index=False)
    trigger = models.CharField(max_length=16)
    purpose = models.CharField(max_length=200)
    authority = models.CharField(max_length=200)
    asker = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False)
    asker_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    cases = models.IntegerField()
    debtors = models.IntegerField()
    units = models.IntegerField()
    requests_made = models.IntegerField()
    state = models.CharField(max_length=10, default=InquiryState.OPEN.value)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(trigger__in=[trigger.value for trigger in Trigger]), name="trigger_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None)
                | models.Q(state__in=["done", "cancelled"], ended_at__isnull=False),
                name="inquiry_state_fits",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["court", "-asked_at"], name="inquiry_latest"),
            models.Index(fields=["court", "id"], condition=models.Q(state="open"), name="inquiry_open"),
        ]


class Request(models.Model):
    """One numbered question to one unit about one debtor of one case. The number stays the same however often it is sent.

    `subject_index` is the blind index of the debtor's ID number: by it a citizen is told who asked. `kind` names who
    writes the message and reads the answer. `due_at` is what the agreement promises, `dead_at` when a person must act.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    inquiry = models.ForeignKey(Inquiry, null=True, on_delete=models.PROTECT, related_name="requests")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="inquiry_requests", db_index=False)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="inquiry_requests", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="requests", db_index=False)
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=140, unique=True)
    subject_index = models.BinaryField(max_length=16)
    items = models.JSONField(default=list)
    state = models.CharField(max_length=14, default=RequestState.WAITING.value)
    result = models.CharField(max_length=10, blank=True)
    words = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    dead_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    silence_noted = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in RequestState]),
                name="request_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None)
                ^ models.Q(state__in=["answered", "refused", "dead", "cancelled"]),
                name="request_ends_with_its_state",
            ),
            models.UniqueConstraint(
                fields=["inquiry", "case", "party", "unit"],
                condition=models.Q(kind="query"),
                name="asked_once_an_inquiry",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "next_try_at", "id"],
                condition=models.Q(state__in=["waiting", "sent", "acknowledged", "unknown"]),
                name="request_to_send",
            ),
            models.Index(
                fields=["court", "due_at"],
                condition=models.Q(state__in=["waiting", "sent", "acknowledged", "unknown"]),
                name="request_under_way",
            ),
            models.Index(fields=["court", "ended_at", "id"], condition=models.Q(state="dead"), name="request_dead"),
            models.Index(fields=["case", "-made_at"], name="request_of_case"),
            models.Index(fields=["subject_index", "-made_at"], name="request_about_person"),
            models.Index(fields=["unit", "-made_at"], name="request_of_unit"),
        ]  # fmt: skip


class Attempt(models.Model):
    """One call about to be made: a sending, or a question about what became of the number. Committed before the call."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="tries")
    asks_status = models.BooleanField(default=False)
    place = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "place"], name="attempt_place_once"),
        ]


class AttemptResult(models.Model):
    """How an attempt ended. An attempt without one was cut short: whether the unit heard it is not known."""

    attempt = models.OneToOneField(Attempt, primary_key=True, on_delete=models.PROTECT, related_name="result")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    outcome = models.CharField(max_length=14)
    words = models.CharField(max_length=300, blank=True)
    took_ms = models.IntegerField()
    at = models.DateTimeField(db_default=Now())


class RawReply(models.Model):
    """What came from a unit, whole and sealed, taken or not; `refused_because` says why it was not believed.

    One reply of each kind counts for a request: a second one is kept out by the constraint. A holder may correct a receipt of
    control, so several of them count. `scan` names the file of a paper
    answer in the store.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="replies")
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="replies", db_index=False
    )
    in_reply_to = models.CharField(max_length=140, blank=True)
    kind = models.CharField(max_length=20)
    via = models.CharField(max_length=20)
    kid = models.CharField(max_length=100, blank=True)
    content_sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=200, blank=True)
    refused_because = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "kind"],
                condition=models.Q(refused_because="") & ~models.Q(kind="control.receipt"),
                name="reply_counts_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(refused_because="") | models.Q(request__isnull=False),
                name="reply_taken_has_request",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "-taken_at"], name="reply_of_unit")]


class AuditPick(models.Model):
    """A request drawn by lot for review. The reviewer is never the asker."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="audit")
    month = models.DateField()
    asker_id_copy = models.IntegerField(null=True)
    drawn_at = models.DateTimeField()
    reviewer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False)
    reviewed_at = models.DateTimeField(null=True)
    in_order = models.BooleanField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(asker_id_copy=None)
                | models.Q(reviewer=None)
                | ~models.Q(reviewer=models.F("asker_id_copy")),
                name="audit_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_at=None, reviewer=None, in_order=None)
                | models.Q(reviewed_at__isnull=False, reviewer__isnull=False, in_order__isnull=False),
                name="audit_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["court", "month", "id"], name="audit_of_month")]
