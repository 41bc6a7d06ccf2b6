"""The books of case money and what stands around them.

Double entry: a *journal* is one movement of money, its *postings* (legs) sum to zero, an *account* is a holder of money
or the bank account behind them all. Signed fen: above zero the bank account grows or a holder gives, below zero a
holder receives. A holder's balance is therefore minus the sum of its postings. Journals come into being only through
the database function `funds_post_batch`; nothing here is ever edited, a correction is a journal that names the old one.

What the bank said (`StatementLine`) is kept word for word apart from what the court made of it (`Receipt`).
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, CourtAccount
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class Holder(StrEnum):
    """Who holds money in the books; `bank` is the asset behind all of them."""

    BANK = "bank"
    CASE = "case"
    UNIDENTIFIED = "unidentified"
    FEE_INCOME = "fee_income"
    DEPOSIT = "deposit"
    IN_TRANSIT = "in_transit"
    REFUND_PAYABLE = "refund_payable"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "bank": "案款专户存款",
            "case": "案件子账户",
            "unidentified": "不明款",
            "fee_income": "申请执行费",
            "deposit": "提存款",
            "in_transit": "在途款",
            "refund_payable": "应退款",
        }[self.value]


class Drawer(StrEnum):
    """Parts of the unidentified holder: receipts in the tray, the balance taken over, debits nobody has explained."""

    NONE = ""
    OPENING = "opening"
    UNEXPLAINED = "unexplained"


class Account(models.Model):
    """A holder of money under one bank account; of a case where it is one's. A guarded account is never overdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    holder = models.CharField(max_length=16)
    drawer = models.CharField(max_length=16, default="", blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="money_accounts")
    is_guarded = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bank_account", "holder", "drawer", "case"],
                name="money_account_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(holder__in=[holder.value for holder in Holder]),
                name="money_account_holder_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    holder__in=["case", "refund_payable", "deposit"], case__isnull=False, is_guarded=True
                )
                | (
                    ~models.Q(holder__in=["case", "refund_payable", "deposit"])
                    & models.Q(case=None, is_guarded=False)
                ),
                name="money_of_cases_is_guarded",
            ),
        ]


class Journal(models.Model):
    """One movement of money. `ref` makes it happen once; `input_sha256` refuses the same ref with other content."""

    id = models.UUIDField(primary_key=True)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    ref = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    booked_on = models.DateField()
    text = models.CharField(max_length=200, blank=True)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    input_sha256 = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["court", "ref"], name="journal_ref_once")]


class Posting(models.Model):
    """One leg of a journal. Its references are proved for the whole statement by a trigger, not leg by leg."""

    pk = models.CompositePrimaryKey("journal_id", "seq")
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    seq = models.SmallIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    fen = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(fen=0), name="posting_not_zero")]
        indexes: ClassVar = [models.Index(fields=["account"], include=["fen"], name="posting_by_account")]


class Statement(models.Model):
    """A bank statement that was taken in whole."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    first_on = models.DateField()
    last_on = models.DateField()
    opening_fen = models.BigIntegerField()
    closing_fen = models.BigIntegerField()
    line_count = models.IntegerField()
    posted_count = models.IntegerField()
    duplicate_count = models.IntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["court", "-taken_at"], name="statement_latest")]


class StatementLine(models.Model):
    """One line as the bank wrote it, once per bank serial. Credits above zero, debits below."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines", db_index=False)
    place = models.IntegerField()
    serial = models.CharField(max_length=60)
    booked_at = models.DateTimeField()
    booked_on = models.DateField()
    fen = models.BigIntegerField()
    balance_fen = models.BigIntegerField()
    name = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=200, blank=True)
    account_sealed = models.BinaryField(null=True)
    account_index = models.BinaryField(max_length=16, null=True)
    account_masked = models.CharField(max_length=40, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    sub_account = models.CharField(max_length=40, blank=True)
    content_sha256 = models.CharField(max_length=64)
    use = models.CharField(max_length=12)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bank_account", "serial"], name="bank_serial_once"),
            models.CheckConstraint(condition=~models.Q(fen=0), name="statement_line_not_zero"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["bank_account", "booked_at", "id"], name="statement_line_in_order"),
            models.Index(fields=["bank_account", "account_index", "fen"], name="statement_line_by_payer"),
        ]


class LineUse(StrEnum):
    """What a statement line turned out to be."""

    RECEIPT = "receipt"
    REVERSAL = "reversal"
    PAYOUT = "payout"
    RETURN = "return"
    UNEXPLAINED = "unexplained"


