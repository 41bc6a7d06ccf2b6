"""Two people press at once, or one is killed while it is done: each task once, each document once, nothing lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from acting_world import NOW, SYSTEM, fonts, outfit, procedure
from funds_world import make_case, person
from killing import run_and_kill
from racing import at_once
from robot_fixtures import Shelf
from zhixing.delivery.models import Delivery
from zhixing.documents.models import Document
from zhixing.documents.queries import verify_documents
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.robot import operations
from zhixing.robot.models import Act, Task

STEP = {"action": "documents.issue_and_deliver", "kind": "property_report_order", "to": "debtors"}
KIND = "property_report_order"
CASES = 6
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def office(
    committed_db: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shelf: Shelf
) -> Iterator[tuple[Actor, Actor, list[UUID]]]:
    renderer = Renderer(fonts(), lanes=2)
    court = Court.objects.get(code="吉2424")
    shelf.put(procedure("report_order", STEP))
    with every_court_visible():
        outfit(court, renderer, monkeypatch, tmp_path)
        for number in range(1, CASES + 1):
            make_case(court, number)
        one = person(court, Role.OFFICER, Role.BUREAU_CHIEF, name="甲")
        two = person(court, Role.OFFICER, Role.BUREAU_CHIEF, name="乙")
        operations.prepare(court_id=court.pk, now=NOW, actor=SYSTEM)
        tasks = list(Task.objects.order_by("id").values_list("id", flat=True))
    assert len(tasks) == CASES
    yield one, two, tasks
    renderer.close()


def approve(actor: Actor, tasks: list[UUID]) -> operations.ApprovalReport:
    with every_court_visible():
        return operations.approve_tasks(task_ids=tasks, now=LATER, actor=actor)


def each_once() -> None:
    with every_court_visible():
        papers = Document.objects.filter(kind=KIND)
        assert papers.count() == CASES
        assert papers.values("case").distinct().count() == CASES
        assert Delivery.objects.filter(document__kind=KIND).count() == CASES
        assert set(Act.objects.values_list("state", flat=True)) == {"done"}
        assert set(Task.objects.values_list("state", flat=True)) == {"done"}
        assert Fact.objects.filter(kind="act.done").count() == CASES
        assert Fact.objects.filter(kind="document.issued", body__kind=KIND).count() == CASES
        assert verify_documents().problems == []


def test_two_who_approve_the_same_batch_each_task_is_ones(office: tuple[Actor, Actor, list[UUID]]) -> None:
    one, two, tasks = office
    reports = at_once(
        lambda: approve(one, tasks),
        lambda: approve(two, list(reversed(tasks))),
        lambda: approve(one, tasks[:3]),
    )
    assert [report for report in reports if isinstance(report, Exception)] == []
    assert sum(report.tasks for report in reports) == CASES
    assert sum(report.gone for report in reports) == 2 * CASES + 3 - CASES
    each_once()


def test_approving_and_refusing_at_once_one_wins(office: tuple[Actor, Actor, list[UUID]]) -> None:
    one, two, tasks = office

    def refuse() -> int:
        with every_court_visible():
            return operations.refuse_tasks(task_ids=tasks, reason="另行处理为宜", now=LATER, actor=two)

    report, refused = at_once(lambda: approve(one, tasks), refuse)
    assert (report.tasks, refused) in ((CASES, 0), (0, CASES))
    with every_court_visible():
        assert Document.objects.filter(kind=KIND).count() == report.tasks


def test_killed_in_the_middle_nothing_is_done_twice_and_nothing_lost(
    office: tuple[Actor, Actor, list[UUID]], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _, tasks = office
    monkeypatch.setattr("zhixing.robot.operations.carrying_out.CHUNK", 2)
    turns = iter(range(1000))

    def job() -> None:
        # half of the children approve, the others do what a sweep does; both begin anew after each kill
        if next(turns) % 2 == 0:
            approve(one, tasks)
        else:
            with every_court_visible():
                operations.carry_out_waiting(now=LATER, limit=CASES)

    for seconds in (0.02, 0.15, 0.3, 0.45, 0.6, 0.9):
        run_and_kill(job, after_seconds=seconds)
        next(turns)
    approve(one, tasks)
    with every_court_visible():
        operations.carry_out_waiting(now=LATER, limit=CASES)
    each_once()
