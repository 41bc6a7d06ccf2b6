"""预先授权: the rules to give, those in force, and the sample of what they paid."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field
from zhixing.funds import operations, queries
from zhixing.funds.pages.payees import STATE_CHIPS
from zhixing.funds.pages.words import gone, may, room_tabs, shared


@login_required
@require_GET
def authorisations(request: HouseRequest) -> HttpResponse:
    """Rules and the review tray."""
    rules = queries.payout_rules()
    drawn = queries.reviews()
    return render(
        request, "funds/authorisations.html",
        {
            **shared(), "tabs": room_tabs("funds-authorisations"), "rules": rules, "chips": STATE_CHIPS,
            "mine": {rule.id for rule in rules if queries.may_give(rule, request.actor)},
            "may_end": may(request, (*operations.REVIEWERS, *operations.PAYEE_PROPOSERS)),
            "reviews": drawn, "reviewed": queries.reviews(open_only=False),
            "mine_to_review": {
                one.id for one in drawn
                if request.actor.has(one.court_id, *operations.REVIEWERS)
                and one.given_by_key != f"user:{request.actor.user_id}"
            },
        },
    )  # fmt: skip


@login_required
@require_POST
def act(request: HouseRequest, rule_id: UUID) -> HttpResponse:
    """Give a rule, or end it."""
    if rule_id not in {rule.id for rule in queries.payout_rules()}:
        raise gone(LookupError("没有这项预先授权，或者它不在您可以查看的法院。"))
    now, actor = clock.now(), request.actor
    if field(request, "act") == "give":
        attempt(
            request, lambda: operations.give_rule(rule_id=rule_id, now=now, actor=actor),
            t("已作出预先授权；符合条件的小额款项不再等待逐笔审批。", "Given; small money that fits no longer waits."),
        )  # fmt: skip
    else:
        reason = field(request, "reason")
        attempt(
            request, lambda: operations.end_rule(rule_id=rule_id, reason=reason, now=now, actor=actor),
            t("已终止，其后的款项逐笔审批。", "Ended; what comes now waits for approval."),
        )  # fmt: skip
    return redirect("funds-authorisations")


@login_required
@require_POST
def review(request: HouseRequest, review_id: UUID) -> HttpResponse:
    """Say what the look afterwards found."""
    if review_id not in {one.id for one in queries.reviews()}:
        raise gone(LookupError("没有这项抽查，或者已经办结。"))
    ok, reason = field(request, "result") == "ok", field(request, "reason")
    attempt(
        request,
        lambda: operations.review_payment(
            review_id=review_id, ok=ok, reason=reason, now=clock.now(), actor=request.actor
        ),
        t("已记录抽查结果。", "The result is recorded.") if ok else t("已记录有误，该授权已停用。", "Recorded; the rule is suspended."),
    )  # fmt: skip
    return redirect("funds-authorisations")
