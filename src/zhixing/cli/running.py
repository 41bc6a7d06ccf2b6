"""Commands that run the house: up, down, status, demo, worker, rescue, code."""

import json
import sys

import click

from zhixing.cli.output import json_option, show, unusable


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8420, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="控制台进程数")
def up(host: str, port: int, workers: int) -> None:
    """启动控制台、后台进程和数据库，直到 zhixing down 或 Ctrl-C。"""
    from zhixing.config.running import AlreadyUp, Parent
    from zhixing.documents.sealing.of_home import seals
    from zhixing.foundation.home import home

    for problem in seals().check_config():
        click.echo(f"印章：{problem}", err=True)
    click.echo(f"控制台：http://{host}:{port}/   停止：Ctrl-C 或 zhixing down", err=True)
    try:
        Parent(home().prepare(), host, port, workers).run()
    except AlreadyUp as error:
        unusable(str(error))


@click.command()
def down() -> None:
    """停止 zhixing up 启动的一切。"""
    from zhixing.config.running import stop

    click.echo("已停止。" if stop() else "没有在运行。", err=True)


@click.command()
@json_option
def status(as_json: bool) -> None:
    """哪些在运行。没有运行时以退出码 1 结束。"""
    from zhixing.config.running import is_alive, read_state
    from zhixing.foundation.database.cluster import Cluster
    from zhixing.foundation.home import home

    state = read_state(home())
    pid = state.get("pid")
    running = isinstance(pid, int) and is_alive(pid)
    children = state.get("children")
    alive = (
        {name: is_alive(number) for name, number in children.items()} if isinstance(children, dict) else {}
    )
    value = {
        "up": running,
        "address": state.get("address", "") if running else "",
        "children": alive if running else {},
        "database": Cluster(home()).is_running(),
        "home": str(home().root),
    }
    words = [f"目录：{value['home']}", f"数据库：{'运行中' if value['database'] else '未运行'}"]
    words += [f"控制台：{value['address']}" if running else "控制台：未运行"]
    words += [f"  {name}：{'运行中' if ok else '未运行'}" for name, ok in alive.items() if running]
    show(as_json, value, "\n".join(words))
    if not running:
        sys.exit(1)


@click.command(hidden=True)
def worker() -> None:
    """后台进程（由 zhixing up 启动）。"""
    from zhixing.config.house import load_django
    from zhixing.config.running import work

    load_django()
    work()


@click.command()
def rescue() -> None:
    """巡检补救：运行逾期的巡检，释放失联进程的任务。可放进 cron。"""
    from zhixing.config.house import open_house
    from zhixing.config.running import rescue as rescue_now

    with open_house():
        found = rescue_now()
    click.echo(
        json.dumps({"overdue": list(found.overdue), "jobs_released": found.jobs_released}, ensure_ascii=False)
    )


@click.command()
@click.argument("username")
def code(username: str) -> None:
    """本机操作员查看某个账号当前的动态口令。"""
    from zhixing.config.house import open_house

    with open_house():
        from zhixing.foundation.identity.operations import NoSuchAccount, current_code

        try:
            click.echo(current_code(username))
        except NoSuchAccount as error:
            unusable(str(error))


@click.command()
@click.option("--no-serve", is_flag=True, help="做完即结束，不留下控制台。")
@click.option("--port", default=8420, show_default=True, type=click.IntRange(1, 65535))
@json_option
def demo(no_serve: bool, port: int, as_json: bool) -> None:
    """用样本办公室的文件跑完整条主线：立案、计息、文书、冻结、案款、分配、发放、对账、指标、证明。"""
    from zhixing.cli.demo import run_demo

    run_demo(serve=not no_serve, port=port, as_json=as_json)
