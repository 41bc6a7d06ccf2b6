"""Roles that open single pages only. A translator belongs to a court and reads none of its cases.

A membership in such a role makes no court visible. A page that is marked for the role sees the court; any other is
refused to a person who has nothing but such roles, so that a new page is closed to them until somebody opens it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.roles import Role

NARROW = frozenset({Role.TRANSLATOR})
_View = TypeVar("_View", bound=Callable[..., Any])
_MARK = "opens_to"


def opens_to(*roles: Role) -> Callable[[_View], _View]:
    """Mark a page as one that these roles may open in their courts."""

    def mark(view: _View) -> _View:
        vars(view)[_MARK] = frozenset(roles)
        return view

    return mark


def is_narrow(actor: Actor, court_id: int | None = None) -> bool:
    """Whether a person has nothing but such roles, in the court or anywhere."""
    held = [actor.roles.get(court_id, frozenset())] if court_id is not None else list(actor.roles.values())
    return any(held) and all(roles <= NARROW for roles in held)


def on_page(view: object, actor: Actor) -> Actor:
    """The actor as a page knows them. Raises NotAllowed where the page is not open to the person."""
    opened: frozenset[Role] = getattr(view, _MARK, frozenset())
    more = {court for court, held in actor.roles.items() if held & opened}
    if more:
        return replace(actor, courts=tuple(sorted({*actor.courts, *more})))
    if is_narrow(actor):
        raise NotAllowed("翻译只办理译文和术语，不能查看案件；请联系本院系统管理员调整岗位。")
    return actor
