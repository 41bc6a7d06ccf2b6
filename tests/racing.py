"""Runs acts at the same moment, each on a database connection of its own, as two people or two processes do."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from zhixing.foundation.identity.scope import every_court_visible

START_WITHIN = 20
END_WITHIN = 120


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs together; results or errors in their order. Each job opens the scope it needs."""
    gate = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            gate.wait(START_WITHIN)
            results[place] = job()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(END_WITHIN)
    return results


def seeing(job: Callable[[], Any]) -> Callable[[], Any]:
    """The job in a transaction of its own that sees every court."""

    def run() -> Any:
        with every_court_visible():
            return job()

    return run


def race(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs together, each in a transaction of its own; results or errors in their order."""
    return at_once(*map(seeing, jobs))


def together(job: Callable[[], Any], times: int = 2) -> list[Any]:
    """The same job on several connections at the same moment; an error of any of them is raised."""
    results = at_once(*[job] * times)
    for one in results:
        if isinstance(one, Exception):
            raise one
    return results
