"""A debit is corrected by two persons, a day is closed, the auditor looks: in a real browser."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from funds_world import make_case, take_in
from zhixing.foundation.identity.scope import courts_visible
from zhixing.funds.models import Closing, Correction

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("ZHIXING_PICTURES", "")


@pytest.fixture
def filed(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house on 2 April 2022 with money on the first and the last day of March and a debit nobody explains."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-04-02")
    with courts_visible([house.court.pk]):
        case = make_case(house.court, 7)
        take_in(
            house.court, [("B1", 5_000_000, "李四", "", case.sub_account), ("D1", -1_000, "银行", "费", "")]
        )
        take_in(house.court, [("B3", 1_000, "赵六", "", "")], opening=304_999_000, day=31)
    return house


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_a_debit_is_corrected_and_a_day_closed(
    filed: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("accountant")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/funds/reconcile/?on=2022-03-01")
    accessible(page)
    _picture(page, "reconcile")
    page.get_by_role("button", name="提出更正").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("这笔钱是什么").select_option("before_takeover")
    dialog.get_by_label("依据（至少四个字）").fill("期初未入账的手续费")
    accessible(page)
    _picture(page, "correct")
    dialog.get_by_role("button", name="提出", exact=True).click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("等另一人批准")
    page.goto("/funds/reconcile/?on=2022-03-01")
    page.get_by_role("button", name="结账至 2022-03-01").click()
    expect(page.locator("dialog[open]")).to_contain_text("不能撤回")
    page.locator("dialog[open]").get_by_role("button", name="结账", exact=True).click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已结账至 2022-03-01")
    accessible(page)
    _picture(page, "closed")
    sign_in("chief")
    page.goto("/funds/reconcile/")
    page.get_by_role("button", name="批准", exact=True).click()
    page.locator("dialog[open]").get_by_role("button", name="批准", exact=True).click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("更正已入账")
    sign_in("auditor")
    page.goto("/funds/audit/?part=differences&month=2022-03")
    expect(page.locator("main")).to_contain_text("承接以前的款项所支")
    accessible(page)
    _picture(page, "audit")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/funds/audit/", "/funds/reconcile/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    with courts_visible([filed.court.pk]):
        assert Closing.objects.count() == 1
        assert Correction.objects.values_list("state", flat=True).get() == "approved"
