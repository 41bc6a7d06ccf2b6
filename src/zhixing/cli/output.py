"""What a command prints: one JSON object, or words for people; progress on standard error."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

REFUSED = 3
UNUSABLE = 2

stderr = Console(stderr=True, highlight=False)


class Day(click.ParamType[date]):
    """A date written 2022-02-07 or 2022年2月7日."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error that says how to write one."""
        from zhixing.foundation.dates import UnreadableDate, read_date

        if isinstance(value, date):
            return value
        try:
            return read_date(str(value))
        except UnreadableDate as error:
            self.fail(f"{error} 例如 2022-02-07。", param, ctx)


DAY = Day()
json_option = click.option("--json", "as_json", is_flag=True, help="只在标准输出打印一个 JSON 对象。")
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def show(as_json: bool, value: dict[str, Any], words: str) -> None:
    """Print the JSON object, or the words."""
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else words)


def unusable(message: str) -> NoReturn:
    """Stop because what was given cannot be used; exit code 2."""
    click.echo(message, err=True)
    sys.exit(UNUSABLE)


Advance = Callable[[int, int], None]


@contextmanager
def progress(title: str) -> Iterator[Advance]:
    """A progress bar on standard error; the yielded function takes (done, total)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stderr, transient=not stderr.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
