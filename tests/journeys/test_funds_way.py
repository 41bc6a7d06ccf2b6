"""A statement comes in, a receipt is put to its case, the plan approved with four eyes and paid: in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from funds_world import make_case, statement
from zhixing.foundation.identity.scope import courts_visible
from zhixing.funds.models import Payment, Receipt

pytestmark = pytest.mark.browser


@pytest.fixture
def filed(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house on 2022-03-02 with two cases."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    with courts_visible([house.court.pk]):
        make_case(house.court, 7)
        make_case(house.court, 8, debtors=("王五",))
    return house


def _confirm(page: Page, opener: str, button: str, *, reason: str = "") -> None:
    page.get_by_role("button", name=opener, exact=True).first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("如何撤回")
    if reason:
        dialog.get_by_role("textbox").fill(reason)
    dialog.get_by_role("button", name=button, exact=True).click()


def test_a_statement_is_marked_planned_approved_and_sent(
    filed: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    content = statement([("B1", 5_000_000, "李四", "还款", ""), ("B2", 100_000, "赵六", "转账", "")])
    page = sign_in("accountant")
    page.goto("/funds/import/")
    page.get_by_label("银行对账单").set_input_files(
        files=[{"name": "三月.csv", "mimeType": "text/csv", "buffer": content}]
    )
    page.get_by_role("button", name="预览", exact=True).click()
    page.wait_for_url("**/funds/import/preview/**")
    accessible(page)
    page.get_by_role("button", name="入账 2 笔").click()
    page.locator("dialog[open]").get_by_role("button", name="确认入账").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("入账 2 笔")
    accessible(page)
    page.get_by_role("link", name="去认领").click()
    expect(page.locator("tr[data-row]")).to_have_count(2)
    accessible(page)
    page.locator("#filter-q").fill("50000")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("#filter-q").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/funds/receipts/**")
    expect(page.locator("#candidates")).to_contain_text("付款人是被执行人")
    accessible(page)
    page.get_by_role("button", name="认领到此案").click()
    accessible(page)
    page.get_by_label("认领依据（例如：与付款人电话核实）").fill("与付款人电话核实")
    page.get_by_role("button", name="确认认领").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已认领到案")
    _confirm(page, "拟定分配方案", "拟定")
    page.wait_for_url("**/funds/plans/*-*/")
    expect(page.locator("main")).to_contain_text("下一双眼睛")
    page.locator("a.zx-why").first.click()
    expect(page.locator("#why")).to_contain_text("先行扣收")
    accessible(page)
    _approve_and_send(page, sign_in, accessible)
    with courts_visible([filed.court.pk]):
        assert sorted(Receipt.objects.values_list("state", flat=True)) == ["planned", "unidentified"]
        payment = Payment.objects.get()
        assert (payment.state, payment.fen, payment.payee_name) == ("sent", 4_860_000, "张三丰")
        receipt = payment.plan_line.plan.receipt_id
    page.goto(f"/funds/receipts/{receipt}/")
    expect(page.locator("main")).to_contain_text("等待银行")
    accessible(page)
    page.goto("/funds/reconcile/")
    expect(page.locator("main")).to_contain_text("三方相符")
    accessible(page)


def _approve_and_send(page: Page, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]) -> None:
    sign_in("chief")
    page.goto("/funds/plans/")
    page.locator("input[name=pick]").check()
    accessible(page)
    page.get_by_role("button", name="预览后批准").click()
    expect(page.locator("main")).to_contain_text("1 个方案，共 50,000.00 元")
    accessible(page)
    _confirm(page, "批准 1 个方案", "确认批准")
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已批准 1 个方案，共 50,000.00 元。")
    sign_in("accountant")
    page.goto("/funds/payments/")
    accessible(page)
    _confirm(page, "制作付款文件", "制作并送出")
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已制作付款文件")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").click()
    assert download.value.suggested_filename.endswith(".pain.001.xml")


def test_pages_fit_a_phone(filed: Any, sign_in: Callable[[str], Page]) -> None:
    page = sign_in("accountant")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/funds/", "/funds/plans/", "/funds/payments/", "/funds/import/", "/funds/reconcile/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
