"""今日 and the frame round every page."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from zhixing.foundation import clock
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.models import Membership, User
from zhixing.web import rooms

pytestmark = pytest.mark.browser


def duty(loss: Loss, until: date | None, title: str, fen: int | None = None) -> Duty:
    return Duty(
        "cases", loss, title, "（2022）吉2424执7号", until, "逾期不办，措施失效。", "/law/fee/", "办理", fen
    )


@pytest.fixture
def duties(monkeypatch: pytest.MonkeyPatch) -> None:
    today = clock.today()
    listed = [
        duty(Loss.ROUTINE, None, "整理卷宗"),
        duty(Loss.LIMIT_MISSED, today + timedelta(days=9), "发出执行通知"),
        duty(Loss.SECURITY_LAPSES, today + timedelta(days=3), "续行冻结"),
        duty(Loss.SECURITY_LAPSES, today - timedelta(days=1), "续行查封"),
        duty(Loss.MONEY_OVERDUE, today, "发放案款", 1_234_567_89),
    ]
    monkeypatch.setattr(rooms, "duties_by_room", lambda: {"cases": lambda *, actor, today, limit: listed})


def test_an_empty_day_says_so(sign_in: Callable[[str], Page], accessible: Callable[[Page], None]) -> None:
    page = sign_in("officer")
    page.goto("/")
    expect(page.locator(".zx-empty")).to_contain_text("没有到期事项")
    accessible(page)


def test_duties_stand_in_the_order_of_what_is_lost(
    duties: None, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/")
    titles = page.locator("tr[data-row] td:nth-child(2) a").all_inner_texts()
    assert titles == ["续行查封", "续行冻结", "发放案款", "发出执行通知", "整理卷宗"]
    first = page.locator("tr[data-row]").first
    expect(first).to_contain_text("已逾期")
    expect(first.locator(".zx-tone-vermilion")).to_be_visible()
    expect(page.locator("tr[data-row]").nth(2)).to_contain_text("1,234,567.89")
    accessible(page)


def test_the_keyboard_is_enough(duties: None, sign_in: Callable[[str], Page]) -> None:
    page = sign_in("officer")
    page.goto("/")
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
    expect(page.locator("tr[data-current]")).to_contain_text("续行查封")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("#search").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/law/fee/")


def test_language_and_theme_stay_with_the_person(
    sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/profile/")
    accessible(page)
    page.get_by_label("English").check()
    page.get_by_label("深色").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    user = User.objects.get(username="officer")
    assert (user.language, user.theme) == ("en", "dark")


def test_an_upper_court_looks_at_one_of_its_courts(sign_in: Callable[[str], Page], house: Any) -> None:
    upper = house.court.parent
    Membership.objects.create(user=User.objects.get(username="chief"), court=upper, role="bureau_chief")
    page = sign_in("chief")
    page.goto("/")
    menu = page.locator(".zx-menu").first
    expect(menu.locator("summary")).to_contain_text("全部法院")
    menu.locator("summary").click()
    menu.get_by_role("button", name="珲春法院").click()
    expect(page.locator(".zx-menu").first.locator("summary")).to_contain_text("珲春法院")


def test_a_missing_page_and_an_expired_form_say_what_to_do(
    sign_in: Callable[[str], Page], house: Any, accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    assert page.goto("/no-such-page").status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这一页。")
    accessible(page)
    page.goto("/profile/")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已经过期")


def test_a_rehearsal_is_announced_on_every_page(
    sign_in: Callable[[str], Page], monkeypatch: pytest.MonkeyPatch, accessible: Callable[[Page], None]
) -> None:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-20")
    page = sign_in("officer")
    page.goto("/law/fee/")
    expect(page.locator(".zx-rehearsal")).to_contain_text("2022-12-20")
    accessible(page)


def test_a_phone_needs_no_sideways_scrolling(duties: None, sign_in: Callable[[str], Page]) -> None:
    page = sign_in("officer")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/", "/law/interest/", "/profile/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
