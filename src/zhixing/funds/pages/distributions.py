"""财产分配: the list, the plan builder with its live sums, and what happens to a plan once it is approved."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.cases.pages import case_or_404, workbook_response
from zhixing.cases.rules.workbooks import SheetCell, Yuan, list_workbook
from zhixing.documents.rendering.renderer import RenderFailed
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.sealing.base import SealingFailed
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.foundation.posted import keys_of
from zhixing.funds import operations
from zhixing.funds.operations import distributing, objecting, paying_shares, plan_documents
from zhixing.funds.operations.distributing import DRAFTERS, ClaimEntry, DistributionRefused
from zhixing.funds.operations.plan_documents import ratio_text
from zhixing.funds.pages.distribution_forms import (
    FormFault,
    new_claim,
    read_claims,
    read_day,
    read_fen,
    read_terms,
)
from zhixing.funds.pages.distribution_words import LISTED, builder_words
from zhixing.funds.pages.words import AFTER_MAX, REJECTERS, address, asked_text, gone, room_tabs, shared
from zhixing.funds.queries import ReceiptNotFound
from zhixing.funds.queries.claimants import debtors_of, poolable_receipts
from zhixing.funds.queries.distributions import (
    DistributionView,
    compute,
    distribution_view,
    list_distributions,
)
from zhixing.funds.rules.distributions import Basis, EventKind, Stage
from zhixing.funds.rules.pools import PoolPlan
from zhixing.law.amounts import yuan_text
from zhixing.law.case_funds import Approver
from zhixing.law.distribution import Bankruptcy, DebtorKind, DistributionImpossible
from zhixing.law.explanation import Step

REFUSALS = (DistributionRefused, DistributionImpossible, FormFault)
UNISSUABLE = (DocumentRefused, RenderFailed, SealingFailed, DistributionRefused, OSError)


@login_required
@require_GET
def distributions(request: HouseRequest) -> HttpResponse:
    """Distributions by what waits, filtered by typing."""
    asked = request.GET.get("view", "")
    view = asked if asked in LISTED else next(iter(LISTED))
    text, after = asked_text(request), request.GET.get("after", "")[:AFTER_MAX]
    page = list_distributions(stages=LISTED[view][2], text=text, after=after)
    return render(
        request, "funds/distributions.html",
        {
            **shared(), **builder_words(), "page": page, "text": text, "tabs": room_tabs("funds-distributions"),
            "views": [(t(zh, en), address(view=key), key == view) for key, (zh, en, _) in LISTED.items()],
            "progress": {one.id: one.progress(clock.today()) for one in page.lines},
            "next_page": address(view=view, q=text, after=page.next_key) if page.next_key else "",
            "first_page": address(view=view, q=text) if after else "",
        },
    )  # fmt: skip


def _view(distribution_id: UUID) -> DistributionView:
    try:
        return distribution_view(distribution_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Which money of a case is divided, of whom, and on what basis."""
    case = case_or_404(case_id)
    if request.method == "POST":
        debtor = keys_of([request.POST.get("debtor", "")])
        try:
            if not debtor:
                raise DistributionRefused("请选定被执行人。")
            row = distributing.draft_distribution(
                case_id=case_id, receipt_ids=keys_of(request.POST.getlist("receipt")[:200]), debtor_id=debtor[0],
                debtor_kind=DebtorKind(request.POST.get("debtor_kind", "")), basis=Basis(request.POST.get("basis", "")),
                now=clock.now(), actor=request.actor,
            )  # fmt: skip
        except ValueError as refused:
            messages.error(request, str(refused))
            return redirect("distribution-new", case_id)
        messages.success(request, t("已起草，债权按到账日计算；请逐行核对。", "Drafted; check every row."))
        return redirect("distribution", row.pk)
    receipts = poolable_receipts(case_id)
    return render(
        request, "funds/distribution_new.html",
        {
            **shared(), **builder_words(), "case": case, "receipts": receipts, "debtors": debtors_of(case_id),
            "asked": set(keys_of(request.GET.getlist("receipt"))) or {one.id for one in receipts},
            "may_draft": request.actor.has(case.court_id, *DRAFTERS),
        },
    )  # fmt: skip


# ---- the builder -----------------------------------------------------------------------------------------------------


def _computed(view: DistributionView, work: Callable[[], PoolPlan]) -> tuple[PoolPlan | None, str]:
    try:
        return work(), ""
    except REFUSALS as refused:
        return None, str(refused)


