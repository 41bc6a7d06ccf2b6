"""A person comes in through both doors, and nobody comes in through one."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from zhixing.foundation import clock
from zhixing.foundation.identity.models import Membership, User
from zhixing.foundation.identity.operations import current_code
from zhixing.foundation.identity.second_factor import code_at

pytestmark = pytest.mark.browser


def give_password(page: Page, username: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="下一步").click()


def give_code(page: Page, code: str) -> None:
    page.get_by_label("6 位验证码").fill(code)
    page.get_by_role("button", name="登录").click()


def test_password_and_code_lead_to_today(
    stranger: Page, house: Any, accessible: Callable[[Page], None]
) -> None:
    officer = house.accounts["officer"]
    stranger.goto("/")
    assert "/accounts/login/" in stranger.url
    accessible(stranger)
    give_password(stranger, "officer", officer.password)
    accessible(stranger)
    give_code(stranger, current_code("officer"))
    expect(stranger.get_by_role("heading", level=1)).to_have_text("今日")
    expect(stranger.locator(".zx-person")).to_have_text("金哲")


def test_a_wrong_password_and_a_wrong_code_say_what_to_do(stranger: Page, house: Any) -> None:
    give_password(stranger, "officer", "not-the-password")
    expect(stranger.get_by_role("alert")).to_be_visible()
    give_password(stranger, "officer", house.accounts["officer"].password)
    give_code(stranger, "000000" if current_code("officer") != "000000" else "111111")
    expect(stranger.locator(".zx-wrong")).to_be_visible()
    stranger.goto("/")
    assert "/accounts/" in stranger.url


def test_a_recovery_code_opens_once(stranger: Page, house: Any) -> None:
    officer = house.accounts["officer"]
    for attempt in range(2):
        give_password(stranger, "officer", officer.password)
        give_code(stranger, officer.recovery_codes[0])
        if attempt == 0:
            expect(stranger.get_by_role("heading", level=1)).to_have_text("今日")
            stranger.locator(".zx-menu-end summary").click()
            stranger.get_by_role("button", name="退出").click()
            assert "/accounts/login/" in stranger.url
    expect(stranger.locator(".zx-wrong")).to_be_visible()


def test_an_account_without_second_factor_is_led_to_set_it_up(
    stranger: Page, house: Any, accessible: Callable[[Page], None]
) -> None:
    user = User.objects.create_user("newcomer", "a-long-first-password", display_name="新来的")
    Membership.objects.create(user=user, court=house.court, role="clerk")
    give_password(stranger, "newcomer", "a-long-first-password")
    stranger.goto("/law/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("启用动态验证码")
    accessible(stranger)
    secret = stranger.locator(".zx-secret").inner_text().strip()
    stranger.get_by_label("6 位数字").fill(code_at(secret, clock.real_now()))
    stranger.get_by_role("button", name="启用").click()
    expect(stranger.locator(".zx-codes li")).to_have_count(10)
    accessible(stranger)
    stranger.goto("/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("今日")
    assert current_code("newcomer") == code_at(secret, clock.real_now())


def test_guessing_is_slowed_down(stranger: Page, house: Any) -> None:
    for _ in range(6):
        give_password(stranger, "officer", "not-the-password")
    give_password(stranger, "officer", house.accounts["officer"].password)
    assert "/2fa/" not in stranger.url


def test_there_is_no_sign_up(stranger: Page, house: Any, accessible: Callable[[Page], None]) -> None:
    stranger.goto("/accounts/signup/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("不开放注册")
    accessible(stranger)


def test_the_safety_of_the_account_asks_again(
    sign_in: Callable[[str], Page], house: Any, accessible: Callable[[Page], None]
) -> None:
    page = sign_in("clerk")
    page.goto("/accounts/2fa/recovery-codes/generate/")
    expect(page.get_by_role("heading", level=1)).to_have_text("再次确认身份")
    accessible(page)
    page.locator("input[type=password]").fill(house.accounts["clerk"].password)
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("更换恢复码")
    accessible(page)
    page.get_by_role("button", name="更换").click()
    expect(page.locator(".zx-codes li")).to_have_count(10)
    assert page.locator(".zx-codes li").first.inner_text() != house.accounts["clerk"].recovery_codes[0]
    for address in (
        "/accounts/2fa/",
        "/accounts/password/change/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/logout/",
    ):
        page.goto(address)
        accessible(page)
