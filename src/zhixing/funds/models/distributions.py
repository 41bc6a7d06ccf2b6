"""Money divided among several creditors: the plan, who claims what, its result, who received it, who objected."""

from typing import Any, ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.documents.models import Document
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.receipts import Receipt
from zhixing.funds.rules.distributions import Basis, EventKind, Stage
from zhixing.law.amounts import ResidualTo
from zhixing.law.distribution import Bankruptcy, ClaimKind, DebtorKind


def one_of(field: str, values: type[Any]) -> models.Q:
    """The condition that a column holds a value of an enumeration."""
    return models.Q(**{f"{field}__in": [one.value for one in values]})


class Distribution(models.Model):
    """A plan for money of one debtor (执行财产分配方案), taken in the host case.

    `on` is the day to which claims are reckoned. `round` counts the proposals; lines belong to one round. A plan that
    answers an objection is a new row that names the old one (`amends`). Four eyes: whoever drafted cannot approve.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="distributions")
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    debtor_kind = models.CharField(max_length=20)
    basis = models.CharField(max_length=16)
    on = models.DateField()
    pool_fen = models.BigIntegerField()
    provincial_priority = models.JSONField(default=list)
    first_measure_bonus = models.SmallIntegerField(default=0)
    residual_to = models.CharField(max_length=20, default=ResidualTo.LARGEST_FIRST.value)
    ended_on = models.DateField(null=True)
    agreed_order = models.BooleanField(default=False)
    bankruptcy = models.CharField(max_length=12, default=Bankruptcy.NOT_ASKED.value)
    bankruptcy_on = models.DateField(null=True)
    facts_text = models.CharField(max_length=1000, blank=True)
    stage = models.CharField(max_length=10, default=Stage.DRAFT.value)
    round = models.SmallIntegerField(default=0)
    amends = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="amended_by")
    approver_role = models.CharField(max_length=20)
    explanation = models.JSONField(default=list)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=80)
    drafted_by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, null=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(stage__in=["draft", "proposed", "withdrawn"])
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("drafted_by"))),
                name="distribution_four_eyes",
            ),
            models.CheckConstraint(condition=models.Q(pool_fen__gt=0), name="distribution_above_zero"),
            models.CheckConstraint(
                condition=models.Q(first_measure_bonus__range=(0, 20)), name="first_measure_bonus_in_range"
            ),
            models.CheckConstraint(
                condition=one_of("stage", Stage) & one_of("basis", Basis) & one_of("debtor_kind", DebtorKind)
                & one_of("bankruptcy", Bankruptcy) & one_of("residual_to", ResidualTo),
                name="distribution_kinds_known",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["court", "stage", "-drafted_at", "-id"], name="distribution_list")
        ]


class PooledReceipt(models.Model):
    """A receipt of the host case whose money a distribution divides; in the order the money came."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    distribution = models.ForeignKey(
        Distribution, on_delete=models.PROTECT, related_name="pooled", db_index=False
    )
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="distributions")
    place = models.SmallIntegerField()
    turn = models.IntegerField()
    fen = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["distribution", "place"], name="pooled_receipt_place_once"),
            models.UniqueConstraint(fields=["distribution", "receipt"], name="pooled_receipt_once"),
        ]


class Claimant(models.Model):
    """Who claims what. Edited while the plan is a draft, fixed afterwards (by trigger).

    The claim is the sum of its parts. `weight` is a stated share under one title. `case` is the creditor's case of this
    court, whose debt the money counts against; `case_number` may be a case of another court. `is_fee` marks the
    application fee of a case, which goes to fee income.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    distribution = models.ForeignKey(
        Distribution, on_delete=models.PROTECT, related_name="claimants", db_index=False
    )
    place = models.SmallIntegerField()
    creditor = models.CharField(max_length=200)
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="claims_in_distributions"
    )
    case_number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=16)
    is_fee = models.BooleanField(default=False)
    title_number = models.CharField(max_length=80, blank=True)
    has_title = models.BooleanField(default=True)
    principal_fen = models.BigIntegerField(default=0)
    costs_fen = models.BigIntegerField(default=0)
    general_fen = models.BigIntegerField(default=0)
    doubled_fen = models.BigIntegerField(default=0)
    weight = models.IntegerField(default=1)
    priority_rank = models.SmallIntegerField(default=1)
    priority_limit_fen = models.BigIntegerField(null=True)
    measured_on = models.DateField(null=True)
    measure_rank = models.SmallIntegerField(default=1)
    applied_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    explanation = models.JSONField(default=list)
    payee_name = models.CharField(max_length=200, blank=True)
    payee_bank = models.CharField(max_length=80, blank=True)
    payee_account_sealed = models.BinaryField(null=True)
    payee_account_masked = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["distribution", "place"],
                name="claimant_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(
                    principal_fen__gte=0, costs_fen__gte=0, general_fen__gte=0, doubled_fen__gte=0
                ),
                name="claim_parts_not_negative",
            ),
            models.CheckConstraint(condition=one_of("kind", ClaimKind), name="claim_kind_known"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="claim_weight_not_negative"),
        ]

    @property
    def fen(self) -> int:
        """The whole claim."""
        return self.principal_fen + self.costs_fen + self.general_fen + self.doubled_fen


class DistributionLine(models.Model):
    """What one claim gets in one round, with article and reason; never edited. paid + left = claim."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    distribution = models.ForeignKey(
        Distribution, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    round = models.SmallIntegerField()
    place = models.SmallIntegerField()
    claimant = models.ForeignKey(Claimant, null=True, on_delete=models.SET_NULL, related_name="lines")
    creditor = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    claim_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField()
    left_fen = models.BigIntegerField()
    band = models.CharField(max_length=40)
    article = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["distribution", "round", "place"], name="distribution_line_once"),
            models.CheckConstraint(
                condition=models.Q(claim_fen=models.F("paid_fen") + models.F("left_fen"))
                & models.Q(paid_fen__gte=0, left_fen__gte=0),
                name="distribution_line_sums",
            ),
        ]


class PlanReceived(models.Model):
    """That a creditor or the debtor received the plan, and whether they declared in writing not to object."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    distribution = models.ForeignKey(
        Distribution, on_delete=models.PROTECT, related_name="received", db_index=False
    )
    recipient = models.CharField(max_length=200)
    received_on = models.DateField()
    how = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["distribution", "recipient"], name="plan_received_once")
        ]


class PlanObjection(models.Model):
    """An objection to the plan as it was made: by whom, when, why, and how much of which claims it disputes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    distribution = models.ForeignKey(
        Distribution, on_delete=models.PROTECT, related_name="objections", db_index=False
    )
    objector = models.CharField(max_length=200)
    objected_on = models.DateField()
    text = models.CharField(max_length=1000)
    disputed = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["distribution", "id"], name="objection_of_distribution")]


class ObjectionEvent(models.Model):
    """What happened with an objection on a day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    objection = models.ForeignKey(
        PlanObjection, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    kind = models.CharField(max_length=20)
    on = models.DateField()
    text = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["objection", "kind"], name="objection_event_once"),
            models.CheckConstraint(condition=one_of("kind", EventKind), name="objection_event_known"),
        ]
