"""What should have happened to money and has not: plans, files to the bank, its answers, silence."""

from datetime import datetime, timedelta

from django.db import transaction

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.sweeps import failures
from zhixing.foundation.sweeps.engine import sweep
from zhixing.funds import operations
from zhixing.funds.connectors.base import BankUnreachable, MessageUnreadable
from zhixing.funds.connectors.registry import connector
from zhixing.funds.models import Payment, PaymentFile, PaymentState, Receipt, ReceiptState


@sweep(name="funds.plan", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=200)
def plan_marked_money(*, now: datetime, limit: int) -> int:
    """Propose plans for marked money. What cannot be planned keeps its reason and waits for a person."""
    with transaction.atomic():
        waiting = Receipt.objects.select_for_update(skip_locked=True).filter(
            state=ReceiptState.MARKED.value, blocked_by=""
        )
        receipts = list(waiting.order_by("arrived_on", "line_id")[:limit])
        operations.plan_receipts(receipts=receipts, now=now, actor=Actor.system("funds.plan"))
    return len(receipts)


@sweep(name="funds.send", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=50)
def send_payments(*, now: datetime, limit: int) -> int:
    """Hand over files that have not left yet.

    A file is made and committed by a run of its own before any run hands it over: the engine commits between two runs.
    Handing the same file over twice is harmless, because the bank knows its message id.
    """
    done, actor, bank = 0, Actor.system("funds.send"), connector()
    resting = failures.resting("funds.send", now=now)
    for file in PaymentFile.objects.filter(left_at=None).order_by("made_at")[:limit]:
        if str(file.id) in resting:
            continue
        try:
            bank.send(file.message_id, bytes(file.content))
        except BankUnreachable as error:
            failures.note(sweep="funds.send", subject=str(file.id), error=str(error), now=now)
            continue
        operations.note_left(file_id=file.id, now=now)
        failures.settle(sweep="funds.send", subjects=[str(file.id)], now=now, actor=actor)
        done += 1
    ready = Payment.objects.filter(state=PaymentState.READY.value).values_list("court_id", flat=True)
    made = 0
    for court in Court.objects.filter(pk__in=set(ready)).order_by("pk")[:limit]:
        made += operations.write_payment_file(court=court, now=now, actor=actor) is not None
    return limit if made else done


@sweep(name="funds.answers", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=100)
def take_answers(*, now: datetime, limit: int) -> int:
    """Take in the bank's messages that wait; one that cannot be read is left for a person."""
    bank, actor, done = connector(), Actor.system("funds.answers"), 0
    resting = failures.resting("funds.answers", now=now)
    for name, content in bank.collect()[:limit]:
        if name in resting:
            continue
        try:
            with transaction.atomic():
                for court_id in _courts_of(content):
                    court = Court.objects.get(pk=court_id)
                    operations.take_bank_answer(court=court, content=content, now=now, actor=actor)
        except MessageUnreadable as error:
            failures.note(sweep="funds.answers", subject=name, error=str(error), now=now)
            continue
        bank.discard(name)
        done += 1
    return done


def _courts_of(content: bytes) -> list[int]:
    """The courts whose payments a message speaks of."""
    message = connector().read(content)
    mine = (
        Payment.objects.filter(file__message_id=message.refused_file)
        if message.refused_file
        else Payment.objects.filter(reference__in=[word.reference for word in message.words])
    )
    return sorted(set(mine.values_list("court_id", flat=True)))


@sweep(name="funds.silence", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=500)
def note_silence(*, now: datetime, limit: int) -> int:
    """Payments that the bank has not answered for the court's days become unknown."""
    return operations.note_silence(now=now, limit=limit, actor=Actor.system("funds.silence"))
