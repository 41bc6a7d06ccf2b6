"""Restrictions of the debtors of a case: what stands, what must be lifted and until when, and the acts."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases import operations, queries
from zhixing.cases.pages import case_or_404
from zhixing.cases.rules.kinds import PartyRole
from zhixing.cases.rules.restrictions import EndCause, RestrictionKind, grounds_of
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, day_field, field
from zhixing.law.sanctions import GROUND_NAMES, ListingFacts


@login_required
@require_GET
def restrictions(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Every restriction of the case with its standing, and the forms to take, publish and lift one."""
    case = case_or_404(case_id)
    lines = queries.restrictions_of([case_id]).get(case_id, [])
    may_act = request.actor.has(case.court_id, *operations.DECIDERS)
    return render(
        request, "cases/restrictions.html",
        {
            "case": case, "lines": lines, "may_act": may_act, "kinds": list(RestrictionKind),
            "debtors": [one for one in queries.parties_of(case_id) if one.role == PartyRole.DEBTOR.value],
            "grounds": list(GROUND_NAMES.items()), "causes": list(EndCause), "on": clock.today(),
        },
    )  # fmt: skip


@login_required
@require_GET
def why_lift(request: HouseRequest, restriction_id: UUID) -> HttpResponse:
    """Why a restriction must be lifted, and by when."""
    line = queries.restriction_by_id(restriction_id)
    asked = line.why() if line else None
    if line is None or asked is None:
        raise Http404(t("没有这项期限。", "There is no such limit."))
    case = case_or_404(line.case_id)
    return render(
        request, "why.html",
        {
            "figure": t(f"{line.kind.lifted_by}{line.kind.label}", "Lifting"), "value": f"{line.lift_due_on or '—'}",
            "steps": asked.explanation, "flags": asked.flags,
            "sources": [(case.number, reverse("case-restrictions", args=[case.id]))],
        },
    )  # fmt: skip


def _back(case_id: UUID) -> HttpResponse:
    return redirect("case-restrictions", case_id)


@login_required
@require_POST
def restrict(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Take a restriction that was decided."""

    def act() -> None:
        kind = RestrictionKind(field(request, "kind"))
        listing = kind is RestrictionKind.DEFAULTER
        numbers = [int(one) for one in request.POST.getlist("ground") if one.isdigit()] if listing else []
        ended = field(request, "notice_period_ended_on")
        operations.restrict(
            case_id=case_id, party_id=UUID(field(request, "party")), kind=kind, reason=field(request, "reason"),
            on=day_field(request, "on"), grounds=grounds_of(numbers),
            facts=ListingFacts(minor=field(request, "minor") == "on"),
            notice_period_ended_on=day_field(request, "notice_period_ended_on") if ended else None,
            document_number=field(request, "document_number")[:60], now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("已登记限制措施。", "Restriction entered."))
    return _back(case_id)


@login_required
@require_POST
def publish(request: HouseRequest, case_id: UUID, restriction_id: UUID) -> HttpResponse:
    """Note the publication of an entry of the list."""
    attempt(
        request,
        lambda: operations.publish(
            restriction_id=restriction_id, on=day_field(request, "on"), now=clock.now(), actor=request.actor
        ),
        t("已登记发布日期。", "Publication noted."),
    )
    return _back(case_id)


@login_required
@require_POST
def lift(request: HouseRequest, case_id: UUID, restriction_id: UUID) -> HttpResponse:
    """Lift a restriction, for the cause that was noted or for one that is named now."""

    def act() -> None:
        named = field(request, "cause")
        operations.lift(
            restriction_id=restriction_id, on=day_field(request, "on"), cause=EndCause(named) if named else None,
            words=field(request, "words"), document_number=field(request, "document_number")[:60], now=clock.now(),
            actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("已登记解除。", "Lifted."))
    return _back(case_id)
