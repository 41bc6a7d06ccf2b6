"""The builder, the list, the excess and the rules as people see them, and what each role may press."""

from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from choosing_world import (
    BANK,
    CARS,
    NOW,
    SYSTEM,
    YUAN,
    a_case,
    account,
    found,
    held,
    people,
    propose,
    submitted,
    thing,
    units,
    use_fonts,
)
from zhixing.cases.models import Case
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role, User
from zhixing.freezes.models import ChoosingPolicy, ControlProposal, ExcessFinding, ProposalItem
from zhixing.freezes.operations import excess
from zhixing.inquiries.models import ControlOrder


@pytest.fixture
def case(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    use_fonts(monkeypatch)
    units(wangqing)
    return a_case(wangqing)


def as_(actor: Actor) -> Client:
    user = User.objects.get(pk=actor.user_id)
    Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {}})
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def test_an_officer_builds_and_a_chief_approves(case: Case) -> None:
    officer, chief = people(case.court)
    found(
        case,
        BANK,
        account("6217000000000000001", 60_000),
        account("6217000000000000002", 5_000, status="低保金专户"),
    )
    found(case, CARS, thing("吉HB9661"), thing("吉HB9662"))
    page = as_(officer)
    made = page.post(f"/cases/{case.pk}/proposals/new/")
    assert made.status_code == 302
    proposal = ControlProposal.objects.get()
    shown = text(page.get(f"/freezes/proposals/{proposal.pk}/"))
    for words in (
        "低保、救济、抚恤款不得冻结",
        "价值不明，录入估值后计入",
        "提交审批",
        "近 30 日内",
        "已保留必需的生活费用 800.00 元",
    ):
        assert words in shown, words
    assert 'id="approve"' not in shown
    cars = {item.asset.title: item for item in ProposalItem.objects.select_related("asset")}
    total = text(
        page.post(f"/freezes/proposals/{proposal.pk}/total/", {"pick": [str(cars["吉HB9662"].asset_id)]})
    )
    assert "尚缺" in total
    back = page.post(
        f"/freezes/proposals/{proposal.pk}/estimate/{cars['吉HB9661'].asset_id}/",
        {"yuan": "50,000.00", "basis": "2022-11 网络询价"}, follow=True,
    )  # fmt: skip
    assert "估值已录入，方案已重新计算" in text(back)
    proposal.refresh_from_db()
    assert (proposal.gap_fen, proposal.is_edited) == (0, False)
    why = text(page.get(f"/freezes/proposals/{proposal.pk}/why/{cars['吉HB9661'].pk}/"))
    assert "承办人录入的估值" in why
    assert "需要控制的金额" in text(page.get(f"/freezes/proposals/{proposal.pk}/why/"))
    assert "已提交审批" in text(page.post(f"/freezes/proposals/{proposal.pk}/submit/", follow=True))
    assert "您是提交人，不能批准" in text(page.get(f"/freezes/proposals/{proposal.pk}/"))
    desk = as_(chief)
    assert case.number in text(desk.get("/freezes/proposals/"))
    assert "批准并发出" in text(desk.get(f"/freezes/proposals/{proposal.pk}/"))
    assert "控制请求已发出" in text(desk.post(f"/freezes/proposals/{proposal.pk}/approve/", follow=True))
    assert ControlOrder.objects.count() == 2
    numbers = [item.order_number for item in ProposalItem.objects.exclude(order_number="")]
    after = text(desk.get(f"/freezes/proposals/{proposal.pk}/"))
    assert len(numbers) == 2
    assert all(number in after for number in numbers)


