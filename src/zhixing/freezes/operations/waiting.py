"""Waiting measures that come to stand first: an event, and a red duty until the holder says so."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.models import EventKind, Measure
from zhixing.freezes.operations.drafting import note
from zhixing.freezes.operations.measures import OFFICE_ROLES, REASON_MIN, ReasonMissing, locked_measure
from zhixing.freezes.statements import statement

RANKS_MAX = 100
"""So many places of one line may fall empty between two rounds; more are closed in the next."""


def advance_waiting(*, today: date, now: datetime, actor: Actor) -> int:
    """Close the ranks of the waiting, then note those whose last one ahead lapsed or was released; how many these are.

    Whoever stands behind moves up one place with each that goes (法释〔2020〕21号 第26条: the first registered takes effect by
    itself). Only what this house knows to be gone counts; what other courts let go, the holder or a person says. Needs the
    courts in sight.
    """
    with transaction.atomic():
        for _ in range(RANKS_MAX):
            closed = _changed("close_ranks", {"today": today})
            if not closed:
                break
            _moved_up([*closed, *_changed("move_up", {"fronts": closed})], today, now, actor)
        ids = _changed("advance_waiting", {"today": today})
        _noted(ids, EventKind.WAITING_ADVANCED, today, now, actor)
        _moved_up(_changed("move_up", {"fronts": ids}) if ids else [], today, now, actor)
    return len(ids)


def _changed(name: str, values: dict[str, Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement(name), values)
        return [row[0] for row in cursor.fetchall()]


def _moved_up(ids: list[UUID], today: date, now: datetime, actor: Actor) -> None:
    _noted(ids, EventKind.WAITING_MOVED_UP, today, now, actor)


def _noted(ids: list[UUID], kind: EventKind, today: date, now: datetime, actor: Actor) -> None:
    measures = list(Measure.objects.filter(pk__in=ids).order_by("id"))
    said = {one.id: {"on": today.isoformat(), "place": str(one.place or "")} for one in measures}
    note(measures, kind, said, now=now, actor=actor)


def note_nobody_ahead(*, measure_id: UUID, reason: str, today: date, now: datetime, actor: Actor) -> Measure:
    """A person learned that those ahead are gone, as by a letter of the other court. Raises ReasonMissing, NotAllowed."""
    with transaction.atomic():
        measure = locked_measure(measure_id)
        actor.require(measure.court_id, *OFFICE_ROLES)
        if len(reason.strip()) < REASON_MIN:
            raise ReasonMissing("请写明从何得知在先措施已失效（至少四个字）。")
        if measure.is_waiting and measure.advanced_on is None:
            measure.advanced_on = today
            measure.save(update_fields=["advanced_on"])
            said = {"on": today.isoformat(), "reason": reason.strip()[:200]}
            note([measure], EventKind.WAITING_ADVANCED, {measure.id: said}, now=now, actor=actor)
    return measure
