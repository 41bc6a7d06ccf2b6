"""An account is changed by two people, overpaid money is refunded: in a real browser, each page free of barriers."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.cases.models import Party
from zhixing.cases.personal import sealed_phone
from zhixing.foundation.identity.models import Role
from zhixing.foundation.identity.scope import courts_visible
from zhixing.funds import operations
from zhixing.funds.models import PayeeAccount, Plan

pytestmark = pytest.mark.browser
NEW = "6222020200112233446"


@pytest.fixture
def filed(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house on 2022-03-02 with a case whose applicant can be called."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    with courts_visible([house.court.pk]):
        case = make_case(house.court, 7, principal_fen=1_000_000)
        party = Party.objects.get(case=case, role="applicant")
        party.phone_sealed, party.phone_index, party.phone_masked = sealed_phone("13804331234")
        party.save()
    return house, case


def _press(page: Page, opener: str, button: str) -> None:
    page.get_by_role("button", name=opener, exact=True).first.click()
    page.locator("dialog[open]").get_by_role("button", name=button, exact=True).click()


def test_an_account_is_changed_by_a_clerk_an_officer_and_time(
    filed: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    house, case = filed
    page = sign_in("clerk")
    page.goto(f"/cases/{case.id}/payees/")
    accessible(page)
    page.get_by_role("button", name="变更账户", exact=True).click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("提出人以外的人员回拨登记号码并确认")
    accessible(page)
    dialog.get_by_label("户名（须为当事人本人）").fill("张三丰")
    dialog.get_by_label("开户行").fill("中国工商银行")
    dialog.get_by_label("账号（完整）").fill(NEW)
    dialog.get_by_label("理由和来源（谁、何时、怎样提出）").fill("申请人来电称换卡")
    dialog.get_by_role("button", name="提出变更", exact=True).click()
    expect(page.locator("main")).to_contain_text("本项变更由您提出")
    expect(page.get_by_role("button", name="记录回拨", exact=True)).to_have_count(0)
    accessible(page)
    page = sign_in("officer")
    page.goto("/")
    page.get_by_role("link", name="核实").first.click()
    page.wait_for_url("**/payees/")
    page.get_by_role("button", name="记录回拨", exact=True).first.click()
    page.get_by_label("通话内容（谁接听、如何答复）").fill("本人接听，确认更换账户")
    page.locator("dialog[open]").get_by_role("button", name="记录", exact=True).click()
    _press(page, "确认变更", "确认")
    expect(page.locator("main")).to_contain_text("已确认，进入冷静期")
    accessible(page)
    with courts_visible([house.court.pk]):
        account = PayeeAccount.objects.get(source="change")
        assert (account.state, str(account.effective_on)) == ("cooling", "2022-03-04")


def test_overpaid_money_goes_back_after_two_people(
    filed: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    house, case = filed
    with courts_visible([house.court.pk]):
        take_in(house.court, [("B1", 5_000_000, "李四", "还款", case.sub_account)])
        (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
        operations.approve(
            plan_id=plan.id, now=NOW, actor=person(house.court, Role.BUREAU_CHIEF, name="另一局长")
        )
    page = sign_in("accountant")
    page.goto("/funds/refunds/")
    expect(page.locator("main")).to_contain_text("39,740.00")
    accessible(page)
    _press(page, "提出退款", "提出")
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已提出，等待他人审批")
    page = sign_in("chief")
    page.goto("/funds/plans/")
    expect(page.locator("main")).to_contain_text("款项来自 应退款")
    accessible(page)
    with courts_visible([house.court.pk]):
        refund = Plan.objects.get(source="refund_payable")
    page.goto(f"/funds/plans/{refund.id}/")
    accessible(page)
    _press(page, "批准发放", "确认批准")
    expect(page.locator(".zx-note[role=status]")).to_contain_text("1 笔付款待送银行")
    for address in (
        "/funds/authorisations/",
        "/funds/settings/",
        "/funds/settlements/",
        f"/cases/{case.id}/settlements/",
    ):
        page.goto(address)
        accessible(page)
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        page.set_viewport_size({"width": 1366, "height": 768})
