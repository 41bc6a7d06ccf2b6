"""An enforcement office from one seed: the files on its desk, and the truth about them."""

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhixing.simulator import freeze_ledger, register, statement, truth, units
from zhixing.simulator.freeze_ledger import Measure
from zhixing.simulator.payments import draw_payments
from zhixing.simulator.people import Census, Party
from zhixing.simulator.register import Case, Row
from zhixing.simulator.styles import Cell
from zhixing.simulator.traps import draw_traps
from zhixing.simulator.units import UnitFile, Units
from zhixing.simulator.workbooks import workbook

REGISTER_FILE = "执行案件台账.xlsx"
FREEZES_FILE = "查封冻结台账.xlsx"
STATEMENT_FILE = "案款专户流水.csv"
MAX_CASES = 24_000
# Fewer cases may have no two of different parties, which a misleading remark needs.
MIN_HARD_CASES = 50


@dataclass(frozen=True, slots=True)
class Written:
    """What was written where."""

    folder: Path
    cases: int
    refused_rows: int
    measures: int
    bank_lines: int


class World:
    """One court's year.

    The same arguments give the same bytes. ``cases`` from 1 to 24,000 (the sample's proportions need some
    200); ``hard`` adds uglier rows that are still right and bank lines made to mislead.
    """

    def __init__(
        self,
        seed: int,
        court_code: str = "吉2424",
        court_name: str = "汪清县人民法院",
        year: int = 2022,
        cases: int = 600,
        *,
        hard: bool = False,
    ) -> None:
        if not 1 <= cases <= MAX_CASES:
            raise ValueError(f"案件数应在 1 至 {MAX_CASES} 之间，收到 {cases}。")
        if hard and cases < MIN_HARD_CASES:
            raise ValueError(f"加难的样本至少需要 {MIN_HARD_CASES} 件案件，收到 {cases}。")
        self.seed = seed
        self.court_name = court_name
        self.year = year
        county = court_name.removesuffix("人民法院") or court_name
        census = Census(self._dice("people"), county)
        people = [census.person() for _ in range(cases * 6 // 5 + 20)]
        firms = [census.firm() for _ in range(cases * 7 // 10 + 20)]
        married = [who for who in people if self._dice(f"married:{who.id_number}").random() < 0.6]
        marriages = {who.id_number: census.marriage(who) for who in married}
        self.cases: tuple[Case, ...] = register.draw_cases(
            self._dice("cases"),
            court_code=court_code,
            year=year,
            count=cases,
            people=people,
            firms=firms,
            officers=register.draw_officers(census, cases),
        )
        self.rows: tuple[Row, ...] = register.write_rows(self._dice("rows"), self.cases, hard=hard)
        self.measures: tuple[Measure, ...] = freeze_ledger.draw_measures(
            self._dice("freezes"), self.cases, hard=hard
        )
        payments = draw_payments(self._dice("payments"), census, self.cases, marriages)
        if hard:
            payments += draw_traps(self._dice("traps"), census, self.cases, payments)
        self.lines: tuple[statement.Line, ...] = statement.book(payments)
        debtors: dict[str, Party] = {who.id_number: who for case in self.cases for who in case.debtors}
        self.units: Units = units.draw_units(
            self._dice("units"), census, county=county, debtors=tuple(debtors.values()), marriages=marriages
        )

    def files(self) -> Mapping[str, bytes]:
        """Every file of the office by its path inside the folder."""
        title = f"{self.court_name}{self.year}年执行案件台账"
        head: list[tuple[Cell, ...]] = [(title,), register.HEADER]
        found = {
            REGISTER_FILE: workbook("执行案件台账", head + [row.cells for row in self.rows]),
            FREEZES_FILE: workbook(
                "Sheet", [freeze_ledger.HEADER, *(measure.cells for measure in self.measures)]
            ),
            STATEMENT_FILE: statement.encode(self.lines, court_name=self.court_name),
            "truth/cases.json": truth.encode(truth.cases(self.cases)),
            "truth/register.json": truth.encode(truth.register(self.rows)),
            "truth/freezes.json": truth.encode(truth.freezes(self.measures)),
            "truth/statement.json": truth.encode(truth.statement(self.lines)),
            "truth/units.json": truth.encode(truth.units(self.units)),
        }
        for unit in self.units.files:
            found[f"units/{unit.name}.csv"] = _encode_unit(unit)
        return found

    def write(self, folder: Path) -> Written:
        """Writes the office into a folder, replacing files of the same names and nothing else."""
        for name, content in self.files().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        refused = sum(row.mistake is not None for row in self.rows)
        return Written(folder, len(self.cases), refused, len(self.measures), len(self.lines))

    def _dice(self, part: str) -> random.Random:
        """One stream of chance for each part, so that a change to one leaves the others as they were."""
        return random.Random(f"{self.seed}:{part}")


def write_world(folder: Path, seed: int, cases: int, hard: bool = False) -> Written:
    """Writes 汪清's office for a seed; see :class:`World`."""
    return World(seed, cases=cases, hard=hard).write(folder)


def _encode_unit(unit: UnitFile) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(unit.header)
    writer.writerows(unit.lines)
    return text.getvalue().encode("utf-8-sig")
