"""Measures on screen: the due list, a measure with its why, and the part on the case page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import case_or_404, workbook_response
from zhixing.cases.rules.workbooks import SheetCell, list_workbook
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.freezes import operations, queries
from zhixing.freezes.queries import MeasureFilter, MeasureLine, MeasureNotFound, more
from zhixing.freezes.rules.standing import Tone, View
from zhixing.law.measure_terms import AssetClass

EXPORT_ROWS_MAX = 20_000
EXPORT_PAGE = 1000
_AHEAD = (View.WEEK, View.MONTH, View.SIXTY)
TEXT_MAX = 80
COUNTED_MAX = 10_000
"""Measures of one stretch of days are counted as far as this: counting half a million took longer than the page."""
CHIPS = {
    Tone.RED: "overdue",
    Tone.AMBER: "sent",
    Tone.GREY: "waiting",
    Tone.GREEN: "confirmed",
    Tone.ENDED: "ended",
}
_ENGLISH = {
    "已解除": "released",
    "无届满日": "no end",
    "已过期": "lapsed",
    "7 日内届满": "within 7 days",
    "30 日内届满": "within 30 days",
    "已确认": "confirmed",
    "在控未确认": "not confirmed",
    "依台账，未经协助单位回执确认": "from the ledger, no receipt of the holder",
    "协助单位已回执确认": "confirmed by the holder's receipt",
    "协助单位只办了一部分": "done in part by the holder",
    "协助单位未办理": "not done by the holder",
    "协助单位结果不明": "outcome unknown",
    "协助单位未续行": "renewal refused",
    "协助单位未解除": "release refused",
    "轮候待确认": "turn to be confirmed",
    "已发出，逾期无回执": "sent, no receipt in time",
    "续行已发出，待回执": "renewal sent, no receipt yet",
    "解除已发出，待回执": "release sent, no receipt yet",
    "已决定不再续行": "not to be renewed",
    "依决定未续行，已届满": "ended as decided",
    "续行待批准": "renewal to be approved",
    "续行文书制作中": "renewal being made",
    "续行文书待送达": "renewal to be served",
    "解除待批准": "release to be approved",
    "解除文书制作中": "release being made",
    "解除文书待送达": "release to be served",
    "冻结": "freeze",
    "查封": "seal",
    "扣押": "seize",
    "全部在控": "All",
    "7 日内": "7 days",
    "30 日内": "30 days",
    "60 日内": "60 days",
}


def word(chinese: str) -> str:
    """One of this room's words in the language of the person."""
    return t(chinese, _ENGLISH.get(chinese, chinese).capitalize())


def _shared() -> dict[str, object]:
    return {"chips": CHIPS, "word": word}


# ---- the due list ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address of a list asks for."""

    wanted: MeasureFilter
    mine: bool

    def query(self, **changes: str) -> str:
        """The address again, with changes; empty values are left out."""
        values = {
            "view": self.wanted.view.value,
            "mine": "1" if self.mine else "0",
            "asset": self.wanted.asset,
            "q": self.wanted.text,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})


def _asked(request: HouseRequest) -> _Asked:
    view = request.GET.get("view", "")
    asset = request.GET.get("asset", "")
    mine = request.GET.get("mine", "1" if _is_officer(request) else "0") == "1"
    return _Asked(
        MeasureFilter(
            view=View(view) if view in set(View) else View.ALL,
            asset=asset if asset in set(AssetClass) else "",
            officer_id=(request.actor.user_id or 0) if mine else None,
            text=request.GET.get("q", "").strip()[:TEXT_MAX],
        ),
        mine,
    )


def _is_officer(request: HouseRequest) -> bool:
    held = frozenset().union(*request.actor.roles.values()) if request.actor.roles else frozenset()
    return Role.OFFICER in held


