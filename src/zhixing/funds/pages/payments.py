"""付款: payments by state, the file for the bank, the bank's answers, the repair of what came back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.funds import operations, queries
from zhixing.funds.connectors.base import MessageUnreadable
from zhixing.funds.pages.words import (
    ACCOUNTANTS,
    AFTER_MAX,
    REPAIRERS,
    address,
    asked_text,
    gone,
    room_tabs,
    shared,
    word,
)
from zhixing.funds.queries import PaymentState, ReceiptNotFound
from zhixing.law.amounts import yuan_text

REPAIR = "repair"
ANSWER_BYTES_MAX = 20 * 2**20


@login_required
@require_GET
def payments(request: HouseRequest) -> HttpResponse:
    """Payments in a state, what waits for a file, and the files."""
    asked = request.GET.get("state", "")
    counts = queries.payments_by_state()
    state = asked if asked in {*PaymentState, REPAIR} else _first_state(counts)
    text, after = asked_text(request), request.GET.get("after", "")[:AFTER_MAX]
    if state == REPAIR:
        page = queries.to_repair(text=text, after=after)
    else:
        page = queries.list_payments(state=state, text=text, after=after)
    courts = request.actor.courts_as(*ACCOUNTANTS)
    views = [
        (f"{word(one.label)} {counts.get(one, (0, 0))[0]}", address(state=one.value), one.value == state)
        for one in PaymentState
    ]
    views.append((t("更正台", "Repair tray"), address(state=REPAIR), state == REPAIR))
    return render(
        request, "funds/payments.html",
        {
            **shared(), "page": page, "state": state, "text": text, "views": views, "counts": counts,
            "tabs": room_tabs("funds-payments"), "ready": queries.ready_to_send(courts), "may_pay": bool(courts),
            "files": queries.latest_payment_files(limit=5),
            "next_page": address(state=state, q=text, after=page.next_key) if page.next_key else "",
            "first_page": address(state=state, q=text) if after else "",
        },
    )  # fmt: skip


def _first_state(counts: dict[PaymentState, tuple[int, int]]) -> str:
    """The first state that somebody must do something about; all is well: what is paid."""
    for state in (PaymentState.READY, PaymentState.UNKNOWN, PaymentState.SENT):
        if state in counts:
            return state.value
    return PaymentState.DONE.value


@login_required
@require_POST
def write_file(request: HouseRequest) -> HttpResponse:
    """Put what is ready in a court into a file for the bank."""
    courts = courts_by_id(request.actor.courts_as(*ACCOUNTANTS))
    court = next((one for one in courts if str(one.pk) == request.POST.get("court", "")), None)
    if court is None:
        raise NotAllowed("制作付款文件须由本院案款管理员办理。")
    try:
        file = operations.write_payment_file(court=court, now=clock.now(), actor=request.actor)
    except operations.AccountMissing as missing:
        messages.error(request, str(missing))
        return redirect("funds-payments")
    if file is None:
        messages.warning(
            request,
            t("没有待付款项：可能已由他人送出。", "Nothing is ready; somebody else may have sent it."),
        )
        return redirect("funds-payments")
    words = t(
        f"已制作付款文件 {file.message_id}：{file.payment_count} 笔，{yuan_text(file.total_fen, True)} 元。",
        f"File {file.message_id}: {file.payment_count} payments, {yuan_text(file.total_fen, True)} yuan.",
    )
    messages.success(request, words)
    return redirect("funds-payments")


@login_required
@require_GET
def file(request: HouseRequest, file_id: UUID) -> HttpResponse:
    """The file for the bank. It holds whole account numbers, so each download is a fact."""
    try:
        found = queries.payment_file(file_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    request.actor.require(found.court_id, Role.FUND_ACCOUNTANT)
    record(
        court_id=found.court_id, subject=f"payment_file:{found.id}", kind="payment_file.downloaded", at=clock.now(),
        actor=request.actor, body={"message": found.message_id, "sha256": found.sha256},
    )  # fmt: skip
    response = HttpResponse(bytes(found.content), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{found.message_id}.pain.001.xml"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HouseRequest) -> HttpResponse:
    """The bank's answer is uploaded; what it changed is shown."""
    courts = courts_by_id(request.actor.courts_as(*ACCOUNTANTS))
    if not courts:
        raise NotAllowed("导入银行回执须由本院案款管理员办理。")
    problem, report = "", None
    if request.method == "POST":
        uploaded = request.FILES.get("file")
        court = next((one for one in courts if str(one.pk) == request.POST.get("court")), courts[0])
        if not isinstance(uploaded, UploadedFile) or not uploaded.size:
            problem = t("没有收到文件，或者文件是空的。请重新选择。", "No file came, or it is empty.")
        elif uploaded.size > ANSWER_BYTES_MAX:
            problem = t("文件超过 20 MB，请核对是否选错。", "The file is over 20 MB; is it the right one?")
        else:
            try:
                report = operations.take_bank_answer(
                    court=court, content=uploaded.read(), now=clock.now(), actor=request.actor
                )
            except (MessageUnreadable, operations.AnswerRefused) as unreadable:
                problem = str(unreadable)
    return render(
        request, "funds/answer.html",
        {**shared(), "courts": courts, "problem": problem, "report": report, "tabs": room_tabs("funds-payments")},
    )  # fmt: skip


@login_required
@require_GET
def payment(request: HouseRequest, payment_id: UUID) -> HttpResponse:
    """One payment: what the bank said, and the repair of one that came back."""
    try:
        found = queries.payment_line(payment_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    is_open = found.state is PaymentState.FAILED and not found.is_repaired
    return render(
        request, "funds/payment.html",
        {
            **shared(), "payment": found, "payee_side": queries.payee_side(payment_id, now=clock.now()),
            "may_repair": is_open and request.actor.has(found.court_id, *REPAIRERS),
        },
    )  # fmt: skip


@login_required
@require_POST
def repair(request: HouseRequest, payment_id: UUID) -> HttpResponse:
    """Propose to pay again with corrected details; another person approves."""
    try:
        queries.payment_line(payment_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    try:
        plan = operations.repair_payment(
            payment_id=payment_id, payee_name=request.POST.get("payee_name", ""),
            payee_bank=request.POST.get("payee_bank", ""), payee_account=request.POST.get("payee_account", ""),
            reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor,
        )  # fmt: skip
    except operations.RepairRefused as refused:
        messages.error(request, str(refused))
        return redirect("payment", payment_id)
    if case_id := operations.case_of_change(made=plan):
        messages.success(
            request,
            t(
                "账号与登记不同：已作为收款账户变更提出，须由他人回拨核实，冷静期后自动重发。",
                "Another account: proposed as a change; another person calls back, it cools off, then it is paid again.",
            ),
        )
        return redirect("case-payees", case_id)
    messages.success(
        request, t("已提出更正，须由他人审批后重发。", "The repair was proposed; another person approves it.")
    )
    return redirect("plan", plan.id)
