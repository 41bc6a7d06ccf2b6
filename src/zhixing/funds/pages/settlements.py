"""执行和解: what is due by when, what came in, what was missed."""

import re
from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.cases.pages import case_or_404
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, fen_field, field
from zhixing.funds import operations, queries
from zhixing.funds.pages.payees import STATE_CHIPS
from zhixing.funds.pages.words import gone, room_tabs, shared
from zhixing.funds.rules.instalments import Term
from zhixing.law.amounts import AmountUnreadable, fen_of_yuan

_LINE = re.compile(r"^\s*(\d{4}-\d{1,2}-\d{1,2})[\s,，]+([\d,.]+)\s*$")
TERMS_MAX = 6000
INSTALMENT_CHIPS = {"paid": "done", "paid_late": "done", "missed": "overdue", "due": "due", "ahead": "draft"}


@login_required
@require_GET
def settlements(request: HouseRequest) -> HttpResponse:
    """The due list: running and missed settlements, the next due first."""
    ended = request.GET.get("view") == "ended"
    return render(
        request, "funds/settlements.html",
        {
            **shared(), "tabs": room_tabs("funds-settlements"), "chips": STATE_CHIPS,
            "rows": queries.settlements_due(today=clock.today(), live=not ended),
            "views": [(t("履行中", "Running"), "?", not ended), (t("已结束", "Ended"), "?view=ended", ended)],
        },
    )  # fmt: skip


def _terms(text: str) -> list[Term]:
    """One instalment a line: the day and the yuan."""
    terms = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        found = _LINE.match(line)
        try:
            if found is None:
                raise ValueError
            year, month, day = (int(part) for part in found[1].split("-"))
            terms.append(Term(date(year, month, day), fen_of_yuan(found[2])))
        except (ValueError, AmountUnreadable):
            raise ValueError(f"第 {number} 期无法识别，请写成“2022-05-31 10000.00”。") from None
    return terms


@login_required
@require_http_methods(["GET", "POST"])
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The settlements of a case, and the form to enter one."""
    case = case_or_404(case_id)
    if request.method == "POST":
        text = request.POST.get("terms", "")[:TERMS_MAX]
        attempt(
            request,
            lambda: operations.enter_settlement(
                case_id=case_id, agreed_on=date.fromisoformat(field(request, "agreed_on")), terms=_terms(text),
                text=field(request, "text"), now=clock.now(), actor=request.actor,
                waived_fen=fen_field(request, "waived") if field(request, "waived") else 0,
            ),
            t("已录入和解协议；到账款项按期抵充。", "Entered; money fills the instalments in order."),
        )  # fmt: skip
        return redirect("case-settlements", case_id)
    return render(
        request, "funds/settlement.html",
        {
            **shared(), "case": case, "rows": queries.settlements_of_case(case_id, today=clock.today()),
            "chips": STATE_CHIPS, "instalment_chips": INSTALMENT_CHIPS,
            "may_enter": request.actor.has(case.court_id, *operations.ENTERERS),
        },
    )  # fmt: skip


@login_required
@require_POST
def resume(request: HouseRequest, settlement_id: UUID) -> HttpResponse:
    """The applicant asks to enforce the title again."""
    found = queries.settlement_view(settlement_id, today=clock.today())
    if found is None:
        raise gone(LookupError("没有这份和解协议，或者它不在您可以查看的法院。"))
    reason = field(request, "reason")
    attempt(
        request,
        lambda: operations.resume_enforcement(
            settlement_id=settlement_id, reason=reason, now=clock.now(), actor=request.actor
        ),
        t("已恢复执行。", "Enforcement is resumed."),
    )  # fmt: skip
    return redirect("case-settlements", found.case_id)
