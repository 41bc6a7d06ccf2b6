"""Waiting measures that come to stand first: an event, and a red duty until the holder says so."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.models import EventKind, Measure
from zhixing.freezes.operations.drafting import note
from zhixing.freezes.operations.measures import OFFICE_ROLES, REASON_MIN, ReasonMissing, locked_measure
from zhixing.freezes.statements import statement


def advance_waiting(*, today: date, now: datetime, actor: Actor) -> int:
    """Note the waiting measures whose last one ahead lapsed or was released; how many. Needs the courts in sight."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement("advance_waiting"), {"today": today})
        ids = [row[0] for row in cursor.fetchall()]
        measures = list(Measure.objects.filter(pk__in=ids).order_by("id"))
        said = {one.id: {"on": today.isoformat(), "place": str(one.place or "")} for one in measures}
        note(measures, EventKind.WAITING_ADVANCED, said, now=now, actor=actor)
    return len(ids)


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
