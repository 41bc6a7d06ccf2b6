"""Asking on screen: the latest inquiries, one with its progress, one request with its attempts, and the tab of a case."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import case_or_404
from zhixing.cases.queries import CaseFilter, list_cases
from zhixing.foundation import clock
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field
from zhixing.inquiries import operations, queries
from zhixing.inquiries.rules.kinds import AssetKind, Outcome, RequestState, Trigger
from zhixing.inquiries.wire.messages import Match, Person, Row

BATCH_MAX = 2_000
HAND_TRIGGERS = (Trigger.HAND, Trigger.CLUE, Trigger.BEFORE_CLOSING)
ENGLISH = {
    "待发送": "to send", "已送达待答复": "delivered", "对方已受理": "acknowledged", "已答复": "answered", "对方拒绝": "refused",
    "结果不明，正在核实": "unknown, being asked about", "逾期无答复": "no answer in time", "已撤回": "withdrawn",
    "已答复：有财产": "answered: found", "已答复：无财产": "answered: nothing", "人工发起": "by hand", "立案即查": "on filing",
    "线索核查": "on a clue", "终本前查询": "before 终本", "终本后每六个月复查": "half-yearly after 终本", "进行中": "under way",
    "已完成": "done", "收到答复": "answer came", "对方受理": "acknowledged", "已交付，等待答复": "handed over",
    "未能连通": "not reached", "没有应答": "no reply", "应答无法采信": "not believed", "对方称未收到": "never heard of it",
    "对方繁忙": "busy", "正常": "active", "暂停": "paused",
}  # fmt: skip


def word(chinese: str) -> str:
    """One of this room's words in the language of the person."""
    return t(chinese, ENGLISH.get(chinese, chinese))


def room_tabs(current: str) -> list[tuple[str, str, bool, int | None]]:
    """The parts of the room."""
    parts = (
        ("inquiries", t("查询", "Inquiries")), ("inquiry-units", t("单位", "Units")),
        ("inquiries-silent", t("逾期无答复", "Silent")), ("inquiry-controls", t("控制待回执", "Controls without receipt")),
        ("identity-conflicts", t("身份冲突", "Identity conflicts")), ("inquiry-claims", t("冻错人申诉", "Wrong-person claims")), ("inquiry-audits", t("抽查", "Audit")),
        ("inquiry-access", t("查询告知", "Access log")),
        ("inquiry-settings", t("设定", "Settings")),
    )  # fmt: skip
    return [(words, reverse(name), name == current, None) for name, words in parts]


def may_ask(request: HouseRequest) -> bool:
    """Whether the person may ask in some court."""
    return any(request.actor.has(court, *operations.ASKERS) for court in request.actor.courts)


def asking_court(request: HouseRequest) -> int:
    """The court in which the person asks: the chosen one, or the first where a role allows it."""
    courts = [request.chosen_court] if request.chosen_court else list(request.actor.courts)
    return next((court for court in courts if request.actor.has(court, *operations.ASKERS)), courts[0])


@login_required
@require_GET
def inquiries(request: HouseRequest) -> HttpResponse:
    """The latest inquiries, and a batch to make."""
    courts = request.actor.courts
    return render(
        request, "inquiries/list.html",
        {
            "tabs": room_tabs("inquiries"), "rows": queries.list_inquiries(courts=courts), "word": word,
            "presets": queries.presets_of(courts) if may_ask(request) else [],
        },
    )  # fmt: skip


@login_required
@require_POST
def ask_batch(request: HouseRequest) -> HttpResponse:
    """Ask about every debtor of all my open cases, or of all open cases of the court, in one act."""
    court = courts_by_id([asking_court(request)])[0]
    wanted = CaseFilter(
        courts=(court.pk,),
        status="open",
        officer_id=request.actor.user_id if field(request, "scope") == "mine" else None,
    )
    ids: list[UUID] = []
    after = ""
    while len(ids) < BATCH_MAX:
        page = list_cases(wanted=wanted, after=after, limit=500)
        ids += [line.id for line in page.lines]
        after = page.next_key
        if not after:
            break
    return _ask(request, court.pk, ids[:BATCH_MAX], Trigger.HAND, "inquiries")


