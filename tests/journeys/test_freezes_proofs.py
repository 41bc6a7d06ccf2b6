"""The week to print, lapses, the calendar and the forecast in a real browser, checked for accessibility."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from test_freezes_and_command import filed

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.freezes.models import Measure
from zhixing.freezes.operations import take_over_ledger
from zhixing.freezes.rules.ledger import read_ledger
from zhixing.simulator import sample_folder

pytestmark = pytest.mark.browser
__all__ = ["filed"]


@pytest.fixture
def watched(filed: Any) -> Any:
    """The house with its ledger taken over."""
    take_over_ledger(
        court=filed.court, table=read_ledger(sample_folder() / "查封冻结台账.xlsx"), file_name="台账.xlsx",
        file_sha256="0" * 64, now=clock.now(), actor=Actor.system("测试"),
    )  # fmt: skip
    return filed


def test_the_week_prints_on_a4_without_the_frame(
    watched: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("chief")
    page.goto("/freezes/")
    page.get_by_role("link", name="一周届满表").click()
    with every_court_visible():
        soonest = (
            Measure.objects.filter(state="watched", ends_on__gte="2022-12-01").earliest("ends_on").ends_on
        )
    page.goto(f"/freezes/week/?from={soonest}&mine=0")
    expect(page.locator("tr[data-row]").first).to_be_visible()
    accessible(page)
    expect(page.locator("h2", has_text="星期")).to_have_count(7)
    page.emulate_media(media="print")
    expect(page.locator(".zx-rail")).to_be_hidden()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    wide = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert wide, "something is wider than the page"


def test_lapses_calendar_and_forecast_are_accessible(
    watched: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("chief")
    for address in ("/freezes/lapses/", "/freezes/forecast/", "/freezes/calendar/"):
        page.goto(address)
        accessible(page)
    page.get_by_role("button", name="生成地址").first.click()
    expect(page.get_by_label("订阅地址")).to_be_visible()
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 800})
    for address in ("/freezes/week/", "/freezes/lapses/", "/freezes/calendar/"):
        page.goto(address)
        accessible(page)
