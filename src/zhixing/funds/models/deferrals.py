"""Paying out may wait on five grounds: proposed by one person, approved by another, with an end date."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.receipts import Receipt


class DeferralState(StrEnum):
    """Where a deferral stands. Only an approved one lets money wait."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"proposed": "待批准延缓", "approved": "延缓中", "refused": "不予延缓", "ended": "延缓已结束"}[
            self.value
        ]


class PayoutDeferral(models.Model):
    """The deferral (延缓发放) of one receipt on one of the five grounds, from `since` up to `until` at the latest.

    Four eyes: whoever proposed cannot approve. `cause_ended_on` is the day its cause ended, or `until` when nobody
    said so before. `next` of a deferral that was prolonged is the one that took its place.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="deferrals")
    ground = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=10, default=DeferralState.PROPOSED.value)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, null=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    approved_as = models.CharField(max_length=20, blank=True)
    refusal = models.CharField(max_length=300, blank=True)
    cause_ended_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("proposed_by")),
                name="deferral_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "refused"], approved_by=None, approved_as="")
                | models.Q(
                    state__in=["approved", "ended"], approved_by__isnull=False, decided_at__isnull=False,
                    approved_as__in=["bureau_chief", "vice_president"],
                ),
                name="deferral_has_an_approver",
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", cause_ended_on__isnull=False)
                | (~models.Q(state="ended") & models.Q(cause_ended_on=None)),
                name="ended_deferral_has_its_day",
            ),
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="deferral_has_days"),
            models.CheckConstraint(
                condition=models.Q(
                    ground__in=["distribution", "frozen_elsewhere", "not_collected", "stayed", "other_good_reason"]
                ),
                name="deferral_on_five_grounds",
            ),
            models.UniqueConstraint(
                fields=["receipt"], condition=models.Q(state="proposed"), name="deferral_proposed_once"
            ),
            models.UniqueConstraint(
                fields=["receipt"], condition=models.Q(state="approved"), name="deferral_approved_once"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["court", "until", "id"], condition=models.Q(state="approved"), name="deferral_running"
            ),
            models.Index(fields=["court", "state", "proposed_at", "id"], name="deferral_list"),
        ]


class DeferralStep(models.Model):
    """What was done about a deferral, by whom; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    deferral = models.ForeignKey(PayoutDeferral, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    text = models.CharField(max_length=400)
