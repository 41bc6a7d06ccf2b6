"""告知 and 公告: whom to tell about money, and the month's public notice of unclaimed money."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from zhixing.documents.queries import DocumentMissing
from zhixing.foundation import clock
from zhixing.foundation.identity.queries import courts
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import keys_of
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import AFTER_MAX, address, may, room_tabs, shared, word
from zhixing.funds.queries import TellingState, Told


@login_required
@require_GET
def tellings(request: HouseRequest) -> HttpResponse:
    """Whom to tell of what, the most urgent first, each with its text in Chinese and Korean."""
    asked = request.GET.get("view", "")
    state = TellingState.TOLD if asked == TellingState.TOLD.value else TellingState.DUE
    what = asked if asked in set(Told) else ""
    after = request.GET.get("after", "")[:AFTER_MAX]
    page = queries.list_tellings(state=state, what=what, after=after)
    waiting = queries.tellings_waiting()
    views = [
        (f"{t('待告知', 'to tell')} {sum(waiting.values())}", "?", not what and state is TellingState.DUE)
    ]
    views += [
        (f"{word(one.label)} {waiting.get(one, 0)}", address(view=one.value), what == one.value)
        for one in Told
    ]
    views.append(
        (word(TellingState.TOLD.label), address(view=TellingState.TOLD.value), state is TellingState.TOLD)
    )
    return render(
        request, "funds/tellings.html",
        {
            **shared(), "tabs": room_tabs("funds-tellings"), "page": page, "views": views, "channels": operations.CHANNELS,
            "is_due": state is TellingState.DUE, "may_tell": may(request, operations.TELLERS), "view": asked,
            "next_page": address(view=asked, after=page.next_key) if page.next_key else "",
            "first_page": address(view=asked) if after else "",
        },
    )  # fmt: skip


@login_required
@require_POST
def told(request: HouseRequest) -> HttpResponse:
    """The picked parties were told, in the way that is chosen."""
    picked = keys_of(request.POST.getlist("pick"))
    try:
        count = operations.note_told(
            telling_ids=picked, channel=request.POST.get("channel", ""), now=clock.now(), actor=request.actor
        )
    except operations.TellingRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, t(f"已记录告知 {count} 人次。", f"{count} told."))
    return redirect("funds-tellings")


@login_required
@require_GET
def announcements(request: HouseRequest) -> HttpResponse:
    """Each month's unclaimed money, what has to be announced, and the notices made."""
    today, mine = clock.today(), request.actor.courts_as(*operations.ANNOUNCERS)
    waiting = [
        (court, queries.to_announce(court.pk, today).count())
        for court in courts(mine or request.actor.courts)
    ]
    return render(
        request, "funds/announcements.html",
        {
            **shared(), "tabs": room_tabs("funds-announcements"), "months": queries.months_cleared(today=today),
            "waiting": waiting, "may_make": bool(mine), "notices": queries.public_notices(),
        },
    )  # fmt: skip


@login_required
@require_POST
def announce(request: HouseRequest) -> HttpResponse:
    """Make this month's notice of one court."""
    asked = request.POST.get("court", "")
    court = next((one for one in courts(request.actor.courts) if str(one.pk) == asked), None)
    if court is None:
        raise Http404(t("没有这个法院。", "No such court."))
    try:
        notice = operations.make_public_notice(court=court, now=clock.now(), actor=request.actor)
    except operations.NothingToAnnounce as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(
            request, t(f"已拟定{notice.number}，请核对后发布。", f"{notice.number} was drafted.")
        )
    return redirect("funds-announcements")


@login_required
@require_GET
def announcement(request: HouseRequest, notice_id: UUID) -> HttpResponse:
    """The notice as a PDF."""
    notice = queries.public_notice(notice_id)
    if notice is None:
        raise Http404(t("没有这份公告。", "No such notice."))
    try:
        content = notice.read()
    except DocumentMissing as missing:
        raise Http404(str(missing)) from None
    response = HttpResponse(content, content_type="application/pdf")
    name = content_disposition_header(False, f"不明款认领公告_{notice.number}.pdf")
    response["Content-Disposition"] = name or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
