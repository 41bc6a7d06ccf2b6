"""What is lost with a measure that ends: its amount, at most what is owed in its case."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from zhixing.cases.queries import debts_as_of
from zhixing.foundation.sweeps import failures
from zhixing.freezes.models import Measure, MeasureState
from zhixing.freezes.statements import statement
from zhixing.law.rate_terms import UnreadableRate

AHEAD = timedelta(days=75)
"""Beyond the first warning, so that the value is there when somebody looks."""
CASES_AT_A_TIME = 1000


def value_measures(*, today: date, now: datetime) -> int:
    """Value the measures that end within 75 days; the number of measures whose value changed. Needs the courts in sight."""
    rows = Measure.objects.filter(
        state=MeasureState.WATCHED.value, ends_on__gte=today, ends_on__lte=today + AHEAD
    )
    ids = list(rows.order_by("case_id").values_list("case_id", flat=True).distinct())
    changed = 0
    for start in range(0, len(ids), CASES_AT_A_TIME):
        owed = _owed(ids[start : start + CASES_AT_A_TIME], today, now)
        with connection.cursor() as cursor:
            cursor.execute(statement("value_measures"), {"cases": list(owed), "owed": list(owed.values())})
            changed += cursor.rowcount
    return changed


def _owed(case_ids: Sequence[UUID], today: date, now: datetime) -> dict[UUID, int]:
    """What is owed in each case; a case whose rate nobody can read keeps the value it had and is noted."""
    try:
        return {key: max(debt.owed_with_fee_fen, 0) for key, debt in debts_as_of(case_ids, today).items()}
    except UnreadableRate as error:
        if len(case_ids) == 1:
            failures.note(sweep="freezes.value", subject=f"case:{case_ids[0]}", error=str(error), now=now)
            return {}
    half = len(case_ids) // 2
    return _owed(case_ids[:half], today, now) | _owed(case_ids[half:], today, now)
