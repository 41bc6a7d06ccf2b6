"""Every page of renewal answers in both languages, and its forms do what they say (PostgreSQL)."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from choosing_world import units, use_fonts
from renewal_world import BANK, NOW, SYSTEM, TODAY, a_case, act_of, frozen, on_paper
from zhixing.cases.models import Case
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.roles import Role
from zhixing.freezes import operations
from zhixing.freezes.models import Absence, ActBatch, ApplicantReminder, Measure, RenewalPolicy
from zhixing.freezes.operations import carrying_out, people


@pytest.fixture
def case(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    use_fonts(monkeypatch)
    return a_case(wangqing)


@pytest.fixture
def clients(case: Case) -> dict[Role, Client]:
    found = {}
    for account in make_demo_accounts(case.court, NOW):
        client = Client()
        client.force_login(
            User.objects.get(username=account.username),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        found[account.role] = client
    return found


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def post(client: Client, address: str, **fields: Any) -> str:
    response = client.post(address, fields, follow=True)
    assert response.status_code == 200, address
    return response.content.decode()


def test_from_the_list_to_the_slip(case: Case, clients: dict[Role, Client]) -> None:
    officer, chief = clients[Role.OFFICER], clients[Role.BUREAU_CHIEF]
    measure = frozen(case, units(case.court)[BANK])
    paper, bad = on_paper(case), on_paper(case, "没有届满日", ends_on=None)
    assert text(officer, "/freezes/?mine=0").count('name="pick"') == 3
    page = post(officer, "/freezes/renewals/preview/", pick=[str(measure.id), str(paper.id), str(bad.id)])
    assert "没有届满日，请先按裁定书补录。" in page
    assert (page.count(">电子<"), page.count(">纸质<"), ActBatch.objects.count()) == (1, 1, 0)
    token = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert token
    fields = {"court": case.court_id, "token": token[1], "pick": [str(measure.id), str(paper.id)]}
    assert "已拟定 2 项续行，待另一人批准" in post(officer, "/freezes/renewals/draft/", **fields)
    post(officer, "/freezes/renewals/draft/", **fields)
    batch = ActBatch.objects.get()
    assert f"/freezes/batches/{batch.id}/approve/" not in text(officer, f"/freezes/batches/{batch.id}/")
    assert officer.post(f"/freezes/batches/{batch.id}/approve/").status_code == 403
    assert "批准 2 项" in text(chief, f"/freezes/batches/{batch.id}/")
    assert "已批准" in post(chief, f"/freezes/batches/{batch.id}/approve/")
    assert carrying_out.carry_out(now=NOW, actor=SYSTEM, limit=9) == 2
    page = text(officer, f"/freezes/batches/{batch.id}/")
    assert "文书已成，待送达" in page
    assert "已发出，待回执" in page
    act = act_of(paper)
    assert "已登记送达" in post(officer, f"/freezes/batches/{batch.id}/deliver/", act=str(act.id))
    slip = {"act": str(act.id), "result": "controlled", "on": "2022-12-01", "ends_on": "2026-01-20"}
    assert "请附协助单位回执的扫描件" in post(officer, f"/freezes/batches/{batch.id}/slip/", **slip)
    scan = SimpleUploadedFile("回执.pdf", b"%PDF-1.7 slip")
    assert "已按回执登记" in post(officer, f"/freezes/batches/{batch.id}/slip/", scan=scan, **slip)
    paper.refresh_from_db()
    assert (paper.ends_on, paper.confirmed_by_holder) == (date(2026, 1, 20), True)
    page = text(officer, f"/freezes/{paper.id}/")
    found = re.search(r'href="(/freezes/scans/[^"]+)"', page)
    assert found
    answer = officer.get(found[1])
    assert (answer.status_code, answer["Content-Type"], answer.content) == (
        200,
        "application/pdf",
        b"%PDF-1.7 slip",
    )


def test_every_page_answers_in_both_languages(case: Case, clients: dict[Role, Client]) -> None:
    chief = clients[Role.BUREAU_CHIEF]
    measure = on_paper(case, ends_on=date(2022, 12, 31), is_waiting=True, place=1)
    operations.find_gaps(now=NOW, today=TODAY, actor=SYSTEM)
    operations.give_reminders(now=NOW, today=TODAY, actor=SYSTEM)
    people.remind_applicants(today=TODAY, now=NOW, limit=9)
    User.objects.filter(username="chief").update(language="en")
    for address in (
        "/freezes/", "/freezes/?order=value", "/freezes/?many=1", "/freezes/batches/", "/freezes/batches/?kind=release&state=done",
        "/freezes/gaps/", "/freezes/gaps/?kind=no_receipt", "/freezes/waiting/", "/freezes/tellings/", "/freezes/absences/",
        f"/freezes/renewal-policy/{case.court_id}/", f"/freezes/{measure.id}/", f"/cases/{case.id}/freezes/paper/",
        f"/cases/{case.id}/freezes/",
    ):  # fmt: skip
        for client in (chief, clients[Role.OFFICER]):
            if "policy" not in address or client is chief:
                assert "<h1" in text(client, address)
    assert clients[Role.OFFICER].get(f"/freezes/renewal-policy/{case.court_id}/").status_code == 403


def test_a_measure_is_registered_from_paper(case: Case, clients: dict[Role, Client]) -> None:
    officer = clients[Role.OFFICER]
    fields = {
        "debtor": str(case.parties.get(role="debtor").id), "asset": "不动产", "description": "汪清房权证第9号",
        "holder": "汪清县不动产登记中心", "action": "seal", "ruling": "（2022）吉2424执7号之一", "starts_on": "2022-11-01",
        "stated_on": "2025-10-31", "amount": "12万", "stage": "",
    }  # fmt: skip
    page = post(officer, f"/cases/{case.id}/freezes/paper/", **fields)
    assert "已登记，按 2025-10-31 提醒" in page
    assert Measure.objects.get().amount_fen == 12_000_000
    assert "已经登记过" in post(officer, f"/cases/{case.id}/freezes/paper/", **fields)
    assert "早于起始日" in post(
        officer, f"/cases/{case.id}/freezes/paper/", **{**fields, "stated_on": "2022-01-01"}
    )


def test_letting_go_and_releasing_take_two_people(case: Case, clients: dict[Role, Client]) -> None:
    officer, chief = clients[Role.OFFICER], clients[Role.BUREAU_CHIEF]
    measure = on_paper(case)
    address = f"/freezes/{measure.id}/"
    assert "至少四个字" in post(officer, f"{address}not-renewed/", reason="无")
    assert "已提请不再续行" in post(officer, f"{address}not-renewed/", reason="房屋已经灭失")
    assert officer.post(f"{address}not-renewed/decide/", {"agree": "1"}).status_code == 403
    assert "审批不再续行" in text(chief, address)
    assert "请写明理由" in post(chief, f"{address}not-renewed/decide/", agree="0")
    assert "已批准不再续行" in post(chief, f"{address}not-renewed/decide/", agree="1")
    other = on_paper(case, "另一处")
    page = post(
        officer, f"/freezes/{other.id}/releasing/", ground="wrong_person", reason="登记错误", token="abc"
    )
    assert "解除 · 控制错误" in page
    releases = text(chief, "/freezes/batches/?kind=release")
    assert releases.count("批准全部") == 2
    batch = ActBatch.objects.get(ground="wrong_person")
    assert "请写明撤回的理由" in post(chief, f"/freezes/batches/{batch.id}/withdraw/", reason="")
    assert "已撤回" in post(chief, f"/freezes/batches/{batch.id}/withdraw/", reason="核实无误")


def test_absences_tellings_and_policy_are_noted(case: Case, clients: dict[Role, Client]) -> None:
    chief, officer = clients[Role.BUREAU_CHIEF], clients[Role.OFFICER]
    me = User.objects.get(username="officer")
    fields = {"court": case.court_id, "person": me.pk, "starts_on": "2022-12-01", "ends_on": "2022-12-09"}
    assert "无代理人" in post(officer, "/freezes/absences/", **fields)
    absence = Absence.objects.get()
    assert "已撤销" in post(officer, f"/freezes/absences/{absence.pk}/cancel/")
    assert "起止日期" in post(officer, "/freezes/absences/", **{**fields, "ends_on": ""})
    on_paper(case, ends_on=date(2022, 12, 31))
    operations.give_reminders(now=NOW, today=TODAY, actor=SYSTEM)
    people.remind_applicants(today=TODAY, now=NOW, limit=9)
    telling = ApplicantReminder.objects.get()
    assert "已登记告知 1 人" in post(officer, "/freezes/tellings/", pick=[str(telling.pk)], channel="phone")
    post(chief, f"/freezes/renewal-policy/{case.court_id}/", yuan="5000", second="1")
    assert RenewalPolicy.objects.get().alone_up_to_fen == 500_000
    measure = on_paper(case, "小额", value_fen=400_000)
    page = post(officer, "/freezes/renewals/draft/", court=case.court_id, token="t", pick=[str(measure.id)])
    assert "已拟定并按本院设置生效" in page
