"""The dossier of a 终本 on screen and on paper: conditions, evidence, what is missing, and the acts that fill it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.queries import case_by_id
from zhixing.cases.rules.findings import KINDS, About
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, day_field, field
from zhixing.law.suspension import look_back
from zhixing.robot.operations import suspending
from zhixing.robot.queries.dossiers import dossier_of_case


@login_required
@require_GET
def dossier(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Each condition with what proves it, what it lacks and who must do it; what may be stated; the acts."""
    found = dossier_of_case(case_id, clock.today())
    if found is None:
        raise Http404(t("没有这个案件，或者它不在您可以查看的法院。", "There is no such case in sight."))
    case = case_by_id(case_id)
    court = found.sources.court_id
    watch = (
        look_back(case.concluded_on)
        if case.closing_kind == "suspended_for_want_of_assets" and case.concluded_on
        else None
    )
    return render(
        request, "robot/dossier.html",
        {
            "dossier": found, "case": case, "on": found.on, "look_back": watch,
            "abouts": [(one, kind) for one, kind in KINDS.items() if request.actor.has(court, *kind.roles)],
            "leads": found.sources.findings.unanswered(About.LEAD_GIVEN, About.LEAD_CHECKED),
            "audits": found.sources.findings.unanswered(About.AUDIT_REQUESTED, About.AUDIT_ANSWERED),
            "may_act": case.status == "open" and request.actor.has(court, Role.OFFICER, Role.BUREAU_CHIEF),
            "may_state": case.status == "open" and any(request.actor.has(court, *kind.roles) for kind in KINDS.values()),
        },
    )  # fmt: skip


def _back(case_id: UUID) -> HttpResponse:
    return redirect("case-dossier", case_id)


def _chosen(request: HouseRequest, name: str) -> UUID | None:
    value = field(request, name)
    return UUID(value) if value else None


@login_required
@require_POST
def state(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Enter a statement."""

    def act() -> None:
        about = About(field(request, "about"))
        of = about.kind.of
        suspending.state_for_dossier(
            case_id=case_id, about=about, words=field(request, "words"), on=day_field(request, "on"),
            party_id=_chosen(request, "party") if of == "party" else None,
            asset_id=_chosen(request, "asset") if of == "asset" else None,
            answers_id=_chosen(request, "answers") if about.kind.answers else None,
            holds=field(request, "holds") != "no", now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("已记录。", "Stated."))
    return _back(case_id)


@login_required
@require_POST
def interview(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Write to the applicants what is intended."""
    attempt(
        request,
        lambda: suspending.write_to_applicants(case_id=case_id, now=clock.now(), actor=request.actor),
        t("已制作约谈告知书。", "The applicants are written to."),
    )
    return _back(case_id)


@login_required
@require_POST
def suspend(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Issue the ruling and end the enforcement."""
    attempt(
        request,
        lambda: suspending.suspend(case_id=case_id, now=clock.now(), actor=request.actor),
        t("已裁定终结本次执行程序。", "Enforcement ended for want of assets."),
    )
    return _back(case_id)
