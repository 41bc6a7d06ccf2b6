"""The sample office with its cases filed and its freeze ledger read."""

from dataclasses import replace

import pytest
from freeze_office import NOW, SYSTEM, take

from zhixing.cases.operations import take_register
from zhixing.cases.rules.register import read_register
from zhixing.foundation.identity.models import Court
from zhixing.foundation.tables import Table
from zhixing.freezes.rules.ledger import read_ledger
from zhixing.simulator import sample_folder


@pytest.fixture
def office(filed_office: Court) -> Court:
    """汪清 with the cases of the sample's register."""
    return filed_office


@pytest.fixture
def small_office(wangqing: Court) -> Court:
    """汪清 with the first cases of the register, for ledgers written by hand."""
    table = read_register(sample_folder() / "执行案件台账.xlsx")
    few = replace(table, rows=table.rows[:3])
    take_register(
        court=wangqing, table=few, file_name="执行案件台账.xlsx", file_sha256="0" * 64, now=NOW, actor=SYSTEM
    )
    return wangqing


@pytest.fixture
def ledger() -> Table:
    return read_ledger(sample_folder() / "查封冻结台账.xlsx")


@pytest.fixture
def watched(office: Court, ledger: Table) -> Court:
    """汪清 with its ledger taken over."""
    take(office, ledger)
    return office
