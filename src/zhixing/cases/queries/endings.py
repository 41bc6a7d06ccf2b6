"""How a case ended and what was stated for it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from zhixing.cases.models import DossierFinding, Ending
from zhixing.cases.rules.findings import About, FindingLine, Findings
from zhixing.cases.rules.kinds import ClosingKind


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