@login_required
@require_POST
def ask_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Ask about the debtors of one case."""
    case = case_or_404(case_id)
    chosen = next((one for one in HAND_TRIGGERS if one.value == field(request, "trigger")), Trigger.HAND)
    _ask(request, case.court_id, [case_id], chosen, "")
    return redirect(f"{reverse('case', args=[case_id])}?tab=inquiries")


def _ask(request: HouseRequest, court_id: int, ids: list[UUID], trigger: Trigger, back: str) -> HttpResponse:
    try:
        made = operations.ask(
            court=courts_by_id([court_id])[0], case_ids=ids, preset_id=_preset(request), purpose=field(request, "purpose"),
            trigger=trigger, now=clock.now(), actor=request.actor,
        )  # fmt: skip
    except ValueError as refused:
        messages.error(request, str(refused))
        return redirect(back) if back else redirect("inquiries")
    if made.inquiry is None:
        messages.warning(
            request, t("这些查询都在进行中，没有重复发出。", "All of this is being asked already.")
        )
        return redirect(back) if back else redirect("inquiries")
    messages.success(
        request,
        t(f"已发起 {made.requests} 项查询，{made.already} 项正在进行未重复。",
          f"{made.requests} requests made; {made.already} were under way already."),
    )  # fmt: skip
    return redirect("inquiry", made.inquiry.pk)


def _preset(request: HouseRequest) -> UUID:
    try:
        return UUID(field(request, "preset"))
    except ValueError:
        raise ValueError(t("请选择一组单位。", "Choose a preset of units.")) from None


@login_required
@require_GET
def inquiry(request: HouseRequest, inquiry_id: UUID) -> HttpResponse:
    """One inquiry: how far it is, what has no answer."""
    try:
        progress = queries.inquiry_progress(inquiry_id)
    except queries.InquiryNotFound as missing:
        raise Http404(str(missing)) from None
    only_open = request.GET.get("view") == "open"
    return render(
        request, "inquiries/inquiry.html",
        {
            "progress": progress, "inquiry": progress.inquiry, "word": word, "only_open": only_open,
            "lines": queries.requests_of_inquiry(inquiry_id, only_open=only_open),
            "may_cancel": progress.under_way > 0 and may_ask(request),
        },
    )  # fmt: skip


@login_required
@require_POST
def cancel(request: HouseRequest, inquiry_id: UUID) -> HttpResponse:
    """Withdraw what has not left."""
    attempt(
        request,
        lambda: operations.cancel(
            inquiry_id=inquiry_id, reason=field(request, "reason"), now=clock.now(), actor=request.actor
        ),
        t("尚未发出的查询已经撤回。", "What had not left has been withdrawn."),
    )
    return redirect("inquiry", inquiry_id)


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """What was asked in a case, for its tab, with the form to ask."""
    case = case_or_404(case_id)
    lines = queries.requests_of_case(case_id)
    part = request.headers.get("HX-Request") == "true"
    asks = request.actor.has(case.court_id, *operations.ASKERS) and case.status == "open"
    return render(
        request, "inquiries/of_case.html" if part else "inquiries/of_case_page.html",
        {
            "case": case, "lines": lines, "coverage": queries.coverage(lines), "word": word, "triggers": HAND_TRIGGERS,
            "presets": queries.presets_of([case.court_id]) if asks else [], "may_ask": asks,
        },
    )  # fmt: skip


# ---- one request -------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def request_page(request: HouseRequest, request_id: UUID) -> HttpResponse:
    """One request: every attempt, every reply, and what a person can do."""
    if (order_id := queries.order_of_request(request_id)) is not None:
        return redirect("inquiry-control", order_id)
    try:
        detail = queries.request_detail(request_id)
    except queries.InquiryNotFound as missing:
        raise Http404(str(missing)) from None
    waits = detail.line.state not in (RequestState.ANSWERED, RequestState.REFUSED, RequestState.CANCELLED)
    may = request.actor.has(detail.court_id, *operations.ASKERS)
    return render(
        request, "inquiries/request.html",
        {
            "detail": detail, "line": detail.line, "word": word, "kinds": list(AssetKind),
            "outcome": lambda value: word(Outcome(value).label), "may_enter": may and waits,
            "is_dead": may and detail.line.state is RequestState.DEAD,
        },
    )  # fmt: skip


@login_required
@require_POST
def act_on_request(request: HouseRequest, request_id: UUID) -> HttpResponse:
    """Ask a silent unit again, or end the question with a reason."""
    now, actor = clock.now(), request.actor
    if field(request, "act") == "again":
        attempt(
            request, lambda: operations.try_again(request_id=request_id, now=now, actor=actor),
            t("已用原编号重新询问。", "Asked again under the same number."),
        )  # fmt: skip
    else:
        reason = field(request, "reason")
        attempt(
            request, lambda: operations.give_up(request_id=request_id, reason=reason, now=now, actor=actor),
            t("已登记处理情况；结果告知书上仍列为未答复。", "Noted; it stays listed as not answered."),
        )  # fmt: skip
    return redirect("inquiry-request", request_id)


@login_required
@require_POST
def enter_answer(request: HouseRequest, request_id: UUID) -> HttpResponse:
    """A unit's paper answer, entered by a clerk with its scan."""
    try:
        line = queries.request_detail(request_id).line
    except queries.InquiryNotFound as missing:
        raise Http404(str(missing)) from None
    scan = request.FILES.get("scan")

    def act() -> None:
        operations.answer_at_desk(
            request_id=request_id, rows=_rows(request, line.debtor), refused_because=_refusal(request),
            as_of=_moment(request), scan_name=(scan.name or "") if scan else "", scan=scan.read() if scan else b"",
            now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("纸质答复已经登记。", "The paper answer has been entered."))
    return redirect("inquiry-request", request_id)


def _refusal(request: HouseRequest) -> str:
    if field(request, "result") != "refused":
        return ""
    if not field(request, "words"):
        raise ValueError(t("请写明对方拒绝的理由。", "Say why the unit refuses."))
    return field(request, "words")


def _rows(request: HouseRequest, debtor: str) -> tuple[Row, ...]:
    """The one asset of the form; a further one goes with a further inquiry or on the wire."""
    if field(request, "result") != "found":
        return ()
    if not field(request, "title") or not field(request, "id_number"):
        raise ValueError(
            t(
                "请填写财产名称，以及回函上权利人的证件号码。",
                "Enter the asset and the holder's number as on paper.",
            )
        )
    return (
        Row(
            row_ref="paper", match=Match.ID, asset_kind=AssetKind(field(request, "kind")),
            holder=Person(name=field(request, "holder") or debtor, id_number=field(request, "id_number")[:40]),
            identifier=field(request, "identifier")[:160], title=field(request, "title")[:200], details={},
        ),
    )  # fmt: skip


def _moment(request: HouseRequest) -> datetime:
    try:
        day = datetime.fromisoformat(field(request, "as_of"))
    except ValueError:
        raise ValueError(t("请填写回函日期。", "Enter the day of the answer.")) from None
    moment = day.replace(tzinfo=clock.SHANGHAI)
    if moment > clock.now() + timedelta(days=1):
        raise ValueError(t("回函日期在将来，请核对。", "The day lies ahead."))
    return moment
