"""The limits of a case follow its stays: they stand still with one and run on, moved by its days, after it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from zhixing.cases.models import Case, CaseClock, Suspension
from zhixing.cases.queries.stays import pauses_of
from zhixing.cases.rules.stays import LASTS_AT_MOST, reckon
from zhixing.law.limit_table import LimitKind
from zhixing.law.limits import DEDUCTIBLE, NotCounted, clock


def follow_stays(*, case_ids: Collection[UUID]) -> int:
    """Reckon the running limits of cases from their stays; the number that moved, stood still or runs again."""
    stays = pauses_of(case_ids)
    rows = CaseClock.objects.select_for_update(of=("self",)).filter(
        case_id__in=list(case_ids), kind__in=list(DEDUCTIBLE), done_on=None
    )
    moved = []
    for row in rows.order_by("id"):
        found = reckon(LimitKind(row.kind), row.starts_on, stays.get(row.case_id, ()))
        if (row.due_on, row.paused_since) != (found.due_on, found.paused_since):
            row.due_on, row.is_provisional = found.due_on, found.is_provisional
            row.paused_since = found.paused_since
            moved.append(row)
    CaseClock.objects.bulk_update(moved, ["due_on", "is_provisional", "paused_since"])
    return len(moved)


def bound_stay(*, case: Case, kind: NotCounted, on: date) -> None:
    """The limit of a stay that law bounds runs from its first day; a later one of the kind takes the place of the first."""
    most = LASTS_AT_MOST.get(kind)
    if most is None:
        return
    running = clock(most, on)
    CaseClock.objects.update_or_create(
        case=case, kind=most.value,
        defaults={
            "court_id": case.court_id, "starts_on": on, "due_on": running.due_on, "done_on": None,
            "is_provisional": running.provisional, "officer_id": case.officer_id,
        },
    )  # fmt: skip


def unbound_stay(*, case_id: UUID, kind: NotCounted, on: date) -> None:
    """A stay ended on a day, and with it its limit."""
    most = LASTS_AT_MOST.get(kind)
    if most is not None:
        CaseClock.objects.filter(case_id=case_id, kind=most.value, done_on=None).update(done_on=on)


def end_stays(*, case_id: UUID, on: date) -> int:
    """A case that is concluded stands still no more: what runs ends on the day; the number of stays that ended."""
    running = list(Suspension.objects.select_for_update().filter(case_id=case_id, ends_on=None))
    for stay in running:
        stay.ends_on = max(on, stay.starts_on)
        stay.save(update_fields=["ends_on"])
        unbound_stay(case_id=case_id, kind=NotCounted(stay.kind), on=on)
    if running:
        follow_stays(case_ids=[case_id])
    return len(running)
