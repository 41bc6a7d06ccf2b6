"""Every page of 智续 answers, in both languages, and its forms do what they say."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from freeze_office import NOW, some_case

from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.roles import Role
from zhixing.freezes.models import Measure
from zhixing.simulator import sample_folder


@pytest.fixture
def client(watched: Court, monkeypatch: pytest.MonkeyPatch) -> Client:
    return _signed_in(watched, Role.BUREAU_CHIEF, monkeypatch)


def _signed_in(court: Court, role: Role, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    account = next(made for made in make_demo_accounts(court, NOW) if made.role is role)
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


def test_the_list_its_filters_and_pages(client: Client) -> None:
    page = _text(client, "/freezes/")
    assert page.count("data-row data-href") == 50
    assert "依台账，未经协助单位回执确认" in page
    assert "zx-chip-confirmed" not in page
    following = re.search(r'rel="next" href="(\?[^"]+)"', page)
    assert following
    second = _text(client, "/freezes/" + following[1].replace("&amp;", "&"))
    assert second.count("data-row data-href") == 50
    ids = [set(re.findall(r'data-href="(/freezes/[^"]+)"', text)) for text in (page, second)]
    assert not ids[0] & ids[1]
    for query in (
        "?view=no-end",
        "?view=lapsed",
        "?view=week",
        "?asset=deposit&view=sixty",
        "?mine=1",
        "?q=执7号",
        "?view=nonsense&asset=x&after=y",
    ):
        _text(client, f"/freezes/{query}")
    client.cookies["django_language"] = "en"
    User.objects.update(language="en")
    assert "Terms of freezes" in _text(client, "/freezes/")


def test_the_export_is_what_is_shown(client: Client) -> None:
    response = client.get("/freezes/?view=no-end&format=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    heading = next(number for number, row in enumerate(rows) if row[0] == "状态")
    assert len(rows) - heading - 1 == Measure.objects.filter(state="no_end").count()
    assert {row[0] for row in rows[heading + 1 :]} == {"无届满日"}


def test_a_measure_its_why_and_its_acts(client: Client) -> None:
    measure = Measure.objects.filter(state="no_end").first()
    assert measure is not None
    address = f"/freezes/{measure.id}/"
    page = _text(client, address)
    assert "补录届满日" in page
    assert "法定最迟不过" in _text(client, f"{address}why/")
    assert client.post(f"{address}end/", {"stated_on": "不是日期"}).status_code == 302
    assert "请填写日期" in _text(client, address)
    client.post(f"{address}end/", {"stated_on": "2022-12-31"})
    assert Measure.objects.get(pk=measure.id).ends_on == date(2022, 12, 31)
    page = _text(client, address)
    assert "已登记，按 2022-12-31 提醒。" in page
    assert "30 日内届满" in page
    client.post(f"{address}release/", {"on": "2022-12-01", "reason": "债务已经清偿"})
    assert "已解除" in _text(client, address)
    client.post(f"{address}release/", {"on": "2022-12-01", "reason": "债务已经清偿"})
    assert "该措施已于 2022-12-01 解除" in _text(client, address)
    missing = "/freezes/00000000-0000-7000-8000-000000000000/"
    assert (
        client.get(missing).status_code
        == client.post(f"{missing}end/", {"stated_on": "2022-12-31"}).status_code
        == 404
    )


def test_the_forecast_and_the_case(client: Client, watched: Court) -> None:
    assert _text(client, "/freezes/forecast/").count("<tr data-row>") == 12
    case = some_case(watched)
    assert "<html" in _text(client, f"/cases/{case.id}/freezes/")
    part = client.get(f"/cases/{case.id}/freezes/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert " 项" in _text(client, f"/cases/{case.id}/freezes/figure/")


def test_a_ledger_on_screen_from_upload_to_result(office: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    client = _signed_in(office, Role.OFFICER, monkeypatch)
    assert "没有收到文件" in client.post("/freezes/import/").content.decode()
    wrong = BytesIO(b"not a table")
    wrong.name = "x.csv"
    assert 'role="alert"' in client.post("/freezes/import/", {"file": wrong}).content.decode()
    with (sample_folder() / "查封冻结台账.xlsx").open("rb") as file:
        preview = client.post("/freezes/import/", {"file": file}, follow=True)
    address = preview.request["PATH_INFO"]
    page = preview.content.decode()
    assert "接管 584 条" in page
    assert Measure.objects.count() == 0
    result = client.post(f"{address}accept/", follow=True).content.decode()
    assert "已接管 584 条措施。" in result
    assert Measure.objects.count() == 584
    client.post(f"{address}accept/")
    assert Measure.objects.count() == 584
    client.post(f"{address}discard/")
    assert client.get(address).status_code == 302


def test_an_auditor_looks_and_does_not_touch(watched: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    client = _signed_in(watched, Role.AUDITOR, monkeypatch)
    assert "接管手工台账" not in _text(client, "/freezes/")
    measure = Measure.objects.first()
    assert measure is not None
    assert "登记解除" not in _text(client, f"/freezes/{measure.id}/")
    assert client.get("/freezes/import/").status_code == 403
    refused = client.post(f"/freezes/{measure.id}/release/", {"on": "2022-12-01", "reason": "债务已经清偿"})
    assert refused.status_code == 403
