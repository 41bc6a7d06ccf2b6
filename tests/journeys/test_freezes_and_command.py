"""A ledger taken over, a missing end supplied, the year looked at: in a real browser, checked for accessibility."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from zhixing.cases.operations import take_register
from zhixing.cases.rules.register import read_register
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.freezes.models import Measure
from zhixing.simulator import sample_folder

pytestmark = pytest.mark.browser
SYSTEM = Actor.system("测试")


@pytest.fixture
def filed(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house on 2022-12-01 with the sample's cases."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    table = read_register(sample_folder() / "执行案件台账.xlsx")
    take_register(
        court=house.court, table=table, file_name="x", file_sha256="0" * 64, now=clock.now(), actor=SYSTEM
    )
    return house


def test_a_ledger_is_taken_over_and_a_missing_end_supplied(
    filed: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("chief")
    page.goto("/freezes/")
    accessible(page)
    page.get_by_role("link", name="接管手工台账").click()
    accessible(page)
    page.get_by_label("查封冻结台账").set_input_files(sample_folder() / "查封冻结台账.xlsx")
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("button", name="接管 584 条")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="接管 584 条").click()
    page.get_by_role("button", name="确认接管").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已接管 584 条措施")
    page.get_by_role("link", name="看到期表").click()
    expect(page.locator("tr[data-row]")).to_have_count(50)
    accessible(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/freezes/*-*/")
    accessible(page)
    page.get_by_role("button", name="补录届满日").click()
    page.get_by_label("裁定书写明的届满日").fill("2022-12-31")
    accessible(page)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("按 2022-12-31 提醒")
    page.locator("a.zx-why").first.click()
    expect(page.locator("#why")).to_contain_text("核对写明的期限")
    accessible(page)
    page.goto("/freezes/forecast/")
    expect(page.locator("tr[data-row]")).to_have_count(12)
    accessible(page)
    with every_court_visible():
        measure = Measure.objects.get(ends_on="2022-12-31")
        case_id = measure.case_id
    page.goto(f"/cases/{case_id}/?tab=freezes")
    expect(page.locator("#room-tab table")).to_be_visible()
    accessible(page)


def test_the_year_and_the_wall(
    filed: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("vicepresident")
    page.goto("/command/")
    expect(page.locator(".zx-reading")).to_contain_text("汪清法院执结0件，结案率0.00%")
    accessible(page)
    page.get_by_role("link", name="0.00 %").first.click()
    expect(page.locator("#why")).to_contain_text("结案数÷（旧存数＋新收数）")
    accessible(page)
    page.goto("/command/cases/received/?year=2022")
    expect(page.locator("tr[data-row]")).to_have_count(50)
    accessible(page)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto("/command/wall/")
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('dd')].map(one => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert smallest >= 90
    assert page.evaluate(
        "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
    )
    accessible(page)
