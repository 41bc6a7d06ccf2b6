"""Settling a difference with a correcting journal: what the money was, said by one person and approved by another."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, CourtAccount
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.books import Journal
from zhixing.funds.models.receipts import Difference, DifferenceKind, Receipt


class Explanation(StrEnum):
    """What money that left the account turned out to be, and so which holder bears it."""

    BANK_CHARGE = "bank_charge"
    FEE_REMITTED = "fee_remitted"
    PAID_OUTSIDE = "paid_outside"
    REFUNDED_OUTSIDE = "refunded_outside"
    DEPOSIT_RELEASED = "deposit_released"
    TAKEN_BACK = "taken_back"
    BEFORE_TAKEOVER = "before_takeover"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "bank_charge": "银行手续费（由执行费承担）",
            "fee_remitted": "申请执行费上缴",
            "paid_outside": "系统外已向申请执行人付款",
            "refunded_outside": "系统外已退还",
            "deposit_released": "系统外已发放提存款",
            "taken_back": "冲抵一笔到账（找到原交易，或者重新汇入）",
            "before_takeover": "承接以前的款项所支",
        }[self.value]


MONEY_IS_OUT = frozenset(
    {
        DifferenceKind.UNEXPLAINED_DEBIT.value,
        DifferenceKind.REVERSAL_WITHOUT_ORIGINAL.value,
        DifferenceKind.REVERSAL_AFTER_PAYOUT.value,
    }
)
"""Differences that hold money in the drawer `unexplained`: words alone do not settle them."""


class CorrectionState(StrEnum):
    """A correction waits for its second person, and is booked or refused by that person."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Correction(models.Model):
    """Which holder bears money that left without explanation. `original` is the journal it corrects, `journal` its own.

    Four eyes: whoever proposed cannot approve.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    difference = models.ForeignKey(Difference, on_delete=models.PROTECT, related_name="corrections")
    explanation = models.CharField(max_length=20)
    holder = models.CharField(max_length=16)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, db_index=False)
    receipt = models.ForeignKey(Receipt, null=True, on_delete=models.PROTECT, db_index=False)
    fen = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default=CorrectionState.PROPOSED.value)
    original = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    journal = models.ForeignKey(
        Journal, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=40)
    proposed_by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="correction_above_zero"),
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | (~models.Q(decided_by="") & ~models.Q(decided_by=models.F("proposed_by"))),
                name="correction_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(state="approved", journal__isnull=False)
                | (~models.Q(state="approved") & models.Q(journal=None)),
                name="correction_booked_when_approved",
            ),
            models.UniqueConstraint(
                fields=["difference"], name="live_correction_once",
                condition=models.Q(state__in=["proposed", "approved"]),
            ),
        ]  # fmt: skip
