"""Letting money wait: proposed with its ground, approved by chief or vice president, ended with its cause."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import (
    DeferralState,
    DeferralStep,
    FundsPolicy,
    PayoutDeferral,
    Plan,
    PlanState,
    Receipt,
    ReceiptState,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.withdrawing import lock_with_cases, withdraw_proposed
from zhixing.funds.rules.deferrals import DeferralRefused, Wish, check_wish, pay_by, words_of
from zhixing.funds.rules.plan import Block
from zhixing.law.case_funds import DEFERRAL_NAMES, Approver, Deferral, FundsSettings

HELD = (ReceiptState.MARKED.value, ReceiptState.PLANNED.value)
DEFERRAL_PROPOSERS = (Role.OFFICER, Role.FUND_ACCOUNTANT, Role.CLERK)
ENDERS = (Role.OFFICER, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
LAPSED = "批准的延缓期限届满"


class DeferralSelfApproval(NotAllowed):
    """Whoever proposed a deferral may not approve it."""


def propose_deferral(
    *, receipt_id: UUID, ground: Deferral, reason: str, until: date, now: datetime, actor: Actor
) -> PayoutDeferral:
    """Propose that the money of a case waits up to a day; it waits only once approved.

    While an approved deferral lasts, this proposes to prolong it. Raises DeferralRefused, NotAllowed.
    """
    today = local_date(now)
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).select_related("line").get(pk=receipt_id)
        actor.require(receipt.court_id, *DEFERRAL_PROPOSERS)
        _must_be_held(receipt)
        mine = {
            row.state: row for row in PayoutDeferral.objects.filter(receipt=receipt).exclude(state="refused")
        }
        if DeferralState.PROPOSED.value in mine:
            raise DeferralRefused("该笔款项已有待批准的延缓，请先由局长或者分管副院长决定。")
        running = mine.get(DeferralState.APPROVED.value)
        wish = Wish(ground, reason, running.since if running else today, until)
        check_wish(wish, pay_by=receipt.pay_by, today=today)
        row = PayoutDeferral.objects.create(
            court_id=receipt.court_id, receipt=receipt, ground=ground.value, reason=reason.strip()[:300],
            since=wish.since, until=until, proposed_at=now, proposed_by=key_of(actor), proposed_by_name=actor.name[:60],
        )  # fmt: skip
        text = f"{DEFERRAL_NAMES[ground]}：{row.reason}，至 {until:%Y-%m-%d}"
        _note(row, receipt, "proposed", text, now, actor)
        return row


def _must_be_held(receipt: Receipt) -> None:
    if receipt.state not in HELD:
        raise DeferralRefused(f"该笔款项{ReceiptState(receipt.state).label}，没有可以延缓的发放。")
    if Plan.objects.filter(receipt=receipt, state=PlanState.APPROVED.value).exists():
        raise DeferralRefused("该笔款项的分配方案已经批准，款项已在发放，不能延缓。")


def approve_deferral(*, deferral_id: UUID, now: datetime, actor: Actor) -> None:
    """Let the money wait: its proposed plan falls, none is made meanwhile, and its day to pay moves.

    Raises DeferralRefused when it was decided meanwhile or the money has been approved for paying, DeferralSelfApproval
    for the proposer, NotAllowed below bureau chief.
    """
    with transaction.atomic():
        row, receipt = _locked(deferral_id, DeferralState.PROPOSED)
        tier = _tier(row, actor)
        today = local_date(now)
        _must_be_held(receipt)
        wish = _wish(row)
        check_wish(wish, pay_by=receipt.pay_by, today=today)
        text = f"流水 {receipt.line.serial} 延缓发放，方案随之撤回。"
        withdraw_proposed(receipts=[receipt], reason=text, now=now, actor=actor)
        for earlier in PayoutDeferral.objects.filter(receipt=receipt, state=DeferralState.APPROVED.value):
            _end(earlier, receipt, today, "由新批准的延缓接续", now, actor)
        row.state, row.approved_by, row.approved_as = DeferralState.APPROVED.value, key_of(actor), tier.value
        row.decided_at, row.decided_by_name = now, actor.name[:60]
        row.save()
        receipt.refresh_from_db(fields=["state"])
        receipt.pay_by = _pay_by(row, receipt, None)
        receipt.blocked_by, receipt.blocked_text = Block.DEFERRED.value, words_of(wish.ground, row.until)
        _save(receipt, now, actor)
        _note(row, receipt, "approved", f"至 {row.until:%Y-%m-%d}", now, actor)


def refuse_deferral(*, deferral_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Say no, with the reason; the clock of the money runs on as it did. Raises DeferralRefused, NotAllowed."""
    if len(reason.strip()) < 2:
        raise DeferralRefused("请写明不予延缓的理由。")
    with transaction.atomic():
        row, receipt = _locked(deferral_id, DeferralState.PROPOSED)
        actor.require(row.court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
        row.state, row.refusal = DeferralState.REFUSED.value, reason.strip()[:300]
        row.decided_at, row.decided_by_name = now, actor.name[:60]
        row.save()
        _note(row, receipt, "refused", row.refusal, now, actor)


def end_deferral(*, deferral_id: UUID, ended_on: date, reason: str, now: datetime, actor: Actor) -> date:
    """The cause has ended: the money is planned again and must be paid within ten days. The day it must be paid by.

    Raises DeferralRefused when it does not run, or for a day before its beginning or ahead.
    """
    if len(reason.strip()) < 2:
        raise DeferralRefused("请写明延缓事由如何消失。")
    with transaction.atomic():
        row, receipt = _locked(deferral_id, DeferralState.APPROVED)
        actor.require(row.court_id, *ENDERS)
        if not row.since <= ended_on <= local_date(now):
            raise DeferralRefused(f"事由消失日应当在 {row.since:%Y-%m-%d} 至今天之间。")
        _end(row, receipt, min(ended_on, row.until), reason.strip(), now, actor)
        _release(receipt, row, now, actor)
        return receipt.pay_by


def lapse_deferrals(*, now: datetime, limit: int, actor: Actor) -> int:
    """End the approved deferrals whose last day has passed: an approval carries no further than its day."""
    over = PayoutDeferral.objects.filter(state=DeferralState.APPROVED.value, until__lt=local_date(now))
    ids = list(over.order_by("until", "id").values_list("pk", flat=True)[:limit])
    for key in ids:
        with transaction.atomic():
            try:
                row, receipt = _locked(key, DeferralState.APPROVED)
            except DeferralRefused:
                continue
            _end(row, receipt, row.until, LAPSED, now, actor)
            _release(receipt, row, now, actor)
    return len(ids)


def drop_deferrals(*, receipt: Receipt, why: str, now: datetime, actor: Actor) -> int:
    """The money is no longer the case's: what was proposed falls, what was approved ends. The number of them."""
    live = PayoutDeferral.objects.select_for_update().filter(
        receipt=receipt, state__in=[DeferralState.PROPOSED.value, DeferralState.APPROVED.value]
    )
    rows = list(live.order_by("id"))
    for row in rows:
        if row.state == DeferralState.APPROVED.value:
            _end(row, receipt, min(max(local_date(now), row.since), row.until), why, now, actor)
            continue
        row.state, row.refusal, row.decided_at, row.decided_by_name = (
            "refused",
            why[:300],
            now,
            actor.name[:60],
        )
        row.save()
        _note(row, receipt, "refused", why, now, actor)
    return len(rows)


def drop_groundless(*, now: datetime, limit: int, actor: Actor) -> int:
    """Deferrals of money that was reversed or taken back from its case fall. The number of receipts."""
    live = Receipt.objects.select_for_update(of=("self",)).filter(
        deferrals__state__in=[DeferralState.PROPOSED.value, DeferralState.APPROVED.value]
    )
    rows = list(live.exclude(state__in=HELD).select_related("line").order_by("pk")[:limit])
    for receipt in rows:
        drop_deferrals(receipt=receipt, why="款项已不在本案名下", now=now, actor=actor)
    return len(rows)


def _locked(deferral_id: UUID, wanted: DeferralState) -> tuple[PayoutDeferral, Receipt]:
    """The deferral with its receipt, the receipts of the case locked first, as everywhere where plans may fall."""
    receipt_id = PayoutDeferral.objects.values_list("receipt_id", flat=True).get(pk=deferral_id)
    receipt = lock_with_cases([receipt_id])[receipt_id]
    row = PayoutDeferral.objects.select_for_update().get(pk=deferral_id)
    if row.state != wanted.value:
        raise DeferralRefused(f"该延缓{DeferralState(row.state).label}，请刷新。")
    return row, receipt


def _tier(row: PayoutDeferral, actor: Actor) -> Approver:
    if actor.user_id is None:
        raise NotAllowed("延缓发放须由执行局局长或者分管副院长批准。")
    actor.require(row.court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
    if key_of(actor) == row.proposed_by:
        raise DeferralSelfApproval("经办人不能批准自己提出的延缓。")
    return Approver.BUREAU_CHIEF if actor.has(row.court_id, Role.BUREAU_CHIEF) else Approver.VICE_PRESIDENT


def _wish(row: PayoutDeferral) -> Wish:
    return Wish(Deferral(row.ground), row.reason, row.since, row.until)


def _pay_by(row: PayoutDeferral, receipt: Receipt, ended_on: date | None) -> date:
    days = FundsPolicy.objects.filter(court_id=row.court_id).values_list("target_days", flat=True).first()
    return pay_by(
        arrived_on=receipt.arrived_on, wish=_wish(row), approved_by=Approver(row.approved_as), cause_ended_on=ended_on,
        settings=FundsSettings(target_days=days) if days else FundsSettings(),
    )  # fmt: skip


def _end(row: PayoutDeferral, receipt: Receipt, on: date, why: str, now: datetime, actor: Actor) -> None:
    row.state, row.cause_ended_on = DeferralState.ENDED.value, on
    row.save(update_fields=["state", "cause_ended_on"])
    _note(row, receipt, "ended", f"{on:%Y-%m-%d} {why}", now, actor)


def _release(receipt: Receipt, row: PayoutDeferral, now: datetime, actor: Actor) -> None:
    """The receipt waits for its plan again; money that was reversed or taken back meanwhile keeps what it has."""
    if receipt.state in HELD:
        receipt.pay_by = _pay_by(row, receipt, row.cause_ended_on)
        receipt.blocked_by, receipt.blocked_text = "", ""
        _save(receipt, now, actor)


def _save(receipt: Receipt, now: datetime, actor: Actor) -> None:
    receipt.changed_at, receipt.changed_by = now, actor.name[:60]
    receipt.save(update_fields=["state", "pay_by", "blocked_by", "blocked_text", "changed_at", "changed_by"])


def _note(row: PayoutDeferral, receipt: Receipt, kind: str, text: str, now: datetime, actor: Actor) -> None:
    DeferralStep.objects.create(
        court_id=row.court_id,
        deferral=row,
        kind=kind,
        at=now,
        by=key_of(actor),
        by_name=actor.name[:60],
        text=text[:400],
    )
    subject = f"case:{receipt.case_id}" if receipt.case_id else f"receipt:{receipt.pk}"
    record(
        court_id=row.court_id, subject=subject, kind=f"deferral.{kind}", at=now, actor=actor,
        body={
            "deferral": str(row.id), "receipt": str(receipt.pk), "serial": receipt.line.serial, "fen": receipt.fen,
            "ground": row.ground, "until": row.until.isoformat(), "text": text[:300],
        },
    )  # fmt: skip
