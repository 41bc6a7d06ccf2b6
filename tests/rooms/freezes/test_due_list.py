"""The due list: exact counts, each measure on one page, the same order whoever looks."""

from collections import Counter
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from freeze_office import NOW, SYSTEM, TODAY, some_case, table_of, take

from zhixing.foundation.duties import Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Membership, Role, User
from zhixing.foundation.identity.scope import courts_visible
from zhixing.freezes import queries
from zhixing.freezes.models import Measure
from zhixing.freezes.operations import release
from zhixing.freezes.queries import MeasureFilter, list_measures, urgency
from zhixing.freezes.rules.standing import Tone, View


def _walk(court: Court, wanted: MeasureFilter, today: date, limit: int) -> list[queries.MeasureLine]:
    lines: list[queries.MeasureLine] = []
    key = ""
    while True:
        page = list_measures(courts=[court.pk], wanted=wanted, today=today, after=key, limit=limit)
        lines += page.lines
        key = page.next_key
        if not key:
            return lines


@pytest.mark.parametrize("limit", [1000, 50, 7])
def test_pages_show_every_measure_once_and_in_order(watched: Court, limit: int) -> None:
    lines = _walk(watched, MeasureFilter(), TODAY, limit)
    assert len(lines) == len({line.id for line in lines}) == 584
    keys = [(line.ends_on is not None, line.ends_on or date.min, str(line.id)) for line in lines]
    assert keys == sorted(keys)


def test_views_and_counts_agree(watched: Court) -> None:
    today = date(2023, 6, 1)
    counts = urgency(courts=[watched.pk], today=today)
    for view in (View.NO_END, View.LAPSED, View.WEEK, View.MONTH, View.SIXTY):
        assert len(_walk(watched, MeasureFilter(view=view), today, 40)) == counts.of(view), view
    ends = list(Measure.objects.values_list("ends_on", flat=True))
    assert counts == queries.Urgency(
        no_end=sum(end is None for end in ends),
        lapsed=sum(end is not None and end < today for end in ends),
        week=sum(end is not None and 0 <= (end - today).days <= 7 for end in ends),
        month=sum(end is not None and 0 <= (end - today).days <= 30 for end in ends),
        sixty=sum(end is not None and 0 <= (end - today).days <= 60 for end in ends),
    )
    assert counts.of(View.ALL) is None


def test_nothing_from_a_ledger_is_green(watched: Court) -> None:
    tones = Counter(line.standing.tone for line in _walk(watched, MeasureFilter(), TODAY, 1000))
    assert tones[Tone.GREEN] == 0
    assert tones[Tone.GREY] + tones[Tone.AMBER] + tones[Tone.RED] == 584
    assert tones[Tone.RED] >= urgency(courts=[watched.pk], today=TODAY).no_end > 0


def test_filters(watched: Court) -> None:
    deposits = _walk(watched, MeasureFilter(asset="deposit"), TODAY, 100)
    assert {line.asset_class for line in deposits} == {"银行存款"}
    case = some_case(watched)
    of_case = _walk(watched, MeasureFilter(text=case.number), TODAY, 100)
    assert [line.id for line in of_case] == [line.id for line in queries.measures_of(case.id, today=TODAY)]
    assert _walk(watched, MeasureFilter(officer_id=1), TODAY, 100) == []


def test_released_measures_leave_the_watch_and_keep_their_place(watched: Court) -> None:
    first, second = Measure.objects.filter(state="watched").order_by("ends_on", "id")[:2]
    for number, measure in enumerate((first, second)):
        release(
            measure_id=measure.id,
            reason="债务已经清偿",
            now=NOW,
            on=TODAY + timedelta(days=number),
            actor=SYSTEM,
        )
    lines = _walk(watched, MeasureFilter(view=View.RELEASED), TODAY, 1)
    assert [line.id for line in lines] == [second.id, first.id]
    assert len(_walk(watched, MeasureFilter(), TODAY, 100)) == 582


def test_several_courts_merge_in_order(watched: Court) -> None:
    other = Court.objects.get(code="吉2426")
    Measure.objects.filter(asset_class="deposit").update(court=other)
    page = list_measures(
        courts=[watched.pk, other.pk], wanted=MeasureFilter(view=View.SIXTY), today=date(2023, 4, 1)
    )
    ends = [line.ends_on for line in page.lines]
    assert ends == sorted(ends, key=lambda end: end or date.min)
    assert {line.court for line in page.lines} >= {"安图法院"}
    assert list_measures(courts=[], wanted=MeasureFilter(), today=TODAY).lines == []


def test_other_courts_see_nothing(watched: Court) -> None:
    other = Court.objects.get(code="吉2426")
    with courts_visible([other.pk]):
        assert list_measures(courts=[watched.pk], wanted=MeasureFilter(), today=TODAY).lines == []
        assert urgency(courts=[watched.pk], today=TODAY) == queries.Urgency(0, 0, 0, 0, 0)


