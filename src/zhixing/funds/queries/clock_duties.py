"""Duties that the clocks of money bring: deferrals to decide, about to end or ended, and the month's public notice."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import DeferralState, PayoutDeferral, Receipt, ReceiptState
from zhixing.funds.queries.announcing import to_announce
from zhixing.funds.queries.deferrals import APPROVERS, ENDS_SOON
from zhixing.law.case_funds import DEFERRAL_NAMES, Deferral

NOTICE_AHEAD = timedelta(days=7)
"""So long before the end of a month its public notice is asked for."""

_DONE = (ReceiptState.MARKED.value, ReceiptState.PLANNED.value)


def _mine(actor: Actor, prefix: str = "") -> Q:
    """Money whose clock the actor keeps: the accountant's of the court, the officer's of the case."""
    mine = Q(court_id__in=actor.courts_as(Role.FUND_ACCOUNTANT))
    if actor.user_id is not None:
        mine |= Q(**{f"{prefix}case__officer_id": actor.user_id})
    return mine


def _to_decide(actor: Actor) -> QuerySet[PayoutDeferral]:
    rows = PayoutDeferral.objects.filter(
        court_id__in=actor.courts_as(*APPROVERS), state=DeferralState.PROPOSED.value, receipt__state__in=_DONE
    )
    return rows.exclude(proposed_by=f"user:{actor.user_id}")


def _ending(actor: Actor, today: date) -> QuerySet[PayoutDeferral]:
    return PayoutDeferral.objects.filter(
        _mine(actor, "receipt__"), state=DeferralState.APPROVED.value, until__lte=today + ENDS_SOON
    )


def _ended(actor: Actor) -> QuerySet[Receipt]:
    """Money whose deferral is over and that nothing else holds back: it has ten days."""
    over = PayoutDeferral.objects.filter(receipt=OuterRef("pk"), state=DeferralState.ENDED.value)
    return Receipt.objects.filter(
        _mine(actor), Exists(over), state=ReceiptState.MARKED.value, blocked_by=""
    )  # fmt: skip


def announced(actor: Actor, today: date) -> list[tuple[int, int]]:
    """Courts of the actor with money to announce in the last days of the month, and how much of it."""
    if (today + NOTICE_AHEAD).month == today.month:
        return []
    found = [
        (court, to_announce(court, today)[:1000].count()) for court in actor.courts_as(Role.FUND_ACCOUNTANT)
    ]
    return [(court, count) for court, count in found if count]


def clock_duties(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """What the actor must do about deferrals and the public notice."""
    decide = _to_decide(actor).select_related("receipt__case").order_by("receipt__pay_by", "id")[:limit]
    ending = _ending(actor, today).select_related("receipt__case").order_by("until", "id")[:limit]
    ended = _ended(actor).select_related("case").order_by("pay_by", "line_id")[:limit]
    return [
        *(
            _duty(row, "批准延缓发放", row.receipt.pay_by, f"{row.proposed_by_name}报请，至 {row.until:%Y-%m-%d}", "审批")
            for row in decide
        ),
        *(
            _duty(row, "延缓即将到期", row.until, "确认事由是否消失；仍在的报请延长，否则到期后十日内发放", "确认")
            for row in ending
        ),
        *(
            Duty("funds", Loss.MONEY_OVERDUE, "延缓已结束，十日内发放", row.case.number if row.case else "", row.pay_by,
                 "重新制作分配方案", f"/funds/receipts/{row.pk}/", "办理", row.fen)
            for row in ended
        ),
        *(
            Duty("funds", Loss.RIGHTS_OF_PARTIES, "制作本月不明款公告", f"{count} 笔", _last_of(today),
                 "超过三日仍未认领，待认领款每月清零", "/funds/announcements/", "制作")
            for _, count in announced(actor, today)
        ),
    ]  # fmt: skip


def _last_of(today: date) -> date:
    following = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def _duty(row: PayoutDeferral, title: str, until: date, why: str, action: str) -> Duty:
    case = row.receipt.case
    return Duty(
        "funds", Loss.MONEY_OVERDUE, title, case.number if case else "", until,
        f"{DEFERRAL_NAMES[Deferral(row.ground)]}；{why}", f"/funds/deferrals/{row.id}/", action, row.receipt.fen,
    )  # fmt: skip


def counted_clocks(actor: Actor, today: date) -> tuple[QuerySet[Any], ...]:
    """The deferrals and the money whose deferral is over that wait for the actor, to be counted with others."""
    return _to_decide(actor), _ending(actor, today), _ended(actor)
