"""The gate before carrying out, and the court's own procedures."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from robot_fixtures import Shelf
from robot_world import NOW, SYSTEM, TODAY, file_cases, person, procedure
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role
from zhixing.inquiries.models import Unit
from zhixing.robot import operations
from zhixing.robot.models import Act, ProcedureVersion, RobotPolicy, Stop, Task
from zhixing.robot.operations import StopImpossible, VersionImpossible
from zhixing.robot.queries.procedures import procedures_in_force, standings
from zhixing.robot.rules.reading import ProcedureFaulty


def acts_of(court: Court, count: int) -> list[Act]:
    file_cases(court, count)
    operations.prepare(court_id=court.pk, now=NOW, actor=SYSTEM)
    return list(Act.objects.order_by("id"))


def unit_of(court: Court) -> Unit:
    return Unit.objects.create(
        court=court, code=f"u{uuid4().hex[:6]}", name="不动产登记中心", kind="real_estate", connector="desk", agreement="协议",
        registered_at=NOW,
    )  # fmt: skip


def test_a_stop_in_the_middle_holds_back_what_was_approved(wangqing: Court, shelf: Shelf) -> None:
    acts = acts_of(wangqing, 4)
    officer = person(wangqing, "承办人", Role.OFFICER)
    go, held = operations.let_go(court_id=wangqing.pk, acts=acts[:2], now=NOW)
    assert (len(go), held) == (2, [])
    operations.stop(court_id=wangqing.pk, procedure="look_at_it", why="模板有误", now=NOW, actor=officer)
    go, held = operations.let_go(court_id=wangqing.pk, acts=acts[2:], now=NOW)
    assert go == []
    assert [one.words_zh for one in held] == ["已停止：模板有误"] * 2
    assert Act.objects.filter(started_at=None).count() == 2


def test_a_stop_at_a_unit_holds_back_only_what_goes_there(wangqing: Court, shelf: Shelf) -> None:
    first, second = acts_of(wangqing, 2)
    unit = unit_of(wangqing)
    first.units = [str(unit.id)]
    officer = person(wangqing, "承办人", Role.OFFICER)
    operations.stop(court_id=wangqing.pk, unit_id=unit.id, why="单位系统故障", now=NOW, actor=officer)
    go, held = operations.let_go(court_id=wangqing.pk, acts=[first, second], now=NOW)
    assert ([act.id for act in go], [one.id for one in held]) == ([second.id], [first.id])


@pytest.mark.parametrize("level", ["procedure", "unit", "court"])
def test_an_hour_has_room_for_so_many_acts(wangqing: Court, shelf: Shelf, level: str) -> None:
    shelf.put(procedure(top="per_hour = 3" if level == "procedure" else ""))
    acts = acts_of(wangqing, 5)
    unit = unit_of(wangqing)
    Act.objects.update(units=[str(unit.id)])
    acts = list(Act.objects.order_by("id"))
    if level == "unit":
        RobotPolicy.objects.create(court=wangqing, units={str(unit.id): 3})
    if level == "court":
        RobotPolicy.objects.create(court=wangqing, per_hour=3)
    go, held = operations.let_go(court_id=wangqing.pk, acts=acts, now=NOW)
    assert [act.id for act in go] == [act.id for act in acts[:3]]
    assert [one.id for one in held] == [act.id for act in acts[3:]]
    words = {
        "procedure": "本流程每小时 3 件已满",
        "unit": "该单位每小时件数已满",
        "court": "本院每小时 3 件已满",
    }
    assert held[0].words_zh == words[level]
    go, _ = operations.let_go(court_id=wangqing.pk, acts=acts[3:], now=NOW + timedelta(minutes=59))
    assert go == []
    go, _ = operations.let_go(court_id=wangqing.pk, acts=acts[3:], now=NOW + timedelta(minutes=60))
    assert len(go) == 2


def test_outside_working_hours_acts_wait_until_the_office_opens(wangqing: Court, shelf: Shelf) -> None:
    shelf.put(procedure(top='hours = "08:30-17:30"'))
    acts = acts_of(wangqing, 1)
    friday_night = NOW + timedelta(days=1, hours=10)
    go, held = operations.let_go(court_id=wangqing.pk, acts=acts, now=friday_night)
    assert go == []
    assert held[0].words_zh == "不在工作时间，12-05 08:30 起办理"


def test_anybody_may_stop_and_the_chief_lets_go_on(wangqing: Court, shelf: Shelf) -> None:
    officer, chief = person(wangqing, "承办人", Role.OFFICER), person(wangqing, "局长", Role.BUREAU_CHIEF)
    with pytest.raises(StopImpossible, match="理由"):
        operations.stop(court_id=wangqing.pk, why=" ", now=NOW, actor=officer)
    with pytest.raises(StopImpossible, match="没有名为“x”的流程"):
        operations.stop(court_id=wangqing.pk, procedure="x", why="试", now=NOW, actor=officer)
    first = operations.stop(court_id=wangqing.pk, why="试", now=NOW, actor=officer)
    assert operations.stop(court_id=wangqing.pk, why="再停", now=NOW, actor=chief).pk == first.pk
    with pytest.raises(NotAllowed):
        operations.resume(court_id=wangqing.pk, now=NOW, actor=officer)
    operations.resume(court_id=wangqing.pk, now=NOW, actor=chief)
    with pytest.raises(StopImpossible, match="无须恢复"):
        operations.resume(court_id=wangqing.pk, now=NOW, actor=chief)
    assert Stop.objects.get().resumed_by_name == "局长"
    assert list(Fact.objects.filter(kind__startswith="robot.").order_by("id").values_list("kind", flat=True)) == [
        "robot.stopped", "robot.resumed",
    ]  # fmt: skip


def test_a_courts_own_version_beats_the_shipped_one_from_its_day(wangqing: Court, shelf: Shelf) -> None:
    officer, chief = person(wangqing, "承办人", Role.OFFICER), person(wangqing, "局长", Role.BUREAU_CHIEF)
    tomorrow = TODAY + timedelta(days=1)
    row = operations.propose_version(
        court_id=wangqing.pk, text=procedure(text="本院看过"), why="按本院做法", effective_on=tomorrow, now=NOW, actor=officer
    )  # fmt: skip
    assert (row.key, row.number, row.state) == ("look_at_it", 1, "proposed")
    with pytest.raises(NotAllowed):
        operations.approve_version(version_id=row.id, now=NOW, actor=officer)
    assert standings(wangqing.pk, tomorrow)[0].origin == "shipped"
    operations.approve_version(version_id=row.id, now=NOW, actor=chief)
    assert standings(wangqing.pk, TODAY)[0].origin == "shipped"
    own = standings(wangqing.pk, tomorrow)[0]
    assert (own.origin, own.number) == ("own", 1)
    file_cases(wangqing, 1)
    operations.prepare(court_id=wangqing.pk, now=NOW + timedelta(days=1), actor=SYSTEM)
    task = Task.objects.get()
    assert (task.version_sha256, task.acts.get().title) == (row.sha256, "备注：本院看过")


def test_nobody_approves_what_they_proposed_not_even_past_the_operation(
    wangqing: Court, shelf: Shelf
) -> None:
    chief = person(wangqing, "局长", Role.BUREAU_CHIEF)
    row = operations.propose_version(
        court_id=wangqing.pk, text=procedure(), why="试", effective_on=TODAY, now=NOW, actor=chief
    )
    with pytest.raises(NotAllowed, match="提出人以外"):
        operations.approve_version(version_id=row.id, now=NOW, actor=chief)
    with pytest.raises(IntegrityError, match="procedure_by_two_people"), transaction.atomic():
        ProcedureVersion.objects.filter(pk=row.pk).update(
            state="approved", decided_by_id=chief.user_id, decided_at=NOW
        )


def test_a_shipped_procedure_is_switched_off_by_two_people(wangqing: Court, shelf: Shelf) -> None:
    officer, chief = person(wangqing, "承办人", Role.OFFICER), person(wangqing, "局长", Role.BUREAU_CHIEF)
    off = operations.propose_switching_off(
        court_id=wangqing.pk, key="look_at_it", why="本院不用", effective_on=TODAY, now=NOW, actor=officer
    )
    with pytest.raises(VersionImpossible, match="待批准"):
        operations.propose_version(
            court_id=wangqing.pk, text=procedure(), why="再试", effective_on=TODAY, now=NOW, actor=officer
        )
    operations.approve_version(version_id=off.id, now=NOW, actor=chief)
    assert [one.origin for one in standings(wangqing.pk, TODAY)] == ["off"]
    file_cases(wangqing, 2)
    assert operations.prepare(court_id=wangqing.pk, now=NOW, actor=SYSTEM).tasks == 0
    back = operations.propose_version(
        court_id=wangqing.pk, text=procedure(), why="恢复", effective_on=TODAY, now=NOW, actor=officer
    )
    operations.approve_version(version_id=back.id, now=NOW, actor=chief)
    assert (back.number, operations.prepare(court_id=wangqing.pk, now=NOW, actor=SYSTEM).tasks) == (2, 2)


def test_a_version_that_no_longer_reads_does_nothing_and_says_why(wangqing: Court, shelf: Shelf) -> None:
    officer, chief = person(wangqing, "承办人", Role.OFFICER), person(wangqing, "局长", Role.BUREAU_CHIEF)
    with pytest.raises(ProcedureFaulty, match="没有动作"):
        operations.propose_version(
            court_id=wangqing.pk, text=procedure().replace("test.note", "test.gone"), why="试", effective_on=TODAY,
            now=NOW, actor=officer,
        )  # fmt: skip
    row = operations.propose_version(
        court_id=wangqing.pk, text=procedure(), why="试", effective_on=TODAY, now=NOW, actor=officer
    )
    operations.approve_version(version_id=row.id, now=NOW, actor=chief)
    ProcedureVersion.objects.filter(pk=row.pk).update(text=procedure().replace("test.note", "test.gone"))
    (found,) = standings(wangqing.pk, TODAY)
    assert (found.origin, found.procedure, found.works) == ("own", None, False)
    assert found.faults[0].field == "then[1].action"
    assert procedures_in_force(wangqing.pk, TODAY) == {}
