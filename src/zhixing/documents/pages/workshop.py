"""文书工坊: the wording of each kind in the court's own words, the Korean of each passage, the glossary; by four eyes."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.documents.operations.rewording import (
    APPROVERS,
    PROPOSERS,
    RewordingRefused,
    decide_wording,
    propose_wording,
    tried,
)
from zhixing.documents.queries import WordingState, WordingUse, workshop
from zhixing.documents.queries.wordings import history_of, version_by_id, waiting_versions
from zhixing.documents.queries.workshop import PassageLine
from zhixing.documents.rules.extremes import WORDED, WORDED_KINDS, Fault, trials_of
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.reach import is_narrow, opens_to
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t

TEXT_MAX, WHY_MAX = 4000, 300
CHIPS = {"own": "done", "confirmed": "done", "shipped": "sent", "none": "draft"}
STATE_CHIPS = {
    WordingState.PROPOSED: "waiting",
    WordingState.APPROVED: "done",
    WordingState.REFUSED: "refused",
}


def _court(request: HouseRequest) -> int:
    """The court whose words are worked on: the one chosen above, else the person's first."""
    court = request.chosen_court or next(iter(request.actor.courts), None)
    if court is None:
        raise Http404
    return court


def _check_reach(request: HouseRequest, court: int, use: WordingUse) -> None:
    """A translator works on Korean and names; the Chinese wording is not theirs to see. Raises NotAllowed."""
    if use is WordingUse.WORDING and is_narrow(request.actor, court):
        raise NotAllowed(
            t("翻译只办理译文和术语。", "A translator works on translations and the glossary only.")
        )


def _kind(text: str) -> DocumentKind:
    found = next((one for one in WORDED if one.value == text), None)
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def kinds(request: HouseRequest) -> HttpResponse:
    """The kinds, and what waits for a second person."""
    court = _court(request)
    context = {
        "lines": workshop.kinds_in_workshop(court, clock.today()), "waiting": waiting_versions([court]),
        "kind_names": {one.value: one.chosen_as for one in WORDED},
    }  # fmt: skip
    return render(request, "documents/workshop.html", context)


@login_required
@require_GET
def kind(request: HouseRequest, kind: str) -> HttpResponse:
    """The passages of a kind."""
    one = _kind(kind)
    lines = workshop.passages_of(_court(request), one, clock.today())
    return render(
        request,
        "documents/workshop_kind.html",
        {"kind": one, "lines": lines, "demands": WORDED_KINDS[one].demands},
    )


@opens_to(Role.TRANSLATOR)
@login_required
@require_GET
def korean(request: HouseRequest) -> HttpResponse:
    """The Korean of the passages of a kind."""
    wanted = request.GET.get("kind", "")
    one = _kind(wanted) if wanted else None
    lines = workshop.korean_of(_court(request), one, clock.today())
    done = sum(line.state == "confirmed" for line in lines)
    context = {"kind": one, "kinds": WORDED, "lines": lines, "chips": CHIPS, "done": done}
    context["is_translator_only"] = is_narrow(request.actor)
    return render(request, "documents/korean.html", context)


@opens_to(Role.TRANSLATOR)
@login_required
@require_GET
def terms(request: HouseRequest) -> HttpResponse:
    """The glossary."""
    wanted = request.GET.get("q", "").strip()[:80]
    lines = [
        one
        for one in workshop.terms_of(_court(request), clock.today())
        if wanted in one.source or wanted in one.text
    ]
    return render(request, "documents/terms.html", {"lines": lines, "chips": CHIPS, "wanted": wanted})


class WordingForm(forms.Form):
    """A text, why, and from when."""

    text = forms.CharField(max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 6}))
    why = forms.CharField(max_length=WHY_MAX, required=False)
    effective_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, use: WordingUse, told: QueryDict | None, initial: dict[str, object]) -> None:
        super().__init__(told, initial=initial)
        self.fields["text"].label = t("文字", "Text") if use is WordingUse.WORDING else t("朝鲜文", "Korean")
        self.fields["why"].label = t("为什么改", "Why")
        self.fields["effective_on"].label = t("生效日期", "In force from")


class TermForm(forms.Form):
    """A new name in the glossary."""

    source = forms.CharField(max_length=200)


