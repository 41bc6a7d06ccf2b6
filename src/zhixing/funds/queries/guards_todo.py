"""Duties of the guards: the second person of a change, the giver of a rule, the reviewer, a deposit's notice, a miss."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

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


def _courts(actor: Actor, *roles: Role) -> list[int]:
    return [court for court in actor.courts if actor.has(court, *roles)]


def duties_of_guards(actor: Actor, today: date) -> list[Duty]:
    """What this person must do so that money may go on, up to 200 of each kind."""
    return [*_payees(actor, today), *_rules(actor), *_aside(actor, today)]


def _payees(actor: Actor, today: date) -> Iterator[Duty]:
    me = f"user:{actor.user_id}"
    changes = PayeeAccount.objects.filter(
        court_id__in=_courts(actor, *CONFIRMERS), state=PayeeState.PROPOSED.value
    ).exclude(proposed_by=me)
    for row in changes.select_related("party", "case").order_by("proposed_at", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.MONEY_OVERDUE, "核实收款账户变更", row.case.number, None,
            f"{row.party.name}：{row.proposed_by_name}提出，须由他人回拨登记号码并确认", f"/cases/{row.case_id}/payees/",
            "核实",
        )  # fmt: skip
    thirds = ThirdPartyPayee.objects.filter(
        court_id__in=_courts(actor, *CHIEFS), state=ThirdState.ANNOUNCED.value, waits_until__lt=today
    ).exclude(proposed_by=me)
    for third in thirds.select_related("case").order_by("waits_until", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.MONEY_OVERDUE, "审核案外收款人", third.case.number, None, third_text(third),
            f"/cases/{third.case_id}/payees/", "审核",
        )  # fmt: skip


def _rules(actor: Actor) -> Iterator[Duty]:
    me = f"user:{actor.user_id}"
    rules = PayoutRule.objects.filter(
        court_id__in=_courts(actor, *CHIEFS), state=RuleState.PROPOSED.value
    ).exclude(proposed_by=me)
    for rule in rules.select_related("case").order_by("proposed_at", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.ROUTINE, "审批预先授权", rule.case.number, None, f"{rule.proposed_by_name}提出：{rule.reason}",
            "/funds/authorisations/", "审批", rule.total_fen,
        )  # fmt: skip
    drawn = PayoutReview.objects.filter(
        court_id__in=_courts(actor, Role.AUDITOR, Role.FUND_ACCOUNTANT), state=ReviewState.OPEN.value
    ).exclude(given_by=me)
    for review in drawn.select_related("plan__case").order_by("drawn_at", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.ROUTINE, "抽查预先授权付款", review.plan.number, None, "按比例抽中，付款后由他人复核",
            "/funds/authorisations/", "抽查", review.plan.pool_fen,
        )  # fmt: skip
    changes = PolicyChange.objects.filter(court_id__in=_courts(actor, *CHIEFS), state="proposed").exclude(
        proposed_by=me
    )
    for change in changes.order_by("proposed_at", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.ROUTINE, "确认放宽的案款设定", SETTINGS[change.setting].words, None,
            f"{change.proposed_by_name}提出：{change.reason}", "/funds/settings/", "确认",
        )  # fmt: skip


def _aside(actor: Actor, today: date) -> Iterator[Duty]:
    deposits = Deposit.objects.filter(
        court_id__in=_courts(actor, Role.OFFICER, Role.FUND_ACCOUNTANT),
        notice_due_on__isnull=False,
        noticed_on=None,
    )
    for row in deposits.select_related("case").order_by("notice_due_on", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.RIGHTS_OF_PARTIES, "通知提存", row.case.number, row.notice_due_on, f"{row.payee_name}的款项已提存",
            "/funds/refunds/", "通知", row.fen,
        )  # fmt: skip
    missed = Settlement.objects.filter(
        court_id__in=_courts(actor, Role.OFFICER), state=SettlementState.MISSED.value
    ).select_related("case")
    if actor.user_id is not None:
        missed = missed.filter(Q(case__officer_id=actor.user_id) | Q(case__officer=None))
    for one in missed.order_by("next_due_on", "id")[:LIMIT]:
        yield Duty(
            "funds", Loss.RIGHTS_OF_PARTIES, "和解协议逾期未履行", one.case.number, one.next_due_on,
            "询问申请执行人是否申请恢复执行", "/funds/settlements/", "办理", one.total_fen,
        )  # fmt: skip
