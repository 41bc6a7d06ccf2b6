"""Parties on their phones: an account is corrected, money is followed, a paper is checked. 390 px, three languages, axe."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from funds_world import NOW, SYSTEM, person
from party_world import BACK, answered, approved, end_of_id, typesetter
from zhixing.cases.models import Case, Party
from zhixing.documents.rendering import of_home
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import courts_visible
from zhixing.funds import operations
from zhixing.funds.models import PaperVoucher, Payment, Receipt, RepairProposal

pytestmark = pytest.mark.browser
CARD = "6217572294969566448"
PICTURES = os.environ.get("ZHIXING_PICTURES", "")


@pytest.fixture
def march(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house on 2022-03-08; documents are set with the working copy's fonts."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-08")
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())
    Court.objects.filter(pk=house.court.pk).update(phone="0433-8812345")
    return house


@pytest.fixture
def phone(browser: Browser, march: Any) -> Iterator[Page]:
    """A phone 390 px wide; any complaint of the browser fails the test."""
    context = browser.new_context(
        base_url=march.address, viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "the server responded with a status of" not in message.text
            else None
        ),
    )
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def looked_at(accessible: Callable[[Page], None]) -> Callable[[Page, str], None]:
    """The page fits the phone, axe finds nothing in light or dark, and its picture is kept when asked for."""

    def look(page: Page, name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        accessible(page)
        page.emulate_media(color_scheme="light")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)

    return look


def _who(page: Page, end: str, button: str = "确认") -> None:
    page.get_by_role("textbox").fill(end)
    page.get_by_role("button", name=button, exact=True).click()


def test_a_payee_corrects_the_account_and_the_court_takes_it_over(
    march: Any, phone: Page, sign_in: Callable[[str], Page], accessible: Callable[[Page], None],
    looked_at: Callable[[Page, str], None],
) -> None:  # fmt: skip
    with courts_visible([march.court.pk]):
        case, payment = approved(march.court)
        answered(march.court, payment, BACK)
        end = end_of_id(case, "applicant")
    desk = sign_in("accountant")
    desk.goto(f"/funds/payments/{payment.id}/")
    accessible(desk)
    desk.get_by_role("button", name="给收款人发更正链接").click()
    desk.locator("dialog[open]").get_by_role("button", name="生成链接").click()
    expect(desk.locator("main")).to_contain_text("链接已生成")
    looked_at(desk, "link_made")
    address = desk.locator(".zx-secret").first.inner_text()
    phone.goto(address)
    expect(phone.locator("h1")).to_have_text("银行退回了付给您的一笔款")
    looked_at(phone, "repair_who")
    _who(phone, "000000")
    expect(phone.get_by_role("alert")).to_contain_text("还可以试 4 次")
    looked_at(phone, "repair_wrong")
    phone.get_by_role("link", name="한국어").click()
    expect(phone.locator("h1")).to_have_text("은행이 귀하에게 보낸 돈을 되돌려 보냈습니다")
    looked_at(phone, "repair_who_ko")
    _who(phone, end, "확인")
    expect(phone.locator("main")).to_contain_text("48,600.00")
    looked_at(phone, "repair_form_ko")
    phone.get_by_role("link", name="中文").click()
    phone.get_by_label("开户银行").fill("中国银行汪清支行")
    phone.get_by_label("账号（本人名下").fill("6217 5722 9496 9566 449")
    phone.get_by_role("button", name="下一步").click()
    expect(phone.get_by_role("alert")).to_contain_text("逐位核对")
    looked_at(phone, "repair_form")
    phone.get_by_label("账号（本人名下").fill(CARD)
    phone.get_by_role("button", name="下一步").click()
    expect(phone.locator(".account")).to_have_text("6217 5722 9496 9566 448")
    looked_at(phone, "repair_check")
    phone.get_by_role("button", name="确认提交").click()
    expect(phone.locator("h1")).to_have_text("已经提交")
    looked_at(phone, "repair_done")
    phone.goto(address)
    expect(phone.locator("h1")).to_have_text("这个链接打不开")
    looked_at(phone, "gone")
    desk.goto(f"/funds/payments/{payment.id}/")
    expect(desk.locator("main")).to_contain_text("6217***********6448")
    looked_at(desk, "payment_with_proposal")
    desk.get_by_role("button", name="采纳", exact=True).click()
    accessible(desk)
    desk.locator("dialog[open]").get_by_role("textbox").fill("户名与在案一致")
    desk.locator("dialog[open]").get_by_role("button", name="采纳并提出").click()
    expect(desk.locator(".zx-note[role=status]").first).to_contain_text("已采纳")
    with courts_visible([march.court.pk]):
        assert RepairProposal.objects.get().state == "accepted"


def test_applicant_and_debtor_follow_the_money(
    march: Any, phone: Page, sign_in: Callable[[str], Page], looked_at: Callable[[Page, str], None]
) -> None:
    with courts_visible([march.court.pk]):
        case, payment = approved(march.court)
        answered(march.court, payment)
        ends = {role: end_of_id(case, role) for role in ("applicant", "debtor")}
    desk = sign_in("officer")
    desk.goto(f"/cases/{case.id}/links/")
    looked_at(desk, "case_links")
    tokens = _two_links(march.court, case)
    phone.goto(f"/p/{tokens['applicant']}/")
    looked_at(phone, "track_who")
    _who(phone, ends["applicant"])
    expect(phone.locator("main")).to_contain_text("已付给您")
    expect(phone.locator(".way .confirmed").last).to_contain_text("48,600.00")
    looked_at(phone, "track_applicant")
    with phone.expect_download() as download:
        phone.get_by_role("button", name="下载发放凭证（PDF）").click()
    assert download.value.suggested_filename == "案款发放凭证_（2022）吉2424执7号.pdf"
    phone.get_by_role("link", name="大字").click()
    phone.get_by_role("link", name="한국어").click()
    expect(phone.locator("h1")).to_have_text("돈이 어디에 있습니까")
    looked_at(phone, "track_applicant_ko_large")
    phone.context.clear_cookies()
    phone.goto(f"/p/{tokens['debtor']}/")
    _who(phone, ends["debtor"])
    expect(phone.locator("main")).to_contain_text("您付的款")
    expect(phone.locator("main")).to_contain_text("张**")
    assert "张三丰" not in phone.content()
    looked_at(phone, "track_debtor")
    with phone.expect_download() as download:
        phone.get_by_role("button", name="下载收据（PDF）").click()
    assert download.value.suggested_filename == "执行案款收据_（2022）吉2424执7号.pdf"
    with courts_visible([march.court.pk]):
        assert PaperVoucher.objects.count() == 2
        assert Payment.objects.get().state == "done"


def _two_links(court: Court, case: Case) -> dict[str, str]:
    with courts_visible([court.pk]):
        return {
            party.role: operations.make_track_link(
                party_id=party.id, now=NOW, actor=person(court, Role.OFFICER)
            ).token
            for party in Party.objects.filter(case=case)
        }


def test_a_paper_is_checked_by_anybody(
    march: Any, phone: Page, looked_at: Callable[[Page, str], None]
) -> None:
    import threading

    from pypdf import PdfReader

    from zhixing.documents.queries import document_by_id

    with courts_visible([march.court.pk]):
        case, _ = approved(march.court)
        receipt = Receipt.objects.get(case=case).pk
    made: list[bytes] = []

    def issue() -> None:
        # signing runs an event loop of its own; Playwright's lives in this thread
        with courts_visible([march.court.pk]):
            document = operations.receipt_voucher(
                receipt_id=receipt, check_page=f"{march.address}/check/", now=NOW, actor=SYSTEM
            )
            made.append(document_by_id(document).read())
        from django.db import connections

        connections.close_all()

    thread = threading.Thread(target=issue)
    thread.start()
    thread.join(60)
    from io import BytesIO

    text = re.sub(r"\s", "", PdfReader(BytesIO(made[0])).pages[0].extract_text())
    found = re.search(r"\d+(-[0-9A-Z]{4}){4}", text)
    assert found
    phone.goto("/check/")
    looked_at(phone, "check")
    phone.get_by_label("核验码").fill(found[0].lower())
    phone.get_by_role("button", name="核验").click()
    expect(phone.locator("h1")).to_have_text("这是本院的文书")
    expect(phone.locator("main")).to_contain_text("50,000.00")
    looked_at(phone, "check_genuine")
    phone.goto("/check/1-0000-0000-0000-0000/")
    expect(phone.locator("h1")).to_have_text("查不到这份文书")
    looked_at(phone, "check_not_genuine")
