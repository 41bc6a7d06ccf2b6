"""A rule given beforehand pays small undisputed money without waiting; a sample is looked at afterwards."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from zhixing.cases.models import Case, Party, PartyRole, Suspension
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import (
    DeferralState,
    Holder,
    LineKind,
    PayoutDeferral,
    PayoutReview,
    PayoutRule,
    Plan,
    PlanLine,
    PlanState,
    ReviewState,
    RuleState,
    ThirdPartyPayee,
    ThirdState,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.deciding import PlanNotOpen, PlanOutdated, approve_by_rule, open_plan
from zhixing.funds.operations.payees import PAYEE_PROPOSERS, policy_of
from zhixing.funds.queries.payees import open_changes
from zhixing.funds.rules.authorisations import Allowance, Circumstances, is_drawn, stands_against
from zhixing.funds.rules.payments import approver_of, may_approve
from zhixing.law.amounts import yuan_text
from zhixing.law.case_funds import Approver

REVIEWERS = (Role.AUDITOR, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT, Role.FUND_ACCOUNTANT)
SWEEP = "funds.preauthorised"


class RuleRefused(ValueError):
    """The rule cannot be given like this; the message says why."""


def propose_rule(
    *,
    case_id: UUID,
    each_fen: int,
    total_fen: int,
    valid_until: date,
    reason: str,
    now: datetime,
    actor: Actor,
) -> PayoutRule:
    """Propose that money of a case up to a cap be paid to its one applicant without a new approval each time.

    The applicant's account of today is locked into the rule. Raises RuleRefused above the court's caps.
    """
    with transaction.atomic():
        case = Case.objects.get(pk=case_id)
        actor.require(case.court_id, *PAYEE_PROPOSERS)
        payee = _only_applicant(case_id)
        policy = policy_of(case.court_id)
        if (
            not 0 < each_fen <= policy.authorised_each_fen
            or not each_fen <= total_fen <= policy.authorised_total_fen
        ):
            most = f"单笔 {yuan_text(policy.authorised_each_fen, True)} 元、累计 {yuan_text(policy.authorised_total_fen, True)} 元"
            raise RuleRefused(f"超出本院预先授权上限（{most}）。")
        if valid_until < local_date(now) or len(reason.strip()) < 4:
            raise RuleRefused("请写明理由，有效期不能早于今天。")
        if PayoutRule.objects.filter(case_id=case_id, state__in=["proposed", "active"]).exists():
            raise RuleRefused("本案已有一项预先授权，请先撤销。")
        rule = PayoutRule.objects.create(
            court_id=case.court_id, case_id=case_id, payee=payee, payee_account_sealed=payee.account_sealed,
            payee_account_masked=payee.account_masked, each_fen=each_fen, total_fen=total_fen, valid_until=valid_until,
            tier=approver_of(each_fen, chief_up_to_fen=policy.chief_up_to_fen).value, reason=reason.strip()[:300],
            proposed_at=now, proposed_by=key_of(actor), proposed_by_name=actor.name[:60],
        )  # fmt: skip
        _record(rule, "payout_rule.proposed", rule.reason, now, actor)
        return rule


def _only_applicant(case_id: UUID) -> Party:
    applicants = list(Party.objects.filter(case_id=case_id, role=PartyRole.APPLICANT.value))
    if len(applicants) != 1:
        raise RuleRefused("本案不止一名申请执行人，不能预先授权。")
    (payee,) = applicants
    if payee.account_sealed is None or open_changes([payee.pk]):
        raise RuleRefused("收款账户没有登记，或者正在变更，不能预先授权。")
    return payee


def give_rule(*, rule_id: UUID, now: datetime, actor: Actor) -> None:
    """Give the rule as the one who would approve each payment; never by whoever proposed it."""
    with transaction.atomic():
        rule = _rule(rule_id)
        if actor.user_id is None or key_of(actor) == rule.proposed_by:
            raise NotAllowed("预先授权须由提出人以外有审批权限的人员作出。")
        actor.require(rule.court_id, *(Role(tier.value) for tier in may_approve(Approver(rule.tier))))
        if rule.state != RuleState.PROPOSED.value:
            raise RuleRefused(f"该授权{RuleState(rule.state).label}，请刷新。")
        if bytes(rule.payee.account_sealed or b"") != bytes(rule.payee_account_sealed):
            raise RuleRefused("收款账户在提出后已经变更，请重新提出。")
        rule.state, rule.given_at = RuleState.ACTIVE.value, now
        rule.given_by, rule.given_by_name = key_of(actor), actor.name[:60]
        rule.save(update_fields=["state", "given_at", "given_by", "given_by_name"])
        _record(rule, "payout_rule.given", "", now, actor)


def end_rule(*, rule_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Refuse a proposed rule or revoke a given one. Stopping is safe: anybody of the office may."""
    if len(reason.strip()) < 2:
        raise RuleRefused("请写明理由。")
    with transaction.atomic():
        rule = _rule(rule_id)
        actor.require(rule.court_id, *PAYEE_PROPOSERS, *REVIEWERS)
        if rule.state not in (RuleState.PROPOSED.value, RuleState.ACTIVE.value, RuleState.SUSPENDED.value):
            raise RuleRefused(f"该授权{RuleState(rule.state).label}，请刷新。")
        state = RuleState.REFUSED if rule.state == RuleState.PROPOSED.value else RuleState.REVOKED
        _end(rule, state, reason.strip(), now, actor)


