"""Renewals and releases on screen: what would be sent, the second person's click, how far a batch has come, slips."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import keys_of
from zhixing.freezes import operations
from zhixing.freezes.operations import drafting, letting_go, paper
from zhixing.freezes.operations.drafting import BatchNotFound, BatchRefused, NewRelease, NothingToDo
from zhixing.freezes.pages.measures import CHIPS, word
from zhixing.freezes.queries import MeasureNotFound, acts
from zhixing.freezes.rules.act_kinds import ActKind, ActState, BatchState, Ground

ACT_CHIPS = {
    ActState.DRAFTED: "draft",
    ActState.APPROVED: "waiting",
    ActState.SENT: "sent",
    ActState.BY_HAND: "due",
    ActState.DELIVERED: "sent",
    ActState.CONFIRMED: "confirmed",
    ActState.PARTLY: "overdue",
    ActState.REFUSED: "refused",
    ActState.LEFT_OUT: "overdue",
    ActState.WITHDRAWN: "ended",
}
BATCH_CHIPS = {
    BatchState.DRAFTED: "due",
    BatchState.APPROVED: "waiting",
    BatchState.DONE: "sent",
    BatchState.WITHDRAWN: "ended",
}
REFUSALS = (
    NothingToDo,
    BatchRefused,
    operations.ReasonMissing,
    operations.EndRefused,
    operations.MeasureReleased,
    paper.PaperRefused,
)


def shared() -> dict[str, object]:
    """What every template of these pages needs."""
    return {"chips": CHIPS, "word": word, "act_chips": ACT_CHIPS, "batch_chips": BATCH_CHIPS}


def told_when_refused(back: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A refusal is said on the page the person came from; what may not be seen is not found."""

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HouseRequest, **names: UUID) -> HttpResponse:
            try:
                return view(request, **names)
            except (MeasureNotFound, BatchNotFound) as missing:
                raise Http404(str(missing)) from None
            except REFUSALS as refused:
                messages.error(request, str(refused))
            return redirect(back, *names.values()) if back not in ("freezes",) else redirect(back)

        return answer

    return around


def picked(request: HouseRequest) -> list[UUID]:
    """The measures picked on a list; what is no key is passed over."""
    return list(dict.fromkeys(keys_of(request.POST.getlist("pick")[: drafting.ACTS_MAX + 1])))


def scan_of(request: HouseRequest) -> paper.NewScan | None:
    """The uploaded scan; None without one."""
    file = request.FILES.get("scan")
    if file is None:
        return None
    if (file.size or 0) > paper.SCAN_MAX:
        raise paper.PaperRefused("扫描件不能超过 10 MB。")
    return paper.NewScan(file.name or "扫描件", file.read())


