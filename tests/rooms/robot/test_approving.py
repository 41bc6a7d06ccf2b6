"""Approving many with one press: what is red stays, what has changed is set aside, the rest is sealed and on its way."""

from datetime import timedelta
from pathlib import Path

import pytest

from acting_world import NOW, acts_of, fonts, outfit, prepared, procedure
from funds_world import make_case
from robot_fixtures import Shelf
from robot_world import person
from zhixing.cases.models import Case, Party
from zhixing.cases.personal import sealed_id
from zhixing.delivery.models import Delivery
from zhixing.documents.models import Document, Signature
from zhixing.documents.queries import verify_documents
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Membership
from zhixing.foundation.identity.roles import Role
from zhixing.robot import operations
from zhixing.robot.models import Approval, RedAnswer, Task
from zhixing.robot.operations.approving import ApprovalRefused
from zhixing.robot.rules.states import ActState, TaskState

ISSUE = {"action": "documents.issue_and_deliver", "kind": "property_report_order", "to": "debtors"}
_renderers: list[Renderer] = []


def shared_renderer() -> Renderer:
    if not _renderers:
        _renderers.append(Renderer(fonts(), lanes=1))
    return _renderers[0]


@pytest.fixture
def court(wangqing: Court, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shelf: Shelf) -> Court:
    outfit(wangqing, shared_renderer(), monkeypatch, tmp_path)
    shelf.put(procedure("report_order", ISSUE))
    return wangqing


@pytest.fixture
def chief(court: Court) -> Actor:
    return person(court, "局长", Role.BUREAU_CHIEF, Role.OFFICER)


def three(court: Court) -> list[Case]:
    return [make_case(court, number) for number in (7, 8, 9)]


def approve(tasks: list[Task], actor: Actor, **more: object) -> operations.ApprovalReport:
    return operations.approve_tasks(
        task_ids=[task.pk for task in tasks],
        now=NOW + timedelta(hours=1),
        actor=actor,
        **more,  # type: ignore[arg-type]
    )


def test_one_press_seals_and_hands_over_every_document_once(court: Court, chief: Actor) -> None:
    cases = three(court)
    tasks = prepared(court)
    assert [task.case.number for task in tasks] == [case.number for case in cases]
    assert operations.warm_waiting(now=NOW, limit=50) == 3
    report = approve(tasks, chief)
    assert (report.tasks, report.acts, report.red, report.outdated, report.gone) == (3, 3, (), (), 0)
    assert (report.carried_out.done, report.carried_out.failed) == (3, 0)
    documents = Document.objects.filter(kind="property_report_order")
    assert documents.count() == 3
    assert set(Signature.objects.values_list("set_at", flat=True)) == {NOW}
    assert Delivery.objects.filter(document__in=documents, state="open").count() == 3
    assert {task.state for task in Task.objects.all()} == {TaskState.DONE.value}
    assert {act.state for act in acts_of(*cases)} == {ActState.DONE.value}
    assert Approval.objects.get(pk=report.approval_id).by_id == chief.user_id
    assert Fact.objects.filter(kind="act.done", actor_id_text=str(chief.user_id)).count() == 3
    assert verify_documents().problems == []
    again = approve(tasks, chief)
    assert (again.tasks, again.gone) == (0, 3)
    assert Document.objects.filter(kind="property_report_order").count() == 3


def test_an_unticked_act_is_not_done(court: Court, chief: Actor, shelf: Shelf) -> None:
    shelf.put(procedure("two", ISSUE, {"action": "cases.note", "words": "已发报告财产令"}))
    case = make_case(court, 7)
    (task,) = prepared(court)
    issue, note = acts_of(case)
    report = approve([task], chief, unticked_act_ids=[issue.pk])
    assert (report.tasks, report.acts, report.unticked) == (1, 1, 1)
    issue.refresh_from_db()
    note.refresh_from_db()
    assert (issue.state, issue.unticked_by_name, note.state) == ("unticked", "局长", "done")
    assert not Document.objects.filter(kind="property_report_order").exists()


def test_a_red_task_is_refused_until_its_difference_is_answered(court: Court, chief: Actor) -> None:
    case, other = make_case(court, 7), make_case(court, 8)
    debtor = Party.objects.get(case=case, role="debtor")
    # the same number is registered under another name in another case
    sealed, index, masked = sealed_id("222424198308300002")
    Party.objects.filter(pk=debtor.pk).update(id_sealed=sealed, id_index=index, id_masked=masked)
    twin = Party.objects.get(case=other, role="debtor")
    Party.objects.filter(pk=twin.pk).update(
        id_sealed=sealed, id_index=index, id_masked=masked, name="王五", name_key="王五"
    )
    tasks = prepared(court)
    assert [task.is_red for task in tasks] == [True, True]
    report = approve(tasks, chief)
    assert (report.tasks, report.red) == (0, tuple(sorted(task.pk for task in tasks)))
    assert not Document.objects.filter(kind="property_report_order").exists()
    (act,) = acts_of(case)
    (red,) = [check for check in act.checks if check["proof"] == "differs"]
    assert red["field"] == f"{debtor.name}·姓名"
    assert ["王五" in value for _, value in red["sources"]] == [False, True]
    with pytest.raises(ApprovalRefused, match="至少四个字"):
        operations.answer_red(
            task_id=tasks[0].pk, field=red["field"], decision="holds", reason="对", now=NOW, actor=chief
        )
    assert operations.answer_red(
        task_id=tasks[0].pk,
        field=red["field"],
        decision="holds",
        reason="已核对身份证原件",
        now=NOW,
        actor=chief,
    )
    assert RedAnswer.objects.get().by_name == "局长"
    with pytest.raises(ApprovalRefused, match="已经核对"):
        operations.answer_red(
            task_id=tasks[0].pk,
            field=red["field"],
            decision="wrong",
            reason="再核对一次",
            now=NOW,
            actor=chief,
        )
    after = approve(tasks, chief)
    assert (after.tasks, after.red) == (1, (tasks[1].pk,))
    field = next(check["field"] for check in acts_of(other)[0].checks if check["proof"] == "differs")
    assert operations.answer_red(
        task_id=tasks[1].pk, field=field, decision="wrong", reason="登记有误须更正", now=NOW, actor=chief
    )
    tasks[1].refresh_from_db()
    assert (tasks[1].state, acts_of(other)[0].state) == ("refused", "unticked")


