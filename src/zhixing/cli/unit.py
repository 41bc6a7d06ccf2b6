"""Commands of a unit that answers the court: serve, check, keys, and the liaison's decisions. None of them loads the house."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from zhixing.cli.output import REFUSED, json_option, show, unusable
from zhixing.foundation import clock

if TYPE_CHECKING:
    from zhixing.inquiries.node.journal import Journal
    from zhixing.inquiries.node.settings import NodeSettings

config_option = click.option(
    "--config", "config", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="单位的设置文件 unit.toml",
)  # fmt: skip


@click.group()
def unit() -> None:
    """协助执行单位的节点：接收法院的查询和控制请求，用自己的表答复。"""


def _settings(config: Path) -> "NodeSettings":
    from zhixing.inquiries.node.settings import SettingsUnusable, load_settings

    try:
        return load_settings(config)
    except SettingsUnusable as error:
        unusable(str(error))


def _journal(config: Path) -> "Journal":
    from zhixing.inquiries.node.journal import Journal, JournalUnusable

    try:
        return Journal(_settings(config).journal_file)
    except JournalUnusable as error:
        unusable(str(error))


@unit.command()
@config_option
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="改用文件交换目录（to-unit、to-court）"
)
def serve(config: Path, folder: Path | None) -> None:
    """运行节点，直到 Ctrl-C。"""
    from dataclasses import replace

    from zhixing.inquiries.node.holdings import TableUnreadable
    from zhixing.inquiries.node.journal import JournalUnusable
    from zhixing.inquiries.node.serving import Server
    from zhixing.inquiries.wire.signing import KeyUnusable

    settings = _settings(config)
    if folder is not None:
        settings = replace(settings, folder=folder.resolve())

    async def run() -> None:
        server = Server(settings)
        await server.start()
        try:
            mapping = await server.describe()
            click.echo(
                f"{settings.unit.name}：http://{settings.listen[0]}:{server.port}/v1/messages", err=True
            )
            click.echo(f"本单位公钥：{server.node.signer.public}", err=True)
            click.echo(mapping, err=True)
            if server.desk_port:
                click.echo(f"待办页面：http://{(settings.desk or ('', 0))[0]}:{server.desk_port}/", err=True)
            stop = asyncio.Event()
            for name in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(name, stop.set)
            await stop.wait()
        finally:
            await server.stop()

    try:
        asyncio.run(run())
    except (KeyUnusable, JournalUnusable, TableUnreadable) as error:
        unusable(str(error))
    except OSError as error:
        unusable(f"不能监听 {settings.listen[0]}:{settings.listen[1]}：{error.strerror or error}。")


@unit.command()
@click.argument("url")
@click.option(
    "--key", "key_file", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="检验用的法院私钥，没有就生成；其公钥须先写进节点的 [[courts]]",
)  # fmt: skip
@click.option("--court", "court_code", default="检验", show_default=True, help="检验用的法院代码")
@click.option("--unit-key", default="", help="单位公钥；默认用节点自己公布的")
@click.option("--control/--no-control", default=True, show_default=True, help="是否也检验控制请求")
@json_option
def check(url: str, key_file: Path, court_code: str, unit_key: str, control: bool, as_json: bool) -> None:
    """检验一个节点是否符合规范：发送正确的和错误的报文，逐条列出结果。有不符合的以退出码 3 结束。"""
    from rich.console import Console
    from rich.table import Table

    from zhixing.inquiries.node.conformance import Kit, Unreachable
    from zhixing.inquiries.wire.messages import PartyRef
    from zhixing.inquiries.wire.signing import KeyUnusable, PublicKey, load_signer

    try:
        signer = load_signer(key_file)
        kit = Kit(
            url, signer=signer, court=PartyRef(code=court_code, name=court_code), now=clock.real_now,
            unit_key=PublicKey.of(unit_key) if unit_key else None,
        )  # fmt: skip
        findings = asyncio.run(kit.run(with_control=control))
    except (KeyUnusable, Unreachable) as error:
        unusable(str(error))
    failed = [finding for finding in findings if not finding.passed]
    if as_json:
        shown = [{"paragraph": one.paragraph, "sent": one.sent, "expected": one.expected, "got": one.got,
                  "passed": one.passed} for one in findings]  # fmt: skip
        show(True, {"url": url, "checks": len(findings), "failed": len(failed), "findings": shown}, "")
    else:
        table = Table("规范", "发送", "应当", "实际", "结论", title=f"{url} 符合性检验")
        for one in findings:
            table.add_row(
                one.paragraph,
                one.sent,
                one.expected,
                one.got,
                "符合" if one.passed else "[bold]不符合[/bold]",
            )
        Console().print(table)
        click.echo(f"共 {len(findings)} 项，不符合 {len(failed)} 项。")
    if any(one.got == "unknown-key" and one.expected != "unknown-key" for one in findings):
        click.echo(f'节点不认识检验用的密钥。请在 unit.toml 加上：\n[[courts]]\ncode = "{court_code}"\n'
                   f'keys = ["{signer.public}"]', err=True)  # fmt: skip
    if failed:
        sys.exit(REFUSED)


@unit.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--algorithm", type=click.Choice(["Ed25519", "SM2"]), default="Ed25519", show_default=True)
@json_option
def keys(file: Path, algorithm: str, as_json: bool) -> None:
    """打印密钥文件的公钥（交给对方登记的那一行）；没有密钥文件就生成一个。"""
    from zhixing.inquiries.wire.signing import KeyUnusable, load_signer

    try:
        public = load_signer(file, algorithm=algorithm).public
    except (KeyUnusable, OSError, ImportError) as error:
        unusable(str(error))
    show(as_json, {"key": str(public), "kid": public.kid, "algorithm": public.algorithm}, str(public))


@unit.command()
@config_option
@json_option
def pending(config: Path, as_json: bool) -> None:
    """列出等待经办人办理的请求。"""
    from zhixing.inquiries.node.queue import waiting_requests

    journal = _journal(config)
    found = waiting_requests(journal)
    journal.close()
    words = "\n".join(" ".join(f"{name}：{text}" for name, text in one.items()) for one in found)
    show(as_json, {"pending": found}, words or "没有等待办理的请求。")


@unit.command()
@config_option
@click.argument("number")
@click.option("--by", required=True, help="经办人姓名")
def approve(config: Path, number: str, by: str) -> None:
    """同意办理一个请求；节点随即办理并答复。"""
    _decide(config, number, approve=True, by=by, reason="")


@unit.command()
@config_option
@click.argument("number")
@click.option("--by", required=True, help="经办人姓名")
@click.option("--reason", required=True, help="不予办理的理由，会告知法院")
def refuse(config: Path, number: str, by: str, reason: str) -> None:
    """不予办理一个请求。"""
    _decide(config, number, approve=False, by=by, reason=reason)


@unit.command("log")
@config_option
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 10_000), help="最近几行")
@json_option
def log_command(config: Path, last: int, as_json: bool) -> None:
    """核对日志的连贯性，列出最近几行。被改动时以退出码 3 结束。"""
    from dataclasses import asdict

    from zhixing.inquiries.node.journal import JournalUnusable

    journal = _journal(config)
    try:
        count = journal.verify()
        entries = journal.entries(after=max(count - last, 0), limit=last)
    except JournalUnusable as error:
        _broken(str(error))
    finally:
        journal.close()
    words = "\n".join(
        f"{one.seq} {one.at[:19]} {one.what} {one.kind} {one.party} {one.case_number} {one.outcome}"
        for one in entries
    )
    show(
        as_json,
        {"entries": count, "last": [asdict(one) for one in entries]},
        f"{words}\n日志连贯，共 {count} 行。",
    )


def _broken(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(REFUSED)


def _decide(config: Path, number: str, *, approve: bool, by: str, reason: str) -> None:
    from zhixing.inquiries.node.queue import NotWaiting, decide

    journal = _journal(config)
    try:
        decide(journal, number, approve=approve, by=by, reason=reason, now=clock.real_now())
    except NotWaiting as error:
        unusable(str(error))
    finally:
        journal.close()
    click.echo("已记录，节点运行时随即答复法院。", err=True)
