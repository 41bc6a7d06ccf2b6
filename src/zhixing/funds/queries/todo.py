"""Duties of the money room: what somebody must do, until when, and what happens otherwise."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from zhixing.foundation.database.rows import counts_composed
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import (
    Difference,
    DifferenceKind,
    Enquiry,
    Knows,
    Payment,
    PaymentState,
    Plan,
    PlanState,
    ProposalState,
    Receipt,
    ReceiptState,
    RepairProposal,
)
from zhixing.funds.queries.clock_duties import announced, clock_duties, counted_clocks
from zhixing.funds.queries.corrections import counted_books, duties_of_books
from zhixing.funds.queries.distribution_duties import distribution_duties, office_duties, to_decide
from zhixing.funds.queries.guards_todo import counted_guards, duties_of_guards
from zhixing.funds.queries.hand_receipts import duties_in_hand, waiting_in_hand
from zhixing.funds.queries.payments import unrepaired
from zhixing.funds.queries.tiers import of_tier
from zhixing.funds.rules.hand_receipts import NOT_BANKED
from zhixing.funds.rules.marking import Why

AHEAD = timedelta(days=10)
"""Duties show this long before they are due."""


def _to_identify(actor: Actor, today: date) -> QuerySet[Receipt]:
    return Receipt.objects.filter(
        court_id__in=actor.courts_as(Role.FUND_ACCOUNTANT), state=ReceiptState.UNIDENTIFIED.value,
        identify_by__lte=today + AHEAD,
    )  # fmt: skip


def _to_plan(actor: Actor, today: date) -> QuerySet[Receipt]:
    """Marked money that the house could not plan by itself: the officer's, or the accountant's of the court."""
    mine = Q(court_id__in=actor.courts_as(Role.FUND_ACCOUNTANT))
    if actor.user_id is not None:
        mine |= Q(case__officer_id=actor.user_id)
    return Receipt.objects.filter(mine, state=ReceiptState.MARKED.value).exclude(
        blocked_by__in=["", NOT_BANKED, "deferred", "distribution"]
    )


def _to_approve(actor: Actor) -> QuerySet[Plan]:
    rows = Plan.objects.filter(of_tier(actor), state=PlanState.PROPOSED.value)
    return rows.exclude(proposed_by=f"user:{actor.user_id}")


def _of_payments(actor: Actor) -> tuple[QuerySet[Payment], QuerySet[Payment], QuerySet[Difference]]:
    courts = actor.courts_as(Role.FUND_ACCOUNTANT)
    return (
        unrepaired().filter(court_id__in=courts),
        Payment.objects.filter(court_id__in=courts, state=PaymentState.UNKNOWN.value),
        Difference.objects.filter(court_id__in=courts, settled_at=None),
    )


def duties(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """What the actor must do about money, most urgent first within each kind."""
    failed, unknown, differences = _of_payments(actor)
    found: list[Duty] = []
    for kind in (
        _approvals(_to_approve(actor), limit),
        _repairs(failed, limit),
        _questions(unknown, limit),
        _plans(_to_plan(actor, today), limit),
        _marks(_to_identify(actor, today), limit),
        duties_in_hand(waiting_in_hand(actor), limit),
        clock_duties(actor=actor, today=today, limit=limit),
        distribution_duties(actor=actor, today=today),
        _checks(differences, limit),
        duties_of_guards(actor, today),
        duties_of_books(actor=actor),
    ):
        found += kind
    return sorted(found, key=lambda duty: (duty.loss, duty.until or date.max))[:limit]


def count_of_duties(*, actor: Actor, today: date) -> int:
    """How many there are, each kind exact up to 1,000."""
    found = counts_composed(("funds", actor.reach, today), lambda: _counted(actor, today), at_most=1000)
    others = (announced(actor, today), office_duties(actor, today))
    return sum(found) + sum(len(one) for one in others)


def _counted(actor: Actor, today: date) -> "list[QuerySet[Any, Any]]":
    return [
        _to_approve(actor), _to_plan(actor, today), _to_identify(actor, today), *_of_payments(actor),
        waiting_in_hand(actor), *counted_clocks(actor, today), *counted_guards(actor, today), *counted_books(actor),
        to_decide(actor),
    ]  # fmt: skip


def _approvals(rows: QuerySet[Plan], limit: int) -> list[Duty]:
    return [
        Duty("funds", Loss.MONEY_OVERDUE, "审批分配方案", row.number, row.receipt.pay_by,
             f"{row.proposed_by_name}提出，到账 {row.receipt.arrived_on:%Y-%m-%d}", f"/funds/plans/{row.id}/", "审批", row.pool_fen)
        for row in rows.select_related("case", "receipt").order_by("receipt__pay_by", "id")[:limit]
    ]  # fmt: skip


def _repairs(rows: QuerySet[Payment], limit: int) -> list[Duty]:
    """What the bank sent back; where the payee has entered a new account through a link, that waits to be taken over."""
    found = list(rows.select_related("case", "plan_line__plan__receipt").order_by("made_at", "id")[:limit])
    offers = RepairProposal.objects.filter(payment__in=found, state=ProposalState.WAITING.value)
    offered = set(offers.values_list("payment_id", flat=True))
    return [
        Duty("funds", Loss.MONEY_OVERDUE, "更正收款信息", row.number, row.plan_line.plan.receipt.pay_by,
             "收款人已通过链接提交新账户，请处理" if row.id in offered
             else f"银行退回：{row.bank_text or row.bank_code or '未说明原因'}",
             f"/funds/payments/{row.id}/", "更正", row.fen)
        for row in found
    ]  # fmt: skip


def _what_the_bank_said(reference: str, *, is_denied: bool) -> str:
    if is_denied:
        return f"银行称从未收到编号 {reference}，已以同一文件重发；请向银行核实，不得另行付款"
    return f"编号 {reference} 没有回执；以同一编号查询，不得重付"


def _questions(rows: QuerySet[Payment], limit: int) -> list[Duty]:
    denied = set(
        Enquiry.objects.filter(payment__in=rows, answer=Knows.NEVER_HEARD.value).values_list(
            "payment_id", flat=True
        )
    )
    return [
        Duty("funds", Loss.MONEY_OVERDUE, "向银行查询付款结果", row.number, row.plan_line.plan.receipt.pay_by,
             _what_the_bank_said(row.reference, is_denied=row.pk in denied), f"/funds/payments/{row.id}/", "查询", row.fen)
        for row in rows.select_related("case", "plan_line__plan__receipt").order_by("sent_at", "id")[:limit]
    ]  # fmt: skip


def _plans(rows: QuerySet[Receipt], limit: int) -> list[Duty]:
    return [
        Duty("funds", Loss.MONEY_OVERDUE, "办理案款分配", row.case.number if row.case else "", row.pay_by,
             row.blocked_text or "待办理", f"/funds/receipts/{row.pk}/", "办理", row.fen)
        for row in rows.select_related("case").order_by("pay_by", "line_id")[:limit]
    ]  # fmt: skip


def _marks(rows: QuerySet[Receipt], limit: int) -> list[Duty]:
    return [
        Duty("funds", Loss.MONEY_OVERDUE, "认领不明款", f"{row.line.name}　{row.line.serial}", row.identify_by,
             Why(row.why).label if row.why else "", f"/funds/receipts/{row.pk}/", "认领", row.fen)
        for row in rows.select_related("line").order_by("identify_by", "line_id")[:limit]
    ]  # fmt: skip


def _checks(rows: QuerySet[Difference], limit: int) -> list[Duty]:
    return [
        Duty("funds", Loss.MONEY_OVERDUE, "核对账目差异", DifferenceKind(row.kind).label, None, row.text,
             "/funds/reconcile/", "核对", row.fen)
        for row in rows.order_by("on", "id")[:limit]
    ]  # fmt: skip
