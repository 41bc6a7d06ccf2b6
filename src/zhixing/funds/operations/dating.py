"""On which day a journal counts: its own, or the first open one when its own is closed already."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from zhixing.foundation.database.rows import select_any

if TYPE_CHECKING:
    from zhixing.funds.operations.posting import NewJournal

TEXT_MAX = 200
_DAY = timedelta(days=1)


def closed_through(*, court_id: int) -> date | None:
    """The last closed day of a court, None when nothing is closed. Until the transaction ends no closing comes between."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.funds_closed_through(%s)", [court_id])
        row = cursor.fetchone()
    return row[0] if row else None


def open_day(*, court_id: int, on: date) -> date:
    """The day on which something of `on` is booked: `on` itself, or the first open day when it is closed."""
    through = closed_through(court_id=court_id)
    return on if through is None or on > through else through + _DAY


def on_open_days(
    *, court_id: int, journals: Sequence["NewJournal"]
) -> tuple[Sequence["NewJournal"], dict[str, date]]:
    """The journals, those of closed days moved to the first open day; and of the moved ones the day they belong to, by ref.

    A moved journal says in its text which day it belongs to. One that was posted before keeps the day it was posted on,
    so that sending it again says the same thing again.
    """
    through = closed_through(court_id=court_id)
    if through is None:
        return journals, {}
    behind = [journal.ref for journal in journals if journal.booked_on <= through]
    if not behind:
        return journals, {}
    known = dict(
        select_any(
            "SELECT j.ref, j.booked_on FROM funds_journal j WHERE j.ref = ANY (%s) AND j.court_id = %s",
            behind,
            court_id,
        )
    )
    moved: dict[str, date] = {}
    dated: list[NewJournal] = []
    for journal in journals:
        day = journal.booked_on if journal.booked_on > through else known.get(journal.ref, through + _DAY)
        if day == journal.booked_on:
            dated.append(journal)
            continue
        mark = f"（补记 {journal.booked_on.isoformat()}）"
        text = journal.text[: TEXT_MAX - len(mark)] + mark
        dated.append(replace(journal, booked_on=day, text=text))
        if journal.ref not in known:
            moved[journal.ref] = journal.booked_on
    return dated, moved


_KEEP = """
INSERT INTO funds_lateentry (journal_id, court_id, bank_account_id, true_on, booked_on, bank_fen)
SELECT j.id, j.court_id, (array_agg(a.bank_account_id))[1], given.true_on, j.booked_on,
       coalesce(sum(p.fen) FILTER (WHERE a.holder = 'bank'), 0)
  FROM unnest(%s::uuid[], %s::date[]) AS given (id, true_on)
  JOIN funds_journal j ON j.id = given.id
  JOIN funds_posting p ON p.journal_id = j.id
  JOIN funds_account a ON a.id = p.account_id
 GROUP BY j.id, j.court_id, given.true_on, j.booked_on
"""


def keep_late(*, posted: Mapping[UUID, date]) -> None:
    """Keep the true day of journals that were dated later: key of the journal → the day it belongs to."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [list(posted), list(posted.values())])
