"""A clerk files a register; an officer opens a case, asks why, looks at a day, and gives a reason for a full number."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from zhixing.cases.models import Case
from zhixing.cases.operations import take_register
from zhixing.cases.rules.register import read_register
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.sheets import read_sheets
from zhixing.simulator import sample_folder

pytestmark = pytest.mark.browser


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Sixty rows of the sample, one of them refused."""
    rows = read_sheets(sample_folder() / "执行案件台账.xlsx")[0].rows
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for row in rows[1:62]:
        sheet.append(list(row))
    file = tmp_path / "台账.xlsx"
    book.save(file)
    return file


@pytest.fixture
def filed(house: object, register: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-09-20")
    content = register.read_bytes()
    take_register(
        court=Court.objects.get(code="吉2424"), table=read_register(content), file_name=register.name, file_sha256="", now=clock.now(),
        actor=Actor.system("测试"),
    )  # fmt: skip
    with every_court_visible():
        return Case.objects.get(sequence=1)


def fits(page: Page) -> bool:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide <= 0


def test_a_clerk_looks_at_a_register_and_files_the_good_rows(
    register: Path, sign_in: Callable[[str], Page], accessible: Callable[[Page], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("ZHIXING_TODAY", "2022-09-20")
    page = sign_in("clerk")
    page.goto("/cases/intake/")
    accessible(page)
    page.set_input_files("input[type=file]", register)
    page.get_by_role("button", name="上传并预览").click()
    wrong = page.locator(".zx-cell-wrong").first
    expect(wrong).to_contain_text("校验位不符")
    accessible(page)
    page.get_by_role("button", name=re.compile("立案 .* 件")).first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("如何撤回")
    accessible(page)
    dialog.get_by_role("button", name=re.compile("确认立案")).click()
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载退回的行").click()
    form = tmp_path / "退回.xlsx"
    waiting.value.save_as(form)
    assert len(read_register(form).rows) == 2
    with every_court_visible():
        assert Case.objects.count() == 58


def test_an_officer_filters_opens_and_asks_why(
    filed: Case, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/cases/?view=open")
    page.locator("#filter-q").fill("执1号")
    expect(page.locator("#results tr[data-row]")).to_have_count(1)
    page.locator("#main").click(position={"x": 5, "y": 5})
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(filed.number)
    accessible(page)
    page.get_by_role("link", name="债权").click()
    before = page.locator("#debt tbody tr").last.inner_text()
    page.locator("#debt-on").fill("2023-06-01")
    expect(page.locator("#debt")).to_contain_text("2023-06-01")
    assert page.locator("#debt tbody tr").last.inner_text() != before
    page.locator("#debt tr", has_text="一般债务利息").locator(".zx-why").last.click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("一般债务利息")
    drawer.locator("summary").first.click()
    expect(drawer.locator("blockquote").first).to_be_visible()
    accessible(page)


def test_a_full_number_needs_a_reason(
    filed: Case, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto(f"/cases/{filed.id}/")
    assert "222424198308300002" not in page.content()
    page.get_by_role("link", name="查看完整号码").nth(1).click()
    page.get_by_label("事由").fill("核对送达地址")
    accessible(page)
    page.get_by_role("button", name="记录并查看").click()
    expect(page.locator("#drawer")).to_contain_text("222424198308300002")
    page.get_by_role("link", name="隐去号码").click()
    page.goto(f"/cases/{filed.id}/?tab=timeline")
    expect(page.locator(".zx-timeline")).to_contain_text("事由：核对送达地址")
    with every_court_visible():
        assert Fact.objects.filter(kind="personal_data.viewed", actor_name="金哲").count() == 1


def test_on_a_phone_everything_stands_in_one_column(
    filed: Case, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (
        "/cases/?view=open",
        f"/cases/{filed.id}/",
        f"/cases/{filed.id}/?tab=debt",
        "/documents/",
    ):
        page.goto(address)
        assert fits(page), address
        accessible(page)
