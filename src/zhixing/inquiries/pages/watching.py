"""Units, silence, audits, and who asked about a citizen."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field
from zhixing.inquiries import operations, queries
from zhixing.inquiries.connectors import registry
from zhixing.inquiries.pages.asking import room_tabs, word
from zhixing.inquiries.rules.kinds import RequestState

SERVICE_DAYS = 90


@login_required
@require_GET
def units(request: HouseRequest) -> HttpResponse:
    """Every unit with how it serves."""
    courts, since = request.actor.courts, clock.now() - timedelta(days=SERVICE_DAYS)
    return render(
        request, "inquiries/units.html",
        {
            "tabs": room_tabs("inquiry-units"), "rows": queries.list_units(courts=courts, since=since), "word": word,
            "presets": queries.presets_of(courts), "days": SERVICE_DAYS,
            "may_register": any(request.actor.has(court, *operations.REGISTRARS) for court in courts),
        },
    )  # fmt: skip


@login_required
@require_GET
def unit(request: HouseRequest, unit_id: UUID) -> HttpResponse:
    """A unit: agreement, what it may be asked, keys, service card."""
    try:
        detail = queries.unit_detail(unit_id, since=clock.now() - timedelta(days=SERVICE_DAYS))
    except queries.UnitNotFound as missing:
        raise Http404(str(missing)) from None
    return render(
        request, "inquiries/unit.html",
        {
            "detail": detail, "unit": detail.line.unit, "card": detail.line.card, "word": word, "days": SERVICE_DAYS,
            "way": registry.names().get(detail.connector, detail.connector),
            "may_set": request.actor.has(detail.line.unit.court_id, *operations.REGISTRARS),
        },
    )  # fmt: skip


@login_required
@require_POST
def act_on_unit(request: HouseRequest, unit_id: UUID) -> HttpResponse:
    """Pause a unit, or ask it again."""
    now, actor = clock.now(), request.actor
    if field(request, "act") == "pause":
        reason = field(request, "reason")
        attempt(
            request, lambda: operations.pause(unit_id=unit_id, reason=reason, now=now, actor=actor),
            t("已暂停向该单位发送。", "The unit is paused."),
        )  # fmt: skip
    else:
        attempt(
            request, lambda: operations.resume(unit_id=unit_id, now=now, actor=actor),
            t("已恢复向该单位发送。", "The unit is asked again."),
        )  # fmt: skip
    return redirect("inquiry-unit", unit_id)


@login_required
@require_GET
def silent(request: HouseRequest) -> HttpResponse:
    """Requests the units' days have run out for."""
    try:
        unit_id = UUID(request.GET["unit"]) if request.GET.get("unit") else None
    except ValueError:
        raise Http404(t("没有这个单位。", "There is no such unit.")) from None
    return render(
        request, "inquiries/silent.html",
        {
            "tabs": room_tabs("inquiries-silent"), "word": word,
            "lines": queries.dead_letters(courts=request.actor.courts, unit_id=unit_id),
        },
    )  # fmt: skip


@login_required
@require_GET
def audits(request: HouseRequest) -> HttpResponse:
    """Looks drawn by lot."""
    rows = queries.audits(courts=request.actor.courts)
    mine = {
        pick.id
        for pick in rows
        if pick.reviewed_at is None
        and pick.asker_id_copy != request.actor.user_id
        and request.actor.has(pick.court_id, *operations.REVIEWERS)
    }
    return render(
        request, "inquiries/audits.html",
        {"tabs": room_tabs("inquiry-audits"), "rows": rows, "mine": mine, "word": word,
         "states": {state.value: state.label for state in RequestState}},
    )  # fmt: skip


@login_required
@require_POST
def review(request: HouseRequest, pick_id: UUID) -> HttpResponse:
    """Enter what the reviewer found."""
    in_order, note = field(request, "in_order") == "yes", field(request, "note")
    attempt(
        request,
        lambda: operations.review(
            pick_id=pick_id, in_order=in_order, note=note, now=clock.now(), actor=request.actor
        ),
        t("抽查结果已登记。", "The review has been entered."),
    )
    return redirect("inquiry-audits")


@login_required
@require_http_methods(["GET", "POST"])
def access_log(request: HouseRequest) -> HttpResponse:
    """Who asked about a citizen: by ID number and reason, posted, never in an address; printable."""
    found, problem, masked = None, "", ""
    if request.method == "POST":
        courts = request.actor.courts_as(*operations.ACCESS_LOG_ROLES)
        court_id = courts[0] if courts else request.actor.courts[0]
        try:
            told = operations.tell_who_asked(
                court=courts_by_id([court_id])[0], id_number=field(request, "id_number"), reason=field(request, "reason"),
                now=clock.now(), actor=request.actor,
            )  # fmt: skip
            found, masked = queries.looks_at_person(told.index, courts=courts), told.masked
        except ValueError as refused:
            problem = str(refused)
    return render(
        request, "inquiries/access_log.html",
        {"tabs": room_tabs("inquiry-access"), "found": found, "problem": problem, "masked": masked, "word": word},
    )  # fmt: skip
