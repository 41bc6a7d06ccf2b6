"""Restrictions as they stand: of cases, for the page and for whoever decides by them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from zhixing.cases.models import Restriction, RestrictionEvent
from zhixing.cases.queries.chains import cases_before
from zhixing.cases.rules.restrictions import EndCause, RestrictionKind, RestrictionLine


def restrictions_of(case_ids: Sequence[UUID]) -> dict[UUID, list[RestrictionLine]]:
    """The restrictions of many cases, those of the cases they go on from included, in two queries."""
    before = cases_before(case_ids)
    wanted: dict[UUID, list[UUID]] = defaultdict(list)
    for case_id in case_ids:
        for one in (case_id, *before.get(case_id, ())):
            wanted[one].append(case_id)
    found: dict[UUID, list[RestrictionLine]] = defaultdict(list)
    rows = Restriction.objects.select_related("party").filter(case_id__in=list(wanted))
    for row in rows.order_by("decided_on", "id"):
        line = RestrictionLine(
            row.pk, row.case_id, row.party_id, row.party.name, RestrictionKind(row.kind), tuple(row.grounds), row.reason,
            row.decided_on, row.published_on, row.ends_on, EndCause(row.lift_cause) if row.lift_cause else None,
            row.lift_since, row.lift_due_on, row.lifted_on, row.document_id, row.document_number,
            row.lift_document_number,
        )  # fmt: skip
        for case_id in wanted[row.case_id]:
            found[case_id].append(line)
    return found


def restriction_by_id(restriction_id: UUID) -> RestrictionLine | None:
    """One restriction, if it may be seen."""
    row = Restriction.objects.filter(pk=restriction_id).values_list("case_id", flat=True).first()
    lines = restrictions_of([row])[row] if row else []
    return next((line for line in lines if line.id == restriction_id), None)


def steps_of_restriction(restriction_id: UUID) -> list[RestrictionEvent]:
    """Every step of a restriction, oldest first."""
    return list(RestrictionEvent.objects.filter(restriction_id=restriction_id).order_by("at", "id"))
