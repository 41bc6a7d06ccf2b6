"""Registers to take in: rows of the sample office, whole or changed."""

import functools
import io
from datetime import UTC, datetime

import openpyxl

from zhixing.cases.operations import IntakeReport, take_register
from zhixing.cases.rules.register import read_register
from zhixing.foundation.evidence.rules import sha256
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.sheets import Cell, read_sheets
from zhixing.simulator import sample_folder

NOW = datetime(2022, 9, 20, 1, 0, tzinfo=UTC)
SYSTEM = Actor.system("测试")


@functools.cache
def sample() -> bytes:
    return (sample_folder() / "执行案件台账.xlsx").read_bytes()


@functools.cache
def sample_rows() -> list[list[Cell]]:
    return read_sheets(sample())[0].rows


def register(rows: slice = slice(2, 12), **changes: Cell) -> bytes:
    """A workbook with some rows of the sample; `changes` go into the first of them, by heading."""
    header, chosen = list(sample_rows()[1]), [list(row) for row in sample_rows()[rows]]
    for heading, cell in changes.items():
        chosen[0][header.index(heading)] = cell
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for row in [header, *chosen]:
        sheet.append([None if cell == "" else cell for cell in row])
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def take(court: Court, content: bytes, *, dry_run: bool = False) -> IntakeReport:
    return take_register(
        court=court, table=read_register(content), file_name="台账.xlsx", file_sha256=sha256(content), now=NOW,
        actor=SYSTEM, dry_run=dry_run,
    )  # fmt: skip
