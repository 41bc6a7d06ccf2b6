"""What ends a restriction and by when; which number a resumed case bears; what a 终本 refuses."""

from datetime import date

import pytest

from zhixing.cases.rules.endings import CannotEnd, refuse_unready, resumed_number
from zhixing.cases.rules.findings import About, FindingRefused, check_finding
from zhixing.cases.rules.restrictions import (
    CauseDoesNotFit,
    EndCause,
    RestrictionKind,
    Standing,
    lifting,
    standing,
)
from zhixing.law.sanctions import SanctionNotAllowed
from zhixing.law.suspension_dossier import Dossier, DossierDebtor

LIST, SPEND, EXIT = RestrictionKind.DEFAULTER, RestrictionKind.CONSUMPTION, RestrictionKind.EXIT


def test_an_entry_without_a_term_goes_three_working_days_after_performance() -> None:
    asked = lifting(LIST, EndCause.PERFORMED, date(2022, 9, 30))
    # 2022-10-01 to 10-07 are the National Day; 10-08 and 10-09 are make-up workdays
    assert asked.due_on == date(2022, 10, 10)
    assert "第十条" in asked.explanation[0].article


def test_an_entry_with_a_term_waits_for_its_end() -> None:
    assert lifting(LIST, EndCause.PERFORMED, date(2022, 9, 20), ends_on=date(2024, 9, 20)).due_on is None
    ended = lifting(LIST, EndCause.TERM_ENDED, date(2024, 9, 20), ends_on=date(2024, 9, 20))
    assert ended.due_on == date(2024, 9, 25)


def test_consumption_is_lifted_promptly_and_the_house_says_what_it_takes_for_prompt() -> None:
    asked = lifting(SPEND, EndCause.PERFORMED, date(2022, 9, 20))
    assert asked.due_on == date(2022, 9, 23)
    assert [flag.code for flag in asked.flags] == ["restriction.promptly"]
    assert "第九条" in asked.explanation[0].article


def test_security_and_consent_allow_the_lifting_and_do_not_oblige() -> None:
    assert lifting(SPEND, EndCause.SECURITY, date(2022, 9, 20)).due_on is None
    assert lifting(SPEND, EndCause.CREDITOR_ASKED, date(2022, 9, 20)).due_on is None
    with pytest.raises(CauseDoesNotFit, match="提供担保不是"):
        lifting(LIST, EndCause.SECURITY, date(2022, 9, 20))


def test_two_empty_queries_end_a_listing_and_nothing_else() -> None:
    assert lifting(LIST, EndCause.TWO_EMPTY_QUERIES, date(2022, 9, 20), empty_queries=2).due_on == date(
        2022, 9, 23
    )
    with pytest.raises(SanctionNotAllowed):
        lifting(LIST, EndCause.TWO_EMPTY_QUERIES, date(2022, 9, 20), empty_queries=1)
    with pytest.raises(CauseDoesNotFit):
        lifting(SPEND, EndCause.TWO_EMPTY_QUERIES, date(2022, 9, 20), empty_queries=2)


def test_termination_leaves_no_basis_for_a_ban_on_leaving() -> None:
    assert lifting(EXIT, EndCause.TERMINATED, date(2022, 9, 20)).due_on == date(2022, 9, 23)


def test_where_a_restriction_stands() -> None:
    def at(
        day: date, *, due: date | None = None, lifted: date | None = None, published: date | None = None
    ) -> Standing:
        return standing(LIST, published_on=published, lift_due_on=due, lifted_on=lifted, on=day)

    today = date(2022, 9, 20)
    assert at(today) is Standing.DECIDED
    assert at(today, published=today) is Standing.IN_FORCE
    assert at(today, due=today) is Standing.TO_LIFT
    assert at(today, due=date(2022, 9, 19)) is Standing.OVERDUE
    assert at(today, due=date(2022, 9, 19), lifted=today) is Standing.LIFTED


def test_a_resumed_case_is_numbered_anew_in_the_year_of_resumption() -> None:
    assert resumed_number("吉2424", year=2023, sequence=7).text == "（2023）吉2424执恢7号"


def test_a_suspension_says_everything_that_is_missing() -> None:
    file = Dossier(date(2022, 9, 1), 100_000, 100_000, (DossierDebtor("王哲"),))
    with pytest.raises(CannotEnd) as refused:
        refuse_unready(file, date(2022, 10, 1))
    words = str(refused.value)
    for piece in (
        "未向被执行人发出执行通知",
        "未发出限制消费令：王哲",
        "未通过网络执行查控系统查询",
        "起才超过三个月",
        "未就终本约谈",
        "又未经院长批准",
    ):
        assert piece in words


def test_a_finding_names_what_it_is_about() -> None:
    def check(about: About, **named: bool) -> None:
        of = {"has_party": False, "has_asset": False, "has_answered": False, **named}
        check_finding(about, words="已经核实", **of)

    check(About.LOCAL_SEARCH)
    check(About.DEBTOR_MISSING, has_party=True)
    check(About.LEAD_CHECKED, has_answered=True)
    for about, named in (
        (About.DEBTOR_MISSING, {}),
        (About.LOCAL_SEARCH, {"has_party": True}),
        (About.LEAD_CHECKED, {}),
    ):
        with pytest.raises(FindingRefused):
            check(about, **named)
