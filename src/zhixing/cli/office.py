"""Commands that work on an office's files: intake, funds, freezes, verification, evidence, simulation."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from zhixing.cli.bank import link_bank_command, simulate_bank
from zhixing.cli.books import export_command, statement_command
from zhixing.cli.output import DAY, REFUSED, file_argument, json_option, progress, show, stderr, unusable
from zhixing.config.house import open_house
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor

court_option = click.option("--court", "court_code", default="吉2424", show_default=True, help="法院代字")
strict_option = click.option("--strict", is_flag=True, help="有被退回的行时以退出码 3 结束。")


def named_court(code: str) -> Any:
    """The court of a code; ends with 2 when there is none."""
    from zhixing.foundation.identity.queries import UnknownCourt, court_by_code

    try:
        return court_by_code(code)
    except UnknownCourt as error:
        unusable(str(error))


@click.command()
@file_argument
@court_option
@click.option("--dry-run", is_flag=True, help="只检查，不立案。")
@strict_option
@json_option
def intake(file: Path, court_code: str, dry_run: bool, strict: bool, as_json: bool) -> None:
    """执行案件台账立案：逐行检查，合格的立案，不合格的说明原因退回。"""
    with open_house():
        from zhixing.cases.operations import take_register
        from zhixing.cases.rules.register import read_register
        from zhixing.foundation.evidence.rules import sha256
        from zhixing.foundation.tables import UnreadableFile

        court = named_court(court_code)
        content = file.read_bytes()
        try:
            table = read_register(content)
        except UnreadableFile as error:
            unusable(f"{file.name}：{error}")
        with progress("立案") as advance:
            report = take_register(
                court=court, table=table, file_name=file.name, file_sha256=sha256(content), now=clock.now(),
                actor=Actor.system("命令行立案"), dry_run=dry_run, advance=advance,
            )  # fmt: skip
    words = [f"{'可立案' if dry_run else '已立案'} {report.accepted} 件，退回 {len(report.refused)} 行。"]
    words += [
        f"  第 {d.row} 行 {d.number}：{'；'.join(r.message for r in d.reasons)}" for d in report.refused
    ]
    show(as_json, report.as_json(), "\n".join(words))
    if strict and report.refused:
        sys.exit(REFUSED)


@click.group()
def funds() -> None:
    """案款：导入银行流水、对账。"""


@funds.command("import")
@file_argument
@court_option
@click.option("--dry-run", is_flag=True, help="只预览会怎样入账，不写入。")
@json_option
def funds_import(file: Path, court_code: str, dry_run: bool, as_json: bool) -> None:
    """导入银行流水（csv、xlsx、camt.053、camt.054）：逐行核对余额，入账，按子账号或案号标记。"""
    with open_house():
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.funds.operations import import_statement
        from zhixing.funds.rules.statement import StatementRefused

        court = named_court(court_code)
        try:
            with progress("预览" if dry_run else "入账") as advance, courts_visible([court.pk]):
                report = import_statement(
                    court=court, content=file.read_bytes(), name=file.name, now=clock.now(),
                    actor=Actor.system("命令行导入流水"), on_progress=advance,
                    dry_run=dry_run,
                )  # fmt: skip
        except StatementRefused as error:
            unusable(f"{file.name}：{error}")
    value = report.as_json()
    words = (
        f"{'预览，没有写入。' if dry_run else ''}流水 {value['lines']} 笔：入账 {value['posted']}，重复 {value['duplicates']}，标记 {len(value['marked'])}，"
        f"不明款 {len(value['unidentified'])}，冲正 {len(value['reversed'])}。"
    )
    show(as_json, value, words)


@click.group()
def freezes() -> None:
    """查封冻结措施与期限。"""


@freezes.command("import")
@file_argument
@court_option
@strict_option
@json_option
def freezes_import(file: Path, court_code: str, strict: bool, as_json: bool) -> None:
    """接管手工台账：逐条核对期限，超期的缩短并提示，没有届满日的标红。"""
    with open_house():
        from zhixing.foundation.evidence.rules import sha256
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.foundation.tables import UnreadableFile
        from zhixing.freezes.operations import take_over_ledger
        from zhixing.freezes.rules.ledger import read_ledger

        court = named_court(court_code)
        content = file.read_bytes()
        try:
            table = read_ledger(content)
        except UnreadableFile as error:
            unusable(f"{file.name}：{error}")
        with progress("接管台账") as advance, courts_visible([court.pk]):
            report = take_over_ledger(
                court=court, table=table, file_name=file.name, file_sha256=sha256(content), now=clock.now(),
                actor=Actor.system("命令行接管台账"), advance=advance,
            )  # fmt: skip
    value = report.as_json()
    words = [
        f"接管 {value['imported']} 条，提示 {len(value['flagged'])} 条，退回 {len(value['refused'])} 条。"
    ]
    words += [f"  第 {row['row']} 行：{row['message']}" for row in (*value["refused"], *value["flagged"])]
    show(as_json, value, "\n".join(words))
    if strict and value["refused"]:
        sys.exit(REFUSED)


@click.command()
@json_option
def verify(as_json: bool) -> None:
    """从每一行重新证明：证据链、账目、文书。有问题时以退出码 1 结束。"""
    with open_house():
        from zhixing.config.verification import verify_everything

        report = verify_everything()
    words = ["全部证明成立。" if report.ok else "发现问题："]
    words += [
        f"  {'✓' if not check.problems else '✗'} {check.title}：{check.figures}" for check in report.checks
    ]
    words += [f"    {problem}" for check in report.checks for problem in check.problems[:20]]
    show(as_json, report.as_json(), "\n".join(words))
    if not report.ok:
        sys.exit(1)


@click.group()
def evidence() -> None:
    """证据链。"""


@evidence.command("export")
@click.argument("case_number")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="放在哪个目录"
)
@json_option
def evidence_export(case_number: str, folder: Path, as_json: bool) -> None:
    """导出一个案件的证据包；包内的 verify.py 不需要数据库，也不需要本系统。"""
    with open_house():
        from zhixing.cases.queries import CaseNotFound, case_by_number
        from zhixing.config.evidence_pack import write_pack
        from zhixing.foundation.identity.scope import every_court_visible
        from zhixing.foundation.sweeps.engine import run_sweep

        run_sweep("evidence.seal")
        with every_court_visible():
            try:
                case = case_by_number(case_number)
            except CaseNotFound as error:
                unusable(str(error))
            pack = write_pack(case=case, folder=folder)
    show(
        as_json,
        {"file": str(pack.file), "facts": pack.facts, "sealed": pack.sealed, "documents": pack.documents},
        f"证据包：{pack.file}（事实 {pack.facts} 条，已封存 {pack.sealed} 条，文书 {pack.documents} 份）\n"
        f"核验：解开后执行 python3 verify.py",
    )


@click.group()
def simulate() -> None:
    """模拟外部世界：生成一个办公室的文件。"""


@simulate.command("world")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--cases", type=click.IntRange(1, 100_000), default=600, show_default=True)
@click.option("--hard", is_flag=True, help="加入更难的情形。")
@json_option
def simulate_world(folder: Path, seed: int, cases: int, hard: bool, as_json: bool) -> None:
    """按样本的格式生成另一个办公室的台账、流水和单位数据，并附答案。"""
    from zhixing.simulator.world import write_world

    write_world(folder, seed, cases, hard=hard)
    files = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    show(as_json, {"folder": str(folder), "files": files}, f"已写入 {folder}：{'、'.join(files)}")


funds.add_command(link_bank_command)
funds.add_command(statement_command)
funds.add_command(export_command)
simulate.add_command(simulate_bank)


@click.command("clock")
@click.argument("day", required=False, type=DAY)
@click.option("--real", is_flag=True, help="回到真实日期。")
def clock_command(day: date | None, real: bool) -> None:
    """演练日期：让整个系统停在某一天。不写 DAY 则显示现在的日期。"""
    if real or day:
        clock.rehearse_on(None if real else day)
    rehearsing = clock.rehearsal_date()
    stderr.print("演练日期" if rehearsing else "真实日期")
    click.echo(clock.today().isoformat())
