"""A debtor is restricted and let go, a 终本 is ruled by its dossier, revoked, and the case stands still and goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acting_world import fonts, outfit
from dossier_world import NOW, a_file
from zhixing.cases.models import Case, CaseClock, Restriction, Suspension
from zhixing.cases.rules.filing import clocks_at_filing
from zhixing.documents.models import Document
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation import clock
from zhixing.foundation.identity.models import User
from zhixing.foundation.identity.scope import courts_visible, every_court_visible
from zhixing.law.limit_table import LimitKind

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}


@pytest.fixture
def case(house: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    """A case of the officer whose dossier lacks only the restriction and the words of the applicant."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-05-10")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with every_court_visible():
        outfit(house.court, Renderer(fonts(), lanes=1), monkeypatch, tmp_path)
        made = a_file(house.court, leave_out=("restriction", "interview"))
        Case.objects.filter(pk=made.pk).update(officer=User.objects.get(username="officer"))
        limits = {one.kind: one for one in clocks_at_filing(made.filed_on)}
        CaseClock.objects.create(
            court=house.court, case=made, kind="conclude", starts_on=made.filed_on,
            due_on=limits[LimitKind.CONCLUDE].due_on,
        )  # fmt: skip
    return made


def fits(page: Page, accessible: Callable[[Page], None]) -> None:
    """Nothing runs over the edge of a phone, and axe finds nothing."""
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    accessible(page)
    page.set_viewport_size(DESK)


def take(page: Page, kind: str, **more: str) -> None:
    page.get_by_label("措施", exact=True).select_option(kind)
    if "ended" in more:
        page.get_by_label("执行通知指定期间届满日").fill(more["ended"])
    if "ground" in more:
        page.get_by_label(more["ground"]).check()
    page.get_by_label("理由", exact=True).fill("未按执行通知履行义务")
    page.get_by_role("button", name="登记措施").click()
    expect(page.get_by_text("已登记限制措施。")).to_be_visible()


def test_restricted_let_go_ended_for_want_of_assets_revoked_and_stayed(
    case: Case, house: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto(f"/cases/{case.pk}/restrictions/")
    take(page, "consumption", ended="2022-03-20")
    take(page, "defaulter", ground="违反财产报告制度")
    row = page.get_by_role("row").filter(has_text="失信名单")
    expect(row).to_contain_text("2024-05-10")
    row.get_by_role("button", name="登记发布").click()
    page.locator("dialog[open]").get_by_role("button", name="登记").click()
    expect(page.get_by_text("已登记发布日期。")).to_be_visible()
    row.get_by_role("button", name="删除").click()
    page.locator("dialog[open]").get_by_label("事由").select_option("two_empty_queries")
    page.locator("dialog[open]").get_by_role("button", name="删除").click()
    expect(page.get_by_text("不是期限内删除的事由")).to_be_visible()
    row.get_by_role("button", name="删除").click()
    page.locator("dialog[open]").get_by_label("事由").select_option("early_decision")
    page.locator("dialog[open]").get_by_role("button", name="删除").click()
    expect(row).to_contain_text("已解除")
    fits(page, accessible)
    with courts_visible([house.court.pk]):
        found = Restriction.objects.order_by("kind").values_list("kind", "lift_cause", "lifted_on")
        assert list(found) == [("consumption", "", None), ("defaulter", "early_decision", clock.today())]

    page.goto(f"/cases/{case.pk}/dossier/")
    expect(page.get_by_text("还缺 1 项条件。")).to_be_visible()
    fits(page, accessible)
    page.get_by_label("事项").select_option("interview")
    page.get_by_label("情况", exact=True).fill("同意终本，发现财产再申请恢复")
    page.get_by_role("button", name="记录", exact=True).click()
    expect(page.get_by_text("各项条件均已符合")).to_be_visible()
    page.get_by_role("button", name="裁定终结本次执行程序").click()
    page.locator("dialog[open]").get_by_role("button", name="裁定终本").click()
    expect(page.get_by_text("已裁定终结本次执行程序。")).to_be_visible()
    with courts_visible([house.court.pk]):
        assert Document.objects.filter(case=case, kind="suspension_ruling").count() == 1

    page = sign_in("chief")
    page.goto(f"/cases/{case.pk}/ending/")
    expect(page.get_by_role("heading", name="终结本次执行程序")).to_be_visible()
    fits(page, accessible)
    page.get_by_role("button", name="撤销结案").click()
    page.locator("dialog[open]").get_by_label("理由").fill("申请执行人提供了新的线索")
    page.locator("dialog[open]").get_by_role("button", name="撤销结案").click()
    expect(page.get_by_text("已撤销结案，期限继续计算。")).to_be_visible()
    page.locator("#stay-reason").fill("案外人提出确有理由的异议")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("中止、暂缓期间不得结案")).to_be_visible()
    with courts_visible([house.court.pk]):
        limit = CaseClock.objects.get(case=case, kind="conclude")
        assert (limit.paused_since, limit.done_on) == (clock.today(), None)
    fits(page, accessible)
    page.goto(f"/cases/{case.pk}/")
    expect(page.get_by_role("row").filter(has_text="执行结案")).to_contain_text("停止计算")
    with courts_visible([house.court.pk]):
        assert Suspension.objects.filter(case=case, ends_on=None).count() == 1
