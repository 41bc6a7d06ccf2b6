"""The book of a debtor's assets (财产一本通) on screen: by debtor and kind, an asset over time, conflicts, spouses."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import workbook_response
from zhixing.cases.queries import CaseNotFound
from zhixing.cases.rules.workbooks import SheetCell, Yuan, list_workbook
from zhixing.delivery.operations import SERVERS, deliver
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.names import mask_name
from zhixing.inquiries import queries
from zhixing.inquiries.operations import deciding
from zhixing.inquiries.operations.noticing import NoticeRefused, issue_result_notice
from zhixing.inquiries.pages.asking import room_tabs
from zhixing.inquiries.queries.assets import AssetLine, CaseAssets
from zhixing.inquiries.rules.assets import ChangeKind, Freshness
from zhixing.inquiries.rules.identity import ConflictState
from zhixing.inquiries.rules.kinds import AssetKind

_ENGLISH = {
    Freshness.FRESH: "fresh", Freshness.AGEING: "ageing", Freshness.STALE: "stale, ask again before acting",
}  # fmt: skip
_CHINESE = {
    Freshness.FRESH: "近 30 日内",
    Freshness.AGEING: "超过 30 日",
    Freshness.STALE: "超过半年，办理前须重新查询",
}


def fresh_words(fresh: Freshness) -> str:
    """How old it is, in the language of the person."""
    return t(_CHINESE[fresh], _ENGLISH[fresh])


def yuan(fen: int | str | None) -> str:
    """An amount of a change, in yuan; nothing where the unit states none."""
    if fen in (None, ""):
        return "—"
    value = int(str(fen))
    return f"{'-' if value < 0 else ''}{abs(value) // 100:,}.{abs(value) % 100:02d}"


def _shared() -> dict[str, Any]:
    return {
        "fresh_words": fresh_words, "yuan": yuan, "AMOUNT": ChangeKind.AMOUNT, "PROPOSED": ConflictState.PROPOSED,
        "kind_words": lambda kind: AssetKind(kind).label,
    }  # fmt: skip


def _book(case_id: UUID) -> CaseAssets:
    try:
        return queries.assets_of_case(case_id, today=clock.today())
    except CaseNotFound as missing:
        raise Http404(str(missing)) from None


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The book of a case: as its tab, as a page of its own, or as a workbook."""
    book = _book(case_id)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, book)
    part = request.headers.get("HX-Request") == "true"
    actor = request.actor
    return render(
        request, "inquiries/assets_body.html" if part else "inquiries/assets_page.html",
        {
            **_shared(), "book": book, "may_look": actor.has(book.case.court_id, *deciding.LOOKERS),
            "may_notify": actor.has(book.case.court_id, *deciding.DECIDERS),
        },
    )  # fmt: skip


def _workbook(request: HouseRequest, book: CaseAssets) -> HttpResponse:
    """Masked, as it leaves the house: account numbers and names of co-owners are not in it in full."""
    rows: list[Sequence[SheetCell]] = [_cells(line) for line in book.lines]
    headings = [
        ("被执行人", 16), ("财产种类", 12), ("名称", 30), ("编号", 30), ("权属", 12), ("共有人", 16), ("金额", 16),
        ("可用金额", 16), ("状态", 12), ("抵押质押", 30), ("在先措施", 40), ("提示", 20), ("来源单位", 20), ("数据日期", 12),
        ("不再出现", 12),
    ]  # fmt: skip
    record(
        court_id=book.case.court_id, subject=f"case:{book.case.pk}", kind="assets.exported", at=clock.now(),
        actor=request.actor, body={"rows": len(rows)},
    )  # fmt: skip
    content = list_workbook(title="财产一本通", headings=headings, rows=rows)
    return workbook_response(content, f"财产一本通_{book.case.number}_{clock.today():%Y%m%d}.xlsx")


def _cells(line: AssetLine) -> Sequence[SheetCell]:
    amounts = [None if fen is None else Yuan(fen) for fen in (line.amount_fen, line.available_fen)]
    return (
        line.debtor, line.kind.label, line.title, line.identifier, f"{line.ownership.label} {line.share}".strip(),
        "、".join(mask_name(name) for name in line.co_owners), amounts[0], amounts[1], line.status,
        "；".join(one.words for one in line.burdens if one.gone_on is None),
        "；".join(one.words for one in line.priors if one.gone_on is None),
        "、".join(one.label for one in line.protections), line.unit_name, line.as_of, line.gone_on,
    )  # fmt: skip


