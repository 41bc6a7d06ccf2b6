"""What should have happened to money and has not: plans, files to the bank, its answers, silence."""

from datetime import datetime, timedelta

from django.db import transaction

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.sweeps import failures
from zhixing.foundation.sweeps.engine import sweep
from zhixing.funds import operations
from zhixing.funds.connectors.base import BankConnector, BankRefused, BankUnreachable, MessageUnreadable
from zhixing.funds.connectors.registry import accounts_linked, connector, connector_for
from zhixing.funds.models import BankLink, Knows, Payment, PaymentFile, PaymentState, Receipt, ReceiptState


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


@sweep(name="funds.send", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=20)
def send_payments(*, now: datetime, limit: int) -> int:
    """Hand over files that have not left yet, then make files of what is ready.

    A file is made and committed by a run of its own before any run hands it over: the engine commits between two runs.
    Handing the same file over twice is harmless, because the bank knows its message id. A file whose first handing over
    ended without an answer is asked about before it is sent again.
    """
    actor = Actor.system("funds.send")
    done = _hand_over(now, limit, actor)
    ready = Payment.objects.filter(state=PaymentState.READY.value).values_list("court_id", flat=True)
    made = 0
    for court in Court.objects.filter(pk__in=set(ready)).order_by("pk")[:limit]:
        try:
            made += operations.write_payment_file(court=court, now=now, actor=actor) is not None
        except operations.AccountMissing as error:
            _rest("funds.send", f"court:{court.pk}", error, now)
    return limit if made else done


def _rest(sweep_name: str, subject: str, error: Exception, now: datetime) -> None:
    """What heals by itself is tried again for ever, at least once an hour."""
    failures.note(
        sweep=sweep_name, subject=subject, error=str(error), now=now, longest_pause=timedelta(hours=1)
    )


def _hand_over(now: datetime, limit: int, actor: Actor) -> int:
    """Every call first, then every answer: no row that others need is locked while the bank is spoken to."""
    waiting = PaymentFile.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(
        left_at=None
    )
    waiting = waiting.exclude(pk__in=failures.resting("funds.send", now=now))
    tried = failures.tried("funds.send")
    answered: list[tuple[PaymentFile, bytes | None]] = []
    silent: set[int] = set()
    for file in waiting.select_related("court").order_by("made_at")[:limit]:
        if file.bank_account_id in silent:
            continue
        try:
            answered.append((file, _send(file, is_second_time=str(file.id) in tried)))
        except BankUnreachable as error:
            silent.add(file.bank_account_id)
            _rest("funds.send", str(file.id), error, now)
        except BankRefused as error:
            failures.note(sweep="funds.send", subject=str(file.id), error=str(error), now=now)
    return sum(_take_or_rest("funds.send", file, content, now, actor) for file, content in answered)


def _send(file: PaymentFile, *, is_second_time: bool) -> bytes | None:
    bank = connector_for(file.bank_account_id)
    if is_second_time and bank.can_ask:
        known = bank.ask(message_id=file.message_id)
        if known is not None:
            return known
    return bank.send(file.message_id, bytes(file.content))


def _take_or_rest(name: str, file: PaymentFile, content: bytes | None, now: datetime, actor: Actor) -> bool:
    """The file has left as soon as the bank has answered with something that can be read."""
    if content is not None:
        try:
            _take(file.court, content, file.bank_account_id, now, actor)
        except MessageUnreadable as error:
            _rest(name, str(file.id), error, now)
            return False
    operations.note_left(file_id=file.id, now=now)
    failures.settle(sweep=name, subjects=[str(file.id)], now=now, actor=actor)
    return True


def _take(court: Court, content: bytes, bank_account_id: int | None, now: datetime, actor: Actor) -> None:
    with transaction.atomic():
        operations.take_bank_answer(
            court=court, content=content, now=now, actor=actor, bank_account_id=bank_account_id
        )


