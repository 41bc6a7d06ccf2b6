"""The sample office: its register is filed, its statement taken in, and nothing is marked to a wrong case."""

import json
from collections import Counter
from hashlib import sha256

import pytest

from zhixing.cases.models import Case, Recovery
from zhixing.cases.operations import take_register
from zhixing.cases.rules.register_columns import REGISTER_COLUMNS
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.tables import read_table
from zhixing.funds import operations
from zhixing.funds.models import Journal, Receipt, StatementLine
from zhixing.simulator import sample_folder

FOLDER = sample_folder()
STATEMENT = (FOLDER / "案款专户流水.csv").read_bytes()
TRUTH = {
    entry["serial"]: entry for entry in json.loads((FOLDER / "truth" / "statement.json").read_text("utf-8"))
}
ACTOR = Actor.system("测试")


@pytest.fixture
def office(wangqing: Court) -> Court:
    content = (FOLDER / "执行案件台账.xlsx").read_bytes()
    take_register(
        court=wangqing,
        table=read_table(content, REGISTER_COLUMNS),
        file_name="台账.xlsx",
        file_sha256=sha256(content).hexdigest(),
        now=clock.now(),
        actor=ACTOR,
    )
    return wangqing


def _import(court: Court) -> operations.ImportReport:
    return operations.import_statement(
        court=court, content=STATEMENT, name="流水.csv", now=clock.now(), actor=ACTOR
    )


def test_every_line_is_posted_and_none_marked_to_a_wrong_case(office: Court) -> None:
    report = _import(office)
    json_report = report.as_json()
    assert (report.lines, report.posted, report.duplicates) == (546, 546, 0)
    assert [entry for entry in json_report["marked"] if TRUTH[entry["serial"]]["case"] != entry["case"]] == []
    assert len(json_report["reversed"]) == 7
    for entry in json_report["reversed"]:
        assert TRUTH[entry["serial"]]["note"] == "reversal"
        assert TRUTH[entry["of"]]["case"] == TRUTH[entry["serial"]]["case"]
        assert TRUTH[entry["of"]]["fen"] == -TRUTH[entry["serial"]]["fen"]
    serials = [
        entry["serial"] for name in ("marked", "unidentified", "reversed") for entry in json_report[name]
    ]
    assert sorted(serials) == sorted(TRUTH)
    assert Counter(entry["by"] for entry in json_report["marked"]) == {"sub_account": 291, "case_number": 71}


def test_every_line_with_a_certain_trace_of_a_filed_case_is_marked(office: Court) -> None:
    report = _import(office)
    filed = set(Case.objects.values_list("number", flat=True))
    marked = {serial for serial, _, _ in report.marked}
    for line in StatementLine.objects.filter(fen__gt=0):
        if line.sub_account and TRUTH[line.serial]["case"] in filed:
            assert line.serial in marked


def test_the_same_file_again_posts_nothing(office: Court) -> None:
    _import(office)
    before = (Journal.objects.count(), Receipt.objects.count(), Recovery.objects.count())
    again = _import(office)
    assert (again.lines, again.posted, again.duplicates) == (546, 0, 546)
    assert again.as_json()["marked"] == []
    assert (Journal.objects.count(), Receipt.objects.count(), Recovery.objects.count()) == before
