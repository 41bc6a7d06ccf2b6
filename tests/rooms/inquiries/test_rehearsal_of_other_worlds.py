"""Registers nobody has seen, headed, ordered and saved otherwise: every row of a debtor found, none of a namesake's."""

import csv
import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from inquiry_rows import COLUMNS
from zhixing.cases.models import Party
from zhixing.cases.operations import take_register
from zhixing.cases.personal import keys
from zhixing.cases.rules.register import read_register
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries import rehearsal
from zhixing.inquiries.models import Encumbrance, PriorMeasure
from zhixing.inquiries.operations.answers import TakenReply, read_queries
from zhixing.inquiries.operations.reading import RowOutcome
from zhixing.simulator.units import UnitFile
from zhixing.simulator.world import World

SYSTEM = Actor.system("测试")
OTHERWISE = {
    "权利人": "不动产权利人姓名", "证件号": "权利人证件号码", "不动产权证号": "不动产权证书号", "抵押权人": "抵押情况",
    "查封情况": "查封登记", "坐落": "房屋坐落", "所有人": "机动车所有人", "身份证明号码": "所有人身份证号", "号牌号码": "车牌号",
    "姓名": "职工姓名", "身份证号": "职工身份证号码", "股东": "股东名称", "股东证件号": "股东证件号码", "证件号码": "身份证号码",
    "林权证号": "林权证书号", "持证人": "男方姓名", "配偶姓名": "女方姓名", "配偶证件号码": "女方身份证号", "状态": "状况",
}  # fmt: skip
"""Other names of the sample's headings."""


def _headed_otherwise(unit: UnitFile) -> tuple[str, ...]:
    named = dict(OTHERWISE)
    if unit.name.startswith("林业局"):
        named["权利人"] = "林权权利人"
    if unit.name.startswith("民政局"):
        named["证件号码"] = "男方身份证号"
    return tuple(named.get(heading, heading) for heading in unit.header)


def _save(
    unit: UnitFile, folder: Path, header: Sequence[str], lines: Sequence[Sequence[str]], form: str
) -> None:
    if form == "xlsx":
        book = Workbook()
        assert book.active is not None
        for line in (header, *lines):
            book.active.append(list(line))
        book.save(folder / f"{unit.name}.xlsx")
        return
    text = io.StringIO()
    csv.writer(text).writerows([header, *lines])
    (folder / f"{unit.name}.csv").write_bytes(text.getvalue().encode(form, errors="replace"))


def _write(world: World, folder: Path, seed: int, form: str, *, renamed: bool) -> None:
    """The registers with their columns shuffled, under other headings, in another form; some houses of two owners."""
    dice = random.Random(f"columns:{seed}")
    for unit in world.units.files:
        order = list(range(len(unit.header)))
        dice.shuffle(order)
        header = _headed_otherwise(unit) if renamed else unit.header
        _save(
            unit, folder, [header[at] for at in order], [[line[at] for at in order] for line in unit.lines], form
        )  # fmt: skip


@pytest.mark.parametrize(
    ("seed", "form", "renamed"),
    [(4101, "utf-8-sig", False), (4102, "gb18030", True), (4103, "xlsx", True), (4104, "utf-8", True)],
)
def test_every_row_of_every_debtor_and_none_of_a_namesakes(
    wangqing: Court, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, form: str, renamed: bool
) -> None:
    world = World(seed, cases=60, hard=True)
    _write(world, tmp_path, seed, form, renamed=renamed)
    content = world.files()["执行案件台账.xlsx"]
    take_register(
        court=wangqing, table=read_register(content), file_name="台账.xlsx", file_sha256="0" * 64, now=clock.now(),
        actor=SYSTEM,
    )  # fmt: skip
    rights = _keep_assets(monkeypatch)
    found = rehearsal.rehearse(folder=tmp_path, court=wangqing, actor=SYSTEM)
    debtors = {
        unseal(keys(), party.id_sealed, purpose=Purpose.ID_NUMBER): party
        for party in Party.objects.filter(role="debtor", case__status="open")
    }
    expected = {
        (unit.name, place, line[unit.header.index(COLUMNS[unit.name][2])])
        for unit in world.units.files
        for place, line in enumerate(unit.lines, start=2)
        if line[unit.header.index(COLUMNS[unit.name][2])] in debtors
    }
    assert len(expected) > 60
    # a spouse who is a debtor too is asked about in the marriage register: the row then tells of both
    told = {row for row in found.attributed if not row[0].startswith("民政局")}
    assert told == {row for row in expected if not row[0].startswith("民政局")}
    assert {row for row in expected if row[0].startswith("民政局")} <= set(found.attributed)
    namesakes = set(world.units.namesakes) - debtors.keys()
    assert namesakes
    assert not namesakes & {number for _, _, number in found.attributed}
    assert {why.startswith("同名不同号") for _, _, why in found.apart} == {True}
    assert rights == {"burdens": _burdened(world, debtors), "priors": _sealed(world, debtors)}


def _keep_assets(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Let the rehearsal make assets as the house does, to count what rights they carry; it throws them away."""
    rights: dict[str, int] = {}

    def judge(*, replies: Sequence[TakenReply]) -> list[RowOutcome]:
        report = read_queries(replies=replies, now=clock.now(), actor=SYSTEM, keep_outcomes=True)
        rights.update(burdens=Encumbrance.objects.count(), priors=PriorMeasure.objects.count())
        return report.outcomes

    monkeypatch.setattr(rehearsal, "judge_queries", judge)
    return rights


def _lines_of(world: World, debtors: dict[str, Any]) -> list[dict[str, str]]:
    return [
        dict(zip(unit.header, line, strict=True))
        for unit in world.units.files
        for line in unit.lines
        if line[unit.header.index(COLUMNS[unit.name][2])] in debtors
    ]


def _burdened(world: World, debtors: dict[str, Any]) -> int:
    return sum(
        bool(line.get("抵押权人")) or line.get("抵押情况", "无") != "无" for line in _lines_of(world, debtors)
    )


def _sealed(world: World, debtors: dict[str, Any]) -> int:
    return sum(bool(line.get("查封情况")) or line.get("状态") == "查封" for line in _lines_of(world, debtors))


def test_two_owners_in_one_cell_each_find_their_house(wangqing: Court, tmp_path: Path) -> None:
    from funds_world import make_case
    from zhixing.cases.personal import sealed_id

    case = make_case(wangqing, 7, debtors=("王堃", "李四"))
    numbers = ("222403196007250004", "222403198502080005")
    for name, number in zip(("王堃", "李四"), numbers, strict=True):
        party = Party.objects.get(case=case, name=name)
        party.id_sealed, party.id_index, party.id_masked = sealed_id(number)
        party.save()
    (tmp_path / "不动产.csv").write_text(
        "不动产权证号,权利人,证件号,坐落\n"
        f"吉(2018)汪清县不动产权第1号,王堃、李四,{'、'.join(numbers)},汪清镇1号\n"
        f"吉(2018)汪清县不动产权第2号,王堃、李四、金哲,{'、'.join(numbers)},汪清镇2号\n"
        f"吉(2018)汪清县不动产权第3号,金哲,222424198308300002,汪清镇3号\n",
        encoding="utf-8",
    )
    found = rehearsal.rehearse(folder=tmp_path, court=wangqing, actor=SYSTEM)
    assert found.attributed == [("不动产", 2, numbers[0]), ("不动产", 2, numbers[1])]
    assert [(unit, row) for unit, row, _ in found.apart] == [("不动产", 3)]
    assert found.apart[0][2] == "证件号相同，但名称不同，须人工核实"
