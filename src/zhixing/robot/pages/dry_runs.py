"""The dry run on screen: every difference the robot would make if it ran now. Procedure by procedure, and nothing is done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from zhixing.cases.pages import workbook_response
from zhixing.cases.rules.workbooks import SheetCell, list_workbook
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.robot.pages.words import action_words, chosen_court, shared
from zhixing.robot.queries.dry_run import ProcedureTotal, dry_run, totals
from zhixing.robot.queries.procedures import procedures_in_force
from zhixing.robot.queries.proposing import Proposal
from zhixing.robot.rules.conditions import CONDITIONS
from zhixing.robot.rules.procedures import Procedure

SHOWN = 100
"""Cases whose differences stand on the page; all of them are in the workbook."""
TOGETHER = 6
"""Procedures looked at in one step: fewer would look at every case more often, more would show progress too seldom."""
EXPORT_ROWS_MAX = 50_000


def _asked(request: HouseRequest) -> tuple[int, Mapping[str, Procedure], list[str]]:
    """The court, its procedures in force, and those that were chosen; all where none was."""
    court_id = chosen_court(request)
    known = procedures_in_force(court_id, clock.today())
    return court_id, known, [key for key in request.GET.getlist("procedure") if key in known] or sorted(known)


@login_required
@require_GET
def dry_run_page(request: HouseRequest) -> HttpResponse:
    """Choose procedures; with `run` the first of them is looked at, and each answer fetches the next."""
    court_id, known, chosen = _asked(request)
    runs = request.GET.get("run") == "1"
    every = request.GET.get("every") == "1"
    return render(
        request, "robot/dry_run.html",
        {
            **shared("robot-dry-run"), "known": sorted(known.values(), key=lambda one: one.key), "chosen": chosen,
            "every": every, "part": _part_address(chosen, 0, every) if runs and chosen else "", "court_id": court_id,
        },
    )  # fmt: skip


def _part_address(chosen: list[str], place: int, every: bool) -> str:
    asked = (
        [("procedure", key) for key in chosen] + [("place", str(place))] + ([("every", "1")] if every else [])
    )
    return f"{reverse('robot-dry-run-part')}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a dry run found of one procedure: its totals, the differences of the first cases, and all of them as a workbook."""

    procedure: Procedure
    total: ProcedureTotal | None
    shown: list[Proposal]
    held_by: list[tuple[str, int]]
    export: str


@login_required
@require_GET
def dry_run_part(request: HouseRequest) -> HttpResponse:
    """A few procedures together, for which each case is looked at once; and the address of the next few."""
    court_id, known, chosen = _asked(request)
    every = request.GET.get("every") == "1"
    try:
        place = max(int(request.GET.get("place", "0")), 0)
    except ValueError:
        raise Http404(t("没有这个流程。", "No such procedure.")) from None
    keys = chosen[place : place + TOGETHER]
    shown: dict[str, list[Proposal]] = {key: [] for key in keys}

    def looked_at() -> Iterator[Proposal]:
        for one in dry_run(court_ids=[court_id], now=clock.now(), keys=keys, every_case=every):
            if one.acts and len(shown[one.procedure.key]) < SHOWN:
                shown[one.procedure.key].append(one)
            yield one

    sums = totals(looked_at()) if keys else {}
    done = min(place + TOGETHER, len(chosen))
    asked = {"every": "1"} if every else {}
    seen = [
        Seen(
            known[key], sums.get(key), shown[key], _held_by(sums[key].held_by if key in sums else {}),
            f"{reverse('robot-dry-run-xlsx')}?{urlencode({'procedure': key, **asked})}",
        )
        for key in keys
    ]  # fmt: skip
    return render(
        request, "robot/dry_run_part.html",
        {
            **shared("robot-dry-run"), "seen": seen, "done": done, "all": len(chosen),
            "next": _part_address(chosen, done, every) if done < len(chosen) else "",
        },
    )  # fmt: skip


def _held_by(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What held cases back, by the name of the condition, the most frequent first."""
    named = [
        (t(CONDITIONS[key].name_zh, CONDITIONS[key].name_en) if key in CONDITIONS else key, count)
        for key, count in counts.items()
    ]
    return sorted(named, key=lambda one: (-one[1], one[0]))


@login_required
@require_GET
def dry_run_workbook(request: HouseRequest) -> HttpResponse:
    """Every difference of the chosen procedures as a workbook."""
    court_id, _, chosen = _asked(request)
    every = request.GET.get("every") == "1"
    found = dry_run(court_ids=[court_id], now=clock.now(), keys=chosen, every_case=every)
    headings = [
        ("流程", 16),
        ("案号", 24),
        ("动作", 18),
        ("拟办", 32),
        ("内容", 18),
        ("现在", 28),
        ("办理后", 36),
        ("来源不一致", 12),
    ]
    rows = islice(_rows(found), EXPORT_ROWS_MAX)
    content = list_workbook(title="预演", headings=headings, rows=rows)
    return workbook_response(content, f"预演_{clock.today():%Y%m%d}.xlsx")


def _rows(found: Iterator[Proposal]) -> Iterator[tuple[SheetCell, ...]]:
    for one in found:
        for act in one.acts:
            red = "是" if act.is_red else ""
            start = (one.procedure.name_zh, one.view.number, action_words(act.action), act.title)
            if not act.lines:
                yield (*start, "", "", "", red)
            for line in act.lines:
                yield (*start, line.label, line.before, line.after, red)