@sweep(name="funds.answers", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=100)
def take_answers(*, now: datetime, limit: int) -> int:
    """Take in the messages that wait at every bank; one that cannot be read is left for a person."""
    actor = Actor.system("funds.answers")
    done = _take_waiting(connector(), "", None, now, limit, actor)
    for link, bank in accounts_linked():
        if done < limit:
            done += _take_waiting(bank, f"{link.pk}:", link, now, limit - done, actor)
    return done


def _take_waiting(
    bank: BankConnector, prefix: str, link: BankLink | None, now: datetime, limit: int, actor: Actor
) -> int:
    resting, done = failures.resting("funds.answers", now=now), 0
    if f"{prefix}bank" in resting:
        return 0
    try:
        waiting = bank.collect()
        for name, content in [one for one in waiting if f"{prefix}{one[0]}"[:120] not in resting][:limit]:
            subject = f"{prefix}{name}"[:120]
            try:
                if link is not None:
                    _take(link.court, content, link.pk, now, actor)
                else:
                    for court in _courts_of(bank, content):
                        _take(court, content, None, now, actor)
            except MessageUnreadable as error:
                failures.note(sweep="funds.answers", subject=subject, error=str(error), now=now)
                continue
            bank.discard(name)
            failures.settle(sweep="funds.answers", subjects=[subject], now=now, actor=actor)
            done += 1
    except BankUnreachable as error:
        _rest("funds.answers", f"{prefix}bank", error, now)
    else:
        failures.settle(sweep="funds.answers", subjects=[f"{prefix}bank"], now=now, actor=actor)
    return done


def _courts_of(bank: BankConnector, content: bytes) -> list[Court]:
    """The courts whose payments a message speaks of."""
    message = bank.read(content)
    mine = (
        Payment.objects.filter(file__message_id=message.refused_file)
        if message.refused_file
        else Payment.objects.filter(reference__in=[word.reference for word in message.words])
    )
    return list(Court.objects.filter(pk__in=set(mine.values_list("court_id", flat=True))).order_by("pk"))


@sweep(name="funds.silence", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=500)
def note_silence(*, now: datetime, limit: int) -> int:
    """Payments that the bank has not answered for the court's days become unknown."""
    return operations.note_silence(now=now, limit=limit, actor=Actor.system("funds.silence"))


@sweep(name="funds.ask", every=timedelta(minutes=15), deadline=timedelta(minutes=10), batch=20)
def ask_about_unknown(*, now: datetime, limit: int) -> int:
    """Ask the bank what became of payments of unknown outcome, with the reference they have always had.

    Where the bank says that it never heard of one, a person is told, and the same file goes out again: the bank knows
    its message id, and another reference is never made.
    """
    actor, silent = Actor.system("funds.ask"), set[int]()
    heard: list[tuple[Payment, bytes | None]] = []
    for payment in operations.to_ask(now=now, limit=limit, leave=failures.resting("funds.ask", now=now)):
        bank = connector_for(payment.bank_account_id)
        if payment.bank_account_id in silent or payment.file is None or not bank.can_ask:
            continue
        try:
            heard.append((payment, bank.ask(message_id=payment.file.message_id, reference=payment.reference)))
        except (BankUnreachable, BankRefused) as error:
            silent.add(payment.bank_account_id)
            _rest("funds.ask", str(payment.id), error, now)
    again = {payment.file.id: payment.file for payment, said in heard if said is None and payment.file}
    answers = [(file, _send_again(file, now)) for file in again.values()]
    for payment, said in heard:
        _note_heard(payment, said, now, actor)
    for file, answer in answers:
        if answer is not None:
            _take_or_rest("funds.ask", file, answer, now, actor)
    return len(heard)


def _send_again(file: PaymentFile, now: datetime) -> bytes | None:
    try:
        return connector_for(file.bank_account_id).send(file.message_id, bytes(file.content))
    except (BankUnreachable, BankRefused) as error:
        _rest("funds.ask", str(file.id), error, now)
        return None


