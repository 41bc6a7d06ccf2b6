"""What the clocks of cases, and restrictions that must be lifted, ask of whom: the room's part of 今日."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhixing.cases.models import CaseClock, Restriction
from zhixing.cases.rules.restrictions import EndCause, RestrictionKind
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.law.limit_table import LIMITS, LimitKind

COUNT_MAX = 1000


def limit_name(kind: str) -> str:
    """The words for a clock's kind."""
    return LIMITS[LimitKind(kind)].name


WATCH_ALL = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT, Role.DUTY_OFFICER, Role.CLERK)


def _clocks_for(actor: Actor) -> list[QuerySet[CaseClock]]:
    """The running clocks an actor looks after, each set in an order that an index gives: one's own, a court's."""
    running = CaseClock.objects.filter(done_on=None, paused_since=None)
    sets = [running.filter(court_id=court) for court in actor.courts_as(*WATCH_ALL)]
    if actor.user_id is not None:
        sets.append(running.filter(officer_id=actor.user_id))
    return sets


def _to_lift(actor: Actor) -> QuerySet[Restriction] | None:
    """The restrictions an actor must see lifted: those of one's own cases, those of a court; None without either."""
    courts = actor.courts_as(*WATCH_ALL)
    if not courts and actor.user_id is None:
        return None
    mine = Q(court_id__in=courts)
    if actor.user_id is not None:
        mine |= Q(court_id__in=actor.courts, case__officer_id=actor.user_id)
    return Restriction.objects.filter(mine, lift_due_on__isnull=False, lifted_on=None)


def _liftings(actor: Actor, limit: int) -> Iterator[Duty]:
    rows = _to_lift(actor)
    if rows is None:
        return
    for row in rows.select_related("case", "party").order_by("lift_due_on", "id")[:limit]:
        kind, cause = RestrictionKind(row.kind), EndCause(row.lift_cause)
        yield Duty(
            room="cases", loss=Loss.RIGHTS_OF_PARTIES, title=f"{kind.lifted_by}{kind.label}：{row.party.name}",
            subject=row.case.number, until=row.lift_due_on,
            why=f"{cause.label}（{row.lift_since:%Y-%m-%d}），继续限制侵害当事人权利", url=f"/cases/{row.case_id}/restrictions/",
            action=f"办理{kind.lifted_by}",
        )  # fmt: skip


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
    """Limits that end within ten days or have passed, restrictions to be lifted: an officer's own, a chief's the court's."""
    until = date.fromordinal(today.toordinal() + 10)
    due = [one.filter(due_on__lte=until) for one in _clocks_for(actor)]
    return [
        *_liftings(actor, limit),
        *_limits(due, limit),
    ][:limit]


def _limits(due: Sequence[QuerySet[CaseClock]], limit: int) -> list[Duty]:
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
    """How many such limits and liftings there are, exact up to 1,000; 1,000 means at least so many."""
    until = date.fromordinal(today.toordinal() + 10)
    parts: list[QuerySet[Any, Any]] = [
        one.filter(due_on__lte=until).values_list("id")[:COUNT_MAX] for one in _clocks_for(actor)
    ]
    lifting = _to_lift(actor)
    if lifting is not None:
        parts.append(lifting.values_list("id")[:COUNT_MAX])
    if not parts:
        return 0
    return parts[0].union(*parts[1:])[:COUNT_MAX].count() if len(parts) > 1 else parts[0].count()


def next_date(*, actor: Actor, today: date) -> str:
    """The next limit after those that are due, in words; empty when none runs."""
    until = date.fromordinal(today.toordinal() + 10)
    nearest = _nearest_clocks([one.filter(due_on__gt=until) for one in _clocks_for(actor)], 1)
    return "".join(f"{row.due_on:%Y-%m-%d} {row.case.number} {limit_name(row.kind)}" for row in nearest)
