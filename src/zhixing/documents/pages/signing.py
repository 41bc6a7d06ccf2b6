"""院长签发: what waits for the president's signature, looked over, signed and issued, or sent back with a reason."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.documents.operations import signing
from zhixing.documents.operations.signing import SIGNERS, SigningRefused
from zhixing.documents.pages.adjusting import told
from zhixing.documents.queries import AwaitingState
from zhixing.documents.queries.signing import AwaitingLine, awaiting_by_id, awaiting_lines
from zhixing.documents.rendering.renderer import RenderFailed
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.rules.writing import to_text
from zhixing.documents.sealing.base import SealingFailed
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t

REASON_MAX = 300
CHIPS = {
    AwaitingState.WAITING: "waiting", AwaitingState.SIGNED: "done", AwaitingState.SENT_BACK: "refused",
    AwaitingState.WITHDRAWN: "ended",
}  # fmt: skip


@login_required
@require_GET
def queue(request: HouseRequest) -> HttpResponse:
    """What waits, or what was decided."""
    decided = request.GET.get("view") == "decided"
    lines = awaiting_lines(request.actor.courts, waiting=not decided)
    context = {"lines": lines, "decided": decided, "chips": CHIPS}
    return render(request, "documents/signing.html", context)


def _found(awaiting_id: UUID) -> AwaitingLine:
    line = awaiting_by_id(awaiting_id)
    if line is None:
        raise Http404
    return line


@login_required
@require_GET
def one(request: HouseRequest, awaiting_id: UUID) -> HttpResponse:
    """A draft in full, with what may be done about it."""
    line, lines, problem = _found(awaiting_id), list[str](), ""
    differences: list[tuple[str, str, str, str]] = []
    if line.state is not AwaitingState.SIGNED:
        try:
            draft = signing.draft_awaiting(awaiting_id=awaiting_id, now=clock.now())
            lines, differences = to_text(draft.blocks).splitlines(), told(draft.differences)
        except (DocumentRefused, SigningRefused) as refused:
            problem = str(refused)
    waits = line.state is AwaitingState.WAITING
    is_mine = line.asked_by == request.actor.key
    context = {
        "line": line, "lines": lines, "differences": differences, "problem": problem, "chips": CHIPS,
        "may_sign": waits and not is_mine and request.actor.has(line.court_id, *SIGNERS),
        "may_withdraw": waits and is_mine,
        "may_redraft": line.state is AwaitingState.SENT_BACK,
    }  # fmt: skip
    return render(request, "documents/signing_one.html", context)


@login_required
@require_POST
def decide(request: HouseRequest, awaiting_id: UUID) -> HttpResponse:
    """Sign and issue, send back, or take back."""
    _found(awaiting_id)
    now, actor = clock.now(), request.actor
    reason = request.POST.get("reason", "")[:REASON_MAX]

    def sign() -> str:
        file = signing.sign_and_issue(awaiting_id=awaiting_id, now=now, actor=actor)
        return t(f"已签发：{file.name}{file.number}。", f"Signed and issued: {file.number}.")

    def back() -> str:
        signing.send_back(awaiting_id=awaiting_id, reason=reason, now=now, actor=actor)
        return t("已退回承办人。", "Sent back.")

    def withdraw() -> str:
        signing.withdraw(awaiting_id=awaiting_id, now=now, actor=actor)
        return t("已撤回。", "Taken back.")

    acts: dict[str, Callable[[], str]] = {"sign": sign, "back": back, "withdraw": withdraw}
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        messages.success(request, act())
    except (SigningRefused, DocumentRefused, RenderFailed, SealingFailed) as refused:
        messages.error(request, str(refused))
        return redirect("signing-one", awaiting_id)
    return redirect("signing")
