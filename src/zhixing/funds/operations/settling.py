"""What a bank's word does to payments: journals, states, receipts, facts. Used by notices and by statements alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from zhixing.cases.operations import note_satisfied
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.funds.models import (
    UNDER_WAY,
    Claimant,
    Holder,
    Payment,
    PaymentState,
    Plan,
    PlanState,
    Receipt,
    ReceiptState,
)
from zhixing.funds.operations.posting import AccountKey, NewJournal, accounts, move, post
from zhixing.funds.rules.distributions import Stage
from zhixing.funds.rules.payments import Effect

BANK, TRANSIT = AccountKey(Holder.BANK), AccountKey(Holder.IN_TRANSIT)
HOUSE = Actor.system("案款发放")
"""Closing a case because its debt is paid follows from the payment; no person's role is asked for."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer does to a locked payment, on which day; code, words and serial as the bank gave them."""

    payment: Payment
    effect: Effect
    on: date
    code: str = ""
    text: str = ""
    serial: str = ""


def settle(*, court_id: int, outcomes: Sequence[Outcome], now: datetime, actor: Actor) -> int:
    """Apply outcomes, each once; the number that changed something. The payments must be locked by the caller.

    A booking takes the money from in transit out of the bank. A rejection puts it back to the case. A return brings it
    back into the bank and to the case; heard before its booking, it stands for both.
    """
    acting = [outcome for outcome in outcomes if outcome.effect in _KINDS]
    if not acting:
        return 0
    for bank_account_id in {outcome.payment.bank_account_id for outcome in acting}:
        mine = [outcome for outcome in acting if outcome.payment.bank_account_id == bank_account_id]
        _post(court_id, bank_account_id, mine, now, actor)
    for outcome in acting:
        _change(outcome, now)
    Payment.objects.bulk_update(
        [outcome.payment for outcome in acting],
        ["state", "answered_at", "paid_on", "returned_on", "bank_serial", "bank_code", "bank_text"],
        batch_size=1000,
    )
    record_many(facts=[_fact(outcome) for outcome in acting], at=now, actor=actor)
    _clear_receipts(acting, now, actor)
    return len(acting)


_KINDS = {
    Effect.PAID: "money.paid",
    Effect.FAILED: "money.payment_failed",
    Effect.RETURNED: "money.payment_returned",
}


def _post(
    court_id: int, bank_account_id: int, outcomes: Sequence[Outcome], now: datetime, actor: Actor
) -> None:
    keys = [BANK, TRANSIT, *(_home_of(outcome.payment) for outcome in outcomes)]
    book = accounts(court_id=court_id, bank_account_id=bank_account_id, keys=keys)
    journals: list[NewJournal] = []
    for outcome in outcomes:
        payment, case = outcome.payment, book[_home_of(outcome.payment)]
        fen, on = payment.fen, outcome.on
        if outcome.effect is Effect.FAILED:
            journals.append(
                move(
                    f"failed:{payment.reference}",
                    "payment_failed",
                    on,
                    debit=book[TRANSIT],
                    credit=case,
                    fen=fen,
                )
            )
            continue
        if payment.paid_on is None:
            journals.append(
                move(
                    f"paid:{payment.reference}", "payout", on, debit=book[TRANSIT], credit=book[BANK], fen=fen
                )
            )
        if outcome.effect is Effect.RETURNED:
            journals.append(
                move(
                    f"returned:{payment.reference}",
                    "payout_returned",
                    on,
                    debit=book[BANK],
                    credit=case,
                    fen=fen,
                )
            )
    post(court_id=court_id, journals=journals, at=now, actor_name=actor.name)


def _home_of(payment: Payment) -> AccountKey:
    """Where money comes back to: its case, or the tray when it belongs to no case."""
    return AccountKey(Holder.CASE, payment.case_id) if payment.case_id else AccountKey(Holder.UNIDENTIFIED)


def _change(outcome: Outcome, now: datetime) -> None:
    payment = outcome.payment
    payment.answered_at = now
    payment.bank_code, payment.bank_text = outcome.code[:10], outcome.text[:200]
    if outcome.effect is Effect.FAILED:
        payment.state = PaymentState.FAILED.value
        return
    payment.paid_on = payment.paid_on or outcome.on
    if outcome.effect is Effect.RETURNED:
        payment.state, payment.returned_on = PaymentState.FAILED.value, outcome.on
    else:
        payment.state, payment.bank_serial = PaymentState.DONE.value, outcome.serial[:60]


