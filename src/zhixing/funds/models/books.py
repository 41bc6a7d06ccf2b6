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
    """Who holds money in the books; `bank` is the asset behind all of them, with `cash` for what is not banked yet."""

    BANK = "bank"
    CASH = "cash"
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
            "cash": "库存现金及票据",
            "case": "案件子账户",
            "unidentified": "不明款",
            "fee_income": "申请执行费",
            "deposit": "提存款",
            "in_transit": "在途款",
            "refund_payable": "应退款",
        }[self.value]


ASSETS = (Holder.BANK, Holder.CASH)
"""What the court has; the other holders are whose it is."""


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
