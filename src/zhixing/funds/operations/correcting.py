"""Settling differences: in words where no money is in the wrong place, by a correcting journal of two persons where it is.

Money that left the account without explanation stands in the drawer `unexplained` as a claim. Settling it means saying
which holder bears it: a journal moves it there and names (`reverses`) the journal it corrects.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Recovery
from zhixing.cases.operations import append_recoveries
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import (
    MONEY_IS_OUT,
    Correction,
    CorrectionState,
    Difference,
    Drawer,
    Explanation,
    Holder,
    Journal,
    Receipt,
    ReceiptState,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.posting import (
    AccountKey,
    Overdrawn,
    accounts,
    locked_balances,
    move,
    post,
)
from zhixing.funds.operations.receiving_money import UNEXPLAINED, line_ref, taken_back
from zhixing.funds.operations.withdrawing import lock_with_cases, withdraw_proposed

_OF_A_RECEIPT = frozenset({Explanation.PAID_OUTSIDE, Explanation.TAKEN_BACK})
_OF_A_CASE = {
    Explanation.REFUNDED_OUTSIDE: Holder.REFUND_PAYABLE,
    Explanation.DEPOSIT_RELEASED: Holder.DEPOSIT,
}
_STATES_THAT_GIVE = {
    Explanation.PAID_OUTSIDE: {ReceiptState.MARKED.value, ReceiptState.PLANNED.value},
    Explanation.TAKEN_BACK: {
        ReceiptState.UNIDENTIFIED.value,
        ReceiptState.MARKED.value,
        ReceiptState.PLANNED.value,
    },
}
_WORDS_MIN = 4


class CorrectionRefused(ValueError):
    """The difference cannot be settled so; the message says what to do. Nothing was changed."""


class SelfCorrection(NotAllowed):
    """Whoever proposed a correction may not approve it."""


def settle_difference(*, difference_id: UUID, resolution: str, now: datetime, actor: Actor) -> None:
    """A person has found out what a difference is and says so. Raises CorrectionRefused where money must be moved."""
    with transaction.atomic():
        row = Difference.objects.select_for_update(of=("self",)).get(pk=difference_id)
        actor.require(row.court_id, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF, Role.AUDITOR)
        if row.settled_at is not None or len(resolution.strip()) < _WORDS_MIN:
            raise CorrectionRefused("请写明核对结果（至少四个字）；已处理的差异不能再改。")
        if row.kind in MONEY_IS_OUT:
            raise CorrectionRefused("这笔钱已经离开账户，请提出更正，说明由谁承担，并由另一人批准。")
        _settle(row, resolution.strip(), now, actor)


def propose_correction(
    *,
    difference_id: UUID,
    explanation: Explanation,
    reason: str,
    now: datetime,
    actor: Actor,
    receipt_id: UUID | None = None,
    case_id: UUID | None = None,
) -> Correction:
    """The fund accountant says what the money was and so who bears it; a bureau chief approves.

    `receipt_id` names the receipt for money paid outside or taken back, `case_id` the case of a refund or deposit.
    Raises CorrectionRefused.
    """
    with transaction.atomic():
        row = Difference.objects.select_for_update(of=("self",)).get(pk=difference_id)
        actor.require(row.court_id, Role.FUND_ACCOUNTANT)
        if actor.user_id is None:
            raise NotAllowed("更正须由人员提出。")
        if row.settled_at is not None or row.kind not in MONEY_IS_OUT:
            raise CorrectionRefused("这条差异已经处理，或者没有需要更正的款项。")
        if len(reason.strip()) < _WORDS_MIN:
            raise CorrectionRefused("请写明更正的依据（至少四个字）。")
        if row.corrections.filter(state=CorrectionState.PROPOSED.value).exists():
            raise CorrectionRefused("这条差异已经提出更正，等待批准。")
        holder, case = _bearer(row, explanation, receipt_id, case_id)
        correction = Correction.objects.create(
            court_id=row.court_id, bank_account_id=row.bank_account_id, difference=row, explanation=explanation.value,
            holder=holder.value, case_id=case, receipt_id=receipt_id if explanation in _OF_A_RECEIPT else None,
            fen=abs(row.fen), reason=reason.strip()[:300], original=_journal_of(row), proposed_at=now,
            proposed_by=key_of(actor), proposed_by_name=actor.name[:60],
        )  # fmt: skip
        _record(correction, "money.correction_proposed", now, actor)
    return correction


def approve_correction(*, correction_id: UUID, now: datetime, actor: Actor) -> Correction:
    """A second person, the bureau chief, books the correction; the difference is settled by it.

    Raises CorrectionRefused when it was decided already or the holder no longer has the money, SelfCorrection, NotAllowed.
    """
    with transaction.atomic():
        correction = _open(correction_id)
        actor.require(correction.court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
        if actor.user_id is None:
            raise NotAllowed("更正须由人员批准。")
        if key_of(actor) == correction.proposed_by:
            raise SelfCorrection("提出更正的人不能自己批准。")
        receipt = _taken_receipt(correction, now, actor) if correction.receipt_id else None
        correction.journal_id = _book(correction, now, actor)
        if receipt is not None:
            _change_receipt(correction, receipt, now, actor)
        _decide(correction, CorrectionState.APPROVED, now, actor)
        words = f"{Explanation(correction.explanation).label}：{correction.reason}"
        _settle(correction.difference, words, now, actor)
        _record(correction, "money.corrected", now, actor)
    return correction


def reject_correction(*, correction_id: UUID, now: datetime, actor: Actor) -> Correction:
    """A bureau chief refuses a correction; the difference stays open. Raises CorrectionRefused, NotAllowed."""
    with transaction.atomic():
        correction = _open(correction_id)
        actor.require(correction.court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
        _decide(correction, CorrectionState.REJECTED, now, actor)
        _record(correction, "money.correction_rejected", now, actor)
    return correction


def _bearer(
    row: Difference, explanation: Explanation, receipt_id: UUID | None, case_id: UUID | None
) -> tuple[Holder, UUID | None]:
    """The holder that bears the money, and its case."""
    if explanation in _OF_A_RECEIPT:
        receipt = Receipt.objects.filter(pk=receipt_id, bank_account_id=row.bank_account_id).first()
        if receipt is None:
            raise CorrectionRefused("请选择本账户的一笔到账。")
        _refuse_receipt(receipt, explanation, abs(row.fen))
        return (Holder.CASE, receipt.case_id) if receipt.case_id else (Holder.UNIDENTIFIED, None)
    if explanation in _OF_A_CASE:
        if case_id is None:
            raise CorrectionRefused("请写明是哪个案件的款项。")
        return _OF_A_CASE[explanation], case_id
    if explanation is Explanation.BEFORE_TAKEOVER:
        return Holder.UNIDENTIFIED, None
    return Holder.FEE_INCOME, None


def _refuse_receipt(receipt: Receipt, explanation: Explanation, fen: int) -> None:
    if receipt.state not in _STATES_THAT_GIVE[explanation]:
        label = ReceiptState(receipt.state).label
        raise CorrectionRefused(f"所选到账{label}，不能用来{explanation.label}。")
    if receipt.fen != fen:
        raise CorrectionRefused("所选到账的金额与差异不同，请另选，或者逐笔说明。")


def _journal_of(row: Difference) -> Journal:
    line = row.line
    found = line and Journal.objects.filter(
        court_id=row.court_id, ref=line_ref(row.bank_account_id, line.serial)
    ).first()  # fmt: skip
    if not found:
        raise CorrectionRefused("找不到这条差异的原凭证，请报告审计。")
    return found


def _open(correction_id: UUID) -> Correction:
    found = (
        Correction.objects.select_for_update(of=("self", "difference"))
        .select_related("difference")
        .get(pk=correction_id)
    )
    if found.state != CorrectionState.PROPOSED.value or found.difference.settled_at is not None:
        raise CorrectionRefused("这项更正已经处理，请刷新。")
    return found


def _taken_receipt(correction: Correction, now: datetime, actor: Actor) -> Receipt:
    """The receipt whose money this was, locked, its proposed plans withdrawn; an approved plan has taken the money already."""
    receipts = lock_with_cases([correction.receipt_id] if correction.receipt_id else [])
    receipt = next(one for key, one in receipts.items() if key == correction.receipt_id)
    explanation = Explanation(correction.explanation)
    _refuse_receipt(receipt, explanation, correction.fen)
    if receipt.case_id != correction.case_id:
        raise CorrectionRefused("所选到账在提出之后改了案件，请重新提出更正。")
    text = f"流水 {receipt.line.serial} {explanation.label}，方案撤回。"
    approved = withdraw_proposed(receipts=receipts.values(), reason=text, now=now, actor=actor)
    if receipt.pk in approved:
        raise CorrectionRefused("所选到账的分配方案已经批准，钱已另行发放，请另选。")
    return receipt


def _change_receipt(correction: Correction, receipt: Receipt, now: datetime, actor: Actor) -> None:
    """Paid outside: the receipt has been given out. Taken back: it counts neither for its case nor in the tray any more."""
    receipt.blocked_by, receipt.blocked_text = "", ""
    if correction.explanation == Explanation.PAID_OUTSIDE.value:
        receipt.state = ReceiptState.CLEARED.value
    else:
        if receipt.case_id:
            gone = Recovery(
                court_id=receipt.court_id, case_id=receipt.case_id, on=receipt.arrived_on, fen=-receipt.fen,
                source=taken_back(receipt.pk, receipt.turns), recorded_at=now,
            )  # fmt: skip
            append_recoveries(rows=[gone])
        receipt.state = ReceiptState.REVERSED.value
    receipt.changed_at, receipt.changed_by = now, actor.name[:60]
    receipt.save(update_fields=["state", "blocked_by", "blocked_text", "changed_at", "changed_by"])


def _book(correction: Correction, now: datetime, actor: Actor) -> UUID:
    """The correcting journal: the bearer gives, the drawer is filled again. Never more than the bearer holds."""
    drawer = Drawer.OPENING if correction.explanation == Explanation.BEFORE_TAKEOVER.value else Drawer.NONE
    holder = Holder(correction.holder)
    of_case = holder in (Holder.CASE, Holder.DEPOSIT, Holder.REFUND_PAYABLE)
    bearer = AccountKey(holder, correction.case_id if of_case else None, drawer)
    book = accounts(
        court_id=correction.court_id, bank_account_id=correction.bank_account_id, keys=[bearer, UNEXPLAINED]
    )
    if locked_balances([book[bearer]])[book[bearer]] < correction.fen:
        raise CorrectionRefused(f"{holder.label}的余额不足以承担这笔款项，请另选。")
    journal = move(
        f"correct:{correction.id}", "correction", local_date(now), debit=book[bearer], credit=book[UNEXPLAINED],
        fen=correction.fen, text=Explanation(correction.explanation).label, reverses=correction.original_id,
    )  # fmt: skip
    try:
        (posted,) = post(court_id=correction.court_id, journals=[journal], at=now, actor_name=actor.name)
    except Overdrawn as error:
        raise CorrectionRefused(str(error)) from error
    return posted.journal_id


def _decide(correction: Correction, state: CorrectionState, now: datetime, actor: Actor) -> None:
    correction.state, correction.decided_at = state.value, now
    correction.decided_by, correction.decided_by_name = key_of(actor)[:40], actor.name[:60]
    correction.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name", "journal"])


def _settle(row: Difference, resolution: str, now: datetime, actor: Actor) -> None:
    row.settled_at, row.settled_by, row.resolution = now, actor.name[:60], resolution[:300]
    row.save(update_fields=["settled_at", "settled_by", "resolution"])
    record(
        court_id=row.court_id, subject=f"difference:{row.id}", kind="money.difference_settled", at=now, actor=actor,
        body={"kind": row.kind, "fen": row.fen, "resolution": row.resolution},
    )  # fmt: skip


def _record(correction: Correction, kind: str, now: datetime, actor: Actor) -> None:
    subject = f"case:{correction.case_id}" if correction.case_id else f"difference:{correction.difference_id}"
    record(
        court_id=correction.court_id, subject=subject, kind=kind, at=now, actor=actor,
        body={
            "correction": str(correction.id), "difference": str(correction.difference_id), "fen": correction.fen,
            "explanation": correction.explanation, "holder": correction.holder, "reason": correction.reason,
            "original": str(correction.original_id), "receipt": str(correction.receipt_id or ""),
        },
    )  # fmt: skip
