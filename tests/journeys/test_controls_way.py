"""From an order without a receipt to a farmer's release: what officers, duty and chief see and press, in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from control_world import ACCOUNTS, AtWork, a_case, a_table, a_unit, new, order, say, send
from party_world import typesetter
from zhixing.cases.models import Case
from zhixing.documents.rendering import of_home
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.inquiries import operations
from zhixing.inquiries.models import ControlOrder, WrongPersonClaim

pytestmark = pytest.mark.browser
Way = tuple[AtWork, Case, operations.Ordered]


@pytest.fixture
def way(house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())
    folder = tmp_path / "unit"
    folder.mkdir()
    with a_unit(house.court, folder, a_table(ACCOUNTS)) as unit:
        with every_court_visible():
            case = a_case(house.court)
            asset = say(case, *ACCOUNTS)[0]
            (made,) = order(house.court, new(case, unit.unit, asset, key="k1", amount_fen=150_000))
        yield unit, case, made


def test_a_farmer_is_released_within_the_hours(
    way: Way, sign_in: Callable[[str], Page], accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    unit, case, made = way
    page = sign_in("officer")
    page.goto(f"/cases/{case.id}/controls/")
    expect(page.locator(".zx-chip").first).to_contain_text("待发送")
    send(0.2)
    page.reload()
    expect(page.locator(".zx-chip").first).to_contain_text("部分办理")
    accessible(page)
    page.get_by_role("link", name="查看").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("冻结、查封")
    for words in ("1,000.00", "500.00", "协助执行通知书", "可用金额不足"):
        expect(page.locator("main")).to_contain_text(words)
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "fits a phone"
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/inquiries/controls/")
    expect(page.locator(".zx-empty")).to_contain_text("每项控制请求都有回执")

    page = sign_in("duty")
    page.goto("/inquiries/claims/")
    accessible(page)
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_contain_text("登记冻错人申诉")
    accessible(page)
    evidence = tmp_path / "身份证.pdf"
    evidence.write_bytes(b"%PDF-1.4 id")
    for label, value in (
        ("申诉人姓名或名称", "王坤"), ("证件号码", "220322197503153656"), ("被冻结的账号，或者权证号、号牌", "GJJ 0001"),
        ("申诉人怎么说", "我和被执行人只是同名"),
    ):  # fmt: skip
        page.get_by_label(label).fill(value)
    page.get_by_label("证据（身份证、存折、权证等）").set_input_files(evidence)
    page.get_by_role("button", name="登记，开始计时").click()
    expect(page.locator("main")).to_contain_text("还剩 23 小时 59 分")
    expect(page.locator("main")).to_contain_text("已起草")
    accessible(page)
    page.get_by_role("button", name="提出解除").click()
    dialog = page.locator("#release")
    for words in ("将做什么", "对谁", "依据", "如何撤回", "下一双眼睛"):
        expect(dialog).to_contain_text(words)
    accessible(page)
    dialog.get_by_label("核实的结果和理由").fill("身份证号不同，不是被执行人")
    dialog.get_by_role("button", name="提交复核").click()
    expect(page.locator("main")).to_contain_text("待复核")

    page = sign_in("chief")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("王坤称被错误冻结")
    with every_court_visible():
        claim = WrongPersonClaim.objects.get()
    page.goto(f"/inquiries/claims/{claim.id}/")
    page.get_by_role("button", name="复核").click()
    dialog = page.locator("#decide")
    dialog.get_by_label("同意").check()
    accessible(page)
    dialog.locator("button.zx-irreversible").click()
    expect(page.locator("main")).to_contain_text("已批准解除，待单位回执")
    accessible(page)
    send(0.2)
    page.reload()
    expect(page.locator(".zx-chip").first).to_contain_text("已解除")
    assert [one[4] for one in unit.controls()] == ["released"]
    with every_court_visible():
        assert ControlOrder.objects.get(action="release").original_number == made.number
