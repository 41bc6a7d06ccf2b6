"""One way to answer a posted form: do it, say it was done, or say in words why not."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest

from zhixing.foundation.identity.requests import HouseRequest
from zhixing.law.amounts import AmountUnreadable, fen_of_yuan

FIELD_MAX = 300


def attempt(request: HouseRequest, act: Callable[[], object], done: str) -> bool:
    """Do it; a refusal becomes a message and nothing else. Whether it was done. NotAllowed goes on to the 403 page."""
    try:
        act()
    except (ValueError, KeyError, LookupError) as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, done)
    return True


def field(request: HttpRequest, name: str) -> str:
    """A posted text, without the character PostgreSQL cannot hold."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:FIELD_MAX]


def day_field(request: HouseRequest, name: str) -> date:
    """A posted day. Raises ValueError in words."""
    try:
        return date.fromisoformat(field(request, name))
    except ValueError as unreadable:
        raise ValueError("请填写日期，例如 2022-03-01。") from unreadable


def fen_field(request: HouseRequest, name: str) -> int:
    """A posted amount in yuan as fen. Raises ValueError in words."""
    text = field(request, name)
    try:
        return fen_of_yuan(text)
    except AmountUnreadable as unreadable:
        raise ValueError(f"金额“{text}”无法识别，请写成 1234.56。") from unreadable


def day_of(text: str) -> date | None:
    """A day that came with a request; None when it cannot be one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def key_of(text: str) -> UUID | None:
    """A key that came with a request; None when it cannot be one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def keys_of(texts: Iterable[str]) -> list[UUID]:
    """The keys among what was picked, in their order; what cannot be one is passed over."""
    return [key for text in texts if (key := key_of(text))]
