"""The six registers of a sample as rows of replies, mapped by hand: for tests that must not depend on guessing."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import Match, Person, Row

COLUMNS: dict[str, tuple[str, str, str, str, str]] = {
    "不动产登记中心-房产": ("real_estate", "权利人", "证件号", "不动产权证号", "坐落"),
    "交警大队-车辆": ("vehicle", "所有人", "身份证明号码", "号牌号码", "品牌型号"),
    "公积金中心-缴存": ("housing_fund", "姓名", "身份证号", "", "单位名称"),
    "市场监管局-股权": ("equity", "股东", "股东证件号", "统一社会信用代码", "企业名称"),
    "林业局-林权": ("forest_right", "权利人", "证件号码", "林权证号", "坐落"),
    "民政局-婚姻": ("marriage", "持证人", "证件号码", "", ""),
}


@dataclass(frozen=True)
class Line:
    unit: str
    number: int
    """The line of the file, the header being 1."""
    cells: dict[str, str]

    @property
    def id_number(self) -> str:
        return self.cells[COLUMNS[self.unit][2]]

    @property
    def name(self) -> str:
        return self.cells[COLUMNS[self.unit][1]]

    def row(self) -> Row:
        """As a row of `query.reply`: what has no field of its own stays in `details`."""
        kind, name, number, identifier, title = COLUMNS[self.unit]
        used = {name, number, identifier, title}
        return Row(
            row_ref=str(self.number), match=Match.ID, asset_kind=AssetKind(kind),
            holder=Person(name=self.cells[name], id_number=self.cells[number]),
            identifier=self.cells.get(identifier, ""), title=self.cells.get(title, ""),
            details={head: cell for head, cell in self.cells.items() if head not in used},
        )  # fmt: skip


def lines(folder: Path) -> Iterator[Line]:
    """Every line of every register under `folder/units`."""
    for file in sorted((folder / "units").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as text:
            for number, cells in enumerate(csv.DictReader(text), start=2):
                yield Line(file.stem, number, cells)