@login_required
@require_GET
def asset(request: HouseRequest, asset_id: UUID) -> HttpResponse:
    """An asset and every reply that named it."""
    try:
        detail = queries.asset_detail(asset_id, today=clock.today())
    except queries.AssetNotFound as missing:
        raise Http404(str(missing)) from None
    return render(request, "inquiries/asset.html", {**_shared(), "detail": detail, "line": detail.line})


# ---- conflicts -----------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def conflicts(request: HouseRequest) -> HttpResponse:
    """Rows of which number and name do not both agree; each waits for two people."""
    rows = queries.open_conflicts(request.actor.courts)
    return render(
        request,
        "inquiries/conflicts.html",
        {**_shared(), "rows": rows, "tabs": room_tabs("identity-conflicts")},
    )


@login_required
@require_GET
def conflict(request: HouseRequest, conflict_id: UUID) -> HttpResponse:
    """One conflict beside the debtor it may be."""
    try:
        found = queries.conflict_by_id(conflict_id)
    except queries.ConflictNotFound as missing:
        raise Http404(str(missing)) from None
    may = request.actor.has(found.court_id, *deciding.DECIDERS)
    return render(
        request, "inquiries/conflict.html",
        {
            **_shared(), "conflict": found, "state": ConflictState(found.state), "may_propose": may and found.state == ConflictState.OPEN,
            "may_confirm": may and found.state == ConflictState.PROPOSED
            and found.proposed_by_id != request.actor.user_id,
        },
    )  # fmt: skip


@login_required
@require_POST
def propose(request: HouseRequest, conflict_id: UUID) -> HttpResponse:
    """Say whether the row is the debtor's."""
    try:
        deciding.propose_decision(
            conflict_id=conflict_id, is_ours=request.POST.get("is_ours") == "1",
            reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor,
        )  # fmt: skip
    except queries.ConflictNotFound as missing:
        raise Http404(str(missing)) from None
    except deciding.DecisionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, t("已提出处理意见，待另一人复核。", "Proposed; a second person must agree.")
        )
    return redirect("identity-conflict", conflict_id)


@login_required
@require_POST
def confirm(request: HouseRequest, conflict_id: UUID) -> HttpResponse:
    """Agree as the second person, or send it back."""
    agrees = request.POST.get("agrees") == "1"
    try:
        deciding.confirm_decision(
            conflict_id=conflict_id, agrees=agrees, now=clock.now(), actor=request.actor
        )
    except queries.ConflictNotFound as missing:
        raise Http404(str(missing)) from None
    except deciding.DecisionRefused as refused:
        messages.error(request, str(refused))
    else:
        said = t("已复核生效。", "Decided.") if agrees else t("已退回重新核实。", "Sent back.")
        messages.success(request, said)
    return redirect("identity-conflict", conflict_id)


# ---- spouses and the notice ----------------------------------------------------------------------------------------------


@login_required
@require_POST
@never_cache
def spouse(request: HouseRequest, case_id: UUID, lead_id: UUID) -> HttpResponse:
    """A spouse lead, opened for the reason given; the answer is shown once and not kept by the browser."""
    try:
        seen = deciding.look_at_spouse(
            lead_id=lead_id, case_id=case_id, reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor
        )  # fmt: skip
    except deciding.LookRefused as refused:
        messages.error(request, str(refused))
        return redirect("case-assets", case_id)
    return render(request, "inquiries/spouse.html", {"seen": seen, "case_id": case_id})


@login_required
@require_POST
def notify(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Issue the notice of results to the applicants."""
    _book(case_id)
    try:
        issued = issue_result_notice(case_id=case_id, now=clock.now(), actor=request.actor)
        if request.actor.has(issued[0].court_id, *SERVERS):
            deliver(document_ids=[one.pk for one in issued], now=clock.now(), actor=request.actor)
    except NoticeRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            t(
                f"已制作财产查询结果告知书 {len(issued)} 份，开始送达。",
                f"{len(issued)} notices issued and under delivery.",
            ),
        )
    return redirect("case-assets", case_id)
