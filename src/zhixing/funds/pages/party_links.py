"""The court's side of the parties' pages: links given and taken back, what payees proposed, papers to download."""

from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhixing.cases.pages import case_or_404
from zhixing.cases.queries import parties_of, party_by_id
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.party_words import LANGUAGES
from zhixing.funds import operations, queries
from zhixing.funds.operations import PartyLinkRefused, RepairRefused, VoucherRefused
from zhixing.funds.pages.parties import check_page_of, pdf_of
from zhixing.funds.pages.words import gone, shared
from zhixing.funds.queries import ReceiptNotFound
from zhixing.funds.rules.party_words import say


@login_required
@require_GET
def of_case(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The parties of a case, each with a button for a new link, and the links given so far."""
    case = case_or_404(case_id)
    return render(
        request, "funds/party_links.html",
        {
            **shared(), "case": case, "parties": parties_of(case_id),
            "links": queries.links_of_case(case_id, now=clock.now()),
            "may_make": request.actor.has(case.court_id, *operations.LINK_MAKERS),
        },
    )  # fmt: skip


@login_required
@require_POST
def make_track(request: HouseRequest, party_id: UUID) -> HttpResponse:
    """A link for a party to follow the money. It is shown once, here."""
    party = party_by_id(party_id)
    if party is None:
        raise gone(LookupError("没有这位当事人。"))
    made = operations.make_track_link(party_id=party_id, now=clock.now(), actor=request.actor)
    back = reverse("case-links", args=[party.case_id])
    return _shown_once(request, made, party.name, "track_title", back)


@login_required
@require_POST
def make_repair(request: HouseRequest, payment_id: UUID) -> HttpResponse:
    """A one-time link for the payee of a failed payment. It is shown once, here."""
    payment = _payment(payment_id)
    try:
        made = operations.make_repair_link(payment_id=payment_id, now=clock.now(), actor=request.actor)
    except PartyLinkRefused as refused:
        messages.error(request, str(refused))
        return redirect("payment", payment_id)
    return _shown_once(request, made, payment.payee, "repair_title", reverse("payment", args=[payment_id]))


def _shown_once(
    request: HouseRequest, made: operations.MadeLink, name: str, title: str, back: str
) -> HttpResponse:
    page = reverse("party-link", args=[made.token])
    address = (
        f"{settings.PARTIES_ADDRESS}{page}" if settings.PARTIES_ADDRESS else request.build_absolute_uri(page)
    )
    drawn = segno.make(address, error="m", micro=False).svg_data_uri(border=2, scale=5)
    texts = [(name_of, f"{say(title, lang)}：{address}?lang={lang}") for lang, name_of in LANGUAGES.items()]
    return render(
        request, "funds/party_link_made.html",
        {
            **shared(), "link": made.link, "address": address, "qr": drawn, "texts": texts, "name": name, "back": back,
        },
    )  # fmt: skip


@login_required
@require_POST
def revoke(request: HouseRequest, link_id: UUID) -> HttpResponse:
    """Let a link die before its day."""
    found = queries.place_of_link(link_id)
    if found is None:
        raise gone(LookupError("没有这个链接。"))
    operations.revoke_link(link_id=link_id, now=clock.now(), actor=request.actor)
    messages.success(request, t("链接已收回，再也打不开。", "The link was taken back."))
    case_id, payment_id = found
    return redirect("payment", payment_id) if payment_id else redirect("case-links", case_id)


@login_required
@require_POST
def decide(request: HouseRequest, proposal_id: UUID) -> HttpResponse:
    """Take over what a payee proposed, or refuse it, with a reason."""
    payment_id = queries.payment_of_proposal(proposal_id)
    if payment_id is None:
        raise gone(LookupError("没有这份更正。"))
    words, now, actor = request.POST.get("words", ""), clock.now(), request.actor
    try:
        if request.POST.get("decision") == "accept":
            made = operations.accept_proposal(proposal_id=proposal_id, reason=words, now=now, actor=actor)
            if operations.case_of_change(made=made) is None:
                messages.success(
                    request,
                    t("已采纳，更正方案须由他人审批后重发。", "Accepted; another person approves it."),
                )
                return redirect("plan", made.id)
            words = t(
                "已采纳为收款账户变更：须由他人回拨在案电话核实，冷静期后自动重发。",
                "Accepted as a change of account: another person calls back, it cools off, then it is paid again.",
            )
            messages.success(request, words)
            return redirect("payment", payment_id)
        operations.refuse_proposal(proposal_id=proposal_id, reason=words, now=now, actor=actor)
        messages.success(request, t("未采纳。可以重新发送链接。", "Refused. A new link may be sent."))
    except (PartyLinkRefused, RepairRefused) as refused:
        messages.error(request, str(refused))
    return redirect("payment", payment_id)


@login_required
@require_POST
def payment_paper(request: HouseRequest, payment_id: UUID) -> HttpResponse:
    """The payout voucher of a payment, issued when first asked for."""
    _payment(payment_id)
    try:
        made = operations.payout_voucher(
            payment_id=payment_id, check_page=check_page_of(request), now=clock.now(), actor=request.actor
        )
    except VoucherRefused as refused:
        messages.error(request, str(refused))
        return redirect("payment", payment_id)
    return pdf_of(made, request.actor)


@login_required
@require_POST
def receipt_paper(request: HouseRequest, receipt_id: UUID) -> HttpResponse:
    """The receipt for money that came in, issued when first asked for."""
    try:
        queries.receipt_detail(receipt_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    try:
        made = operations.receipt_voucher(
            receipt_id=receipt_id, check_page=check_page_of(request), now=clock.now(), actor=request.actor
        )
    except VoucherRefused as refused:
        messages.error(request, str(refused))
        return redirect("receipt", receipt_id)
    return pdf_of(made, request.actor)


def _payment(payment_id: UUID) -> queries.PaymentLine:
    try:
        return queries.payment_line(payment_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
