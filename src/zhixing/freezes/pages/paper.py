"""Measures on paper, waiting ones, handed-over ones, and what the nightly check found, on screen."""

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.cases.pages import case_or_404
from zhixing.cases.queries import parties_of
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.money import UnreadableAmount, read_fen
from zhixing.freezes import operations, queries
from zhixing.freezes.operations import paper, waiting
from zhixing.freezes.pages.renewals import day_of, scan_of, shared, told_when_refused
from zhixing.freezes.queries import acts, more
from zhixing.freezes.rules.gaps import GapKind
from zhixing.freezes.rules.ledger import MeasureKind
from zhixing.freezes.rules.stages import MeasureStage

_DAY = {"type": "date"}


class PaperForm(forms.Form):
    """A measure as its ruling states it."""

    debtor = forms.ChoiceField(label="被执行人")
    asset = forms.CharField(
        label="财产种类", max_length=60, help_text="银行存款、不动产、机动车、股权、林权等。"
    )
    description = forms.CharField(
        label="财产描述", max_length=300, help_text="账号、权证号、号牌，照裁定书写。"
    )
    holder = forms.CharField(label="协助单位", max_length=200)
    action = forms.ChoiceField(
        label="措施", choices=[("freeze", "冻结"), ("seal", "查封"), ("seize", "扣押")], initial="freeze"
    )
    ruling = forms.CharField(label="裁定书文号", max_length=80)
    starts_on = forms.DateField(label="起始日", widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    stated_on = forms.DateField(
        label="届满日（裁定书写明）", widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    amount = forms.CharField(label="金额（元）", max_length=30, required=False)
    waits = forms.BooleanField(label="轮候", required=False)
    place = forms.IntegerField(label="轮候顺位", min_value=1, max_value=1000, required=False)
    stage = forms.ChoiceField(
        label="程序",
        choices=[("", "执行"), ("litigation", "诉讼保全转执行"), ("pre_action", "诉前保全转执行")],
        required=False,
    )
    original = forms.CharField(label="原保全案号", max_length=80, required=False)
    sued_on = forms.DateField(label="起诉日（诉前保全）", required=False, widget=forms.DateInput(attrs=_DAY))
    entrusted_by = forms.CharField(label="委托法院（受托执行时）", max_length=200, required=False)
    slip = forms.BooleanField(label="扫描件是协助单位的回执", required=False)
    scan = forms.FileField(label="扫描件", required=False, help_text="PDF、PNG 或 JPEG，10 MB 以内。")


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The form for a measure that exists on paper."""
    case = case_or_404(case_id)
    request.actor.require(case.court_id, *operations.OFFICE_ROLES)
    form = PaperForm(request.POST or None, request.FILES or None)
    debtors = [(str(one.id), one.name) for one in parties_of(case_id) if one.role == "debtor"]
    chosen = form.fields["debtor"]
    assert isinstance(chosen, forms.ChoiceField)
    chosen.choices = debtors
    if request.method == "POST" and form.is_valid():
        try:
            made = paper.register_paper(
                paper=_paper(case_id, case.filed_on, form),
                scan=scan_of(request),
                now=clock.now(),
                actor=request.actor,
            )
        except (paper.PaperRefused, operations.EndRefused, UnreadableAmount) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, t(f"已登记，按 {made.ends_on} 提醒。", f"Registered; watched until {made.ends_on}.")
            )
            return redirect("measure", made.id)
    return render(request, "freezes/paper.html", {"form": form, "case": case})


def _paper(case_id: UUID, filed_on: date, form: PaperForm) -> paper.NewPaper:
    said = form.cleaned_data
    amount = said["amount"].strip()
    return paper.NewPaper(
        case_id=case_id, debtor_id=UUID(said["debtor"]), asset_text=said["asset"], description=said["description"],
        holder=said["holder"], action=MeasureKind(said["action"]), starts_on=said["starts_on"],
        stated_on=said["stated_on"], ruling_number=said["ruling"], amount_fen=read_fen(amount) if amount else None,
        is_waiting=said["waits"], place=said["place"], stage=MeasureStage(said["stage"]),
        original_case_number=said["original"], entered_on=filed_on, sued_on=said["sued_on"],
        entrusted_by=said["entrusted_by"], slip=said["slip"],
    )  # fmt: skip


@login_required
@require_GET
def gaps(request: HouseRequest) -> HttpResponse:
    """What the nightly check found missing, a kind at a time."""
    counts = queries.count_gaps(courts=request.actor.courts)
    kind = request.GET.get("kind", "")
    chosen = GapKind(kind) if kind in set(GapKind) else next(iter(counts), GapKind.NO_OWNER)
    views = [
        (f"{one.label} {queries.gaps_text(count)}", f"?kind={one.value}", one is chosen)
        for one, count in counts.items()
    ]
    lines = acts.measures_with_gap(courts=request.actor.courts, kind=chosen, today=clock.today())
    return render(
        request,
        "freezes/measures_of.html",
        {
            **shared(),
            "lines": lines,
            "views": views,
            "heading": t("夜间核查", "Nightly check"),
            "words": chosen.label,
            "most": acts.GAP_ROWS,
        },
    )


@login_required
@require_GET
def waiting_list(request: HouseRequest) -> HttpResponse:
    """Waiting measures, those that nobody is ahead of any more first."""
    lines = acts.waiting_measures(courts=request.actor.courts, today=clock.today())
    return render(
        request,
        "freezes/measures_of.html",
        {
            **shared(),
            "lines": lines,
            "views": [],
            "heading": t("轮候", "Waiting measures"),
            "words": t(
                "在先措施失效的排在前面，须向协助单位核实。",
                "Those whose turn has come stand first; ask the holder.",
            ),
            "most": acts.GAP_ROWS,
        },
    )


@login_required
@require_POST
@told_when_refused("measure")
def nobody_ahead(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """Somebody learned that the measures ahead are gone."""
    waiting.note_nobody_ahead(
        measure_id=measure_id, reason=request.POST.get("reason", ""), today=clock.today(), now=clock.now(),
        actor=request.actor,
    )  # fmt: skip
    messages.success(request, t("已登记，请向协助单位核实。", "Noted; now ask the holder."))
    return redirect("measure", measure_id)


@login_required
@require_POST
@told_when_refused("measure")
def confirm_waiting(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """The holder confirmed that a waiting measure stands first."""
    day = day_of(request, "on")
    if day is None:
        raise paper.PaperRefused("请填写生效日。")
    made = paper.confirm_waiting(
        measure_id=measure_id, effective_from=day, scan=scan_of(request), now=clock.now(), actor=request.actor
    )
    messages.success(request, t(f"已转为正式，届满日 {made.ends_on}。", f"In force until {made.ends_on}."))
    return redirect("measure", measure_id)


@login_required
@require_POST
@told_when_refused("measure")
def hand_over(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """A measure goes to another court."""
    day = day_of(request, "on") or clock.today()
    paper.hand_over(
        measure_id=measure_id,
        to_court=request.POST.get("court", ""),
        on=day,
        now=clock.now(),
        actor=request.actor,
    )
    messages.success(
        request, t("已登记移交，接收法院确认前照旧监控。", "Handed over; watched until that court confirms.")
    )
    return redirect("measure", measure_id)


@login_required
@require_GET
def scan(request: HouseRequest, scan_id: UUID) -> HttpResponse:
    """A scanned paper of a measure; the look is a fact."""
    found = more.scan_of(scan_id)
    if found is None:
        raise Http404("没有这份扫描件，或者它不在您可以查看的法院。")
    record(
        court_id=found.court_id, subject=f"measure:{found.measure_id}", kind="measure.scan_seen", at=clock.now(),
        actor=request.actor, body={"scan": str(found.pk), "sha256": found.sha256},
    )  # fmt: skip
    answer = HttpResponse(bytes(found.content), content_type=found.media_type)
    answer["Content-Disposition"] = f"inline; filename=scan-{found.pk}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