@login_required
@require_GET
def distribution(request: HouseRequest, distribution_id: UUID) -> HttpResponse:
    """A distribution: as a table to be edited while it is a draft, as a plan with its clocks afterwards."""
    view = _view(distribution_id)
    if request.GET.get("format") == "xlsx":
        return _workbook(view)
    found, trouble = _computed(view, lambda: compute(view))
    progress = view.progress(clock.today())
    actor = request.actor
    is_open = view.stage is Stage.PROPOSED
    is_mine = view.drafted_by_key == f"user:{actor.user_id}"
    drafts = actor.has(view.court_id, *DRAFTERS)
    tiers = [Approver.BUREAU_CHIEF, Approver.VICE_PRESIDENT]
    reach = tiers[tiers.index(Approver(view.approver_role)) :]
    held = paying_shares.deposits_held(distribution_id=view.id) if view.stage is Stage.PAYING else {}
    return render(
        request, "funds/distribution.html",
        {
            **shared(), **builder_words(), "view": view, "found": found, "trouble": trouble, "progress": progress,
            "is_saved": True, "ratio": ratio_text, "is_mine": is_mine, "drafts": drafts,
            "may_edit": drafts and view.stage is Stage.DRAFT,
            "may_approve": is_open and not is_mine and any(actor.has(view.court_id, Role(tier.value)) for tier in reach),
            "may_reject": is_open and actor.has(view.court_id, *REJECTERS),
            "may_withdraw": drafts and view.stage in (Stage.DRAFT, Stage.PROPOSED, Stage.APPROVED),
            "may_serve": drafts and view.stage is Stage.APPROVED and view.terms.basis.is_served and view.amends is None,
            "may_pay": drafts and progress is not None and (progress.may_pay_all or progress.may_pay_undisputed)
            and _unplanned(view),
            "may_amend": drafts and progress is not None and progress.stage.value == "amend",
            "may_issue": progress is not None and view.document_id is None,
            "held_fen": sum(held.values()), "may_release": drafts and bool(held) and not view.disputed(clock.today()),
            "bankruptcy_next": objecting.next_bankruptcy(view=view) if drafts else (),
            "bankruptcy_until": view.bankruptcy_answer_by,
            "objection_ends": view.objection_ends,
            "objection_states": {one.so_far.key: one for one in progress.objections} if progress else {},
        },
    )  # fmt: skip


def _unplanned(view: DistributionView) -> bool:
    planned = {
        plan.receipt_id for plan in view.plans
        if plan.source.value == "case" and plan.state.value in ("proposed", "approved") and not plan.is_repair
    }  # fmt: skip
    return any(money.id not in planned for money in view.receipts)


@login_required
@require_POST
def simulate(request: HouseRequest, distribution_id: UUID) -> HttpResponse:
    """What the table would pay as it is typed; nothing is kept."""
    view = _view(distribution_id)

    def work() -> PoolPlan:
        claims = [entry.view for entry in read_claims(request.POST, view)]
        return compute(view, terms=read_terms(request.POST, view), claims=claims)

    found, trouble = _computed(view, work)
    context = {
        **shared(),
        **builder_words(),
        "view": view,
        "found": found,
        "trouble": trouble,
        "ratio": ratio_text,
    }
    return render(request, "funds/distribution_outcome.html", {**context, "is_saved": False})


@login_required
@require_POST
def save(request: HouseRequest, distribution_id: UUID) -> HttpResponse:
    """Keep the table: as it is, with one row more or less, or with the debt shared out by the stated shares."""
    view = _view(distribution_id)
    act = request.POST.get("act", "save")
    try:
        entries = read_claims(request.POST, view)
        if act == "add":
            entries.append(ClaimEntry(new_claim(len(entries) + 1)))
        if act.startswith("remove:"):
            entries = [entry for entry in entries if str(entry.view.id) != act.removeprefix("remove:")]
        if act.startswith("up:"):
            entries = _raised(entries, act.removeprefix("up:"))
        distributing.revise_distribution(
            distribution_id=view.id, terms=read_terms(request.POST, view), entries=entries, by_shares=act == "shares",
            now=clock.now(), actor=request.actor,
        )  # fmt: skip
    except REFUSALS as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, t("已保存。", "Saved."))
    return redirect("distribution", view.id)


