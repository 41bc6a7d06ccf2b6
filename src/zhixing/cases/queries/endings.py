"""How a case ended and what was stated for it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhixing.cases.models import DossierFinding, Ending, Suspension
from zhixing.cases.rules.findings import About
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.law.limits import NOT_COUNTED_NAMES, NotCounted


@dataclass(frozen=True, slots=True)
class EndingLine:
    """One conclusion; `revoked_on` when it was taken back."""

    id: UUID
    kind: ClosingKind
    on: date
    ground: str
    reason: str
    decided_by: str
    document_id: UUID | None
    document_number: str
    record: dict[str, Any]
    revoked_on: date | None
    revoked_because: str


def endings_of(case_id: UUID) -> list[EndingLine]:
    """The conclusions of a case, the latest first."""
    rows = Ending.objects.select_related("reopening").filter(case_id=case_id).order_by("-place")
    return [
        EndingLine(
            row.pk, ClosingKind(row.kind), row.on, row.ground, row.reason, row.decided_by_name, row.document_id,
            row.document_number, row.record, row.reopening.on if hasattr(row, "reopening") else None,
            row.reopening.reason if hasattr(row, "reopening") else "",
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class StayLine:
    """A stay of a case: days that do not count."""

    id: UUID
    name: str
    starts_on: date
    ends_on: date | None
    interest_stops: bool


def stays_of(case_id: UUID) -> list[StayLine]:
    """The stays of a case, the latest first."""
    rows = Suspension.objects.filter(case_id=case_id).order_by("-starts_on", "-id")
    return [
        StayLine(
            row.pk, NOT_COUNTED_NAMES[NotCounted(row.kind)], row.starts_on, row.ends_on, row.interest_stops
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What was stated: about what, when, in which words, on which document."""

    id: UUID
    about: About
    party_id: UUID | None
    asset_id: UUID | None
    answers_id: UUID | None
    holds: bool
    on: date
    words: str
    document_id: UUID | None
    document_number: str
    by_name: str
    at: datetime


@dataclass(slots=True)
class Findings:
    """The statements of one case that count: the last about each thing, and those that stand beside each other."""

    lines: list[FindingLine] = field(default_factory=list)

    def about(self, about: About) -> list[FindingLine]:
        """Those about one thing that hold, oldest first."""
        rows = [line for line in self.lines if line.about is about]
        if about.kind.repeats:
            return [line for line in rows if line.holds]
        last: dict[tuple[UUID | None, UUID | None], FindingLine] = {}
        for line in rows:
            last[line.party_id, line.asset_id] = line
        return [line for line in last.values() if line.holds]

    def one(
        self, about: About, *, party_id: UUID | None = None, asset_id: UUID | None = None
    ) -> FindingLine | None:
        """The one that counts about a debtor, an asset or the case; None where nothing was stated or it was taken back."""
        rows = [line for line in self.about(about) if (line.party_id, line.asset_id) == (party_id, asset_id)]
        return rows[-1] if rows else None

    def unanswered(self, about: About, by: About) -> list[FindingLine]:
        """Those without an answer: leads not checked, applications not decided."""
        answered = {line.answers_id for line in self.about(by)}
        return [line for line in self.about(about) if line.id not in answered]


def findings_of(case_ids: Sequence[UUID]) -> dict[UUID, Findings]:
    """What was stated in many cases, in one query."""
    found: dict[UUID, Findings] = defaultdict(Findings)
    for row in DossierFinding.objects.filter(case_id__in=list(case_ids)).order_by("at", "id"):
        found[row.case_id].lines.append(
            FindingLine(
                row.pk, About(row.about), row.party_id, row.asset_id, row.answers_id, row.holds, row.on, row.words,
                row.document_id, row.document_number, row.by_name, row.at,
            )
        )  # fmt: skip
    return found
