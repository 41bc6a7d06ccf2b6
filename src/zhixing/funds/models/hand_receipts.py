"""Cash and instruments that officers took with their own hands, until the bank shows them."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, CourtAccount, Party
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.receipts import StatementLine


class HandKind(StrEnum):
    """What was taken."""

    CASH = "cash"
    CHEQUE = "cheque"
    DRAFT = "draft"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"cash": "现金", "cheque": "支票", "draft": "汇票、本票"}[self.value]


class HandState(StrEnum):
    """entered → confirmed by the second officer → handed over (on the bank's statement); cancelled or bounced else."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    HANDED_OVER = "handed_over"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "entered": "待第二名执行人员确认", "confirmed": "待交存", "handed_over": "已存入专户", "bounced": "已退票",
            "cancelled": "已作废",
        }[self.value]  # fmt: skip


class HandReceipt(models.Model):
    """Money two officers took: receipt at once, handed over the same day or, with reasons, the next.

    `line` is its line in the cash book once the second officer has confirmed, `deposit_line` the bank's line that shows
    it. `entered_by` and `second_by` are keys of people (user:5), never the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hand_receipts")
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=8)
    instrument_number = models.CharField(max_length=40, blank=True)
    fen = models.BigIntegerField()
    payer = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    hand_over_by = models.DateField()
    late_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, default=HandState.ENTERED.value)
    entered_by = models.CharField(max_length=80)
    entered_by_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    second_by = models.CharField(max_length=80, null=True)
    second_by_name = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    line = models.OneToOneField(
        StatementLine, null=True, on_delete=models.PROTECT, related_name="hand_receipt"
    )
    deposit_line = models.ForeignKey(
        StatementLine, null=True, on_delete=models.PROTECT, related_name="hand_deposits"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=60, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "number"], name="hand_receipt_number_once"),
            models.CheckConstraint(
                condition=models.Q(second_by=None) | ~models.Q(second_by=models.F("entered_by")),
                name="hand_receipt_two_officers",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["entered", "cancelled"], line=None)
                | models.Q(
                    state__in=["confirmed", "handed_over", "bounced"], line__isnull=False, second_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
                name="hand_receipt_confirmed_by_a_second",
            ),
            models.CheckConstraint(
                condition=models.Q(state="handed_over", deposit_line__isnull=False)
                | (~models.Q(state="handed_over") & models.Q(deposit_line=None)),
                name="hand_receipt_deposited_on_a_line",
            ),
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="hand_receipt_above_zero"),
            models.CheckConstraint(
                condition=models.Q(kind="cash") | ~models.Q(instrument_number=""), name="instrument_has_a_number"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["court", "hand_over_by", "id"], condition=models.Q(state__in=["entered", "confirmed"]),
                name="hand_receipt_open",
            ),
            models.Index(fields=["court", "-received_at", "-id"], name="hand_receipt_latest"),
        ]  # fmt: skip