class ReceiptState(StrEnum):
    """Where received money stands: the way is unidentified → marked → planned → cleared; a reversal ends it."""

    UNIDENTIFIED = "unidentified"
    MARKED = "marked"
    PLANNED = "planned"
    CLEARED = "cleared"
    REVERSED = "reversed"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "unidentified": "待认领",
            "marked": "已标记",
            "planned": "已列分配方案",
            "cleared": "已分配",
            "reversed": "已冲正",
        }[self.value]


class Receipt(models.Model):
    """What the court made of one credit line: whose case it is of, by what, and until when somebody must act.

    `turns` counts how often the money was put to a case; it is part of the refs of journals and recoveries.
    """

    line = models.OneToOneField(
        StatementLine, primary_key=True, on_delete=models.PROTECT, related_name="receipt"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    arrived_on = models.DateField()
    fen = models.BigIntegerField()
    state = models.CharField(max_length=14)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="receipts")
    marked_by = models.CharField(max_length=14, blank=True)
    why = models.CharField(max_length=40, blank=True)
    turns = models.IntegerField(default=0)
    identify_by = models.DateField()
    pay_by = models.DateField()
    target_by = models.DateField()
    blocked_by = models.CharField(max_length=30, blank=True)
    blocked_text = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="receipt_above_zero"),
            models.CheckConstraint(
                condition=models.Q(state="unidentified", case=None)
                | models.Q(state__in=["marked", "planned", "cleared"], case__isnull=False)
                | models.Q(state="reversed"),
                name="marked_money_has_a_case",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["court", "state", "arrived_on", "line"], name="receipt_list"),
            models.Index(fields=["court", "arrived_on", "line"], name="receipt_by_day"),
            models.Index(
                fields=["court", "identify_by", "line"],
                condition=models.Q(state="unidentified"),
                name="receipt_to_identify",
            ),
            models.Index(
                fields=["court", "pay_by", "line"],
                condition=models.Q(state__in=["marked", "planned"]),
                name="receipt_to_pay",
            ),
        ]


class DifferenceKind(StrEnum):
    """What a person has to look into."""

    GAP = "gap"
    UNEXPLAINED_DEBIT = "unexplained_debit"
    REVERSAL_WITHOUT_ORIGINAL = "reversal_without_original"
    REVERSAL_AFTER_PAYOUT = "reversal_after_payout"
    BANK_CONTRADICTION = "bank_contradiction"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "gap": "对账单不连续",
            "unexplained_debit": "来历不明的支出",
            "reversal_without_original": "找不到原交易的冲正",
            "reversal_after_payout": "款已发放后银行冲正",
            "bank_contradiction": "银行回执前后矛盾",
        }[self.value]


class Difference(models.Model):
    """Something the books cannot explain by themselves; open until a person settles it with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=30)
    line = models.ForeignKey(StatementLine, null=True, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT)
    on = models.DateField()
    fen = models.BigIntegerField()
    text = models.CharField(max_length=300)
    noted_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True)
    resolution = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["court", "on", "id"], condition=models.Q(settled_at=None), name="difference_open"
            )
        ]


class FundsPolicy(models.Model):
    """What a court may set: approval tiers by amount (fen) and its own days, never looser than the rule."""

    court = models.OneToOneField(
        Court, primary_key=True, on_delete=models.PROTECT, related_name="funds_policy"
    )
    chief_up_to_fen = models.BigIntegerField(default=10_000_000)
    target_days = models.IntegerField(default=5)
    unknown_after_days = models.IntegerField(default=2)


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


class Plan(models.Model):
    """Who gets what of one receipt, or a payment tried again with repaired details (`repairs`).

    Four eyes: whoever proposed cannot approve. `proposed_by` and `decided_by` are keys (user:5, system:funds.plan).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="money_plans")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="plans", db_index=False)
    repairs = models.ForeignKey("Payment", null=True, on_delete=models.PROTECT, related_name="repair_plans")
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
                condition=models.Q(state__in=["proposed", "approved"], repairs=None),
            ),
            models.UniqueConstraint(
                fields=["repairs"], name="live_repair_once",
                condition=models.Q(state__in=["proposed", "approved"], repairs__isnull=False),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["court", "state", "proposed_at", "id"], name="plan_list")]


class LineKind(StrEnum):
    """Where a line of a plan goes."""

    APPLICATION_FEE = "application_fee"
    APPLICANT = "applicant"
    REFUND = "refund"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"application_fee": "申请执行费", "applicant": "发放申请执行人", "refund": "退还被执行人"}[
            self.value
        ]


class PlanLine(models.Model):
    """One line of a plan with its article; never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="lines", db_index=False)
    place = models.SmallIntegerField()
    kind = models.CharField(max_length=16)
    fen = models.BigIntegerField()
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
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payments")
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
