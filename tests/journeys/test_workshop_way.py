"""In a browser: the president signs, a clerk rewords, a translator confirms, a stranger asks whether a paper is genuine; with axe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from choosing_world import NOW, SYSTEM, a_case, use_fonts
from zhixing.cases.operations import name_court_account
from zhixing.documents.models import Document, WordingVersion
from zhixing.documents.operations.check_codes import code_of
from zhixing.documents.queries import content_of
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.scope import every_court_visible

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


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


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url


def test_a_fine_is_drafted_by_the_officer_and_signed_by_the_president(
    case: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    page = sign_in("officer")
    page.goto(f"/cases/{case.pk}/draft/?kind=fine_decision")
    page.get_by_role("textbox", name="查明的事实").fill("擅自出卖已被查封的原木12立方米")
    page.get_by_role("textbox", name="罚款金额").fill("50000")
    page.get_by_role("textbox", name="院长姓名").fill("金成浩")
    page.get_by_role("button", name="看一遍").click()
    page.get_by_role("button", name="送院长签发").click()
    page.wait_for_url("**/documents/signing/*-*/")
    accessible(page)
    waiting = page.url
    page = sign_in("vicepresident")
    page.goto("/")
    expect(page.get_by_text("签发罚款决定书")).to_be_visible()
    page.goto("/documents/signing/")
    accessible(page)
    page.set_viewport_size(PHONE)
    fits(page)
    page.goto(waiting)
    fits(page)
    accessible(page)
    page.get_by_role("button", name="签发", exact=True).click()
    accessible(page)
    page.get_by_role("button", name="确认签发").click()
    page.wait_for_url("**/documents/signing/")
    with every_court_visible():
        document = Document.objects.get(case=case, kind="fine_decision")
        content = content_of(document.pk)
    code = code_of(document.court_id, DocumentKind.FINE_DECISION, document.number)
    page.goto("/check/")
    accessible(page)
    page.get_by_label("核验码").fill(code.lower())
    page.get_by_role("button", name="核验").click()
    expect(page.locator("h1")).to_have_text("这是本院的文书")
    fits(page)
    file = tmp_path / "罚款决定书.pdf"
    file.write_bytes(content[:-1] + b" ")
    page.get_by_label("选择您收到的 PDF 文件").set_input_files(file)
    page.get_by_role("button", name="比较").click()
    expect(page.get_by_role("status")).to_contain_text("这个文件被改动过")
    accessible(page)


def test_a_clerk_rewords_a_passage_and_the_chief_approves_it(
    case: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("clerk")
    page.goto("/documents/workshop/")
    accessible(page)
    page.get_by_role("link", name="传票", exact=True).click()
    page.wait_for_url("**/kinds/summons/")
    accessible(page)
    page.get_by_role("link", name="修改 被传唤人应当携带").click()
    page.get_by_role("textbox", name="文字").fill("请被传唤人携带本传票和身份证件，准时到达应到处所。")
    page.get_by_role("button", name="预览和试排").click()
    expect(page.get_by_text("200 字的名称")).to_be_visible()
    accessible(page)
    page.set_viewport_size(PHONE)
    fits(page)
    page.get_by_role("button", name="提出").click()
    page.wait_for_url("**/versions/*-*/")
    accessible(page)
    version = page.url
    page = sign_in("chief")
    page.goto(version)
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_role("button", name="确认批准").click()
    expect(page.get_by_text("已批准").first).to_be_visible()
    with every_court_visible():
        assert WordingVersion.objects.get().state == "approved"


def test_a_translator_reads_the_korean_and_the_glossary(
    case: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("translator")
    page.goto("/")
    expect(page.get_by_role("navigation", name="房间").get_by_role("link")).to_have_text(["译文"])
    page.goto("/documents/workshop/korean/?kind=summons")
    accessible(page)
    page.goto("/documents/workshop/glossary/")
    accessible(page)
    page.set_viewport_size(PHONE)
    fits(page)
    page.get_by_role("textbox", name="增加名称（中文）").fill("长春市中级人民法院")
    page.get_by_role("button", name="增加").click()
    page.get_by_role("textbox", name="朝鲜文").fill("장춘시 중급인민법원")
    page.get_by_role("button", name="提出").click()
    page.wait_for_url("**/versions/*-*/")
    accessible(page)
    expect(page.get_by_text("等待另一人批准。", exact=True)).to_be_visible()
