"""Money that goes back to the one who paid it: overpaid, paid twice, or of no case of this court."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.funds.models import (
    Holder,
    LineKind,
    Plan,
    PlanLine,
    PlanState,
    Receipt,
    ReceiptState,
    StatementLine,
)
from zhixing.funds.operations.marking import unmark
from zhixing.funds.operations.releasing import ReleaseLine, ReleaseRefused, held_of, propose_release
from zhixing.law.case_funds import payee_allowed
from zhixing.law.citing import citation


def _to_payer(line: StatementLine, fen: int, now: datetime, reason: str) -> ReleaseLine:
    """A transfer to the very account the money came from, as the bank's line says it."""
    if line.account_sealed is None or not line.name:
        raise ReleaseRefused("对账单没有付款人的户名或者账号，须先向银行查明，不能退还。")
    return ReleaseLine(
        LineKind.REFUND, fen, citation("funds.payee", local_date(now)), reason, line.name, "",
        bytes(line.account_sealed), line.account_masked,
    )  # fmt: skip


def propose_refund(*, receipt_id: UUID, now: datetime, actor: Actor) -> Plan:
    """Propose to pay what exceeds the debt back to its payer's own account. Raises ReleaseRefused."""
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).select_related("line").get(pk=receipt_id)
        line = _to_payer(
            receipt.line,
            held_of(receipt=receipt, source=Holder.REFUND_PAYABLE),
            now,
            "超出债务的部分退还交款人。",
        )
        steps = payee_allowed(
            to_applicant=False,
            refund_to_payer=True,
            panel_reviewed=False,
            special_authority=False,
            on=local_date(now),
        )
        return propose_release(
            receipt_id=receipt_id,
            source=Holder.REFUND_PAYABLE,
            lines=[line],
            now=now,
            actor=actor,
            steps=steps,
        )


def propose_refunds_due(*, now: datetime, limit: int, actor: Actor) -> int:
    """Propose the refunds that approved plans have put aside and nobody has proposed yet; the number proposed."""
    mine = Plan.objects.filter(receipt=OuterRef("pk"), source=Holder.REFUND_PAYABLE.value)
    put = PlanLine.objects.filter(
        plan__receipt=OuterRef("pk"), plan__state=PlanState.APPROVED.value, kind=LineKind.REFUND.value,
        payee_account_sealed=None,
    )  # fmt: skip
    due = Receipt.objects.filter(Exists(put), line__account_sealed__isnull=False).exclude(line__name="")
    keys = list(
        due.exclude(Exists(mine)).order_by("arrived_on", "line_id").values_list("pk", flat=True)[:limit]
    )
    for key in keys:
        propose_refund(receipt_id=key, now=now, actor=actor)
    return len(keys)


def propose_return(*, receipt_id: UUID, reason: str, now: datetime, actor: Actor) -> Plan:
    """Propose to send money that belongs to no case of this court back to its payer.

    Until it is approved it stays in the tray and can still be put to a case. Raises ReleaseRefused.
    """
    if len(reason.strip()) < 4:
        raise ReleaseRefused("请写明为何不属于本院案件，以及怎样核实。")
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).select_related("line").get(pk=receipt_id)
        if receipt.state != ReceiptState.UNIDENTIFIED.value:
            raise ReleaseRefused(f"该笔款项{ReceiptState(receipt.state).label}，不能按不明款退还。")
        line = _to_payer(receipt.line, receipt.fen, now, f"不属于本院案件，退还付款人：{reason.strip()}")
        steps = payee_allowed(
            to_applicant=False,
            refund_to_payer=True,
            panel_reviewed=False,
            special_authority=False,
            on=local_date(now),
        )
        plan = propose_release(
            receipt_id=receipt_id, source=Holder.UNIDENTIFIED, lines=[line], now=now, actor=actor, steps=steps
        )
        Receipt.objects.filter(pk=receipt_id).update(
            blocked_by="return_proposed", blocked_text="已提出退还付款人，待审批", changed_at=now,
            changed_by=actor.name[:60],
        )  # fmt: skip
        return plan


def propose_duplicate_return(*, receipt_id: UUID, reason: str, now: datetime, actor: Actor) -> Plan:
    """Take a payment made twice out of its case and propose to send it back. Nothing is paid before approval.

    Raises ReleaseRefused, and MarkRefused when its plan is approved already.
    """
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt_id)
        if receipt.state != ReceiptState.UNIDENTIFIED.value:
            unmark(receipt_id=receipt_id, reason=reason, now=now, actor=actor)
        return propose_return(receipt_id=receipt_id, reason=reason, now=now, actor=actor)
