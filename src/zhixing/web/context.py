"""What every page of the shell knows: rail, person, courts, day. Read only when a page draws the frame."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Membership, Role, User
from zhixing.foundation.identity.reach import is_narrow
from zhixing.web import rooms


@dataclass(frozen=True, slots=True)
class RailLine:
    """A room on the rail with what waits in it."""

    key: str
    name: str
    icon: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page for one person."""

    user: User
    actor: Actor
    chosen_court: int | None
    now: datetime
    rehearsal: date | None

    def rail(self) -> list[RailLine]:
        """The rooms with their counts; 今日 counts them all. One query or none per room, however much waits."""
        today = clock.local_date(self.now)
        shown = rooms.rooms_for(self.actor)
        counts = {room.key: rooms.count_in(room, actor=self.actor, today=today) for room in shown}
        counts["today"] = sum(counts.values())
        return [
            RailLine(room.key, room.name, room.icon, rooms.address_of(room.key), counts[room.key])
            for room in shown
        ]

    def courts(self) -> list[Court]:
        """The courts the person may switch to."""
        reachable = set(self.actor.courts)
        if self.chosen_court is not None:
            reachable |= self._own()
        return list(Court.objects.filter(id__in=reachable))

    def _own(self) -> set[int]:
        from zhixing.foundation.identity.queries import with_lower_courts

        return set(with_lower_courts(set(self.actor.roles)))

    def may_search(self) -> bool:
        """Whether there is anything the person may search in."""
        return not is_narrow(self.actor)

    def titles(self) -> str:
        """The person's roles in words."""
        held = Membership.objects.filter(user=self.user).values_list("role", flat=True).distinct()
        return "、".join(Role(role).label for role in held)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values of the frame. `fragment` is true when htmx asked for a part of a page."""
    user = getattr(request, "user", None)
    actor = getattr(request, "actor", None)
    known = isinstance(user, User) and isinstance(actor, Actor)
    theme = user.theme if isinstance(user, User) else request.COOKIES.get("theme", "auto")
    return {
        "frame": Frame(
            user, actor, getattr(request, "chosen_court", None), clock.now(), clock.rehearsal_date()
        )
        if known and isinstance(user, User) and isinstance(actor, Actor)
        else None,
        "theme": theme if theme in {"auto", "light", "dark"} else "auto",
        "language": "en" if (get_language() or "").startswith("en") else "zh-Hans",
        "fragment": request.headers.get("HX-Request") == "true",
        "today": clock.today(),
        "printed_at": clock.now(),
    }
