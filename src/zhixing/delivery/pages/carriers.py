"""Carriers on screen: how they do, a new one entered, its secret kept."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.delivery import operations, queries
from zhixing.delivery.connectors import registry
from zhixing.delivery.operations.carriers import REGISTRARS
from zhixing.delivery.pages.words import room_tabs, word
from zhixing.delivery.rules.carrier_settings import SettingsUnreadable, read_settings
from zhixing.delivery.rules.ways import Way
from zhixing.foundation import clock
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field

REFUSED = (operations.CarrierRefused, SettingsUnreadable)


def _court(request: HouseRequest) -> int | None:
    """The court in which the person may register carriers: the chosen one, or the first where a role allows it."""
    courts = [request.chosen_court] if request.chosen_court else list(request.actor.courts)
    return next((court for court in courts if request.actor.has(court, *REGISTRARS)), None)


@login_required
@require_GET
def carriers(request: HouseRequest) -> HttpResponse:
    """The carriers, how they do, what is wrong with their entries."""
    rows = queries.carriers(courts=request.actor.courts)
    return render(
        request, "delivery/carriers.html",
        {
            "tabs": room_tabs("delivery-carriers"), "word": word, "rows": rows, "has_address": bool(settings.PARTIES_ADDRESS),
            "may_register": _court(request) is not None,
            "registers_in": set(request.actor.courts_as(*REGISTRARS)),
        },
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new_carrier(request: HouseRequest) -> HttpResponse:
    """The form for a carrier. What its connector finds wrong with the entry is shown beside it in the list."""
    court_id = _court(request)
    if court_id is None:
        raise Http404(
            t("承运方由系统管理员或者执行局局长登记。", "Carriers are registered by IT or the chief.")
        )
    faults: list[str] = []
    if request.method == "POST":
        try:
            problems = _register(request, court_id)
        except REFUSED as refused:
            faults = [str(refused)]
        else:
            if problems:
                words = "；".join(problems)
                messages.warning(
                    request, t(f"已登记，还不能使用：{words}", f"Registered, not usable yet: {words}")
                )
            else:
                messages.success(
                    request, t("已登记，设置检查通过。", "Registered; the settings are in order.")
                )
            return redirect("delivery-carriers")
    ways = [way for way in Way if way.is_carried]
    made_for = {
        name: "、".join(word(way.label) for way in ways if way in registry.connector(name).ways)
        for name in registry.names()
    }
    return render(
        request, "delivery/carrier_form.html",
        {
            "tabs": room_tabs("delivery-carriers"), "word": word, "ways": ways, "connectors": registry.names(),
            "made_for": made_for, "typed": request.POST, "faults": faults, "court": courts_by_id([court_id])[0],
        },
        status=400 if faults else 200,
    )  # fmt: skip


def _register(request: HouseRequest, court_id: int) -> list[str]:
    """Enter the carrier of the form; what must still be put right. Raises CarrierRefused, SettingsUnreadable."""
    way = field(request, "way")
    if way not in {one.value for one in Way if one.is_carried}:
        raise operations.CarrierRefused("请选择送达方式。")
    settings = read_settings(request.POST.get("settings", "")[:8_000])
    secret = request.POST.get("secret", "")[:400]
    made = operations.register_carrier(
        court=courts_by_id([court_id])[0], code=field(request, "code").strip(), name=field(request, "name").strip(),
        way=Way(way), connector=field(request, "connector"), address=field(request, "address").strip(),
        settings=dict(settings), rank=_whole(request, "rank", 1), at_once=_whole(request, "at_once", 4),
        batch=_whole(request, "batch", 200), secret=secret.encode(), now=clock.now(), actor=request.actor,
    )  # fmt: skip
    return [one.words for one in operations.problems_of(carrier=made)]


def _whole(request: HouseRequest, name: str, usual: int) -> int:
    text = field(request, name).strip()
    if not text:
        return usual
    if not text.isdigit() or len(text) > 6:
        raise operations.CarrierRefused("次序、同时调用数和每批份数应为整数。")
    return int(text)


@login_required
@require_POST
def switch_carrier(request: HouseRequest, carrier_id: UUID) -> HttpResponse:
    """Pause a carrier or let it work again."""
    active = request.POST.get("active") == "yes"
    attempt(
        request,
        lambda: operations.set_carrier_active(
            carrier_id=carrier_id, active=active, now=clock.now(), actor=request.actor
        ),
        t("已恢复。", "It works again.")
        if active
        else t("已暂停；未交付的转由其他承运方。", "Paused; others take over."),
    )
    return redirect("delivery-carriers")
