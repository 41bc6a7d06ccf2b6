"""The parties' entry: case number and ID number in, a link to a confirmed address out; then everything delivered to them.

The answer is the same for a case that exists and one that does not, for a party and a stranger, and takes as long.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhixing.delivery import operations, queries
from zhixing.delivery.pages.party import PAGES, TEXT_MAX, act_on_document, hand_paper
from zhixing.delivery.queries import EntrySeen, PaperOfParty
from zhixing.delivery.rules.entry import EntryUnreadable, read_entry
from zhixing.foundation import clock
from zhixing.foundation.rate_limits import may_knock

KNOCKS, KNOCKS_WITHIN = 8, timedelta(minutes=10)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest) -> HttpResponse:
    """The entry. What is typed wrongly is said; whether it fits anything is not."""
    if request.method != "POST":
        return PAGES.page(request, "party_entry", {"error": "", "case_number": ""})
    if not may_knock(request, "entry", at_most=KNOCKS, within=KNOCKS_WITHIN, now=clock.real_now()):
        return PAGES.shut(request, "many", 429)
    case_number = request.POST.get("case_number", "").replace("\x00", "")[:TEXT_MAX]
    try:
        number, person = read_entry(
            case_number, request.POST.get("id_number", "").replace("\x00", "")[:TEXT_MAX]
        )
    except EntryUnreadable:
        context = {"error": "entry_unreadable", "case_number": case_number}
        return PAGES.page(request, "party_entry", context, status=422)
    operations.knock(case_number=number, id_number=person, now=clock.now())
    return PAGES.shut(request, "entry_done", 200)


def _through(
    request: HttpRequest, token: str, act: Callable[[HttpRequest, EntrySeen], HttpResponse]
) -> HttpResponse:
    return PAGES.through(
        request, token, find=lambda secret, now: queries.entry_by_secret(secret, now=now), act=act
    )


def _court(found: EntrySeen) -> dict[str, str]:
    return {"court_name": found.court_name, "court_phone": found.court_phone}


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, token: str) -> HttpResponse:
    """Everything delivered to the holder in the case; first who one is."""

    def act(request: HttpRequest, found: EntrySeen) -> HttpResponse:
        if request.method == "POST" and request.POST.get("step") == "who":
            return _identify(request, found)
        if not PAGES.is_known(request, found.id):
            if found.is_used:
                return PAGES.shut(request, "gone", 404)
            return PAGES.who(request, title="entry_papers", known=_court(found))
        rows = queries.papers_of_party(found.party_id)
        return PAGES.page(
            request, "party_papers", {"found": found, "rows": rows, "token": token, **_court(found)}
        )

    return _through(request, token, act)


def _identify(request: HttpRequest, found: EntrySeen) -> HttpResponse:
    answer = request.POST.get("answer", "")[:TEXT_MAX]
    verdict = operations.identify_for_entry(link_id=found.id, answer=answer, now=clock.now())

    def again(left: int) -> HttpResponse:
        return PAGES.who(request, title="entry_papers", known=_court(found), error="who_wrong", left=left)

    return PAGES.after(request, found.id, verdict, known=_court(found), again=again)


def _one(
    request: HttpRequest, token: str, delivery_id: UUID,
    act: Callable[[HttpRequest, EntrySeen, PaperOfParty], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """One of the holder's documents; for everybody else and everything else the page that says nothing."""

    def of_link(request: HttpRequest, found: EntrySeen) -> HttpResponse:
        if not PAGES.is_known(request, found.id):
            return PAGES.shut(request, "gone", 404)
        paper = queries.paper_of_party(found.party_id, delivery_id)
        return act(request, found, paper) if paper else PAGES.shut(request, "gone", 404)

    return _through(request, token, of_link)


@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, token: str, delivery_id: UUID) -> HttpResponse:
    """The page of one document; opening it is evidence, as behind a link of its own."""

    def act(request: HttpRequest, found: EntrySeen, paper: PaperOfParty) -> HttpResponse:
        sending_id = operations.sending_of_entry(
            delivery_id=paper.delivery_id, link_id=found.id, now=clock.now()
        )
        back = reverse("addressee-all", args=[token])
        return act_on_document(request, sending_id, {"back": back, **_court(found)})

    return _one(request, token, delivery_id, act)


@require_POST
def paper(request: HttpRequest, token: str, delivery_id: UUID) -> HttpResponse:
    """The document itself; that it was taken is recorded."""

    def act(request: HttpRequest, found: EntrySeen, paper: PaperOfParty) -> HttpResponse:
        sending_id = operations.sending_of_entry(
            delivery_id=paper.delivery_id, link_id=found.id, now=clock.now()
        )
        return hand_paper(request, sending_id, paper.document_id, found.court_id)

    return _one(request, token, delivery_id, act)
