"""Several creditors of one person: drafted, tried out, approved, served, objected to, paid; in a real browser with axe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from funds_world import NOW, SYSTEM, make_case, statement
from zhixing.cases.models import Party
from zhixing.cases.personal import sealed_id
from zhixing.documents.fonts import check
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.home import home
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import courts_visible
from zhixing.funds import operations, queries
from zhixing.funds.models import Distribution, Payment, Plan

pytestmark = pytest.mark.browser
PROJECT_FONTS = Path(__file__).parents[2] / "var" / "fonts"


@pytest.fixture
def filed(house: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The house on 2022-03-02: two creditors of one person, 30,000 yuan in the first case."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    fonts = next(
        (one for one in (home().fonts, PROJECT_FONTS) if one.is_dir() and not check(one).missing),
        PROJECT_FONTS,
    )
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: Renderer(fonts, lanes=1))
    with courts_visible([house.court.pk]):
        Court.objects.filter(pk=house.court.pk).update(
            phone="0433-8812345", address="吉林省汪清县汪清镇大川街88号"
        )
        host, other = make_case(house.court, 7), make_case(house.court, 8, applicants=("赵六",))
        sealed, index, masked = sealed_id("222424198001010019")
        Party.objects.filter(case__in=[host, other], role="debtor").update(
            id_sealed=sealed, id_index=index, id_masked=masked
        )
        content = statement([("B1", 3_000_000, "李四", "案款", host.sub_account)])
        operations.import_statement(
            court=house.court, content=content, name="流水.csv", now=NOW, actor=SYSTEM
        )
        house_case = host.pk
    return house, house_case


def _confirm(page: Page, opener: str, button: str) -> None:
    page.get_by_role("button", name=opener, exact=True).first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("如何撤回")
    dialog.get_by_role("button", name=button, exact=True).click()


def test_a_distribution_is_built_approved_served_and_paid(
    filed: Any,
    sign_in: Callable[[str], Page],
    accessible: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house, case_id = filed
    page = sign_in("officer")
    page.goto(f"/cases/{case_id}/funds/distribute/")
    accessible(page)
    page.get_by_role("button", name="起草", exact=True).click()
    page.wait_for_url("**/funds/distributions/*-*/")
    # fees of 1,400 each, then 27,200 in halves
    expect(page.locator("#outcome")).to_contain_text("13,600.00")
    accessible(page)
    _try_out(page)
    page.locator("#outcome a.zx-why").nth(1).click()
    expect(page.locator("#why")).to_contain_text("按比例受偿")
    accessible(page)
    page.locator("[data-close-drawer]").first.click()
    _confirm(page, "提交审批", "确认提交")
    expect(page.locator("main")).to_contain_text("本方案由您提出")
    address = page.url
    sign_in("chief")
    page.goto(address)
    accessible(page)
    _confirm(page, "批准方案", "确认批准")
    expect(page.locator("main")).to_contain_text("待送达")
    with courts_visible([house.court.pk]):
        assert Distribution.objects.get().document is not None
    sign_in("officer")
    page.goto(address)
    accessible(page)
    for name in ("张三丰", "赵六", "李四"):
        page.get_by_role("button", name=f"登记送达 {name}").click()
        expect(page.locator(".zx-note[role=status]").first).to_contain_text("已登记送达")
    expect(page.locator("main")).to_contain_text("异议期内")
    accessible(page)
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-18")
    page.goto("/funds/distributions/")
    expect(page.locator("#results")).to_contain_text("可以分配")
    accessible(page)
    page.goto(address)
    _confirm(page, "提出发放", "确认提出")
    expect(page.locator("main")).to_contain_text("发放参与分配债权人")
    accessible(page)
    _approve(page, sign_in, house.court)


def _try_out(page: Page) -> None:
    """Typing recomputes; saving keeps it."""
    second = page.locator("input[name$=-principal]").nth(3)
    second.fill("300,000.00")
    expect(page.locator("#outcome")).to_contain_text("尚未保存")
    expect(page.locator("#outcome")).not_to_contain_text("13,600.00")
    second.fill("3万")
    expect(page.locator("#outcome")).to_contain_text("第 4 行")
    second.fill("100,000.00")
    expect(page.locator("#outcome")).to_contain_text("13,600.00")
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.locator(".zx-note[role=status]").first).to_contain_text("已保存")
    expect(page.locator("#outcome")).not_to_contain_text("尚未保存")


def _approve(page: Page, sign_in: Callable[[str], Page], court: Court) -> None:
    with courts_visible([court.pk]):
        plan = Plan.objects.get()
    sign_in("chief")
    page.goto(f"/funds/plans/{plan.pk}/")
    _confirm(page, "批准发放", "确认批准")
    with courts_visible([court.pk]):
        paid = sorted(Payment.objects.values_list("payee_name", "fen"))
        assert paid == [("张三丰", 1_360_000), ("赵六", 1_360_000)]
        assert queries.verify_books().problems == []
