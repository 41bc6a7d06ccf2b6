"""Absences with their deputies, and applicants to be told, on screen."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.freezes.operations import drafting, people
from zhixing.freezes.operations.paper import PaperRefused
from zhixing.freezes.pages.renewals import day_of, picked, shared
from zhixing.freezes.queries import ReminderState, acts, courts_of
from zhixing.freezes.queries import people as found

REFUSED = (people.AbsenceRefused, people.TellingRefused, PaperRefused, drafting.BatchRefused)


@login_required
@require_http_methods(["GET", "POST"])
def absences(request: HouseRequest) -> HttpResponse:
    """Who is away, who stands in; a form for oneself, for the chief for everybody."""
    courts = request.actor.courts_as(*people.DEPUTIES)
    if request.method == "POST":
        try:
            _note(request, courts)
        except REFUSED as refused:
            messages.error(request, str(refused))
        return redirect("freezes-absences")
    today = clock.today()
    chief = [court for court in courts if request.actor.has(court, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)]
    return render(
        request, "freezes/absences.html",
        {**shared(), "rows": found.absences(request.actor.courts, today=today), "chief": chief, "court": courts[0] if courts
         else None, "staff": found.staff_of(courts[0]) if courts else [], "me": request.actor.user_id},
    )  # fmt: skip


def _note(request: HouseRequest, courts: list[int]) -> None:
    court = request.POST.get("court", "")
    court_id = next((one for one in courts if str(one) == court), None)
    if court_id is None:
        raise people.AbsenceRefused("离岗须在本人所在的法院登记。")
    person, deputy = request.POST.get("person", ""), request.POST.get("deputy", "")
    starts_on, ends_on = day_of(request, "starts_on"), day_of(request, "ends_on")
    if starts_on is None or ends_on is None:
        raise people.AbsenceRefused("请填写离岗的起止日期。")
    people.note_absence(
        court_id=court_id, person_id=int(person) if person.isdigit() else request.actor.user_id or 0,
        deputy_id=int(deputy) if deputy.isdigit() else None, starts_on=starts_on, ends_on=ends_on,
        reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor,
    )  # fmt: skip
    messages.success(
        request, t("已登记，期间的措施由代理人办理。", "Noted; the deputy sees the measures meanwhile.")
    )


@login_required
@require_POST
def cancel_absence(request: HouseRequest, absence_id: UUID) -> HttpResponse:
    """They are back."""
    try:
        people.cancel_absence(absence_id=absence_id, now=clock.now(), actor=request.actor)
    except REFUSED as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, t("已撤销离岗登记。", "The absence was cancelled."))
    return redirect("freezes-absences")


@login_required
@require_http_methods(["GET", "POST"])
def tellings(request: HouseRequest) -> HttpResponse:
    """Applicants to be told that measures end; noting that they were."""
    if request.method == "POST":
        try:
            count = people.note_applicants_told(
                reminder_ids=picked(request),
                channel=request.POST.get("channel", ""),
                now=clock.now(),
                actor=request.actor,
            )
        except REFUSED as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, t(f"已登记告知 {count} 人。", f"{count} told."))
        return redirect("freezes-tellings")
    wanted = request.GET.get("state", "")
    state = ReminderState(wanted) if wanted in set(ReminderState) else ReminderState.DUE
    rows = found.tellings(request.actor.courts, state=state)
    english = {"due": "to be told", "sent": "sent, not served yet", "told": "told"}
    views = [(t(one.label, english[one.value]), f"?state={one.value}", one is state) for one in ReminderState]
    return render(
        request, "freezes/tellings.html",
        {"rows": rows, "channels": people.CHANNELS, "views": views, "is_due": state is ReminderState.DUE},
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def policy(request: HouseRequest, court_id: int) -> HttpResponse:
    """Whether renewals need a second person, as the court sets."""
    request.actor.require(court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
    if request.method == "POST":
        yuan = request.POST.get("yuan", "0").strip()
        try:
            drafting.set_policy(
                court_id=court_id, needs_second_person=request.POST.get("second") == "1",
                alone_up_to_fen=int(yuan) * 100 if yuan.isdigit() else 0, now=clock.now(), actor=request.actor,
            )  # fmt: skip
        except REFUSED as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, t("已保存。", "Saved."))
        return redirect("renewal-policy", court_id)
    second, alone = acts.policy_of(court_id)
    court = courts_of([court_id])[0]
    return render(
        request, "freezes/policy.html", {"court": court, "second": second, "alone_yuan": alone // 100}
    )
