"""Two preparers at once: each task once, whoever is faster."""

import pytest

from racing import seeing, together
from robot_fixtures import Shelf
from robot_world import NOW, SYSTEM, file_cases, procedure
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.robot import operations
from zhixing.robot.models import Act, Task, Trigger

pytestmark = pytest.mark.usefixtures("committed_db")


def test_two_preparers_prepare_each_task_once(shelf: Shelf) -> None:
    shelf.put(procedure("one"), procedure("two", text="另看"))
    court = Court.objects.get(code="吉2424")
    with every_court_visible():
        file_cases(court, 60)
    preparing = seeing(lambda: operations.prepare(court_id=court.pk, now=NOW, actor=SYSTEM, limit=50))
    runs = together(preparing, 3)
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

    assert sum(together(seeing(gate))) == 10
    with every_court_visible():
        assert Act.objects.filter(started_at=NOW).count() == 10
