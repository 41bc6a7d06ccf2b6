"""Commands on the robot: what it would do, its procedures, stopping it and letting it go on."""

from collections.abc import Iterator
from pathlib import Path

import click

from zhixing.cli.office import court_option, named_court
from zhixing.cli.output import json_option, show, unusable
from zhixing.config.house import open_house
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor

SHOWN = 20
OPERATOR = "本机操作员"


@click.group()
def robot() -> None:
    """智能辅助：试运行、流程、停止与恢复。"""


@robot.command("dry-run")
@click.option("--procedure", "keys", multiple=True, help="只看这一流程，可写多次")
@click.option(
    "--draft",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="用这份流程草稿代替现行流程试算",
)
@click.option("--every-case", is_flag=True, help="把每件在办案件都当作刚刚触发来看")
@court_option
@json_option
def dry_run_command(
    keys: tuple[str, ...], draft: Path | None, every_case: bool, court_code: str, as_json: bool
) -> None:
    """现在运行会做什么：逐案列出条件与差异，什么都不会发出、写入。--json 时每案一行，最后一行为合计。"""
    with open_house():
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.robot.actions import actions
        from zhixing.robot.queries.dry_run import ProcedureTotal, dry_run, totals
        from zhixing.robot.queries.dry_run import as_json as line_as_json
        from zhixing.robot.queries.procedures import standings
        from zhixing.robot.queries.proposing import Proposal
        from zhixing.robot.rules.reading import ProcedureFaulty, read_procedure

        court = named_court(court_code)
        drafts = {}
        if draft is not None:
            try:
                read = read_procedure(draft.read_text(encoding="utf-8"), actions=actions())
            except ProcedureFaulty as problem:
                unusable(f"{draft.name}：\n{problem}")
            drafts[read.key] = read
            keys = (*keys, read.key)

        def said(found: Iterator[Proposal]) -> Iterator[Proposal]:
            for place, one in enumerate(found):
                if as_json and one.acts:
                    show(True, line_as_json(one), "")
                elif one.acts and place < SHOWN:
                    _print(one)
                yield one

        with courts_visible([court.pk]):
            known = {one.key for one in standings(court.pk, clock.today())} | drafts.keys()
            if unknown := [key for key in keys if key not in known]:
                unusable(f"没有名为“{'、'.join(unknown)}”的流程。可用：{'、'.join(sorted(known))}。")
            found = dry_run(
                court_ids=[court.pk], now=clock.now(), keys=keys, drafts=drafts, every_case=every_case
            )
            sums: dict[str, ProcedureTotal] = totals(said(found))
    value = {
        key: {
            "calls": one.calls, "tasks": one.tasks, "red": one.red, "nothing_left": one.nothing_left,
            "acts": dict(one.acts), "held_by": dict(one.held_by),
        }
        for key, one in sums.items()
    }  # fmt: skip
    words = [
        f"{one.name_zh}：触发 {one.calls} 件，拟办 {one.tasks} 件（{sum(one.acts.values())} 项，红色 {one.red} 件），"
        f"条件不具备 {sum(one.held_by.values())} 件，无事可办 {one.nothing_left} 件"
        for one in sums.values()
    ]
    show(as_json, {"totals": value}, "\n".join(words) or "没有流程被触发。")


def _print(one: object) -> None:
    from zhixing.robot.queries.proposing import Proposal

    assert isinstance(one, Proposal)
    click.echo(f"{one.view.number}　{one.procedure.name_zh}（{one.call.words}）")
    for act in one.acts:
        click.echo(f"  {'红 ' if act.is_red else ''}{act.title}")
        for line in act.lines:
            click.echo(f"    {line.label}：{line.before or '（无）'} → {line.after}")


@robot.command("procedures")
@court_option
@json_option
def procedures_command(court_code: str, as_json: bool) -> None:
    """本院各项流程：随附、自订、停用、停止，以及写错之处。"""
    with open_house():
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.robot.queries.procedures import standings

        court = named_court(court_code)
        with courts_visible([court.pk]):
            found = standings(court.pk, clock.today())
    origins = {"shipped": "随附", "own": "自订", "off": "已停用"}
    value = [
        {
            "key": one.key, "origin": one.origin, "number": one.number, "works": one.works,
            "stopped": one.stopped_because, "faults": [fault.text for fault in one.faults],
        }
        for one in found
    ]  # fmt: skip
    words = []
    for one in found:
        name = one.procedure.name_zh if one.procedure else ""
        stopped = f"，已停止：{one.stopped_because}" if one.stopped_because else ""
        words.append(f"{one.key}　{name}　{origins[one.origin]}{stopped}")
        words += [f"  {fault.text}" for fault in one.faults]
    show(as_json, {"procedures": value}, "\n".join(words))


@robot.command("stop")
@click.option("--procedure", default="", help="只停这一流程；不写则全部停止")
@click.option("--why", required=True, help="停止的理由")
@court_option
@json_option
def stop_command(procedure: str, why: str, court_code: str, as_json: bool) -> None:
    """立即停止：不再拟办，已批准的也不再办理。"""
    with open_house():
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.robot.operations import StopImpossible, stop

        court = named_court(court_code)
        try:
            with courts_visible([court.pk]):
                row = stop(
                    court_id=court.pk,
                    why=why,
                    procedure=procedure,
                    now=clock.now(),
                    actor=Actor.system(OPERATOR),
                )
        except StopImpossible as problem:
            unusable(str(problem))
    show(as_json, {"stopped": procedure or "all", "why": row.why}, f"已停止：{procedure or '全部流程'}")


@robot.command("resume")
@click.option("--procedure", default="", help="恢复这一流程；不写则恢复“全部停止”")
@court_option
@json_option
def resume_command(procedure: str, court_code: str, as_json: bool) -> None:
    """恢复以同一名称停止的。"""
    with open_house():
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.robot.operations import StopImpossible, resume

        court = named_court(court_code)
        try:
            with courts_visible([court.pk]):
                resume(court_id=court.pk, procedure=procedure, now=clock.now(), actor=Actor.system(OPERATOR))
        except StopImpossible as problem:
            unusable(str(problem))
    show(as_json, {"resumed": procedure or "all"}, f"已恢复：{procedure or '全部流程'}")
