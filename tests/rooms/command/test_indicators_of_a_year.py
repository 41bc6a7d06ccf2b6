"""The year's figures from the tables agree with the rule case by case, and lead to their cases."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from zhixing.cases.models import Case, CaseClock, ClosingKind, Recovery, Suspension, Title
from zhixing.cases.operations.clocks import follow_stays
from zhixing.cases.rules.filing import clocks_at_filing
from zhixing.command.queries import cases_behind, closing_sentence, indicators, years_known
from zhixing.command.rules.figures import FigureKey
from zhixing.command.rules.year import YearUnclear, place_of, span_of
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import courts_visible
from zhixing.law.limit_table import LimitKind
from zhixing.law.limits import NotCounted

NOW = datetime(2022, 12, 31, 2, 0, tzinfo=UTC)
END = date(2022, 12, 31)


def _case(
    court: Court, sequence: int, filed_on: date, *, concluded_on: date | None = None, kind: str = "performed",
    principal_fen: int = 1_000_000, type_code: str = "执",
) -> Case:  # fmt: skip
    case = Case.objects.create(
        court=court, number=f"（{filed_on.year}）{court.code}{type_code}{sequence}号", year=filed_on.year,
        type_code=type_code, sequence=sequence, filed_on=filed_on, officer_name="金哲", cause="买卖合同纠纷",
        sub_account=f"{type_code}{sequence}", status="concluded" if concluded_on else "open",
        concluded_on=concluded_on, closing_kind=kind if concluded_on else "",
    )  # fmt: skip
    Title.objects.create(
        case=case, court=court, number="x", effective_on=filed_on, principal_fen=principal_fen
    )
    CaseClock.objects.bulk_create(
        CaseClock(
            case=case, court=court, kind=clock.kind.value, starts_on=clock.starts_on, due_on=clock.due_on
        )
        for clock in clocks_at_filing(filed_on)
    )
    return case


def _stayed(case: Case, since: date, until: date) -> None:
    Suspension.objects.create(
        case=case, court_id=case.court_id, kind=NotCounted.STAY.value, starts_on=since, ends_on=until
    )
    follow_stays(case_ids=[case.pk])


def _recover(case: Case, on: date, fen: int, source: str) -> None:
    Recovery.objects.create(case=case, court_id=case.court_id, on=on, fen=fen, source=source, recorded_at=NOW)


@pytest.fixture
def sample(filed_office: Court) -> Court:
    return filed_office


def test_the_sample_year(sample: Court) -> None:
    found = indicators(court=sample, year=2022, as_of=END)
    applied = sum(
        title.principal_fen + title.litigation_costs_fen
        for title in Title.objects.filter(case__filed_on__lte=END)
    )
    filed = Case.objects.filter(filed_on__year=2022).count()
    assert (found.counts.carried_over, found.counts.received, found.counts.concluded) == (0, filed, 0)
    assert found.counts.applied_fen == applied > 0
    assert found.sentence == "2022年，汪清法院执结0件，结案率0.00%，执行到位0.00元（到位率0.00%）。"
    assert years_known(sample)[-1] == 2022


def test_a_year_with_everything_in_it(wangqing: Court) -> None:
    carried = _case(wangqing, 1, date(2021, 11, 1), concluded_on=date(2022, 2, 1))
    performed = _case(wangqing, 2, date(2022, 1, 10), concluded_on=date(2022, 3, 10))
    late = _case(
        wangqing, 3, date(2022, 1, 10), concluded_on=date(2022, 8, 10), kind="suspended_for_want_of_assets"
    )
    _case(wangqing, 4, date(2022, 5, 5))
    _case(wangqing, 5, date(2022, 5, 5), type_code="执恢", concluded_on=date(2022, 6, 1))
    _case(wangqing, 6, date(2021, 1, 5), concluded_on=date(2021, 12, 31))
    _recover(carried, date(2021, 12, 30), 100_000, "a")
    _recover(carried, date(2022, 1, 5), 300_000, "b")
    _recover(performed, date(2022, 3, 1), 1_000_000, "c")
    _recover(performed, date(2022, 3, 2), -200_000, "d")
    found = indicators(court=wangqing, year=2022, as_of=END)
    values = {key: figure.value for key, figure in found.figures.items()}
    assert values == {
        FigureKey.CARRIED_OVER: "1", FigureKey.RECEIVED: "3", FigureKey.CONCLUDED: "3",
        FigureKey.CONCLUSION_RATE: "75.00 %", FigureKey.APPLIED: "40,000.00", FigureKey.RECOVERED: "11,000.00",
        FigureKey.RECOVERED_RATE: "27.50 %", FigureKey.RECOVERED_RATE_CONCLUDED: "40.00 %",
        FigureKey.COMPLETION_RATE: "66.67 %", FigureKey.SUSPENDED_RATE: "33.33 %",
        FigureKey.WITHIN_LIMIT_RATE: "66.67 %", FigureKey.AVERAGE_DAYS: "121.0",
    }  # fmt: skip
    assert found.by_kind()[:2] == [("执行完毕", 2), ("终结本次执行程序", 1)]
    assert closing_sentence(court=wangqing, year=2022) == (
        "2022年，汪清法院执结3件，结案率75.00%，执行到位11,000.00元（到位率27.50%）。"
    )
    _stayed(late, date(2022, 2, 1), date(2022, 2, 27))
    assert (
        indicators(court=wangqing, year=2022, as_of=END).figures[FigureKey.WITHIN_LIMIT_RATE].value
        == "66.67 %"
    )
    _stayed(late, date(2022, 7, 30), date(2022, 8, 10))
    whole = indicators(court=wangqing, year=2022, as_of=END)
    assert whole.figures[FigureKey.WITHIN_LIMIT_RATE].value == "100.00 %"
    behind = cases_behind(key=FigureKey.WITHIN_LIMIT_RATE, court=wangqing, year=2022, as_of=END)
    assert len(behind.lines) == whole.counts.within_limit == 3


def test_counts_agree_with_the_rule_case_by_case(wangqing: Court) -> None:
    draw = random.Random(7)
    cases = []
    for number in range(120):
        filed = date(2021, 1, 1) + timedelta(days=draw.randrange(900))
        done = filed + timedelta(days=draw.randrange(500)) if draw.random() < 0.7 else None
        kind = draw.choice(list(ClosingKind)).value
        cases.append(
            _case(
                wangqing,
                100 + number,
                filed,
                concluded_on=done,
                kind=kind,
                type_code=draw.choice(["执", "执", "执", "执恢"]),
                principal_fen=draw.randrange(1, 10**9),
            )
        )
    for as_of in (date(2022, 3, 31), END, date(2026, 1, 1)):
        span = span_of(2022, as_of)
        places = [(case, place_of(type_code=case.type_code, filed_on=case.filed_on, concluded_on=case.concluded_on,
                                  span=span)) for case in cases]  # fmt: skip
        counts = indicators(court=wangqing, year=2022, as_of=as_of).counts
        assert counts.carried_over == sum(place.carried_over for _, place in places)
        assert counts.received == sum(place.received for _, place in places)
        assert counts.concluded == sum(place.concluded for _, place in places)
        done_cases = [case for case, place in places if place.concluded]
        assert counts.total_days == sum(
            (case.concluded_on - case.filed_on).days for case in done_cases if case.concluded_on
        )
        limits = dict(
            CaseClock.objects.filter(kind=LimitKind.CONCLUDE.value).values_list("case_id", "due_on")
        )
        assert counts.within_limit == sum(
            case.concluded_on <= limits[case.id] for case in done_cases if case.concluded_on
        )
        for key, number in (
            (FigureKey.CARRIED_OVER, counts.carried_over), (FigureKey.RECEIVED, counts.received),
            (FigureKey.APPLIED, counts.carried_over + counts.received), (FigureKey.CONCLUDED, counts.concluded),
            (FigureKey.WITHIN_LIMIT_RATE, counts.within_limit),
            (FigureKey.COMPLETION_RATE, counts.by_kind.get("performed", 0)),
        ):  # fmt: skip
            assert (
                len(cases_behind(key=key, court=wangqing, year=2022, as_of=as_of, limit=500).lines) == number
            ), key


def test_the_upper_court_sees_the_sum_and_each_court(wangqing: Court, django_assert_num_queries: Any) -> None:
    upper = Court.objects.get(code="吉24")
    antu = Court.objects.get(code="吉2426")
    _case(wangqing, 1, date(2022, 1, 10), concluded_on=date(2022, 3, 10))
    _recover(_case(antu, 2, date(2022, 1, 10)), date(2022, 2, 1), 500_000, "x")
    with django_assert_num_queries(5):
        found = indicators(court=upper, year=2022, as_of=END)
    assert (found.counts.received, found.counts.concluded, found.counts.recovered_fen) == (2, 1, 500_000)
    assert found.sentence.startswith("2022年，延边中院执结1件，结案率50.00%")
    by_court = {one.court.code: (one.counts.received, one.counts.recovered_fen) for one in found.by_court}
    assert len(by_court) == 9
    assert (by_court["吉2424"], by_court["吉2426"], by_court["吉24"]) == ((1, 0), (1, 500_000), (0, 0))
    with courts_visible([antu.pk]):
        assert indicators(court=upper, year=2022, as_of=END).counts.received == 1


def test_the_rows_behind_a_figure_page_by_key(wangqing: Court, django_assert_num_queries: Any) -> None:
    for number in range(5):
        _recover(_case(wangqing, number + 1, date(2022, 1, 10)), date(2022, 2, 1), 100 + number, f"s{number}")
    first = cases_behind(key=FigureKey.RECOVERED, court=wangqing, year=2022, as_of=END, limit=3)
    assert [line.recovered_fen for line in first.lines] == [100, 101, 102]
    with django_assert_num_queries(3):
        rest = cases_behind(
            key=FigureKey.RECOVERED, court=wangqing, year=2022, as_of=END, after=UUID(first.next_key), limit=3
        )
    assert ([line.recovered_fen for line in rest.lines], rest.next_key) == ([103, 104], "")
    assert rest.lines[0].closing == "在办"


def test_a_year_to_come_is_refused(wangqing: Court) -> None:
    with pytest.raises(YearUnclear):
        indicators(court=wangqing, year=2023, as_of=END)