def _raised(entries: list[ClaimEntry], key: str) -> list[ClaimEntry]:
    place = next((place for place, entry in enumerate(entries) if str(entry.view.id) == key), 0)
    if place:
        entries[place - 1], entries[place] = entries[place], entries[place - 1]
    return entries


@login_required
@require_GET
def why(request: HouseRequest, distribution_id: UUID, claim_id: UUID) -> HttpResponse:
    """Why a claim is what it is and gets what it gets: article and arithmetic, step by step."""
    view = _view(distribution_id)
    claim = next((one for one in view.claims if one.id == claim_id), None)
    if claim is None:
        raise gone(ReceiptNotFound("方案没有这笔债权。"))
    found, trouble = _computed(view, lambda: compute(view))
    line = (
        next((one for one in found.distribution.lines if one.key == str(claim_id)), None) if found else None
    )
    steps = [Step(f"{line.band}：{line.reason}", f"债权 {yuan_text(line.claim_fen, True)}",
                  f"{yuan_text(line.paid_fen, True)} 元", line.article)] if line else [Step(trouble)]  # fmt: skip
    steps += list(found.distribution.explanation) if found else []
    steps += [Step(**step) for step in claim.explanation]
    return render(
        request, "why.html",
        {
            "figure": claim.creditor, "value": f"{yuan_text(line.paid_fen if line else 0, True)} 元", "steps": steps,
            "flags": found.distribution.flags if found else (),
            "sources": [(claim.case_number, reverse("case", args=[claim.case_id]))] if claim.case_id else [],
        },
    )  # fmt: skip


def _workbook(view: DistributionView) -> HttpResponse:
    found, _ = _computed(view, lambda: compute(view))
    lines = found.distribution.lines if found else ()
    claims = {str(claim.id): claim for claim in view.claims}
    rows: list[Sequence[SheetCell]] = [
        (
            place, line.creditor, claims[line.key].case_number, claims[line.key].title_number, line.band,
            Yuan(claims[line.key].principal_fen), Yuan(claims[line.key].costs_fen), Yuan(claims[line.key].general_fen),
            Yuan(claims[line.key].doubled_fen), Yuan(line.claim_fen), Yuan(line.paid_fen),
            ratio_text(line.paid_fen, line.claim_fen), Yuan(line.left_fen), line.article, line.reason,
        )
        for place, line in enumerate(lines, start=1)
    ]  # fmt: skip
    headings = [
        ("序", 6), ("债权人", 28), ("案号", 26), ("执行依据", 26), ("顺位", 16), ("本金等（元）", 16), ("费用（元）", 14),
        ("一般债务利息（元）", 18), ("加倍部分利息（元）", 18), ("债权额（元）", 16), ("分配额（元）", 16), ("受偿比例", 10),
        ("未受偿（元）", 16), ("依据", 44), ("理由", 44),
    ]  # fmt: skip
    content = list_workbook(title="分配方案", headings=headings, rows=rows)
    return workbook_response(content, f"分配方案_{view.case_number}.xlsx")


# ---- deciding and carrying out -----------------------------------------------------------------------------------------


def _act(request: HouseRequest, distribution_id: UUID, work: Callable[[], object], done: str) -> HttpResponse:
    _view(distribution_id)
    try:
        work()
    except (*REFUSALS, operations.PlanNotOpen) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("distribution", distribution_id)


@login_required
@require_POST
def decide(request: HouseRequest, distribution_id: UUID, act: str) -> HttpResponse:
    """Propose, approve, send back or withdraw."""
    now, actor, reason = clock.now(), request.actor, request.POST.get("reason", "")
    key = distribution_id
    works: dict[str, tuple[Callable[[], object], str]] = {
        "propose": (
            lambda: distributing.propose_distribution(distribution_id=key, now=now, actor=actor),
            t("已提交审批。", "Proposed."),
        ),
        "approve": (
            lambda: distributing.approve_distribution(distribution_id=key, now=now, actor=actor),
            t("已批准；下一步制作文书并送达。", "Approved; the document comes next."),
        ),
        "reject": (
            lambda: distributing.reject_distribution(
                distribution_id=key, reason=reason, now=now, actor=actor
            ),
            t("已退回起草人。", "Sent back."),
        ),
        "withdraw": (
            lambda: distributing.withdraw_distribution(
                distribution_id=key, reason=reason, now=now, actor=actor
            ),
            t("已撤回，款项等待重新拟定。", "Withdrawn."),
        ),
        "amend": (
            lambda: objecting.amend_distribution(distribution_id=key, now=now, actor=actor),
            t("已起草修正方案，见下方链接。", "The amended plan was drafted."),
        ),
        "pay": (
            lambda: paying_shares.pay_distribution(distribution_id=key, now=now, actor=actor),
            t("已按到账款逐笔提出发放，等待审批。", "Proposed for payment; it waits for approval."),
        ),
    }
    if act not in works:
        raise gone(ReceiptNotFound("没有这个办理事项。"))
    answer = _act(request, distribution_id, *works[act])
    if act == "approve" and _view(distribution_id).stage is Stage.APPROVED:
        _issue(request, distribution_id)
    return answer


