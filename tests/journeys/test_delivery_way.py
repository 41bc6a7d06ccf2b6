"""Delivery in a browser: an officer begins it, the addressee opens it on a phone, the court sees it served. axe throughout."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from delivery_world import SYSTEM, agree, case_with, debtor, register
from party_world import end_of_id, typesetter
from zhixing.cases.models import Case
from zhixing.cases.personal import opened
from zhixing.delivery import operations
from zhixing.delivery.models import Delivery, EntryLink, Sending
from zhixing.delivery.operations.climbing import token_of
from zhixing.delivery.operations.entry import token_of_link
from zhixing.documents.models import Document
from zhixing.documents.rendering import of_home
from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import courts_visible

pytestmark = pytest.mark.browser


@pytest.fixture
def march(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house on 2022-03-08; documents are set with the working copy's fonts."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-08")
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())
    Court.objects.filter(pk=house.court.pk).update(phone="0433-8812345", address="汪清县汪清镇")
    return house


@pytest.fixture
def phone(browser: Browser, march: Any) -> Iterator[Page]:
    context = browser.new_context(
        base_url=march.address, viewport={"width": 390, "height": 844}, locale="zh-CN"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def _document(case: Case) -> None:
    """A signed document for the debtor, with its file."""
    from datetime import date

    from zhixing.documents.operations import issue_asset_result_notice
    from zhixing.documents.rules.asset_results import AskedUnit, AssetResultNotice
    from zhixing.documents.rules.contexts import IssuingCourt, Recipient

    court = IssuingCourt("汪清县人民法院", "汪清县汪清镇", "金哲", "0433-8812345")
    notice = AssetResultNotice(
        court=court, document_number=case.number, case_number=case.number, issued_on=date(2022, 3, 8),
        applicant=Recipient("李四", True), asked=(AskedUnit("李四", "民政局", date(2022, 3, 1), "none", date(2022, 3, 1)),), found=(),
    )  # fmt: skip
    issue_asset_result_notice(
        case_id=case.id, recipient_id=debtor(case).id, notice=notice, now=clock.now(), actor=SYSTEM
    )


def test_a_document_is_delivered_opened_and_proved(
    march: Any, phone: Page, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    with courts_visible([march.court.pk]):
        case = case_with(march.court, 1)
        agree(debtor(case))
        _document(case)
    desk = sign_in("officer")
    desk.goto(f"/cases/{case.id}/delivery/")
    accessible(desk)
    desk.get_by_role("button", name="开始送达").click()
    expect(desk.get_by_text("已开始送达")).to_be_visible()
    with courts_visible([march.court.pk]):
        operations.climb(now=clock.now(), limit=10, actor=SYSTEM)
        sending = Sending.objects.get()
        token = token_of(sending.id, march.court.pk)
    phone.goto(f"/p/d/{token}/?lang=ko")
    accessible(phone)
    phone.get_by_role("textbox").fill("000000")
    phone.get_by_role("button", name="확인", exact=True).click()
    expect(phone.get_by_role("alert")).to_contain_text("4")
    phone.goto(f"/p/d/{token}/?lang=zh")
    with courts_visible([march.court.pk]):
        end = end_of_id(case, "debtor")
    phone.get_by_role("textbox").fill(end)
    phone.get_by_role("button", name="确认", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("财产查询结果告知书")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(phone)
    with phone.expect_download() as taken:
        phone.get_by_role("button", name="打开文书（PDF）").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    phone.goto(f"/p/d/{token}/")
    phone.get_by_role("button", name="我已收到").click()
    expect(phone.get_by_text("您已确认收到。")).to_be_visible()
    with courts_visible([march.court.pk]):
        delivery = Delivery.objects.get()
        assert (delivery.state, str(delivery.served_on)) == ("served", "2022-03-08")
    for address in ("/delivery/", "/delivery/?view=done", "/delivery/success/", "/delivery/carriers/", "/delivery/returned/",
                    f"/delivery/{delivery.id}/", f"/documents/{delivery.document_id}/delivery/"):  # fmt: skip
        desk.goto(address)
        accessible(desk)
    desk.goto(f"/delivery/{delivery.id}/")
    expect(desk.get_by_text("已下载")).to_have_count(2)
    desk.goto("/p/d/1.AAAAAAAAAAAAAAAAAAAAAA/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("这个链接打不开")


def test_a_call_is_put_on_record_and_the_addressee_comes_by_the_entry(
    march: Any, phone: Page, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    with courts_visible([march.court.pk]):
        case = case_with(march.court, 1)
        _document(case)
        operations.deliver(document_ids=[Document.objects.get().id], now=clock.now(), actor=SYSTEM)
        operations.climb(now=clock.now(), limit=10, actor=SYSTEM)
        end, number = end_of_id(case, "debtor"), opened(debtor(case))["id"]
        register(march.court, "http://127.0.0.1:9")
    desk = sign_in("officer")
    desk.goto("/")
    desk.get_by_role("link", name="登记通话").click()
    accessible(desk)
    desk.set_viewport_size({"width": 390, "height": 844})
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(desk)
    for words in ("核对了通话人身份", "告知了电子送达", "确认以这个号码"):
        desk.get_by_label(words).focus()
        desk.keyboard.press("Space")
    desk.get_by_label("对电子送达的表示").select_option("agrees")
    desk.get_by_label("通话内容").fill("同意以此号码接收")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("通话已登记。电话确认：受送达人同意电子送达")).to_be_visible()
    accessible(desk)
    phone.goto("/p/d/?lang=ko")
    accessible(phone)
    phone.goto("/p/d/?lang=zh")
    phone.get_by_label("案号").fill(case.number)
    phone.get_by_label("您的身份证号").fill(number)
    phone.get_by_role("button", name="获取链接").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("请查看手机或者邮箱")
    accessible(phone)
    with courts_visible([march.court.pk]):
        assert operations.answer_knocks(now=clock.now(), limit=10, actor=SYSTEM) == 1
        token = token_of_link(EntryLink.objects.get().id, march.court.pk)
    phone.goto(f"/p/d/all/{token}/")
    phone.get_by_role("textbox").fill(end)
    phone.get_by_role("button", name="确认", exact=True).click()
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("link", name="财产查询结果告知书").click()
    with phone.expect_download() as taken:
        phone.get_by_role("button", name="打开文书（PDF）").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    with courts_visible([march.court.pk]):
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.served_way) == ("served", "portal")
