"""A document drafted in a browser: chosen by keyboard, filled, looked over, sealed; with axe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from choosing_world import NOW, SYSTEM, a_case, use_fonts
from zhixing.cases.operations import name_court_account
from zhixing.documents.models import Document
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.scope import every_court_visible

pytestmark = pytest.mark.browser
MORE = "逾期来函请注明案号。"


@pytest.fixture
def case(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    use_fonts(monkeypatch)
    with every_court_visible():
        Court.objects.filter(pk=house.court.pk).update(phone="0433-8812345", address="汪清县汪清镇大川街88号")
        account = {"holder": "汪清县人民法院", "bank_name": "建设银行", "number": "22050168636700000123"}
        name_court_account(court=house.court, **account, actor=SYSTEM, now=NOW)
        case = a_case(house.court)
        case.officer = User.objects.get(username="officer")
        case.save()
    return case


def adjusted(file: Path, folder: Path) -> Path:
    """The file as a word processor gives it back: one sentence more, and another amount, which is locked."""
    made = folder / "修改稿.docx"
    new = f"<w:p><w:r><w:t>{MORE}</w:t></w:r></w:p></w:body>"
    with ZipFile(file) as old, ZipFile(made, "w") as copy:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == "word/document.xml":
                text = content.decode().replace("20,000.00元", "10,000.00元")
                content = text.replace("</w:body>", new).encode()
            copy.writestr(entry, content)
    return made


def test_a_document_is_chosen_filled_adjusted_in_word_and_sealed(
    case: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    page = sign_in("officer")
    page.goto(f"/cases/{case.pk}/draft/")
    expect(page.get_by_role("heading", name="做一份文书")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="履行到期债务通知书").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=third_party_debt_notice")
    accessible(page)
    page.get_by_role("textbox", name="第三人").fill("延吉市林海家具有限公司")
    page.get_by_role("textbox", name="到期债权").fill("2022年3月签订的木材买卖合同的货款")
    page.get_by_role("textbox", name="应当履行的金额").fill("20000")
    page.get_by_role("button", name="看一遍").click()
    expect(page.get_by_text("20,000.00元（大写：贰万元整）")).to_be_visible()
    with page.expect_download() as handed_out:
        page.get_by_role("button", name="导出 Word").click()
    page.get_by_label("修改后的 Word 文件").set_input_files(adjusted(handed_out.value.path(), tmp_path))
    page.get_by_role("button", name="带回并比较").click()
    expect(page.get_by_role("table", name="修改稿与草稿的差异")).to_contain_text(MORE)
    expect(page.get_by_role("table", name="修改稿与草稿的差异")).to_contain_text("必备内容或事实，仍按原文")
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_role("button", name="制作并盖章").click()
    accessible(page)
    page.get_by_role("button", name="确认制作").click()
    page.wait_for_url("**/documents/*-*/")
    with every_court_visible():
        document = Document.objects.get(case=case, kind="third_party_debt_notice")
    assert document.goes_to == "延吉市林海家具有限公司"
    assert MORE in str(document.said["blocks"])
    assert "10,000.00元" not in str(document.said["blocks"])
    page.goto(f"/cases/{case.pk}/documents/")
    expect(page.get_by_role("link", name="履行到期债务通知书", exact=True)).to_be_visible()


def test_on_a_phone_a_missing_amount_is_said_beside_its_field(
    case: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/cases/{case.pk}/draft/?kind=third_party_debt_notice")
    page.get_by_role("textbox", name="第三人").fill("延吉市林海家具有限公司")
    page.get_by_role("textbox", name="到期债权").fill("货款")
    page.get_by_role("textbox", name="应当履行的金额").fill("很多钱")
    page.get_by_role("button", name="看一遍").click()
    expect(page.locator(".zx-field-wrong")).to_have_count(1)
    accessible(page)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
