"""The administrator looks after the house."""

from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.sweeps import failures
from zhixing.foundation.sweeps.models import Failure

pytestmark = pytest.mark.browser


@pytest.fixture
def dead_letter(house: Any) -> Failure:
    for _ in range(failures.ATTEMPTS_MAX):
        with every_court_visible():
            letter = failures.note(
                sweep="evidence.seal",
                subject="case:7",
                error="Traceback …\nOSError: 磁盘已满",
                now=clock.now(),
            )
    return letter


def facts(kind: str) -> list[Fact]:
    with every_court_visible():
        return list(Fact.objects.filter(kind=kind))


def test_a_dead_letter_is_tried_again(
    dead_letter: Failure, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("it")
    page.goto("/operate/")
    expect(page.get_by_text("OSError: 磁盘已满").first).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".zx-note-success")).to_be_visible()
    dead_letter.refresh_from_db()
    assert (dead_letter.dead_at, dead_letter.attempts) == (None, 0)
    assert [fact.actor_name for fact in facts("failure.retried")] == ["赵明"]


def test_a_dead_letter_is_closed_with_a_reason_after_a_preview(
    dead_letter: Failure, sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("it")
    page.goto("/operate/")
    page.get_by_role("button", name="关闭").first.click()
    dialog = page.locator(f"#close-{dead_letter.id}")
    for words in ("将做什么", "对谁", "依据", "如何撤回"):
        expect(dialog).to_contain_text(words)
    accessible(page)
    dialog.get_by_label("为什么不再处理").fill("重复的一行")
    dialog.locator("button.zx-irreversible").click()
    expect(page.locator(".zx-empty").first).to_be_visible()
    dead_letter.refresh_from_db()
    assert dead_letter.resolved_by == "赵明"
    assert facts("failure.closed")[0].body == {"sweep": "evidence.seal", "reason": "重复的一行"}


def test_others_are_refused_and_the_attempt_is_a_fact(
    sign_in: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("officer")
    answer = page.goto("/operate/")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("不能办理")
    accessible(page)
    assert [fact.body["path"] for fact in facts("access.refused")] == ["/operate/"]
    expect(page.locator(".zx-rail")).not_to_contain_text("运维")


def test_the_auditor_reads_and_does_not_act(dead_letter: Failure, sign_in: Callable[[str], Page]) -> None:
    page = sign_in("auditor")
    page.goto("/operate/")
    expect(page.get_by_text("OSError: 磁盘已满").first).to_be_visible()
    expect(page.get_by_role("button", name="重试")).to_have_count(0)


def test_machines_ask_for_health_and_metrics(house: Any) -> None:
    assert urlopen(f"{house.address}/healthz").read() == b"ok\n"
    assert urlopen(f"{house.address}/readyz").read() == b'{"ready": true}'
    assert b"zhixing_dead_letters 0.0" in urlopen(f"{house.address}/metrics").read()
    through_a_proxy = Request(f"{house.address}/metrics", headers={"X-Forwarded-For": "10.0.0.9"})
    with pytest.raises(HTTPError, match="403"):
        urlopen(through_a_proxy)
