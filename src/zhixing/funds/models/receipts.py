"""What the bank said, word for word, and what the court made of it."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, CourtAccount, Party
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class Statement(models.Model):
    """A bank statement that was taken in whole, or (`source` hand) a page of the cash book.

    `source` says how it was read: table, camt.053, camt.054, layout:…; balances are None where the source has none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    first_on = models.DateField()
    last_on = models.DateField()
    opening_fen = models.BigIntegerField(null=True)
    closing_fen = models.BigIntegerField(null=True)
    source = models.CharField(max_length=80, default="table")
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
    balance_fen = models.BigIntegerField(null=True)
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
            models.Index(
                fields=["bank_account", "booked_at"],
                condition=models.Q(balance_fen=None),
                name="statement_line_unproved",
            ),
        ]


class LineUse(StrEnum):
    """What a statement line turned out to be. `hand` is a line of the cash book, not of the bank."""

    RECEIPT = "receipt"
    REVERSAL = "reversal"
    PAYOUT = "payout"
    RETURN = "return"
    UNEXPLAINED = "unexplained"
    HAND = "hand"
    HAND_DEPOSIT = "hand_deposit"


class ReceiptState(StrEnum):
    """Where received money stands: the way is unidentified → marked → planned → cleared; a reversal ends it.

    Money of no case is returned to its payer: unidentified → returned, and back when the bank returns the transfer.
    """

    UNIDENTIFIED = "unidentified"
    MARKED = "marked"
    PLANNED = "planned"
    CLEARED = "cleared"
    REVERSED = "reversed"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "unidentified": "待认领",
            "marked": "已标记",
            "planned": "已列分配方案",
            "cleared": "已分配",
            "reversed": "已冲正",
            "returned": "已退还付款人",
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
    debtor = models.ForeignKey(
        Party, null=True, on_delete=models.PROTECT, related_name="receipts", db_index=False
    )
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
                condition=models.Q(state__in=["unidentified", "returned"], case=None)
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
