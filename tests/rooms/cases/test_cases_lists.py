"""Lists, pages by key, search, duties: exact, and with as many queries for one row as for many."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from cases_office import register, take
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhixing.cases.models import Case, CaseClock, Party
from zhixing.cases.queries import (
    CaseFilter,
    count_of_duties,
    count_open,
    duties,
    list_cases,
    next_date,
    search,
)
from zhixing.foundation.duties import Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role


@pytest.fixture
def office(wangqing: Court) -> Court:
    take(wangqing, register(slice(2, 62)))
    return wangqing


def queries_of(wanted: CaseFilter, limit: int) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        list_cases(wanted=wanted, limit=limit)
    return len(caught)


def walked(wanted: CaseFilter, limit: int) -> list[UUID]:
    found, after = [], ""
    while True:
        page = list_cases(wanted=wanted, after=after, limit=limit)
        found += [line.id for line in page.lines]
        after = page.next_key
        if not after:
            return found


def test_pages_by_key_give_every_case_once_in_order(office: Court) -> None:
    expected = list(Case.objects.order_by("-filed_on", "-id").values_list("id", flat=True))
    assert walked(CaseFilter(), 7) == expected
    assert walked(CaseFilter(), len(expected)) == expected


def test_limits_ahead_are_listed_nearest_first(office: Court) -> None:
    until = date(2022, 6, 30)
    found = walked(CaseFilter(status="open", due_until=until), 7)
    nearest = {}
    for clock in CaseClock.objects.filter(due_on__lte=until).order_by("due_on"):
        nearest.setdefault(clock.case_id, clock.due_on)
    assert found == sorted(nearest, key=lambda case: (nearest[case], case))
    first = list_cases(wanted=CaseFilter(due_until=until), limit=1).lines[0]
    assert (first.next_due_on, first.next_due) == (min(nearest.values()), "通知提供财产线索")


def test_a_list_costs_four_queries_however_long(office: Court) -> None:
    assert queries_of(CaseFilter(), 1) == queries_of(CaseFilter(), 50) == 4
    ahead = CaseFilter(due_until=date(2023, 12, 31))
    assert queries_of(ahead, 1) == queries_of(ahead, 50) == 5


def test_a_broken_key_begins_at_the_start(office: Court) -> None:
    assert list_cases(wanted=CaseFilter(), after="不是钥匙", limit=3) == list_cases(
        wanted=CaseFilter(), limit=3
    )


@pytest.mark.parametrize(
    "text", ["（2022）吉2424执1号", "(2022)吉2424执1号", "执1号", "1", "24242022000001", "91222405794240531G"]
)
def test_a_case_is_found_by_its_numbers(office: Court, text: str) -> None:
    assert [hit.title for hit in search(text)] == ["（2022）吉2424执1号"]


def test_every_case_of_a_person_is_found_by_the_id_number(office: Court) -> None:
    found = {hit.title for hit in search("222424198308300002")}
    assert found == {"（2022）吉2424执1号", "（2022）吉2424执35号"}


def test_a_case_is_found_by_the_beginning_of_a_name_and_of_a_number(office: Court) -> None:
    party = Party.objects.filter(case__sequence=1, role="applicant")[0]
    assert "（2022）吉2424执1号" in [hit.title for hit in search(party.name[:2])]
    assert len(search("（2022", limit=100)) == Case.objects.count()
    assert search("执恢1号") == []
    assert search("  ") == []


def test_a_chief_has_the_duties_of_the_court_and_an_officer_his_own(office: Court) -> None:
    today = date(2022, 3, 1)
    chief = Actor(1, "崔成国", (office.pk,), {office.pk: frozenset({Role.BUREAU_CHIEF})})
    officer = Actor(2, "金哲", (office.pk,), {office.pk: frozenset({Role.OFFICER})})
    due = CaseClock.objects.filter(done_on=None, due_on__lte=today + timedelta(days=10)).order_by(
        "due_on", "id"
    )
    found = duties(actor=chief, today=today, limit=1000)
    assert [duty.until for duty in found] == [clock.due_on for clock in due]
    assert {duty.loss for duty in found} == {Loss.LIMIT_MISSED}
    assert count_of_duties(actor=chief, today=today) == len(found) > 0
    assert duties(actor=officer, today=today, limit=1000) == []
    assert count_of_duties(actor=officer, today=today) == 0
    assert next_date(actor=officer, today=today) == ""
    assert next_date(actor=chief, today=today).startswith("2022-03-1")


def test_counts_are_exact(office: Court) -> None:
    assert count_open([office.pk]) == Case.objects.count()
