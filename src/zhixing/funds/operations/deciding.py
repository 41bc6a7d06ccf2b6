"""Deciding on plans: approval with four eyes or by a rule given beforehand, rejection, withdrawal; the money of one leaves."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import (
    Holder,
    LineKind,
    Payment,
    PaymentState,
    PayoutRule,
    Plan,
    PlanLine,
    PlanState,
    Receipt,
    ReceiptState,
)
from zhixing.funds.models.deposits import DEPOSIT_NOTICE_DAYS, Deposit
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.crediting import credit_creditors
from zhixing.funds.operations.payees import adopt_bank_name
from zhixing.funds.operations.posting import AccountKey, Leg, NewJournal, Overdrawn, accounts, post
from zhixing.funds.operations.settling import clear_receipts, satisfy
from zhixing.funds.queries.deferrals import deferred_now
from zhixing.funds.queries.payees import blockers
from zhixing.funds.rules.payments import may_approve, purpose_text, reference_of
from zhixing.law.case_funds import Approver


class PlanNotOpen(ValueError):
    """The plan was decided or withdrawn meanwhile."""


class SelfApproval(NotAllowed):
    """Whoever proposed a plan may not approve it."""


class PlanBlocked(PlanNotOpen):
    """Something stands against paying this now: an account that is being changed, a payee not yet allowed."""


class PlanOutdated(ValueError):
    """The money of the plan is no longer there; it must be withdrawn and made anew."""


def open_plan(plan_id: UUID) -> Plan:
    """The plan with its receipt locked first: money taken back and money approved never cross."""
    receipt_id = Plan.objects.values_list("receipt_id", flat=True).get(pk=plan_id)
    Receipt.objects.select_for_update().get(pk=receipt_id)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("receipt", "case").get(pk=plan_id)
    if plan.state != PlanState.PROPOSED.value:
        raise PlanNotOpen(f"方案{PlanState(plan.state).label}（{plan.decided_by_name}），不能再办理。")
    return plan


def approve(*, plan_id: UUID, now: datetime, actor: Actor) -> list[Payment]:
    """Approve a plan: the money leaves the sub-account and payments are made ready. The payments.

    Raises PlanNotOpen when it was decided already, SelfApproval for the proposer, NotAllowed below the tier and for
    parts of the system, PlanOutdated when the money is no longer there.
    """
    with transaction.atomic():
        plan = open_plan(plan_id)
        if plan.source == Holder.CASE.value and plan.repairs_id is None and deferred_now([plan.receipt_id]):
            raise PlanOutdated("该笔款项正在延缓发放，事由消失后重新制作方案。")
        if actor.user_id is None:
            raise NotAllowed("发放须由有审批权限的人员批准。")
        actor.require(
            plan.court_id, *(Role(tier.value) for tier in may_approve(Approver(plan.approver_role)))
        )
        if key_of(actor) == plan.proposed_by:
            raise SelfApproval("经办人不能审批自己提出的方案。")
        return _carry_out(plan, now, actor)


def approve_by_rule(*, plan: Plan, rule: PayoutRule, now: datetime, actor: Actor) -> list[Payment]:
    """Approve a locked plan on the authority of the rule its giver gave beforehand; the caller has checked the rule."""
    plan.authorisation = rule
    return _carry_out(plan, now, actor)


def _carry_out(plan: Plan, now: datetime, actor: Actor) -> list[Payment]:
    """The money of a locked plan leaves its source, unless something stands against it."""
    lines = list(PlanLine.objects.filter(plan=plan).order_by("place"))
    parties = sorted({line.party_id for line in lines if line.party_id})
    # A change of account locks the party as well: it is either seen here or comes after the approval.
    list(Party.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=parties).order_by("pk"))
    if found := blockers(plan, lines):
        raise PlanBlocked("；".join(found) + "。")
    _release(plan, lines, now, actor)
    payments = [_payment(plan, line, now) for line in lines if line.payee_account_sealed is not None]
    Payment.objects.bulk_create(payments)
    _decide_plan(plan, PlanState.APPROVED, "", now, actor)
    _after_approval(plan, lines, now, actor)
    clear_receipts({plan.receipt_id}, now, actor)
    creditors = credit_creditors(plan=plan, lines=lines, now=now) if plan.distribution_id else set()
    if not payments and plan.case_id:
        for case_id in sorted({plan.case_id, *creditors}):
            satisfy(case_id, local_date(now), now)
    return payments


def _after_approval(plan: Plan, lines: Sequence[PlanLine], now: datetime, actor: Actor) -> None:
    """What else an approval changes: a stranger's money leaves the tray, a deposit is told, a bank's name corrected."""
    if plan.source == Holder.UNIDENTIFIED.value:
        Receipt.objects.filter(pk=plan.receipt_id).update(
            state=ReceiptState.RETURNED.value,
            blocked_by="",
            blocked_text="",
            changed_at=now,
            changed_by=actor.name[:60],
        )
    Deposit.objects.filter(plan=plan, notice_due_on=None).update(
        notice_due_on=local_date(now) + timedelta(days=DEPOSIT_NOTICE_DAYS)
    )
    for line in lines:
        if plan.repairs_id is not None and line.party is not None and line.party.bank_name != line.payee_bank:
            adopt_bank_name(plan=plan, line=line, now=now, actor=actor)


def _release(plan: Plan, lines: Sequence[PlanLine], now: datetime, actor: Actor) -> None:
    """One journal takes the whole pool from its source; the source's balance is checked with its account locked."""
    source = AccountKey(Holder(plan.source), plan.case_id)
    takers = [_taker(plan, line) for line in lines]
    book = accounts(
        court_id=plan.court_id, bank_account_id=plan.receipt.bank_account_id, keys=[source, *takers]
    )
    legs = (
        Leg(book[source], plan.pool_fen),
        *(Leg(book[taker], -line.fen) for taker, line in zip(takers, lines, strict=True)),
    )
    journal = NewJournal(f"plan:{plan.id}", "distribution", local_date(now), legs, plan.number)
    try:
        post(court_id=plan.court_id, journals=[journal], at=now, actor_name=actor.name)
    except Overdrawn as error:
        raise PlanOutdated("子账户余额不足以发放本方案（款项可能已被冲正），请撤回后重新制作。") from error


