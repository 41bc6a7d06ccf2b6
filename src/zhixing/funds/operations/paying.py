"""Payments to the bank and back: the attempt is written and committed before the file leaves, answers count once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from zhixing.cases.models import CourtAccount
from zhixing.cases.personal import keys, sealed_account
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.evidence.rules import sha256
from zhixing.foundation.identifiers import BadIdentifier, read_account
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.foundation.names import comparing_key
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.funds.connectors.base import BankWord, Message, Order, OrderFile
from zhixing.funds.connectors.registry import connector, connector_for
from zhixing.funds.models import (
    BankAnswer,
    Difference,
    DifferenceKind,
    FundsPolicy,
    PayeeAccount,
    PayeeState,
    Payment,
    PaymentFile,
    PaymentState,
    Plan,
    PlanLine,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.payees import PayeeRefused, propose_account
from zhixing.funds.operations.settling import Outcome, settle
from zhixing.funds.rules.payments import Effect, Standing, Verdict, approver_of, effect_of, reference_of
from zhixing.law.amounts import yuan_text
from zhixing.law.citing import citation

MAX_IN_FILE = 1_000
"""Payments in one file; what is left goes into the next."""


class AnswerRefused(ValueError):
    """The bank's message does not concern this court or cannot be read; nothing was changed."""


class RepairRefused(ValueError):
    """The payment needs no repair, or the new details cannot be right."""


class AccountMissing(ValueError):
    """The court's account has no number yet."""


@dataclass(slots=True)
class AnswerReport:
    """What a bank's message changed. `strange` are references or claims that do not fit what was paid."""

    kind: str = ""
    is_duplicate: bool = False
    paid: int = 0
    failed: int = 0
    returned: int = 0
    unchanged: int = 0
    strange: list[str] = field(default_factory=list)


def write_payment_file(*, court: Court, now: datetime, actor: Actor) -> PaymentFile | None:
    """Put the payments that are ready into one file for the bank and mark them sent; None when none is ready.

    The file is kept in the transaction that marks them, so it can be fetched again unchanged; whoever is killed before
    handing it over hands over the same bytes later. Two callers never put one payment into two files.
    """
    actor.require(court.pk, Role.FUND_ACCOUNTANT)
    with transaction.atomic():
        ready = Payment.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            court=court, state=PaymentState.READY.value
        )
        first = ready.order_by("made_at", "id").first()
        if first is None:
            return None
        payments = list(
            ready.filter(bank_account_id=first.bank_account_id).order_by("made_at", "id")[:MAX_IN_FILE]
        )
        account = CourtAccount.objects.get(pk=first.bank_account_id)
        if not account.number:
            raise AccountMissing("案款专户还没有登记账号，不能制作付款文件，请先登记。")
        key = uuid7()
        order_file = _order_file(f"F{reference_of(key)[2:]}", account, payments, now)
        content = connector_for(account.pk).write(order_file)
        file = PaymentFile.objects.create(
            id=key, court=court, bank_account=account, message_id=f"F{reference_of(key)[2:]}", made_at=now,
            made_by=actor.name[:60], payment_count=len(payments), total_fen=sum(one.fen for one in payments),
            content=content, sha256=sha256(content),
        )  # fmt: skip
        Payment.objects.filter(pk__in=[one.pk for one in payments]).update(
            state=PaymentState.SENT.value, file=file, sent_at=now
        )
        facts = [
            NewFact(court.pk, one.subject, "money.sent",
                    {"payment": str(one.id), "reference": one.reference, "fen": one.fen, "file": file.message_id})
            for one in payments
        ]  # fmt: skip
        record_many(facts=facts, at=now, actor=actor)
        return file


def _order_file(
    message_id: str, account: CourtAccount, payments: Sequence[Payment], now: datetime
) -> OrderFile:
    return OrderFile(
        message_id=message_id,
        made_at=now,
        execute_on=local_date(now),
        payer_name=account.holder,
        payer_account=account.number,
        payer_bank=account.bank_name,
        orders=tuple(
            Order(
                reference=one.reference,
                fen=one.fen,
                payee_name=one.payee_name,
                payee_account=unseal(keys(), one.payee_account_sealed, purpose=Purpose.ACCOUNT),
                payee_bank=one.payee_bank,
                purpose=one.purpose,
            )
            for one in payments
        ),
    )


