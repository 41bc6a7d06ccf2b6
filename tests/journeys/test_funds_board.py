"""The chief sees what is near its day, approves that one sum waits, and the board shows it: in a real browser, with axe."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from funds_world import make_case, take_in
from zhixing.foundation.identity.scope import courts_visible
from zhixing.funds.models import Receipt

pytestmark = pytest.mark.browser


@pytest.fixture
def near_due(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house on 2022-03-29 with one sum in a case and one unclaimed, both of 1 March."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-29")
    with courts_visible([house.court.pk]):
        case = make_case(house.court, 7)
        take_in(
            house.court,
            [("B1", 5_000_000, "李四", "还款", case.sub_account), ("B2", 10_000, "王五", "转账", "")],
        )
    return house


def test_the_board_before_the_day_and_a_deferral(
    near_due: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    with courts_visible([near_due.court.pk]):
        receipt = Receipt.objects.get(fen=5_000_000).pk
    page = sign_in("clerk")
    page.goto(f"/funds/receipts/{receipt}/")
    page.get_by_role("link", name="延缓发放", exact=True).click()
    accessible(page)
    page.get_by_label("法定事由").select_option("stayed")
    page.get_by_label("具体情况（写明文号、时间）").fill("裁定中止执行")
    page.get_by_label("延缓至").fill("2022-04-20")
    page.get_by_role("button", name="报请批准").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已报请延缓")
    address = page.url
    page = sign_in("chief")
    page.goto("/funds/board/")
    expect(page.locator("main")).to_contain_text("3 天后逾期")
    expect(page.locator("main")).to_contain_text("等待执行局局长")
    accessible(page)
    page.goto(address)
    page.get_by_role("button", name="批准延缓", exact=True).click()
    accessible(page)
    page.locator("dialog[open]").get_by_role("button", name="确认批准").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已批准延缓发放")
    accessible(page)
    page.goto("/funds/board/?stage=deferred")
    expect(page.locator("#results tr[data-row]")).to_have_count(1)
    expect(page.locator("#results")).to_contain_text("确认延缓事由消失")
    for place in (
        "/funds/board/",
        "/funds/deferrals/?view=running",
        "/funds/tellings/",
        "/funds/announcements/",
    ):
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
        accessible(page)