def _taker(plan: Plan, line: PlanLine) -> AccountKey:
    """Who holds the money of a line from its approval on: the bank's way to the payee, or a holder in the books."""
    if line.payee_account_sealed is not None:
        return AccountKey(Holder.IN_TRANSIT)
    if line.kind == LineKind.APPLICATION_FEE.value:
        return AccountKey(Holder.FEE_INCOME)
    holder = Holder.DEPOSIT if line.kind == LineKind.DEPOSIT.value else Holder.REFUND_PAYABLE
    return AccountKey(holder, plan.case_id)


def _payment(plan: Plan, line: PlanLine, now: datetime) -> Payment:
    key = uuid7()
    return Payment(
        id=key, court_id=plan.court_id, bank_account_id=plan.receipt.bank_account_id, case_id=plan.case_id,
        plan_line=line, reference=reference_of(key), fen=line.fen, payee_name=line.payee_name,
        payee_bank=line.payee_bank, payee_account_sealed=line.payee_account_sealed,
        payee_account_masked=line.payee_account_masked, purpose=purpose_text(plan.number, line.kind),
        state=PaymentState.READY.value, made_at=now,
    )  # fmt: skip


def reject(*, plan_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Send a plan back with a reason; the receipt waits for a new one. Raises PlanNotOpen, NotAllowed, ValueError."""
    if len(reason.strip()) < 2:
        raise ValueError("请写明退回的理由。")
    with transaction.atomic():
        plan = open_plan(plan_id)
        actor.require(plan.court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
        _decide_plan(plan, PlanState.REJECTED, reason.strip(), now, actor)
        _give_back(plan, reason.strip(), now, actor)


def withdraw(*, plan_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Take a proposed plan back, by whoever keeps the money. Raises PlanNotOpen, NotAllowed."""
    with transaction.atomic():
        plan = open_plan(plan_id)
        actor.require(plan.court_id, Role.FUND_ACCOUNTANT, Role.OFFICER)
        _decide_plan(plan, PlanState.WITHDRAWN, reason.strip(), now, actor)
        _give_back(plan, "", now, actor)


def _give_back(plan: Plan, reason: str, now: datetime, actor: Actor) -> None:
    """A rejected plan is not made again by itself: the reason stays on the receipt until a person has acted on it."""
    if plan.source == Holder.UNIDENTIFIED.value:
        Receipt.objects.filter(pk=plan.receipt_id, state=ReceiptState.UNIDENTIFIED.value).update(
            blocked_by="", blocked_text="", changed_at=now, changed_by=actor.name[:60]
        )
    elif plan.repairs_id is None and plan.source == Holder.CASE.value:
        Receipt.objects.filter(pk=plan.receipt_id, state=ReceiptState.PLANNED.value).update(
            state=ReceiptState.MARKED.value, blocked_by="rejected" if reason else "withdrawn",
            blocked_text=reason[:200], changed_at=now, changed_by=actor.name[:60],
        )  # fmt: skip


def _decide_plan(plan: Plan, state: PlanState, reason: str, now: datetime, actor: Actor) -> None:
    plan.state, plan.reason = state.value, reason[:300]
    plan.decided_at, plan.decided_by, plan.decided_by_name = now, key_of(actor), actor.name[:60]
    if plan.authorisation is not None:
        plan.decided_by = plan.authorisation.given_by
        plan.decided_by_name = f"{plan.authorisation.given_by_name}（依预先授权）"[:60]
    plan.save(
        update_fields=["state", "reason", "decided_at", "decided_by", "decided_by_name", "authorisation"]
    )
    record(
        court_id=plan.court_id, subject=plan.subject, kind=f"plan.{state.value}", at=now, actor=actor,
        body={"plan": str(plan.id), "fen": plan.pool_fen, "reason": plan.reason,
              **({"rule": str(plan.authorisation_id)} if plan.authorisation_id else {})},
    )  # fmt: skip
