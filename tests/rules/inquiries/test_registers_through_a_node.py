"""Six registers guessed and answered by a unit's node, read by the court: nothing lost, nothing wrong, on several worlds."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from inquiry_rows import Line, lines
from zhixing.foundation.sheets import read_sheets
from zhixing.inquiries.node.holdings import Holdings, index, namesake_row, row_of
from zhixing.inquiries.rules.identity import Debtor, Judgement, judge_all
from zhixing.inquiries.rules.mapping import guess
from zhixing.inquiries.rules.normalising import ReadRow, read_row
from zhixing.inquiries.wire.messages import Row
from zhixing.simulator import sample_folder
from zhixing.simulator.world import write_world

AS_OF = datetime(2022, 12, 1, tzinfo=UTC)


def holdings(folder: Path) -> Iterator[tuple[str, Holdings]]:
    for file in sorted((folder / "units").glob("*.csv")):
        rows = read_sheets(file)[0].rows
        table = [row.cells if hasattr(row, "cells") else row for row in rows]
        yield file.stem, index(guess(table, file_name=file.name), table, as_of=AS_OF)


def answers(held: Holdings, debtor: Debtor) -> list[Row]:
    """What the node says of a debtor, namesakes and all."""
    rows = [row_of(one, who) for one in held.of_person(debtor.number) if (who := one.person(debtor.number))]
    return rows + [namesake_row(one, who) for one, who in held.of_namesakes(debtor.name, debtor.number)]


def read_world(folder: Path) -> tuple[dict[tuple[str, str], ReadRow], int]:
    """Rows taken as some debtor's, by register and line; how many were kept apart. Fails on a wrong one."""
    cases = json.loads((folder / "truth" / "cases.json").read_text(encoding="utf-8"))
    truth = json.loads((folder / "truth" / "units.json").read_text(encoding="utf-8"))
    namesakes = set(truth[-1]["namesakes_of_debtors_who_owe_nothing"])
    debtors = {number for case in cases for number in case["debtors"]}
    of = {(line.unit, str(line.number)): line for line in lines(folder)}
    names = {line.id_number: line.name for line in of.values() if line.id_number in debtors}
    taken: dict[tuple[str, str], ReadRow] = {}
    apart = 0
    for unit, held in holdings(folder):
        for number, name in names.items():
            rows = [read_row(row, as_of=date(2022, 12, 1)) for row in answers(held, Debtor(name, number))]
            found = judge_all(Debtor(name, number, number.startswith("9")), [row.holder for row in rows])
            for row, judged in zip(rows, found, strict=True):
                line = of[unit, row.row_ref]
                assert judged.kind is not Judgement.CONFLICT
                if judged.is_ours and row.holder.name == line.name:
                    assert line.id_number == number
                    assert line.id_number not in namesakes
                    taken[unit, row.row_ref] = row
                apart += not judged.is_ours
    missing = {key for key, line in of.items() if line.id_number in debtors} - set(taken)
    assert not missing
    return taken, apart


def rights(folder: Path, taken: dict[tuple[str, str], ReadRow]) -> tuple[int, int, int, int]:
    """Mortgages and prior measures written in the registers' rows, and those that came through."""
    of: dict[tuple[str, str], Line] = {(line.unit, str(line.number)): line for line in lines(folder)}
    mortgaged = sealed = burdens = priors = 0
    for key, row in taken.items():
        cells = of[key].cells
        if row.stated is None:
            continue
        mortgaged += bool(cells.get("抵押权人")) or cells.get("抵押情况", "无") != "无"
        sealed += bool(cells.get("查封情况")) or (cells.get("状态") == "查封")
        burdens += sum(bool(one.holder) for one in row.stated.burdens)
        priors += len(row.stated.priors)
    return mortgaged, burdens, sealed, priors


def test_the_sample_comes_through_whole() -> None:
    taken, apart = read_world(sample_folder())
    assert len(taken) == 859
    assert apart >= 29
    mortgaged, burdens, sealed, priors = rights(sample_folder(), taken)
    assert (mortgaged, sealed) == (burdens, priors)
    assert mortgaged > 60
    assert sealed > 80
    amounts = {
        key: row.stated.amount_fen
        for key, row in taken.items()
        if row.stated and row.stated.amount_fen is not None
    }
    for line in lines(sample_folder()):
        said = amounts.get((line.unit, str(line.number)))
        if line.unit == "公积金中心-缴存" and said is not None:
            assert said == int(line.cells["缴存余额"].replace(".", ""))
        if line.unit == "市场监管局-股权" and said is not None:
            assert said == int(line.cells["认缴出资万元"]) * 1_000_000
    assert sum(row.spouse is not None for row in taken.values()) == 297
    assert not [row for row in taken.values() if row.stated and row.stated.faults]


@pytest.mark.parametrize(("seed", "hard"), [(31, False), (32, True)])
def test_worlds_of_other_seeds_come_through_whole(seed: int, hard: bool, tmp_path: Path) -> None:
    write_world(tmp_path, seed, 60, hard)
    taken, apart = read_world(tmp_path)
    assert len(taken) > 60
    assert apart > 0
    mortgaged, burdens, sealed, priors = rights(tmp_path, taken)
    assert (mortgaged, sealed) == (burdens, priors)
