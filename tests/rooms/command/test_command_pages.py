"""The pages of 指挥 answer, show both rates side by side, and lead from each figure to its cases."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from zhixing.cases.models import Case, Recovery, Title
from zhixing.command.rules.figures import FigureKey
from zhixing.foundation.identity.models import Court, Membership, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.roles import Role

NOW = datetime(2022, 12, 31, 2, 0, tzinfo=UTC)


def _case(court: Court, sequence: int, concluded_on: date | None) -> Case:
    case = Case.objects.create(
        court=court, number=f"（2022）{court.code}执{sequence}号", year=2022, type_code="执", sequence=sequence,
        filed_on=date(2022, 1, 10), officer_name="金哲", cause="借款", sub_account=str(sequence),
        status="concluded" if concluded_on else "open", concluded_on=concluded_on,
        closing_kind="performed" if concluded_on else "",
    )  # fmt: skip
    Title.objects.create(
        case=case, court=court, number="x", effective_on=date(2021, 1, 1), principal_fen=1_000_000
    )
    return case


@pytest.fixture
def client(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-31")
    done = _case(wangqing, 1, date(2022, 3, 1))
    _case(wangqing, 2, None)
    Recovery.objects.create(
        case=done, court=wangqing, on=date(2022, 2, 1), fen=1_234_567, source="a", recorded_at=NOW
    )
    make_demo_accounts(wangqing, NOW)
    client = Client()
    client.force_login(
        User.objects.get(username="chief"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def _text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_both_rates_stand_side_by_side(client: Client) -> None:
    page = _text(client, "/command/")
    shown = re.findall(r"<dt>([^<]+)</dt><dd><a class=\"zx-why[^>]*>([^<]+)<", page)
    assert shown[:2] == [("结案率", "50.00 %"), ("到位率", "61.73 %")]
    assert "2022年，汪清法院执结1件，结案率50.00%，执行到位12,345.67元（到位率61.73%）。" in page
    assert "各法院" not in page


def test_each_figure_explains_itself_and_leads_to_its_cases(client: Client) -> None:
    for key in FigureKey:
        page = _text(client, f"/command/why/{key.value}/?year=2022")
        assert f"/command/cases/{key.value}/" in page
    assert "1 ÷ 2" in _text(client, "/command/why/conclusion-rate/")
    assert _text(client, "/command/cases/concluded/?year=2022").count("data-row data-href") == 1
    assert _text(client, "/command/cases/received/?year=2022").count("data-row data-href") == 2


def test_the_wall_has_ten_figures_at_most(client: Client) -> None:
    page = _text(client, "/command/wall/")
    assert 8 <= page.count("<dd") <= 10
    assert "1.23 万" in page
    assert 'title="12,345.67"' in page


def test_what_cannot_be_shown_is_not_found(client: Client) -> None:
    other = Court.objects.get(code="吉2426")
    for address in (
        "/command/?court=x",
        f"/command/?court={other.pk}",
        "/command/?year=2023",
        "/command/why/nothing/",
        "/command/cases/received/?after=x",
        "/command/cases/received/?year=2023",
    ):
        assert client.get(address).status_code == 404, address
    assert client.get("/command/?year=abc").status_code == 200


def test_the_intermediate_court_sees_each_of_its_courts(client: Client) -> None:
    upper = Court.objects.get(code="吉24")
    Membership.objects.filter(user__username="chief").delete()
    Membership.objects.create(
        user=User.objects.get(username="chief"), court=upper, role=Role.BUREAU_CHIEF.value
    )
    page = _text(client, "/command/")
    assert "2022年，延边中院执结1件" in page
    assert page.count("法院") > 9
    lower = Court.objects.get(code="吉2424")
    assert f"/command/?court={lower.pk}&amp;year=2022" in page
    assert "汪清法院执结1件" in _text(client, f"/command/?court={lower.pk}&year=2022")
