"""The pages of the clocks answer with what they must show, and their forms do what they say."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from funds_world import NOW, make_case, take_in
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.funds import sweeps
from zhixing.funds.models import PayoutDeferral, Receipt, TellingDue

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def office(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Court:
    """Wangqing on 29 March 2022: one sum in a case, one unclaimed, both of 1 March."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-29")
    make_demo_accounts(wangqing, NOW)
    case = make_case(wangqing, 7)
    take_in(
        wangqing, [("B1", 5_000_000, "李四", "还款", case.sub_account), ("B2", 10_000, "王五", "转账", "")]
    )
    return wangqing


def _as(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


def _text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_the_board_predicts_and_names_the_hand(office: Court) -> None:
    page = _text(_as("chief"), "/funds/board/")
    assert "3 天后逾期" in page
    assert "已逾期 25 天" in page
    assert "等待系统拟定分配方案，自3月1日起（已28天）" in page
    assert "50,000.00" in page
    only = _text(_as("chief"), "/funds/board/?stage=claim&band=over&officer=-")
    assert "已逾期 25 天" in only
    assert "3 天后逾期" not in only


def test_an_officer_sees_their_own_cases_on_the_board(office: Court) -> None:
    page = _text(_as("officer"), "/funds/board/")
    assert "只列您承办的案件" in page
    assert "王五" not in page


def test_the_board_as_a_workbook(office: Court) -> None:
    content = _as("chief").get("/funds/board/?format=xlsx").content
    rows = list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    found = [row for row in rows if "3 天后逾期" in row]
    assert len(found) == 1
    assert "（2022）吉2424执7号" in found[0]


def test_a_deferral_from_proposal_to_its_end(office: Court) -> None:
    receipt = Receipt.objects.get(fen=5_000_000)
    clerk, chief = _as("clerk"), _as("chief")
    assert "报请批准" in _text(clerk, f"/funds/receipts/{receipt.pk}/defer/")
    wrong = clerk.post(
        f"/funds/receipts/{receipt.pk}/defer/propose/", {"ground": "x", "until": "2022-04-20"}, follow=True
    )
    assert "请选定延缓的法定事由" in wrong.content.decode()
    form = {"ground": "stayed", "reason": "裁定中止执行", "until": "2022-04-20"}
    made = clerk.post(f"/funds/receipts/{receipt.pk}/defer/propose/", form, follow=True).content.decode()
    assert "已报请延缓" in made
    row = PayoutDeferral.objects.get()
    assert "批准延缓" in _text(chief, f"/funds/deferrals/{row.pk}/")
    assert clerk.post(f"/funds/deferrals/{row.pk}/approve/").status_code == 403
    assert "已批准延缓发放" in chief.post(f"/funds/deferrals/{row.pk}/approve/", follow=True).content.decode()
    assert "延缓中" in _text(clerk, f"/funds/receipts/{receipt.pk}/")
    assert "案件中止或者暂缓执行" in _text(chief, "/funds/deferrals/?view=running")
    over = chief.post(
        f"/funds/deferrals/{row.pk}/end/", {"on": "2022-03-29", "reason": "恢复执行"}, follow=True
    )
    assert "应当在 2022-04-08 前发放" in over.content.decode()


def test_parties_to_be_told_are_listed_and_noted_as_told(office: Court) -> None:
    sweeps.tell_parties(now=NOW + timedelta(days=1), limit=100)
    client = _as("clerk")
    page = _text(client, "/funds/tellings/")
    assert "收到执行款50,000.00元" in page
    assert "집행금 50,000.00위안" in page
    picked = [str(key) for key in TellingDue.objects.values_list("pk", flat=True)]
    done = client.post("/funds/tellings/told/", {"pick": picked, "channel": "phone"}, follow=True)
    assert "已记录告知 2 人次" in done.content.decode()
    receipt = Receipt.objects.get(fen=5_000_000)
    assert "已告知" in _text(client, "/funds/tellings/?view=told")
    assert "告知当事人" in _text(client, f"/cases/{receipt.case_id}/funds/")


def test_the_page_of_public_notices_counts_what_waits(office: Court) -> None:
    page = _text(_as("accountant"), "/funds/announcements/")
    assert "制作本月公告（1 笔）" in page
    assert "未清零" in page
    assert "制作本月公告" not in _text(_as("officer"), "/funds/announcements/")