def _issue(request: HouseRequest, distribution_id: UUID) -> None:
    try:
        plan_documents.issue_plan_document(
            distribution_id=distribution_id, now=clock.now(), actor=request.actor
        )
    except UNISSUABLE as refused:
        messages.warning(request, t("文书未能制作：", "The document could not be made: ") + str(refused))


@login_required
@require_POST
def issue(request: HouseRequest, distribution_id: UUID) -> HttpResponse:
    """Make the document of an approved plan, when it could not be made before."""
    _view(distribution_id)
    _issue(request, distribution_id)
    return redirect("distribution", distribution_id)


@login_required
@require_POST
def received(request: HouseRequest, distribution_id: UUID) -> HttpResponse:
    """Record that somebody received the plan."""

    def work() -> None:
        objecting.note_received(
            distribution_id=distribution_id, recipient=request.POST.get("recipient", ""),
            received_on=read_day(request.POST.get("on", ""), t("送达日期", "day of service")),
            how=request.POST.get("how", ""), now=clock.now(), actor=request.actor,
        )  # fmt: skip

    return _act(request, distribution_id, work, t("已登记送达。", "Service recorded."))


@login_required
@require_POST
def object_to(request: HouseRequest, distribution_id: UUID) -> HttpResponse:
    """Take an objection."""
    view = _view(distribution_id)

    def work() -> None:
        disputed = {
            claim.id: fen
            for claim in view.claims
            if (fen := read_fen(request.POST.get(f"disputed-{claim.id}", ""), claim.creditor))
        }
        objecting.take_objection(
            distribution_id=distribution_id, objector=request.POST.get("objector", ""),
            objected_on=read_day(request.POST.get("on", ""), t("提出日期", "day of objection")),
            text=request.POST.get("text", ""), disputed_fen=disputed, now=clock.now(), actor=request.actor,
        )  # fmt: skip

    return _act(request, distribution_id, work, t("已登记异议，期限开始计算。", "The objection was taken."))


@login_required
@require_POST
def objection_event(request: HouseRequest, distribution_id: UUID, objection_id: UUID) -> HttpResponse:
    """Record the next step of an objection."""

    def work() -> None:
        objecting.note_event(
            objection_id=objection_id, kind=EventKind(request.POST.get("kind", "")),
            on=read_day(request.POST.get("on", ""), t("日期", "day")), text=request.POST.get("text", ""),
            now=clock.now(), actor=request.actor,
        )  # fmt: skip

    return _act(request, distribution_id, work, t("已登记。", "Recorded."))


@login_required
@require_POST
def bankruptcy(request: HouseRequest, distribution_id: UUID) -> HttpResponse:
    """Record the next step on an enterprise's way into bankruptcy."""

    def work() -> None:
        objecting.note_bankruptcy(
            distribution_id=distribution_id, state=Bankruptcy(request.POST.get("state", "")),
            on=read_day(request.POST.get("on", ""), t("日期", "day")), text=request.POST.get("text", ""),
            now=clock.now(), actor=request.actor,
        )  # fmt: skip

    return _act(request, distribution_id, work, t("已登记。", "Recorded."))


@login_required
@require_POST
def release(request: HouseRequest, distribution_id: UUID) -> HttpResponse:
    """Propose to give away what was set aside during a suit."""
    view = _view(distribution_id)

    def work() -> None:
        given = {
            claim.id: fen
            for claim in view.claims
            if (fen := read_fen(request.POST.get(f"given-{claim.id}", ""), claim.creditor))
        }
        paying_shares.release_deposits(
            distribution_id=distribution_id, given_fen=given, reason=request.POST.get("reason", ""), now=clock.now(),
            actor=request.actor,
        )  # fmt: skip

    return _act(request, distribution_id, work, t("已提出发放提存款，等待审批。", "Release proposed."))