def _fact(outcome: Outcome) -> NewFact:
    payment = outcome.payment
    return NewFact(
        payment.court_id, payment.subject, _KINDS[outcome.effect],
        {
            "payment": str(payment.id), "reference": payment.reference, "fen": payment.fen,
            "on": outcome.on.isoformat(), "code": outcome.code, "text": outcome.text,
        },
    )  # fmt: skip


def _clear_receipts(outcomes: Sequence[Outcome], now: datetime, actor: Actor) -> None:
    """A receipt is cleared when everything planned of it is paid, and comes back when a payment does."""
    plans = Plan.objects.filter(lines__payment__in=[outcome.payment for outcome in outcomes])
    receipt_ids = set(plans.values_list("receipt_id", flat=True))
    clear_receipts(receipt_ids, now, actor)
    _back_to_the_tray(outcomes, now, actor)
    paid = sorted(
        {
            (outcome.payment.case_id, outcome.on)
            for outcome in outcomes
            if outcome.effect is Effect.PAID and outcome.payment.case_id
        }
    )
    shared = Claimant.objects.filter(
        plan_lines__payment__in=[one.payment for one in outcomes], case__isnull=False
    )
    others = shared.exclude(case_id__in=[case_id for case_id, _ in paid]).values_list("case_id", flat=True)
    for case_id, on in [*paid, *((case_id, local_date(now)) for case_id in sorted(set(others)))]:
        satisfy(case_id, on, now)


def _back_to_the_tray(outcomes: Sequence[Outcome], now: datetime, actor: Actor) -> None:
    """Money of no case that the bank did not bring to its payer is unidentified again."""
    back = [
        one.payment
        for one in outcomes
        if one.effect in (Effect.FAILED, Effect.RETURNED) and not one.payment.case_id
    ]
    if back:
        Receipt.objects.filter(
            plans__lines__payment__in=back, state=ReceiptState.RETURNED.value
        ).update(
            state=ReceiptState.UNIDENTIFIED.value, blocked_by="return_failed",
            blocked_text="退还未成功，银行退回", changed_at=now, changed_by=actor.name[:60],
        )  # fmt: skip


def clear_receipts(receipt_ids: set[UUID], now: datetime, actor: Actor) -> None:
    """Set the state of receipts with approved plans to what their payments say."""
    of_receipt = Payment.objects.filter(plan_line__plan__receipt=OuterRef("pk"), case__isnull=False)
    open_payment = of_receipt.filter(state__in=[*UNDER_WAY])
    unrepaired = of_receipt.filter(state=PaymentState.FAILED.value).exclude(
        Exists(Plan.objects.filter(repairs=OuterRef("pk"), state=PlanState.APPROVED.value))
    )
    mine = Receipt.objects.filter(
        pk__in=receipt_ids, state__in=[ReceiptState.PLANNED.value, ReceiptState.CLEARED.value]
    )
    pending = set(mine.filter(Exists(open_payment) | Exists(unrepaired)).values_list("pk", flat=True))
    stamp = {"changed_at": now, "changed_by": actor.name[:60]}
    mine.filter(pk__in=pending, state=ReceiptState.CLEARED.value).update(
        state=ReceiptState.PLANNED.value, **stamp
    )
    mine.exclude(pk__in=pending).filter(state=ReceiptState.PLANNED.value).update(
        state=ReceiptState.CLEARED.value, **stamp
    )


def satisfy(case_id: UUID, on: date, now: datetime) -> bool:
    """Tell the case that its money is paid out, once nothing of it waits or is under way; it closes if nothing is owed."""
    unpaid = Receipt.objects.filter(state__in=[ReceiptState.MARKED.value, ReceiptState.PLANNED.value])
    shared = unpaid.filter(
        distributions__distribution__claimants__case_id=case_id,
        distributions__distribution__stage=Stage.PAYING.value,
    )
    waiting = unpaid.filter(case_id=case_id).exists() or shared.exists()
    return not waiting and note_satisfied(case_id=case_id, on=on, now=now, actor=HOUSE)
