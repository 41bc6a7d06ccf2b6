"""Whom has still to be told what about money."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhixing.funds.models import TellingDue, TellingState, Told
from zhixing.funds.queries.paging import PAGE_ROWS, Page, page_key, place_of


@dataclass(frozen=True, slots=True)
class TellingLine:
    """A party that is to be told, or was."""

    id: UUID
    case_id: UUID
    case_number: str
    party: str
    phone: str
    what: Told
    fen: int
    text_zh: str
    text_ko: str
    due_on: date
    state: TellingState
    channel: str
    told_at: datetime | None
    told_by: str


def _lines(rows: QuerySet[TellingDue]) -> list[TellingLine]:
    return [
        TellingLine(
            row.id, row.case_id, row.case.number, row.party.name, row.party.phone_masked, Told(row.what), row.fen,
            row.text_zh, row.text_ko, row.due_on, TellingState(row.state), row.channel, row.told_at, row.told_by,
        )
        for row in rows.select_related("case", "party")
    ]  # fmt: skip


def list_tellings(
    *, state: TellingState, what: str = "", after: str = "", limit: int = PAGE_ROWS
) -> Page[TellingLine]:
    """A page, the most urgent first. One query."""
    rows = TellingDue.objects.filter(state=state.value)
    if what in set(Told):
        rows = rows.filter(what=what)
    place = place_of(after) if after else None
    if place:
        rows = rows.filter(Q(due_on__gt=place[0]) | Q(due_on=place[0], pk__gt=place[1]))
    found = _lines(rows.order_by("due_on", "pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Page(found, page_key(found[-1].due_on, found[-1].id) if more else "")


def tellings_of_case(case_id: UUID, *, limit: int = 100) -> list[TellingLine]:
    """What the parties of a case are to be told and were told, latest first. One query."""
    return _lines(TellingDue.objects.filter(case_id=case_id).order_by("-made_at", "-pk")[:limit])


def tellings_waiting() -> dict[Told, int]:
    """How many wait, by what is told."""
    rows = TellingDue.objects.filter(state=TellingState.DUE.value).values_list("what").annotate(Count("pk"))
    return {Told(what): count for what, count in rows.order_by()}
