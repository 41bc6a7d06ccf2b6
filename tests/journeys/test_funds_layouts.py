"""A bank nobody knows is taught by showing one file, in a real browser; the next file is recognised."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from funds_world import make_case
from zhixing.foundation.identity.scope import courts_visible
from zhixing.funds.models import BankLayout, HandReceipt, Receipt

pytestmark = pytest.mark.browser

HEAD = "汪清某某村镇银行对账单\n\n记账日,说明,方向,发生数,结存数,对手方\n"
MARCH = (
    HEAD
    + '2022-03-01,还款,贷,"50,000.00","3,050,000.00",李四\n2022-03-01,手续费,借,3.00,"3,049,997.00",银行\n合计,,,50003.00,,\n'
)
LATER = HEAD + "2022-03-02,转账,贷,100.00,3050097.00,王五\n"


@pytest.fixture
def filed(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-03")
    with courts_visible([house.court.pk]):
        make_case(house.court, 7)
    return house


def _show(page: Page, name: str, text: str) -> None:
    page.goto("/funds/import/")
    page.get_by_label("银行对账单").set_input_files(
        files=[{"name": name, "mimeType": "text/csv", "buffer": text.encode("gb18030")}]
    )
    page.get_by_role("button", name="预览", exact=True).click()


def test_a_bank_is_taught_and_then_recognised(
    filed: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("accountant")
    _show(page, "三月.csv", MARCH)
    page.wait_for_url("**/funds/layouts/teach/**")
    expect(page.locator("main")).to_contain_text("表头在第 3 行")
    accessible(page)
    page.get_by_label("银行名称").fill("汪清某某村镇银行")
    for title, meaning in (
        ("记账日", "交易日期（可含时间）"), ("说明", "附言"), ("方向", "收支方向"), ("发生数", "金额（一列）"), ("结存数", "余额"),
        ("对手方", "对方户名"),
    ):  # fmt: skip
        page.get_by_label(f"“{title}”是什么").select_option(label=meaning)
    page.get_by_role("button", name="按所选试读").click()
    expect(page.locator("main")).to_contain_text("余额逐笔相符")
    expect(page.locator("main")).to_contain_text("共 2 笔")
    accessible(page)
    page.get_by_role("button", name="保存，去预览入账").click()
    page.wait_for_url("**/funds/import/preview/**")
    expect(page.locator("main")).to_contain_text("还没有写入任何一笔")
    accessible(page)
    page.get_by_role("button", name="入账 2 笔").click()
    accessible(page)
    page.locator("dialog[open]").get_by_role("button", name="确认入账").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("入账 2 笔")
    accessible(page)
    _show(page, "四月.csv", LATER)
    page.wait_for_url("**/funds/import/preview/**")
    expect(page.locator("main")).to_contain_text("layout:汪清某某村镇银行")
    page.goto("/funds/layouts/")
    expect(page.locator("main")).to_contain_text("汪清某某村镇银行")
    accessible(page)
    with courts_visible([filed.court.pk]):
        assert Receipt.objects.get().fen == 5_000_000
        assert BankLayout.objects.get().name == "汪清某某村镇银行"


def test_two_officers_take_cash(
    filed: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/funds/hand/")
    accessible(page)
    page.get_by_role("link", name="登记收款").click()
    page.get_by_label("案号", exact=True).fill("（2022）吉2424执7号")
    page.get_by_role("button", name="下一步").click()
    accessible(page)
    for label, text in (
        ("金额（元）", "800"),
        ("交款人", "李四"),
        ("收款地点", "汪清镇"),
        ("为什么收取现金或者票据", "无银行账户"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_label("收款时间").fill("2022-03-02T08:00")
    page.get_by_role("button", name="登记并取得收据号").click()
    expect(page.locator("main")).to_contain_text("XJ202200001")
    accessible(page)
    where = page.url
    page = sign_in("clerk")
    page.goto(where)
    page.get_by_role("button", name="我在场，确认收款").click()
    accessible(page)
    page.locator("dialog[open]").get_by_role("button", name="确认收款").click()
    expect(page.locator("main")).to_contain_text("待交存")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/funds/hand/", where, "/funds/layouts/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    with courts_visible([filed.court.pk]):
        assert HandReceipt.objects.get().state == "confirmed"
