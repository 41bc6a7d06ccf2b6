"""Cash and instruments that two officers take: entered by one, confirmed by the other, handed over to the bank."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, CourtAccount, Party, PartyRole, Recovery
from zhixing.cases.operations import append_recoveries, default_account
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.evidence.rules import canonical_json, sha256
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.foundation.keys import uuid7
from zhixing.foundation.names import as_written, comparing_key
from zhixing.funds.models import (
    HandKind,
    HandReceipt,
    HandState,
    Holder,
    LineUse,
    Receipt,
    ReceiptState,
    Statement,
    StatementLine,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.posting import AccountKey, accounts, move, post
from zhixing.funds.operations.receiving_money import (
    CASH,
    clocks_of,
    line_ref,
    recovery_source,
    taken_back,
    target_days_of,
)
from zhixing.funds.operations.withdrawing import lock_with_cases, withdraw_proposed
from zhixing.funds.rules.hand_receipts import NOT_BANKED, NOT_BANKED_TEXT, hand_over_by, number_of
from zhixing.funds.rules.marking import MarkedBy

OFFICERS = (Role.OFFICER, Role.CLERK)
MAX_FEN = 10**11


class HandReceiptRefused(ValueError):
    """What was entered lacks something, or the receipt is not where this act would take it from."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What an officer enters at once. `fen` above zero; a cheque or draft has its number."""

    case_id: UUID
    debtor_id: UUID
    kind: HandKind
    fen: int
    payer: str
    place: str
    reason: str
    received_at: datetime
    instrument_number: str = ""
    late_reason: str = ""


def enter_hand_receipt(*, taking: Taking, now: datetime, actor: Actor) -> HandReceipt:
    """Enter money taken by hand; its number is given at once. It counts when a second officer has confirmed it.

    Raises HandReceiptRefused when something is missing.
    """
    with transaction.atomic():
        case = Case.objects.filter(pk=taking.case_id).first()
        if case is None:
            raise HandReceiptRefused("没有这个案件，或者它不在您可以办理的法院。")
        actor.require(case.court_id, *OFFICERS)
        debtor = Party.objects.filter(pk=taking.debtor_id, case=case, role=PartyRole.DEBTOR.value).first()
        if debtor is None:
            raise HandReceiptRefused("请选择本案被执行人。")
        _check(taking, now)
        account = CourtAccount.objects.select_for_update(no_key=True).get(
            pk=default_account(court=case.court).pk
        )
        received_on = local_date(taking.received_at)
        prefix = f"XJ{received_on.year:04d}"
        last = (
            HandReceipt.objects.filter(court_id=case.court_id, number__startswith=prefix)
            .order_by("-number")
            .first()
        )
        sequence = int(last.number[len(prefix) :]) + 1 if last else 1
        row = HandReceipt.objects.create(
            id=uuid7(), court_id=case.court_id, bank_account=account, case=case, debtor=debtor,
            number=number_of(received_on.year, sequence), kind=taking.kind.value,
            instrument_number=taking.instrument_number.strip()[:40], fen=taking.fen,
            payer=as_written(taking.payer)[:200], place=taking.place.strip()[:200], reason=taking.reason.strip()[:300],
            received_at=taking.received_at, late_reason=taking.late_reason.strip()[:300],
            hand_over_by=hand_over_by(received_on, late=bool(taking.late_reason.strip())), entered_by=key_of(actor),
            entered_by_name=actor.name[:60], entered_at=now,
        )  # fmt: skip
        _record(row, "money.hand_entered", now, actor, place=row.place, reason=row.reason)
    return row


def _check(taking: Taking, now: datetime) -> None:
    if not 0 < taking.fen <= MAX_FEN:
        raise HandReceiptRefused("请填写大于零的金额。")
    for text, words in (
        (taking.payer, "交款人"), (taking.place, "收款地点"), (taking.reason, "收取现金或者票据的原因"),
    ):  # fmt: skip
        if len(text.strip()) < 2:
            raise HandReceiptRefused(f"请写明{words}。")
    if taking.kind is not HandKind.CASH and not taking.instrument_number.strip():
        raise HandReceiptRefused("支票、汇票、本票请写明票号。")
    if taking.received_at > now:
        raise HandReceiptRefused("收款时间不能晚于现在。")


