"""The stays of cases: as days that do not count, as a page shows them, and whether a case stands still."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhixing.cases.models import CaseRules, Suspension
from zhixing.cases.rules.stays import STANDS_STILL
from zhixing.foundation.database.rows import among
from zhixing.law.limits import NOT_COUNTED_NAMES, NotCounted, Pause


@dataclass(frozen=True, slots=True)
class StayLine:
    """A stay of a case: days that do not count."""

    id: UUID
    kind: NotCounted
    name: str
    starts_on: date
    ends_on: date | None
    interest_stops: bool


def stays_of(case_id: UUID) -> list[StayLine]:
    """The stays of a case, the latest first."""
    rows = Suspension.objects.filter(case_id=case_id).order_by("-starts_on", "-id")
    return [
        StayLine(
            row.pk, NotCounted(row.kind), NOT_COUNTED_NAMES[NotCounted(row.kind)], row.starts_on, row.ends_on,
            row.interest_stops,
        )
        for row in rows
    ]  # fmt: skip


def pauses_of(case_ids: Collection[UUID]) -> dict[UUID, list[Pause]]:
    """The stays of many cases as the law room counts them, in one query."""
    found: dict[UUID, list[Pause]] = defaultdict(list)
    rows = Suspension.objects.filter(among("case_id", list(case_ids))).order_by("starts_on", "id")
    for case_id, kind, since, until in rows.values_list("case_id", "kind", "starts_on", "ends_on"):
        found[case_id].append(Pause(NotCounted(kind), since, until))
    return found


def standing_still(case_ids: Collection[UUID]) -> dict[UUID, str]:
    """The cases in which nothing is enforced now, with the name of what runs, in one query."""
    rows = Suspension.objects.filter(
        among("case_id", list(case_ids)), ends_on=None, kind__in=[kind.value for kind in STANDS_STILL]
    )
    return {
        case_id: NOT_COUNTED_NAMES[NotCounted(kind)]
        for case_id, kind in rows.order_by("starts_on").values_list("case_id", "kind")
    }


def rules_of(court_id: int) -> CaseRules:
    """What a court set for its cases; the defaults where it set nothing."""
    return CaseRules.objects.filter(court_id=court_id).first() or CaseRules(court_id=court_id)
