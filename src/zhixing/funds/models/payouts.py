"""Plans, their approval, and payments to the bank and back."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, CourtAccount, Party
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.books import Holder
from zhixing.funds.models.receipts import Receipt, StatementLine


class FundsPolicy(models.Model):
    """What a court may set: approval tiers by amount (fen) and its own days, never looser than the rule."""

    court = models.OneToOneField(
        Court, primary_key=True, on_delete=models.PROTECT, related_name="funds_policy"
    )
    chief_up_to_fen = models.BigIntegerField(default=10_000_000)
    target_days = models.IntegerField(default=5)
    unknown_after_days = models.IntegerField(default=2)
    cooling_off_days = models.IntegerField(default=2)
    announce_days = models.IntegerField(default=3)
    duplicate_days = models.IntegerField(default=10)
    sample_percent = models.IntegerField(default=10)
    authorised_each_fen = models.BigIntegerField(default=500_000)
    authorised_total_fen = models.BigIntegerField(default=5_000_000)
    provincial_priority = models.JSONField(default=list)
    first_measure_bonus = models.SmallIntegerField(default=0)
    residual_to = models.CharField(max_length=20, default="largest_first")


class PlanState(StrEnum):
    """Where a distribution plan stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"proposed": "待审批", "approved": "已批准", "rejected": "已退回", "withdrawn": "已撤回"}[
            self.value
        ]


SOURCES = (Holder.CASE, Holder.DEPOSIT, Holder.REFUND_PAYABLE, Holder.UNIDENTIFIED)
"""Whose money a plan may give away; unidentified money only goes back to its payer, and then there is no case."""
NO_CASE = "不属本院案件"


class Plan(models.Model):
    """Who gets what of one receipt, or a payment tried again with repaired details (`repairs`).

    `source` names who gives the money: the case's sub-account, or later the deposit or the refund payable that an
    earlier plan of the same receipt has put there. Money of no case goes back to its payer by a plan without a case.

    Four eyes: whoever proposed cannot approve. `proposed_by` and `decided_by` are keys (user:5, system:funds.plan).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="money_plans")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="plans", db_index=False)
    repairs = models.ForeignKey("Payment", null=True, on_delete=models.PROTECT, related_name="repair_plans")
    distribution = models.ForeignKey(
        "funds.Distribution", null=True, on_delete=models.PROTECT, related_name="plans"
    )
    source = models.CharField(max_length=16, default=Holder.CASE.value)
    authorisation = models.ForeignKey(
        "funds.PayoutRule", null=True, on_delete=models.PROTECT, related_name="plans", db_index=False
    )
    pool_fen = models.BigIntegerField()
    approver_role = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=PlanState.PROPOSED.value)
    explanation = models.JSONField()
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, null=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="approved") | ~models.Q(decided_by=models.F("proposed_by")),
                name="plan_four_eyes",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="approved_plan_has_approver",
            ),
            models.CheckConstraint(condition=models.Q(pool_fen__gt=0), name="plan_above_zero"),
            models.UniqueConstraint(
                fields=["receipt"], name="live_plan_once",
                condition=models.Q(state__in=["proposed", "approved"], repairs=None, source="case"),
            ),
            models.UniqueConstraint(
                fields=["receipt", "source"], name="proposed_release_once",
                condition=models.Q(state="proposed") & ~models.Q(source="case"),
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=[holder.value for holder in SOURCES]), name="plan_source_known"
            ),
            models.CheckConstraint(
                condition=models.Q(source="unidentified", case=None)
                | (~models.Q(source="unidentified") & models.Q(case__isnull=False)),
                name="plan_without_case_returns",
            ),
            models.UniqueConstraint(
                fields=["repairs"], name="live_repair_once",
                condition=models.Q(state__in=["proposed", "approved"], repairs__isnull=False),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["court", "state", "proposed_at", "id"], name="plan_list")]

    @property
    def number(self) -> str:
        """The case's number, or that there is no case."""
        return self.case.number if self.case else NO_CASE

    @property
    def subject(self) -> str:
        """Where facts about the plan are written."""
        return f"case:{self.case_id}" if self.case_id else f"receipt:{self.receipt_id}"


