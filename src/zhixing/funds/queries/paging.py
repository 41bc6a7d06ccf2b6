"""Pages of a list: by a day and a key, or by a moment and a key; never by counting."""

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

PAGE_ROWS = 50


class ReceiptNotFound(LookupError):
    """No such receipt, plan or payment among those that may be seen."""


T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of lines; `next_key` leads on, empty at the end."""

    lines: list[T]
    next_key: str


def page_key(day: date, identity: UUID) -> str:
    """The place of a line, for an address."""
    return base64.urlsafe_b64encode(f"{day.isoformat()}|{identity}".encode()).decode()


def place_of(key: str) -> tuple[date, UUID] | None:
    """The place an address names; None when it names none."""
    try:
        day, _, identity = base64.urlsafe_b64decode(key.encode()).decode().partition("|")
        return date.fromisoformat(day[:10]), UUID(identity)
    except (ValueError, binascii.Error):
        return None


def by_moment(rows: QuerySet[M], field: str, after: str, limit: int, read: Any) -> Page[Any]:
    """Pages by (moment, id); the key is the id of the last line, whose moment is looked up."""
    if after:
        try:
            last = rows.model._default_manager.filter(pk=UUID(after)).values_list(field, "pk").first()
        except ValueError:
            last = None
        if last:
            rows = rows.filter(Q(**{f"{field}__gt": last[0]}) | Q(**{field: last[0]}, pk__gt=last[1]))
    ids = list(rows.order_by(field, "pk").values_list("pk", flat=True)[: limit + 1])
    more, ids = len(ids) > limit, ids[:limit]
    lines = {line.id: line for line in read(rows.filter(pk__in=ids))}
    return Page([lines[key] for key in ids if key in lines], str(ids[-1]) if more else "")
