"""Time limits and the clocks of a case."""

from datetime import date

import pytest

from zhixing.law.articles import statute_book
from zhixing.law.case_clocks import CaseEvents, LimitationUnclear, case_clocks, limitation_to_apply
from zhixing.law.citing import citation
from zhixing.law.limit_table import LIMITS, LimitKind
from zhixing.law.limits import (
    Colour,
    Extension,
    LimitMisused,
    NotCounted,
    Pause,
    clock,
    not_counted_days,
    state,
)

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kind", "due_on"),
    [
        (LimitKind.APPLY, date(2028, 3, 2)),
        (LimitKind.ACCEPT, date(2026, 3, 9)),
        (LimitKind.FILE_TRANSFER, date(2026, 3, 5)),
        (LimitKind.HANDLER, date(2026, 3, 9)),
        (LimitKind.NOTICE, date(2026, 3, 12)),
        (LimitKind.NOTICE_INTERNAL, date(2026, 3, 5)),
        (LimitKind.NOTICE_AFTER_MEASURES, date(2026, 3, 5)),
        (LimitKind.REPORT_ORDER, date(2026, 3, 12)),
        (LimitKind.LEADS_REQUEST, date(2026, 3, 5)),
        (LimitKind.LEAD_CHECK, date(2026, 3, 9)),
        (LimitKind.LEAD_CHECK_URGENT, date(2026, 3, 5)),
        (LimitKind.INVESTIGATION_START, date(2026, 3, 12)),
        (LimitKind.INVESTIGATION, date(2026, 4, 2)),
        (LimitKind.REPORT_SUPPLEMENT, date(2026, 3, 12)),
        (LimitKind.AUDIT_DECISION, date(2026, 3, 12)),
        (LimitKind.REWARD_DECISION, date(2026, 3, 12)),
        (LimitKind.CONCLUDE, date(2026, 9, 2)),
        (LimitKind.CONCLUDE_ADMINISTRATIVE, date(2026, 6, 2)),
        (LimitKind.SUPERIOR_TAKES_OVER, date(2026, 9, 2)),
        (LimitKind.OBJECTION_FILING, date(2026, 3, 5)),
        (LimitKind.OBJECTION_DECISION, date(2026, 3, 17)),
        (LimitKind.RECONSIDERATION_REQUEST, date(2026, 3, 12)),
        (LimitKind.RECONSIDERATION_DECISION, date(2026, 4, 1)),
        (LimitKind.THIRD_PARTY_DECISION, date(2026, 3, 17)),
        (LimitKind.THIRD_PARTY_SUIT, date(2026, 3, 17)),
        (LimitKind.TERMINATION_OBJECTION, date(2026, 5, 6)),
        (LimitKind.JURISDICTION_OBJECTION, date(2026, 3, 12)),
        (LimitKind.GARNISHEE, date(2026, 3, 17)),
        (LimitKind.ENTRUSTED_FILING, date(2026, 3, 9)),
        (LimitKind.ENTRUSTED_START, date(2026, 3, 17)),
        (LimitKind.ENTRUSTED_REPORT, date(2026, 4, 1)),
        (LimitKind.SECURED_SUSPENSION, date(2027, 3, 2)),
        (LimitKind.SUPERIOR_SUSPENSION, date(2026, 6, 2)),
        (LimitKind.INTERFERENCE, date(2026, 9, 2)),
        (LimitKind.APPRAISER, date(2026, 3, 12)),
        (LimitKind.TRANSFER_REGISTRATION, date(2026, 3, 9)),
        (LimitKind.APPROVAL, date(2026, 3, 9)),
    ],
)
def test_each_limit_has_its_length_and_its_article(kind: LimitKind, due_on: date) -> None:
    running = clock(kind, MONDAY)
    assert running.due_on == due_on
    assert running.explanation[0].article


def test_the_table_is_complete_and_every_subject_is_in_the_book() -> None:
    assert set(LIMITS) == set(LimitKind) - {LimitKind.EXTENSION_REQUEST}
    assert {limit.subject for limit in LIMITS.values()} <= set(statute_book())


def test_a_rest_day_moves_the_end_and_an_unknown_year_is_provisional() -> None:
    moved = clock(LimitKind.NOTICE, date(2026, 9, 21))
    assert moved.due_on == date(2026, 10, 8)
    assert not moved.provisional
    later = clock(LimitKind.CONCLUDE, date(2026, 7, 2))
    assert later.due_on == date(2027, 1, 4)
    assert later.provisional
    assert later.flags[0].code == "calendar.provisional"


def test_old_days_cite_the_old_numbers() -> None:
    assert clock(LimitKind.APPLY, date(2023, 5, 1)).explanation[0].article.endswith("第二百四十六条")
    assert clock(LimitKind.APPLY, date(2017, 5, 1)).explanation[0].article.endswith("第二百三十九条")
    assert clock(LimitKind.APPLY, date(2010, 5, 1)).explanation[0].article == ""
    assert citation("limits.conclude", date(2010, 5, 1)).endswith("第一百零七条")


