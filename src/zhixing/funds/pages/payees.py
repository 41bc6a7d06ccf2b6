"""收款账户: where each applicant is paid, its changes with two people, payees who are no party, rules given beforehand."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import case_or_404
from zhixing.cases.queries import parties_of
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, fen_field, field
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import gone, shared

STATE_CHIPS = {
    "proposed": "waiting",
    "cooling": "sent",
    "effective": "done",
    "refused": "refused",
    "replaced": "ended",
    "announced": "sent",
    "allowed": "done",
    "active": "done",
    "suspended": "overdue",
    "revoked": "ended",
    "open": "waiting",
    "ok": "done",
    "not_ok": "overdue",
    "running": "sent",
    "missed": "overdue",
    "performed": "done",
    "resumed": "ended",
}


@login_required
@require_GET
def payees(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The accounts of a case with their history, what waits for a second person, and what this person may do."""
    case, actor = case_or_404(case_id), request.actor
    me = f"user:{actor.user_id}"
    return render(
        request, "funds/payees.html",
        {
            **shared(), "case": case, "parties": parties_of(case_id), "accounts": queries.accounts_of_case(case_id),
            "thirds": queries.thirds_of_case(case_id), "rules": queries.payout_rules(case_id=case_id), "me": me,
            "chips": STATE_CHIPS, "may_propose": actor.has(case.court_id, *operations.PAYEE_PROPOSERS),
            "may_confirm": actor.has(case.court_id, *queries.CONFIRMERS),
            "may_decide": actor.has(case.court_id, *operations.DECIDERS),
            "applicants": [party for party in parties_of(case_id) if party.role == "applicant"],
        },
    )  # fmt: skip


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValueError("请先选定当事人。") from None


@login_required
@require_POST
def propose(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Propose another account for a party."""
    case_or_404(case_id)
    attempt(
        request,
        lambda: operations.propose_account(
            party_id=_uuid(field(request, "party")), holder_name=field(request, "holder"),
            bank_name=field(request, "bank"), account=field(request, "account"), reason=field(request, "reason"),
            now=clock.now(), actor=request.actor,
        ),
        t("已提出变更；由他人回拨登记号码核实，冷静期后生效。", "Proposed; another person calls back, then it cools off."),
    )  # fmt: skip
    return redirect("case-payees", case_id)


@login_required
@require_POST
def act(request: HouseRequest, account_id: UUID) -> HttpResponse:
    """Record the call, confirm, or refuse a change."""
    line = queries.account_line(account_id)
    if line is None:
        raise gone(LookupError("没有这个收款账户，或者它不在您可以查看的法院。"))
    now, actor, what = clock.now(), request.actor, field(request, "act")
    if what == "call":
        said = field(request, "said")
        attempt(
            request, lambda: operations.call_back(account_id=account_id, said=said, now=now, actor=actor),
            t("已记录回拨。", "The call is recorded."),
        )  # fmt: skip
    elif what == "confirm":
        attempt(
            request, lambda: operations.confirm_account(account_id=account_id, now=now, actor=actor),
            t("已确认，进入冷静期；期满自动生效。", "Confirmed; it takes effect after cooling off."),
        )  # fmt: skip
    else:
        reason = field(request, "reason")
        attempt(
            request, lambda: operations.refuse_account(account_id=account_id, reason=reason, now=now, actor=actor),
            t("不予变更，原账户继续有效。", "Refused; the old account stays."),
        )  # fmt: skip
    return redirect("case-payees", line.case_id)


@login_required
@require_POST
def announce(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Announce a payee who is no party to all parties."""
    case_or_404(case_id)
    told = {party.pk: field(request, f"told-{party.pk}") for party in parties_of(case_id)}
    attempt(
        request,
        lambda: operations.announce_third_payee(
            instead_of=_uuid(field(request, "party")), name=field(request, "name"), bank_name=field(request, "bank"),
            account=field(request, "account"), ground=operations.ThirdGround(field(request, "ground")),
            authority=field(request, "authority"), told=told, now=clock.now(), actor=request.actor,
        ),
        t("已公示；期满后由他人审核。", "Announced; another person decides after the days."),
    )  # fmt: skip
    return redirect("case-payees", case_id)


@login_required
@require_POST
def decide_third(request: HouseRequest, case_id: UUID, third_id: UUID) -> HttpResponse:
    """Note an objection, allow, or refuse a payee who is no party."""
    case_or_404(case_id)
    if third_id not in {one.pk for one in queries.thirds_of_case(case_id)}:
        raise gone(LookupError("没有这名案外收款人。"))
    now, actor, text, what = clock.now(), request.actor, field(request, "text"), field(request, "act")
    if what == "allow":
        attempt(
            request, lambda: operations.allow_third_payee(third_id=third_id, decision=text, now=now, actor=actor),
            t("已同意，款项将付给该收款人。", "Allowed; the money goes to this payee."),
        )  # fmt: skip
    elif what == "object":
        attempt(
            request, lambda: operations.note_objection(third_id=third_id, text=text, now=now, actor=actor),
            t("已记录异议，处理前不发放。", "The objection is noted; nothing is paid before it is answered."),
        )  # fmt: skip
    else:
        attempt(
            request, lambda: operations.refuse_third_payee(third_id=third_id, decision=text, now=now, actor=actor),
            t("不予发放，款项仍付给申请执行人。", "Refused; the money goes to the applicant."),
        )  # fmt: skip
    return redirect("case-payees", case_id)


@login_required
@require_POST
def propose_rule(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Propose a rule by which small money of the case is paid without waiting."""
    case_or_404(case_id)
    attempt(
        request,
        lambda: operations.propose_rule(
            case_id=case_id, each_fen=fen_field(request, "each"), total_fen=fen_field(request, "total"),
            valid_until=date.fromisoformat(field(request, "until")), reason=field(request, "reason"), now=clock.now(),
            actor=request.actor,
        ),
        t("已提出预先授权，由局长或者分管副院长作出。", "Proposed; the chief or a vice president gives it."),
    )  # fmt: skip
    return redirect("case-payees", case_id)
