"""Unidentified money at the keyboard: a suggestion is taken with one key and taken back with another."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from funds_world import NOW, SYSTEM, make_case, statement
from zhixing.foundation.identity.scope import courts_visible
from zhixing.funds import operations
from zhixing.funds.models import Receipt

pytestmark = pytest.mark.browser


@pytest.fixture
def filed(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house on 2022-03-02 with one case."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    with courts_visible([house.court.pk]):
        make_case(house.court, 7)
    return house


def test_one_key_takes_a_suggestion_and_one_takes_it_back(
    filed: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    content = statement([("B1", 5_000_000, "李四", "还款", ""), ("B2", 100_000, "赵六", "货款", "")])
    with courts_visible([filed.court.pk]):
        operations.import_statement(
            court=filed.court, content=content, name="三月.csv", now=NOW, actor=SYSTEM
        )
    page = sign_in("accountant")
    page.goto("/funds/")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    expect(page.locator("[data-choose]")).to_have_count(1)
    accessible(page)
    page.keyboard.press("j")
    page.keyboard.press("1")
    page.wait_for_url("**/funds/?done=*")
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已认领到案")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator("tr[data-current]")).to_have_count(1)
    accessible(page)
    page.keyboard.press("u")
    page.wait_for_url("**/funds/")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    with courts_visible([filed.court.pk]):
        assert Receipt.objects.get(line__serial="B1").case is None
