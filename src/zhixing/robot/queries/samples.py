"""Acts drawn by lot: those that wait for a person's verdict, and the error rate made of the verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhixing.foundation.clock import SHANGHAI
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.robot.models import Act, Sample
from zhixing.robot.queries.desk import ActLine, acts_of
from zhixing.robot.rules.error_rates import Interval, wilson
from zhixing.robot.rules.states import ActState, Verdict

JUDGES = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT, Role.AUDITOR, Role.OFFICER)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A drawn act with its case, and the verdict when there is one."""

    act_id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    procedure_name: str
    act: ActLine
    drawn_at: datetime
    done_at: datetime
    verdict: str
    what: str
    note: str
    reviewer_name: str
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RateLine:
    """One line of the published error rate. `done` counts all acts of the span, `judged` those a person looked at."""

    procedure: str
    name: str
    action: str
    done: int
    drawn: int
    judged: int
    wrong: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class WrongLine:
    """An act that a person found wrong: what was wrong, and what they noted."""

    act_id: UUID
    task_id: UUID
    case_number: str
    title: str
    what: str
    note: str
    reviewed_at: datetime | None
    is_reversed: bool


def may_judge(actor: Actor, court_id: int) -> bool:
    """Whether this person may judge samples of a court; never what they approved themselves."""
    return actor.has(court_id, *JUDGES)


def samples_to_judge(*, actor: Actor, limit: int = SHOWN) -> tuple[SampleLine, ...]:
    """Drawn acts that this person may judge, the oldest first."""
    return _lines(Sample.objects.filter(samples_for(actor)).order_by("drawn_at", "act_id")[:limit])


def count_to_judge(*, actor: Actor) -> int:
    """How many drawn acts wait for this person."""
    return Sample.objects.filter(samples_for(actor)).count()


def samples_for(actor: Actor) -> Q:
    """The drawn acts that wait for this person: never what they approved themselves."""
    courts = [court for court in actor.courts if may_judge(actor, court)]
    by_others = Q(approved_by_id_copy=None) | ~Q(approved_by_id_copy=actor.user_id)
    return by_others & Q(court_id__in=courts, verdict="")


def _lines(rows: QuerySet[Sample]) -> tuple[SampleLine, ...]:
    found = list(
        Sample.objects.filter(pk__in=[row.pk for row in rows]).select_related("act__task", "act__case")
    )
    acts = {act.id: act for lines in acts_of({row.act.task_id for row in found}).values() for act in lines}
    return tuple(
        SampleLine(
            row.pk, row.court_id, row.act.case_id, row.act.case.number, row.act.task.procedure_name, acts[row.pk],
            row.drawn_at, row.done_at, row.verdict, row.what, row.note, row.reviewer_name, row.reviewed_at,
        )
        for row in sorted(found, key=lambda one: (one.drawn_at, one.pk))
    )  # fmt: skip


def error_rates(*, courts: Sequence[int], since: date, until: date) -> tuple[list[RateLine], RateLine]:
    """The error rate of a span of days (both included) by procedure and action, and over all of them.

    A sample counts on the day of its act as the log shows it now: one that ended later than it was drawn moves with its
    act, and one whose act came to nothing is no longer counted.
    """
    done: dict[tuple[str, str], tuple[int, str]] = {}
    for row in (
        Act.objects.filter(_done_in(courts, since, until))
        .values("procedure", "action", "task__procedure_name")
        .annotate(acts=Count("id"))
    ):
        before = done.get((row["procedure"], row["action"]), (0, ""))[0]
        done[row["procedure"], row["action"]] = (before + row["acts"], row["task__procedure_name"])
    drawn = {
        (row["act__procedure"], row["act__action"]): (row["drawn"], row["judged"], row["wrong"])
        for row in Sample.objects.filter(_done_in(courts, since, until, "act__"))
        .values("act__procedure", "act__action")
        .annotate(
            drawn=Count("act_id"), judged=Count("act_id", filter=~Q(verdict="")),
            wrong=Count("act_id", filter=Q(verdict=Verdict.WRONG.value)),
        )
    }  # fmt: skip
    lines = [
        RateLine(procedure, name, action, acts, *(seen := drawn.get((procedure, action), (0, 0, 0))),
                 wilson(seen[2], seen[1]))
        for (procedure, action), (acts, name) in sorted(done.items())
    ]  # fmt: skip
    judged, wrong = sum(line.judged for line in lines), sum(line.wrong for line in lines)
    acts_done, acts_drawn = sum(line.done for line in lines), sum(line.drawn for line in lines)
    return lines, RateLine("", "", "", acts_done, acts_drawn, judged, wrong, wilson(wrong, judged))


def _done_in(courts: Sequence[int], since: date, until: date, of: str = "") -> Q:
    """The acts of a span that came to something; `of` leads to the act."""
    return Q(
        **{
            f"{of}court_id__in": list(courts),
            f"{of}done_at__gte": _moment(since),
            f"{of}done_at__lt": _moment(until + timedelta(days=1)),
            f"{of}state__in": [ActState.DONE.value, ActState.WAITING.value, ActState.REVERSED.value],
        }
    )


def found_wrong(*, courts: Sequence[int], since: date, until: date, limit: int = SHOWN) -> list[WrongLine]:
    """What was found wrong in the span, the newest first."""
    rows = Sample.objects.filter(
        _done_in(courts, since, until, "act__"), verdict=Verdict.WRONG.value
    ).select_related("act__case")
    return [
        WrongLine(
            row.pk, row.act.task_id, row.act.case.number, row.act.title, row.what, row.note, row.reviewed_at,
            row.act.state == ActState.REVERSED.value,
        )
        for row in rows.order_by("-reviewed_at")[:limit]
    ]  # fmt: skip


def _moment(on: date) -> datetime:
    return datetime.combine(on, time.min, SHANGHAI)
