"""A person puts unidentified money to a case, or takes a mark back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, Recovery
from zhixing.cases.operations import append_recoveries
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import Holder, Receipt, ReceiptState
from zhixing.funds.operations.deferring import drop_deferrals
from zhixing.funds.operations.posting import AccountKey, accounts, move, post
from zhixing.funds.operations.receiving_money import clocks_of, recovery_source, taken_back, target_days_of
from zhixing.funds.operations.suggesting import teach
from zhixing.funds.operations.withdrawing import lock_with_cases, withdraw_proposed
from zhixing.funds.rules.marking import MarkedBy, Why


class MarkRefused(ValueError):
    """The receipt is not where this mark would take it from."""


def mark(*, receipt_id: UUID, case_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Put an unidentified receipt to a case of the same court, with the reason a person gives.

    It counts against the debt from the day the money came. Raises MarkRefused when it is not unidentified any more.
    """
    if len(reason.strip()) < 2:
        raise MarkRefused("请写明认领依据（例如：与付款人电话核实）。")
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).select_related("line").get(pk=receipt_id)
        actor.require(receipt.court_id, Role.OFFICER, Role.FUND_ACCOUNTANT, Role.CLERK)
        if receipt.state != ReceiptState.UNIDENTIFIED.value:
            raise MarkRefused(f"该笔款项{ReceiptState(receipt.state).label}，不能再认领，请刷新。")
        case = Case.objects.filter(pk=case_id, court_id=receipt.court_id).first()
        if case is None:
            raise MarkRefused("没有这个案件，或者它不在收款的法院。")
        text = "款项已认领到案，不再退还付款人。"
        withdraw_proposed(receipts=[receipt], reason=text, now=now, actor=actor)
        receipt.state, receipt.case, receipt.marked_by = (
            ReceiptState.MARKED.value,
            case,
            MarkedBy.PERSON.value,
        )
        receipt.turns += 1
        _move(receipt, case, now, actor, forward=True)
        append_recoveries(
            rows=[
                Recovery(
                    court_id=receipt.court_id,
                    case=case,
                    on=receipt.arrived_on,
                    fen=receipt.fen,
                    source=recovery_source(receipt.pk, receipt.turns),
                    recorded_at=now,
                )
            ]
        )
        receipt.why, receipt.blocked_by, receipt.blocked_text = "", "", ""
        _save(receipt, now, actor)
        teach(receipt=receipt, case_id=case.pk, is_of_case=True, reason=reason, now=now, actor=actor)
        _record(receipt, case, "money.marked", reason, now, actor)


def unmark(*, receipt_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Take a mark back: the money is unidentified again and stops counting against the debt.

    A proposed plan is withdrawn with it. Raises MarkRefused when the money has left the sub-account.
    """
    if len(reason.strip()) < 2:
        raise MarkRefused("请写明撤回标记的理由。")
    with transaction.atomic():
        receipts = lock_with_cases([receipt_id])
        receipt = receipts[receipt_id]
        actor.require(receipt.court_id, Role.OFFICER, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)
        case = receipt.case
        if case is None or receipt.state not in (ReceiptState.MARKED.value, ReceiptState.PLANNED.value):
            raise MarkRefused(f"该笔款项{ReceiptState(receipt.state).label}，不能撤回标记。")
        text = f"流水 {receipt.line.serial} 撤回标记，方案随之撤回。"
        approved = withdraw_proposed(receipts=receipts.values(), reason=text, now=now, actor=actor)
        if receipt_id in approved:
            raise MarkRefused("该笔款项的分配方案已经批准，不能撤回标记。")
        if drop_deferrals(receipt=receipt, why="撤回标记，款项重新待认领", now=now, actor=actor):
            receipt.pay_by = clocks_of(receipt.arrived_on, target_days_of(receipt.court))[1]
        _move(receipt, case, now, actor, forward=False)
        append_recoveries(
            rows=[
                Recovery(
                    court_id=receipt.court_id,
                    case=case,
                    on=receipt.arrived_on,
                    fen=-receipt.fen,
                    source=taken_back(receipt.pk, receipt.turns),
                    recorded_at=now,
                )
            ]
        )
        receipt.state, receipt.case, receipt.marked_by = ReceiptState.UNIDENTIFIED.value, None, ""
        receipt.debtor = None
        receipt.why, receipt.blocked_by, receipt.blocked_text = Why.UNMARKED.value, "", ""
        _save(receipt, now, actor)
        teach(receipt=receipt, case_id=case.pk, is_of_case=False, reason=reason, now=now, actor=actor)
        _record(receipt, case, "money.unmarked", reason, now, actor)


def _move(receipt: Receipt, case: Case, now: datetime, actor: Actor, *, forward: bool) -> None:
    tray, mine = AccountKey(Holder.UNIDENTIFIED), AccountKey(Holder.CASE, case.pk)
    book = accounts(court_id=receipt.court_id, bank_account_id=receipt.bank_account_id, keys=[tray, mine])
    giver, taker = (tray, mine) if forward else (mine, tray)
    kind = "mark" if forward else "unmark"
    ref = f"{kind}:{receipt.pk}:{receipt.turns}"
    journal = move(
        ref,
        kind,
        local_date(now),
        debit=book[giver],
        credit=book[taker],
        fen=receipt.fen,
        text=receipt.line.serial,
    )
    post(court_id=receipt.court_id, journals=[journal], at=now, actor_name=actor.name)


def _save(receipt: Receipt, now: datetime, actor: Actor) -> None:
    receipt.changed_at, receipt.changed_by = now, actor.name[:60]
    receipt.save()


def _record(receipt: Receipt, case: Case, kind: str, reason: str, now: datetime, actor: Actor) -> None:
    record(
        court_id=receipt.court_id, subject=f"case:{case.pk}", kind=kind, at=now, actor=actor,
        body={
            "serial": receipt.line.serial, "fen": receipt.fen, "on": receipt.arrived_on.isoformat(),
            "by": MarkedBy.PERSON.value, "receipt": str(receipt.pk), "reason": reason.strip()[:200],
        },
    )  # fmt: skip
