"""Commands on cases: what other authorities know about their debtors."""

from pathlib import Path

import click

from zhixing.cli.office import court_option, named_court
from zhixing.cli.output import file_argument, json_option, show, unusable
from zhixing.config.house import open_house
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor


@click.group()
def cases() -> None:
    """案件。"""


@cases.command("relatives")
@file_argument
@court_option
@json_option
def cases_relatives(file: Path, court_code: str, as_json: bool) -> None:
    """读入民政局婚姻登记：按证件号码记下被执行人的配偶，用于推荐款项属于哪个案件。"""
    with open_house():
        from zhixing.cases.operations import note_relatives
        from zhixing.cases.rules.relatives import read_record
        from zhixing.foundation.evidence.rules import sha256
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.foundation.tables import UnreadableFile

        court = named_court(court_code)
        content = file.read_bytes()
        try:
            table = read_record(content)
        except UnreadableFile as error:
            unusable(f"{file.name}：{error}")
        with courts_visible([court.pk]):
            report = note_relatives(
                court=court, table=table, file_name=file.name, file_sha256=sha256(content), now=clock.now(),
                actor=Actor.system("命令行读入婚姻登记"),
            )  # fmt: skip
    words = [
        f"婚姻登记 {report.rows} 行：记下 {report.noted}，已有 {report.known}，与本院被执行人无关 {report.strangers}，"
        f"退回 {len(report.faults)}。"
    ]
    words += [f"  {fault.text}" for fault in report.faults]
    show(as_json, report.as_json(), "\n".join(words))
