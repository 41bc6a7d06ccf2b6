"""`zhixing robot`: each command in words and as JSON, and every kind of wrong input answered with its exit code."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from robot_fixtures import Shelf
from robot_world import Note, file_cases, procedure
from zhixing.cli import robot as commands
from zhixing.cli.root import main
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.robot.models import Act, Stop, Task, Trigger

UNUSABLE = 2


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    monkeypatch.setattr(commands, "open_house", nullcontext)
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["robot", *arguments])


def refused(*arguments: str) -> str:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (UNUSABLE, ""), done.output
    return done.stderr


# ---- dry-run -------------------------------------------------------------------------------------------------------------


def test_a_dry_run_prints_what_it_would_do_and_does_nothing(wangqing: Court, note: Note) -> None:
    first, second = file_cases(wangqing, 2, now=clock.now())
    note.reds.add(second.pk)
    done = run("dry-run")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        f"{first.number}　看一看（立案）", "  备注：看过", "    备注：（无） → 看过",
        f"{second.number}　看一看（立案）", "  红 备注：看过", "    备注：（无） → 看过",
        "看一看：触发 2 件，拟办 2 件（2 项，红色 1 件），条件不具备 0 件，无事可办 0 件",
    ]  # fmt: skip
    assert (Task.objects.count(), Act.objects.count(), Trigger.objects.count()) == (0, 0, 0)


def test_as_json_each_case_has_a_line_and_the_last_holds_the_totals(wangqing: Court) -> None:
    (case,) = file_cases(wangqing, 1, now=clock.now())
    lines = [json.loads(line) for line in run("dry-run", "--json").stdout.splitlines()]
    assert (len(lines), case.number in str(lines[0])) == (2, True)
    assert lines[1] == {
        "totals": {"look_at_it": {"calls": 1, "tasks": 1, "red": 0, "nothing_left": 0, "acts": {"test.note": 1}, "held_by": {}}}
    }  # fmt: skip


def test_nothing_called_says_so(wangqing: Court) -> None:
    assert run("dry-run").stdout == "没有流程被触发。\n"


def test_a_draft_stands_in_for_the_procedure_in_force(wangqing: Court, tmp_path: Path) -> None:
    file_cases(wangqing, 1, now=clock.now())
    draft = tmp_path / "草稿.toml"
    draft.write_text(procedure(text="另写一句"), encoding="utf-8")
    assert "备注：另写一句" in run("dry-run", "--draft", str(draft)).stdout
    draft.write_text("这不是流程", encoding="utf-8")
    assert refused("dry-run", "--draft", str(draft)).startswith("草稿.toml：\n")
    draft.write_text(procedure().replace("test.note", "no.such"), encoding="utf-8")
    assert "no.such" in refused("dry-run", "--draft", str(draft))


def test_a_dry_run_of_what_is_not_there_is_refused(wangqing: Court, tmp_path: Path) -> None:
    assert "没有名为“nothing”的流程" in refused("dry-run", "--procedure", "nothing")
    assert run("dry-run", "--draft", str(tmp_path / "无此文件.toml")).exit_code == UNUSABLE
    assert "吉9999" in refused("dry-run", "--court", "吉9999")


# ---- procedures ----------------------------------------------------------------------------------------------------------


def test_the_procedures_are_listed_with_their_origin_their_stop_and_their_faults(
    wangqing: Court, shelf: Shelf
) -> None:
    shelf.put(procedure(), procedure(key="faulty").replace("test.note", "no.such"))
    run("stop", "--procedure", "look_at_it", "--why", "模板有误")
    listed = {one["key"]: one for one in json.loads(run("procedures", "--json").stdout)["procedures"]}
    assert listed["look_at_it"] == {
        "key": "look_at_it", "origin": "shipped", "number": 0, "works": False, "stopped": "模板有误", "faults": [],
    }  # fmt: skip
    assert (listed["faulty"]["works"], len(listed["faulty"]["faults"])) == (False, 1)
    said = run("procedures").stdout.splitlines()
    assert "look_at_it　看一看　随附，已停止：模板有误" in said
    assert any(line.startswith("  ") and "no.such" in line for line in said)


def test_the_procedures_of_a_court_that_is_not_there_are_refused(wangqing: Court) -> None:
    assert "吉9999" in refused("procedures", "--court", "吉9999")


# ---- stop and resume -----------------------------------------------------------------------------------------------------


def test_everything_is_stopped_with_a_reason_and_goes_on_once(wangqing: Court) -> None:
    stopped = run("stop", "--why", "发现误发", "--json")
    assert (stopped.exit_code, json.loads(stopped.stdout)) == (0, {"stopped": "all", "why": "发现误发"})
    assert run("stop", "--why", "再停一次").stdout == "已停止：全部流程\n"
    assert [(row.procedure, row.why) for row in Stop.objects.all()] == [("", "发现误发")]
    assert json.loads(run("resume", "--json").stdout) == {"resumed": "all"}
    assert Stop.objects.get().resumed_at is not None
    assert refused("resume") == "没有这一项停止，无须恢复。\n"
    kinds = Fact.objects.filter(kind__startswith="robot.").order_by("at", "id").values_list("kind", flat=True)
    assert list(kinds) == ["robot.stopped", "robot.resumed"]


def test_one_procedure_is_stopped_and_goes_on_by_its_own_name_only(wangqing: Court) -> None:
    assert run("stop", "--procedure", "look_at_it", "--why", "模板有误").stdout == "已停止：look_at_it\n"
    assert refused("resume") == "没有这一项停止，无须恢复。\n"
    assert run("resume", "--procedure", "look_at_it").stdout == "已恢复：look_at_it\n"


def test_stopping_what_is_not_there_or_without_a_reason_is_refused(wangqing: Court) -> None:
    assert refused("stop", "--procedure", "nothing", "--why", "试") == "没有名为“nothing”的流程。\n"
    assert refused("stop", "--why", "  ") == "请写明停止的理由。\n"
    assert "--why" in refused("stop")
    assert "吉9999" in refused("stop", "--why", "试", "--court", "吉9999")
    assert "吉9999" in refused("resume", "--court", "吉9999")
    assert not Stop.objects.exists()


def test_a_command_or_option_that_is_not_there_is_refused(wangqing: Court) -> None:
    assert "nothing" in refused("nothing")
    assert "--nothing" in refused("procedures", "--nothing")
