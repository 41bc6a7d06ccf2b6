"""Procedures on screen: in plain words, as text a court may change, with faults named, two people, a day and a history."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, day_field, field
from zhixing.law.citing import citation
from zhixing.robot import operations
from zhixing.robot.operations.procedures import MAY_APPROVE, MAY_PROPOSE
from zhixing.robot.pages.words import chosen_court, procedure_words, shared
from zhixing.robot.queries import procedures as reading
from zhixing.robot.queries.procedures import Standing, parsed, shipped_texts
from zhixing.robot.queries.versions import (
    changes,
    counts_of_procedures,
    history,
    version_by_id,
    waiting_versions,
)
from zhixing.robot.rules.procedures import Procedure
from zhixing.robot.rules.reading import Fault
from zhixing.robot.rules.states import VersionState

TEXT_MAX = 20_000


def _court(request: HouseRequest, court_id: int) -> int:
    if court_id not in request.actor.courts:
        raise Http404(t("没有这个法院。", "No such court."))
    return court_id


def source_words(procedure: Procedure) -> str:
    """The article that a procedure serves; empty for none."""
    return citation(procedure.subject, clock.today()) if procedure.subject else ""


@login_required
@require_GET
def procedures(request: HouseRequest) -> HttpResponse:
    """Every procedure of the court in plain words, with what it did in the last thirty days."""
    court_id, today = chosen_court(request), clock.today()
    return render(
        request, "robot/procedures.html",
        {
            **shared("robot-procedures"), "rows": reading.standings(court_id, today), "court_id": court_id,
            "procedure_words": procedure_words, "source_words": source_words, "waiting": waiting_versions([court_id]),
            "counts": counts_of_procedures(court_id, since=clock.now() - timedelta(days=30)),
            "may_propose": request.actor.has(court_id, *MAY_PROPOSE),
        },
    )  # fmt: skip


def _standing(court_id: int, key: str) -> Standing:
    for one in reading.standings(court_id, clock.today()):
        if one.key == key:
            return one
    raise Http404(t("没有这个流程。", "No such procedure."))


def _text_of(court_id: int, one: Standing) -> str:
    if one.procedure is not None:
        return one.procedure.text
    own = next((row.text for row in reading.versions([court_id], key=one.key) if row.text), "")
    return own or shipped_texts().get(one.key, "")


@login_required
@require_GET
def procedure(request: HouseRequest, court_id: int, key: str) -> HttpResponse:
    """One procedure: its words, its article, its history with what each version changed."""
    one = _standing(_court(request, court_id), key)
    actor = request.actor
    rows = history(court_id, key)
    waiting = next((row for row in rows if row.state is VersionState.PROPOSED), None)
    return render(
        request, "robot/procedure.html",
        {
            **shared("robot-procedures"), "one": one, "court_id": court_id, "procedure_words": procedure_words,
            "source": source_words(one.procedure) if one.procedure else "", "text": _text_of(court_id, one),
            "history": rows, "waiting": waiting,
            "proposed": parsed(waiting.text)[0] if waiting and waiting.text else None,
            "may_propose": waiting is None and actor.has(court_id, *MAY_PROPOSE),
            "may_approve": waiting is not None and actor.has(court_id, *MAY_APPROVE) and waiting.proposed_by_id != actor.user_id,
            "may_withdraw": waiting is not None and (
                actor.has(court_id, *MAY_APPROVE) or waiting.proposed_by_id == actor.user_id
            ),
        },
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HouseRequest, court_id: int, key: str) -> HttpResponse:
    """Change the text: looked over as often as wanted, with every fault by its line, then proposed to a second person."""
    one = _standing(_court(request, court_id), key)
    request.actor.require(court_id, *MAY_PROPOSE)
    text = request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n")[:TEXT_MAX]
    text = text if request.method == "POST" else _text_of(court_id, one)
    found, faults = parsed(text)
    if found is not None and found.key != key:
        faults = (Fault(0, "key", t(f"须保持“{key}”", f"must stay “{key}”")),)
    if request.method == "POST" and request.POST.get("step") == "propose" and not faults:

        def act() -> None:
            operations.propose_version(
                court_id=court_id, text=text, why=field(request, "why"), effective_on=day_field(request, "effective_on"),
                now=clock.now(), actor=request.actor,
            )  # fmt: skip

        if attempt(request, act, t("已提出，待第二人批准。", "Proposed; a second person approves it.")):
            return redirect("robot-procedure", court_id, key)
    return render(
        request, "robot/procedure_edit.html",
        {
            **shared("robot-procedures"), "one": one, "court_id": court_id, "text": text, "faults": faults,
            "found": None if faults else found, "procedure_words": procedure_words, "looked": request.method == "POST",
            "changes": changes(_text_of(court_id, one), text), "why": field(request, "why"),
            "effective_on": field(request, "effective_on") or f"{clock.today():%Y-%m-%d}",
        },
        status=422 if faults and request.method == "POST" else 200,
    )  # fmt: skip


@login_required
@require_POST
def switch_off(request: HouseRequest, court_id: int, key: str) -> HttpResponse:
    """Propose that the procedure no longer runs here."""

    def act() -> None:
        operations.propose_switching_off(
            court_id=_court(request, court_id), key=key, why=field(request, "why"),
            effective_on=day_field(request, "effective_on"), now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("已提出停用，待第二人批准。", "Proposed; a second person approves it."))
    return redirect("robot-procedure", court_id, key)


@login_required
@require_POST
def decide(request: HouseRequest, version_id: UUID) -> HttpResponse:
    """Approve a proposed version as the second person, or withdraw it."""
    row = version_by_id(version_id)
    if row is None:
        raise Http404(t("没有这个版本。", "No such version."))
    now, actor = clock.now(), request.actor
    if request.POST.get("decision") == "approve":
        words = t("已批准，自施行日起生效。", "Approved; in force from its day.")
        attempt(
            request, lambda: operations.approve_version(version_id=version_id, now=now, actor=actor), words
        )
    else:
        words = t("已撤回。", "Withdrawn.")
        attempt(
            request, lambda: operations.withdraw_version(version_id=version_id, now=now, actor=actor), words
        )
    return redirect("robot-procedure", row.court_id, row.key)
