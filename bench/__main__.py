"""`python -m bench [NAME…]`: measures, beside the limit and beside a peer, and prints one table.

Each module of this folder that has `measure() -> list[Row]` is one measurement. They run one after another in one
process, so that the figures of a table come from one machine in one state. Ends with 1 when a figure falls short.
"""

import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.measuring import Row
from zhixing.config.house import open_house

FOLDER = Path(__file__).resolve().parent
NOT_MEASUREMENTS = {"__init__", "__main__", "due_house", "measuring"}


def names() -> list[str]:
    """The measurements there are."""
    return sorted(file.stem for file in FOLDER.glob("*.py") if file.stem not in NOT_MEASUREMENTS)


def figure(value: float) -> str:
    """Four significant digits at most, thousands apart."""
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"


def table_of(rows: Sequence[Row]) -> Table:
    """The one table."""
    table = Table(title="测量 · measured in one run")
    for title in (
        "做什么 what",
        "本系统 Zhixing",
        "对照 peer",
        "对照速度 peer's figure",
        "比值 ratio",
        "要求 limit",
        "",
        "说明 note",
    ):
        table.add_column(
            title,
            justify="right"
            if title in ("本系统 Zhixing", "对照速度 peer's figure", "比值 ratio")
            else "left",
        )
    for row in rows:
        table.add_row(
            row.what, f"{figure(row.value)} {row.unit}", row.peer, figure(row.beside) if row.beside else "",
            f"{row.ratio:,.1f} ×" if row.beside else "", row.expected, "✓" if row.met else "✗", row.note,
        )  # fmt: skip
    return table


def main(wanted: Sequence[str]) -> int:
    """Measure what is wanted, by default everything."""
    words = Console(stderr=True, highlight=False)
    unknown = set(wanted) - set(names())
    if unknown:
        words.print(f"没有名为 {'、'.join(sorted(unknown))} 的测量。现有：{'、'.join(names())}。")
        return 2
    rows: list[Row] = []
    with open_house():
        for name in wanted or names():
            start = time.monotonic()
            words.print(f"· {name} ……")
            rows += import_module(f"bench.{name}").measure()
            words.print(f"  {time.monotonic() - start:.0f} s")
    Console(width=None if sys.stdout.isatty() else 200).print(table_of(rows))
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