def _note_heard(payment: Payment, said: bytes | None, now: datetime, actor: Actor) -> None:
    if payment.file is None:
        return
    knows = Knows.NEVER_HEARD
    if said is not None:
        try:
            _take(payment.court, said, payment.bank_account_id, now, actor)
        except MessageUnreadable as error:
            _rest("funds.ask", str(payment.id), error, now)
            return
        payment.refresh_from_db(fields=["state"])
        knows = Knows.PENDING if payment.state == PaymentState.UNKNOWN.value else Knows.ANSWERED
    operations.note_enquiry(
        file=payment.file, payment=payment, answer=knows, resent=knows is Knows.NEVER_HEARD, now=now, actor=actor
    )  # fmt: skip
    failures.settle(sweep="funds.ask", subjects=[str(payment.id)], now=now, actor=actor)


@sweep(name="funds.statements", every=timedelta(minutes=30), deadline=timedelta(minutes=20), batch=40)
def fetch_statements(*, now: datetime, limit: int) -> int:
    """Take in the statements that linked banks hold of the days that are over."""
    return operations.fetch_statements(now=now, limit=limit, actor=Actor.system("funds.statements"))


@sweep(name="funds.prove", every=timedelta(hours=1), deadline=timedelta(minutes=30), batch=100_000)
def prove(*, now: datetime, limit: int) -> int:
    """Sign the three-way statement of each day that is over; again where its figures changed since."""
    actor, done = Actor.system("funds.prove"), 0
    for court, on in operations.days_to_prove(now=now):
        done += operations.prove_day(court=court, on=on, now=now, actor=actor).new
        if done >= limit:
            break
    return done


@sweep(name="funds.suggest", every=timedelta(minutes=30), deadline=timedelta(minutes=10), batch=2000)
def suggest_cases(*, now: datetime, limit: int) -> int:
    """Look again at unidentified money when new cases were filed or somebody has taught something."""
    return operations.look_again(now=now, limit=limit)


@sweep(name="funds.deferrals", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=500)
def end_deferrals(*, now: datetime, limit: int) -> int:
    """An approved deferral ends with its last day; one whose money is no longer the case's ends at once."""
    actor = Actor.system("funds.deferrals")
    done = operations.drop_groundless(now=now, limit=limit, actor=actor)
    return max(done, operations.lapse_deferrals(now=now, limit=limit, actor=actor))


@sweep(name="funds.tell", every=timedelta(minutes=15), deadline=timedelta(minutes=10), batch=1000)
def tell_parties(*, now: datetime, limit: int) -> int:
    """Write down which parties must be told of money that came, waits, left or came back."""
    return operations.tell_what_happened(now=now, limit=limit)


@sweep(name="funds.payees", every=timedelta(minutes=30), deadline=timedelta(minutes=10), batch=200)
def let_accounts_take_effect(*, now: datetime, limit: int) -> int:
    """Confirmed accounts whose cooling-off has ended are paid to from now on; what failed before is proposed again."""
    actor = Actor.system("funds.payees")
    done = len(operations.effective_now(now=now, limit=limit, actor=actor))
    return max(done, operations.repair_with_new_accounts(now=now, limit=limit, actor=actor))


@sweep(name="funds.preauthorised", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=200)
def pay_by_rules(*, now: datetime, limit: int) -> int:
    """Small undisputed money is paid by the rule its chief gave beforehand; a sample is drawn for a look afterwards."""
    return operations.pay_by_rules(now=now, limit=limit)


@sweep(name="funds.refunds", every=timedelta(minutes=30), deadline=timedelta(minutes=10), batch=200)
def propose_refunds(*, now: datetime, limit: int) -> int:
    """What exceeds a debt is proposed for refund to its payer; a person approves it."""
    return operations.propose_refunds_due(now=now, limit=limit, actor=Actor.system("funds.refunds"))


@sweep(name="funds.settlements", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=200)
def watch_settlements(*, now: datetime, limit: int) -> int:
    """Settlements follow what came in: performed, or missed, so that the officer proposes to resume."""
    return operations.watch_settlements(now=now, limit=limit, actor=Actor.system("funds.settlements"))
