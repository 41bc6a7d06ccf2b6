"""What a party is given from outside: links of their own case, what they proposed through them, and papers to be checked."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.documents.models import Document
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.payouts import Payment
from zhixing.funds.models.receipts import Receipt


class LinkKind(StrEnum):
    """What a link opens: the repair of one payment, once; or the track of the case's money, until it expires."""

    REPAIR = "repair"
    TRACK = "track"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"repair": "更正收款账户", "track": "查询案款去向"}[self.value]


class PartyLink(models.Model):
    """A link given to one party of one case. The address itself is known to nobody but who holds it: a hash is kept.

    `wrong` counts wrong answers to the question who the holder is, since the last right one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="party_links")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="links", db_index=False)
    kind = models.CharField(max_length=8)
    payment = models.ForeignKey(
        Payment, null=True, on_delete=models.PROTECT, related_name="links", db_index=True
    )
    token_sha256 = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=60)
    expires_at = models.DateTimeField()
    wrong = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token_sha256"], name="party_link_token_once"),
            models.CheckConstraint(
                condition=models.Q(kind="repair", payment__isnull=False)
                | models.Q(kind="track", payment=None),
                name="repair_link_names_a_payment",
            ),
        ]


class ProposalState(StrEnum):
    """Where a payee's own correction stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class RepairProposal(models.Model):
    """The account that a payee entered through a link. It moves nothing: a person takes it over or refuses it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    link = models.OneToOneField(PartyLink, on_delete=models.PROTECT, related_name="proposal")
    payee_name = models.CharField(max_length=200)
    payee_bank = models.CharField(max_length=80)
    payee_account_sealed = models.BinaryField()
    payee_account_masked = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=ProposalState.WAITING.value)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["payment"], condition=models.Q(state="waiting"), name="waiting_proposal_once"
            ),
        ]


class PaperVoucher(models.Model):
    """A receipt (of money put to a case for the `turn`-th time) or a payout voucher (of a payment), and its check code.

    The document never changes; whether it still stands is read from the money itself.
    """

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.PROTECT, related_name="voucher"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    receipt = models.ForeignKey(Receipt, null=True, on_delete=models.PROTECT, related_name="vouchers")
    turn = models.IntegerField(default=0)
    payment = models.OneToOneField(Payment, null=True, on_delete=models.PROTECT, related_name="voucher")
    code_sha256 = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code_sha256"], name="check_code_once"),
            models.UniqueConstraint(fields=["receipt", "turn"], name="receipt_voucher_once"),
            models.CheckConstraint(
                condition=models.Q(receipt=None, payment__isnull=False)
                | models.Q(receipt__isnull=False, payment=None),
                name="voucher_of_one_movement",
            ),
        ]