@opens_to(Role.TRANSLATOR)
@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HouseRequest, use: str, ref: str) -> HttpResponse:
    """A passage: its text, tried and looked at on a masked document, proposed."""
    if use not in set(WordingUse):
        raise Http404
    court, what, kind = _court(request), WordingUse(use), request.GET.get("kind", "")
    _check_reach(request, court, what)
    if kind:
        _kind(kind)
    today = clock.today()
    line = workshop.source_by_ref(court, what, kind, ref, today)
    if line is None and what is WordingUse.TERM and request.GET.get("zh"):
        source = request.GET["zh"].strip()[:200]
        line = PassageLine(workshop.ref_of(source), source, (), "", "none", None)
    if line is None or (what is WordingUse.WORDING and not kind):
        raise Http404
    form = WordingForm(what, request.POST or None, {"text": line.text, "effective_on": today})
    shown: dict[str, object] = {"preview": [], "faults": [], "tried": False}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if request.POST.get("do") == "propose":
            try:
                made = propose_wording(
                    court_id=court, use=what, kind=kind if what is WordingUse.WORDING else "", source=line.source,
                    text=told["text"], why=told["why"], effective_on=told["effective_on"], now=clock.now(),
                    actor=request.actor,
                )  # fmt: skip
            except RewordingRefused as refused:
                form.add_error("text", str(refused))
                shown |= {"faults": refused.faults, "tried": bool(refused.faults)}
            else:
                messages.success(
                    request, t("已提出，等待另一人批准。", "Proposed; a second person approves it.")
                )
                return redirect("wording-version", made)
        elif what is WordingUse.WORDING:
            shown = _looked_at(court, kind, line, told["text"], told["effective_on"])
    return _edit_page(request, court, what, kind, line, form, shown)


def _looked_at(court: int, kind: str, line: PassageLine, text: str, on: date) -> dict[str, object]:
    """The text on a masked document, and each trial with what it spoils."""
    blocks, is_real = workshop.sample_of(court, DocumentKind(kind), line.source)
    faults: list[Fault] = tried(court, kind, line.source, text.strip(), on, clock.now())
    return {
        "preview": workshop.previewed(blocks, line.source, text.strip()), "is_real": is_real, "faults": faults, "tried": True,
    }  # fmt: skip


def _back_from(use: WordingUse) -> str:
    pages = {WordingUse.WORDING: "workshop", WordingUse.KOREAN: "korean", WordingUse.TERM: "glossary"}
    return reverse(pages[use])


def _edit_page(
    request: HouseRequest, court: int, use: WordingUse, kind: str, line: PassageLine, form: forms.Form,
    shown: dict[str, object],
) -> HttpResponse:  # fmt: skip
    one = DocumentKind(kind) if kind else None
    if use is WordingUse.WORDING:
        back = reverse("workshop-kind", args=[kind])
    elif use is WordingUse.TERM:
        back = reverse("glossary")
    else:
        back = f"{reverse('korean')}?kind={kind}"
    context = {
        "use": use, "kind": one, "line": line, "form": form, "back": back,
        "may_propose": request.actor.has(court, *PROPOSERS[use]),
        "history": history_of(court, use, kind if use is WordingUse.WORDING else "", line.source),
        "state_chips": STATE_CHIPS, "trials": [trial.label for trial in trials_of(WORDED_KINDS[one])] if one else [],
        "is_real": False, **shown,
    }  # fmt: skip
    return render(request, "documents/wording_edit.html", context)


@opens_to(Role.TRANSLATOR)
@login_required
@require_POST
def add_term(request: HouseRequest) -> HttpResponse:
    """A name that the glossary lacks leads to its own page."""
    form = TermForm(request.POST)
    if not form.is_valid():
        messages.error(request, t("请填写中文名称。", "Enter the Chinese name."))
        return redirect("glossary")
    source = form.cleaned_data["source"].strip()
    place = reverse("wording-edit", args=[WordingUse.TERM.value, workshop.ref_of(source)])
    return redirect(f"{place}?{urlencode({'zh': source})}")


@opens_to(Role.TRANSLATOR)
@login_required
@require_GET
def version(request: HouseRequest, version_id: UUID) -> HttpResponse:
    """A version beside the one before it, with what may be done about it."""
    found = version_by_id(version_id)
    if found is None:
        raise Http404
    _check_reach(request, found.court_id, found.use)
    history = history_of(found.court_id, found.use, found.kind, found.source)
    before = next(
        (one.text for one in history if one.number < found.number and one.state == "approved"), found.source
    )
    waits = found.state is WordingState.PROPOSED
    is_mine = found.proposed_by == request.actor.key
    context = {
        "version": found, "history": history, "state_chips": STATE_CHIPS,
        "changes": workshop.difference(before, found.text) if found.use is WordingUse.WORDING else [],
        "kind": DocumentKind(found.kind) if found.kind else None,
        "may_decide": waits and not is_mine and request.actor.has(found.court_id, *APPROVERS[found.use]),
        "is_mine": waits and is_mine, "back": _back_from(found.use),
    }  # fmt: skip
    return render(request, "documents/wording_version.html", context)


@opens_to(Role.TRANSLATOR)
@login_required
@require_POST
def decide(request: HouseRequest, version_id: UUID) -> HttpResponse:
    """Approve, or send back with a reason."""
    approve = request.POST.get("do") == "approve"
    reason = request.POST.get("reason", "")[:WHY_MAX]
    try:
        decide_wording(
            version_id=version_id, approve=approve, reason=reason, now=clock.now(), actor=request.actor
        )
    except RewordingRefused as refused:
        said = [str(refused), *(f"{fault.trial}：{fault.message}" for fault in refused.faults[:3])]
        messages.error(request, " ".join(said))
    else:
        messages.success(request, t("已批准。", "Approved.") if approve else t("已退回。", "Sent back."))
    return redirect("wording-version", version_id)
