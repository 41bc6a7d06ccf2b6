"""What the clocks of cases ask of whom: the room's part of 今日."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from zhixing.cases.models import CaseClock
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.law.limit_table import LIMITS, LimitKind

COUNT_MAX = 1000


def limit_name(kind: str) -> str:
    """The words for a clock's kind."""
    return LIMITS[LimitKind(kind)].name


def _clocks_for(actor: Actor) -> list[QuerySet[CaseClock]]:
    """The running clocks an actor looks after, each set in an order that an index gives: one's own, a court's."""
    watches_all = Role.BUREAU_CHIEF, Role.VICE_PRESIDENT, Role.DUTY_OFFICER, Role.CLERK
    running = CaseClock.objects.filter(done_on=None)
    sets = [running.filter(court_id=court) for court in actor.courts if actor.has(court, *watches_all)]
    if actor.user_id is not None:
        sets.append(running.filter(officer_id=actor.user_id))
    return sets


def _nearest_clocks(sets: Sequence[QuerySet[CaseClock]], limit: int) -> list[CaseClock]:
    """The clocks with the nearest ends of several sets, in two queries however many sets there are."""
    if not sets:
        return []
    parts = [one.order_by("due_on", "id").values_list("id", "due_on")[:limit] for one in sets]
    merged = parts[0].union(*parts[1:]).order_by("due_on", "id")[:limit] if len(parts) > 1 else parts[0]
    ids = [clock_id for clock_id, _ in merged]
    found = CaseClock.objects.select_related("case").in_bulk(ids)
    return [found[clock_id] for clock_id in ids]


def duties(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """Time limits that end within ten days or have passed: an officer's own, a chief's the whole court's."""
    until = date.fromordinal(today.toordinal() + 10)
    due = [one.filter(due_on__lte=until) for one in _clocks_for(actor)]
    return [
        Duty(
            room="cases",
            loss=Loss.LIMIT_MISSED,
            title=limit_name(row.kind),
            subject=row.case.number,
            until=row.due_on,
            why=f"自 {row.starts_on:%Y-%m-%d} 起算，承办人 {row.case.officer_name}",
            url=f"/cases/{row.case_id}/",
            action="办理",
        )
        for row in _nearest_clocks(due, limit)
    ]


def count_of_duties(*, actor: Actor, today: date) -> int:
    """How many such limits there are, exact up to 1,000; 1,000 means at least so many."""
    until = date.fromordinal(today.toordinal() + 10)
    parts = [one.filter(due_on__lte=until).values_list("id")[:COUNT_MAX] for one in _clocks_for(actor)]
    if not parts:
        return 0
    return parts[0].union(*parts[1:])[:COUNT_MAX].count() if len(parts) > 1 else parts[0].count()


def next_date(*, actor: Actor, today: date) -> str:
    """The next limit after those that are due, in words; empty when none runs."""
    until = date.fromordinal(today.toordinal() + 10)
    nearest = _nearest_clocks([one.filter(due_on__gt=until) for one in _clocks_for(actor)], 1)
    return "".join(f"{row.due_on:%Y-%m-%d} {row.case.number} {limit_name(row.kind)}" for row in nearest)
