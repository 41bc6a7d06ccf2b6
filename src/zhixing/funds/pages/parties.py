"""What parties see: the repair of a payment, the track of their money, their papers. No sign-in, no script.

Every address that opens nothing looks the same, whatever the reason, so that trying addresses teaches nothing.
"""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from zhixing.documents.handing_out import open_document
from zhixing.foundation import clock
from zhixing.foundation.identifiers import BadIdentifier, read_account
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.party_pages import PartyPages
from zhixing.funds import operations, queries
from zhixing.funds.operations import PartyLinkRefused, VoucherRefused
from zhixing.funds.queries import LinkKind, LinkSeen, NotTheirs
from zhixing.funds.rules.party_words import WORDS

PAGES = PartyPages(WORDS, folder="funds", holder="zx-holder", knock="link")
TEXT_MAX = 80


# ---- links -----------------------------------------------------------------------------------------------------------


def _through(
    request: HttpRequest, token: str, act: Callable[[HttpRequest, LinkSeen], HttpResponse]
) -> HttpResponse:
    """Open the one court that the link names, find the link in it, and act; else the page that says nothing."""
    return PAGES.through(
        request, token, find=lambda secret, now: queries.link_by_secret(secret, now=now), act=act
    )


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link: first who one is, then what the link is for."""
    return _through(request, token, _link)


def _link(request: HttpRequest, found: LinkSeen) -> HttpResponse:
    if request.method == "POST" and request.POST.get("step") == "who":
        return _identify(request, found)
    if not PAGES.is_known(request, found.id):
        return _ask(request, found)
    if found.kind is LinkKind.REPAIR:
        return _repair(request, found)
    operations.note_seen(link_id=found.id, now=clock.now())
    money = queries.money_for_party(found.id)
    return PAGES.page(
        request, "party_track", {"money": money, **_court(found), "error": request.GET.get("paper", "")}
    )


def _court(found: LinkSeen) -> dict[str, str]:
    return {"court_name": found.court_name, "court_phone": found.court_phone}


def _ask(request: HttpRequest, found: LinkSeen, error: str = "", left: int = 0) -> HttpResponse:
    why = queries.why_returned(found.bank_code) if found.kind is LinkKind.REPAIR else ""
    title = "repair_title" if why else "track_title"
    return PAGES.who(request, title=title, known=_court(found), why=why, error=error, left=left)


def _identify(request: HttpRequest, found: LinkSeen) -> HttpResponse:
    answer = request.POST.get("answer", "")[:TEXT_MAX]
    verdict = operations.identify(link_id=found.id, answer=answer, now=clock.now())

    def again(left: int) -> HttpResponse:
        return _ask(request, found, "who_wrong", left)

    return PAGES.after(request, found.id, verdict, known=_court(found), again=again)


def _repair(request: HttpRequest, found: LinkSeen) -> HttpResponse:
    """The form, then the same once more in large figures, then it is sent: one question at a time."""
    operations.note_seen(link_id=found.id, now=clock.now())
    payment = queries.returned_payment(found.id)
    bank = request.POST.get("bank", "").strip()[:TEXT_MAX]
    account = request.POST.get("account", "").strip()[:TEXT_MAX]
    step = request.POST.get("step", "") if request.method == "POST" else ""
    context = {"payment": payment, "bank": bank, "account": account, "error": "", **_court(found)}
    if step not in ("check", "send"):
        return PAGES.page(request, "party_repair", context)
    error, number = "", ""
    try:
        number = read_account(account).number
    except BadIdentifier:
        error = "account_wrong"
    if len(bank) < 2:
        error = "bank_missing"
    if error:
        return PAGES.page(request, "party_repair", context | {"error": error}, status=422)
    if step == "check":
        grouped = " ".join(number[start : start + 4] for start in range(0, len(number), 4))
        return PAGES.page(request, "party_repair_check", context | {"account": number, "grouped": grouped})
    try:
        operations.propose_repair_by_payee(
            link_id=found.id, payee_bank=bank, payee_account=number, now=clock.now()
        )
    except PartyLinkRefused:
        return PAGES.shut(request, "closed_meanwhile", 409, _court(found), title="repair_title")
    return PAGES.shut(request, "done", 200, _court(found))


@require_POST
def paper(request: HttpRequest, token: str, kind: str, key: UUID) -> HttpResponse:
    """The receipt of money the party paid, or the voucher of money paid to the party, as a signed PDF."""

    def act(request: HttpRequest, found: LinkSeen) -> HttpResponse:
        if found.kind is not LinkKind.TRACK or not PAGES.is_known(request, found.id):
            return PAGES.shut(request, "gone", 404)
        actor = operations.holder_of(court_id=found.court_id)
        now, check_page = clock.now(), check_page_of(request)
        try:
            if kind == "receipt":
                own = queries.own_receipt(found.id, key)
                made = operations.receipt_voucher(receipt_id=own, check_page=check_page, now=now, actor=actor)
            else:
                own = queries.own_payment(found.id, key)
                made = operations.payout_voucher(payment_id=own, check_page=check_page, now=now, actor=actor)
        except NotTheirs:
            return PAGES.shut(request, "gone", 404)
        except VoucherRefused:
            return redirect(f"{reverse('party-link', args=[token])}?paper=none")
        return pdf_of(made, actor)

    return _through(request, token, act)


def pdf_of(document_id: UUID, actor: Actor) -> HttpResponse:
    """A stored document as a download; that it was opened is recorded."""
    line, content = open_document(document_id=document_id, now=clock.now(), actor=actor)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = (
        content_disposition_header(True, f"{line.title}_{line.number}.pdf") or "attachment"
    )
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def check_page_of(request: HttpRequest) -> str:
    """The address of the check page as it is printed: the parties' own address where one is set."""
    page = reverse("check")
    return (
        f"{settings.PARTIES_ADDRESS}{page}" if settings.PARTIES_ADDRESS else request.build_absolute_uri(page)
    )
