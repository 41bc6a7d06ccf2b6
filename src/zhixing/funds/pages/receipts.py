"""到账: the tray with its views, one receipt with its way, marking and taking a mark back."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import case_or_404, workbook_response
from zhixing.cases.rules.workbooks import SheetCell, Yuan, list_workbook
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import key_of
from zhixing.funds import operations, queries
from zhixing.funds.pages.distribution_words import builder_words
from zhixing.funds.pages.words import (
    AFTER_MAX,
    JOURNAL_READERS,
    MARKERS,
    PLANNERS,
    UNMARKERS,
    address,
    asked_text,
    gone,
    room_tabs,
    shared,
    word,
)
from zhixing.funds.queries import ReceiptLine, ReceiptNotFound, ReceiptState, ReceiptView
from zhixing.funds.queries.distributions import distribution_of_receipt, distributions_of_case

EXPORT_ROWS_MAX = 20_000
EXPORT_PAGE = 1000
_COUNTED = {
    ReceiptView.UNIDENTIFIED: ReceiptState.UNIDENTIFIED,
    ReceiptView.MARKED: ReceiptState.MARKED,
    ReceiptView.CLEARED: ReceiptState.CLEARED,
    ReceiptView.REVERSED: ReceiptState.REVERSED,
}


def _view(request: HouseRequest) -> ReceiptView:
    asked = request.GET.get("view", "")
    return ReceiptView(asked) if asked in set(ReceiptView) else ReceiptView.UNIDENTIFIED


@login_required
@require_GET
def receipts(request: HouseRequest) -> HttpResponse:
    """The tray: a saved view, filtered by typing, a page at a time or as a workbook."""
    view, text = _view(request), asked_text(request)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, view, text)
    after = request.GET.get("after", "")[:AFTER_MAX]
    page = queries.receipts_in(view=view, text=text, after=after)
    counts = queries.counts_by_state()
    waiting = counts.get(ReceiptState.UNIDENTIFIED, (0, 0))
    to_identify = view is ReceiptView.UNIDENTIFIED
    suggested = queries.suggestions_of([line.id for line in page.lines]) if to_identify else {}
    return render(
        request, "funds/receipts.html",
        {
            **shared(), "page": page, "view": view, "text": text, "tabs": room_tabs("funds"), "waiting": waiting,
            "views": [(_view_words(one, counts), address(view=one.value), one is view) for one in ReceiptView],
            "next_page": address(view=view.value, q=text, after=page.next_key) if page.next_key else "",
            "first_page": address(view=view.value, q=text) if after else "",
            "export": address(view=view.value, q=text, format="xlsx"), "suggested": suggested,
            "may_mark": to_identify and any(request.actor.has(court, *MARKERS) for court in request.actor.courts),
            "done": _just_marked(request),
        },
    )  # fmt: skip


def _just_marked(request: HouseRequest) -> ReceiptLine | None:
    """The receipt that was marked from the tray a moment ago, so that one key takes it back."""
    receipt_id = key_of(request.GET.get("done", ""))
    if receipt_id is None:
        return None
    try:
        line = queries.receipt_detail(receipt_id).receipt
    except ReceiptNotFound:
        return None
    mine = line.state is ReceiptState.MARKED and request.actor.has(line.court_id, *UNMARKERS)
    return line if mine else None


def _view_words(view: ReceiptView, counts: dict[ReceiptState, tuple[int, int]]) -> str:
    state = _COUNTED.get(view)
    return f"{word(view.label)} {counts.get(state, (0, 0))[0]}" if state else word(view.label)


def _every_line(view: ReceiptView, text: str) -> Iterator[ReceiptLine]:
    after, given = "", 0
    while given < EXPORT_ROWS_MAX:
        page = queries.receipts_in(view=view, text=text, after=after, limit=EXPORT_PAGE)
        yield from page.lines
        given, after = given + len(page.lines), page.next_key
        if not after:
            return


def _workbook(request: HouseRequest, view: ReceiptView, text: str) -> HttpResponse:
    rows: list[Sequence[SheetCell]] = [
        (
            line.state.label, line.arrived_on, line.serial, line.payer, line.payer_account, Yuan(line.fen), line.remark,
            line.sub_account, line.case_number, line.marked_by.label if line.marked_by else "", line.waits_for,
            line.due_on,
        )
        for line in _every_line(view, text)
    ]  # fmt: skip
    headings = [
        ("状态", 12), ("到账日", 12), ("银行流水号", 24), ("付款人", 24), ("付款账号", 22), ("金额（元）", 16),
        ("附言", 30), ("虚拟子账号", 18), ("案号", 26), ("标记依据", 12), ("在等什么", 34), ("期限", 12),
    ]  # fmt: skip
    content = list_workbook(title="案款", headings=headings, rows=rows)
    court_id = next((court for court in request.actor.courts if court in request.actor.roles), None)
    if court_id is not None:
        record(
            court_id=court_id, subject=f"court:{court_id}", kind="funds.exported", at=clock.now(),
            actor=request.actor, body={"view": view.value, "filter": text, "rows": len(rows)},
        )  # fmt: skip
    return workbook_response(content, f"案款_{view.label}_{clock.today():%Y%m%d}.xlsx")


# ---- one receipt -----------------------------------------------------------------------------------------------------


@login_required
@require_GET
def receipt(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """A receipt: where the money is, its way so far and ahead, and what may be done with it."""
    try:
        detail = queries.receipt_detail(receipt_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    (line,) = queries.with_next_hand([detail.receipt])
    bank = queries.bank_record(receipt_id)
    stages = queries.track(detail, bank)
    may_mark = line.state is ReceiptState.UNIDENTIFIED and request.actor.has(line.court_id, *MARKERS)
    text = asked_text(request) if "q" in request.GET else line.payer
    held = line.state in (ReceiptState.MARKED, ReceiptState.PLANNED)
    approved = any(plan.state is queries.PlanState.APPROVED for plan in detail.plans)
    return render(
        request, "funds/receipt.html",
        {
            **shared(), "detail": detail, "line": line, "bank": bank, "stages": stages,
            "where": queries.whereabouts(detail, stages, line), "may_mark": may_mark, "text": text,
            "candidates": queries.candidates(receipt=line, text=text) if may_mark else [],
            "suggested": queries.suggestions_of([receipt_id]).get(receipt_id, []) if may_mark else [],
            "may_unmark": held and not approved and request.actor.has(line.court_id, *UNMARKERS),
            "distribution": distribution_of_receipt(receipt_id),
            "may_plan": line.state is ReceiptState.MARKED and request.actor.has(line.court_id, *PLANNERS),
            "may_defer": held and not approved and request.actor.has(line.court_id, *operations.DEFERRAL_PROPOSERS),
            "facts": detail.track,
            "entries": queries.entries_of_receipt(receipt_id) if _sees_journals(request, line) else [],
        },
    )  # fmt: skip


def _sees_journals(request: HouseRequest, line: ReceiptLine) -> bool:
    return request.actor.has(line.court_id, *JOURNAL_READERS)


@login_required
@require_POST
def mark(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """Put the money to the case that was picked."""
    case_id = key_of(request.POST.get("case", ""))
    _must_be_seen(receipt_id)
    try:
        if case_id is None:
            raise operations.MarkRefused("请先选定案件。")
        operations.mark(
            receipt_id=receipt_id, case_id=case_id, reason=request.POST.get("reason", ""), now=clock.now(),
            actor=request.actor,
        )  # fmt: skip
    except operations.MarkRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, t("已认领到案，计入到账；分配方案将自动拟定。", "Put to the case; a plan follows.")
        )
    return _back(request, receipt_id)


def _back(request: HouseRequest, receipt_id: UUID, *, done: bool = True) -> HttpResponse:
    """To the tray when the act was done from there, else to the receipt."""
    if request.POST.get("from") != "tray":
        return redirect("receipt", receipt_id)
    return redirect(reverse("funds") + (f"?done={receipt_id}" if done else ""))


@login_required
@require_POST
def unmark(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """Take the mark back."""
    _must_be_seen(receipt_id)
    try:
        operations.unmark(
            receipt_id=receipt_id, reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor
        )
    except operations.MarkRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, t("已撤回标记，款项重新待认领。", "The mark was taken back."))
    return _back(request, receipt_id, done=False)


@login_required
@require_POST
def refuse_suggestion(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """Say that the money is not of a suggested case."""
    case_id = key_of(request.POST.get("case", ""))
    _must_be_seen(receipt_id)
    try:
        if case_id is None:
            raise operations.SuggestionRefused("请先选定案件。")
        operations.refuse_suggestion(
            receipt_id=receipt_id, case_id=case_id, reason=request.POST.get("reason", ""), now=clock.now(),
            actor=request.actor,
        )  # fmt: skip
    except operations.SuggestionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, t("已记下，不再推荐此案。", "Noted; this case is not suggested again."))
    return redirect("receipt", receipt_id)


@login_required
@require_POST
def plan(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """Propose plans for the money of the receipt's case that waits for one."""
    line = _must_be_seen(receipt_id)
    if line.case_id is None:
        messages.error(request, t("款项还没有认领到案件，不能拟定方案。", "The money is in no case yet."))
        return redirect("receipt", receipt_id)
    plans = operations.plan_distribution(case_id=line.case_id, now=clock.now(), actor=request.actor)
    mine = next((one for one in plans if one.receipt_id == receipt_id), None)
    if mine is None:
        words = t("未能拟定方案，原因见下；补正后再试。", "No plan could be made; the reason stands below.")
        messages.warning(request, words)
        return redirect("receipt", receipt_id)
    messages.success(request, t("已拟定分配方案，等待审批。", "A plan was proposed and waits for approval."))
    return redirect("plan", mine.id)


def _must_be_seen(receipt_id: UUID) -> ReceiptLine:
    try:
        return queries.receipt_detail(receipt_id).receipt
    except ReceiptNotFound as missing:
        raise gone(missing) from None


# ---- on the case page ------------------------------------------------------------------------------------------------


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The money of a case, for its tab."""
    case = case_or_404(case_id)
    money = queries.money_of_case(case_id)
    part = request.headers.get("HX-Request") == "true"
    return render(
        request, "funds/of_case.html" if part else "funds/of_case_page.html",
        {
            **shared(), "case": case, "money": money, "plans": queries.plans_of_case(case_id),
            "receipts": queries.with_next_hand(money.receipts),
            "tellings": queries.tellings_of_case(case_id),
            **builder_words(), "distributions": distributions_of_case(case_id),
        },
    )  # fmt: skip
