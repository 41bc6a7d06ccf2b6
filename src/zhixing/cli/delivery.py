"""Commands on delivery: the carriers of a court."""

import sys
from pathlib import Path

import click

from zhixing.cli.office import court_option, named_court
from zhixing.cli.output import REFUSED, json_option, show, unusable
from zhixing.config.house import open_house
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor

ACTOR = Actor.system("命令行")


@click.group()
def delivery() -> None:
    """送达：承运方。"""


@delivery.command("carriers")
@court_option
@json_option
def carriers_command(court_code: str, as_json: bool) -> None:
    """列出承运方及其设置检查结果。有不能使用的承运方时以退出码 3 结束。"""
    with open_house():
        from zhixing.delivery.queries import carriers
        from zhixing.foundation.identity.scope import courts_visible

        court = named_court(court_code)
        with courts_visible([court.pk]):
            rows = carriers(courts=[court.pk])
    value = {
        "carriers": [
            {"code": row.code, "name": row.name, "way": row.way.value, "connector": row.connector, "address": row.address,
             "active": row.active, "problems": list(row.problems)}
            for row in rows
        ]
    }  # fmt: skip
    words = [
        f"{row.code} {row.name}（{row.way.label}）：{'；'.join(row.problems) or '设置检查通过'}"
        for row in rows
    ]
    show(as_json, value, "\n".join(words) or "还没有登记承运方。")
    if any(row.problems and row.active for row in rows):
        sys.exit(REFUSED)


@delivery.command("add-carrier")
@click.argument("code")
@click.option("--name", required=True, help="名称")
@click.option("--way", required=True, help="送达方式：sms、email、messenger、express、post")
@click.option("--connector", required=True, help="接口名称")
@click.option("--address", required=True, help="网址、主机:端口或者目录")
@click.option("--set", "settings", multiple=True, help="设置，名称=值，可以写多次")
@click.option("--rank", default=1, show_default=True, help="次序，小的先用")
@click.option(
    "--secret-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="存有密钥的文件"
)
@court_option
@json_option
def add_carrier_command(
    code: str, name: str, way: str, connector: str, address: str, settings: tuple[str, ...], rank: int,
    secret_file: Path | None, court_code: str, as_json: bool,
) -> None:  # fmt: skip
    """登记承运方，并检查其设置；设置有问题时已登记，以退出码 3 结束。"""
    with open_house():
        from zhixing.delivery.operations import CarrierRefused, problems_of, register_carrier
        from zhixing.delivery.rules.carrier_settings import SettingsUnreadable, read_settings
        from zhixing.delivery.rules.ways import Way
        from zhixing.foundation.identity.scope import courts_visible

        court = named_court(court_code)
        if way not in {one.value for one in Way if one.is_carried}:
            unusable(f"没有“{way}”这种方式。")
        secret = secret_file.read_bytes().strip() if secret_file is not None else b""
        if secret_file is not None and not secret:
            unusable(f"{secret_file.name} 是空的。")
        try:
            with courts_visible([court.pk]):
                made = register_carrier(
                    court=court, code=code, name=name, way=Way(way), connector=connector, address=address,
                    settings=dict(read_settings("\n".join(settings))), rank=rank, secret=secret, now=clock.now(), actor=ACTOR,
                )  # fmt: skip
                problems = [one.words for one in problems_of(carrier=made)]
        except (CarrierRefused, SettingsUnreadable) as refused:
            unusable(str(refused))
    words = "已登记。" + ("还不能使用：" + "；".join(problems) if problems else "设置检查通过。")
    show(as_json, {"carrier": str(made.pk), "problems": problems}, words)
    if problems:
        sys.exit(REFUSED)