def note_left(*, file_id: UUID, now: datetime) -> None:
    """The file was handed to the bank."""
    PaymentFile.objects.filter(pk=file_id, left_at=None).update(left_at=now)


def take_bank_answer(
    *, court: Court, content: bytes, now: datetime, actor: Actor, bank_account_id: int | None = None
) -> AnswerReport:
    """Take in a message of the bank: each counts once, in whatever order and however often they come.

    A message that came over an account's own connection speaks of that account's payments only.

    Rejected and returned money goes back to the sub-account with the bank's reason. What contradicts our books changes
    nothing and is left for a person. Raises MessageUnreadable, AnswerRefused.
    """
    actor.require(court.pk, Role.FUND_ACCOUNTANT)
    message = (connector_for(bank_account_id) if bank_account_id else connector()).read(content)
    report = AnswerReport(kind=message.kind)
    digest = sha256(content)
    with transaction.atomic():
        payments = _payments_of(court, message, bank_account_id)
        account = next(iter(payments.values())).bank_account_id if payments else None
        if account is None:
            report.strange = [word.reference for word in message.words]
            return report
        answer, made = BankAnswer.objects.get_or_create(
            court=court, sha256=digest,
            defaults={"bank_account_id": account, "message_id": message.message_id[:60], "kind": message.kind,
                      "content": content, "taken_at": now, "taken_by": actor.name[:60]},
        )  # fmt: skip
        if not made:
            report.is_duplicate = True
            return report
        outcomes = _outcomes(message, payments, report)
        settle(court_id=court.pk, outcomes=outcomes, now=now, actor=actor)
        _note_contradictions(outcomes, now)
        _count(outcomes, report)
        record(
            court_id=court.pk, subject=f"answer:{answer.id}", kind="money.answered", at=now, actor=actor,
            body={"message": message.message_id, "kind": message.kind, "sha256": digest, "paid": report.paid,
                  "failed": report.failed, "returned": report.returned, "strange": report.strange[:50]},
        )  # fmt: skip
    return report


def _payments_of(court: Court, message: Message, bank_account_id: int | None) -> dict[str, Payment]:
    """The payments a message speaks of, locked in order of key; before them their account, as an import locks it."""
    mine = Payment.objects.filter(court=court)
    if bank_account_id is not None:
        mine = mine.filter(bank_account_id=bank_account_id)
    if message.refused_file:
        mine = mine.filter(file__message_id=message.refused_file)
    else:
        mine = mine.filter(reference__in=[word.reference for word in message.words])
    accounts = sorted(set(mine.values_list("bank_account_id", flat=True)))
    list(CourtAccount.objects.select_for_update(no_key=True).filter(pk__in=accounts).order_by("pk"))
    return {payment.reference: payment for payment in mine.select_for_update(of=("self",)).order_by("id")}


def _words(message: Message, payments: dict[str, Payment]) -> list[BankWord]:
    """A file refused as a whole rejects each payment in it."""
    if not message.refused_file:
        return list(message.words)
    on = message.on or date.min
    return [
        BankWord(reference, Verdict.REJECTED, on, None, "", message.code, message.text)
        for reference in payments
    ]


def _outcomes(message: Message, payments: dict[str, Payment], report: AnswerReport) -> list[Outcome]:
    standing = {
        key: Standing(one.state, one.paid_on is not None, one.returned_on is not None)
        for key, one in payments.items()
    }
    outcomes = []
    for word in _words(message, payments):
        payment = payments.get(word.reference)
        if payment is None:
            report.strange.append(word.reference)
            continue
        effect = effect_of(standing[word.reference], word.verdict, word.code)
        if word.fen is not None and word.fen != payment.fen:
            effect = Effect.CONTRADICTION
        outcomes.append(Outcome(payment, effect, word.on, word.code, word.text, word.serial))
        standing[word.reference] = _after(standing[word.reference], effect)
    return _one_each(outcomes)


def _after(standing: Standing, effect: Effect) -> Standing:
    if effect is Effect.PAID:
        return Standing(PaymentState.DONE.value, is_paid=True)
    if effect is Effect.FAILED:
        return Standing(PaymentState.FAILED.value, is_paid=False)
    if effect is Effect.RETURNED:
        return Standing(PaymentState.FAILED.value, is_paid=True, is_returned=True)
    return standing


