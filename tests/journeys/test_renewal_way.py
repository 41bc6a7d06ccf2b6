"""From the due list to the holder's slip, a release for everybody paid, an absence: in a real browser, checked by axe."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from choosing_world import use_fonts
from renewal_world import TODAY, a_case, on_paper
from zhixing.cases.models import Case
from zhixing.foundation import clock
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.freezes import sweeps
from zhixing.freezes.models import ActBatch, Measure

pytestmark = pytest.mark.browser


@pytest.fixture
def case(house: Any, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case with two measures that end within two months, one without an end."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    use_fonts(monkeypatch)
    with every_court_visible():
        made = a_case(house.court)
        on_paper(made, "汪清房权证第9号")
        on_paper(made, "汪清房权证第10号", ends_on=date(2022, 12, 20))
        on_paper(made, "没有届满日的房屋", ends_on=None)
    return made


def test_renewed_from_the_list_to_the_slip(
    case: Case, sign_in: Callable[[str], Page], accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    page = sign_in("officer")
    page.goto("/freezes/?mine=0&order=value")
    accessible(page)
    page.goto("/freezes/?mine=0")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-picked]")).to_have_text("1")
    page.get_by_label("全选本页").check()
    expect(page.locator("[data-picked]")).to_have_text("3")
    accessible(page)
    page.get_by_role("button", name="续行所选").click()
    expect(page.get_by_role("button", name="拟定 2 项续行")).to_be_visible()
    expect(page.locator("main")).to_contain_text("没有届满日，请先按裁定书补录")
    accessible(page)
    page.get_by_role("button", name="拟定 2 项续行").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("待另一人批准")
    accessible(page)
    address = page.url
    page = sign_in("chief")
    page.goto(address)
    page.get_by_role("button", name="批准 2 项").click()
    accessible(page)
    page.get_by_role("button", name="批准并发出").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已批准")
    with every_court_visible():
        assert sweeps.carry_out(now=clock.now(), limit=50) == 2
    page.reload()
    expect(page.locator("main")).to_contain_text("文书已成，待送达")
    accessible(page)
    scan = tmp_path / "slip.pdf"
    scan.write_bytes(b"%PDF-1.7 slip")
    row = page.locator("tr[data-row]").filter(has_text="汪清房权证第10号")
    row.get_by_role("button", name="登记回执").click()
    slip = page.locator("dialog[open]")
    slip.get_by_label("回执写明续行至").fill("2025-12-20")
    slip.get_by_label("回执扫描件（PDF、PNG、JPEG）").set_input_files(scan)
    accessible(page)
    slip.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已按回执登记")
    with every_court_visible():
        measure = Measure.objects.get(description="汪清房权证第10号")
        assert (measure.ends_on, measure.confirmed_by_holder) == (date(2025, 12, 20), True)
    page.goto(f"/freezes/{measure.id}/")
    expect(page.locator("main")).to_contain_text("已确认")
    accessible(page)


def test_everything_is_released_with_one_click_when_the_debt_is_paid(
    case: Case, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    with every_court_visible():
        Case.objects.filter(pk=case.pk).update(
            status="concluded", concluded_on=TODAY, closing_kind="performed"
        )
        assert sweeps.release_satisfied(now=clock.now(), limit=50) == 1
    page = sign_in("chief")
    page.goto("/freezes/batches/?kind=release")
    accessible(page)
    page.get_by_role("button", name="批准全部").click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已批准")
    with every_court_visible():
        assert sweeps.carry_out(now=clock.now(), limit=50) == 3
        assert ActBatch.objects.get().state == "done"


def test_an_absence_a_paper_measure_and_the_lists(
    case: Case, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/freezes/absences/")
    accessible(page)
    page.get_by_label("至", exact=True).fill("2022-12-09")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("已登记")
    accessible(page)
    page.goto(f"/cases/{case.id}/freezes/paper/")
    accessible(page)
    for label, value in (
        ("财产种类", "不动产"), ("财产描述", "汪清房权证第11号"), ("协助单位", "汪清县不动产登记中心"),
        ("裁定书文号", "（2022）吉2424执7号之一"), ("起始日", "2022-11-01"), ("届满日（裁定书写明）", "2025-10-31"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".zx-note[role=status]")).to_contain_text("按 2025-10-31 提醒")
    accessible(page)
    page.get_by_role("button", name="不再续行").click()
    accessible(page)
    with every_court_visible():
        sweeps.catch_all(now=clock.now(), limit=10)
        sweeps.remind(now=clock.now(), limit=10)
        sweeps.tell_applicants(now=clock.now(), limit=10)
    for address in ("/freezes/gaps/", "/freezes/waiting/", "/freezes/tellings/", "/freezes/batches/"):
        page.goto(address)
        accessible(page)
