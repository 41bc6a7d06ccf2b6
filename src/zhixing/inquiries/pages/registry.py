"""The register of units on screen: a new unit, its next key, groups of units, what the court asks by itself."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field, keys_of
from zhixing.inquiries import operations, queries
from zhixing.inquiries.connectors import registry
from zhixing.inquiries.pages.asking import room_tabs
from zhixing.inquiries.rules.kinds import AssetKind, UnitAction

KEY_DAYS = 14
"""How long a unit's old key is still believed beside the new one."""
_TEXTS = (
    "code",
    "name",
    "kind",
    "address",
    "agreement",
    "areas",
    "contact_name",
    "contact_phone",
    "key",
    "opens",
    "closes",
)


def _court_for(request: HouseRequest, *roles: Role) -> int:
    """The court in which the person may do this. Raises NotAllowed."""
    courts = [request.chosen_court] if request.chosen_court else list(request.actor.courts)
    court = next((one for one in courts if request.actor.has(one, *roles)), None)
    if court is None:
        titles = "、".join(role.label for role in roles)
        raise NotAllowed(f"此操作须由本院{titles}办理。")
    return court


@login_required
@require_http_methods(["GET", "POST"])
def new_unit(request: HouseRequest) -> HttpResponse:
    """The form for a unit, kept as it was filled in when something must be put right."""
    court_id = _court_for(request, *operations.REGISTRARS)
    problem, status = "", 200
    if request.method == "POST":
        try:
            unit = operations.register_unit(
                court=courts_by_id([court_id])[0], terms=_terms(request), items=_items(request),
                keys=[field(request, "key")] if field(request, "key") else [], now=clock.now(), actor=request.actor,
            )  # fmt: skip
        except ValueError as refused:
            problem, status = str(refused), 400
        else:
            messages.success(request, t("单位已经登记。", "The unit is registered."))
            return redirect("inquiry-unit", unit.pk)
    given = {name: field(request, name) for name in _TEXTS}
    return render(
        request, "inquiries/new_unit.html",
        {
            "problem": problem, "given": given, "ways": registry.names().items(), "kinds": list(AssetKind),
            "actions": list(UnitAction), "picked_kinds": request.POST.getlist("kinds"),
            "picked_actions": request.POST.getlist("actions") or ["query"], "way": field(request, "connector") or "node",
            "hours": field(request, "answer_hours") or "24", "days": field(request, "dead_after_days") or "7",
            "at_once": field(request, "at_once") or "8",
        },
        status=status,
    )  # fmt: skip


def _terms(request: HouseRequest) -> operations.UnitTerms:
    opens, closes = field(request, "opens"), field(request, "closes")
    hours = {"days": [1, 2, 3, 4, 5], "from": opens, "to": closes} if opens or closes else {}
    areas = tuple(part for part in field(request, "areas").replace("，", "、").split("、") if part)
    return operations.UnitTerms(
        code=field(request, "code"), name=field(request, "name")[:80], kind=field(request, "kind")[:30] or "单位",
        connector=field(request, "connector"), agreement=field(request, "agreement")[:200], address=field(request, "address"),
        areas=areas, contact_name=field(request, "contact_name")[:40], contact_phone=field(request, "contact_phone")[:40],
        office_hours=hours, answer_hours=_whole(request, "answer_hours"), dead_after_days=_whole(request, "dead_after_days"),
        at_once=_whole(request, "at_once"),
    )  # fmt: skip


def _whole(request: HouseRequest, name: str) -> int:
    text = field(request, name)
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise ValueError(t("时限和同时请求数请填写整数。", "Hours, days and calls are whole numbers."))
    return int(text)


def _items(request: HouseRequest) -> list[operations.Item]:
    """Every chosen act on every chosen kind of asset."""
    kinds = [kind for kind in AssetKind if kind.value in request.POST.getlist("kinds")]
    actions = [action for action in UnitAction if action.value in request.POST.getlist("actions")]
    return [operations.Item(kind, action) for kind in kinds for action in actions]


@login_required
@require_POST
def propose_key(request: HouseRequest, unit_id: UUID) -> HttpResponse:
    """Enter a unit's next key."""
    now, actor = clock.now(), request.actor

    def act() -> None:
        operations.propose_key(
            unit_id=unit_id,
            new_key=field(request, "key"),
            old_ends=_last_day(request, now),
            now=now,
            actor=actor,
        )

    attempt(
        request, act, t("公钥已录入，等待另一人与单位核对后确认。", "Entered; another person confirms it.")
    )
    return redirect("inquiry-unit", unit_id)


def _last_day(request: HouseRequest, now: datetime) -> datetime:
    text = field(request, "old_ends")
    if not text:
        return now + timedelta(days=KEY_DAYS)
    try:
        return datetime.combine(datetime.fromisoformat(text).date(), time(23, 59), clock.SHANGHAI)
    except ValueError:
        raise ValueError(t("旧公钥停用日期无法识别。", "The old key's last day cannot be read.")) from None


@login_required
@require_POST
def decide_key(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """Confirm or refuse a key that another entered."""
    unit_id = queries.unit_of_key_proposal(proposal_id)
    if unit_id is None:
        raise Http404(t("没有这把公钥。", "There is no such key."))
    accept, now, actor = field(request, "accept") == "yes", clock.now(), request.actor
    attempt(
        request, lambda: operations.decide_key(proposal_id=proposal_id, accept=accept, now=now, actor=actor),
        t("公钥已启用。", "The key is in use.") if accept else t("公钥未采用。", "The key was refused."),
    )  # fmt: skip
    return redirect("inquiry-unit", unit_id)


@login_required
@require_GET
def settings_page(request: HouseRequest) -> HttpResponse:
    """Groups of units, and what the court asks by itself."""
    courts = request.actor.courts
    roles = (*operations.REGISTRARS, *operations.SETTERS)
    court_id = next((one for one in courts if request.actor.has(one, *roles)), courts[0])
    return render(
        request, "inquiries/settings.html",
        {
            "tabs": room_tabs("inquiry-settings"), "policy": queries.policy_of(court_id),
            "presets": queries.presets_of([court_id]),
            "units": [line.unit for line in queries.list_units(courts=[court_id], since=clock.now())],
            "may_group": request.actor.has(court_id, *operations.REGISTRARS, Role.OFFICER),
            "may_set": request.actor.has(court_id, *operations.SETTERS),
        },
    )  # fmt: skip


@login_required
@require_POST
def save_preset(request: HouseRequest) -> HttpResponse:
    """Name a group of units, or change the group of a name."""
    court_id = _court_for(request, *operations.REGISTRARS, Role.OFFICER)
    ids, now = keys_of(request.POST.getlist("units")), clock.now()
    attempt(
        request,
        lambda: operations.save_preset(
            court=courts_by_id([court_id])[0],
            name=field(request, "name"),
            unit_ids=ids,
            now=now,
            actor=request.actor,
        ),
        t("单位组已保存。", "The group is saved."),
    )
    return redirect("inquiry-settings")


@login_required
@require_POST
def set_policy(request: HouseRequest) -> HttpResponse:
    """What the court asks by itself."""
    court_id = _court_for(request, *operations.SETTERS)
    chosen = keys_of([field(request, "preset")])

    def act() -> None:
        operations.set_policy(
            court=courts_by_id([court_id])[0], ask_on_filing=field(request, "ask_on_filing") == "yes",
            half_yearly=field(request, "half_yearly") == "yes", preset_id=chosen[0] if chosen else None,
            audits_a_month=_whole(request, "audits_a_month"), now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("设定已保存。", "Saved."))
    return redirect("inquiry-settings")
