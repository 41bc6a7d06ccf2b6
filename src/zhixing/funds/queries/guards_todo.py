"""Duties of the guards: the second person of a change, the giver of a rule, the reviewer, a deposit's notice, a miss."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.funds.models import (
    Deposit,
    PayeeAccount,
    PayeeState,
    PayoutReview,
    PayoutRule,
    PolicyChange,
    ReviewState,
    RuleState,
    Settlement,
    SettlementState,
    ThirdPartyPayee,
    ThirdState,
)
from zhixing.funds.queries.payees import CONFIRMERS, third_text
from zhixing.funds.rules.court_settings import SETTINGS

LIMIT = 200
CHIEFS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


def duties_of_guards(actor: Actor, today: date) -> list[Duty]:
    """What this person must do so that money may go on, up to 200 of each kind."""
    return [*_payees(actor, today), *_rules(actor), *_aside(actor, today)]


def counted_guards(actor: Actor, today: date) -> "list[QuerySet[Any]]":
    """The rows that are these duties."""
    return [
        _changes(actor), _thirds(actor, today), _proposed(actor), _drawn(actor), _loosened(actor), _to_notice(actor), _missed(actor),
    ]  # fmt: skip


def _changes(actor: Actor) -> QuerySet[PayeeAccount]:
    rows = PayeeAccount.objects.filter(
        court_id__in=actor.courts_as(*CONFIRMERS), state=PayeeState.PROPOSED.value
    )
    return rows.exclude(proposed_by=f"user:{actor.user_id}")


def _thirds(actor: Actor, today: date) -> QuerySet[ThirdPartyPayee]:
    rows = ThirdPartyPayee.objects.filter(
        court_id__in=actor.courts_as(*CHIEFS), state=ThirdState.ANNOUNCED.value, waits_until__lt=today
    )
    return rows.exclude(proposed_by=f"user:{actor.user_id}")


def _proposed(actor: Actor) -> QuerySet[PayoutRule]:
    rows = PayoutRule.objects.filter(court_id__in=actor.courts_as(*CHIEFS), state=RuleState.PROPOSED.value)
    return rows.exclude(proposed_by=f"user:{actor.user_id}")


def _drawn(actor: Actor) -> QuerySet[PayoutReview]:
    rows = PayoutReview.objects.filter(
        court_id__in=actor.courts_as(Role.AUDITOR, Role.FUND_ACCOUNTANT), state=ReviewState.OPEN.value
    )
    return rows.exclude(given_by=f"user:{actor.user_id}")


def _loosened(actor: Actor) -> QuerySet[PolicyChange]:
    rows = PolicyChange.objects.filter(court_id__in=actor.courts_as(*CHIEFS), state="proposed")
    return rows.exclude(proposed_by=f"user:{actor.user_id}")


def _to_notice(actor: Actor) -> QuerySet[Deposit]:
    return Deposit.objects.filter(
        court_id__in=actor.courts_as(Role.OFFICER, Role.FUND_ACCOUNTANT),
        notice_due_on__isnull=False,
        noticed_on=None,
    )


def _missed(actor: Actor) -> QuerySet[Settlement]:
    rows = Settlement.objects.filter(
        court_id__in=actor.courts_as(Role.OFFICER), state=SettlementState.MISSED.value
    )
    if actor.user_id is None:
        return rows
    return rows.filter(Q(case__officer_id=actor.user_id) | Q(case__officer=None))


def _payees(actor: Actor, today: date) -> Iterator[Duty]:
    for row in _changes(actor).select_related("party", "case").order_by("proposed_at", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.MONEY_OVERDUE, "核实收款账户变更", row.case.number, None,
            f"{row.party.name}：{row.proposed_by_name}提出，须由他人回拨登记号码并确认", f"/cases/{row.case_id}/payees/",
            "核实",
        )  # fmt: skip
    for third in _thirds(actor, today).select_related("case").order_by("waits_until", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.MONEY_OVERDUE, "审核案外收款人", third.case.number, None, third_text(third),
            f"/cases/{third.case_id}/payees/", "审核",
        )  # fmt: skip


def _rules(actor: Actor) -> Iterator[Duty]:
    for rule in _proposed(actor).select_related("case").order_by("proposed_at", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.ROUTINE, "审批预先授权", rule.case.number, None, f"{rule.proposed_by_name}提出：{rule.reason}",
            "/funds/authorisations/", "审批", rule.total_fen,
        )  # fmt: skip
    for review in _drawn(actor).select_related("plan__case").order_by("drawn_at", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.ROUTINE, "抽查预先授权付款", review.plan.number, None, "按比例抽中，付款后由他人复核",
            "/funds/authorisations/", "抽查", review.plan.pool_fen,
        )  # fmt: skip
    for change in _loosened(actor).order_by("proposed_at", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.ROUTINE, "确认放宽的案款设定", SETTINGS[change.setting].words, None,
            f"{change.proposed_by_name}提出：{change.reason}", "/funds/settings/", "确认",
        )  # fmt: skip


def _aside(actor: Actor, today: date) -> Iterator[Duty]:
    for row in _to_notice(actor).select_related("case").order_by("notice_due_on", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.RIGHTS_OF_PARTIES, "通知提存", row.case.number, row.notice_due_on, f"{row.payee_name}的款项已提存",
            "/funds/refunds/", "通知", row.fen,
        )  # fmt: skip
    for one in _missed(actor).select_related("case").order_by("next_due_on", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.RIGHTS_OF_PARTIES, "和解协议逾期未履行", one.case.number, one.next_due_on,
            "询问申请执行人是否申请恢复执行", "/funds/settlements/", "办理", one.total_fen,
        )  # fmt: skip