def test_the_number_of_queries_is_constant(watched: Court, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        list_measures(courts=[watched.pk], wanted=MeasureFilter(view=View.MONTH), today=date(2023, 6, 1))
    with django_assert_num_queries(4):
        list_measures(courts=[watched.pk], wanted=MeasureFilter(), today=date(2023, 6, 1))
    with django_assert_num_queries(1):
        urgency(courts=[watched.pk], today=TODAY)


def test_a_forged_key_is_ignored(watched: Court) -> None:
    page = list_measures(courts=[watched.pk], wanted=MeasureFilter(), today=TODAY, after="不是键", limit=3)
    assert (
        page.lines == list_measures(courts=[watched.pk], wanted=MeasureFilter(), today=TODAY, limit=3).lines
    )


def test_the_forecast_counts_ends_by_month(watched: Court) -> None:
    ahead = queries.forecast(courts=[watched.pk], today=TODAY)
    months = ahead.months
    assert [month.month for month in months][::11] == [date(2022, 12, 1), date(2023, 11, 1)]
    for month in months:
        ends = Measure.objects.filter(ends_on__year=month.month.year, ends_on__month=month.month.month)
        assert month.total == ends.filter(ends_on__gte=TODAY).count()
    assert sum(month.total for month in months) > 0
    assert sum(unit.total for unit in ahead.units) == sum(month.total for month in months)
    largest = ahead.units[0]
    at_it = Measure.objects.filter(holder=largest.unit, ends_on__gte=TODAY, ends_on__lt=date(2023, 12, 1))
    assert largest.total == at_it.exclude(state="released").count()


def test_the_forecast_says_what_is_lost(watched: Court) -> None:
    one = Measure.objects.filter(state="watched", ends_on__gte=TODAY).earliest("ends_on")
    Measure.objects.filter(pk=one.pk).update(amount_fen=900, value_fen=700)
    ahead = queries.forecast(courts=[watched.pk], today=TODAY)
    assert sum(month.fen for month in ahead.months) == 700
    assert sum(unit.fen for unit in ahead.units) == 700


def test_duties_put_what_can_be_saved_first_and_count_exactly(small_office: Court) -> None:
    case = some_case(small_office)
    rows = [
        f"{case.number},某,动产,物{number},单位,查封,2022-01-01,{end},否"
        for number, end in enumerate(
            ["2022-12-10", "2022-12-02", "无", "2022-11-30", "2022-11-01", "2022-12-17"]
        )
    ]
    take(small_office, table_of(*rows))
    user = User.objects.create_user("clerk", display_name="书记员")
    Membership.objects.create(user=user, court=small_office, role=Role.CLERK.value)
    clerk = Actor(user.pk, "书记员", (small_office.pk,), {small_office.pk: frozenset({Role.CLERK})})
    found = queries.duties(actor=clerk, today=TODAY, limit=10)
    assert [duty.until for duty in found] == [
        date(2022, 12, 2), date(2022, 12, 10), None, date(2022, 11, 30), date(2022, 11, 1),
    ]  # fmt: skip
    assert {duty.loss for duty in found} == {Loss.SECURITY_LAPSES}
    assert found[2].why == "物2，单位；台账写的是“无”"
    assert queries.count_of_duties(actor=clerk, today=TODAY) == 5
    assert [duty.until for duty in queries.duties(actor=clerk, today=TODAY, limit=3)][-1] is None
    officer = Actor(user.pk, "局长", (small_office.pk,), {small_office.pk: frozenset({Role.OFFICER})})
    assert queries.count_of_duties(actor=officer, today=TODAY) == 0
    Measure.objects.filter(ends_on=date(2022, 12, 2)).update(officer=user)
    assert queries.count_of_duties(actor=officer, today=TODAY) == 1


def test_the_list_of_several_courts_is_that_of_each_merged(watched: Court) -> None:
    courts = [watched, *Court.objects.exclude(pk=watched.pk).order_by("pk")[:2]]
    ids = [court.pk for court in courts]
    with courts_visible(ids):
        for place, measure in enumerate(Measure.objects.order_by("id")):
            if place % 3:
                Measure.objects.filter(pk=measure.pk).update(court=courts[place % 3])
        for view in (View.ALL, View.NO_END, View.SIXTY, View.LAPSED):
            wanted, today = MeasureFilter(view=view), date(2023, 6, 1)
            of_each = [list_measures(courts=[court], wanted=wanted, today=today).lines for court in ids]
            assert all(of_each), view
            lines = [line for lines in of_each for line in lines]
            lines.sort(key=lambda line: (line.ends_on is not None, line.ends_on or date.min, str(line.id)))
            merged = list_measures(courts=ids, wanted=wanted, today=today).lines
            assert [line.id for line in merged] == [line.id for line in lines][: queries.PAGE_ROWS], view


def test_what_presses_is_counted_as_far_as_anybody_needs(
    watched: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = Actor(90_001, "局长", (watched.pk,), {watched.pk: frozenset({Role.BUREAU_CHIEF})})
    today = date(2023, 6, 1)
    every = queries.count_of_duties(actor=chief, today=today)
    assert every > 20
    assert len(queries.duties(actor=chief, today=today, limit=10_000)) == every
    monkeypatch.setattr(import_module("zhixing.freezes.queries.duties"), "COUNTED_MAX", 20)
    assert queries.count_of_duties(actor=chief, today=today) < every
    assert len(queries.duties(actor=chief, today=today, limit=10_000)) == every
