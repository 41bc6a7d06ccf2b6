"""Every page of the cases' room answers, says what it should and records what it must."""

import io
import re
from datetime import date

import openpyxl
import pytest
from cases_office import NOW, register, take
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhixing.cases.models import Case, Party, Recovery, Title
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.keys import uuid7


@pytest.fixture
def client(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-09-20")
    take(wangqing, register(slice(2, 58)))
    make_demo_accounts(wangqing, NOW)
    client = Client()
    user = User.objects.get(username="officer")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    case = Case.objects.get(sequence=1)
    Case.objects.filter(pk=case.pk).update(officer=user)
    Recovery.objects.create(
        court=wangqing, case=case, on=date(2022, 3, 1), fen=500_000, source="bank:1", recorded_at=NOW
    )
    return client


@pytest.fixture
def case(client: Client) -> Case:
    return Case.objects.select_related("title").get(sequence=1)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_an_officer_begins_with_his_own_cases(client: Client) -> None:
    page = text(client, "/cases/")
    assert page.count("data-row data-href") == 1
    assert re.search(r'aria-current="page">我的在办', page)
    assert text(client, "/cases/?view=open").count("data-row data-href") == 50
    assert "没有符合的案件" in text(client, "/cases/?view=concluded")
    assert text(client, "/cases/?view=open&q=执1号").count("data-row data-href") == 1
    assert text(client, "/cases/?view=due&after=x&q=%00'") is not None


def test_the_list_goes_on_by_key(client: Client) -> None:
    first = text(client, "/cases/?view=open")
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = text(client, "/cases/" + following[1].replace("&amp;", "&"))
    rows = [set(re.findall(r'data-href="(/cases/[^"]+)"', page)) for page in (first, second)]
    assert not rows[0] & rows[1]
    assert len(rows[0] | rows[1]) == Case.objects.count()


def test_the_export_holds_what_is_listed_and_is_a_fact(client: Client) -> None:
    response = client.get("/cases/?view=open&q=执1号&format=xlsx")
    assert "filename*=utf-8''" in response["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["案号", "（2022）吉2424执1号"]
    assert rows[1][7] == 5000
    assert Fact.objects.get(kind="register.exported").body == {"view": "open", "filter": "执1号", "rows": 1}


def test_every_tab_shows_the_head_and_its_own(client: Client, case: Case) -> None:
    for tab, words in (
        ("overview", "执行依据"),
        ("debt", "到账如何清偿"),
        ("timeline", "立案"),
        ("documents", "case"),
        ("x", "期限"),
    ):
        page = text(client, f"/cases/{case.id}/?tab={tab}")
        assert case.number in page
        assert "今天应付" in page
        assert words in page
    assert "222424198308300002" not in text(client, f"/cases/{case.id}/")
    assert client.get(f"/cases/{uuid7()}/").status_code == 404


def test_a_case_page_costs_the_same_for_many_parties_and_payments(client: Client, case: Case) -> None:
    def spent() -> int:
        with CaptureQueriesContext(connection) as caught:
            text(client, f"/cases/{case.id}/?tab=debt")
        return len(caught)

    spent()
    before = spent()
    debtor = Party.objects.filter(case=case, role="debtor")[0]
    for position in range(10, 30):
        debtor.pk, debtor.position, debtor.sub_account, debtor._state.adding = uuid7(), position, "", True
        debtor.save()
        Recovery.objects.create(
            court_id=case.court_id, case=case, on=date(2022, 3, position), fen=1000, source=f"bank:{position}",
            recorded_at=NOW,
        )  # fmt: skip
    assert spent() == before


def test_every_figure_unfolds(client: Client, case: Case) -> None:
    page = text(client, f"/cases/{case.id}/?tab=debt&on=2023-01-31")
    addresses = set(re.findall(r'class="zx-why zx-num" href="([^"]+)"', page))
    assert len(addresses) == 14
    for address in addresses:
        response = client.get(address.replace("&amp;", "&"), headers={"HX-Request": "true"})
        words = response.content.decode()
        assert response.status_code == 200
        assert "zx-steps" in words
        assert "<html" not in words
    assert client.get(f"/cases/{case.id}/why/nothing/").status_code == 404
    assert client.get(f"/cases/{case.id}/limits/nothing/").status_code == 404


def test_a_day_before_the_title_and_an_open_rate_are_said(client: Client, case: Case) -> None:
    assert "还没有应付的债务" in text(client, f"/cases/{case.id}/?tab=debt&on=1999-01-01")
    assert "债权构成" in text(client, f"/cases/{case.id}/?tab=debt&on=garbage")
    assert "债权构成" in text(client, f"/cases/{case.id}/?tab=debt&on=9999-12-31")
    Title.objects.filter(case=case).update(rate_text="起诉时LPR", interest_from=date(2021, 1, 1))
    page = text(client, f"/cases/{case.id}/?tab=debt")
    assert "请补充该日的日期" in page


def test_full_numbers_are_shown_for_a_reason_and_stand_on_the_timeline(client: Client, case: Case) -> None:
    party = Party.objects.filter(case=case, role="debtor").order_by("position")[0]
    address = f"/cases/parties/{party.id}/numbers/"
    assert "222424198308300002" not in text(client, address)
    refused = client.post(address, {"reason": "看"})
    assert "请写明" in refused.content.decode()
    shown = client.post(address, {"reason": "核对送达地址"})
    assert "222424198308300002" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert "事由：核对送达地址" in text(client, f"/cases/{case.id}/?tab=timeline")
    assert client.get(f"/cases/parties/{uuid7()}/numbers/").status_code == 404


def test_the_pages_speak_english(client: Client, case: Case) -> None:
    User.objects.filter(username="officer").update(language="en")
    for address in ("/cases/", f"/cases/{case.id}/", f"/cases/{case.id}/?tab=debt", "/cases/intake/"):
        assert '<html lang="en"' in text(client, address)
    assert "Owed today" in text(client, f"/cases/{case.id}/")
