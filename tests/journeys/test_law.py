"""Somebody without a case asks the law."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_interest_unfolds_to_its_articles(
    sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/law/")
    accessible(page)
    page.get_by_label("本金（元）").fill("1万元")
    page.get_by_label("利率").fill("日万分之五")
    page.get_by_label("利息起算日").fill("2015年1月1日")
    page.get_by_label("履行期限届满日").fill("2015.7.3")
    page.get_by_label("清偿日").fill("2015-09-01")
    page.get_by_role("button", name="计算").click()
    figures = page.locator(".zx-figures dd").all_inner_texts()
    assert figures == ["11,325.00", "1,220.00", "105.00"]
    article = page.locator(".zx-steps details").first
    article.locator("summary").click()
    expect(article.locator("blockquote")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("/law/fee/?amount=6000000&on=2024-01-01", "57,400.00"),
        ("/law/term/?asset=deposit&start=2022-06-01", "2023-05-31"),
        ("/law/limit/?kind=enforcement_notice&start=2024-05-06", None),
        ("/law/rank/?pool=50万&debtor=person&c0-creditor=甲&c0-amount=30万&c0-kind=ordinary", "300,000.00"),
        ("/law/amount/?yuan=5900002184.25", "伍拾玖亿零贰仟壹佰捌拾肆元贰角伍分"),
    ],
)
def test_each_calculation_answers_and_is_accessible(
    address: str, answer: str | None, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("clerk")
    page.goto(address)
    if answer:
        assert page.locator(".zx-figures .zx-first dd").inner_text() == answer
    accessible(page)


def test_an_unreadable_amount_says_how_to_write_it(
    sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/law/fee/?amount=若干")
    expect(page.locator(".zx-wrong")).to_contain_text("请写成")
    accessible(page)
    page.goto("/law/rank/?pool=100&debtor=person&c0-creditor=甲")
    expect(page.get_by_role("alert")).to_contain_text("第 1 行")
    accessible(page)


def test_a_number_unfolds_in_the_drawer_beside_the_page(
    sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/profile/")
    page.evaluate(
        """() => {
            const sheet = document.querySelector(".zx-sheet");
            sheet.insertAdjacentHTML("afterbegin", `<a class="zx-why" id="fee" hx-target="#why"
                href="/law/fee/?amount=6000000" hx-get="/law/fee/?amount=6000000">57,400.00</a>`);
            htmx.process(sheet);
        }"""
    )
    page.locator("#fee").focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer.locator(".zx-why-value")).to_have_text("57,400.00")
    expect(drawer.locator(".zx-steps li").first).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator("#fee")).to_be_focused()
