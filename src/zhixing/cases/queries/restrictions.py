"""Restrictions as they stand: of cases, for the page and for whoever decides by them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhixing.cases.models import Restriction, RestrictionEvent
from zhixing.cases.queries.chains import cases_before
from zhixing.cases.rules.restrictions import EndCause, Lifting, RestrictionKind, Standing, lifting, standing


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    """One restriction. `case_id` is the case it was taken in, which a resumed case goes on from."""

    id: UUID
    case_id: UUID
    party_id: UUID
    party: str
    kind: RestrictionKind
    grounds: tuple[int, ...]
    reason: str
    decided_on: date
    published_on: date | None
    ends_on: date | None
    cause: EndCause | None
    lift_since: date | None
    lift_due_on: date | None
    lifted_on: date | None
    document_id: UUID | None
    document_number: str
    lift_document_number: str

    def standing(self, on: date) -> Standing:
        """Where it stands on a day."""
        return standing(
            self.kind,
            published_on=self.published_on,
            lift_due_on=self.lift_due_on,
            lifted_on=self.lifted_on,
            on=on,
        )

    @property
    def is_standing(self) -> bool:
        """Whether it has not been lifted."""
        return self.lifted_on is None

    def why(self) -> Lifting | None:
        """Why it must or may be lifted, with the article; None while nothing ended it."""
        if self.cause is None or self.lift_since is None:
            return None
        return lifting(self.kind, self.cause, self.lift_since, ends_on=self.ends_on, empty_queries=2)


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
