"""今日: what I must do, in order of what is lost if I do not, until when, why, and the one button that does it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhixing.cases.operations import OFFICE_ROLES
from zhixing.foundation import clock
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.web import rooms

SHOWN_MAX = 100
"""Lines on the page; who has more first does these."""
AHEAD = timedelta(days=30)
"""How far an empty day looks ahead for the next duty."""
SEARCH_MAX = 40
QUERY_MAX = 80


class HitOfRoom(Protocol):
    """What a room's search finds."""

    @property
    def title(self) -> str:
        """What was found."""
        ...

    @property
    def subject(self) -> str:
        """Whose it is."""
        ...

    @property
    def url(self) -> str:
        """Where it is."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the search page."""

    room: str
    title: str
    subject: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Duties that share what is lost."""

    loss: Loss
    words: str
    duties: tuple[Duty, ...]


def loss_words(loss: Loss) -> str:
    """What is lost, as the heading of a group."""
    return {
        Loss.SECURITY_LAPSES: t("不办则控制措施失效", "Otherwise a freeze lapses"),
        Loss.MONEY_OVERDUE: t("不办则案款逾期", "Otherwise money is overdue"),
        Loss.RIGHTS_OF_PARTIES: t("不办则影响当事人权利", "Otherwise parties lose rights"),
        Loss.LIMIT_MISSED: t("不办则超过期限", "Otherwise a time limit is missed"),
        Loss.ROUTINE: t("日常", "Routine"),
    }[loss]


def order(duty: Duty) -> tuple[int, date]:
    """The order of 今日: the worst loss first, then the earliest day; without a day last."""
    return duty.loss, duty.until or date.max


def duties_of(actor: Actor, today: date) -> list[Duty]:
    """The duties of every room for one person, in order; of more than SHOWN_MAX those that can still be done in time."""
    found = [
        duty
        for duties in rooms.duties_by_room().values()
        for duty in duties(actor=actor, today=today, limit=SHOWN_MAX)
    ]
    found.sort(key=lambda duty: (duty.is_too_late(today), *order(duty)))
    return sorted(found[:SHOWN_MAX], key=order)


def grouped(duties: list[Duty]) -> list[Group]:
    """The duties under what is lost; groups without duties are left out."""
    return [
        Group(loss, loss_words(loss), tuple(chosen))
        for loss in Loss
        if (chosen := [duty for duty in duties if duty.loss is loss])
    ]


def next_after(actor: Actor, today: date) -> str:
    """What comes up first within the next month, in words; empty when nothing does."""
    later = [duty for duty in duties_of(actor, today + AHEAD) if duty.until and duty.until > today]
    first = min(later, key=lambda duty: duty.until or date.max, default=None)
    return f"{first.title} {first.subject} {first.until}" if first else ""


def weekday(on: date) -> str:
    """The day of the week in words."""
    name = on.isoweekday() - 1
    english = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return t("星期" + "一二三四五六日"[name], english[name])


@login_required
def page(request: HouseRequest) -> HttpResponse:
    """The home page."""
    today = clock.today()
    due = duties_of(request.actor, today)
    context = {
        "groups": grouped(due),
        "shown": len(due),
        "may_take_in": any(request.actor.has(court, *OFFICE_ROLES) for court in request.actor.courts),
        "weekday": weekday(today),
        "next_item": "" if due else next_after(request.actor, today),
    }
    return render(request, "today.html", context)


@login_required
def search(request: HouseRequest) -> HttpResponse:
    """One field for everything: case number, name, exact ID number, bank serial. A single hit opens at once."""
    query = request.GET.get("q", "").strip()[:QUERY_MAX]
    found: list[Hit] = []
    for room in rooms.ROOMS:
        look = rooms.function_of(room.package, "search") if room.package and query else None
        hits: Iterable[HitOfRoom] = look(query, limit=SEARCH_MAX) if look else ()
        found += [Hit(room.name, hit.title, hit.subject, hit.url) for hit in hits]
    if len(found) == 1:
        return redirect(found[0].url)
    return render(request, "search.html", {"query": query, "hits": found[:SEARCH_MAX]})
