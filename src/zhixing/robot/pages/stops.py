"""Stops and limits on screen: stop everything, one procedure or what goes to one unit; how many within an hour."""

from datetime import time

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field, key_of
from zhixing.robot import operations
from zhixing.robot.operations.procedures import MAY_APPROVE
from zhixing.robot.operations.stopping import MAY_RESUME, MAY_STOP
from zhixing.robot.pages.words import chosen_court, shared
from zhixing.robot.queries.limits import used_within_the_hour
from zhixing.robot.queries.procedures import standings
from zhixing.robot.queries.stops import policy_of, stops_of, units_of


def _court_of(request: HouseRequest) -> int:
    """The court that a form names; NotAllowed follows from the operation when it is not the person's."""
    try:
        return int(request.POST.get("court", ""))
    except ValueError:
        return chosen_court(request)


@login_required
@require_GET
def stops(request: HouseRequest) -> HttpResponse:
    """What is stopped, the switch for each, and the limits of the court."""
    court_id, actor = chosen_court(request), request.actor
    procedures = standings(court_id, clock.today())
    names = {one.key: t(one.procedure.name_zh, one.procedure.name_en) for one in procedures if one.procedure}
    in_force, policy, units = stops_of([court_id]), policy_of(court_id), units_of(court_id)
    used = used_within_the_hour(court_id, clock.now())
    return render(
        request, "robot/stops.html",
        {
            **shared("robot-stops"), "court_id": court_id, "in_force": in_force, "names": names,
            "ended": stops_of([court_id], in_force=False), "policy": policy, "units": units,
            "unit_bounds": [(unit, name, policy.units.get(str(unit), ""), used.units.get(unit, 0)) for unit, name in units],
            "used": used, "procedures": procedures,
            "is_all_stopped": any(not one.procedure and one.unit_id is None for one in in_force),
            "may_stop": actor.has(court_id, *MAY_STOP), "may_resume": actor.has(court_id, *MAY_RESUME),
            "may_set": actor.has(court_id, *MAY_APPROVE),
        },
    )  # fmt: skip


@login_required
@require_POST
def stop(request: HouseRequest) -> HttpResponse:
    """Stop at once."""

    def act() -> None:
        operations.stop(
            court_id=_court_of(request), procedure=field(request, "procedure"), unit_id=key_of(field(request, "unit")),
            why=field(request, "why"), now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(
        request,
        act,
        t("已停止：从现在起不再拟办、不再办理。", "Stopped: nothing is prepared or done from now on."),
    )
    return redirect("robot-stops")


@login_required
@require_POST
def resume(request: HouseRequest) -> HttpResponse:
    """Let it go on."""

    def act() -> None:
        operations.resume(
            court_id=_court_of(request), procedure=field(request, "procedure"), unit_id=key_of(field(request, "unit")),
            now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("已恢复。", "It goes on."))
    return redirect("robot-stops")


@login_required
@require_POST
def limits(request: HouseRequest) -> HttpResponse:
    """Set the limits of the court, and those of units that bear more or less than the others."""

    def whole(name: str) -> int:
        try:
            return int(field(request, name))
        except ValueError as unreadable:
            raise ValueError(t("请填写整数。", "Enter whole numbers.")) from unreadable

    def hour(name: str) -> time:
        try:
            return time.fromisoformat(field(request, name))
        except ValueError as unreadable:
            raise ValueError(t("时间请写成 08:30。", "Write the time as 08:30.")) from unreadable

    def act() -> None:
        court_id = _court_of(request)
        own = {
            unit: whole(f"unit-{unit}") for unit, _ in units_of(court_id) if field(request, f"unit-{unit}")
        }
        operations.set_policy(
            court_id=court_id, per_hour=whole("per_hour"), at_once=whole("at_once"), unit_per_hour=whole("unit_per_hour"),
            units=own, opens_at=hour("opens_at"), closes_at=hour("closes_at"),
            working_days_only=request.POST.get("working_days_only") == "1", samples_percent=whole("samples_percent"),
            now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("限额已保存。", "Limits saved."))
    return redirect("robot-stops")
