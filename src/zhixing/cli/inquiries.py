"""Commands on inquiries: rehearsing units' tables before they go live."""

from pathlib import Path

import click

from zhixing.cli.office import court_option, named_court
from zhixing.cli.output import json_option, progress, show, unusable
from zhixing.config.house import open_house
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor


@click.group()
def inquiries() -> None:
    """查控：演练单位数据表。"""


@inquiries.command("rehearse")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--register",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="先把这份执行案件台账立案",
)
@court_option
@json_option
def rehearse_command(folder: Path, register: Path | None, court_code: str, as_json: bool) -> None:
    """用目录中每个 CSV 各起一个单位节点，就全部在办案件的每名被执行人逐一查询，报告哪些行归属被执行人、哪些是同名他人。"""
    with open_house():
        from zhixing.inquiries.rehearsal import RehearsalImpossible, rehearse

        court = named_court(court_code)
        actor = Actor.system("单位数据演练")
        if register is not None:
            _file(register, court, actor)
        try:
            with progress("查询") as advance:
                outcome = rehearse(folder=folder, court=court, actor=actor, advance=advance)
        except RehearsalImpossible as error:
            unusable(str(error))
    value = outcome.as_json()
    words = [
        f"{unit['unit']}：{unit['rows']} 行，查询 {unit['asked']}，答复 {unit['answered']}"
        for unit in value["units"]
    ]
    words.append(f"归属被执行人 {len(value['attributed'])} 行，同名他人或待核 {len(value['apart'])} 行。")
    show(as_json, value, "\n".join(words))


def _file(register: Path, court: object, actor: Actor) -> None:
    from zhixing.cases.operations import take_register
    from zhixing.cases.rules.register import read_register
    from zhixing.foundation.evidence.rules import sha256
    from zhixing.foundation.identity.models import Court
    from zhixing.foundation.tables import UnreadableFile

    content = register.read_bytes()
    try:
        table = read_register(content)
    except UnreadableFile as error:
        unusable(f"{register.name}：{error}")
    if isinstance(court, Court):
        take_register(
            court=court, table=table, file_name=register.name, file_sha256=sha256(content), now=clock.now(), actor=actor,
        )  # fmt: skip
