"""Writing many measures at once. One statement per group, its rows as one JSON array: the ORM's rows of placeholders
take several times as long for a ledger of 24,000 lines.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from zhixing.foundation.keys import uuid7
from zhixing.freezes.models import EventKind
from zhixing.freezes.statements import statement

ROWS_AT_A_TIME = 2000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A measure to be put under watch; `row_key` in hexadecimal."""

    id: UUID
    court_id: int
    case_id: UUID
    debtor_id: UUID | None
    debtor_written: str
    asset_class: str
    special: str
    asset_kind: str
    description: str
    holder: str
    action: str
    is_renewal: bool
    is_waiting: bool
    starts_on: date
    stated_end: str
    stated_on: date | None
    ends_on: date | None
    state: str
    officer_id: int | None
    flags: list[dict[str, str]]
    note: str
    row_key: str
    copy_number: int


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened to a measure."""

    id: UUID
    court_id: int
    measure_id: UUID
    kind: str
    body: dict[str, Any]


def groups(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items in groups that one statement takes."""
    return (items[start : start + ROWS_AT_A_TIME] for start in range(0, len(items), ROWS_AT_A_TIME))


def event(*, court_id: int, measure_id: UUID, kind: EventKind, body: dict[str, Any]) -> NewEvent:
    """An event with a key of its own."""
    return NewEvent(uuid7(), court_id, measure_id, kind.value, body)


def store_measures(measures: Sequence[NewMeasure]) -> None:
    """Put them under watch. The unique key refuses one that is there already."""
    with connection.cursor() as cursor:
        cursor.execute(statement("watch_measures"), [_json(measures)])


def store_events(events: Sequence[NewEvent], *, at: datetime, actor_name: str) -> None:
    """Add what happened, all at one moment by one actor."""
    with connection.cursor() as cursor:
        cursor.execute(statement("add_events"), [at, actor_name, _json(events)])


def _json(rows: Iterable[object]) -> str:
    return json.dumps(list(rows), ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    """A row as its fields, a key or a day as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {slot.name: getattr(value, slot.name) for slot in fields(value)}
    return str(value)
