"""Cases on screen: the list, the case with its tabs, why each figure is what it is, full numbers on request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from zhixing.cases import operations, queries
from zhixing.cases.queries import CaseFilter, CaseLine, CaseNotFound
from zhixing.cases.rules.debt import DebtStatement
from zhixing.cases.rules.debt_parts import (
    CreditedLine,
    DebtPart,
    PartLine,
    credited_lines,
    parts_of,
    steps_of,
)
from zhixing.cases.rules.endings import RESUMED
from zhixing.cases.rules.kinds import CaseStatus, ClosingKind, PartyRole
from zhixing.cases.rules.stays import explain
from zhixing.cases.rules.timeline_words import detail_of, words_of
from zhixing.cases.rules.workbooks import MIMETYPE, SheetCell, Yuan, list_workbook
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.evidence.queries import FactLine
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.foundation.posted import day_of
from zhixing.law.amounts import yuan_text
from zhixing.law.explanation import Flag, Step
from zhixing.law.limit_table import LimitKind
from zhixing.law.rate_terms import UnreadableRate
from zhixing.law.rates import RateBeforeTable

if TYPE_CHECKING:
    from zhixing.cases.models import Case, Party

VIEWS = ("mine", "open", "concluded", "due")
DUE_WITHIN_DAYS = 10
EXPORT_ROWS_MAX = 20_000
EXPORT_PAGE = 1000
TEXT_MAX = 80
FACTS_SHOWN = 200
FACTS_ON_OVERVIEW = 5
LATEST_DAY_ASKED = timedelta(days=365 * 30)
ROOM_TABS = (
    ("inquiries", "case-inquiries", "查控", "Inquiries"),
    ("assets", "case-assets", "财产一本通", "Found assets"),
    ("controls", "case-controls", "控制", "Controls"),
    ("freezes", "case-freezes", "财产", "Assets"),
    ("funds", "case-funds", "案款", "Funds"),
    ("documents", "case-documents", "文书", "Documents"),
    ("delivery", "case-delivery", "送达", "Delivery"),
    ("robot", "case-robot", "智能辅助", "Robot"),
)
"""Tabs whose content another room gives: key, the name of its address, the words. Absent while the room has none."""


# ---- the list --------------------------------------------------------------------------------------------------------


def _view_words(view: str) -> str:
    return {
        "mine": t("我的在办", "Mine, open"),
        "open": t("全部在办", "All open"),
        "concluded": t("已结", "Concluded"),
        "due": t("期限将至", "Limits ahead"),
    }[view]


def _usual_view(request: HouseRequest) -> str:
    held = frozenset().union(*request.actor.roles.values()) if request.actor.roles else frozenset()
    return "mine" if Role.OFFICER in held else "open"


def _filter_of(request: HouseRequest, view: str, text: str) -> CaseFilter:
    status = CaseStatus.CONCLUDED if view == "concluded" else CaseStatus.OPEN
    return CaseFilter(
        courts=request.actor.courts,
        status=status.value,
        officer_id=(request.actor.user_id or 0) if view == "mine" else None,
        text=text,
        due_until=clock.today() + timedelta(days=DUE_WITHIN_DAYS) if view == "due" else None,
    )


@login_required
@require_GET
def cases(request: HouseRequest) -> HttpResponse:
    """The list: four saved views, filtered by typing, a page at a time, or all of it as a workbook."""
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else _usual_view(request)
    text = request.GET.get("q", "").strip()[:TEXT_MAX]
    wanted = _filter_of(request, view, text)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, view, wanted)
    page = queries.list_cases(wanted=wanted, after=request.GET.get("after", "")[:120])
    return render(
        request, "cases/list.html",
        {
            "page": page, "view": view, "text": text, "open_count": queries.count_open(request.actor.courts),
            "views": [(_view_words(name), f"?view={name}", name == view) for name in VIEWS],
            "may_take_in": any(request.actor.has(court, *operations.OFFICE_ROLES) for court in request.actor.courts),
        },
    )  # fmt: skip


def _every_line(wanted: CaseFilter) -> Iterator[CaseLine]:
    after, given = "", 0
    while given < EXPORT_ROWS_MAX:
        page = queries.list_cases(wanted=wanted, after=after, limit=EXPORT_PAGE)
        yield from page.lines
        given, after = given + len(page.lines), page.next_key
        if not after:
            return


def _workbook(request: HouseRequest, view: str, wanted: CaseFilter) -> HttpResponse:
    lines = list(_every_line(wanted))
    rows: list[Sequence[SheetCell]] = [
        (
            line.status.label, line.number, line.filed_on, line.cause, line.applicants, line.debtors,
            Yuan(line.principal_fen), Yuan(line.recovered_fen), line.next_due, line.next_due_on, line.officer_name,
        )
        for line in lines
    ]  # fmt: skip
    headings = [
        ("状态", 8), ("案号", 26), ("立案日期", 12), ("案由", 20), ("申请执行人", 28), ("被执行人", 28),
        ("本金（元）", 16), ("到账（元）", 16), ("下一期限", 24), ("届满日", 12), ("承办人", 10),
    ]  # fmt: skip
    content = list_workbook(title="案件", headings=headings, rows=rows)
    for court_id in request.actor.roles:
        if court_id in request.actor.courts:
            record(
                court_id=court_id, subject=f"court:{court_id}", kind="register.exported", at=clock.now(),
                actor=request.actor, body={"view": view, "filter": wanted.text, "rows": len(lines)},
            )  # fmt: skip
            break
    return workbook_response(content, f"案件_{_view_words(view)}_{clock.today():%Y%m%d}.xlsx")


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under a Chinese name."""
    response = HttpResponse(content, content_type=MIMETYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


# ---- the case --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Debt:
    """The debt for the page; `trouble` says why there is none."""

    on: date
    statement: DebtStatement | None
    parts: tuple[PartLine, ...] = ()
    credited: tuple[CreditedLine, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class TimelineFact:
    """A fact in the words of the field."""

    at: datetime
    words: str
    text: str
    actor_name: str
    seal_number: int | None


def case_or_404(case_id: UUID) -> "Case":
    """The case, or the page that says there is none in sight; for the pages of every room."""
    try:
        return queries.case_by_id(case_id)
    except CaseNotFound as missing:
        raise Http404(str(missing)) from None


def _day_asked(request: HouseRequest) -> date:
    today = clock.today()
    return min(day_of(request.GET.get("on", "")) or today, today + LATEST_DAY_ASKED)


def _debt(case: "Case", on: date) -> Debt:
    if on < case.title.effective_on:
        words = f"执行依据于 {case.title.effective_on} 生效，{on} 还没有应付的债务。请选择之后的日期。"
        return Debt(on, None, trouble=words)
    try:
        statement = queries.debt_as_of(case.id, on)
    except (UnreadableRate, RateBeforeTable) as unclear:
        return Debt(on, None, trouble=str(unclear))
    parts = parts_of(queries.terms_of_title(case, case.title), statement)
    return Debt(on, statement, parts, credited_lines(queries.recoveries_of(case.id), statement))


def _facts(lines: Sequence[FactLine]) -> list[TimelineFact]:
    return [
        TimelineFact(
            line.at, words_of(line.kind), detail_of(line.kind, line.body), line.actor_name, line.seal_number
        )
        for line in lines
    ]


def _address(name: str, case_id: UUID) -> str:
    try:
        return reverse(name, args=[case_id])
    except NoReverseMatch:
        return ""


def _tabs(case_id: UUID) -> list[tuple[str, str, str]]:
    """Key, words and the address of the fragment for tabs of other rooms."""
    rooms = {key: (t(chinese, english), _address(name, case_id)) for key, name, chinese, english in ROOM_TABS}
    found = [("overview", t("概览", "Overview"), ""), ("debt", t("债权", "Debt"), "")]
    found += [(key, words, address) for key, (words, address) in rooms.items() if address]
    return [*found, ("timeline", t("时间线", "Timeline"), "")]


@login_required
@require_GET
def case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The case: head, and the tab that was asked for."""
    found = case_or_404(case_id)
    parties = queries.parties_of(case_id)
    tabs = _tabs(case_id)
    asked = request.GET.get("tab", "overview")
    tab = asked if asked in {key for key, _, _ in tabs} else "overview"
    today = clock.today()
    debt = _debt(found, _day_asked(request) if tab == "debt" else today)
    clocks = queries.clocks_of(case_id)
    running = [line for line in clocks if line.done_on is None and line.paused_since is None]
    shown = {"overview": FACTS_ON_OVERVIEW, "timeline": FACTS_SHOWN}.get(tab, 0)
    return render(
        request, f"cases/case_{tab}.html" if tab in ("overview", "debt", "timeline") else "cases/case_room.html",
        {
            "case": found, "title": found.title, "parties": parties, "tab": tab,
            "applicants": _names(parties, PartyRole.APPLICANT), "debtors": _names(parties, PartyRole.DEBTOR),
            "stage": ClosingKind(found.closing_kind).label if found.closing_kind else CaseStatus(found.status).label,
            "tabs": [(words, f"?tab={key}", key == tab, None) for key, words, _ in tabs],
            "fragment_url": next(address for key, _, address in tabs if key == tab),
            "debt": debt, "head_debt": debt if debt.on == today else _debt(found, today),
            "clocks": clocks, "next_clock": running[0] if running else None,
            "recovered_fen": queries.recovered_fen(case_id),
            "frozen_url": _address("case-freezes-figure", case_id),
            "facts": _facts(queries.timeline_of(case_id, limit=shown)) if shown else [],
            "facts_shown": FACTS_SHOWN, "dossier_url": _address("case-dossier", case_id),
            "restrictions": queries.restrictions_of([case_id]).get(case_id, []), "on": today,
            "before": queries.goes_on_from(case_id) if found.type_code == RESUMED else None,
            "after": queries.goes_on_as(case_id) if found.closing_kind else None,
        },
    )  # fmt: skip


def _names(parties: Sequence["Party"], role: PartyRole) -> list[str]:
    return [party.name for party in parties if party.role == role.value]


# ---- why -------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def why(request: HouseRequest, case_id: UUID, figure: str) -> HttpResponse:
    """The steps to one figure of a case: what is owed, a part of it, what came in."""
    found = case_or_404(case_id)
    on = _day_asked(request)
    debt = _debt(found, on)
    if debt.statement is None:
        return _why(
            request, found, t("应付金额", "Amount due"), "—", (), (Flag("debt.unclear", debt.trouble),)
        )
    if figure == "owed":
        words = t(f"截至 {on} 应付（含申请执行费）", f"owed as of {on}, application fee included")
        value = _yuan(debt.statement.owed_with_fee_fen)
        return _why(
            request, found, words, value, (*_summed(debt), *debt.statement.explanation), debt.statement.flags
        )
    if figure == "recovered":
        return _why_recovered(request, found)
    try:
        part = DebtPart(figure)
    except ValueError:
        raise Http404(t("没有这个数字。", "There is no such figure.")) from None
    line = next(line for line in debt.parts if line.part is part)
    terms = queries.terms_of_title(found, found.title)
    steps = steps_of(part, terms, debt.statement, title_number=found.title.number)
    words = t(f"截至 {on} 未付的{part.label}", f"{part.label}, unpaid as of {on}")
    return _why(request, found, words, _yuan(line.left_fen), steps, debt.statement.flags)


def _summed(debt: Debt) -> list[Step]:
    """The total as the sum of its parts, before the steps to each part."""
    named = " ＋ ".join(
        f"{line.part.label} {yuan_text(line.left_fen, True)}" for line in debt.parts if line.left_fen
    )
    total = sum(line.left_fen for line in debt.parts)
    return [Step(f"截至{debt.on}应付合计", named, _yuan(total))]


def _why_recovered(request: HouseRequest, found: "Case") -> HttpResponse:
    lines = queries.recoveries_of(found.id)
    steps = [Step(f"{line.on} {'到账' if line.fen > 0 else '冲回'}", "", _yuan(line.fen)) for line in lines]
    total = sum(line.fen for line in lines)
    if len(lines) > 1:
        steps.append(Step("合计", "", _yuan(total)))
    return _why(request, found, t("到账", "Came in"), _yuan(total), steps or [Step("还没有款项到账。")], ())


def _yuan(fen: int) -> str:
    return f"{yuan_text(fen, True)} 元"


def _why(
    request: HouseRequest, found: "Case", words: str, value: str, steps: Sequence[Step], flags: Sequence[Flag]
) -> HttpResponse:
    return render(
        request, "why.html",
        {
            "figure": words, "value": value, "steps": steps, "flags": flags,
            "sources": [
                (found.number, reverse("case", args=[found.id])),
                (t(f"执行依据 {found.title.number}", f"Title {found.title.number}"), reverse("case", args=[found.id])),
            ],
        },
    )  # fmt: skip


@login_required
@require_GET
def why_limit(request: HouseRequest, case_id: UUID, kind: str) -> HttpResponse:
    """Why a limit ends on its day."""
    found = case_or_404(case_id)
    line = next((line for line in queries.clocks_of(case_id) if line.kind == kind), None)
    if line is None:
        raise Http404(t("这个案件没有这个期限。", "This case has no such limit."))
    stays = queries.pauses_of([case_id]).get(case_id, ())
    limit = explain(LimitKind(kind), line.starts_on, stays, clock.today())
    value = f"{line.due_on}"
    if line.paused_since and not line.done_on:
        value = t(f"自 {line.paused_since} 起停止计算", f"stands still since {line.paused_since}")
    return _why(request, found, limit.name, value, limit.explanation, limit.flags)


# ---- full numbers ----------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def full_numbers(request: HouseRequest, party_id: UUID) -> HttpResponse:
    """Asks for a reason, records the look, shows the numbers once. They are never put into an address or a cache."""
    party = queries.party_by_id(party_id)
    if party is None:
        raise Http404(t("没有这位当事人。", "There is no such party."))
    reason, problem, opened = request.POST.get("reason", "").strip(), "", None
    if request.method == "POST":
        try:
            opened = operations.view_personal_data(
                party_id=party_id, reason=reason, now=clock.now(), actor=request.actor
            )
        except ValueError as refused:
            problem = str(refused)
    context = {"party": party, "reason": reason, "problem": problem, "opened": opened, "case": party.case}
    return render(request, "cases/full_numbers.html", context)
