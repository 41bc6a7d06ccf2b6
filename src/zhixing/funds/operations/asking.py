"""Asking the bank what became of files and payments. The answer is kept; nothing is ever paid under another reference."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.funds.models import Enquiry, Knows, Payment, PaymentFile, PaymentState

ASK_AGAIN_AFTER = timedelta(hours=1)
"""A bank that has said something about a payment is left in peace for this long."""


def to_ask(*, now: datetime, limit: int, leave: set[str]) -> list[Payment]:
    """Payments of unknown outcome on linked accounts that nobody has asked about for an hour, longest first.

    Their files are locked, so that two askers never ask about one payment; the payments are not, because whoever books
    locks the account before them. `leave` holds the keys of payments that rest after a call that failed.
    """
    lately = Enquiry.objects.filter(asked_at__gt=now - ASK_AGAIN_AFTER, payment__isnull=False)
    unknown = Payment.objects.filter(
        state=PaymentState.UNKNOWN.value, bank_account__bank_link__isnull=False
    ).exclude(pk__in=lately.values("payment_id"))
    unknown = unknown.exclude(pk__in=leave)
    files = PaymentFile.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(
        Exists(unknown.filter(file=OuterRef("pk")))
    )
    mine = list(files.order_by("made_at")[:limit])
    rows = unknown.filter(file__in=mine).select_related("file", "court").order_by("sent_at", "id")
    return list(rows[:limit])


def note_enquiry(
    *,
    file: PaymentFile,
    payment: Payment | None,
    answer: Knows,
    resent: bool,
    now: datetime,
    actor: Actor,
) -> None:
    """Keep what the bank said. A bank that never heard of it is a fact a person must look into."""
    with transaction.atomic():
        Enquiry.objects.create(
            court_id=file.court_id,
            file=file,
            payment=payment,
            asked_at=now,
            answer=answer.value,
            resent=resent,
        )
        if answer is Knows.NEVER_HEARD:
            record(
                court_id=file.court_id, subject=f"case:{payment.case_id}" if payment else f"file:{file.id}",
                kind="money.bank_never_heard", at=now, actor=actor,
                body={"file": file.message_id, "reference": payment.reference if payment else "", "resent": resent},
            )  # fmt: skip
