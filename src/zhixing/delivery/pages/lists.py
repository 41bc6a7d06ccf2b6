"""Deliveries on screen: the list by what waits, the tab of a case, the part of a document, success."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import case_or_404
from zhixing.delivery import operations, queries
from zhixing.delivery.pages.words import is_view, may_serve, room_tabs, view_words, word
from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct
from zhixing.documents.queries import DocumentMissing, document_by_id
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, day_field, field, key_of, keys_of
from zhixing.law.delivery_attempts import Consent

CONSENTS = {
    Consent.ADDRESS_FORM: "送达地址确认书", Consent.EXPRESS: "明示同意", Consent.PRIOR_AGREEMENT: "事先约定、承诺",
    Consent.ADDRESS_IN_PLEADING: "诉讼材料中提供电子地址",
}  # fmt: skip
_YEAR = timedelta(days=365)


@login_required
@require_GET
def deliveries(request: HouseRequest) -> HttpResponse:
    """The deliveries of a view: what is out, what came back, what must go by public notice."""
    courts = request.actor.courts
    counts = queries.counts_of_views(courts=courts)
    asked = request.GET.get("view", "")
    view = asked if is_view(asked) else "out"
    text = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    after = key_of(request.GET.get("after", ""))
    page = queries.deliveries(courts=courts, view=view, text=text, after=after)
    waiting = next((name for name in queries.VIEWS if counts.get(name)), "")
    if waiting and not (asked or text or page.lines):  # nothing is out: open with what waits for a person
        return redirect(f"{request.path}?view={waiting}")
    views = [
        (
            f"{view_words(name)} {counts[name]}" if counts.get(name) else view_words(name),
            f"?view={name}",
            name == view,
        )
        for name in queries.VIEWS
    ]
    return render(
        request, "delivery/list.html",
        {
            "tabs": room_tabs("delivery"), "view": view, "views": views, "page": page, "text": text, "word": word, "today_": clock.today(),
            "picks": view == "notice" and any(may_serve(request, court) for court in courts),
        },
    )  # fmt: skip


@login_required
@require_GET
def success(request: HouseRequest) -> HttpResponse:
    """How each way did in the last year, beside the best court's published rate."""
    now, courts = clock.now(), request.actor.courts
    since = now - _YEAR
    return render(
        request, "delivery/success.html",
        {
            "tabs": room_tabs("delivery-success"), "word": word, "best": queries.BEST_COURT_PER_MYRIAD,
            "rows": queries.success_by_channel(courts=courts, since=since, until=now + timedelta(days=1)),
            "ours": queries.electronic_success(courts=courts, since=since, until=now + timedelta(days=1)),
        },
    )  # fmt: skip


# ---- a case and a document ---------------------------------------------------------------------------------------------


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The deliveries of a case, how its parties are reached, and what may be delivered; the case page's tab."""
    case = case_or_404(case_id)
    part = request.headers.get("HX-Request") == "true"
    return render(
        request, "delivery/of_case.html" if part else "delivery/of_case_page.html",
        {
            "case": case, "lines": queries.deliveries_of_case(case_id), "word": word,
            "waiting": queries.documents_to_deliver(case_id), "reach": queries.reach_of_case(case_id),
            "may_serve": may_serve(request, case.court_id), "kinds": list(AddressKind), "sources": list(AddressSource),
            "consents": [(key.value, words) for key, words in CONSENTS.items()], "acts": list(ConsentAct),
            "entry_address": settings.PARTIES_ADDRESS + reverse("addressee-entry")
            if settings.PARTIES_ADDRESS
            else request.build_absolute_uri(reverse("addressee-entry")),
        },
    )  # fmt: skip


@login_required
@require_GET
def of_document(request: HouseRequest, document_id: UUID) -> HttpResponse:
    """To whom a document was delivered and where each stands: a part for the document's page, or a page of its own."""
    try:
        document = document_by_id(document_id)
    except DocumentMissing as missing:
        raise Http404(str(missing)) from None
    part = request.headers.get("HX-Request") == "true"
    return render(
        request, "delivery/of_document.html" if part else "delivery/of_document_page.html",
        {"document": document, "lines": queries.deliveries_of_document(document_id), "word": word},
    )  # fmt: skip


@login_required
@require_POST
def deliver(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Begin to deliver the picked documents to their recipients."""
    picked = keys_of(request.POST.getlist("pick")[:200])

    def act() -> None:
        if not picked:
            raise ValueError(t("请先选取文书。", "Pick documents first."))
        operations.deliver(document_ids=picked, now=clock.now(), actor=request.actor)

    attempt(request, act, t("已开始送达，先行的方式随即发出。", "Delivery has begun."))
    return redirect("case-delivery", case_id)


@login_required
@require_POST
def enter_address(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Enter or confirm an address of a party."""

    def act() -> None:
        operations.enter_address(
            party_id=UUID(field(request, "party")), kind=AddressKind(field(request, "kind")),
            value=field(request, "value"), source=AddressSource(field(request, "source")),
            own=request.POST.get("own") == "yes", now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("地址已登记。", "The address was entered."))
    return redirect("case-delivery", case_id)


@login_required
@require_POST
def note_consent(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Note what a party said about electronic delivery."""

    def act() -> None:
        operations.note_consent(
            party_id=UUID(field(request, "party")), act=ConsentAct(field(request, "act")),
            how=Consent(field(request, "how")), on=day_field(request, "on"), note=field(request, "note"),
            now=clock.now(), actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("已登记。", "Noted."))
    return redirect("case-delivery", case_id)


@login_required
@require_POST
def note_lost(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """Note that a party's whereabouts are unknown, with the course of the search."""

    def act() -> None:
        operations.note_whereabouts(
            party_id=UUID(field(request, "party")), lost=True, course=field(request, "course"), now=clock.now(),
            actor=request.actor,
        )  # fmt: skip

    attempt(request, act, t("已记明下落不明的查证经过。", "The search is noted."))
    return redirect("case-delivery", case_id)
