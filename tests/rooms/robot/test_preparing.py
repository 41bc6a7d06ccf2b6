"""Tasks are prepared once for what calls a procedure: twice, late, after a kill, with conditions that come to hold later."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime

from robot_fixtures import Shelf
from robot_world import NOW, SYSTEM, TODAY, Note, file_cases, person, procedure
from zhixing.cases.models import Case, CaseClock, Restriction
from zhixing.documents.models import Document
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.sweeps.models import Failure
from zhixing.freezes.models import Measure
from zhixing.robot import operations
from zhixing.robot.models import Act, Task, Trigger
from zhixing.robot.operations import Prepared, preparing
from zhixing.robot.rules.procedures import CLOCKS
from zhixing.robot.rules.states import ActState, TaskState, TriggerState

OPEN_CASE = '[[if]]\nrule = "case.is_open"\n'
DUE = '[[if]]\nrule = "document.missing"\nkinds = ["enforcement_notice"]\n'
MONEY = '[[if]]\nrule = "funds.held"\n'


def prepare(court: Court, *, days: int = 0) -> Prepared:
    return operations.prepare(court_id=court.pk, now=NOW + timedelta(days=days), actor=SYSTEM)


def say(case: Case, kind: str, *, days: int = 0) -> None:
    record(
        court_id=case.court_id,
        subject=f"case:{case.id}",
        kind=kind,
        at=NOW + timedelta(days=days),
        actor=SYSTEM,
    )


def test_each_case_filed_becomes_a_task_that_says_why(wangqing: Court, shelf: Shelf) -> None:
    shelf.put(procedure(conditions=OPEN_CASE, top='due_days = 10\nsubject = "limits.notice"'))
    cases = file_cases(wangqing, 3)
    assert prepare(wangqing) == Prepared(looked_at=3, tasks=3)
    tasks = list(Task.objects.order_by("case__sequence"))
    assert [task.case_id for task in tasks] == [case.id for case in cases]
    first = tasks[0]
    fact = Fact.objects.get(kind="case.filed", subject=f"case:{cases[0].id}")
    assert (first.procedure, first.trigger_ref, first.approver) == (
        "look_at_it",
        f"fact:{fact.id}",
        "officer",
    )
    assert first.why == [
        {
            "condition": "case.is_open", "ok": True, "source": "",
            "zh": f"案件在办，{cases[0].filed_on} 立案", "en": f"open since {cases[0].filed_on}",
        }
    ]  # fmt: skip
    assert first.due_on == localtime(fact.at).date() + timedelta(days=10)
    act = first.acts.get()
    assert (act.key, act.state, act.lines) == (
        f"test.note:{cases[0].id}:看过",
        "planned",
        [["备注", "", "看过"]],
    )
    said = Fact.objects.filter(kind="task.prepared").order_by("id")
    assert [fact.body["task"] for fact in said] == [str(task.id) for task in Task.objects.order_by("id")]
    assert set(Trigger.objects.values_list("state", flat=True)) == {TriggerState.TAKEN.value}


def test_prepared_twice_it_is_there_once(wangqing: Court, shelf: Shelf) -> None:
    file_cases(wangqing, 4)
    assert prepare(wangqing).tasks == 4
    assert prepare(wangqing) == Prepared()
    assert prepare(wangqing, days=3) == Prepared()
    assert (Task.objects.count(), Act.objects.count()) == (4, 4)


def test_a_late_look_finds_what_happened_within_the_days_of_the_procedure(
    wangqing: Court, shelf: Shelf
) -> None:
    shelf.put(procedure(when='fact = ["case.filed"]\nwithin_days = 5'))
    file_cases(wangqing, 2)
    assert prepare(wangqing, days=5) == Prepared()
    assert prepare(wangqing, days=4).tasks == 2


def test_what_was_not_committed_is_prepared_by_the_next_run(
    wangqing: Court, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_cases(wangqing, 3)

    def killed(**_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "record_many", killed)
        with pytest.raises(SystemExit):
            prepare(wangqing)
    assert (Trigger.objects.count(), Task.objects.count(), Act.objects.count()) == (0, 0, 0)
    assert prepare(wangqing).tasks == 3


def test_a_call_waits_until_its_condition_holds_and_is_looked_at_when_something_happens(
    wangqing: Court, shelf: Shelf
) -> None:
    shelf.put(
        procedure(
            conditions='[[if]]\nrule = "document.issued"\nkind = "enforcement_notice"\nnot = true\n' + MONEY
        )
    )
    first, _ = file_cases(wangqing, 2)
    assert prepare(wangqing) == Prepared(looked_at=2)
    trigger = Trigger.objects.get(case=first)
    assert [reason["ok"] for reason in trigger.why] == [True, False]
    assert trigger.why[1]["zh"] == "案款在账 0.00 元"
    assert prepare(wangqing) == Prepared()
    say(first, "money.marked", days=0)
    assert operations.prepare(court_id=wangqing.pk, now=NOW + timedelta(hours=1), actor=SYSTEM) == Prepared(
        looked_at=1
    )
    assert prepare(wangqing, days=1) == Prepared(looked_at=2)
    assert prepare(wangqing, days=31) == Prepared(looked_at=2)
    assert set(Trigger.objects.values_list("state", flat=True)) == {TriggerState.PASSED.value}


def test_a_further_fact_joins_the_call_that_waits(wangqing: Court, shelf: Shelf) -> None:
    shelf.put(procedure(when='answer = "inquiry"', conditions='[[if]]\nrule = "assets.found"\n'))
    (case,) = file_cases(wangqing, 1)
    say(case, "reply.taken")
    say(case, "reply.taken")
    assert prepare(wangqing) == Prepared(looked_at=1)
    assert sorted(Trigger.objects.values_list("state", flat=True)) == ["passed", "waiting"]
    say(case, "reply.taken", days=2)
    assert prepare(wangqing, days=2) == Prepared(looked_at=1)
    assert sorted(Trigger.objects.values_list("state", flat=True)) == ["passed", "passed", "waiting"]
    waiting = Trigger.objects.get(state="waiting")
    assert waiting.until == TODAY + timedelta(days=2 + 30)


def test_a_stopped_procedure_prepares_nothing_and_goes_on_where_it_was(wangqing: Court, shelf: Shelf) -> None:
    shelf.put(procedure("one"), procedure("two", text="另看"))
    file_cases(wangqing, 2)
    officer, chief = person(wangqing, "承办人", Role.OFFICER), person(wangqing, "局长", Role.BUREAU_CHIEF)
    operations.stop(court_id=wangqing.pk, procedure="one", why="文书有误", now=NOW, actor=officer)
    assert prepare(wangqing).tasks == 2
    assert set(Task.objects.values_list("procedure", flat=True)) == {"two"}
    operations.resume(court_id=wangqing.pk, procedure="one", now=NOW, actor=chief)
    assert prepare(wangqing, days=60) == Prepared(looked_at=2, tasks=2)
    operations.stop(court_id=wangqing.pk, why="全停", now=NOW, actor=officer)
    file_cases(wangqing, 4)
    assert prepare(wangqing) == Prepared()


def test_no_more_tasks_wait_at_once_than_the_procedure_allows(wangqing: Court, shelf: Shelf) -> None:
    shelf.put(procedure(top="at_once = 2"))
    file_cases(wangqing, 5)
    assert prepare(wangqing).tasks == 2
    assert prepare(wangqing, days=1).tasks == 0
    task = Task.objects.order_by("id").first()
    assert task is not None
    Task.objects.filter(pk=task.pk).update(state=TaskState.REFUSED.value, reason="不需要")
    assert prepare(wangqing, days=2).tasks == 1


def test_what_needs_nobodys_leave_is_approved_unless_two_sources_differ(
    wangqing: Court, shelf: Shelf, note: Note
) -> None:
    shelf.put(procedure(top='approver = "nobody"'))
    red, green = file_cases(wangqing, 2)
    note.reds = {red.id}
    assert prepare(wangqing) == Prepared(looked_at=2, tasks=2, red=1, alone=1)
    alone, asked = Task.objects.get(case=green), Task.objects.get(case=red)
    assert (alone.state, alone.acts.get().state, alone.decided_by_name) == (
        "approved",
        "approved",
        "无须批准",
    )
    assert (asked.state, asked.acts.get().state, asked.approver, asked.is_red) == (
        "proposed", "planned", "officer", True,
    )  # fmt: skip


def test_an_outdated_task_is_set_aside_and_prepared_anew(wangqing: Court, shelf: Shelf) -> None:
    file_cases(wangqing, 2)
    prepare(wangqing)
    task = Task.objects.order_by("id").first()
    assert task is not None
    assert operations.outdate(task_ids=[task.id], why="债务已变", now=NOW, actor=SYSTEM) == 1
    assert Act.objects.get(task=task).state == ActState.OUTDATED.value
    assert prepare(wangqing).tasks == 1
    again = Task.objects.filter(case_id=task.case_id).order_by("id")
    assert [one.state for one in again] == ["outdated", "proposed"]
    assert len(set(again.values_list("trigger_ref", flat=True))) == 1


def test_two_procedures_that_plan_the_same_act_plan_it_once(wangqing: Court, shelf: Shelf) -> None:
    shelf.put(procedure("one"), procedure("two"))
    file_cases(wangqing, 3)
    assert prepare(wangqing).tasks == 3
    assert set(Task.objects.values_list("procedure", flat=True)) == {"one"}
    assert prepare(wangqing, days=1) == Prepared(looked_at=3)


def test_clocks_call_on_their_day(wangqing: Court, shelf: Shelf) -> None:
    shelf.put(
        procedure(
            "back", when='clock = {of = "suspended", every_months = 6, for_years = 5}\nwithin_days = 10'
        ),
        procedure("old", when='clock = {of = "filed", days = 90}\nwithin_days = 3', text="久"),
    )
    ended, open_case = file_cases(wangqing, 2)
    Case.objects.filter(pk=ended.pk).update(
        status="concluded", concluded_on=date(2022, 6, 1), closing_kind="suspended_for_want_of_assets"
    )
    Case.objects.filter(pk=open_case.pk).update(filed_on=date(2022, 9, 2))
    assert prepare(wangqing, days=-1).tasks == 0
    assert prepare(wangqing).tasks == 2
    assert sorted(Trigger.objects.values_list("procedure", "ref", "on")) == [
        ("back", "concluded:2022-12-01", TODAY),
        ("old", "filed:2022-09-02", TODAY),
    ]
    assert prepare(wangqing, days=1) == Prepared()
    assert prepare(wangqing, days=182).looked_at == 1
    assert Trigger.objects.order_by("-on").values_list("ref", flat=True)[0] == "concluded:2023-06-01"


def test_a_procedure_that_cannot_be_planned_rests_and_the_others_go_on(
    wangqing: Court, shelf: Shelf, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = note.plan

    def fails(views: Any, params: Any, *, on: date) -> Any:
        if params["text"] == "坏":
            Task.objects.filter(case_id="no uuid").count()
        return plan(views, params, on=on)

    shelf.put(procedure("bad", text="坏"), procedure("good"))
    file_cases(wangqing, 2)
    with monkeypatch.context() as patch:
        patch.setattr(note, "plan", fails)
        assert prepare(wangqing).tasks == 2
    assert set(Task.objects.values_list("procedure", flat=True)) == {"good"}
    failure = Failure.objects.get(sweep="robot.prepare")
    assert failure.subject == f"{wangqing.pk}:bad"
    assert failure.last_error.startswith("ValidationError")
    assert prepare(wangqing) == Prepared()
    again = operations.prepare(court_id=wangqing.pk, now=NOW + timedelta(minutes=1), actor=SYSTEM)
    assert again == Prepared(looked_at=2, tasks=2)
    assert Failure.objects.get().resolved_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize("of", CLOCKS)
def test_every_clock_has_its_days(wangqing: Court, shelf: Shelf, of: str) -> None:
    name = {"limit": ', name = "conclude"', "paper": ', name = "summons"'}.get(of, "")
    shelf.put(procedure(when=f'clock = {{of = "{of}", days = 1{name}}}'))
    (case,) = file_cases(wangqing, 1)
    yesterday = TODAY - timedelta(days=1)
    if of in ("concluded", "suspended"):
        Case.objects.filter(pk=case.pk).update(
            status="concluded", concluded_on=yesterday, closing_kind="suspended_for_want_of_assets"
        )
    elif of == "filed":
        Case.objects.filter(pk=case.pk).update(filed_on=yesterday)
    elif of == "limit":
        CaseClock.objects.filter(case=case, kind="conclude").update(due_on=yesterday)
    elif of == "measure":
        Measure.objects.create(
            court=wangqing, case=case, asset_class="deposit", asset_kind="存款", action="freeze", starts_on=yesterday,
            ends_on=yesterday, state="watched", row_key=b"1",
        )  # fmt: skip
    elif of == "paper":
        Document.objects.create(
            court=wangqing, case=case, kind="summons", series="summons", nth=1, number="传票1", issued_on=yesterday,
            issued_at=NOW, content={}, engine="", sha256="", pages=1, size=1, file="",
        )  # fmt: skip
    else:
        Restriction.objects.create(
            court=wangqing, case=case, party=case.parties.filter(role="debtor").get(position=1), kind="defaulter",
            reason="有能力而不履行", decided_on=yesterday, decided_by_name="测", ends_on=yesterday,
        )  # fmt: skip
    assert prepare(wangqing, days=-1).tasks == 0
    assert prepare(wangqing).tasks == 1
    assert prepare(wangqing, days=2).tasks == 0
    assert Trigger.objects.get().on == TODAY
