"""案款设定: a court's tiers and days; tightening counts at once, loosening waits for a second person."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, fen_field, field
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import gone, room_tabs, shared


@login_required
@require_http_methods(["GET", "POST"])
def court_settings(request: HouseRequest) -> HttpResponse:
    """Show and change the settings of the court whose bureau the person runs."""
    mine = request.actor.courts_as(*operations.SETTERS)
    if not mine:
        raise NotAllowed("案款设定由本院执行局局长或者分管副院长调整。")
    court_id = next((one for one in mine if one == request.chosen_court), mine[0])
    (court,) = courts_by_id([court_id])
    lines = queries.settings_of(court_id)
    if request.method == "POST":

        def change() -> None:
            values = {
                line.setting.name: fen_field(request, line.setting.name)
                if line.setting.is_money
                else _whole(field(request, line.setting.name))
                for line in lines
                if field(request, line.setting.name)
            }
            operations.change_settings(
                court=court,
                values=values,
                reason=field(request, "reason"),
                now=clock.now(),
                actor=request.actor,
            )

        attempt(
            request, change,
            t("已调整；放宽的部分等待他人确认。", "Changed; what loosens waits for a second person."),
        )  # fmt: skip
        return redirect("funds-settings")
    return render(
        request, "funds/settings.html",
        {
            **shared(), "court": court, "lines": lines, "changes": queries.setting_changes(court_id),
            "names": {line.setting.name: line.setting for line in lines}, "me": f"user:{request.actor.user_id}",
            "tabs": room_tabs("funds-settings"),
        },
    )  # fmt: skip


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"“{text}”不是整数。")
    return int(text)


@login_required
@require_POST
def decide(request: HouseRequest, change_id: UUID) -> HttpResponse:
    """Accept or refuse a loosening."""
    seen = {
        change.pk
        for court in request.actor.courts_as(*operations.SETTERS)
        for change in queries.setting_changes(court)
    }
    if change_id not in seen:
        raise gone(LookupError("没有这项调整，或者它不在您可以查看的法院。"))
    accept = field(request, "act") == "accept"
    attempt(
        request,
        lambda: operations.decide_setting(change_id=change_id, accept=accept, now=clock.now(), actor=request.actor),
        t("已确认放宽。", "Accepted.") if accept else t("不予放宽。", "Refused."),
    )  # fmt: skip
    return redirect("funds-settings")
