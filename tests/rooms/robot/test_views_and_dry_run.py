"""A case's view is read set-based and says what the rooms say; a dry run shows every difference and changes nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import InternalError, connection
from django.test.utils import CaptureQueriesContext

from robot_fixtures import Shelf
from robot_world import NOW, SYSTEM, TODAY, Note, file_cases, procedure
from zhixing.cases.queries import debts_as_of
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.robot import operations
from zhixing.robot.models import Act, Task, Trigger
from zhixing.robot.queries.dry_run import as_json, dry_run, totals
from zhixing.robot.queries.views import CASES_AT_ONCE, views_of
from zhixing.robot.rules.reading import read_procedure


def test_many_views_cost_as_many_queries_as_one(wangqing: Court) -> None:
    cases = file_cases(wangqing, 12)
    with CaptureQueriesContext(connection) as one:
        views_of([cases[0].id], TODAY)
    with CaptureQueriesContext(connection) as many:
        assert len(views_of([case.id for case in cases], TODAY)) == 12
    assert len(many) == len(one)
    with pytest.raises(ValueError, match=str(CASES_AT_ONCE)):
        views_of([UUID(int=number) for number in range(CASES_AT_ONCE + 1)], TODAY)


def test_the_debt_of_a_view_is_what_the_plain_rule_says(wangqing: Court) -> None:
    cases = file_cases(wangqing, 40)
    views = views_of([case.id for case in cases], TODAY)
    plain = debts_as_of([case.id for case in cases], TODAY)
    assert [
        (views[case.id].debt.owed_fen, views[case.id].debt.fee_left_fen, views[case.id].debt.recovered_fen)
        for case in cases
    ] == [
        (plain[case.id].owed_fen, plain[case.id].fee_left_fen, plain[case.id].recovered_fen) for case in cases
    ]
    assert all(view.debt.owed_with_fee_fen > 0 for view in views.values())


def test_a_view_names_the_parties_and_the_limits(wangqing: Court) -> None:
    (case,) = file_cases(wangqing, 1)
    view = views_of([case.id], TODAY)[case.id]
    assert (view.number, view.court_id, view.is_open) == (case.number, wangqing.pk, True)
    assert [party.id for party in (*view.applicants, *view.debtors)] == list(
        case.parties.order_by("role", "position").values_list("id", flat=True)
    )
    assert set(view.clocks) == set(case.clocks.values_list("kind", flat=True))


def test_a_dry_run_shows_what_would_be_prepared_and_leaves_nothing(wangqing: Court, shelf: Shelf) -> None:
    file_cases(wangqing, 3)
    facts = Fact.objects.count()
    found = list(dry_run(court_ids=[wangqing.pk], now=NOW))
    assert (Trigger.objects.count(), Task.objects.count(), Act.objects.count(), Fact.objects.count()) == (
        0,
        0,
        0,
        facts,
    )
    assert as_json(found[0])["acts"] == [
        {
            "action": "test.note", "key": f"test.note:{found[0].view.id}:看过", "title": "备注：看过", "red": False,
            "diff": [{"what": "备注", "before": "", "after": "看过"}],
        }
    ]  # fmt: skip
    sums = totals(found)["look_at_it"]
    assert (sums.calls, sums.tasks, sums.red, dict(sums.acts)) == (3, 3, 0, {"test.note": 3})
    assert operations.prepare(court_id=wangqing.pk, now=NOW, actor=SYSTEM).tasks == 3
    assert totals(dry_run(court_ids=[wangqing.pk], now=NOW)) == {}


def test_the_database_refuses_to_write_during_a_dry_run(
    wangqing: Court, shelf: Shelf, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Writes(Note):
        def plan(self, views: Mapping[UUID, Any], params: Mapping[str, Any], *, on: date) -> dict[UUID, Any]:
            Fact.objects.all().update(kind="x")
            return {}

    file_cases(wangqing, 1)
    monkeypatch.setattr(note, "plan", Writes().plan)
    with pytest.raises(InternalError, match="read-only transaction"):
        list(dry_run(court_ids=[wangqing.pk], now=NOW))
    file_cases(wangqing, 2)


def test_a_draft_is_tried_out_on_every_open_case(wangqing: Court, shelf: Shelf, note: Note) -> None:
    file_cases(wangqing, 4)
    draft = read_procedure(
        procedure("new_one", conditions='[[if]]\nrule = "debt.at_least"\nyuan = 10000000000\n'),
        actions={"test.note": note},
    )
    sums = totals(
        dry_run(
            court_ids=[wangqing.pk], now=NOW, keys=["new_one"], drafts={"new_one": draft}, every_case=True
        )
    )
    assert (sums["new_one"].calls, sums["new_one"].tasks, dict(sums["new_one"].held_by)) == (
        4, 0, {"debt.at_least": 4},
    )  # fmt: skip
