"""Who sees which case, and what of a person's numbers."""

import pytest
from cases_office import NOW, register, take
from django.db import DatabaseError, connection, transaction

from zhixing.cases.models import Case, Party
from zhixing.cases.operations import view_personal_data
from zhixing.cases.queries import CaseFilter, CaseNotFound, case_by_id, list_cases, search
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Membership, Role, User
from zhixing.foundation.identity.queries import actor_for
from zhixing.foundation.identity.scope import courts_visible


def person(name: str, court_code: str, role: Role = Role.OFFICER) -> Actor:
    user = User.objects.create_user(name, None, display_name=name)
    Membership.objects.create(user=user, court=Court.objects.get(code=court_code), role=role.value)
    return actor_for(user)


@pytest.fixture
def one_case(wangqing: Court) -> Case:
    take(wangqing, register(slice(2, 3)))
    return Case.objects.get()


def test_an_officer_of_another_court_sees_nothing(one_case: Case) -> None:
    stranger = person("图们执行员", "吉2402")
    with courts_visible(stranger.courts):
        assert list_cases(wanted=CaseFilter()).lines == []
        assert search(one_case.number) == []
        with pytest.raises(CaseNotFound, match="不在您可以查看的法院"):
            case_by_id(one_case.id)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Case.objects.create(
                court_id=one_case.court_id, number="（2022）吉2424执9号", year=2022, type_code="执", sequence=9,
                filed_on=one_case.filed_on, sub_account="9",
            )  # fmt: skip


def test_nothing_is_seen_outside_a_scope(one_case: Case) -> None:
    with courts_visible(()):
        assert Case.objects.count() == Party.objects.count() == Fact.objects.count() == 0


def test_the_upper_court_sees_its_lower_courts(one_case: Case) -> None:
    upper = person("中院执行员", "吉24")
    assert len(upper.courts) == 9
    with courts_visible(upper.courts):
        assert [line.number for line in list_cases(wanted=CaseFilter()).lines] == [one_case.number]


def test_lists_hold_no_whole_number(one_case: Case) -> None:
    party = Party.objects.filter(role="debtor").order_by("position")[0]
    assert party.id_masked == "2224**********0002"
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM cases_party p WHERE id = %s", [party.id])
        assert "222424198308300002" not in cursor.fetchone()[0]


def test_a_full_view_needs_a_reason_and_is_a_fact(one_case: Case) -> None:
    officer = person("金哲", "吉2424")
    party = Party.objects.filter(role="debtor").order_by("position")[0]
    with pytest.raises(ValueError, match="事由"):
        view_personal_data(party_id=party.id, reason="看", now=NOW, actor=officer)
    assert not Fact.objects.filter(kind="personal_data.viewed").exists()
    opened = view_personal_data(party_id=party.id, reason="核对送达地址", now=NOW, actor=officer)
    assert opened["id"] == "222424198308300002"
    fact = Fact.objects.get(kind="personal_data.viewed")
    assert (fact.subject, fact.actor_name, fact.body["reason"]) == (
        f"case:{one_case.id}",
        "金哲",
        "核对送达地址",
    )
    assert "222424198308300002" not in str(fact.body)


def test_a_person_without_a_role_in_the_court_sees_no_full_number(one_case: Case) -> None:
    upper = person("中院执行员", "吉24")
    with pytest.raises(NotAllowed):
        view_personal_data(party_id=Party.objects.all()[0].id, reason="核对证件号码", now=NOW, actor=upper)