def _one_each(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Of a booking and its return in one message the return stands for both."""
    returned = {outcome.payment.pk for outcome in outcomes if outcome.effect is Effect.RETURNED}
    return [
        outcome
        for outcome in outcomes
        if not (outcome.effect is Effect.PAID and outcome.payment.pk in returned)
    ]


def _count(outcomes: Sequence[Outcome], report: AnswerReport) -> None:
    report.paid = sum(outcome.effect is Effect.PAID for outcome in outcomes)
    report.failed = sum(outcome.effect is Effect.FAILED for outcome in outcomes)
    report.returned = sum(outcome.effect is Effect.RETURNED for outcome in outcomes)
    report.unchanged = sum(outcome.effect is Effect.NONE for outcome in outcomes)
    report.strange += [one.payment.reference for one in outcomes if one.effect is Effect.CONTRADICTION]


def _note_contradictions(outcomes: Sequence[Outcome], now: datetime) -> None:
    Difference.objects.bulk_create(
        Difference(
            court_id=one.payment.court_id,
            bank_account_id=one.payment.bank_account_id,
            case_id=one.payment.case_id,
            kind=DifferenceKind.BANK_CONTRADICTION.value,
            on=one.on,
            fen=one.payment.fen,
            noted_at=now,
            text=f"付款 {one.payment.reference}（{yuan_text(one.payment.fen, True)} 元，"
            f"{PaymentState(one.payment.state).label}）：银行回执与此不符，请向银行核实。",
        )
        for one in outcomes
        if one.effect is Effect.CONTRADICTION
    )


def note_silence(*, now: datetime, limit: int, actor: Actor) -> int:
    """Payments that the bank has left unanswered for the court's days become unknown: ask, never pay again."""
    days = dict(FundsPolicy.objects.values_list("court_id", "unknown_after_days"))
    default = FundsPolicy.unknown_after_days.field.default
    shortest = min([default, *days.values()])
    with transaction.atomic():
        silent = Payment.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state=PaymentState.SENT.value, sent_at__lt=now - timedelta(days=shortest)
        )
        found = [
            one
            for one in silent.order_by("sent_at", "id")[:limit]
            if one.sent_at and one.sent_at < now - timedelta(days=days.get(one.court_id, default))
        ]
        Payment.objects.filter(pk__in=[one.pk for one in found]).update(state=PaymentState.UNKNOWN.value)
        facts = [
            NewFact(one.court_id, one.subject, "money.payment_unknown",
                    {"payment": str(one.id), "reference": one.reference, "fen": one.fen})
            for one in found
        ]  # fmt: skip
        if facts:
            record_many(facts=facts, at=now, actor=actor)
    return len(found)


def repair_payment(
    *,
    payment_id: UUID,
    payee_name: str,
    payee_bank: str,
    payee_account: str,
    reason: str,
    now: datetime,
    actor: Actor,
) -> Plan | PayeeAccount:
    """Propose to pay a failed payment again with corrected details; it needs approval like any plan.

    With the same account only the bank's name was wrong, and a plan is proposed. Another account of a party is a change
    of their account: it is called back, confirmed by another person and cools off, then the plan follows by itself.
    Raises RepairRefused when the payment has not failed, is repaired already, or the account number cannot be right.
    """
    with transaction.atomic():
        payment = (
            Payment.objects.select_for_update(of=("self",))
            .select_related("plan_line__plan", "plan_line__party")
            .get(pk=payment_id)
        )
        actor.require(payment.court_id, Role.FUND_ACCOUNTANT, Role.OFFICER)
        if payment.state != PaymentState.FAILED.value:
            raise RepairRefused(f"该笔付款{PaymentState(payment.state).label}，不需要更正。")
        if payment.case_id is None:
            raise RepairRefused("款项已回到不明款，请核实付款人账户后重新提出退还。")
        if Plan.objects.filter(repairs=payment, state__in=["proposed", "approved"]).exists():
            raise RepairRefused("该笔付款已经提出更正，请勿重复。")
        if not payee_name.strip() or len(reason.strip()) < 2:
            raise RepairRefused("请填写收款人户名和更正理由。")
        try:
            number = read_account(payee_account).number
        except BadIdentifier as error:
            raise RepairRefused(str(error)) from error
        return _repair(payment, payee_name.strip(), payee_bank.strip(), number, reason.strip(), now, actor)


