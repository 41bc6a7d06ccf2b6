"""The list of defaulters."""

from datetime import date

import pytest

from zhixing.law.sanctions import (
    DeletionCause,
    Ground,
    ListingAct,
    ListingFacts,
    SanctionNotAllowed,
    deletion_due,
    grace_end,
    listing_act_due,
    listing_term,
    may_list,
    reentry_from,
)

ON = date(2025, 3, 10)
ONE, FOUR = Ground.ABLE_BUT_REFUSES, Ground.REPORTING_BREACH


def test_an_entry_on_ground_four_lasts_two_years_and_goes_within_three_working_days() -> None:
    term = listing_term(ON, [FOUR])
    assert term.ends_on == date(2027, 3, 10)
    assert term.delete_by == date(2027, 3, 15)
    assert term.flags[0].code == "calendar.provisional"
    assert listing_term(date(2023, 9, 27), [FOUR]).delete_by == date(2025, 9, 30)
    assert listing_term(date(2023, 9, 27), [FOUR]).flags == ()


def test_ground_one_alone_has_no_term() -> None:
    term = listing_term(ON, [ONE])
    assert (term.ends_on, term.delete_by) == (None, None)


def test_one_to_three_years_more_for_violence_or_several_grounds() -> None:
    assert listing_term(ON, [Ground.OBSTRUCTION], extra_years=3, violent=True).ends_on == date(2030, 3, 10)
    assert listing_term(ON, [FOUR, ONE], extra_years=1).ends_on == date(2028, 3, 10)


@pytest.mark.parametrize(
    ("grounds", "extra", "violent"),
    [
        ([], 0, False),
        ([FOUR], 4, False),
        ([FOUR], -1, False),
        ([FOUR], 1, False),
        ([FOUR], 1, True),
        ([Ground.OBSTRUCTION], 1, False),
        ([ONE], 1, True),
    ],
)
def test_terms_outside_the_article_are_refused(grounds: list[Ground], extra: int, violent: bool) -> None:
    with pytest.raises(SanctionNotAllowed):
        listing_term(ON, grounds, extra_years=extra, violent=violent)


def test_a_minor_is_never_listed() -> None:
    test = may_list(list(Ground), ListingFacts(minor=True), ON)
    assert not test.allowed
    assert test.explanation[-1].article.endswith("第四条")


@pytest.mark.parametrize(
    "facts",
    [
        ListingFacts(sufficient_security=True),
        ListingFacts(measures_suffice=True),
        ListingFacts(turn_is_later=True),
        ListingFacts(otherwise_not_refusing=True),
    ],
)
def test_ground_one_falls_away_where_there_is_no_refusal(facts: ListingFacts) -> None:
    assert not may_list([ONE], facts, ON).allowed
    both = may_list([FOUR, ONE], facts, ON)
    assert (both.allowed, both.grounds) == (True, (FOUR,))
    assert may_list([FOUR], facts, ON).grounds == (FOUR,)


def test_the_grounds_stand_when_nothing_speaks_against_them() -> None:
    assert may_list([FOUR, ONE], ListingFacts(), ON).grounds == (ONE, FOUR)
    assert not may_list([], ListingFacts(), ON).allowed


def test_no_entry_during_grace() -> None:
    until = grace_end(ON, 1)
    assert until == date(2025, 4, 10)
    assert not may_list([ONE], ListingFacts(grace_until=until), until).allowed
    assert may_list([ONE], ListingFacts(grace_until=until), date(2025, 4, 11)).allowed
    for months in (0, 4):
        with pytest.raises(SanctionNotAllowed):
            grace_end(ON, months)


def test_six_months_without_reentry_after_the_creditors_own_request() -> None:
    deleted = date(2025, 3, 10)
    facts = ListingFacts(re_request_by_creditor=True, deleted_on_creditor_request=deleted)
    assert reentry_from(deleted) == date(2025, 9, 11)
    assert not may_list([ONE], facts, date(2025, 9, 10)).allowed
    assert may_list([ONE], facts, date(2025, 9, 11)).allowed
    ex_officio = ListingFacts(deleted_on_creditor_request=deleted)
    assert may_list([ONE], ex_officio, date(2025, 5, 1)).allowed


@pytest.mark.parametrize("cause", list(DeletionCause))
def test_each_cause_deletes_an_entry_without_term_in_three_working_days(cause: DeletionCause) -> None:
    if cause is DeletionCause.TERM_ENDED:
        with pytest.raises(SanctionNotAllowed):
            deletion_due(cause, ON)
        return
    found = deletion_due(cause, date(2026, 9, 30), empty_queries=2)
    assert found.due_on == date(2026, 10, 10)


def test_an_entry_with_a_term_goes_only_when_it_ends_or_by_decision_or_when_wrong() -> None:
    ends = date(2027, 3, 10)
    kept = deletion_due(DeletionCause.PERFORMED, ON, ends_on=ends)
    assert kept.due_on is None
    assert "提前删除" in kept.explanation[0].text
    assert deletion_due(DeletionCause.TERM_ENDED, ends, ends_on=ends).due_on == date(2027, 3, 15)
    early = deletion_due(DeletionCause.EARLY_DECISION, ON, ends_on=ends)
    assert early.due_on == date(2025, 3, 13)
    wrong = deletion_due(DeletionCause.WRONG_ENTRY, ON, ends_on=ends)
    assert wrong.due_on == date(2025, 3, 13)
    assert wrong.explanation[0].article.endswith("第九条")


def test_one_empty_query_after_suspension_is_not_enough() -> None:
    with pytest.raises(SanctionNotAllowed):
        deletion_due(DeletionCause.TWO_EMPTY_QUERIES, ON, empty_queries=1)


@pytest.mark.parametrize(
    ("act", "due_on"),
    [
        (ListingAct.DECIDE_APPLICATION, date(2025, 3, 25)),
        (ListingAct.DECIDE_CORRECTION, date(2025, 3, 25)),
        (ListingAct.ASK_RECONSIDERATION, date(2025, 3, 20)),
        (ListingAct.DECIDE_RECONSIDERATION, date(2025, 3, 25)),
    ],
)
def test_acts_about_the_list_have_their_days(act: ListingAct, due_on: date) -> None:
    assert listing_act_due(act, ON).due_on == due_on
