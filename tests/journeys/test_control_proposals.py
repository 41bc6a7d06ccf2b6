"""A proposal checked by keyboard, put forward, approved by another; an excess kept by two: in a browser, with axe."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from choosing_world import (
    BANK,
    CARS,
    HOUSES,
    NOW,
    SYSTEM,
    a_case,
    account,
    found,
    held,
    propose,
    thing,
    units,
    use_fonts,
)
from zhixing.foundation.identity.models import User
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.freezes.models import ControlProposal
from zhixing.freezes.operations import excess
from zhixing.inquiries.models import ControlOrder

pytestmark = pytest.mark.browser


@pytest.fixture
def office(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A case of the demo officer with an account, two cars without a value, and a home."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    use_fonts(monkeypatch)
    with every_court_visible():
        units(house.court)
        case = a_case(house.court)
        case.officer = User.objects.get(username="officer")
        case.save()
        found(
            case,
            BANK,
            account("6217000000000000001", 60_000),
            account("6217000000000000002", 900, status="低保金专户"),
        )
        found(case, CARS, thing("吉HB9661"), thing("吉HB9662"))
        found(case, HOUSES, thing("吉(2021)房1号", 400_000, details={"用途": "住宅", "抵押权人": "建设银行"}))
        propose(case)
    return case


def test_a_proposal_is_checked_put_forward_and_approved(
    office: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    case = office
    page = sign_in("officer")
    page.goto(f"/cases/{case.pk}/assets/")
    expect(page.get_by_role("heading", name="控制方案")).to_be_visible()
    accessible(page)
    page.goto("/freezes/proposals/?state=draft")
    accessible(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/freezes/proposals/*-*/")
    accessible(page)
    expect(page.get_by_text("低保、救济、抚恤款不得冻结")).to_be_visible()
    page.locator("tr", has_text="吉HB9662").get_by_role("checkbox").click()
    expect(page.locator("#total")).to_contain_text("可覆盖")
    accessible(page)
    car = page.locator("tr", has_text="吉HB9661")
    car.get_by_role("button", name="估值").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("价值（元）").fill("50,000.00")
    dialog.get_by_label("依据", exact=True).fill("2022-11 网络询价")
    accessible(page)
    dialog.get_by_role("button", name="录入并重新计算").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("估值已录入")
    page.locator("tr", has_text="吉HB9661").locator("a.zx-why").click()
    expect(page.locator("#why")).to_contain_text("承办人录入的估值")
    accessible(page)
    page.get_by_role("button", name="提交审批").click()
    accessible(page)
    page.locator("dialog[open]").get_by_role("button", name="提交", exact=True).click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已提交审批")
    expect(page.get_by_role("button", name="批准并发出")).to_have_count(0)
    page = sign_in("chief")
    page.goto("/freezes/proposals/")
    accessible(page)
    page.get_by_role("link", name=case.number).click()
    expect(page.get_by_role("button", name="批准并发出").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("dialog[open]")).to_be_visible()
    accessible(page)
    page.locator("dialog[open]").get_by_role("button", name="批准并发出").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("控制请求已发出")
    accessible(page)
    with every_court_visible():
        assert ControlProposal.objects.get().state == "approved"
        assert ControlOrder.objects.count() == 2
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    accessible(page)
    page.goto(f"/freezes/choosing/{case.court_id}/")
    accessible(page)


def test_an_excess_is_asked_to_be_kept_and_another_decides(
    office: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    case = office
    with every_court_visible():
        held(case, "基本户", 200_000)
        excess.find_excess(now=NOW, limit=10, actor=SYSTEM)
    page = sign_in("officer")
    page.goto("/freezes/excess/")
    accessible(page)
    page.get_by_role("link", name=case.number).click()
    accessible(page)
    page.get_by_role("button", name="提请保留").click()
    page.locator("dialog[open]").get_by_label("理由和依据").fill("另案参与分配已申请")
    accessible(page)
    page.locator("dialog[open]").get_by_role("button", name="提请保留").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("待另一人复核")
    page = sign_in("chief")
    page.goto("/freezes/excess/")
    page.get_by_role("link", name=case.number).click()
    page.get_by_role("button", name="同意保留").click()
    page.locator("dialog[open]").get_by_role("button", name="同意保留").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已决定保留")
    accessible(page)
