"""Sweeps: what should have happened and has not.

A sweep is a function that does up to `limit` pieces of work that are due and says how many it did. It finds its work in
the tables, so it is safe to run twice, late, in parallel and after a kill. The engine repeats it until nothing is left
or its deadline has passed, and writes down each run.
"""

import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from zhixing.foundation import clock
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.sweeps.models import SweepRun


class SweepFunction(Protocol):
    """Does up to `limit` due pieces of work at the time `now`; returns how many it did."""

    def __call__(self, *, now: datetime, limit: int) -> int:
        """Do what is due."""
        ...


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep and its bounds: how often it runs by the clock, how long it may take, how much it does at a time.

    `commits_itself` is for a sweep that calls the world outside: it writes what it is about to do, commits, and calls; so
    the engine opens no transaction around it.
    """

    name: str
    every: timedelta
    deadline: timedelta
    batch: int
    function: SweepFunction
    commits_itself: bool = False


class UnknownSweep(LookupError):
    """No sweep has this name."""


_SWEEPS: dict[str, Sweep] = {}


def sweep(
    *, name: str, every: timedelta, deadline: timedelta, batch: int, commits_itself: bool = False
) -> Callable[[SweepFunction], SweepFunction]:
    """Register a sweep. Every sweep has a deadline: a hung one is found by it."""

    def register(function: SweepFunction) -> SweepFunction:
        if name in _SWEEPS:
            raise ValueError(f"sweep {name} is registered twice")
        _SWEEPS[name] = Sweep(name, every, deadline, batch, function, commits_itself)
        return function

    return register


def sweeps() -> dict[str, Sweep]:
    """Every registered sweep by name."""
    return dict(_SWEEPS)


def run_sweep(name: str) -> int:
    """Run a sweep until nothing is due or its deadline passes; the number of pieces done.

    An error ends the run and is written down with it; what had been done before stays done.
    """
    found = _SWEEPS.get(name)
    if found is None:
        raise UnknownSweep(f"没有名为“{name}”的巡检。已登记：{'、'.join(sorted(_SWEEPS))}。")
    started = clock.real_now()
    run = SweepRun.objects.create(name=name, started_at=started, alive_at=started)
    outcome, error = "done", ""
    try:
        while True:
            with nullcontext() if found.commits_itself else every_court_visible():
                done = found.function(now=clock.now(), limit=found.batch)
            run.rows += done
            run.alive_at = clock.real_now()
            if done < found.batch:
                break
            if run.alive_at - started > found.deadline:
                outcome = "overdue"
                break
            run.save(update_fields=["rows", "alive_at"])
    except Exception as problem:
        outcome, error = "failed", "".join(traceback.format_exception(problem))[-4000:]
        raise
    finally:
        run.outcome, run.error, run.finished_at = outcome, error, clock.real_now()
        run.save(update_fields=["rows", "alive_at", "outcome", "error", "finished_at"])
    return run.rows
