"""A one-time link to a unit's desk: made by the court, opened and answered by the liaison. No sign-in, no script.

Every address that opens nothing looks the same, whatever the reason, so that trying addresses teaches nothing.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.posted import field
from zhixing.foundation.rate_limits import may_knock
from zhixing.inquiries import operations, queries
from zhixing.inquiries.pages import desk_controls
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import Match, Person, Result, Row

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HOLDER = "zx-desk"
HOLDER_FOR = timedelta(minutes=30)
KNOCKS, KNOCKS_WITHIN = 60, timedelta(minutes=10)


@login_required
@require_POST
def make_link(request: HouseRequest, request_id: UUID) -> HttpResponse:
    """Make a link for the unit's liaison; it is shown once, here."""
    try:
        made = operations.make_desk_link(request_id=request_id, now=clock.now(), actor=request.actor)
        line = queries.request_detail(request_id).line
    except (ValueError, LookupError) as refused:
        messages.error(request, str(refused))
        return redirect("inquiry-request", request_id)
    page = reverse("desk-link", args=[made.token])
    address = (
        f"{settings.PARTIES_ADDRESS}{page}" if settings.PARTIES_ADDRESS else request.build_absolute_uri(page)
    )
    response = render(
        request, "inquiries/desk_link_made.html", {"address": address, "made": made, "line": line}
    )
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, token: str) -> HttpResponse:
    """The liaison's page: first who one is, then the question and a form for its answer."""
    if not may_knock(request, "desk", at_most=KNOCKS, within=KNOCKS_WITHIN, now=clock.real_now()):
        return _page(request, "closed", {"words": "请求过于频繁，请十分钟后再试。"}, status=429)
    named = operations.read_desk_token(token=token[:400])
    if named is None:
        return _gone(request)
    link_id, court_id = named
    with courts_visible([court_id]):
        asked = queries.asked_at_desk(link_id, now=clock.now())
        if asked is None:
            return _gone(request)
        return _opened(request, link_id, asked)


def _opened(request: HttpRequest, link_id: UUID, asked: queries.AskedAtDesk) -> HttpResponse:
    if request.method == "POST" and request.POST.get("step") == "who":
        return _said_who(request, link_id, asked)
    if not _is_held(request, link_id):
        return _page(request, "who", {"asked": asked, "error": ""})
    if asked.is_control and "paper" in request.GET:
        return _closed(desk_controls.paper(link_id, request.GET["paper"]))
    error = ""
    if request.method == "POST":
        try:
            if asked.is_control:
                desk_controls.take(request, link_id)
            else:
                _take(request, link_id, asked)
            return _page(request, "closed", {"words": "答复已经收到，这个链接不再有效。感谢协助。"})
        except ValueError as refused:
            error = str(refused)
    status = 400 if error else 200
    if asked.is_control:
        shown = {"order": queries.order_at_desk(link_id), "results": list(Result), "given": request.POST}
        return _page(request, "order", {"asked": asked, "error": error} | shown, status=status)
    shown = {"question": queries.question_at_desk(link_id), "kinds": list(AssetKind)}
    return _page(request, "form", {"asked": asked, "error": error} | shown, status=status)


def _said_who(request: HttpRequest, link_id: UUID, asked: queries.AskedAtDesk) -> HttpResponse:
    verdict = operations.say_who(link_id=link_id, answer=request.POST.get("answer", "")[:20], now=clock.now())
    if verdict is operations.Holder.CLOSED:
        return _gone(request)
    if verdict is operations.Holder.WRONG:
        return _page(request, "who", {"asked": asked, "error": "号码不符，请重新填写。"}, status=403)
    response = redirect(request.path)
    response.set_cookie(
        HOLDER, signing.dumps(str(link_id), salt=HOLDER), max_age=int(HOLDER_FOR.total_seconds()), path=request.path,
        httponly=True, samesite="Strict", secure=settings.BEHIND_TLS,
    )  # fmt: skip
    return _closed(response)


def _take(request: HttpRequest, link_id: UUID, asked: queries.AskedAtDesk) -> None:
    result, refusal = field(request, "result"), ""
    if result not in ("none", "found", "refused"):
        raise ValueError("请选择结果。")
    if result == "refused":
        refusal = field(request, "words")
        if not refusal:
            raise ValueError("请写明不能答复的理由。")
    operations.answer_through_link(
        link_id=link_id, liaison=field(request, "liaison"), rows=_rows(request) if result == "found" else (),
        refused_because=refusal, as_of=_as_of(request), now=clock.now(),
    )  # fmt: skip


def _rows(request: HttpRequest) -> tuple[Row, ...]:
    if not (field(request, "title") and field(request, "holder") and field(request, "id_number")):
        raise ValueError("有财产的，请填写财产名称、登记的权利人和证件号码。")
    kinds = [kind for kind in AssetKind if kind.value == field(request, "kind")]
    if not kinds:
        raise ValueError("请选择财产种类。")
    return (
        Row(
            row_ref="desk", match=Match.ID, asset_kind=kinds[0],
            holder=Person(name=field(request, "holder")[:120], id_number=field(request, "id_number")[:40]),
            identifier=field(request, "identifier")[:160], title=field(request, "title")[:200], details={},
        ),
    )  # fmt: skip


def _as_of(request: HttpRequest) -> datetime:
    try:
        moment = datetime.fromisoformat(field(request, "as_of")).replace(tzinfo=clock.SHANGHAI)
    except ValueError:
        raise ValueError("请填写数据日期。") from None
    if moment > clock.now() + timedelta(days=1):
        raise ValueError("数据日期在将来，请核对。")
    return moment


def _is_held(request: HttpRequest, link_id: UUID) -> bool:
    try:
        held = signing.loads(request.COOKIES.get(HOLDER, ""), salt=HOLDER, max_age=HOLDER_FOR)
    except signing.BadSignature:
        return False
    return bool(held == str(link_id))


def _gone(request: HttpRequest) -> HttpResponse:
    return _page(request, "closed", {"words": "这个链接已经失效。请与发来链接的法院联系。"}, status=404)


def _page(request: HttpRequest, step: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    known: dict[str, Any] = {
        "step": step,
        "asked": None,
        "error": "",
        "words": "",
        "question": None,
        "kinds": [],
        "order": None,
        "results": [],
        "given": {},
    }
    return _closed(render(request, "inquiries/desk.html", known | context, status=status))


def _closed(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = POLICY
    # not "no-referrer": browsers would then send forms with the origin "null", which the check against forgery refuses
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
