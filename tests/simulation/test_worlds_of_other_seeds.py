"""Offices that nobody has seen are taken in through the command line, and what it reports is held against their truth."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from zhixing.foundation.database.cluster import APP, OWNER, Access
from zhixing.simulator.world import write_world


@pytest.fixture
def zhixing(committed_db: Callable[[], Access]) -> Callable[..., dict[str, Any]]:
    """Runs a command as a stranger would and returns its JSON."""
    access = committed_db()
    name = str(connections["default"].settings_dict["NAME"])
    environment = {
        **os.environ,
        "DATABASE_URL": access.url(APP, name),
        "DATABASE_OWNER_URL": access.url(OWNER, name),
    }

    def run(*arguments: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "zhixing", *arguments, "--json"],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run


def _truth(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(("seed", "cases", "hard"), [(31, 600, False), (47, 400, True)])
def test_an_unseen_office_is_taken_in_as_its_truth_says(
    seed: int, cases: int, hard: bool, tmp_path: Path, zhixing: Callable[..., dict[str, Any]]
) -> None:
    write_world(tmp_path, seed, cases, hard=hard)
    register = str(tmp_path / "执行案件台账.xlsx")
    statement = str(tmp_path / "案款专户流水.csv")

    taken = zhixing("intake", register)
    wrong = {row["row"]: row["why"] for row in _truth(tmp_path, "register")}
    assert {row["row"] for row in taken["refused"]} == set(wrong)
    for row in taken["refused"]:
        assert wrong[row["row"]] in {reason["code"] for reason in row["reasons"]}
    assert zhixing("intake", register)["accepted"] == 0

    refused_numbers = {
        row["number"] for row in _truth(tmp_path, "register") if row["why"] != "duplicate-number"
    }
    ledger = zhixing("freezes", "import", str(tmp_path / "查封冻结台账.xlsx"))
    rows = _truth(tmp_path, "freezes")
    known = [row for row in rows if row["number"] not in refused_numbers]
    assert ledger["imported"] == len(known)
    assert {row["row"] for row in ledger["refused"]} == {r["row"] for r in rows} - {r["row"] for r in known}
    assert {(row["row"], row["code"]) for row in ledger["flagged"]} == {
        (row["row"], row["bad"]) for row in known if row["bad"]
    }

    money = zhixing("funds", "import", statement)
    lines = {row["serial"]: row for row in _truth(tmp_path, "statement")}
    assert (money["lines"], money["posted"], money["duplicates"]) == (len(lines), len(lines), 0)
    assert money["marked"], "nothing was marked"
    assert [one for one in money["marked"] if lines[one["serial"]]["case"] != one["case"]] == []
    reversals = {serial for serial, row in lines.items() if row.get("note") == "reversal"}
    assert {one["serial"] for one in money["reversed"]} == reversals
    again = zhixing("funds", "import", statement)
    assert (again["posted"], again["duplicates"]) == (0, len(lines))

    assert zhixing("verify")["ok"] is True
