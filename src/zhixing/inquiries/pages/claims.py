"""Claims of wrongly controlled people on screen: the list with its clocks, the form, one claim with its orders."""

import mimetypes
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field, keys_of
from zhixing.inquiries import operations, queries
from zhixing.inquiries.pages.asking import room_tabs
from zhixing.inquiries.pages.controls import act_words, standing_words
from zhixing.inquiries.queries.claims import ClaimDetail, HoursLeft
from zhixing.inquiries.rules.controls import ClaimGround, ClaimState

WORDS_MAX = 500
STATES_IN_ENGLISH = {
    ClaimState.OPEN: "to be looked into", ClaimState.PROPOSED: "waits for a second person",
    ClaimState.RELEASING: "release ordered, receipt awaited", ClaimState.RELEASED: "released", ClaimState.REFUSED: "refused",
}  # fmt: skip
GROUNDS_IN_ENGLISH = {
    ClaimGround.ACCOUNT: "the account named",
    ClaimGround.ID_NUMBER: "the claimant's own ID number",
}
STATE_CHIPS = {
    ClaimState.OPEN: "due", ClaimState.PROPOSED: "waiting", ClaimState.RELEASING: "sent", ClaimState.RELEASED: "confirmed",
    ClaimState.REFUSED: "ended",
}  # fmt: skip
FACTS = {
    "claim.recorded": ("登记申诉", "recorded"), "claim.proposed": ("提出处理意见", "outcome proposed"),
    "claim.returned": ("退回重新核实", "sent back"), "claim.releasing": ("批准解除，已发出", "release approved and sent"),
    "claim.released": ("已解除", "released"), "claim.refused": ("不予解除", "refused"), "claim.late": ("超过 24 小时", "past 24 hours"),
    "claim.evidence_viewed": ("查看证据", "evidence looked at"),
}  # fmt: skip


def clock_words(left: HoursLeft) -> str:
    """The clock in the language of the person."""
    english = f"{left.hours} h {left.minutes} min {'over' if left.is_over else 'left'}"
    return t(left.words, english)


def state_words(state: ClaimState) -> str:
    """How it stands, in the language of the person."""
    return t(state.label, STATES_IN_ENGLISH[state])


def fact_words(kind: str) -> str:
    """A fact of a claim in the language of the person."""
    return t(*FACTS.get(kind, (kind, kind)))


def _shared() -> dict[str, object]:
    return {
        "clock_words": clock_words, "state_words": state_words, "state_chips": STATE_CHIPS, "act_words": act_words,
        "standing_words": standing_words, "fact_words": fact_words,
        "ground_words": lambda ground: t(ground.label, GROUNDS_IN_ENGLISH[ground]),
    }  # fmt: skip


def _recording_court(request: HouseRequest) -> int | None:
    courts = [request.chosen_court] if request.chosen_court else list(request.actor.courts)
    return next((court for court in courts if request.actor.has(court, *operations.RECORDERS)), None)


@login_required
@require_GET
def claims(request: HouseRequest) -> HttpResponse:
    """Claims, the shortest clock first."""
    rows = queries.list_claims(courts=request.actor.courts, now=clock.now())
    return render(
        request, "inquiries/claims.html",
        {**_shared(), "tabs": room_tabs("inquiry-claims"), "rows": rows, "may_record": _recording_court(request) is not None},
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def record_claim(request: HouseRequest) -> HttpResponse:
    """The form on which anybody on duty takes a claim."""
    court_id = _recording_court(request)
    if court_id is None:
        raise Http404(t("您不能登记申诉。", "You may not record claims."))
    problem = ""
    if request.method == "POST":
        evidence = request.FILES.get("evidence")
        claim = operations.NewClaim(
            name=field(request, "name"), id_number=field(request, "id_number"), account=field(request, "account"),
            unit_name=field(request, "unit"), phone=field(request, "phone"),
            words=request.POST.get("words", "").replace("\x00", "").strip()[:WORDS_MAX],
            evidence_name=(evidence.name or "") if evidence else "", evidence=evidence.read() if evidence else b"",
        )  # fmt: skip
        try:
            made = operations.record_claim(
                court=courts_by_id([court_id])[0], claim=claim, now=clock.now(), actor=request.actor
            )
        except ValueError as refused:
            problem = str(refused)
        else:
            messages.success(
                request, t("申诉已登记，24 小时开始计时。", "Recorded; the 24 hours are running.")
            )
            return redirect("inquiry-claim", made.pk)
    return render(
        request,
        "inquiries/claim_form.html",
        {"problem": problem, "given": request.POST},
        status=422 if problem else 200,
    )


def _detail(claim_id: UUID) -> ClaimDetail:
    detail = queries.claim_detail(claim_id, now=clock.now())
    if detail is None:
        raise Http404(t("没有这项申诉。", "There is no such claim."))
    return detail


@login_required
@require_GET
def claim(request: HouseRequest, claim_id: UUID) -> HttpResponse:
    """One claim: who says what, which orders are concerned, what is drafted, what was decided."""
    detail = _detail(claim_id)
    actor, row = request.actor, detail.claim
    return render(
        request, "inquiries/claim.html",
        {
            **_shared(), "detail": detail, "claim": row,
            "may_propose": actor.has(row.court_id, *operations.PROPOSERS) and detail.state is ClaimState.OPEN,
            "may_decide": actor.has(row.court_id, *operations.APPROVERS) and detail.state is ClaimState.PROPOSED
            and row.proposed_by_id != actor.user_id,
        },
    )  # fmt: skip


@login_required
@require_POST
def propose(request: HouseRequest, claim_id: UUID) -> HttpResponse:
    """Propose to release what is picked, or to refuse."""
    _detail(claim_id)
    releases = field(request, "releases") == "1"
    picked = keys_of(request.POST.getlist("order"))
    reason = field(request, "reason")
    attempt(
        request,
        lambda: operations.propose_outcome(
            claim_id=claim_id,
            releases=releases,
            order_ids=picked,
            reason=reason,
            now=clock.now(),
            actor=request.actor,
        ),
        t("已提出处理意见，待另一人复核。", "Proposed; a second person must agree."),
    )
    return redirect("inquiry-claim", claim_id)


@login_required
@require_POST
def decide(request: HouseRequest, claim_id: UUID) -> HttpResponse:
    """Agree as the second person, or send it back."""
    _detail(claim_id)
    agrees = field(request, "agrees") == "1"
    attempt(
        request,
        lambda: operations.decide_claim(
            claim_id=claim_id, agrees=agrees, now=clock.now(), actor=request.actor
        ),
        t("已复核。", "Decided.") if agrees else t("已退回重新核实。", "Sent back."),
    )
    return redirect("inquiry-claim", claim_id)


@login_required
@require_GET
@never_cache
def evidence(request: HouseRequest, claim_id: UUID) -> HttpResponse:
    """The claimant's file, for those who decide; each look is a fact."""
    row = _detail(claim_id).claim
    request.actor.require(row.court_id, *operations.RECORDERS)
    record(
        court_id=row.court_id,
        subject=f"claim:{row.pk}",
        kind="claim.evidence_viewed",
        at=clock.now(),
        actor=request.actor,
    )
    with default_storage.open(row.evidence_file) as file:
        content = file.read()
    kind = mimetypes.guess_type(row.evidence_file)[0] or "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = (
        f'inline; filename="evidence-{row.pk}.{row.evidence_file.rsplit(".", 1)[-1]}"'
    )
    return response
