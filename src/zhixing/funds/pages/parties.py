"""What parties see: the repair of a payment, the track of their money, the check of a paper. No sign-in, no script.

Every address that opens nothing looks the same, whatever the reason, so that trying addresses teaches nothing.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhixing.documents.handing_out import open_document
from zhixing.foundation import clock
from zhixing.foundation.identifiers import BadIdentifier, read_account
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.rate_limits import may_knock
from zhixing.funds import operations, queries
from zhixing.funds.operations import Answered, PartyLinkRefused, VoucherRefused
from zhixing.funds.queries import LinkKind, LinkSeen, NotTheirs
from zhixing.funds.rules.party_codes import Secret, read_code, read_token
from zhixing.funds.rules.party_words import HTML_LANG, LANGUAGES, say

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
"""No script at all, unlike the console."""
LOOKS = "zx-look"
HOLDER = "zx-holder"
HOLDER_FOR = timedelta(minutes=20)
KNOCKS, KNOCKS_WITHIN = 90, timedelta(minutes=10)
CHECKS, CHECKS_WITHIN = 30, timedelta(minutes=10)
TEXT_MAX = 80


def _looks(request: HttpRequest) -> tuple[str, bool]:
    """The language and whether the type is large: what was just chosen, else what the phone remembers."""
    kept = request.COOKIES.get(LOOKS, "").split(".")
    lang = request.GET.get("lang") or kept[0]
    size = request.GET.get("size") or (kept[1] if len(kept) > 1 else "")
    return (lang if lang in LANGUAGES else "zh"), size == "large"


def _page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    lang, is_large = _looks(request)

    def words(key: str, **parts: object) -> str:
        return say(key, lang).format(**parts)

    known: dict[str, Any] = {"court_name": "", "court_phone": ""}
    known |= {
        "say": words, "lang": lang, "html_lang": HTML_LANG[lang], "html_langs": HTML_LANG, "languages": LANGUAGES,
        "is_large": is_large,
    }  # fmt: skip
    response = render(request, f"funds/{template}.html", known | (context or {}), status=status)
    return _closed(response, lang, is_large, remember=bool({"lang", "size"} & set(request.GET)))


def _closed(response: HttpResponse, lang: str, is_large: bool, *, remember: bool) -> HttpResponse:
    response["Content-Security-Policy"] = POLICY
    response["Content-Language"] = HTML_LANG[lang]
    # not "no-referrer": browsers would then send forms with the origin "null", which the check against forgery refuses
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    if remember:
        response.set_cookie(
            LOOKS, f"{lang}.{'large' if is_large else 'normal'}", max_age=31_536_000, httponly=True,
            samesite="Lax", secure=settings.BEHIND_TLS,
        )  # fmt: skip
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    return _page(request, "party_closed", {"title": "gone_title", "text": "gone"}, status=404)


def _too_many(request: HttpRequest) -> HttpResponse:
    return _page(request, "party_closed", {"title": "many_title", "text": "many"}, status=429)


# ---- links -----------------------------------------------------------------------------------------------------------


def _through(
    request: HttpRequest, token: str, act: Callable[[HttpRequest, LinkSeen], HttpResponse]
) -> HttpResponse:
    """Open the one court that the link names, find the link in it, and act; else the page that says nothing."""
    now = clock.real_now()
    if not may_knock(request, "link", at_most=KNOCKS, within=KNOCKS_WITHIN, now=now):
        return _too_many(request)
    secret = read_token(token)
    if secret is None:
        return _gone(request)
    with courts_visible([secret.court_id]):
        found = queries.link_by_secret(secret, now=clock.now())
        return act(request, found) if found is not None else _gone(request)


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link: first who one is, then what the link is for."""
    return _through(request, token, _link)


def _link(request: HttpRequest, found: LinkSeen) -> HttpResponse:
    if request.method == "POST" and request.POST.get("step") == "who":
        return _identify(request, found)
    if not _is_identified(request, found):
        return _ask(request, found)
    if found.kind is LinkKind.REPAIR:
        return _repair(request, found)
    operations.note_seen(link_id=found.id, now=clock.now())
    money = queries.money_for_party(found.id)
    return _page(
        request, "party_track", {"money": money, **_court(found), "error": request.GET.get("paper", "")}
    )


def _court(found: LinkSeen) -> dict[str, str]:
    return {"court_name": found.court_name, "court_phone": found.court_phone}


