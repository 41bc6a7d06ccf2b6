"""Where money may go: the account of a party, who changed it and who confirmed it, and payees who are no party.

The number an account was entered with is never edited: the application may only move an account along its way. The
steps of that way are rows of their own, which are only added.
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class PayeeSource(StrEnum):
    """How an account became known."""

    FILING = "filing"
    CHANGE = "change"
    REPAIR = "repair"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"filing": "立案时确认", "change": "申请变更", "repair": "退回后更正"}[self.value]


class PayeeState(StrEnum):
    """Where an account stands; only an effective one is paid to."""

    PROPOSED = "proposed"
    COOLING = "cooling"
    EFFECTIVE = "effective"
    REFUSED = "refused"
    REPLACED = "replaced"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "proposed": "待核实", "cooling": "冷静期", "effective": "有效", "refused": "不予变更", "replaced": "已替换",
        }[self.value]  # fmt: skip


UNSETTLED = (PayeeState.PROPOSED.value, PayeeState.COOLING.value)
"""States in which money to the party waits."""


class PayeeAccount(models.Model):
    """An account of a party. A change waits for a call to the number on file, another person, and a time to cool off."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="payee_accounts")
    holder_name = models.CharField(max_length=200)
    bank_name = models.CharField(max_length=80, blank=True)
    account_sealed = models.BinaryField()
    account_index = models.BinaryField(max_length=16)
    account_masked = models.CharField(max_length=40)
    source = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)
    repairs = models.ForeignKey(
        "funds.Payment", null=True, on_delete=models.PROTECT, related_name="new_accounts"
    )
    same_account = models.BooleanField(default=False)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_name = models.CharField(max_length=60)
    called_at = models.DateTimeField(null=True)
    called_by = models.CharField(max_length=80, null=True)
    called_by_name = models.CharField(max_length=60, blank=True)
    called_number_masked = models.CharField(max_length=24, blank=True)
    called_said = models.CharField(max_length=300, blank=True)
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.CharField(max_length=80, null=True)
    confirmed_by_name = models.CharField(max_length=60, blank=True)
    effective_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["party"], condition=models.Q(state="effective"), name="one_effective_account"
            ),
            models.UniqueConstraint(
                fields=["party"], condition=models.Q(state__in=["proposed", "cooling"]), name="one_change_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(source="filing")
                | ~models.Q(state__in=["cooling", "effective", "replaced"])
                | (models.Q(confirmed_by__isnull=False) & ~models.Q(confirmed_by=models.F("proposed_by"))),
                name="payee_change_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(source="filing") | models.Q(same_account=True)
                | ~models.Q(state__in=["cooling", "effective", "replaced"])
                | (models.Q(called_by__isnull=False) & ~models.Q(called_by=models.F("proposed_by"))),
                name="payee_change_called_back",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["court", "proposed_at", "id"], condition=models.Q(state="proposed"), name="payee_to_confirm"
            ),
            models.Index(
                fields=["effective_on", "id"], condition=models.Q(state="cooling"), name="payee_cooling"
            ),
        ]  # fmt: skip


class PayeeStep(models.Model):
    """One step on the way of an account: what, when, by whom; only added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(PayeeAccount, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10)
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)


class ThirdGround(StrEnum):
    """Why somebody who is no party may take the money."""

    AGENT = "agent"
    PANEL = "panel"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"agent": "代理人有特别授权", "panel": "合议庭审查同意"}[self.value]


class ThirdState(StrEnum):
    """Where a payee who is no party stands. `allowed` only after all parties were told and the days have passed."""

    ANNOUNCED = "announced"
    ALLOWED = "allowed"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"announced": "公示中", "allowed": "可以发放", "refused": "不予发放"}[self.value]


class ThirdPartyPayee(models.Model):
    """A payee who is not a party, for the money of one applicant: announced to all parties first, then allowed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="third_party_payees")
    instead_of = models.ForeignKey(Party, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    bank_name = models.CharField(max_length=80, blank=True)
    account_sealed = models.BinaryField()
    account_masked = models.CharField(max_length=40)
    ground = models.CharField(max_length=8)
    authority = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default=ThirdState.ANNOUNCED.value)
    announced_to = models.JSONField()
    announced_on = models.DateField()
    waits_until = models.DateField()
    objection = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, null=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instead_of"], condition=models.Q(state__in=["announced", "allowed"]), name="one_third_payee"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="allowed")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
                name="third_payee_four_eyes",
            ),
            models.CheckConstraint(condition=~models.Q(authority=""), name="third_payee_has_authority"),
        ]  # fmt: skip
