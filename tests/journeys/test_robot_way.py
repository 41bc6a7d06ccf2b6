"""The robot in a browser: the desk by mouse and by keyboard, red ones one at a time, dry run, procedures, stops, samples."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from robot_fixtures import Shelf, note, shelf
from robot_world import NOW, SYSTEM, Note, file_cases, procedure
from zhixing.cases.models import Case
from zhixing.foundation import clock
from zhixing.foundation.identity.models import User
from zhixing.foundation.identity.scope import courts_visible, every_court_visible
from zhixing.robot import operations
from zhixing.robot.models import Act, Approval, ProcedureVersion, RobotPolicy, Sample, Stop, Task
from zhixing.robot.operations.samples import draw_samples

__all__ = ["note", "shelf"]
pytestmark = pytest.mark.browser
OPEN_CASE = '[[if]]\nrule = "case.is_open"\n'


@pytest.fixture
def desk(house: Any, shelf: Shelf, note: Note, monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Six cases of one officer with a note to be written in each; the last two are red."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    shelf.put(procedure(conditions=OPEN_CASE, top='due_days = 10\nsubject = "limits.notice"'))
    with every_court_visible():
        cases = file_cases(house.court, 6)
        officer = User.objects.get(username="officer")
        Case.objects.filter(court=house.court).update(officer=officer, officer_name=officer.display_name)
        RobotPolicy.objects.create(court=house.court, working_days_only=False, samples_percent=100)
        note.reds |= {case.id for case in cases[4:]}
        operations.prepare(court_id=house.court.pk, now=NOW, actor=SYSTEM)
    return cases


def _states(house: Any) -> dict[str, int]:
    with courts_visible([house.court.pk]):
        found: dict[str, int] = {}
        for task in Task.objects.all():
            found[task.state] = found.get(task.state, 0) + 1
        return found


def test_an_officer_unticks_one_and_presses_once(
    desk: list[Case], house: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/robot/")
    expect(page.get_by_role("heading", name="来源不一致，逐件处理")).to_be_visible()
    expect(page.locator(".zx-bulk [data-picked]")).to_have_text("4")
    accessible(page)
    page.locator("[data-unfold] summary").first.click()
    expect(page.get_by_text("看过", exact=True).first).to_be_visible()
    accessible(page)
    page.locator("[data-pick]").nth(1).uncheck()
    expect(page.locator(".zx-bulk [data-picked]")).to_have_text("3")
    page.get_by_role("button", name="批准所勾选的").click()
    expect(page.get_by_text("已批准 3 件，办理 3 项，办结 3。")).to_be_visible()
    assert _states(house) == {"done": 3, "proposed": 3}
    with courts_visible([house.court.pk]):
        approval = Approval.objects.get()
        assert (approval.tasks, approval.acts, approval.by.username) == (3, 3, "officer")
    for address in ("/robot/?state=done", "/robot/?state=refused", "/robot/?all=1", "/robot/?many=1"):
        page.goto(address)
        accessible(page)


def test_an_act_unticked_in_an_unfolded_row_is_left_out(
    desk: list[Case], house: Any, sign_in: Callable[[str], Page]
) -> None:
    page = sign_in("officer")
    page.goto("/robot/")
    page.locator("[data-unfold] summary").first.click()
    page.locator("[data-act]").first.uncheck()
    page.get_by_role("button", name="批准所勾选的").click()
    expect(page.get_by_text("已批准 3 件")).to_be_visible()
    with courts_visible([house.court.pk]):
        assert Act.objects.filter(state="done").count() == 3


def test_the_desk_by_keyboard(desk: list[Case], house: Any, sign_in: Callable[[str], Page]) -> None:
    page = sign_in("officer")
    page.goto("/robot/")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.locator(".zx-bulk [data-picked]")).to_have_text("3")
    page.keyboard.press("o")
    expect(page.locator("[data-act]").first).to_be_visible()
    page.keyboard.press("o")
    page.keyboard.press("a")
    expect(page.get_by_text("已批准 3 件")).to_be_visible()
    assert _states(house) == {"done": 3, "proposed": 3}


def test_a_red_one_is_decided_with_a_reason_and_then_approved_or_left_out(
    desk: list[Case], house: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/")
    expect(page.get_by_text("来源不一致：案号").first).to_be_visible()
    page.goto("/robot/")
    page.get_by_role("link", name="处理").first.click()
    expect(page.get_by_role("heading", name="案号：来源不一致")).to_be_visible()
    accessible(page)
    expect(page.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    page.get_by_label("核实无误，按文书中写的办理").check()
    page.get_by_label("理由（写明怎么核实的）").fill("已与执行依据原件核对")
    page.get_by_role("button", name="记下决定").click()
    expect(page.get_by_text("不一致的各项已有决定，可以批准。")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text("已批准 1 件")).to_be_visible()
    page.get_by_role("link", name="处理").first.click()
    page.get_by_label("确实有误，写有它的都不办理").check()
    page.get_by_label("理由（写明怎么核实的）").fill("执行依据案号写错了")
    page.get_by_role("button", name="记下决定").click()
    expect(page.get_by_text("未采纳").first).to_be_visible()
    accessible(page)
    assert _states(house) == {"done": 1, "refused": 1, "proposed": 4}


def test_what_was_done_is_taken_back_with_a_reason(
    desk: list[Case], house: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/robot/")
    page.get_by_role("button", name="批准所勾选的").click()
    page.goto(f"/cases/{desk[0].pk}/?tab=robot")
    expect(page.get_by_role("heading", name="人工触点")).to_be_visible()
    expect(page.locator("#room-tab")).to_contain_text("已办")
    accessible(page)
    page.goto("/robot/log/")
    accessible(page)
    page.get_by_role("row").filter(has_text="已办").first.locator("a.zx-num").click()
    page.get_by_role("button", name="撤回这一件").click()
    accessible(page)
    page.locator("dialog[open]").get_by_label("理由").fill("不该写这个备注")
    page.locator("dialog[open]").get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回：已删去")).to_be_visible()
    with courts_visible([house.court.pk]):
        assert Act.objects.filter(state="reversed", reversed_because="不该写这个备注").count() == 1


def test_a_dry_run_shows_every_difference_and_sends_nothing(
    desk: list[Case], house: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    with every_court_visible():
        Act.objects.all().delete()
        Task.objects.all().delete()
    page.goto("/robot/dry-run/")
    accessible(page)
    page.get_by_label("全部在办案件（逐件试算条件）").check()
    page.get_by_role("button", name="开始预演").click()
    expect(page.get_by_text("预演完毕：看了 1 个流程，什么都没有发出。")).to_be_visible()
    page.locator("#results details summary").first.click()
    accessible(page)
    expect(page.locator("#results .zx-stat").filter(has_text="会拟办")).to_contain_text("6")
    with page.expect_download() as taken:
        page.get_by_role("link", name="全部改动（xlsx）").click()
    assert taken.value.path().read_bytes()[:2] == b"PK"
    with courts_visible([house.court.pk]):
        assert Task.objects.count() == 0


def test_a_procedure_is_changed_by_two_people_and_its_faults_are_named(
    desk: list[Case], house: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/robot/procedures/")
    page.get_by_text("逐条看").click()
    expect(page.get_by_text("写备注（看过）")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="看一看").click()
    accessible(page)
    page.get_by_role("link", name="修改").click()
    box = page.get_by_label("流程文本（TOML）")
    good = box.input_value()
    box.fill(good.replace("case.is_open", "case.is_nice"))
    page.get_by_role("button", name="看一遍").click()
    expect(page.get_by_role("alert")).to_contain_text("没有条件“case.is_nice”")
    accessible(page)
    page.get_by_label("流程文本（TOML）").fill(good.replace('text = "看过"', 'text = "已阅"'))
    page.get_by_role("button", name="看一遍").click()
    expect(page.get_by_text("没有错误。")).to_be_visible()
    page.get_by_label("为什么改").fill("用本院的说法")
    accessible(page)
    page.get_by_role("button", name="提出，待第二人批准").click()
    expect(page.get_by_text("已提出，待第二人批准。")).to_be_visible()
    expect(page.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    accessible(page)
    page = sign_in("chief")
    page.goto("/robot/procedures/")
    page.get_by_role("link", name="look_at_it").click()
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text("已批准，自施行日起生效。")).to_be_visible()
    expect(page.get_by_text("写备注（已阅）")).to_be_visible()
    with courts_visible([house.court.pk]):
        version = ProcedureVersion.objects.get()
        assert (version.state, version.number, version.proposed_by.username) == ("approved", 1, "officer")


def test_everything_is_stopped_by_an_officer_and_goes_on_by_the_chief(
    desk: list[Case], house: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/robot/stops/")
    accessible(page)
    page.get_by_role("button", name="全部停止").click()
    page.locator("dialog[open]").get_by_label("理由").fill("文书里的金额不对")
    page.get_by_role("button", name="立即停止").click()
    expect(page.get_by_text("已停止：从现在起不再拟办、不再办理。")).to_be_visible()
    accessible(page)
    page.goto("/robot/")
    expect(page.get_by_text("文书里的金额不对")).to_be_visible()
    page.get_by_role("button", name="批准所勾选的").click()
    expect(page.get_by_text("4 项稍后办理")).to_be_visible()
    page = sign_in("chief")
    page.goto("/robot/stops/")
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_text("没有停止，照常办理。")).to_be_visible()
    accessible(page)
    with courts_visible([house.court.pk]):
        assert Stop.objects.filter(resumed_at=None).count() == 0


def test_samples_make_the_published_error_rate(
    desk: list[Case], house: Any, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    page.goto("/robot/")
    page.get_by_role("button", name="批准所勾选的").click()
    with every_court_visible():
        assert draw_samples(now=NOW, limit=100, actor=SYSTEM) == 4
    page.goto("/robot/samples/")
    expect(page.get_by_text("没有等您核对的抽查件。")).to_be_visible()
    page = sign_in("chief")
    page.goto("/robot/samples/")
    accessible(page)
    page.get_by_label("正确", exact=True).first.check()
    page.get_by_role("button", name="记下").first.click()
    page.get_by_label("有误", exact=True).first.check()
    page.get_by_label("有误的，错在哪里").first.select_option("amount")
    page.get_by_role("button", name="记下").first.click()
    expect(page.get_by_text("等您核对 2 件，最早的在前。")).to_be_visible()
    page.goto("/robot/results/?days=365")
    accessible(page)
    expect(page.locator(".zx-stat").filter(has_text="差错率").first).to_contain_text("50.00 %")
    expect(page.locator(".zx-stat").filter(has_text="差错率").first).to_contain_text("9.45 % – 90.55 %")
    with courts_visible([house.court.pk]):
        assert sorted(Sample.objects.exclude(verdict="").values_list("verdict", "what")) == [
            ("right", ""), ("wrong", "amount"),
        ]  # fmt: skip


def test_on_a_phone_nothing_runs_over_the_edge(
    desk: list[Case], sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("chief")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/robot/?all=1", "/robot/procedures/", "/robot/dry-run/?run=1", "/robot/stops/", "/robot/log/",
                    "/robot/samples/", "/robot/results/"):  # fmt: skip
        page.goto(address)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, address
        accessible(page)
