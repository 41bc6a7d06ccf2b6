"""On offices nobody has seen: the right case first in nine of ten, among three in ninety-seven of a hundred."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from zhixing.cases.operations import note_relatives, take_register
from zhixing.cases.rules.register import read_register
from zhixing.cases.rules.relatives import read_record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.funds.operations import ImportReport, import_statement
from zhixing.simulator.world import REGISTER_FILE, STATEMENT_FILE, World

NOW = datetime(2023, 12, 1, 2, tzinfo=UTC)
SYSTEM = Actor.system("测试")


def _taken_in(court: Court, world: World, *, civil: bool) -> tuple[ImportReport, set[str]]:
    files = world.files()
    taken = take_register(
        court=court, table=read_register(files[REGISTER_FILE]), file_name="x", file_sha256="", now=NOW, actor=SYSTEM
    )  # fmt: skip
    if civil:
        table = read_record(files["units/民政局-婚姻.csv"])
        note_relatives(court=court, table=table, file_name="x", file_sha256="", now=NOW, actor=SYSTEM)
    refused = {one.number for one in taken.refused}
    report = import_statement(court=court, content=files[STATEMENT_FILE], name="x", now=NOW, actor=SYSTEM)
    return report, refused - {case.number for case in world.cases if case.mistake is None}


def _spouses(world: World) -> Iterable[tuple[str, str]]:
    record = next(unit for unit in world.units.files if unit.name == "民政局-婚姻")
    return {(line[1], line[2]) for line in record.lines if line[5] == "已婚"}


@pytest.mark.parametrize(
    ("seed", "hard", "civil"), [(911, False, False), (912, False, True), (913, True, True)]
)
def test_the_right_case_is_suggested_and_money_of_no_case_is_not(
    wangqing: Court, seed: int, hard: bool, civil: bool
) -> None:
    world = World(seed, cases=600, hard=hard)
    report, refused = _taken_in(wangqing, world, civil=civil)
    spouses = _spouses(world) if civil else set()
    lines = {line.serial: line.payment for line in world.lines}
    traced = first = three = 0
    for serial, _ in report.unidentified:
        paid = lines[serial]
        found = [number for number, _, _ in report.candidates.get(serial, [])]
        if paid.case is None:
            assert not found, (paid.note, paid.remark)
            continue
        if paid.fen < 0 or paid.debtor is None or paid.case.number in refused:
            continue
        by_name = paid.payer == paid.debtor.name or paid.debtor.name in paid.remark
        by_trap = paid.note not in (None, "genuine second transfer")
        if by_name or by_trap or (paid.debtor.id_number, paid.payer) in spouses:
            traced += 1
            first += found[:1] == [paid.case.number]
            three += paid.case.number in found[:3]
    assert traced > 100
    assert first >= 0.9 * traced
    assert three >= 0.97 * traced
    wrong = [
        serial
        for serial, number, _ in report.marked
        if (lines[serial].case or world.cases[0]).number != number
    ]
    assert wrong == []
