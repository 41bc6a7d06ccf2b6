"""Two preparers at once: each task once, whoever is faster."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from robot_fixtures import Shelf
from robot_world import NOW, SYSTEM, file_cases, procedure
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.robot import operations
from zhixing.robot.models import Act, Task, Trigger

pytestmark = pytest.mark.usefixtures("committed_db")


def together(act: Callable[[], Any], times: int) -> list[Any]:
    """The same act on several connections at the same moment."""
    barrier = Barrier(times)

    def one() -> Any:
        try:
            barrier.wait(10)
            with every_court_visible():
                return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return [done.result(120) for done in [threads.submit(one) for _ in range(times)]]


def test_two_preparers_prepare_each_task_once(shelf: Shelf) -> None:
    shelf.put(procedure("one"), procedure("two", text="另看"))
    court = Court.objects.get(code="吉2424")
    with every_court_visible():
        file_cases(court, 60)
    runs = together(lambda: operations.prepare(court_id=court.pk, now=NOW, actor=SYSTEM, limit=50), 3)
    with every_court_visible():
        assert sum(run.tasks for run in runs) == 120
        assert (Task.objects.count(), Act.objects.count(), Trigger.objects.count()) == (120, 120, 120)
        assert Fact.objects.filter(kind="task.prepared").count() == 120


def test_two_gates_share_one_hour(shelf: Shelf) -> None:
    shelf.put(procedure(top="per_hour = 10"))
    court = Court.objects.get(code="吉2424")
    with every_court_visible():
        file_cases(court, 24)
        operations.prepare(court_id=court.pk, now=NOW, actor=SYSTEM)
        halves = [list(Act.objects.order_by("id")[start : start + 12]) for start in (0, 12)]

    def gate() -> int:
        go, _ = operations.let_go(court_id=court.pk, acts=halves.pop(), now=NOW)
        return len(go)

    assert sum(together(gate, 2)) == 10
    with every_court_visible():
        assert Act.objects.filter(started_at=NOW).count() == 10
