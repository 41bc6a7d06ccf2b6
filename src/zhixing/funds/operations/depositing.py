"""Deposit (提存): money whose creditor cannot or will not take it is put aside with approval, and released later."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import Deposit, Holder, LineKind, Plan, PlanLine, Receipt, ReceiptState
from zhixing.funds.operations.deciding import PlanNotOpen
from zhixing.funds.operations.planning import plan_apart
from zhixing.funds.operations.releasing import (
    RELEASERS,
    ReleaseLine,
    ReleaseRefused,
    held_of,
    propose_release,
)
from zhixing.law.case_funds import DEPOSIT_NAMES, Approver, DepositGround, deposit_allowed
from zhixing.law.citing import citation


def propose_deposit(
    *, receipt_id: UUID, ground: DepositGround, reason: str, now: datetime, actor: Actor, cost_fen: int = 0
) -> Plan:
    """Propose that what is due to the applicant of a receipt be deposited on one of the law's grounds.

    The split is the one of an ordinary plan; its cost, noted here, is borne by the creditor. Raises PlanNotOpen,
    FundsRuleBroken.
    """
    if len(reason.strip()) < 4 or cost_fen < 0:
        raise ReleaseRefused("请写明提存的具体情形（何时、怎样通知，结果如何）。")
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt_id)
        actor.require(receipt.court_id, *RELEASERS)
        if receipt.state != ReceiptState.MARKED.value:
            raise PlanNotOpen(f"该笔款项{ReceiptState(receipt.state).label}，先撤回方案才能提存。")
        today = local_date(now)
        steps = deposit_allowed(ground, Approver.BUREAU_CHIEF, today)
        text = f"{DEPOSIT_NAMES[ground]}：{reason.strip()}"
        plan, payee = plan_apart(
            receipt=receipt, kind=LineKind.DEPOSIT, article=citation("funds.deposit", today), reason=text, steps=steps,
            now=now, actor=actor,
        )  # fmt: skip
        line = PlanLine.objects.filter(plan=plan, kind=LineKind.DEPOSIT.value).first()
        if line is None or plan.case_id is None:
            raise PlanNotOpen("该笔款项没有应当发放给申请执行人的部分，无须提存。")
        Deposit.objects.create(
            court_id=plan.court_id, case_id=plan.case_id, plan=plan, fen=line.fen, ground=ground.value,
            reason=reason.strip()[:300], payee_name=payee.name, cost_fen=cost_fen,
        )  # fmt: skip
        return plan


def note_deposit_notice(*, deposit_id: UUID, text: str, now: datetime, actor: Actor) -> None:
    """Record how the creditor was told of the deposit."""
    with transaction.atomic():
        row = Deposit.objects.select_for_update(of=("self",)).get(pk=deposit_id)
        actor.require(row.court_id, Role.OFFICER, Role.CLERK, Role.FUND_ACCOUNTANT)
        if row.notice_due_on is None or row.noticed_on is not None or len(text.strip()) < 4:
            raise ReleaseRefused("请写明通知方式；尚未批准或者已经通知的无须再记。")
        row.noticed_on, row.noticed_by_name, row.notice_text = (
            local_date(now),
            actor.name[:60],
            text.strip()[:300],
        )
        row.save(update_fields=["noticed_on", "noticed_by_name", "notice_text"])
        record(
            court_id=row.court_id, subject=f"case:{row.case_id}", kind="deposit.noticed", at=now, actor=actor,
            body={"deposit": str(row.id), "fen": row.fen, "text": row.notice_text},
        )  # fmt: skip


def release_deposit(*, receipt_id: UUID, party_id: UUID, reason: str, now: datetime, actor: Actor) -> Plan:
    """Propose that the whole deposit of a receipt go to a creditor who takes it now. Raises ReleaseRefused."""
    if len(reason.strip()) < 4:
        raise ReleaseRefused("请写明领取的情况。")
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt_id)
        party = Party.objects.get(pk=party_id)
        if party.case_id != receipt.case_id:
            raise ReleaseRefused("收款人不是本案当事人。")
        fen = held_of(receipt=receipt, source=Holder.DEPOSIT)
        article = citation("funds.payee", local_date(now))
        text = f"提存原因消失，发放申请执行人：{reason.strip()}"
        line = ReleaseLine.to_party(party, LineKind.APPLICANT, fen, article=article, reason=text)
        return propose_release(
            receipt_id=receipt_id, source=Holder.DEPOSIT, lines=[line], now=now, actor=actor
        )
