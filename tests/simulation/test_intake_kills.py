"""Taking a register is killed at fifty random points; every good row is filed whole and once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db.models import Count

from killing import kill_many_times, run_and_kill
from zhixing.cases import operations
from zhixing.cases.models import Case, CaseClock, IntakeFile, Party, Title
from zhixing.cases.operations import filing
from zhixing.cases.rules.register import check_register, read_register
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.simulator.world import write_world


def test_fifty_kills_of_intake_lose_and_double_nothing(
    tmp_path: Path, committed_db: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_world(tmp_path, 5, 1500)
    table = read_register((tmp_path / "执行案件台账.xlsx").read_bytes())
    monkeypatch.setattr(filing, "ROWS_PER_TRANSACTION", 60)
    court = Court.objects.get(code="吉2424")
    expected = {
        decision.accepted.number.text: len(decision.accepted.applicants) + len(decision.accepted.debtors)
        for decision in check_register(table, court_code=court.code, already_filed=())
        if decision.accepted
    }

    def take(rows: int | None = None) -> None:
        chosen = table if rows is None else replace(table, rows=table.rows[:rows])
        operations.take_register(
            court=court, table=chosen, file_name="register.xlsx", file_sha256="0" * 64, now=clock.now(),
            actor=Actor.system("测试"),
        )  # fmt: skip

    runs = kill_many_times(take, kills=50, longest_seconds=0.5, seed=11)
    run_and_kill(take, after_seconds=None)

    with every_court_visible():
        assert set(Case.objects.values_list("number", flat=True)) == set(expected)
        parties = dict(Party.objects.values_list("case__number").annotate(Count("id")))
        assert parties == expected
        assert Title.objects.count() == len(expected)
        assert CaseClock.objects.count() == 4 * len(expected)
        filed = Fact.objects.filter(kind="case.filed")
        assert filed.count() == len(expected)
        assert filed.values("subject").distinct().count() == len(expected)
        assert IntakeFile.objects.count() >= 1
    assert runs >= 50