class LineKind(StrEnum):
    """What a line of a plan is for. It is a transfer where it names a payee's account; else the money stays in the books."""

    APPLICATION_FEE = "application_fee"
    COSTS = "costs"
    APPLICANT = "applicant"
    CREDITOR = "creditor"
    THIRD_PARTY = "third_party"
    REFUND = "refund"
    DEPOSIT = "deposit"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "application_fee": "申请执行费",
            "costs": "执行费用",
            "applicant": "发放申请执行人",
            "creditor": "发放参与分配债权人",
            "third_party": "发放案外收款人",
            "refund": "退还被执行人",
            "deposit": "提存",
        }[self.value]


class PlanLine(models.Model):
    """One line of a plan with its article; never edited. `party` is whose confirmed account a transfer goes to."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="lines", db_index=False)
    place = models.SmallIntegerField()
    kind = models.CharField(max_length=16)
    fen = models.BigIntegerField()
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, db_index=False)
    third_party = models.ForeignKey(
        "funds.ThirdPartyPayee", null=True, on_delete=models.PROTECT, db_index=False, related_name="lines"
    )
    claimant = models.ForeignKey(
        "funds.Claimant", null=True, on_delete=models.PROTECT, db_index=False, related_name="plan_lines"
    )
    payee_name = models.CharField(max_length=200, blank=True)
    payee_bank = models.CharField(max_length=80, blank=True)
    payee_account_sealed = models.BinaryField(null=True)
    payee_account_masked = models.CharField(max_length=40, blank=True)
    article = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "place"], name="plan_line_place_once"),
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="plan_line_above_zero"),
            models.CheckConstraint(
                condition=models.Q(payee_account_sealed__isnull=False)
                | models.Q(kind__in=["application_fee", "refund", "deposit"]),
                name="plan_line_has_a_taker",
            ),
        ]


class PaymentState(StrEnum):
    """Where a payment stands. `unknown` is asked about with the same reference and never sent again blindly."""

    READY = "ready"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "ready": "待付款", "sent": "已送银行", "done": "已付", "failed": "银行退回", "unknown": "结果不明",
        }[self.value]  # fmt: skip


UNDER_WAY = (PaymentState.READY.value, PaymentState.SENT.value, PaymentState.UNKNOWN.value)


class PaymentFile(models.Model):
    """A file of payments for the bank, kept before it leaves: the same bytes can be fetched again at any time."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    message_id = models.CharField(max_length=35, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    payment_count = models.IntegerField()
    total_fen = models.BigIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["court", "-made_at"], name="payment_file_latest")]


class Payment(models.Model):
    """One transfer with a reference of its own, which the bank gives back with every answer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="payments")
    plan_line = models.OneToOneField(PlanLine, on_delete=models.PROTECT, related_name="payment")
    reference = models.CharField(max_length=35, unique=True)
    fen = models.BigIntegerField()
    payee_name = models.CharField(max_length=200)
    payee_bank = models.CharField(max_length=80, blank=True)
    payee_account_sealed = models.BinaryField()
    payee_account_masked = models.CharField(max_length=40)
    purpose = models.CharField(max_length=140)
    state = models.CharField(max_length=8, default=PaymentState.READY.value)
    file = models.ForeignKey(PaymentFile, null=True, on_delete=models.PROTECT, related_name="payments")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    bank_serial = models.CharField(max_length=60, blank=True)
    bank_code = models.CharField(max_length=10, blank=True)
    bank_text = models.CharField(max_length=200, blank=True)
    paid_line = models.OneToOneField(
        StatementLine, null=True, on_delete=models.PROTECT, related_name="payment"
    )
    return_line = models.OneToOneField(
        StatementLine, null=True, on_delete=models.PROTECT, related_name="returned"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="payment_above_zero"),
            models.CheckConstraint(
                condition=models.Q(state="ready", file=None)
                | (~models.Q(state="ready") & models.Q(file__isnull=False)),
                name="sent_payment_has_a_file",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["court", "state", "made_at", "id"], name="payment_list"),
            models.Index(fields=["bank_account", "paid_on"], name="payment_by_day"),
        ]

    @property
    def number(self) -> str:
        """The case's number, or that there is no case."""
        return self.case.number if self.case else NO_CASE

    @property
    def subject(self) -> str:
        """Where facts about the payment are written."""
        return f"case:{self.case_id}" if self.case_id else f"payment:{self.id}"


class BankAnswer(models.Model):
    """A message of the bank as it came; taken once, however often it is delivered."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    message_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["court", "sha256"], name="bank_answer_once")]
