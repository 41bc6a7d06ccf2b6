"""A hand-kept ledger is taken over whole, once, and says of each row what is wrong with it."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from freeze_office import some_case, table_of, take

from zhixing.cases.models import Case
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court
from zhixing.foundation.tables import Table
from zhixing.freezes.models import LedgerFile, Measure, MeasureEvent
from zhixing.simulator import sample_folder


def _truth() -> list[dict[str, Any]]:
    return json.loads((sample_folder() / "truth" / "freezes.json").read_text(encoding="utf-8"))


def test_the_sample_is_taken_over_exactly(office: Court, ledger: Table) -> None:
    report = take(office, ledger).as_json()
    filed = set(Case.objects.values_list("number", flat=True))
    strangers = [row["row"] for row in _truth() if row["number"] not in filed]
    bad = [(row["row"], row["bad"]) for row in _truth() if row["bad"] and row["number"] in filed]
    assert (report["imported"], report["duplicates"]) == (584, 0)
    assert [(item["row"], item["code"]) for item in report["refused"]] == [
        (row, "unknown-case") for row in strangers
    ]
    assert [(item["row"], item["code"]) for item in report["flagged"]] == bad
    assert (len(strangers), len(bad)) == (20, 28)
    assert set(report["flagged"][0]) == {"row", "code", "message"}
    assert Measure.objects.count() == 584


def test_ends_states_and_debtors_of_the_sample(watched: Court) -> None:
    rows = Measure.objects.select_related("case")
    by_fact = {
        fact.body["measure"]: fact.body["row"] for fact in Fact.objects.filter(kind="measure.taken_over")
    }
    truth = {row["row"]: row for row in _truth()}
    states: Counter[str] = Counter()
    for measure in rows:
        row = truth[by_fact[str(measure.id)]]
        states[measure.state] += 1
        assert measure.case.number == row["number"]
        assert measure.debtor is not None
        assert not measure.confirmed_by_holder
        expected = None if row["bad"] in ("no-end", "not-a-date") else date.fromisoformat(row["end"])
        assert measure.ends_on == expected
    endless = sum(
        1 for row in _truth() if row["bad"] in ("no-end", "not-a-date") and row["row"] in by_fact.values()
    )
    assert states == {"watched": 584 - endless, "no_end": endless}
    shortened = MeasureEvent.objects.filter(kind="shortened").count()
    assert shortened == 28 - endless
    assert MeasureEvent.objects.filter(kind="imported").count() == 584


def test_the_second_time_adds_nothing(watched: Court, ledger: Table) -> None:
    facts = Fact.objects.filter(kind="measure.taken_over").count()
    again = take(watched, ledger).as_json()
    assert (again["imported"], again["duplicates"], len(again["refused"])) == (0, 584, 20)
    assert Measure.objects.count() == 584
    assert MeasureEvent.objects.filter(kind="imported").count() == 584
    assert Fact.objects.filter(kind="measure.taken_over").count() == facts == 584
    assert list(LedgerFile.objects.order_by("id").values_list("imported", "duplicates")) == [
        (584, 0),
        (0, 584),
    ]


def test_a_dry_run_writes_nothing(office: Court, ledger: Table) -> None:
    report = take(office, ledger, dry_run=True)
    assert (report.imported, len(report.flagged()), len(report.refused())) == (584, 28, 20)
    assert (Measure.objects.count(), LedgerFile.objects.count()) == (0, 0)
    assert not Fact.objects.filter(kind__in=["measure.taken_over", "freeze_ledger.taken"]).exists()


def test_two_equal_rows_are_two_measures(small_office: Court) -> None:
    case = some_case(small_office)
    name = case.parties.get(role="debtor", position=0).name
    row = f"{case.number},{name},银行存款,,农业银行,冻结,2022-06-01,2023-05-31,否"
    assert take(small_office, table_of(row, row)).imported == 2
    again = take(small_office, table_of(row, row, row))
    assert (again.imported, again.duplicates) == (1, 2)
    assert sorted(Measure.objects.values_list("copy_number", flat=True)) == [1, 2, 3]


def test_a_corrected_end_does_not_put_the_freeze_under_watch_twice(small_office: Court) -> None:
    case = some_case(small_office)
    assert (
        take(
            small_office, table_of(f"{case.number},张三,动产,吉H12345,车管所,查封,2022-06-01,三年,否")
        ).imported
        == 1
    )
    again = take(
        small_office, table_of(f"{case.number}, 张三,动产,吉 H12345 ,车管所,查封,2022.6.1,2024-05-31,否")
    )
    assert (again.imported, again.duplicates) == (0, 1)


def test_a_stranger_is_kept_without_a_debtor(small_office: Court) -> None:
    case = some_case(small_office)
    report = take(
        small_office, table_of(f"{case.number},无此人,股权,股权1,市场监管局,冻结,2022-06-01,2025-05-31,是")
    )
    assert [item["code"] for item in report.flagged()] == ["not-a-party"]
    measure = Measure.objects.get()
    assert (measure.debtor_id, measure.debtor_written, measure.is_waiting) == (None, "无此人", True)
    assert measure.flags[0]["code"] == "not-a-party"


def test_the_number_of_queries_does_not_depend_on_the_rows(
    office: Court, ledger: Table, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(24):
        take(office, ledger)


def test_only_the_office_may_take_over(office: Court, ledger: Table) -> None:
    with pytest.raises(NotAllowed, match="执行员"):
        take(office, ledger, actor=Actor(1, "外人"))