def day_of(request: HouseRequest, name: str) -> date | None:
    """A day from the form; None when it is empty. Raises PaperRefused for what is no day."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise paper.PaperRefused("日期请写成 2023-05-31 这样。") from None


# ---- renewal ------------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def preview(request: HouseRequest) -> HttpResponse:
    """What would be sent to whom, and what is left out and why. Nothing is done yet."""
    chosen = picked(request)
    if not chosen:
        messages.error(request, t("请先选取要续行的措施。", "Pick the measures to renew first."))
        return redirect("freezes")
    if len(chosen) > drafting.ACTS_MAX:
        messages.error(
            request, t(f"一次最多 {drafting.ACTS_MAX} 项。", f"At most {drafting.ACTS_MAX} at a time.")
        )
        return redirect("freezes")
    previews = acts.preview_renewals(chosen, today=clock.today())
    return render(
        request, "freezes/renewal_preview.html",
        {**shared(), "previews": previews, "token": uuid4().hex, "policies": {one.court_id: acts.policy_of(one.court_id)
                                                                              for one in previews}},
    )  # fmt: skip


@login_required
@require_POST
@told_when_refused("freezes")
def draft(request: HouseRequest) -> HttpResponse:
    """Draft the renewals that were previewed."""
    court_id = int(request.POST.get("court", "0") if request.POST.get("court", "").isdigit() else 0)
    made = drafting.draft_renewals(
        court_id=court_id, measure_ids=picked(request), token=f"button:{request.POST.get('token', '')[:40]}",
        reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor,
    )  # fmt: skip
    if made.is_approved:
        words = t(
            "已拟定并按本院设置生效，正在制作文书。",
            "Drafted and in force by the court's setting; documents follow.",
        )
    else:
        words = t(
            f"已拟定 {made.taken} 项续行，待另一人批准。",
            f"{made.taken} renewals drafted, for another person to approve.",
        )
    messages.success(request, words)
    return redirect("act-batch", made.batch_id)


@login_required
@require_GET
def batch_list(request: HouseRequest) -> HttpResponse:
    """Renewals or releases on their way."""
    kind = ActKind.RELEASE if request.GET.get("kind") == ActKind.RELEASE.value else ActKind.RENEW
    state = request.GET.get("state", "")
    chosen = BatchState(state) if state in set(BatchState) else None
    rows = acts.batches(courts=request.actor.courts, kind=kind, state=chosen)
    views = [(t("全部", "All"), f"?kind={kind.value}", chosen is None)]
    views += [(one.label, f"?kind={kind.value}&state={one.value}", one is chosen) for one in BatchState]
    tabs = [
        (t("续行", "Renewals"), "?kind=renew", kind is ActKind.RENEW, None),
        (t("解除", "Releases"), "?kind=release", kind is ActKind.RELEASE, None),
    ]
    return render(
        request, "freezes/batches.html",
        {**shared(), "rows": rows, "views": views, "tabs": tabs, "kind": kind,
         "may_approve": {row.id for row in rows if acts.may_decide(row, request.actor)}},
    )  # fmt: skip


@login_required
@require_GET
def batch_page(request: HouseRequest, batch_id: UUID) -> HttpResponse:
    """A batch: its progress, what went wrong first, and what a person must still do."""
    try:
        detail = acts.batch_detail(batch_id, today=clock.today())
    except acts.BatchUnknown as missing:
        raise Http404(str(missing)) from None
    batch = detail.batch
    return render(
        request, "freezes/batch.html",
        {**shared(), "detail": detail, "batch": batch, "may_approve": acts.may_decide(batch, request.actor),
         "may_withdraw": batch.state is BatchState.DRAFTED
         and request.actor.has(batch.court_id, *drafting.DRAFTERS, *drafting.DECIDERS),
         "may_note": request.actor.has(batch.court_id, *operations.OFFICE_ROLES), "states": ActState},
    )  # fmt: skip


@login_required
@require_POST
@told_when_refused("act-batch")
def approve(request: HouseRequest, batch_id: UUID) -> HttpResponse:
    """The second person agrees."""
    drafting.approve(batch_id=batch_id, now=clock.now(), actor=request.actor)
    messages.success(request, t("已批准，正在制作文书并发出。", "Approved; documents are made and sent."))
    return redirect("act-batch", batch_id)


@login_required
@require_POST
@told_when_refused("act-batch")
def withdraw(request: HouseRequest, batch_id: UUID) -> HttpResponse:
    """Take a batch back before it is approved."""
    drafting.withdraw(
        batch_id=batch_id, reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor
    )
    messages.success(request, t("已撤回，措施照旧监控。", "Withdrawn; the measures stay under watch."))
    return redirect("act-batch", batch_id)


@login_required
@require_POST
@told_when_refused("act-batch")
def deliver(request: HouseRequest, batch_id: UUID) -> HttpResponse:
    """A printed notice was served."""
    paper.note_delivered(
        act_id=_act(request), on=day_of(request, "on") or clock.today(), by=request.POST.get("by", ""),
        now=clock.now(), actor=request.actor,
    )  # fmt: skip
    messages.success(request, t("已登记送达，等协助单位回执。", "Service noted; now the holder's slip."))
    return redirect("act-batch", batch_id)


@login_required
@require_POST
@told_when_refused("act-batch")
def slip(request: HouseRequest, batch_id: UUID) -> HttpResponse:
    """The holder's slip came back on paper."""
    result = request.POST.get("result", "")
    if result not in ("controlled", "partly", "not_controlled"):
        raise paper.PaperRefused("请选择回执的办理结果。")
    said = paper.Slip(
        result=result, said_on=day_of(request, "on") or clock.today(), ends_on=day_of(request, "ends_on"),
        words=request.POST.get("words", "")[:400],
    )  # fmt: skip
    paper.note_slip(
        act_id=_act(request), slip=said, scan=scan_of(request), now=clock.now(), actor=request.actor
    )
    messages.success(request, t("已按回执登记。", "Taken up as the slip says."))
    return redirect("act-batch", batch_id)


def _act(request: HouseRequest) -> UUID:
    try:
        return UUID(request.POST.get("act", ""))
    except ValueError:
        raise paper.PaperRefused("没有这项办理，请刷新。") from None


# ---- one measure: release, letting go ------------------------------------------------------------------------------------


@login_required
@require_POST
@told_when_refused("measure")
def draft_release(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """Draft the release of a measure, for a second person to approve."""
    court_id, case_id = _place(measure_id)
    ground = request.POST.get("ground", "")
    chosen = Ground(ground) if ground in set(Ground) and ground != Ground.DUE.value else Ground.OTHER
    reason = request.POST.get("reason", "")
    if len(reason.strip()) < operations.REASON_MIN:
        raise operations.ReasonMissing("请写明解除的理由（至少四个字）。")
    made = drafting.draft_releases(
        court_id=court_id, releases=[NewRelease(measure_id)], ground=chosen,
        token=f"button:{request.POST.get('token', '')[:40] or uuid4().hex}", reason=reason, case_id=case_id,
        now=clock.now(), actor=request.actor,
    )  # fmt: skip
    messages.success(
        request, t("已拟定解除，待另一人批准。", "Release drafted, for another person to approve.")
    )
    return redirect("act-batch", made.batch_id)


def _place(measure_id: UUID) -> tuple[int, UUID]:
    from zhixing.freezes.queries.measures import measure_detail

    detail = measure_detail(measure_id, today=clock.today())
    return detail.court_id, detail.line.case_id


@login_required
@require_POST
@told_when_refused("measure")
def ask_not_to_renew(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """Propose not to renew, with a reason."""
    letting_go.ask_not_to_renew(
        measure_id=measure_id, reason=request.POST.get("reason", ""), now=clock.now(), actor=request.actor
    )
    messages.success(
        request,
        t("已提请不再续行，待批准；批准前照旧提醒。", "Put forward; warnings go on until it is approved."),
    )
    return redirect("measure", measure_id)


@login_required
@require_POST
@told_when_refused("measure")
def decide_not_to_renew(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """Approve or refuse that a measure is not renewed."""
    agree = request.POST.get("agree") == "1"
    letting_go.decide_not_to_renew(
        measure_id=measure_id,
        agree=agree,
        words=request.POST.get("words", ""),
        now=clock.now(),
        actor=request.actor,
    )
    messages.success(
        request,
        t("已批准不再续行，并拟定解除。", "Approved; its release is drafted.")
        if agree
        else t("不同意，照旧续行。", "Refused; it stays due."),
    )
    return redirect("measure", measure_id)