def test_a_refusal_is_said_on_the_page_and_a_stranger_sees_nothing(case: Case) -> None:
    officer, _ = people(case.court)
    found(case, BANK, account("6217000000000000001", 60_000, status="低保金专户"))
    page = as_(officer)
    page.post(f"/cases/{case.pk}/proposals/new/")
    proposal = ControlProposal.objects.get()
    (item,) = ProposalItem.objects.all()
    back = page.post(
        f"/freezes/proposals/{proposal.pk}/choose/", {"pick": [str(item.asset_id), "no-id"]}, follow=True
    )
    assert "低保、救济、抚恤款不得冻结，不能选取" in text(back)
    assert "没有选取任何财产，不能提交" in text(
        page.post(f"/freezes/proposals/{proposal.pk}/submit/", follow=True)
    )
    assert "请写明作废的理由" in text(page.post(f"/freezes/proposals/{proposal.pk}/discard/", follow=True))
    assert page.get(f"/freezes/proposals/{UUID(int=1)}/").status_code == 404
    from funds_world import person

    other = Court.objects.filter(parent__isnull=False).exclude(pk=case.court_id).first()
    assert other is not None
    assert (
        as_(person(other, Role.OFFICER, name="外院")).get(f"/freezes/proposals/{proposal.pk}/").status_code
        == 404
    )
    assert (
        as_(person(case.court, Role.CLERK)).post(f"/freezes/proposals/{proposal.pk}/submit/").status_code
        == 403
    )


def test_the_part_on_the_case_links_to_the_open_one_and_never_resets_it(case: Case) -> None:
    officer, _ = people(case.court)
    found(case, BANK, account("6217000000000000001", 60_000))
    page = as_(officer)
    assert "拟定控制方案" in text(page.get(f"/cases/{case.pk}/proposals/"))
    made = propose(case)
    assert made is not None
    part = text(page.get(f"/cases/{case.pk}/proposals/"))
    assert f"/freezes/proposals/{made.pk}/" in part
    assert "拟定控制方案" not in part
    assert f"/cases/{case.pk}/proposals/" in text(page.get(f"/cases/{case.pk}/assets/"))


def test_proposals_are_duties_of_the_officer_and_then_of_the_chief(case: Case) -> None:
    officer, chief = people(case.court)
    case.officer_id = officer.user_id
    case.save()
    found(case, BANK, account("6217000000000000001", 900_000))
    propose(case)
    assert "控制方案待核对" in text(as_(officer).get("/"))
    assert "控制方案待审批" not in text(as_(chief).get("/"))
    submitted(case, officer)
    assert "控制方案待审批" in text(as_(chief).get("/"))


def test_the_excess_page_says_what_and_why_and_takes_two_people(case: Case) -> None:
    officer, chief = people(case.court)
    held(case, "基本户", 200_000)
    excess.find_excess(now=NOW, limit=10, actor=SYSTEM)
    finding = ExcessFinding.objects.get()
    page, desk = as_(officer), as_(chief)
    assert case.number in text(page.get("/freezes/excess/"))
    shown = text(page.get(f"/freezes/excess/{finding.pk}/"))
    assert "第十九条" in shown
    assert "只需保留" in shown
    assert "待另一人复核" in text(
        page.post(f"/freezes/excess/{finding.pk}/keep/", {"reason": "另案参与分配"}, follow=True)
    )
    assert "已决定保留" in text(
        desk.post(f"/freezes/excess/{finding.pk}/decide/", {"agrees": "1"}, follow=True)
    )
    assert case.number in text(page.get("/freezes/excess/?view=over"))


def test_the_rules_show_their_ground_and_only_a_chief_sets_them(case: Case) -> None:
    officer, chief = people(case.court)
    address = f"/freezes/choosing/{case.court_id}/"
    shown = text(as_(officer).get(address))
    assert "〔2013〕执他字第14号" in shown
    assert "凭记忆录入，待与原文核对" in shown
    asked = {"name": "living_minimum_fen", "value": "750.00", "reason": "吉民发 2022 年标准"}
    assert as_(officer).post(f"{address}set/", asked).status_code == 403
    assert "规则已调整" in text(as_(chief).post(f"{address}set/", asked, follow=True))
    assert ChoosingPolicy.objects.get().changed == {"living_minimum_fen": 750 * YUAN}
    assert "请填写整数" in text(
        as_(chief).post(f"{address}set/", {"name": "living_months", "value": "一"}, follow=True)
    )
