"""How a case ended and how it goes on: endings, stays, termination, resumption, a conclusion revoked."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases import operations, queries
from zhixing.cases.pages import case_or_404
from zhixing.cases.rules.endings import RESUMABLE, EndGround, ResumeGround
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.cases.rules.stays import MAY_NOT_CLOSE, STANDS_STILL, words_of_most
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, day_field, field
from zhixing.law.limits import NOT_COUNTED_NAMES, NotCounted

_STAYS_FIRST = sorted(NOT_COUNTED_NAMES.items(), key=lambda one: one[0] not in STANDS_STILL)
"""What halts enforcement before what is only not counted."""


@login_required
@require_GET
def ending(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The endings of a case with what they rested on, its stays, and the acts that are open now."""
    case = case_or_404(case_id)
    closed = ClosingKind(case.closing_kind) if case.closing_kind else None
    resumable = RESUMABLE.get(closed, frozenset()) if closed else frozenset()
    return render(
        request, "cases/ending.html",
        {
            "case": case, "endings": queries.endings_of(case_id), "stays": queries.stays_of(case_id),
            "before": queries.goes_on_from(case_id), "after": queries.goes_on_as(case_id),
            "grounds": list(EndGround), "resume_grounds": [one for one in ResumeGround if one in resumable],
            "stay_kinds": [(kind, name.removesuffix("期间"), words_of_most(kind)) for kind, name in _STAYS_FIRST],
            "standing_still": queries.standing_still([case_id]).get(case_id, ""), "rules": queries.rules_of(case.court_id),
            "may_not_close": MAY_NOT_CLOSE, "on": clock.today(),
            "may_act": request.actor.has(case.court_id, Role.OFFICER, Role.BUREAU_CHIEF),
            "may_reopen": request.actor.has(case.court_id, Role.BUREAU_CHIEF),
        },
    )  # fmt: skip


def _back(case_id: UUID) -> HttpResponse:
    return redirect("case-ending", case_id)


@login_required
@require_POST
def terminate(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """End enforcement for good."""
    attempt(
        request,
        lambda: operations.terminate(
            case_id=case_id, ground=EndGround(field(request, "ground")), reason=field(request, "reason"),
            on=day_field(request, "on"), document_number=field(request, "document_number")[:60], now=clock.now(),
            actor=request.actor,
        ),
        t("已终结执行。", "Enforcement terminated."),
    )  # fmt: skip
    return _back(case_id)


@login_required
@require_POST
def resume(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Resume a closed case under a number of its own."""

    def act() -> None:
        given = field(request, "sequence")
        operations.resume(
            case_id=case_id, ground=ResumeGround(field(request, "ground")), reason=field(request, "reason"),
            on=day_field(request, "on"), sequence=int(given) if given else None, now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("已恢复执行，另立案号。", "Enforcement resumed under a new number."))
    return _back(case_id)


@login_required
@require_POST
def reopen(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Revoke a conclusion."""
    attempt(
        request,
        lambda: operations.reopen(
            case_id=case_id,
            reason=field(request, "reason"),
            on=clock.today(),
            now=clock.now(),
            actor=request.actor,
        ),
        t("已撤销结案，期限继续计算。", "Conclusion revoked; the limits run again."),
    )
    return _back(case_id)


@login_required
@require_POST
def stay(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Enforcement stands still."""
    attempt(
        request,
        lambda: operations.stay(
            case_id=case_id, kind=NotCounted(field(request, "kind")), reason=field(request, "reason"),
            on=day_field(request, "on"), for_review=field(request, "for_review") == "on", now=clock.now(),
            actor=request.actor,
        ),
        t("已登记中止、暂缓。", "Stay entered."),
    )  # fmt: skip
    return _back(case_id)


@login_required
@require_POST
def end_stay(request: HouseRequest, case_id: UUID, stay_id: UUID) -> HttpResponse:
    """Enforcement goes on under the same number."""
    attempt(
        request,
        lambda: operations.resume_stayed(
            stay_id=stay_id, reason=field(request, "reason"), on=day_field(request, "on"), now=clock.now(),
            actor=request.actor,
        ),
        t("继续执行。", "Enforcement goes on."),
    )  # fmt: skip
    return _back(case_id)


@login_required
@require_POST
def set_rules(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Set whether a stayed case of the court may be closed."""
    case = case_or_404(case_id)
    attempt(
        request,
        lambda: operations.set_case_rules(
            court_id=case.court_id, stayed_may_close=field(request, "stayed_may_close") == "on", now=clock.now(),
            actor=request.actor,
        ),
        t("本院设定已保存。", "Saved for the court."),
    )  # fmt: skip
    return _back(case_id)
