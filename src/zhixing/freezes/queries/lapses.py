"""Every measure that ran out in a period, with the evidence: who was warned when, what was done, whose doing it was."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Min, Q

from zhixing.foundation.clock import local_date
from zhixing.freezes.models import EventKind, Measure, MeasureAct, MeasureEvent, MeasureState
from zhixing.freezes.queries.measures import MeasureLine, event_text, lines_of
from zhixing.freezes.rules.lapses import BeforeTheEnd, LapseCause, LapseReason, cause_of
from zhixing.freezes.rules.renewing import BARS
from zhixing.freezes.statements import statement

LAPSES_SHOWN = 200
_LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning that was given: how many days before, when, to whom (empty: the measure had no officer)."""

    step: int
    at: datetime
    officer: str


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done about the measure."""

    at: datetime
    words: str
    actor: str


@dataclass(frozen=True, slots=True)
class LapseLine:
    """One lapse."""

    line: MeasureLine
    lapsed_on: date
    reason: LapseReason
    warned: tuple[Warned, ...]
    done: tuple[Done, ...]

    @property
    def first_warned_days_before(self) -> int | None:
        """How many days before the end the first warning was given; None without one."""
        return (self.lapsed_on - local_date(self.warned[0].at)).days if self.warned else None


@dataclass(frozen=True, slots=True)
class Lapses:
    """The lapses of a period: all counted by cause, the latest of them in lines."""

    total: int
    by_cause: Mapping[LapseCause, int]
    silent: int
    lines: list[LapseLine]


def lapses(
    *, courts: Sequence[int], first: date, last: date, today: date, limit: int = LAPSES_SHOWN
) -> Lapses:
    """What ran out from `first` to `last`, both counted, latest first. `silent` ones nobody was warned about in time.

    A warning is in time when it was given at least 7 days before the end, or when the measure came under watch later than
    that.
    """
    ran_out = Q(state=MeasureState.WATCHED.value, ends_on__lt=today) | Q(
        state=MeasureState.RELEASED.value, released_on__gt=F("ends_on")
    )
    rows = Measure.objects.filter(ran_out, court_id__in=courts, ends_on__gte=first, ends_on__lte=last)
    found = list(rows.select_related("case", "court", "debtor").order_by("-ends_on", "id"))
    warned, done = _warnings(found), _done(found)
    known = _known(found)
    lines = [
        LapseLine(
            line,
            row.ends_on,
            cause_of(known[row.id]),
            tuple(warned.get(row.id, ())),
            tuple(done.get(row.id, ())),
        )
        for row, line in zip(found, lines_of(found, today), strict=True)
        if row.ends_on is not None
    ]
    causes = Counter(line.reason.cause for line in lines)
    silent = sum(is_silent(line, known[line.line.id].watched_on) for line in lines)
    return Lapses(len(lines), causes, silent, lines[:limit])


SILENT_DAYS = 7


def is_silent(line: LapseLine, watched_on: date | None) -> bool:
    """Whether nobody was warned 7 days before, though the measure was under watch by then."""
    needed = line.lapsed_on - timedelta(days=SILENT_DAYS)
    if watched_on is not None and watched_on > needed:
        return False
    return not any(local_date(one.at) <= needed for one in line.warned)


def _warnings(rows: Sequence[Measure]) -> dict[UUID, list[Warned]]:
    found: dict[UUID, list[Warned]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            statement("warnings_of"),
            {
                "ids": [row.id for row in rows],
                "courts": [row.court_id for row in rows],
                "ends": [row.ends_on for row in rows],
            },
        )
        for measure_id, step, at, officer in cursor.fetchall():
            found.setdefault(measure_id, []).append(Warned(step, at, officer))
    return found


def _done(rows: Sequence[Measure]) -> dict[UUID, list[Done]]:
    found: dict[UUID, list[Done]] = {}
    events = MeasureEvent.objects.filter(measure__in=[row.id for row in rows]).exclude(
        kind__in=[EventKind.IMPORTED.value, EventKind.SHORTENED.value]
    )
    for event in events.order_by("at", "id"):
        text = event_text(event.body)
        words = EventKind(event.kind).label + (f"（{text}）" if text else "")
        found.setdefault(event.measure_id, []).append(Done(event.at, words, event.actor_name))
    return found


def _known(rows: Sequence[Measure]) -> dict[UUID, BeforeTheEnd]:
    """What each measure's last weeks were, from its events and acts."""
    ids = [row.id for row in rows]
    watched = dict(MeasureEvent.objects.filter(measure__in=ids).values_list("measure_id").annotate(Min("at")))
    acts: dict[UUID, list[MeasureAct]] = {}
    for act in MeasureAct.objects.filter(measure__in=ids, kind="renew").order_by("id"):
        acts.setdefault(act.measure_id, []).append(act)
    return {row.id: _last_weeks(row, watched.get(row.id), acts.get(row.id, [])) for row in rows}


def _last_weeks(row: Measure, watched_at: datetime | None, acts: Sequence[MeasureAct]) -> BeforeTheEnd:
    assert row.ends_on is not None
    towards = [act for act in acts if act.previous_end in (None, row.ends_on)]
    sent = [day for act in towards if (day := _sent_on(act)) is not None]
    barred = next((act.why for act in towards if act.state == _LEFT_OUT and act.hindrance in BARS), "")
    return BeforeTheEnd(
        ends_on=row.ends_on,
        watched_on=local_date(watched_at) if watched_at else None,
        not_renewed_on=row.do_not_renew_on,
        handed_over_on=row.handed_over_on,
        sent_on=min(sent, default=None),
        barred_why=barred,
        holder_words=row.trouble_words,
    )


def _sent_on(act: MeasureAct) -> date | None:
    """The day a renewal was with the holder: served on paper, or sent as a message."""
    return act.delivered_on or (local_date(act.sent_at) if act.sent_at else None)
