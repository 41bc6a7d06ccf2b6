"""What each procedure did lately, and the versions of a court's procedures with what each of them changed."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from zhixing.robot.models import ProcedureVersion, Task
from zhixing.robot.queries.procedures import shipped_texts, versions
from zhixing.robot.rules.states import TaskState, VersionState

Changes = tuple[tuple[str, str], ...]
"""Lines that differ: (mark, line), the mark + or -; a line that stayed has none, … stands for lines left out."""


@dataclass(frozen=True, slots=True)
class ProcedureCounts:
    """Tasks of a procedure since a moment: proposed and waiting, carried out, refused by a person, failed."""

    waiting: int
    done: int
    refused: int
    failed: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a court's procedure, and what it changed against the one before it."""

    id: UUID
    court_id: int
    key: str
    number: int
    is_off: bool
    text: str
    why: str
    state: VersionState
    proposed_by_id: int
    proposed_by_name: str
    proposed_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    effective_on: date
    changes: Changes = ()


def counts_of_procedures(court_id: int, *, since: datetime) -> dict[str, ProcedureCounts]:
    """By procedure, in one query."""
    rows = (
        Task.objects.filter(court_id=court_id, prepared_at__gte=since)
        .values("procedure")
        .order_by("procedure")
    )

    def of(state: TaskState) -> Count:
        return Count("id", filter=Q(state=state.value))

    return {
        row["procedure"]: ProcedureCounts(row["waiting"], row["done"], row["refused"], row["failed"])
        for row in rows.annotate(
            waiting=of(TaskState.PROPOSED), done=of(TaskState.DONE), refused=of(TaskState.REFUSED),
            failed=of(TaskState.FAILED),
        )
    }  # fmt: skip


def waiting_versions(courts: Sequence[int]) -> list[VersionLine]:
    """The versions that wait for a second person."""
    rows = ProcedureVersion.objects.filter(court_id__in=list(courts), state=VersionState.PROPOSED.value)
    return [_line(row) for row in rows.order_by("proposed_at", "id")]


def version_by_id(version_id: UUID) -> VersionLine | None:
    """One version; None when it is not visible."""
    row = ProcedureVersion.objects.filter(pk=version_id).first()
    return _line(row) if row else None


def history(court_id: int, key: str) -> list[VersionLine]:
    """Every version of a procedure, the newest first; the first of them against what is shipped."""
    before, found = shipped_texts().get(key, ""), []
    for row in sorted(versions([court_id], key=key), key=lambda one: one.number):
        found.append(_line(row, changes(before, row.text)))
        if row.state == VersionState.APPROVED.value and row.text:
            before = row.text
    return found[::-1]


def changes(before: str, after: str) -> Changes:
    """What differs between two texts, with a line around it."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    kept = [line for line in lines if not line.startswith(("---", "+++"))]
    return tuple(("…", "") if line.startswith("@@") else (line[:1].strip(), line[1:]) for line in kept)


def _line(row: ProcedureVersion, changed: Changes = ()) -> VersionLine:
    return VersionLine(
        row.pk, row.court_id, row.key, row.number, row.is_off, row.text, row.why, VersionState(row.state),
        row.proposed_by_id, row.proposed_by_name, row.proposed_at, row.decided_by_name, row.decided_at, row.effective_on,
        changed,
    )  # fmt: skip
