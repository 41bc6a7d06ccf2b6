"""How each court account reaches its bank, and what the bank was asked."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import CourtAccount
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.payouts import Payment, PaymentFile


class BankLink(models.Model):
    """The connector of one account and where it leads. An account without a row exchanges files by hand.

    `fetched_through` is the last day whose statement was had from the bank. Keys are files of the home, never columns.
    """

    bank_account = models.OneToOneField(
        CourtAccount, primary_key=True, on_delete=models.PROTECT, related_name="bank_link"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    connector = models.CharField(max_length=30)
    address = models.CharField(max_length=200, blank=True)
    payer_id = models.CharField(max_length=40, blank=True)
    fetched_through = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)


class Knows(StrEnum):
    """What the bank said when it was asked about a file or a payment."""

    ANSWERED = "answered"
    PENDING = "pending"
    NEVER_HEARD = "never_heard"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"answered": "银行已答复", "pending": "银行已受理，尚未记账", "never_heard": "银行称从未收到"}[
            self.value
        ]


class Enquiry(models.Model):
    """One question to the bank about a file, or one payment of it, with the same id as ever, and its answer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, related_name="enquiries")
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="enquiries")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=12)
    resent = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(answer__in=[knows.value for knows in Knows]), name="enquiry_answer_known"
            ),
            models.CheckConstraint(
                condition=models.Q(resent=False) | models.Q(answer="never_heard"), name="resent_only_if_unheard"
            ),
        ]  # fmt: skip
