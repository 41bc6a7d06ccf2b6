"""What the robot is worth on screen: its log, acts drawn for a person's verdict, the published error rate, time and touches."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import case_or_404
from zhixing.cases.rules.timeline_words import words_of
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field
from zhixing.robot.operations.samples import WRONGS, judge_sample
from zhixing.robot.pages.words import chosen_court, shared
from zhixing.robot.queries import samples as sampled
from zhixing.robot.queries.desk import tasks_of_case
from zhixing.robot.queries.log import log, not_done
from zhixing.robot.queries.procedures import standings
from zhixing.robot.queries.stops import policy_of
from zhixing.robot.queries.time_saved import SEEN_LEAST, time_saved
from zhixing.robot.queries.touches import coverage, touches

SPANS = (30, 90, 365)


@login_required
@require_GET
def log_page(request: HouseRequest) -> HttpResponse:
    """What was done and why: rule, article, who approved, how it ended."""
    court_id = chosen_court(request)
    known = {
        one.key: t(one.procedure.name_zh, one.procedure.name_en) if one.procedure else one.key
        for one in standings(court_id, clock.today())
    }
    procedure = request.GET.get("procedure", "")
    after = request.GET.get("after", "")
    page = log(
        court_ids=request.actor.courts, procedure=procedure if procedure in known else "", decided_only=True, after=after
    )  # fmt: skip

    def query(**asked: str) -> str:
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    following = query(procedure=procedure, after=page.next_key) if page.next_key else ""
    return render(
        request, "robot/log.html",
        {
            **shared("robot-log"), "lines": page.lines, "known": known, "procedure": procedure, "next_page": following,
            "first_page": query(procedure=procedure) if after else "",
        },
    )  # fmt: skip


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """What the robot proposed and did in a case, why it did nothing else, and how often people did; the case's tab."""
    case = case_or_404(case_id)
    standing = standings(case.court_id, clock.today())
    names = {one.key: t(one.procedure.name_zh, one.procedure.name_en) for one in standing if one.procedure}
    part = request.headers.get("HX-Request") == "true"
    return render(
        request, "robot/of_case.html" if part else "robot/of_case_page.html",
        {
            **shared("robot"), "case": case, "tasks": tasks_of_case(case_id), "held": not_done(case_id), "names": names,
            "touches": touches(case_id), "fact_words": words_of,
        },
    )  # fmt: skip


@login_required
@require_GET
def samples(request: HouseRequest) -> HttpResponse:
    """Acts drawn by lot: right or wrong, and what was wrong."""
    actor = request.actor
    return render(
        request, "robot/samples.html",
        {
            **shared("robot-samples"), "rows": sampled.samples_to_judge(actor=actor),
            "count": sampled.count_to_judge(actor=actor), "wrongs": {key: t(*words) for key, words in WRONGS.items()},
            "share": policy_of(chosen_court(request)).samples_percent,
        },
    )  # fmt: skip


@login_required
@require_POST
def judge(request: HouseRequest, act_id: UUID) -> HttpResponse:
    """Take a verdict."""

    def act() -> None:
        judge_sample(
            act_id=act_id, verdict=field(request, "verdict"), what=field(request, "what"), note=field(request, "note"),
            now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("已记下。", "Noted."))
    return redirect("robot-samples")


def _span(request: HouseRequest) -> tuple[int, date, date]:
    try:
        days = int(request.GET.get("days", ""))
    except ValueError:
        days = SPANS[1]
    days = days if days in SPANS else SPANS[1]
    today = clock.today()
    return days, today - timedelta(days=days - 1), today


@login_required
@require_GET
def results(request: HouseRequest) -> HttpResponse:
    """The error rate with its bounds, the time saved and how it is measured, and the touches of concluded cases."""
    days, since, until = _span(request)
    courts = request.actor.courts
    lines, over_all = sampled.error_rates(courts=courts, since=since, until=until)
    views = [(t(f"近 {span} 日", f"{span} days"), f"?days={span}", span == days) for span in SPANS]
    return render(
        request, "robot/results.html",
        {
            **shared("robot-results"), "lines": lines, "over_all": over_all, "views": views, "since": since, "until": until,
            "wrong": sampled.found_wrong(courts=courts, since=since, until=until),
            "wrongs": {key: t(*words) for key, words in WRONGS.items()}, "least": SEEN_LEAST,
            "saved": time_saved(courts=courts, since=since, until=until),
            "coverage": coverage(courts=courts, since=since, until=until),
        },
    )  # fmt: skip
