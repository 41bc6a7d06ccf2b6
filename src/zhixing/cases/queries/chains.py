"""Cases that go on as others: which cases stand before a resumed one, and which one stands now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from zhixing.cases.models import Case, Resumption
from zhixing.cases.rules.endings import RESUMED, ResumeGround

_BEFORE = """
WITH RECURSIVE chain AS (
    SELECT case_id, resumes_id, 1 AS step FROM cases_resumption WHERE case_id = ANY (%s)
    UNION ALL
    SELECT chain.case_id, one.resumes_id, chain.step + 1
    FROM chain JOIN cases_resumption one ON one.case_id = chain.resumes_id
)
SELECT case_id, resumes_id FROM chain ORDER BY case_id, step
"""


def cases_before(case_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """For each resumed case the cases it goes on from, the latest first; cases that resume nothing are left out."""
    found: dict[UUID, list[UUID]] = {}
    if case_ids:
        with connection.cursor() as cursor:
            cursor.execute(_BEFORE, [list(case_ids)])
            for case_id, before in cursor.fetchall():
                found.setdefault(case_id, []).append(before)
    return found


class Chains:
    """For cases wanted, those before them: rows of an earlier case count for the one that goes on from it."""

    def __init__(self, cases: QuerySet[Case]) -> None:
        resumed = cases.filter(type_code=RESUMED).values_list("pk", flat=True)
        self._before = cases_before(list(resumed))
        self._heirs: dict[UUID, list[UUID]] = {}
        for key, ids in self._before.items():
            for earlier in ids:
                self._heirs.setdefault(earlier, []).append(key)
        first = [ids[-1] for ids in self._before.values()]
        self._filed = dict(Case.objects.filter(pk__in=first).values_list("pk", "filed_on")) if first else {}

    @property
    def earlier(self) -> list[UUID]:
        """The cases before those wanted."""
        return list(self._heirs)

    def count_for(self, case_id: UUID) -> list[UUID]:
        """The cases that go on from this one."""
        return self._heirs.get(case_id, [])

    def filed_on(self, case: Case) -> date:
        """When the first case was filed: its application fee is the only one (诉讼费用交纳办法 第26条)."""
        return self._filed[self._before[case.pk][-1]] if case.pk in self._before else case.filed_on


def standing_case_id(case_id: UUID) -> UUID:
    """The case as which this one goes on now; itself when it was not resumed."""
    while later := Resumption.objects.filter(resumes_id=case_id).values_list("case_id", flat=True).first():
        case_id = later
    return case_id


@dataclass(frozen=True, slots=True)
class Link:
    """A case before or after this one, with why and when enforcement was resumed."""

    case_id: UUID
    number: str
    ground: ResumeGround
    on: date
    reason: str


def goes_on_from(case_id: UUID) -> Link | None:
    """The case that this one resumes."""
    row = Resumption.objects.select_related("resumes").filter(case_id=case_id).first()
    return _link(row, row.resumes) if row else None


def goes_on_as(case_id: UUID) -> Link | None:
    """The case as which this one was resumed."""
    row = Resumption.objects.select_related("case").filter(resumes_id=case_id).first()
    return _link(row, row.case) if row else None


def _link(row: Resumption, other: Case) -> Link:
    return Link(other.pk, other.number, ResumeGround(row.ground), row.on, row.reason)
