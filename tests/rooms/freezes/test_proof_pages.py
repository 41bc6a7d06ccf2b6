"""Calendar, week, lapses, forecast and the proof of continuity on screen."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from freeze_office import NOW

from choosing_world import use_fonts
from zhixing.documents.models import Document
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.roles import Role
from zhixing.freezes.models import CalendarFeed, Measure


@pytest.fixture
def client(watched: Court, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    account = next(made for made in make_demo_accounts(watched, NOW) if made.role is Role.BUREAU_CHIEF)
    client = Client()
    client.force_login(
        User.objects.get(username=account.username),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def _text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_lapses_of_a_period_on_screen_and_as_a_workbook(client: Client, watched: Court) -> None:
    asked = "?from=2022-01-01&to=2022-12-01"
    two = Measure.objects.filter(state="watched").order_by("-ends_on").values_list("pk", flat=True)[:2]
    Measure.objects.filter(pk__in=list(two)).update(ends_on=date(2022, 11, 20), starts_on=date(2021, 11, 20))
    page = _text(client, f"/freezes/lapses/{asked}")
    assert "失效统计" in page
    assert "接管时已过期" in page
    response = client.get(f"/freezes/lapses/{asked}&format=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[0][:3] == ("届满日", "案号", "被执行人")
    assert {row[8] for row in rows[1:]} == {"接管时已过期"}


def test_the_week_lists_its_seven_days(client: Client, watched: Court) -> None:
    soonest = Measure.objects.filter(state="watched", ends_on__gte="2022-12-01").earliest("ends_on").ends_on
    assert soonest is not None
    page = _text(client, f"/freezes/week/?from={soonest}&mine=0")
    assert page.count("星期") == 7
    assert (
        page.count("data-row data-href")
        == Measure.objects.filter(state="watched", ends_on__range=_week_of(soonest)).count()
    )


def _week_of(on: date) -> tuple[str, str]:
    first = on - timedelta(days=on.weekday())
    return first.isoformat(), (first + timedelta(days=6)).isoformat()


def test_the_calendar_is_made_shown_and_withdrawn(client: Client, watched: Court) -> None:
    assert "还没有地址" in _text(client, "/freezes/calendar/")
    assert client.post(f"/freezes/calendar/{watched.pk}/", {"act": "open"}).status_code == 302
    page = _text(client, "/freezes/calendar/")
    address = page.split('value="http://testserver')[1].split('"')[0]
    assert client.get(address).content.startswith(b"BEGIN:VCALENDAR")
    assert Client().get(address).status_code == 200
    client.post(f"/freezes/calendar/{watched.pk}/", {"act": "close"})
    assert Client().get(address).status_code == 404
    assert CalendarFeed.objects.get().closed_at is not None


def test_the_forecast_names_holders_and_money(client: Client) -> None:
    page = _text(client, "/freezes/forecast/")
    assert page.count("<tr data-row>") == 12
    assert "按协助单位" in page


def test_the_proof_opens_as_a_pdf(client: Client, watched: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    use_fonts(monkeypatch)
    measure = Measure.objects.filter(state="watched", is_waiting=False, debtor__isnull=False).earliest(
        "ends_on"
    )
    response = client.post(f"/freezes/{measure.id}/continuity/")
    document = Document.objects.get(kind="continuity_proof")
    assert response["Location"] == f"/documents/{document.id}/"
    endless = Measure.objects.filter(state="no_end").first()
    assert endless is not None
    assert client.post(f"/freezes/{endless.id}/continuity/")["Location"] == f"/freezes/{endless.id}/"
