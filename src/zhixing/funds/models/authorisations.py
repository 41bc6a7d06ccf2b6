"""Payment by a rule given beforehand (预先授权), and looking at a sample of what it paid afterwards."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class RuleState(StrEnum):
    """Where a rule stands; only an active one pays."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "proposed": "待批准", "active": "有效", "suspended": "已停用", "revoked": "已撤销", "refused": "未批准",
        }[self.value]  # fmt: skip


class PayoutRule(models.Model):
    """What a chief allows beforehand in one case: to this locked payee, up to a cap each and in total, until a day.

    Four eyes: the one who proposed it does not give it. `used_fen` is what was approved under it so far.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payout_rules")
    payee = models.ForeignKey(Party, on_delete=models.PROTECT, db_index=False)
    payee_account_sealed = models.BinaryField()
    payee_account_masked = models.CharField(max_length=40)
    each_fen = models.BigIntegerField()
    total_fen = models.BigIntegerField()
    used_fen = models.BigIntegerField(default=0)
    valid_until = models.DateField()
    tier = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=RuleState.PROPOSED.value)
    reason = models.CharField(max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_name = models.CharField(max_length=60)
    given_at = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=80, null=True)
    given_by_name = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=60, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state__in=["proposed", "active"]), name="one_payout_rule"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="active")
                | (models.Q(given_by__isnull=False) & ~models.Q(given_by=models.F("proposed_by"))),
                name="payout_rule_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(used_fen__lte=models.F("total_fen"), each_fen__gt=0, used_fen__gte=0),
                name="payout_rule_within_cap",
            ),
        ]


class ReviewState(StrEnum):
    """What the second look found."""

    OPEN = "open"
    OK = "ok"
    NOT_OK = "not_ok"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"open": "待抽查", "ok": "无误", "not_ok": "有误"}[self.value]


class PayoutReview(models.Model):
    """A payment by rule that was drawn for a look afterwards, by somebody other than the giver of the rule."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    plan = models.OneToOneField("funds.Plan", on_delete=models.PROTECT, related_name="review")
    rule = models.ForeignKey(PayoutRule, on_delete=models.PROTECT, related_name="reviews")
    given_by = models.CharField(max_length=80)
    state = models.CharField(max_length=8, default=ReviewState.OPEN.value)
    drawn_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=80, null=True)
    reviewed_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="open")
                | (models.Q(reviewed_by__isnull=False) & ~models.Q(reviewed_by=models.F("given_by"))),
                name="review_by_another",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["court", "drawn_at", "id"], condition=models.Q(state="open"), name="review_open")
        ]  # fmt: skip