def test_what_has_changed_since_is_set_aside_with_the_reason(court: Court, chief: Actor) -> None:
    cases = three(court)
    tasks = prepared(court)
    Party.objects.filter(case=cases[0], role="debtor").update(name="李四四", name_key="李四四")
    Case.objects.filter(pk=cases[1].pk).update(
        status="concluded", closing_kind="withdrawn", concluded_on=NOW.date()
    )
    report = approve(tasks, chief)
    assert report.tasks == 1
    words = dict(report.outdated)
    assert words[tasks[0].pk].startswith("拟办后情况有变")
    assert "李四四" in words[tasks[0].pk]
    assert words[tasks[1].pk].startswith("拟办后情况有变")
    states = [Task.objects.get(pk=task.pk).state for task in tasks]
    assert states == ["outdated", "outdated", "done"]
    assert Document.objects.filter(kind="property_report_order").count() == 1


def test_who_may_approve(court: Court, shelf: Shelf) -> None:
    case = make_case(court, 7)
    officer, other = person(court, "承办人", Role.OFFICER), person(court, "他人", Role.OFFICER)
    Case.objects.filter(pk=case.pk).update(officer_id=officer.user_id)
    (task,) = prepared(court)
    assert approve([task], other).not_allowed == (task.pk,)
    with pytest.raises(NotAllowed, match="须由本院人员"):
        approve([task], Actor.system("巡检"))
    assert approve([task], officer).carried_out.done == 1


def test_refusing_needs_a_reason_and_nothing_is_done(court: Court, chief: Actor) -> None:
    cases = three(court)
    tasks = prepared(court)
    with pytest.raises(ApprovalRefused):
        operations.refuse_tasks(task_ids=[tasks[0].pk], reason="不", now=NOW, actor=chief)
    assert (
        operations.refuse_tasks(
            task_ids=[task.pk for task in tasks[:2]], reason="已另行送达", now=NOW, actor=chief
        )
        == 2
    )
    assert [Task.objects.get(pk=task.pk).state for task in tasks] == ["refused", "refused", "proposed"]
    assert {act.state for act in acts_of(*cases[:2])} == {"refused"}
    assert prepared(court, now=NOW + timedelta(days=1)) == [tasks[2]]


def test_an_act_that_fails_does_not_stop_the_others(court: Court, chief: Actor) -> None:
    cases = three(court)
    tasks = prepared(court)
    act = acts_of(cases[1])[0]
    act.params = {**act.params, "said": {"days": 99}}
    act.save(update_fields=["params"])
    # what was kept is what is done: the change is seen when it is held against today
    report = approve(tasks, chief)
    assert report.tasks == 2
    assert "内容已经不同" in dict(report.outdated)[tasks[1].pk]


def test_outside_hours_it_waits_and_the_sweep_does_it_later(court: Court, chief: Actor, shelf: Shelf) -> None:
    shelf.put(procedure("report_order", ISSUE, top='hours = "13:00-17:30"'))
    Membership.objects.create(user_id=chief.user_id, court=court, role=Role.BUREAU_CHIEF.value)
    Membership.objects.create(user_id=chief.user_id, court=court, role=Role.OFFICER.value)
    case = make_case(court, 7)
    (task,) = prepared(court)
    report = approve([task], chief)
    assert (report.carried_out.done, report.carried_out.held) == (0, 1)
    assert "不在工作时间" in report.carried_out.held_because
    assert operations.carry_out_waiting(now=NOW + timedelta(hours=2), limit=10) == 0
    assert operations.carry_out_waiting(now=NOW + timedelta(hours=4), limit=10) == 1
    assert acts_of(case)[0].state == "done"
    assert Fact.objects.get(kind="act.done").actor_id_text == str(chief.user_id)


def test_a_malicious_name_is_a_name(court: Court, chief: Actor) -> None:
    case = make_case(court, 7)
    name = "{{7*7}}<b>#include\u202e" + "甲" * 40
    Party.objects.filter(case=case, role="debtor").update(name=name, name_key=name)
    (task,) = prepared(court)
    report = approve([task], chief)
    assert report.carried_out.done + report.carried_out.failed == 1
    (act,) = acts_of(case)
    assert "\u202e" not in str(act.checks)
