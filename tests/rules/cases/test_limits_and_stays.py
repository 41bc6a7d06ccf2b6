"""Which limits a stay stops, and where they end after it, to the day."""

from datetime import date

from zhixing.cases.rules.stays import Reckoned, explain, reckon, words_of_most
from zhixing.law.limit_table import LimitKind
from zhixing.law.limits import NotCounted, Pause

FILED = date(2026, 1, 5)
CONCLUDE = LimitKind.CONCLUDE


def stay(since: date, until: date | None = None, kind: NotCounted = NotCounted.STAY) -> Pause:
    return Pause(kind, since, until)


def test_without_a_stay_the_six_months_end_on_their_day() -> None:
    assert reckon(CONCLUDE, FILED, []) == Reckoned(date(2026, 7, 6), False, None)


def test_a_running_stay_stands_still_and_an_ended_one_moves_the_end_by_its_days() -> None:
    running = reckon(CONCLUDE, FILED, [stay(date(2026, 3, 2))])
    assert running == Reckoned(date(2026, 7, 6), False, date(2026, 3, 2))
    ended = reckon(CONCLUDE, FILED, [stay(date(2026, 3, 2), date(2026, 3, 11))])
    assert ended == Reckoned(date(2026, 7, 15), False, None)


def test_two_stays_at_once_count_once_and_the_second_goes_on_standing_still() -> None:
    both = [
        stay(date(2026, 3, 2), date(2026, 3, 11)),
        stay(date(2026, 3, 7), kind=NotCounted.SETTLEMENT),
    ]
    assert reckon(CONCLUDE, FILED, both) == Reckoned(date(2026, 7, 15), False, date(2026, 3, 7))
    ended = [both[0], stay(date(2026, 3, 7), date(2026, 3, 16), NotCounted.SETTLEMENT)]
    assert reckon(CONCLUDE, FILED, ended).due_on == date(2026, 7, 20)


def test_what_begins_after_the_limit_ran_out_stops_nothing() -> None:
    assert reckon(CONCLUDE, FILED, [stay(date(2026, 7, 7))]) == Reckoned(date(2026, 7, 6), False, None)
    assert reckon(CONCLUDE, FILED, [stay(date(2026, 7, 6))]).paused_since == date(2026, 7, 6)


def test_law_deducts_no_coordination_from_the_conclusion_and_no_stay_from_the_notice() -> None:
    coordinated = [stay(date(2026, 3, 2), kind=NotCounted.COORDINATION)]
    assert reckon(CONCLUDE, FILED, coordinated) == Reckoned(date(2026, 7, 6), False, None)
    assert reckon(LimitKind.SUPERIOR_TAKES_OVER, FILED, coordinated).paused_since == date(2026, 3, 2)
    assert reckon(LimitKind.NOTICE, FILED, [stay(date(2026, 1, 6))]) == reckon(LimitKind.NOTICE, FILED, [])


def test_the_explanation_counts_a_running_stay_up_to_today_and_names_its_article() -> None:
    shown = explain(CONCLUDE, FILED, [stay(date(2026, 3, 2))], date(2026, 3, 11))
    assert (shown.due_on, shown.paused) == (date(2026, 7, 15), True)
    assert any("中止执行期间" in step.text and "第九条" in step.article for step in shown.explanation)


def test_the_stays_that_law_bounds_say_how_long_they_last() -> None:
    assert "一年" in words_of_most(NotCounted.SECURITY)
    assert "三个月" in words_of_most(NotCounted.SUPERIOR_SUSPENSION)
    assert words_of_most(NotCounted.STAY) == ""