def case_of_change(*, made: Plan | PayeeAccount) -> UUID | None:
    """The case in which a change of account must be confirmed before the repair can go on; None for a plan."""
    return made.case_id if isinstance(made, PayeeAccount) else None


def _repair(
    payment: Payment, name: str, bank: str, number: str, reason: str, now: datetime, actor: Actor
) -> Plan | PayeeAccount:
    """The same account again with a corrected bank, or a change of the party's account."""
    party, sealed = payment.plan_line.party, sealed_account(number)
    if comparing_key(name) != comparing_key(payment.payee_name):
        raise RepairRefused("户名与原收款人不一致：付给他人须按案外收款人公示并审查。")
    if party is None:
        if number != unseal(keys(), payment.payee_account_sealed, purpose=Purpose.ACCOUNT):
            reason = f"{reason}（收款账号已更换）"
        return _repair_plan(payment, bank, (sealed[0], sealed[2]), reason, now, actor)
    if party.account_sealed is None or bytes(party.account_index or b"") != sealed[1]:
        try:
            return propose_account(
                party_id=party.pk, holder_name=name, bank_name=bank, account=number, reason=f"银行退回后更正：{reason}",
                now=now, actor=actor, repairs=payment,
            )  # fmt: skip
        except PayeeRefused as refused:
            raise RepairRefused(str(refused)) from refused
    return _repair_plan(
        payment, bank, (bytes(party.account_sealed), party.account_masked), reason, now, actor
    )


def repair_with_new_accounts(*, now: datetime, limit: int, actor: Actor) -> int:
    """Propose failed payments again whose party has a new account in force; the number proposed."""
    live = Plan.objects.filter(repairs=OuterRef("repairs"), state__in=["proposed", "approved"])
    ready = PayeeAccount.objects.filter(
        state=PayeeState.EFFECTIVE.value, same_account=False, repairs__state=PaymentState.FAILED.value
    )
    accounts = list(ready.exclude(Exists(live)).order_by("effective_on", "id")[:limit])
    for account in accounts:
        with transaction.atomic():
            rows = Payment.objects.select_for_update(of=("self",)).select_related(
                "plan_line__plan", "plan_line__party"
            )
            payment = rows.get(new_accounts=account)
            sealed = bytes(account.account_sealed), account.account_masked
            _repair_plan(payment, account.bank_name, sealed, "收款账户变更已经生效", now, actor)
    return len(accounts)


def _repair_plan(
    payment: Payment, bank: str, account: tuple[bytes, str], reason: str, now: datetime, actor: Actor
) -> Plan:
    policy = FundsPolicy.objects.filter(court_id=payment.court_id).first() or FundsPolicy()
    plan = Plan.objects.create(
        court_id=payment.court_id, case_id=payment.case_id, receipt_id=payment.plan_line.plan.receipt_id,
        repairs=payment, pool_fen=payment.fen, explanation=[], reason="",
        approver_role=approver_of(payment.fen, chief_up_to_fen=policy.chief_up_to_fen).value,
        proposed_at=now, proposed_by=key_of(actor), proposed_by_name=actor.name[:60],
    )  # fmt: skip
    sealed, masked = account
    PlanLine.objects.create(
        court_id=payment.court_id, plan=plan, place=1, kind=payment.plan_line.kind, fen=payment.fen,
        party=payment.plan_line.party, third_party_id=payment.plan_line.third_party_id, payee_name=payment.payee_name,
        payee_bank=bank[:80], payee_account_sealed=sealed, payee_account_masked=masked,
        article=citation("funds.payee", local_date(now))[:200],
        reason=f"银行退回（{payment.bank_text or payment.bank_code}），更正收款信息后重发：{reason}"[:300],
    )  # fmt: skip
    record(
        court_id=payment.court_id, subject=plan.subject, kind="plan.proposed", at=now, actor=actor,
        body={"plan": str(plan.id), "repairs": str(payment.id), "fen": payment.fen, "reason": reason[:200]},
    )  # fmt: skip
    return plan
