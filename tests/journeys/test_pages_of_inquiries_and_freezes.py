"""Every page of 查控 and 智续 with something on it: fits a court's old screen and a phone, light and dark, and axe is content.

Pictures are kept where ZHIXING_PICTURES names a folder.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from choosing_world import use_fonts
from pages_world import PHONE, Office, addresses, an_office
from zhixing.foundation.identity.scope import every_court_visible

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("ZHIXING_PICTURES", "")
SIZES = {"phone": (390, 844), "desk": (1366, 768)}
"""Width and height; the last is the one axe sees."""
CHECKED_ELSEWHERE = frozenset(
    {"case-controls", "control", "claims", "claim-new", "claim", "proposals", "proposal", "excess", "excess-finding",
     "choosing", "due-list", "batches", "releases", "batch", "measure", "absences", "gaps", "waiting", "tellings",
     "paper", "case-tab", "forecast"}
)  # fmt: skip
"""Another journey walks through these with axe."""


@pytest.fixture
def office(house: Any, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    use_fonts(monkeypatch)
    with every_court_visible():
        return an_office(house.court)


def _look(page: Page, name: str) -> None:
    """The page stands at both sizes without scrolling sideways; its pictures are kept when asked for."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} px too wide ({size})"
        for scheme in ("light", "dark") if PICTURES else ():
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(PICTURES) / f"{name}-{size}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")


def test_every_page_is_accessible_and_fits(
    office: Office, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    with every_court_visible():
        places = sorted(addresses(office))
    page, who = sign_in(places[0][0]), places[0][0]
    for username, name, address in places:
        if username != who:
            page, who = sign_in(username), username
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        _look(page, name)
        if name not in CHECKED_ELSEWHERE:
            accessible(page)


def test_a_liaison_reads_and_answers_on_a_phone(
    office: Office, sign_in: Callable[[str], Page], stranger: Page, accessible: Callable[[Page], None]
) -> None:
    with every_court_visible():
        request = office.asked.pk
    stranger.goto(office.link)
    _look(stranger, "desk-who")
    accessible(stranger)
    stranger.get_by_role("textbox").fill(PHONE[-4:])
    stranger.locator("form button").click()
    expect(stranger.locator("main")).to_contain_text(office.case.number)
    _look(stranger, "desk-answer")
    accessible(stranger)
    page = sign_in("officer")
    page.goto(f"/inquiries/requests/{request}/")
    page.get_by_role("button", name="生成").click()
    _look(page, "desk-link-made")
    accessible(page)
