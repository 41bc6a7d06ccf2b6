"""Worlds of other seeds in the same formats: no wrong mark, every certain trace marked, every reversal matched."""

import json
from pathlib import Path

import pytest

from funds_world import NOW, SYSTEM
from zhixing.cases.models import Case
from zhixing.cases.operations import take_register
from zhixing.cases.rules.register import read_register
from zhixing.foundation.identity.models import Court
from zhixing.funds import operations, queries
from zhixing.simulator.world import write_world


@pytest.mark.parametrize(("seed", "cases"), [(101, 200), (7, 500)])
def test_nothing_is_marked_to_a_wrong_case(wangqing: Court, tmp_path: Path, seed: int, cases: int) -> None:
    write_world(tmp_path, seed, cases)
    table = read_register((tmp_path / "执行案件台账.xlsx").read_bytes())
    take_register(court=wangqing, table=table, file_name="x", file_sha256="0" * 64, now=NOW, actor=SYSTEM)
    content = (tmp_path / "案款专户流水.csv").read_bytes()
    truth = {
        one["serial"]: one for one in json.loads((tmp_path / "truth" / "statement.json").read_text("utf-8"))
    }
    report = operations.import_statement(court=wangqing, content=content, name="x", now=NOW, actor=SYSTEM)
    assert report.posted == report.lines == len(truth)
    assert [serial for serial, case, _ in report.marked if truth[serial]["case"] != case] == []
    assert len(report.reversed) == sum(one.get("note") == "reversal" for one in truth.values())
    filed = set(Case.objects.values_list("number", flat=True))
    why = {serial: text.split("：")[0] for serial, text in report.unidentified}
    missed = [serial for serial, code in why.items() if truth[serial]["case"] in filed
              and code not in ("no_trace", "name_only", "incomplete_number")]  # fmt: skip
    assert missed == []
    assert queries.verify_books().problems == []
