"""Renewals and releases on their way: drafted together, approved together, each answered by its holder."""

from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7
from zhixing.freezes.models.measures import Measure
from zhixing.freezes.rules.act_kinds import OPEN_ACTS, ActKind, ActState, BatchState, Ground

__all__ = [
    "OPEN_ACTS",
    "ActBatch",
    "ActKind",
    "ActState",
    "BatchState",
    "Ground",
    "MeasureAct",
    "RenewalPolicy",
]


class ActBatch(models.Model):
    """Renewals or releases that one person drafted at one time, and a second one approves.

    `origin` keeps a batch that a sweep drafts from being drafted twice: the fact or the decision it follows from.
    `due_on` is its own clock.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=10)
    ground = models.CharField(max_length=12)
    origin = models.CharField(max_length=80)
    case = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="act_batches", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=BatchState.DRAFTED.value)
    due_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "origin"], name="act_batch_once"),
            models.CheckConstraint(
                condition=models.Q(state="drafted", decided_at=None)
                | (~models.Q(state="drafted") & models.Q(decided_at__isnull=False)),
                name="act_batch_decided",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["court", "kind", "state", "-made_at"], name="act_batch_list"),
            models.Index(fields=["state", "id"], condition=models.Q(state="approved"), name="act_batch_to_carry_out"),
        ]  # fmt: skip


class MeasureAct(models.Model):
    """One renewal or release of one measure.

    `key` is the order's key towards the unit: the same act never becomes two messages. `previous_end` is the end the
    measure had; `starts_on` and `ends_on` are the term asked for. `amount_fen` is what a release lifts of money, None for
    all. `why` says why it was left out, or what the holder said; `hindrance` is the kind of reason a renewal was left out for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    batch = models.ForeignKey(ActBatch, on_delete=models.PROTECT, related_name="acts", db_index=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="acts", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measure_acts", db_index=False)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=10)
    why = models.CharField(max_length=400, blank=True)
    hindrance = models.CharField(max_length=16, blank=True, default="", db_default="")
    amount_fen = models.BigIntegerField(null=True)
    previous_end = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    ruling_id = models.UUIDField(null=True)
    ruling_number = models.CharField(max_length=80, blank=True)
    notice_id = models.UUIDField(null=True)
    notice_number = models.CharField(max_length=80, blank=True)
    order_number = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True)
    deliver_by = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    delivered_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "measure"], name="act_of_batch_once"),
            models.UniqueConstraint(
                fields=["measure", "kind"],
                condition=models.Q(state__in=[state.value for state in OPEN_ACTS]),
                name="act_open_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["measure", "kind", "id"], name="act_of_measure"),
            models.Index(fields=["batch", "state", "case"], name="act_of_batch"),
            models.Index(fields=["case", "kind"], name="act_of_case"),
            models.Index(
                fields=["court", "deliver_by", "id"],
                condition=models.Q(state="by_hand"),
                name="act_to_deliver",
            ),
            models.Index(fields=["order_number"], condition=~models.Q(order_number=""), name="act_by_order"),
        ]


class RenewalPolicy(models.Model):
    """How a court decides renewals: with a second person, or by the drafter alone up to a value per measure."""

    court = models.OneToOneField(
        Court, primary_key=True, on_delete=models.PROTECT, related_name="renewal_policy"
    )
    needs_second_person = models.BooleanField(default=True)
    alone_up_to_fen = models.BigIntegerField(default=0)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=60)
