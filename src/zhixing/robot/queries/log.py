"""What the robot did and why: acts with the rule that called for them, its source, who approved and how it ended."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from zhixing.robot.models import Act, Trigger
from zhixing.robot.rules.states import ActState, TriggerState

PAGE_ACTS = 50


@dataclass(frozen=True, slots=True)
class LogLine:
    """One act in the log. `why` holds each condition with its words and its article; `version` is the procedure's text."""

    act_id: UUID
    task_id: UUID
    case_id: UUID
    case_number: str
    procedure: str
    procedure_name: str
    version_sha256: str
    called_by: str
    why: tuple[dict[str, Any], ...]
    action: str
    title: str
    state: ActState
    prepared_at: datetime
    approved_by: str
    decided_at: datetime | None
    done_at: datetime | None
    ref: str
    words: str
    reversed_by: str
    reversed_because: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log; `next_key` leads on, empty at the end."""

    lines: tuple[LogLine, ...]
    next_key: str


@dataclass(frozen=True, slots=True)
class NotDone:
    """A call of a procedure that became no task, and the condition that kept it from becoming one."""

    procedure: str
    called_by: str
    on: datetime
    state: TriggerState
    why: tuple[dict[str, Any], ...]


def log(
    *,
    court_ids: Sequence[int],
    procedure: str = "",
    case_id: UUID | None = None,
    decided_only: bool = False,
    after: str = "",
    limit: int = PAGE_ACTS,
) -> LogPage:
    """Acts of these courts, the newest first; with `decided_only` without those that still wait to be decided."""
    rows = Act.objects.filter(court_id__in=court_ids).select_related("task", "case")
    if procedure:
        rows = rows.filter(procedure=procedure)
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    if decided_only:
        rows = rows.exclude(state=ActState.PLANNED.value)
    position = _read(after)
    if position:
        rows = rows.filter(Q(id__lt=position))
    found = list(rows.order_by("-id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    key = base64.urlsafe_b64encode(found[-1].id.bytes).decode() if more else ""
    return LogPage(tuple(_line(row) for row in found), key)


def not_done(case_id: UUID, *, limit: int = 20) -> tuple[NotDone, ...]:
    """Calls in a case that became no task, the newest first: why the robot did nothing."""
    rows = Trigger.objects.filter(case_id=case_id).exclude(state=TriggerState.TAKEN.value)
    return tuple(
        NotDone(row.procedure, row.words, row.found_at, TriggerState(row.state), tuple(row.why))
        for row in rows.order_by("-found_at")[:limit]
    )


def _read(after: str) -> UUID | None:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(after.encode())) if after else None
    except (ValueError, binascii.Error):
        return None


def _line(row: Act) -> LogLine:
    task = row.task
    return LogLine(
        row.id, task.id, row.case_id, row.case.number, task.procedure, task.procedure_name, task.version_sha256,
        task.trigger_words, tuple(task.why), row.action, row.title, ActState(row.state), task.prepared_at,
        task.decided_by_name, task.decided_at, row.done_at, row.ref, row.words, row.reversed_by_name,
        row.reversed_because,
    )  # fmt: skip
