"""How the sweeps are doing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhixing.foundation.sweeps.engine import sweeps
from zhixing.foundation.sweeps.models import Failure, SweepRun


@dataclass(frozen=True, slots=True)
class SweepState:
    """A sweep with its latest run."""

    name: str
    every: timedelta
    deadline: timedelta
    last_started: datetime | None
    last_finished: datetime | None
    outcome: str
    rows: int
    error: str
    due_at: datetime | None
    is_overdue: bool


def states(*, now: datetime, grace: timedelta = timedelta(minutes=2)) -> list[SweepState]:
    """Every sweep with its latest run; overdue when the clock should have rung it and no run has finished since."""
    latest = {run.name: run for run in SweepRun.objects.order_by("name", "-started_at").distinct("name")}
    found = []
    for name, sweep in sorted(sweeps().items()):
        run = latest.get(name)
        due = run.started_at + sweep.every if run else None
        found.append(
            SweepState(
                name=name,
                every=sweep.every,
                deadline=sweep.deadline,
                last_started=run.started_at if run else None,
                last_finished=run.finished_at if run else None,
                outcome=run.outcome if run else "",
                rows=run.rows if run else 0,
                error=run.error if run else "",
                due_at=due,
                is_overdue=due is None or now > due + sweep.deadline + grace,
            )
        )
    return found


def overdue_sweeps(*, now: datetime, grace: timedelta) -> list[str]:
    """Names of the sweeps that the clock should have rung long ago."""
    return [state.name for state in states(now=now, grace=grace) if state.is_overdue]


def dead_letters(*, limit: int = 100) -> list[Failure]:
    """What waits for a person, newest first."""
    return list(Failure.objects.filter(resolved_at=None, dead_at__isnull=False).order_by("-dead_at")[:limit])


def count_dead_letters() -> int:
    """How many wait for a person."""
    return Failure.objects.filter(resolved_at=None, dead_at__isnull=False).count()