def _locked(receipt_id: UUID, *states: HandState) -> HandReceipt:
    rows = HandReceipt.objects.select_for_update(of=("self",)).select_related("case__court", "bank_account")
    row = rows.filter(pk=receipt_id).first()
    if row is None:
        raise HandReceiptRefused("没有这张收据，或者它不在您可以办理的法院。")
    if HandState(row.state) not in states:
        raise HandReceiptRefused(f"该收据{HandState(row.state).label}，不能再这样办理，请刷新。")
    return row


def confirm_hand_receipt(*, receipt_id: UUID, now: datetime, actor: Actor) -> HandReceipt:
    """The second officer confirms with their own sign-in: the money is in the books of the case from the day it was taken.

    Raises NotAllowed when it is the same officer, HandReceiptRefused when it was confirmed or cancelled before.
    """
    with transaction.atomic():
        row = _locked(receipt_id, HandState.ENTERED)
        actor.require(row.court_id, *OFFICERS)
        if key_of(actor) == row.entered_by:
            raise NotAllowed("收取现金、票据须有两名执行人员在场，请另一名执行人员以本人账户确认。")
        line = _into_the_cash_book(row, now, actor)
        row.line, row.state, row.second_by = line, HandState.CONFIRMED.value, key_of(actor)
        row.second_by_name, row.confirmed_at = actor.name[:60], now
        row.save()
        _into_the_books(row, line, now, actor)
        _record(row, "money.hand_received", now, actor, receipt_line=str(line.pk))
        record(
            court_id=row.court_id, subject=f"case:{row.case_id}", kind="money.marked", at=now, actor=actor,
            body={
                "serial": row.number, "fen": row.fen, "on": line.booked_on.isoformat(), "by": MarkedBy.PERSON.value,
                "receipt": str(line.pk),
            },
        )  # fmt: skip
    return row


def _into_the_cash_book(row: HandReceipt, now: datetime, actor: Actor) -> StatementLine:
    """A page of the cash book with one line, as a bank's statement has lines: all that follows is the same."""
    on = local_date(row.received_at)
    page = Statement.objects.create(
        id=uuid7(), court_id=row.court_id, bank_account=row.bank_account, name=f"收款收据 {row.number}", sha256="",
        source="hand", first_on=on, last_on=on, line_count=1, posted_count=1, duplicate_count=0, taken_at=now,
        taken_by=actor.name,
    )  # fmt: skip
    remark = f"{HandKind(row.kind).label}{row.instrument_number and f' {row.instrument_number}'}，{row.place}"
    content = [row.number, on.isoformat(), row.fen, comparing_key(row.payer)]
    return StatementLine.objects.create(
        id=uuid7(), court_id=row.court_id, bank_account=row.bank_account, statement=page, place=1, serial=row.number,
        booked_at=row.received_at, booked_on=on, fen=row.fen, name=row.payer, name_key=comparing_key(row.payer)[:200],
        remark=remark[:400], content_sha256=sha256(canonical_json(content)), use=LineUse.HAND.value,
    )  # fmt: skip


def _into_the_books(row: HandReceipt, line: StatementLine, now: datetime, actor: Actor) -> None:
    holder = AccountKey(Holder.CASE, row.case_id)
    book = accounts(court_id=row.court_id, bank_account_id=row.bank_account_id, keys=[CASH, holder])
    journal = move(
        line_ref(row.bank_account_id, row.number), "hand_receipt", line.booked_on, debit=book[CASH],
        credit=book[holder], fen=row.fen, text=row.number,
    )  # fmt: skip
    post(court_id=row.court_id, journals=[journal], at=now, actor_name=actor.name)
    identify_by, pay_by, target_by = clocks_of(line.booked_on, target_days_of(row.case.court))
    Receipt.objects.create(
        line=line, court_id=row.court_id, bank_account=row.bank_account, arrived_on=line.booked_on, fen=row.fen,
        state=ReceiptState.MARKED.value, case=row.case, marked_by=MarkedBy.PERSON.value, turns=1,
        identify_by=identify_by, pay_by=pay_by, target_by=target_by, blocked_by=NOT_BANKED,
        blocked_text=NOT_BANKED_TEXT, changed_at=now, changed_by=actor.name[:60],
    )  # fmt: skip
    append_recoveries(
        rows=[
            Recovery(
                court_id=row.court_id, case=row.case, on=line.booked_on, fen=row.fen,
                source=recovery_source(line.pk, 1), recorded_at=now,
            )
        ]
    )  # fmt: skip


