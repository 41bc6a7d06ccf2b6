"""What ends in a week, day by day."""

from collections.abc import Sequence
from datetime import date, timedelta

from zhixing.freezes.models import Measure, MeasureState
from zhixing.freezes.queries.calendars import people_looked_after
from zhixing.freezes.queries.measures import MeasureLine, lines_of

WEEK_ROWS_MAX = 1_000


def week_of(
    *, courts: Sequence[int], person_id: int | None, first: date, last: date, today: date
) -> list[tuple[date, list[MeasureLine]]]:
    """Each day from `first` to `last` with what ends on it; `person_id` narrows to a person and whom they stand in for."""
    rows = Measure.objects.filter(
        court_id__in=courts, state=MeasureState.WATCHED.value, ends_on__gte=first, ends_on__lte=last
    )
    if person_id is not None:
        people = {
            person
            for court in courts
            for person in people_looked_after(person_id=person_id, court_id=court, today=today)
        }
        rows = rows.filter(officer_id__in=people)
    found = rows.select_related("case", "court", "debtor").order_by("ends_on", "case__number", "id")
    lines = lines_of(list(found[:WEEK_ROWS_MAX]), today)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [(day, [line for line in lines if line.ends_on == day]) for day in days]
