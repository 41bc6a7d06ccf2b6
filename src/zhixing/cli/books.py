"""Commands that prove the books to others: the signed three-way statement, and the whole books for another program."""

import json
import sys
from datetime import date
from importlib import resources
from pathlib import Path

import click

from zhixing.cli.output import DAY, json_option, progress, show, unusable
from zhixing.config.house import open_house
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor

_CHECKERS = (("zhixing.funds.rules", "recomputation.py", "recompute.py"), ("zhixing.foundation.evidence", "verifier.py", "verify.py"))  # fmt: skip


@click.command("statement")
@click.option("--on", "on", type=DAY, required=True, help="哪一天营业终了")
@click.option("--court", "court_code", default="吉2424", show_default=True, help="法院代字")
@click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), help="写入此目录，并附核验程序"
)
@json_option
def statement_command(on: date, court_code: str, folder: Path | None, as_json: bool) -> None:
    """签发某一天的三方对账单：账面＝对账单±未达账项＝各持有人＝各案件。三方不符时以退出码 1 结束。"""
    with open_house():
        from zhixing.foundation.identity.queries import UnknownCourt, court_by_code
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.funds import operations, queries
        from zhixing.law.amounts import yuan_text

        try:
            court = court_by_code(court_code)
        except UnknownCourt as error:
            unusable(str(error))
        with courts_visible([court.pk]):
            actor = Actor.system("命令行对账")
            made = operations.prove_day(court=court, on=on, now=clock.now(), actor=actor)
            found = [queries.signed(proof) for proof in made.stand]
    files = [str(_write(folder, one.as_json())) for one in found] if folder else []
    words = [f"{on:%Y-%m-%d} 还没有案款往来。"] if not found else []
    for one in found:
        content = one.content
        words += [
            f"{one.court} 案款专户 {one.account} 截至 {on:%Y-%m-%d}：",
            f"  账面 {yuan_text(content['ledger']['fen'], True)} 元，对账单 {yuan_text(content['bank']['fen'], True)} 元，"
            f"未达账项 {len(content['items'])} 笔，案件 {content['cases']['count']} 件 "
            f"{yuan_text(content['cases']['fen'], True)} 元，相差 {yuan_text(content['difference_fen'], True)} 元",
            f"  SHA-256 {one.sha256}  密钥 {one.key_id}",
        ]
        words += [f"  待查：{item['text']}" for item in content["differences"]]
    words += [f"已写入 {file}" for file in files]
    show(as_json, {"statements": [one.as_json() for one in found], "files": files}, "\n".join(words))
    if any(one.content["difference_fen"] for one in found):
        sys.exit(1)


def _write(folder: Path, signed: dict[str, object]) -> Path:
    """One statement as a file, with the two programs that check it beside it."""
    statement = signed["statement"]
    if not isinstance(statement, dict):
        raise TypeError("a statement is an object")
    folder.mkdir(parents=True, exist_ok=True)
    for package, source, name in _CHECKERS:
        text = (resources.files(package) / source).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    target = folder / f"三方对账单_{statement['account'] or '未登记账号'}_{statement['on']}.json"
    target.write_text(json.dumps(signed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target


@click.command("export")
@click.option("--beancount", is_flag=True, help="Beancount 格式，供其他程序核对。")
@click.option("--court", "court_codes", multiple=True, help="法院代字，可以多次；不写为全部法院")
@click.option("--out", "file", type=click.Path(dir_okay=False, path_type=Path), help="写入此文件；不写则打印")
def export_command(beancount: bool, court_codes: tuple[str, ...], file: Path | None) -> None:
    """导出全部账目：每个账户、每笔凭证、每天的对账单余额。"""
    if not beancount:
        unusable("请写明格式：--beancount。")
    with open_house():
        from zhixing.foundation.identity.queries import UnknownCourt, all_court_ids, court_by_code
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.funds.queries import beancount_lines

        try:
            courts = [court_by_code(code).pk for code in court_codes] or list(all_court_ids())
        except UnknownCourt as error:
            unusable(str(error))
        with progress("导出") as advance, courts_visible(courts):
            pieces = beancount_lines(
                court_ids=courts, title="Zhixing 执行案款账目", made_at=clock.now(), progress=advance
            )
            if file is None:
                for piece in pieces:
                    click.echo(piece, nl=False)
            else:
                draft = file.with_name(file.name + ".part")
                with draft.open("w", encoding="utf-8") as out:
                    out.writelines(pieces)
                draft.replace(file)
    if file is not None:
        click.echo(f"已写入 {file}。核对：bean-check {file}", err=True)
