"""Commands around a bank reached directly: linking an account to it, and a simulated bank to try it with."""

from datetime import datetime, time
from pathlib import Path
from typing import Any

import click

from zhixing.cli.output import DAY, json_option, show, unusable
from zhixing.config.house import open_house
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor


@click.command("link-bank")
@click.option("--court", "court_code", default="吉2424", show_default=True, help="法院代字")
@click.option(
    "--connector", default="bank_direct", show_default=True, help="bank_direct 直连；bank_file 文件"
)
@click.option("--address", default="", help="银行接口地址，https:// 开头")
@click.option("--payer", default="", help="银行分配的客户号")
@click.option(
    "--bank-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="银行公钥（PEM）"
)
@json_option
def link_bank_command(
    court_code: str, connector: str, address: str, payer: str, bank_key: Path | None, as_json: bool
) -> None:
    """把案款专户接到银行：登记地址和客户号，生成本院密钥，打印要交给银行的公钥所在。"""
    with open_house():
        from zhixing.cases.models import CourtAccount
        from zhixing.foundation.identity.queries import UnknownCourt, court_by_code
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.funds.connectors.registry import key_files
        from zhixing.funds.operations import LinkRefused, link_bank

        try:
            court = court_by_code(court_code)
            public = ""
            if connector != "bank_file":
                files = key_files(payer)
                public = str(files.make())
                if bank_key is not None:
                    files.bank.write_bytes(bank_key.read_bytes())
            with courts_visible([court.pk]):
                account = CourtAccount.objects.filter(court=court).order_by("-is_default", "pk").first()
                if account is None:
                    unusable("该法院还没有登记案款专户。")
                problems = link_bank(
                    account=account, connector=connector, address=address, payer_id=payer, now=clock.now(),
                    actor=Actor.system("命令行接入银行"),
                )  # fmt: skip
        except (UnknownCourt, LinkRefused, ValueError) as error:
            unusable(str(error))
    missing = [f"{problem.what}：{problem.remedy}" for problem in problems]
    words = [f"已接入 {connector}。" + (f"请把公钥交给银行：{public}" if public else ""), *missing]
    show(as_json, {"connector": connector, "public_key": public, "missing": missing}, "\n".join(words))


@click.command("bank")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8701, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--faults", type=click.Choice(["none", "bad"]), default="none", show_default=True)
@click.option("--account", default="22050166483600000123", show_default=True, help="专户账号")
@click.option("--opening-fen", type=int, default=10**12, show_default=True, help="开户余额，分")
@click.option("--from", "start", type=DAY, help="银行自己的日期，默认今天")
@click.option("--speed", type=click.IntRange(1, 10**6), default=1, show_default=True, help="一秒当几秒过")
@click.option(
    "--hang", "hang_seconds", type=int, default=60, show_default=True, help="受理后不应答时挂起几秒"
)
@click.option(
    "--customer",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="客户公钥（PEM），文件名 <客户号>.public.pem",
)
def simulate_bank(
    folder: Path, port: int, seed: int, faults: str, account: str, opening_fen: int, start: Any, speed: int,
    hang_seconds: int, customer: Path | None,
) -> None:  # fmt: skip
    """运行一家模拟银行：受理付款文件，记账，退汇，通知，也会出各种故障。Ctrl-C 停止。"""
    from zhixing.simulator.bank import Bank
    from zhixing.simulator.bank_server import BankDoor, BankServer, Pace, WireFaults
    from zhixing.simulator.faults import Faults

    keys = folder / "keys"
    keys.mkdir(parents=True, exist_ok=True)
    if customer is not None:
        (keys / customer.name).write_bytes(customer.read_bytes())
    is_bad = faults == "bad"
    bank = Bank(
        folder, seed=seed, faults=Faults.a_bad_day() if is_bad else None, account=account, opening_fen=opening_fen
    )  # fmt: skip
    moment = clock.real_now() if start is None else datetime.combine(start, time(12), clock.SHANGHAI)
    door = BankDoor(
        bank, keys=keys, clock=Pace.of(moment, speed), seed=seed, faults=WireFaults.a_bad_line() if is_bad else None
    )  # fmt: skip
    server = BankServer(door, port=port, hang_seconds=hang_seconds)
    click.echo(f"{server.address} {keys / 'bank.public.pem'}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
