"""Closing, signing, correcting and auditing on screen: each form does what it says and no more."""

import json
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from funds_world import NOW, SYSTEM, make_case, take_in
from zhixing.cases.models import Case
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.queries import actor_for
from zhixing.funds import operations, queries
from zhixing.funds.models import Closing, ClosingProposal, Correction, DailyProof, Difference

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def office(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Court:
    """Wangqing on 2 April 2022, with money on the first and the last day of March and a debit nobody explains."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-04-02")
    make_demo_accounts(wangqing, NOW)
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 5_000_000, "李四", "案款", case.sub_account), ("D1", -1_000, "银行", "费", "")])
    take_in(wangqing, [("B3", 1_000, "赵六", "", "")], opening=304_999_000, day=31)
    return wangqing


def _as(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


def _text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_the_accountant_closes_a_day_from_the_page(office: Court) -> None:
    client = _as("accountant")
    page = _text(client, "/funds/reconcile/?on=2022-03-01")
    assert "结账至 2022-03-01" in page
    assert "还没有结过账" in page
    client.post("/funds/reconcile/close/", {"court": office.pk, "on": "2022-03-01"})
    closing = Closing.objects.get()
    assert (closing.kind, str(closing.closed_through)) == ("day", "2022-03-01")
    page = _text(client, "/funds/reconcile/?on=2022-03-01")
    assert "下载签名的三方对账单" in page
    assert page.count("已结账") >= 2
    assert "close-day-" not in page.split("dialog")[0]
    client.post("/funds/reconcile/close/", {"court": office.pk, "on": "2022-03-01"})
    assert "已经结账至 2022-03-01，不能重复结账。" in _text(client, "/funds/reconcile/")
    assert "不能结账：案款专户" in _text(client, "/funds/reconcile/?on=2022-04-01")


def test_nobody_else_sees_or_uses_the_button(office: Court) -> None:
    for username in ("officer", "chief", "auditor"):
        client = _as(username)
        assert "close-day-" + str(office.pk) + '" data-approve' not in _text(
            client, "/funds/reconcile/?on=2022-03-01"
        )
        response = client.post("/funds/reconcile/close/", {"court": office.pk, "on": "2022-03-01"})
        assert response.status_code == 403
    assert not Closing.objects.exists()
    assert _as("accountant").post("/funds/reconcile/close/", {"court": 999_999}).status_code == 404


def test_a_month_goes_through_two_hands(office: Court) -> None:
    _as("accountant").post("/funds/reconcile/month/propose/", {"court": office.pk, "on": "2022-03-31"})
    assert ClosingProposal.objects.count() == 1
    duties = queries.duties(actor=actor_for(User.objects.get(username="chief")), today=NOW.date(), limit=50)
    assert [duty.subject for duty in duties if duty.title == "确认月结"] == ["汪清法院 2022-03"]
    chief = _as("chief")
    assert "确认月结" in _text(chief, "/funds/reconcile/?on=2022-03-31")
    chief.post("/funds/reconcile/month/close/", {"court": office.pk, "on": "2022-03-31"})
    assert Closing.objects.values_list("kind", flat=True).get() == "month"
    assert "2022-03 已月结" in _text(chief, "/funds/reconcile/?on=2022-03-31")


def test_the_signed_statement_is_made_and_fetched(office: Court) -> None:
    client = _as("accountant")
    client.post("/funds/reconcile/sign/", {"court": office.pk, "on": "2022-03-01"})
    proof = DailyProof.objects.get()
    response = client.get(f"/funds/reconcile/statements/{proof.id}/")
    assert json.loads(response.content)["sha256"] == proof.sha256
    assert "2022-03-01.json" in response["Content-Disposition"]
    assert client.get("/funds/reconcile/statements/019a0000-0000-7000-8000-000000000000/").status_code == 404


def test_a_debit_is_corrected_by_two_persons_on_the_page(office: Court) -> None:
    difference = Difference.objects.get()
    client, chief = _as("accountant"), _as("chief")
    assert "提出更正" in _text(client, "/funds/reconcile/")
    form = {"explanation": "before_takeover", "reason": "期初未入账的手续费", "receipt": "", "case": ""}
    client.post(f"/funds/differences/{difference.id}/correct/", {**form, "explanation": "nonsense"})
    assert "请选择款项的去向" in _text(client, "/funds/reconcile/")
    client.post(
        f"/funds/differences/{difference.id}/correct/",
        {**form, "explanation": "refunded_outside", "case": "无"},
    )
    assert not Correction.objects.exists()
    client.post(f"/funds/differences/{difference.id}/correct/", form)
    correction = Correction.objects.get()
    duties = queries.duties(actor=actor_for(User.objects.get(username="chief")), today=NOW.date(), limit=50)
    assert [duty.fen for duty in duties if duty.title == "批准账目更正"] == [1_000]
    assert "等待批准的更正" in _text(chief, "/funds/reconcile/")
    assert client.post(f"/funds/corrections/{correction.id}/approve/").status_code == 403
    chief.post(f"/funds/corrections/{correction.id}/approve/")
    correction.refresh_from_db()
    difference.refresh_from_db()
    assert correction.state == "approved"
    assert difference.settled_by != ""
    assert "三方相符" in _text(chief, "/funds/reconcile/?on=2022-03-31")


def test_the_auditor_sees_every_part_and_takes_it_as_a_workbook(office: Court) -> None:
    chief, accountant = (actor_for(User.objects.get(username=name)) for name in ("chief", "accountant"))
    (plan,) = operations.plan_distribution(case_id=Case.objects.get().id, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plan.id, now=NOW, actor=chief)
    operations.close_day(court=office, on=NOW.date(), now=NOW + timedelta(days=30), actor=accountant)
    lines = [
        ("B1", 5_000_000, "李四", "案款", Case.objects.get().sub_account),
        ("D1", -1_000, "银行", "费", ""),
    ]
    take_in(office, [*lines, ("B2", 500, "王五", "", "")])
    client = _as("auditor")
    assert "结账至 2022-03-01" in _text(client, "/funds/audit/?month=2022-03")
    for part, words in (
        ("proofs", "三方对账单"), ("differences", "来历不明的支出"), ("sample", "张三丰"),
        ("exceptions", "结账后补记"),
    ):  # fmt: skip
        assert words in _text(client, f"/funds/audit/?part={part}&month=2022-03"), part
        book = client.get(f"/funds/audit/?part={part}&month=2022-03&format=xlsx").content
        sheet = openpyxl.load_workbook(BytesIO(book)).active
        assert sheet is not None
        assert sheet.max_row >= 2
    assert Fact.objects.filter(kind="audit.exported").count() == 4
    assert _as("accountant").get("/funds/audit/").status_code == 403
    assert "审计" in _text(client, "/funds/reconcile/")
