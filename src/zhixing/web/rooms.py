"""The rooms on the rail. A room appears when it has a page, and counts what waits there for the person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from django.urls import NoReverseMatch, reverse

from zhixing.foundation.duties import Duty
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.foundation.identity.reach import is_narrow
from zhixing.foundation.language import t


@dataclass(frozen=True, slots=True)
class Room:
    """A room: its name in both languages, its icon, the name of its first page, the package that knows its duties.

    `roles` are those who see it on the rail; empty means everybody.
    """

    key: str
    chinese: str
    english: str
    icon: str
    package: str = ""
    roles: frozenset[Role] = frozenset()

    @property
    def name(self) -> str:
        """The name on the rail."""
        return t(self.chinese, self.english)


ROOMS = (
    Room("today", "今日", "Today", "calendar-due"),
    Room("cases", "案件", "Cases", "folder", "zhixing.cases"),
    Room("funds", "案款", "Funds", "cash", "zhixing.funds"),
    Room("inquiries", "查控", "Inquiries", "search", "zhixing.inquiries"),
    Room("freezes", "智续", "Freezes", "snowflake", "zhixing.freezes"),
    Room("documents", "文书", "Documents", "file-text", "zhixing.documents"),
    Room("delivery", "送达", "Delivery", "send", "zhixing.delivery"),
    Room("robot", "智能辅助", "Robot", "checklist", "zhixing.robot"),
    Room("command", "指挥", "Command", "building-community", "zhixing.command"),
    Room("law", "法律计算", "Law", "scale"),
    Room("korean", "译文", "Korean", "language", roles=frozenset({Role.TRANSLATOR})),
    Room("operate", "运维", "Operate", "activity-heartbeat", roles=frozenset({Role.IT, Role.AUDITOR})),
)


class DutiesOfRoom(Protocol):
    """A room's list for 今日."""

    def __call__(self, *, actor: Actor, today: date, limit: int) -> list[Duty]:
        """The duties, worst first."""
        ...


class CountOfRoom(Protocol):
    """How much of a room waits for the person."""

    def __call__(self, *, actor: Actor, today: date) -> int:
        """The number, exact."""
        ...


@cache
def _queries(package: str) -> object | None:
    """The `queries` of a room, or None while the room has none."""
    found = package and find_spec(package) and find_spec(f"{package}.queries")
    return import_module(f"{package}.queries") if found else None


def function_of(package: str, name: str) -> Callable[..., Any] | None:
    """A read of a room by name, or None while the room does not offer it."""
    found = getattr(_queries(package), name, None)
    return found if callable(found) else None


@cache
def address_of(key: str) -> str:
    """The address of a room's first page; empty while it has none."""
    try:
        return reverse(key)
    except NoReverseMatch:
        return ""


def rooms_for(actor: Actor) -> list[Room]:
    """The rooms that exist and concern the person."""
    held = frozenset().union(*actor.roles.values()) if actor.roles else frozenset()
    concern = [room for room in ROOMS if address_of(room.key) and (not room.roles or room.roles & held)]
    return [room for room in concern if room.roles] if is_narrow(actor) else concern


def duties_by_room() -> dict[str, DutiesOfRoom]:
    """Each room that reports duties."""
    found = {room.key: function_of(room.package, "duties") for room in ROOMS if room.package}
    return {key: function for key, function in found.items() if function}


def count_in(room: Room, *, actor: Actor, today: date) -> int:
    """What waits in the room for the person; 0 for a room without duties."""
    count: CountOfRoom | None = function_of(room.package, "count_of_duties") if room.package else None
    return count(actor=actor, today=today) if count else 0