@login_required
@require_GET
def freezes(request: HouseRequest) -> HttpResponse:
    """The due list: what is pressing in two lines, then the rows, a page at a time or as a workbook."""
    asked, today = _asked(request), clock.today()
    if request.GET.get("format") == "xlsx":
        return _workbook(request, asked)
    courts = request.actor.courts
    by_value = request.GET.get("order") == "value"
    many = request.GET.get("many") == "1"
    if by_value:
        ahead = asked.wanted if asked.wanted.view in _AHEAD else replace(asked.wanted, view=View.SIXTY)
        page = queries.MeasurePage(more.list_by_value(courts=list(courts), wanted=ahead, today=today), "")
    else:
        page = queries.list_measures(
            courts=courts, wanted=asked.wanted, today=today, after=request.GET.get("after", "")[:120],
            limit=more.VALUE_ROWS if many else queries.PAGE_ROWS,
        )  # fmt: skip
    counts = queries.urgency(courts=courts, today=today, officer_id=asked.wanted.officer_id, most=COUNTED_MAX)
    views = [
        (_view_words(view, counts), asked.query(view=view.value), view is asked.wanted.view) for view in View
    ]
    assets = [(t("全部财产", "All assets"), asked.query(asset=""), not asked.wanted.asset)]
    assets += [
        (asset.chinese, asked.query(asset=asset.value), asset.value == asked.wanted.asset)
        for asset in AssetClass
    ]
    return render(
        request, "freezes/list.html",
        {
            **_shared(), "View": View, "page": page, "asked": asked, "counts": counts, "views": views, "assets": assets,
            "gaps": {kind: queries.gaps_text(count) for kind, count in queries.count_gaps(courts=courts).items()},
            "several_courts": len(courts) > 1,
            "next_page": asked.query(after=page.next_key) if page.next_key else "",
            "first_page": asked.query() if request.GET.get("after") else "",
            "by_value": by_value, "many": many, "most": more.VALUE_ROWS,
            "may_renew": any(request.actor.has(court, *operations.OFFICE_ROLES) for court in courts),
            "may_take_over": any(request.actor.has(court, *operations.OFFICE_ROLES) for court in courts),
        },
    )  # fmt: skip


def _view_words(view: View, counts: queries.Urgency) -> str:
    return f"{word(view.label)} {counts.text(view)}".strip()


def _every_line(courts: Sequence[int], wanted: MeasureFilter, today: date) -> Iterator[MeasureLine]:
    after, given = "", 0
    while given < EXPORT_ROWS_MAX:
        page = queries.list_measures(
            courts=courts, wanted=wanted, today=today, after=after, limit=EXPORT_PAGE
        )
        yield from page.lines
        given, after = given + len(page.lines), page.next_key
        if not after:
            return


def _workbook(request: HouseRequest, asked: _Asked) -> HttpResponse:
    today = clock.today()
    rows: list[Sequence[SheetCell]] = [
        (
            line.standing.word, line.case_number, line.debtor, line.action, line.asset_kind, line.description,
            line.holder, "是" if line.is_waiting else "否", line.starts_on, line.stated_end, line.ends_on,
            line.standing.days_left, line.officer_name, line.standing.proof,
            "；".join(flag["message"] for flag in line.flags),
        )
        for line in _every_line(request.actor.courts, asked.wanted, today)
    ]  # fmt: skip
    headings = [
        ("状态", 12), ("案号", 26), ("被执行人", 24), ("措施", 8), ("财产类型", 12), ("财产描述", 24), ("协助单位", 24),
        ("轮候", 6), ("起始日", 12), ("台账届满日", 14), ("按此提醒", 12), ("剩余天数", 10), ("承办人", 10),
        ("依据", 30), ("提示", 40),
    ]  # fmt: skip
    content = list_workbook(title="查封冻结", headings=headings, rows=rows)
    for court_id in request.actor.courts:
        if court_id in request.actor.roles:
            record(
                court_id=court_id, subject=f"court:{court_id}", kind="freezes.exported", at=clock.now(),
                actor=request.actor, body={"query": asked.query(), "rows": len(rows)},
            )  # fmt: skip
            break
    return workbook_response(content, f"查封冻结_{asked.wanted.view.label}_{today:%Y%m%d}.xlsx")


