"""Reads an office's folder as it stands, without judging: for tests, and for who checks the house's answers."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from zhixing.simulator.world import FREEZES_FILE, REGISTER_FILE, STATEMENT_FILE

Grid = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Office:
    """The files of an office: ``truth`` by file stem, ``units`` by unit, tables with their header first."""

    title: str
    register: Grid
    freezes: Grid
    preamble: tuple[str, ...]
    statement: tuple[tuple[str, ...], ...]
    units: dict[str, tuple[tuple[str, ...], ...]]
    truth: dict[str, Any]


def sample_folder() -> Path:
    """The sample office of 汪清 as shipped with the package."""
    return Path(__file__).with_name("samples") / "wangqing"


def read_office(folder: Path) -> Office:
    """Reads every file; raises what the file system or the formats raise."""
    register = _grid(folder / REGISTER_FILE)
    preamble, statement = _statement(folder / STATEMENT_FILE)
    return Office(
        title=str(register[0][0]),
        register=register[1:],
        freezes=_grid(folder / FREEZES_FILE),
        preamble=preamble,
        statement=statement,
        units={path.stem: _unit(path) for path in sorted((folder / "units").glob("*.csv"))},
        truth={
            path.stem: json.loads(path.read_bytes()) for path in sorted((folder / "truth").glob("*.json"))
        },
    )


def _grid(path: Path) -> Grid:
    book = load_workbook(path)
    page = book.worksheets[0]
    return tuple(tuple(row) for row in page.iter_rows(values_only=True))


def _statement(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    text = path.read_bytes().decode("gb18030")
    lines = text.split("\r\n")
    preamble = tuple(lines[:3])
    return preamble, tuple(tuple(row) for row in csv.reader(lines[3:]) if row)


def _unit(path: Path) -> tuple[tuple[str, ...], ...]:
    text = path.read_bytes().decode("utf-8-sig")
    return tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline="")))
