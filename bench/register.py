"""Register rows per second: read, checked and filed in the database; beside the limit of sixty seconds for 24,000."""

import shutil
import tempfile
import time
from pathlib import Path

from bench.measuring import Row

CASES = 24_000
SECONDS_MAX = 60


def measure() -> list[Row]:
    """A generated register of 24,000 cases, filed once."""
    from zhixing.cases.operations import take_register
    from zhixing.cases.rules.register import read_register
    from zhixing.foundation import clock
    from zhixing.foundation.identity.actors import Actor
    from zhixing.foundation.identity.queries import court_by_code
    from zhixing.simulator.world import write_world

    folder = Path(tempfile.mkdtemp())
    try:
        write_world(folder, 77, CASES)
        content = (folder / "执行案件台账.xlsx").read_bytes()
    finally:
        shutil.rmtree(folder)
    start = time.perf_counter()
    table = read_register(content)
    report = take_register(
        court=court_by_code("吉2424"), table=table, file_name="bench.xlsx", file_sha256="0" * 64,
        now=clock.now(), actor=Actor.system("bench"),
    )  # fmt: skip
    taken = time.perf_counter() - start
    rows = len(table.rows)
    return [
        Row(
            "台账立案 register rows",
            "rows/s",
            rows / taken,
            f"上限：{CASES:,} 行 {SECONDS_MAX} 秒",
            CASES / SECONDS_MAX,
            f"≤ {SECONDS_MAX} s",
            taken <= SECONDS_MAX,
            f"{rows:,} 行 {taken:.1f} 秒，立案 {report.accepted:,}",
        )
    ]