# ---- one measure -----------------------------------------------------------------------------------------------------


@login_required
@require_GET
def measure(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """A measure: how it stands, why it ends when it ends, what happened to it, what can be done."""
    detail = _detail(measure_id)
    actor, rest = request.actor, more.more_of(measure_id, today=clock.today())
    return render(
        request, "freezes/measure.html",
        {
            **_shared(), "detail": detail, "line": detail.line, "more": rest, "token": uuid4().hex,
            "may_decide": more.may_decide_letting_go(rest, detail.court_id, actor),
            "may_enter": actor.has(detail.court_id, *operations.OFFICE_ROLES) and detail.released_on is None,
            "may_release": actor.has(detail.court_id, *operations.RELEASE_ROLES) and detail.released_on is None,
        },
    )  # fmt: skip


@login_required
@require_GET
def why(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """Why a measure is watched until its day."""
    detail = _detail(measure_id)
    line = detail.line
    return render(
        request, "why.html",
        {
            "figure": t("按此提醒的届满日", "Watched until"), "value": str(line.ends_on or t("没有", "none")),
            "steps": detail.term.steps, "flags": detail.term.flags,
            "sources": [(line.case_number, f"/cases/{line.case_id}/"), (line.description or line.asset_kind,
                                                                       f"/freezes/{line.id}/")],
        },
    )  # fmt: skip


def _detail(measure_id: UUID) -> queries.MeasureDetail:
    try:
        return queries.measure_detail(measure_id, today=clock.today())
    except MeasureNotFound as missing:
        raise Http404(str(missing)) from None


def _day_from(request: HouseRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        messages.error(request, t("请填写日期，例如 2023-05-31。", "Enter a date such as 2023-05-31."))
        return None


@login_required
@require_POST
def enter_end(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """Supply or correct the last day the ruling states."""
    day = _day_from(request, "stated_on")
    if day is not None:
        try:
            made = operations.enter_end(
                measure_id=measure_id, stated_on=day, reason=request.POST.get("reason", ""), now=clock.now(),
                actor=request.actor,
            )  # fmt: skip
        except MeasureNotFound as missing:
            raise Http404(str(missing)) from None
        except (operations.EndRefused, operations.ReasonMissing, operations.MeasureReleased) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, t(f"已登记，按 {made.ends_on} 提醒。", f"Saved; watched until {made.ends_on}.")
            )
    return redirect("measure", measure_id)


@login_required
@require_POST
def release(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """Take a lifted measure from the watch."""
    day = _day_from(request, "on")
    if day is not None:
        try:
            operations.release(
                measure_id=measure_id, reason=request.POST.get("reason", ""), on=day, now=clock.now(),
                actor=request.actor,
            )  # fmt: skip
        except MeasureNotFound as missing:
            raise Http404(str(missing)) from None
        except (operations.EndRefused, operations.ReasonMissing, operations.MeasureReleased) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, t("已登记解除。", "Release recorded."))
    return redirect("measure", measure_id)


# ---- on the case page ------------------------------------------------------------------------------------------------


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The measures of a case, for its tab."""
    lines = queries.measures_of(case_id, today=clock.today())
    part = request.headers.get("HX-Request") == "true"
    shown = {**_shared(), "lines": lines, "case_id": case_id}
    if part:
        return render(request, "freezes/of_case.html", shown)
    case = case_or_404(case_id)
    return render(request, "freezes/of_case_page.html", {**shown, "case": case})


@login_required
@require_GET
def figure_of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """How much of a case is under control, for its head."""
    lines = queries.measures_of(case_id, today=clock.today())
    open_lines = [line for line in lines if line.standing.tone is not Tone.ENDED]
    ahead = [line.ends_on for line in open_lines if line.ends_on is not None]
    return render(
        request, "freezes/figure_of_case.html",
        {
            "count": len(open_lines), "red": sum(line.standing.tone is Tone.RED for line in open_lines),
            "next_end": min(ahead) if ahead else None,
        },
    )  # fmt: skip