def test_pauses_push_the_conclusion_and_count_once_where_they_overlap() -> None:
    pauses = (
        Pause(NotCounted.APPRAISAL, date(2026, 4, 1), date(2026, 4, 10)),
        Pause(NotCounted.PUBLIC_NOTICE, date(2026, 4, 6), date(2026, 4, 15)),
        Pause(NotCounted.STAY, date(2026, 4, 7), date(2026, 4, 8)),
        Pause(NotCounted.AUCTION, date(2027, 4, 7), date(2027, 4, 8)),
        Pause(NotCounted.STAY, date(2026, 2, 1), date(2026, 3, 3)),
    )
    running = clock(LimitKind.CONCLUDE, MONDAY, suspensions=pauses)
    assert running.due_on == date(2026, 9, 18)
    assert not running.paused
    assert "不计入期限" in running.explanation[2].text
    assert running.explanation[2].arithmetic == "2026-09-02 ＋ 16 日"


def test_a_pause_inside_the_pushed_time_still_counts() -> None:
    pauses = [
        Pause(NotCounted.APPRAISAL, date(2026, 8, 1), date(2026, 8, 31)),
        Pause(NotCounted.AUCTION, date(2026, 9, 20), date(2026, 9, 30)),
    ]
    assert not_counted_days(pauses, MONDAY, date(2026, 9, 2)) == 31 + 11
    assert not_counted_days(pauses[1:], MONDAY, date(2026, 9, 2)) == 0


def test_a_running_pause_counts_to_today_and_shows_grey() -> None:
    pause = Pause(NotCounted.STAY, date(2026, 4, 1))
    running = clock(LimitKind.CONCLUDE, MONDAY, suspensions=[pause], today=date(2026, 4, 30))
    assert running.paused
    assert running.due_on == date(2026, 10, 8)
    assert state(running, date(2026, 4, 30)).colour is Colour.GREY
    assert clock(LimitKind.CONCLUDE, MONDAY, suspensions=[pause]).due_on == date(2026, 9, 3)


def test_superior_court_clock_leaves_out_coordination_but_not_auctions() -> None:
    pause = Pause(NotCounted.COORDINATION, date(2026, 4, 1), date(2026, 4, 10))
    pushed = clock(LimitKind.SUPERIOR_TAKES_OVER, MONDAY, suspensions=[pause])
    assert pushed.due_on == date(2026, 9, 12)
    assert "执行程序若干问题的解释" in pushed.explanation[2].article
    auction = Pause(NotCounted.AUCTION, date(2026, 4, 1), date(2026, 4, 10))
    with pytest.raises(LimitMisused):
        clock(LimitKind.SUPERIOR_TAKES_OVER, MONDAY, suspensions=[auction])


def test_limits_that_know_no_pause_or_extension_refuse_them() -> None:
    more = Extension(3, MONDAY, "院长")
    with pytest.raises(LimitMisused):
        clock(LimitKind.NOTICE, MONDAY, suspensions=[Pause(NotCounted.STAY, MONDAY, MONDAY)])
    with pytest.raises(LimitMisused):
        clock(LimitKind.NOTICE, MONDAY, extension=more)
    with pytest.raises(LimitMisused):
        clock(LimitKind.CONCLUDE, MONDAY, extension=Extension(0, MONDAY, "院长"))
    with pytest.raises(LimitMisused):
        clock(LimitKind.CONCLUDE, MONDAY, extension=Extension(4, MONDAY, "院长"))
    with pytest.raises(LimitMisused):
        clock(
            LimitKind.CONCLUDE,
            MONDAY,
            suspensions=[Pause(NotCounted.STAY, date(2026, 4, 2), date(2026, 4, 1))],
        )


def test_extensions_lengthen_in_the_limits_own_unit() -> None:
    by_president = Extension(3, date(2026, 8, 20), "院长")
    assert clock(LimitKind.CONCLUDE, MONDAY, extension=by_president).due_on == date(2026, 12, 2)
    again = Extension(6, date(2026, 11, 20), "院长", reported=True)
    assert clock(LimitKind.CONCLUDE, MONDAY, extension=again).due_on == date(2027, 3, 2)
    review = clock(LimitKind.RECONSIDERATION_DECISION, MONDAY, extension=Extension(30, MONDAY, "院长"))
    assert review.due_on == date(2026, 5, 6)
    assert "30 日" in review.explanation[-1].text


