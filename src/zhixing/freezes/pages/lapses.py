"""Lapses on screen and as a workbook, and the week to print."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhixing.cases.pages import workbook_response
from zhixing.cases.rules.workbooks import SheetCell, list_workbook
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import day_of
from zhixing.freezes import queries
from zhixing.freezes.pages.measures import CHIPS, word
from zhixing.freezes.rules.lapses import LapseCause

EXPORT_ROWS_MAX = 20_000
WEEK = timedelta(days=6)
_ENGLISH = {
    LapseCause.DECIDED: "decided not to renew", LapseCause.LAW: "barred by law", LapseCause.HOLDER: "not done by the holder",
    LapseCause.BEFORE: "lapsed before it was taken over", LapseCause.US: "not renewed by us",
}  # fmt: skip


def cause_word(cause: LapseCause) -> str:
    """A cause in the language of the person."""
    return t(cause.label, _ENGLISH[cause].capitalize())


@login_required
@require_GET
def lapses(request: HouseRequest) -> HttpResponse:
    """What ran out in a period, by cause, each with its evidence; also as a workbook."""
    today = clock.today()
    first = day_of(request.GET.get("from", "")) or date(today.year, 1, 1)
    last = day_of(request.GET.get("to", "")) or today
    is_workbook = request.GET.get("format") == "xlsx"
    found = queries.lapses(
        courts=request.actor.courts, first=first, last=last, today=today,
        limit=EXPORT_ROWS_MAX if is_workbook else queries.LAPSES_SHOWN,
    )  # fmt: skip
    if is_workbook:
        return _workbook(request, found, first, last)
    return render(
        request, "freezes/lapses.html",
        {
            "found": found, "first": first, "last": last, "chips": CHIPS, "word": word, "cause_word": cause_word,
            "causes": [(cause_word(cause), found.by_cause.get(cause, 0)) for cause in LapseCause],
        },
    )  # fmt: skip


def _workbook(request: HouseRequest, found: queries.Lapses, first: date, last: date) -> HttpResponse:
    rows: list[Sequence[SheetCell]] = [
        (
            one.lapsed_on, one.line.case_number, one.line.debtor, one.line.action, one.line.asset_kind,
            one.line.description, one.line.holder, one.line.officer_name, one.reason.cause.label, one.reason.words,
            one.first_warned_days_before,
            "；".join(f"{clock.local_date(warned.at)} 届满前{warned.step}日档 {warned.officer or '无承办人'}" for warned in one.warned),
            "；".join(f"{clock.local_date(done.at)} {done.words} {done.actor}" for done in one.done),
        )
        for one in found.lines
    ]  # fmt: skip
    headings = [
        ("届满日", 12), ("案号", 26), ("被执行人", 20), ("措施", 8), ("财产类型", 12), ("财产描述", 24), ("协助单位", 24),
        ("承办人", 10), ("原因", 14), ("依据", 36), ("首次提醒提前天数", 16), ("提醒", 60), ("办理经过", 80),
    ]  # fmt: skip
    court = next((court for court in request.actor.courts if court in request.actor.roles), None)
    if court is not None:
        record(
            court_id=court, subject=f"court:{court}", kind="freezes.exported", at=clock.now(), actor=request.actor,
            body={"query": f"lapses {first} {last}", "rows": len(rows)},
        )  # fmt: skip
    content = list_workbook(title="失效统计", headings=headings, rows=rows)
    return workbook_response(content, f"查封冻结失效_{first:%Y%m%d}_{last:%Y%m%d}.xlsx")


@login_required
@require_GET
def week(request: HouseRequest) -> HttpResponse:
    """A week of ends, day by day, to print on A4 and to tick off."""
    today = clock.today()
    start = day_of(request.GET.get("from", "")) or today
    start -= timedelta(days=start.weekday())
    mine = request.GET.get("mine", "1") == "1"
    days = queries.week_of(
        courts=request.actor.courts, person_id=request.actor.user_id if mine else None, first=start, last=start + WEEK,
        today=today,
    )  # fmt: skip
    return render(
        request, "freezes/week.html",
        {
            "days": days, "first": start, "last": start + WEEK, "mine": mine, "chips": CHIPS, "word": word,
            "before": start - timedelta(days=7), "after": start + timedelta(days=7),
            "total": sum(len(lines) for _, lines in days),
        },
    )  # fmt: skip