def _ask(request: HttpRequest, found: LinkSeen, error: str = "", left: int = 0) -> HttpResponse:
    why = queries.why_returned(found.bank_code) if found.kind is LinkKind.REPAIR else ""
    context = {"why": why, "error": error, "left": left, **_court(found)}
    return _page(request, "party_who", context, status=403 if error else 200)


def _identify(request: HttpRequest, found: LinkSeen) -> HttpResponse:
    answer = request.POST.get("answer", "")[:TEXT_MAX]
    verdict = operations.identify(link_id=found.id, answer=answer, now=clock.now())
    if verdict.answered is Answered.RIGHT:
        response = redirect(request.path)
        response.set_cookie(
            HOLDER, signing.dumps(str(found.id), salt=HOLDER), max_age=int(HOLDER_FOR.total_seconds()),
            path=request.path, httponly=True, samesite="Strict", secure=settings.BEHIND_TLS,
        )  # fmt: skip
        lang, is_large = _looks(request)
        return _closed(response, lang, is_large, remember=False)
    if verdict.answered is Answered.WRONG:
        return _ask(request, found, "who_wrong", verdict.left)
    if verdict.answered is Answered.LOCKED:
        return _page(
            request, "party_closed", {"title": "locked_title", "text": "locked", **_court(found)}, status=429
        )
    return _gone(request)


def _is_identified(request: HttpRequest, found: LinkSeen) -> bool:
    try:
        held = signing.loads(request.COOKIES.get(HOLDER, ""), salt=HOLDER, max_age=HOLDER_FOR)
    except signing.BadSignature:
        return False
    return bool(held == str(found.id))


def _repair(request: HttpRequest, found: LinkSeen) -> HttpResponse:
    """The form, then the same once more in large figures, then it is sent: one question at a time."""
    operations.note_seen(link_id=found.id, now=clock.now())
    payment = queries.returned_payment(found.id)
    bank = request.POST.get("bank", "").strip()[:TEXT_MAX]
    account = request.POST.get("account", "").strip()[:TEXT_MAX]
    step = request.POST.get("step", "") if request.method == "POST" else ""
    context = {"payment": payment, "bank": bank, "account": account, "error": "", **_court(found)}
    if step not in ("check", "send"):
        return _page(request, "party_repair", context)
    error, number = "", ""
    try:
        number = read_account(account).number
    except BadIdentifier:
        error = "account_wrong"
    if len(bank) < 2:
        error = "bank_missing"
    if error:
        return _page(request, "party_repair", context | {"error": error}, status=422)
    if step == "check":
        grouped = " ".join(number[start : start + 4] for start in range(0, len(number), 4))
        return _page(request, "party_repair_check", context | {"account": number, "grouped": grouped})
    try:
        operations.propose_repair_by_payee(
            link_id=found.id, payee_bank=bank, payee_account=number, now=clock.now()
        )
    except PartyLinkRefused:
        closed = {"title": "repair_title", "text": "closed_meanwhile", **_court(found)}
        return _page(request, "party_closed", closed, status=409)
    return _page(request, "party_closed", {"title": "done_title", "text": "done", **_court(found)})


@require_POST
def paper(request: HttpRequest, token: str, kind: str, key: UUID) -> HttpResponse:
    """The receipt of money the party paid, or the voucher of money paid to the party, as a signed PDF."""

    def act(request: HttpRequest, found: LinkSeen) -> HttpResponse:
        if found.kind is not LinkKind.TRACK or not _is_identified(request, found):
            return _gone(request)
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
            return _gone(request)
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


# ---- the check of a paper --------------------------------------------------------------------------------------------


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """The form for a code that was printed; a typed code leads to its own address."""
    typed = request.GET.get("code", "").strip()[:TEXT_MAX]
    if typed:
        return redirect("check-code", typed.replace("/", ""))
    return _page(request, "party_check")


@require_GET
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the paper with this code is genuine, what it says, and whether it still stands."""
    if not may_knock(request, "check", at_most=CHECKS, within=CHECKS_WITHIN, now=clock.real_now()):
        return _too_many(request)
    secret = read_code(code[:TEXT_MAX])
    # A code that cannot be one is looked up all the same, in a court that has none.
    wanted = secret or Secret(0, bytes(32))
    with courts_visible([wanted.court_id]):
        found = queries.paper_by_secret(wanted)
        return _page(
            request, "party_checked", {"paper": found, "court_name": found.court_name if found else ""},
            status=200 if found else 404,
        )  # fmt: skip