def _end(rule: PayoutRule, state: RuleState, reason: str, now: datetime, actor: Actor) -> None:
    rule.state, rule.ended_at, rule.ended_by_name = state.value, now, actor.name[:60]
    rule.ended_reason = reason[:300]
    rule.save(update_fields=["state", "ended_at", "ended_by_name", "ended_reason"])
    _record(rule, f"payout_rule.{state.value}", reason, now, actor)


def pay_by_rules(*, now: datetime, limit: int) -> int:
    """Approve the proposed plans that a rule in force pays; the number approved."""
    today, actor = local_date(now), Actor.system(SWEEP)
    plans = Plan.objects.filter(
        state=PlanState.PROPOSED.value, source=Holder.CASE.value, repairs=None, distribution=None, proposed_by__startswith="system:",
        case__payout_rules__state=RuleState.ACTIVE.value, case__payout_rules__valid_until__gte=today,
        pool_fen__lte=F("case__payout_rules__each_fen"),
    )  # fmt: skip
    room = F("case__payout_rules__total_fen") - F("case__payout_rules__used_fen")
    done = 0
    for plan_id in (
        plans.filter(pool_fen__lte=room).order_by("proposed_at", "id").values_list("id", flat=True)[:limit]
    ):
        try:
            done += pay_by_rule(plan_id=plan_id, now=now, actor=actor)
        except (PlanNotOpen, PlanOutdated):
            continue
    return done


def pay_by_rule(*, plan_id: UUID, now: datetime, actor: Actor) -> bool:
    """Approve one plan on the authority of its case's rule; whether it was."""
    with transaction.atomic():
        plan = open_plan(plan_id)
        if plan.case is None:
            return False
        rule = (
            PayoutRule.objects.select_for_update(of=("self",))
            .filter(case=plan.case, state=RuleState.ACTIVE.value)
            .first()
        )
        if rule is None or rule.given_by is None or rule.given_by == plan.proposed_by:
            return False
        tiers = [tier.value for tier in may_approve(Approver(plan.approver_role))]
        if rule.tier not in tiers:
            return False
        allowance = Allowance(rule.each_fen, rule.total_fen, rule.used_fen, rule.valid_until)
        if stands_against(allowance, _circumstances(plan, rule, local_date(now))):
            return False
        rule.used_fen += plan.pool_fen
        rule.save(update_fields=["used_fen"])
        approve_by_rule(plan=plan, rule=rule, now=now, actor=actor)
        if is_drawn(plan.id, percent=policy_of(plan.court_id).sample_percent):
            PayoutReview.objects.create(
                court_id=plan.court_id, plan=plan, rule=rule, given_by=rule.given_by, drawn_at=now
            )
            _record(rule, "payout_rule.drawn", str(plan.id), now, actor)
        return True


