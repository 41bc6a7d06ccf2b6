"""Reads of the warnings that were given."""

from datetime import date

from django.db.models import QuerySet

from zhixing.freezes.models import Measure, ReminderRound


def rounds_of(measure: Measure) -> QuerySet[ReminderRound]:
    """The warnings that were given for a measure, at each end it has had, without those warned with it."""
    ends: set[date | None] = {measure.ends_on, measure.stated_on, measure.confirmed_until}
    for body in measure.events.values_list("body", flat=True):
        ends |= {_day_in(body.get(name)) for name in ("before", "ends_on", "to", "previous_end")}
    found = ReminderRound.objects.filter(
        court_id=measure.court_id,
        expires_on__in=[end for end in ends if end],
        measures__contains=[measure.id],
    )
    return found.defer("measures", "officers").order_by("given_at")


def _day_in(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