def test_colours_turn_amber_in_the_last_third_and_vermilion_on_the_last_working_day() -> None:
    running = clock(LimitKind.CONCLUDE, date(2026, 1, 4))
    assert running.due_on == date(2026, 7, 6)
    assert running.amber_from == date(2026, 5, 6)
    seen = [
        (date(2026, 5, 5), Colour.GREEN, 62, False),
        (date(2026, 5, 6), Colour.AMBER, 61, False),
        (date(2026, 7, 5), Colour.AMBER, 1, False),
        (date(2026, 7, 6), Colour.VERMILION, 0, False),
        (date(2026, 7, 7), Colour.VERMILION, -1, True),
    ]
    for today, colour, left, overdue in seen:
        found = state(running, today)
        assert (found.colour, found.days_left, found.overdue) == (colour, left, overdue)
    assert state(running, date(2026, 7, 6)).text == "今日届满"
    assert state(running, date(2026, 7, 8)).text == "已逾期 2 日"


def test_an_end_on_a_rest_day_without_holiday_rule_is_red_on_the_working_day_before() -> None:
    running = clock(LimitKind.SUPERIOR_SUSPENSION, date(2026, 7, 3))
    assert running.due_on == date(2026, 10, 3)
    assert running.vermilion_from == date(2026, 9, 30)


def test_done_is_grey_and_late_stays_late() -> None:
    running = clock(LimitKind.NOTICE, MONDAY)
    done = state(running, date(2026, 5, 1), done_on=date(2026, 3, 12))
    assert (done.colour, done.overdue, done.text) == (Colour.GREY, False, "已于 2026-03-12 完成")
    late = state(running, date(2026, 5, 1), done_on=date(2026, 3, 14))
    assert late.overdue
    assert late.text == "已于 2026-03-14 完成，逾期 2 日"


def test_a_filed_case_has_its_first_ten_days_its_conclusion_and_its_extension_request() -> None:
    clocks = {running.kind: running.due_on for running in case_clocks(CaseEvents(MONDAY))}
    assert clocks == {
        LimitKind.FILE_TRANSFER: date(2026, 3, 5),
        LimitKind.HANDLER: date(2026, 3, 9),
        LimitKind.NOTICE: date(2026, 3, 12),
        LimitKind.REPORT_ORDER: date(2026, 3, 12),
        LimitKind.EXTENSION_REQUEST: date(2026, 8, 28),
        LimitKind.CONCLUDE: date(2026, 9, 2),
        LimitKind.SUPERIOR_TAKES_OVER: date(2026, 9, 2),
    }


def test_later_events_start_their_clocks() -> None:
    events = CaseEvents(
        filed_on=MONDAY,
        received_on=date(2026, 2, 26),
        handler_on=date(2026, 3, 4),
        measures_on=date(2026, 3, 3),
        administrative=True,
        started=((LimitKind.OBJECTION_DECISION, date(2026, 4, 1)),),
    )
    pauses = (
        Pause(NotCounted.AUCTION, date(2026, 4, 1), date(2026, 4, 10)),
        Pause(NotCounted.STAY, date(2026, 4, 11), date(2026, 4, 20)),
    )
    clocks = {running.kind: running.due_on for running in case_clocks(events, suspensions=pauses)}
    assert clocks[LimitKind.NOTICE] == date(2026, 3, 9)
    assert clocks[LimitKind.NOTICE_INTERNAL] == date(2026, 3, 9)
    assert clocks[LimitKind.INVESTIGATION] == date(2026, 4, 7)
    assert clocks[LimitKind.NOTICE_AFTER_MEASURES] == date(2026, 3, 6)
    assert clocks[LimitKind.OBJECTION_DECISION] == date(2026, 4, 16)
    assert clocks[LimitKind.CONCLUDE_ADMINISTRATIVE] == date(2026, 6, 22)
    assert clocks[LimitKind.SUPERIOR_TAKES_OVER] == date(2026, 9, 5)
    assert LimitKind.CONCLUDE not in clocks


def test_two_years_to_apply_run_from_the_last_instalment_since_2022() -> None:
    instalments = (date(2026, 6, 30), date(2025, 6, 30))
    (one,) = limitation_to_apply(on=date(2026, 7, 1), performance_ends_on=instalments)
    assert one.due_on == date(2028, 6, 30)
    assert one.flags[-1].code == "limits.debtor_may_object"
    each = limitation_to_apply(
        on=date(2021, 7, 1), performance_ends_on=(date(2019, 6, 30), date(2020, 6, 30))
    )
    assert [running.due_on for running in each] == [date(2021, 6, 30), date(2022, 6, 30)]
    (effective,) = limitation_to_apply(on=date(2026, 7, 1), effective_on=date(2026, 1, 15))
    assert effective.due_on == date(2028, 1, 17)


def test_an_interruption_starts_the_two_years_anew_only_inside_them() -> None:
    (again,) = limitation_to_apply(
        on=date(2026, 7, 1),
        performance_ends_on=(date(2022, 3, 1),),
        interrupted_on=(date(2024, 2, 1), date(2026, 3, 1)),
    )
    assert again.starts_on == date(2024, 2, 1)
    assert again.due_on == date(2026, 2, 2)


def test_a_limitation_needs_a_day() -> None:
    with pytest.raises(LimitationUnclear):
        limitation_to_apply(on=date(2026, 7, 1))