def _circumstances(plan: Plan, rule: PayoutRule, today: date) -> Circumstances:
    lines = list(PlanLine.objects.filter(plan=plan))
    locked = bytes(rule.payee_account_sealed)
    plain = {LineKind.APPLICATION_FEE.value, LineKind.APPLICANT.value}
    stays = Suspension.objects.filter(case_id=rule.case_id).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    parties = Party.objects.filter(case_id=rule.case_id, role=PartyRole.APPLICANT.value)
    live = [ThirdState.ANNOUNCED.value, ThirdState.ALLOWED.value]
    return Circumstances(
        fen=plan.pool_fen,
        on=today,
        proposed_by_system=plan.proposed_by.startswith("system:"),
        only_to_locked_payee=all(
            line.kind in plain
            and (
                line.payee_account_sealed is None
                or (line.party_id == rule.payee_id and bytes(line.payee_account_sealed) == locked)
            )
            for line in lines
        ),
        applicants=parties.count(),
        is_suspended=stays.filter(starts_on__lte=today).exists(),
        is_deferred=PayoutDeferral.objects.filter(
            receipt_id=plan.receipt_id, state__in=[DeferralState.PROPOSED.value, DeferralState.APPROVED.value]
        ).exists(),
        is_disputed=ThirdPartyPayee.objects.filter(case_id=rule.case_id, state__in=live).exists(),
    )


def review_payment(*, review_id: UUID, ok: bool, reason: str, now: datetime, actor: Actor) -> None:
    """Say what the look afterwards found; a payment that is not in order suspends its rule at once."""
    with transaction.atomic():
        review = PayoutReview.objects.select_for_update(of=("self",)).get(pk=review_id)
        actor.require(review.court_id, *REVIEWERS)
        if actor.user_id is None or key_of(actor) == review.given_by:
            raise NotAllowed("抽查须由作出授权以外的人员办理。")
        if review.state != ReviewState.OPEN.value or (not ok and len(reason.strip()) < 4):
            raise RuleRefused("请写明有误之处；已抽查的不能再改。")
        review.state = (ReviewState.OK if ok else ReviewState.NOT_OK).value
        review.reviewed_at, review.reviewed_by, review.reviewed_by_name = now, key_of(actor), actor.name[:60]
        review.reason = reason.strip()[:300]
        review.save(update_fields=["state", "reviewed_at", "reviewed_by", "reviewed_by_name", "reason"])
        rule = _rule(review.rule_id)
        _record(
            rule, "payout_rule.reviewed", f"{ReviewState(review.state).label} {review.reason}", now, actor
        )
        if not ok and rule.state == RuleState.ACTIVE.value:
            _end(rule, RuleState.SUSPENDED, f"抽查有误：{reason.strip()}", now, actor)


def _rule(rule_id: UUID) -> PayoutRule:
    return PayoutRule.objects.select_for_update(of=("self",)).select_related("payee").get(pk=rule_id)


def _record(rule: PayoutRule, kind: str, text: str, now: datetime, actor: Actor) -> None:
    record(
        court_id=rule.court_id, subject=f"case:{rule.case_id}", kind=kind, at=now, actor=actor,
        body={"rule": str(rule.id), "each_fen": rule.each_fen, "total_fen": rule.total_fen, "used_fen": rule.used_fen,
              "until": rule.valid_until.isoformat(), "masked": rule.payee_account_masked, "text": text[:200]},
    )  # fmt: skip
