"""A unit may bear more or less than the others: its own bound is set on the page of stops and limits, and holds."""

from uuid import uuid4

import pytest
from django.test import Client

from robot_fixtures import Shelf
from robot_world import NOW, SYSTEM, file_cases
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.inquiries.models import Unit
from zhixing.robot import operations
from zhixing.robot.models import Act, RobotPolicy

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORM = {
    "per_hour": "5000", "unit_per_hour": "2000", "at_once": "10000", "samples_percent": "5", "opens_at": "08:30",
    "closes_at": "17:30", "working_days_only": "1",
}  # fmt: skip


@pytest.fixture
def bank(wangqing: Court, shelf: Shelf) -> Unit:
    make_demo_accounts(wangqing, clock.now())
    return [_unit(wangqing, name) for name in ("林业局", "建行汪清支行")][1]


def _unit(court: Court, name: str) -> Unit:
    return Unit.objects.create(
        court=court, code=f"u{uuid4().hex[:6]}", name=name, kind="bank", connector="desk", agreement="协议",
        registered_at=NOW,
    )  # fmt: skip


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


def save(client: Client, court: Court, **more: str) -> str:
    values = {**FORM, "court": str(court.pk), **more}
    return client.post("/robot/limits/", values, follow=True).content.decode()


def test_a_units_own_bound_is_entered_shown_taken_away_and_holds(wangqing: Court, bank: Unit) -> None:
    chief = signed_in("chief")
    assert f'name="unit-{bank.pk}"' in chief.get("/robot/stops/").content.decode()
    assert "限额已保存" in save(chief, wangqing, **{f"unit-{bank.pk}": "1"})
    assert RobotPolicy.objects.get().units == {str(bank.pk): 1}
    assert Fact.objects.get(kind="robot.limits_set").body["units"] == {str(bank.pk): 1}
    page = chief.get("/robot/stops/").content.decode()
    assert f'id="unit-{bank.pk}" name="unit-{bank.pk}" inputmode="numeric" value="1"' in page
    file_cases(wangqing, 3)
    operations.prepare(court_id=wangqing.pk, now=NOW, actor=SYSTEM)
    acts = list(Act.objects.order_by("id"))
    for act in acts[:2]:
        act.units = [str(bank.pk)]
    go, held = operations.let_go(court_id=wangqing.pk, acts=acts, now=NOW)
    assert ([act.id for act in go], [one.words_zh for one in held]) == (
        [acts[0].id, acts[2].id], ["该单位每小时件数已满"]
    )  # fmt: skip
    save(chief, wangqing)
    assert RobotPolicy.objects.get().units == {}


@pytest.mark.parametrize(
    ("value", "words"), [("很多", "请填写整数"), ("-1", "件数须在"), ("1000001", "件数须在")]
)
def test_what_is_no_number_of_acts_is_refused(wangqing: Court, bank: Unit, value: str, words: str) -> None:
    assert words in save(signed_in("chief"), wangqing, **{f"unit-{bank.pk}": value})
    assert not RobotPolicy.objects.exists()


def test_an_officer_sees_the_bounds_and_sets_none(wangqing: Court, bank: Unit) -> None:
    officer = signed_in("officer")
    page = officer.get("/robot/stops/").content.decode()
    assert f'id="unit-{bank.pk}" name="unit-{bank.pk}" inputmode="numeric" value="" disabled' in page
    save(officer, wangqing, **{f"unit-{bank.pk}": "1"})
    assert not RobotPolicy.objects.exists()