def cancel_hand_receipt(*, receipt_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Cancel a receipt that nobody has confirmed, with a reason; its number is not given again."""
    reason = _reason(reason)
    with transaction.atomic():
        row = _locked(receipt_id, HandState.ENTERED)
        actor.require(row.court_id, *OFFICERS)
        _end(row, HandState.CANCELLED, reason, now, actor)
        _record(row, "money.hand_cancelled", now, actor, reason=reason)


def bounce_instrument(*, receipt_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """A cheque or draft was refused: the money leaves the case and stops counting against the debt.

    Raises HandReceiptRefused for cash, and while the bank's statement shows the instrument as paid in.
    """
    reason = _reason(reason)
    with transaction.atomic():
        row = _locked(receipt_id, HandState.CONFIRMED)
        actor.require(row.court_id, Role.OFFICER, Role.FUND_ACCOUNTANT)
        if row.kind == HandKind.CASH.value or row.line_id is None:
            raise HandReceiptRefused("现金没有退票。")
        receipts = lock_with_cases([row.line_id])
        receipt = receipts[row.line_id]
        if receipt.case_id is None:
            raise HandReceiptRefused("该笔款项已撤回标记，请先重新认领到案。")
        text = f"收据 {row.number} 退票，方案随之撤回。"
        withdraw_proposed(receipts=receipts.values(), reason=text, now=now, actor=actor)
        holder = AccountKey(Holder.CASE, receipt.case_id)
        book = accounts(court_id=row.court_id, bank_account_id=row.bank_account_id, keys=[CASH, holder])
        journal = move(
            f"bounced:{row.line_id}", "hand_bounced", local_date(now), debit=book[holder], credit=book[CASH],
            fen=row.fen, text=row.number,
        )  # fmt: skip
        post(court_id=row.court_id, journals=[journal], at=now, actor_name=actor.name)
        append_recoveries(
            rows=[
                Recovery(
                    court_id=row.court_id, case_id=receipt.case_id, on=local_date(now), fen=-row.fen,
                    source=taken_back(row.line_id, receipt.turns), recorded_at=now,
                )
            ]
        )  # fmt: skip
        Receipt.objects.filter(pk=receipt.pk).update(
            state=ReceiptState.REVERSED.value, blocked_by="", blocked_text="", changed_at=now,
            changed_by=actor.name[:60],
        )  # fmt: skip
        _end(row, HandState.BOUNCED, reason, now, actor)
        _record(row, "money.hand_bounced", now, actor, reason=reason)


def give_late_reason(*, receipt_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Why money cannot be handed over the same day; it is due the next day then, never later."""
    reason = _reason(reason)
    with transaction.atomic():
        row = _locked(receipt_id, HandState.ENTERED, HandState.CONFIRMED)
        actor.require(row.court_id, *OFFICERS)
        row.late_reason = reason
        row.hand_over_by = hand_over_by(local_date(row.received_at), late=True)
        row.save(update_fields=["late_reason", "hand_over_by"])
        _record(row, "money.hand_late", now, actor, reason=reason)


def lines_in_hand(case_ids: Iterable[UUID]) -> set[UUID]:
    """The receipts of cases whose money officers still hold: nothing may be paid out of the bank for it yet."""
    rows = HandReceipt.objects.filter(
        state=HandState.CONFIRMED.value, line__receipt__case_id__in=list(case_ids)
    )
    return {line for line in rows.values_list("line_id", flat=True) if line is not None}


def _reason(text: str) -> str:
    if len(text.strip()) < 2:
        raise HandReceiptRefused("请写明理由。")
    return text.strip()[:300]


def _end(row: HandReceipt, state: HandState, reason: str, now: datetime, actor: Actor) -> None:
    row.state, row.ended_at, row.ended_by_name, row.ended_reason = state.value, now, actor.name[:60], reason
    row.save(update_fields=["state", "ended_at", "ended_by_name", "ended_reason"])


def _record(row: HandReceipt, kind: str, now: datetime, actor: Actor, **more: str) -> None:
    record(
        court_id=row.court_id, subject=f"case:{row.case_id}", kind=kind, at=now, actor=actor,
        body={
            "receipt": row.number, "kind": row.kind, "fen": row.fen, "on": local_date(row.received_at).isoformat(), **more,
        },
    )  # fmt: skip
