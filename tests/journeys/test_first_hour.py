"""An officer's first hour, as a new user lives it: in by both doors, fifty cases from a register, read, untick, press once,
see them served, answer a mismatch.

With ZHIXING_FIRST_HOUR naming a folder the run leaves its pictures there (docs/first-hour shows them).
"""

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from delivery_world import SYSTEM, gateway, register
from party_world import typesetter
from zhixing.cases.models import Case, Party
from zhixing.cases.operations import name_court_account
from zhixing.delivery import operations as delivering
from zhixing.delivery import sweeps as carriers
from zhixing.delivery.models import Delivery
from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct, Way
from zhixing.documents.models import Document
from zhixing.documents.queries import verify_documents
from zhixing.documents.rendering import of_home
from zhixing.documents.sweeps import issue_waiting_notices
from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court, Membership, User
from zhixing.foundation.identity.scope import courts_visible, every_court_visible
from zhixing.foundation.identity.second_factor import code_at
from zhixing.foundation.sheets import read_sheets
from zhixing.inquiries import operations as asking
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.law.delivery_attempts import Consent
from zhixing.robot import operations as robot
from zhixing.robot.models import Act, Approval, Task
from zhixing.robot.queries.touches import touches
from zhixing.simulator import sample_folder
from zhixing.simulator.carriers import Carrier

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1_500)]
PICTURES = os.environ.get("ZHIXING_FIRST_HOUR", "")
FIRST_DAY = datetime(2022, 12, 1, 1, 30, tzinfo=UTC)
"""A Thursday, half past nine in 汪清."""
NAME, PASSWORD = "郑兰", "a-long-first-password"
ROWS = 52
"""So many rows of the sample hold fifty good ones."""
OFFICER, FILED, NUMBER, DEBTOR, DEBTOR_ID = 3, 2, 1, 13, 14
"""Columns of the register that are rewritten: officer, day of filing, number, debtor and the debtor's number."""
UNITS = (("civil", "汪清县民政局"), ("estate", "汪清县不动产登记中心"))


@pytest.fixture
def hour(house: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A court as it was set up: account, address, an SMS gateway, the post, two units that are asked through their desks."""
    now = {"at": FIRST_DAY}
    monkeypatch.setattr(clock, "now", lambda: now["at"])
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())
    with ExitStack() as open_until_the_end:
        ways = {
            way: open_until_the_end.enter_context(gateway(way=way.value, on=lambda: date(2022, 12, 1)))
            for way in (Way.SMS, Way.EXPRESS)
        }
        with every_court_visible():
            Court.objects.filter(pk=house.court.pk).update(
                phone="0433-8812345", address="吉林省汪清县汪清镇大川街88号"
            )
            house.court.refresh_from_db()
            account = {
                "holder": "汪清县人民法院",
                "bank_name": "建设银行汪清支行",
                "number": "22050168636700000123",
            }
            name_court_account(court=house.court, **account, actor=SYSTEM, now=FIRST_DAY)
            register(house.court, ways[Way.SMS].address, code="sms", way=Way.SMS)
            register(house.court, ways[Way.EXPRESS].address, code="ems", way=Way.EXPRESS, connector="post")
            for code, name in UNITS:
                terms = asking.UnitTerms(
                    code=code, name=name, kind="机关", connector="desk", agreement="查询协议"
                )
                items = [asking.Item(AssetKind.REAL_ESTATE)]
                asking.register_unit(
                    court=house.court, terms=terms, items=items, keys=[], now=FIRST_DAY, actor=SYSTEM
                )
            newcomer = User.objects.create_user("zhenglan", PASSWORD, display_name=NAME)
            for role in ("officer", "clerk"):
                Membership.objects.create(user=newcomer, court=house.court, role=role)
        yield house, now, ways[Way.EXPRESS].carrier


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """The register of 郑兰's cases: fifty good rows, two that are refused; one debtor is written in two ways."""
    rows = [list(row) for row in read_sheets(sample_folder() / "执行案件台账.xlsx")[0].rows[1 : ROWS + 2]]
    for place, row in enumerate(rows[1:], start=1):
        row[OFFICER], row[FILED] = NAME, f"2022年11月{28 + place % 3}日"
    alone = [row for row in rows[1:] if len(str(row[DEBTOR])) == 3 and "、" not in str(row[DEBTOR_ID])]
    first, second = alone[0], alone[1]
    second[DEBTOR_ID] = first[DEBTOR_ID]
    second[DEBTOR] = str(first[DEBTOR])[:-1] + ("军" if str(first[DEBTOR])[-1] != "军" else "君")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for row in rows:
        sheet.append(row)
    file = tmp_path / "郑兰2022年11月台账.xlsx"
    book.save(file)
    return file


class Album:
    """Keeps the pictures of a run, numbered in their order, small enough for a repository."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder) if folder else None
        self._count = 0

    def keep(self, page: Page, name: str) -> None:
        """A picture of what the screen shows."""
        self._count += 1
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            page.emulate_media(color_scheme="light")
            page.screenshot(path=self._folder / f"{self._count:02d}-{name}.png")


def _come_in(page: Page, album: Album) -> None:
    page.goto("/")
    page.get_by_label("用户名").fill("zhenglan")
    page.get_by_label("密码").fill(PASSWORD)
    album.keep(page, "sign-in")
    page.get_by_role("button", name="下一步").click()
    page.goto("/")
    secret = page.locator(".zx-secret").inner_text().strip()
    page.get_by_label("6 位数字").fill(code_at(secret, clock.real_now()))
    page.get_by_role("button", name="启用").click()
    expect(page.locator(".zx-codes li")).to_have_count(10)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")
    album.keep(page, "today-empty")


def _take_in(page: Page, ledger: Path, album: Album, accessible: Callable[[Page], None]) -> None:
    page.get_by_role("link", name="导入台账立案").click()
    page.set_input_files("input[type=file]", ledger)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.locator(".zx-stat").filter(has_text="将立案")).to_contain_text("50")
    album.keep(page, "preview")
    accessible(page)
    page.get_by_role("button", name=re.compile("立案 50 件")).first.click()
    album.keep(page, "file-them")
    page.locator("dialog[open]").get_by_role("button", name="确认立案 50 件").click()
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible()
    album.keep(page, "filed")


def _addresses(court: Court) -> None:
    """The applicants filled in the address form when they applied, and agreed to electronic delivery."""
    for party in Party.objects.filter(court=court, role="applicant").exclude(phone_masked=""):
        delivering.enter_address(
            party_id=party.id, kind=AddressKind.MOBILE, value=f"1384330{party.case.sequence:04d}", source=AddressSource.FORM,
            now=FIRST_DAY, actor=SYSTEM,
        )  # fmt: skip
        delivering.note_consent(
            party_id=party.id, act=ConsentAct.GIVEN, how=Consent.ADDRESS_FORM, on=FIRST_DAY.date(), now=FIRST_DAY,
            actor=SYSTEM,
        )  # fmt: skip


def _work_of_the_house(court: Court, *, on: datetime, later: Carrier | None = None) -> None:
    """What the workers do meanwhile: climb the ladder, hand over, take in what carriers tell. `later` tells nothing yet."""
    with every_court_visible():
        delivering.climb(now=on, limit=1_000, actor=SYSTEM)
    carriers.pump(linger=timedelta(milliseconds=200))
    kept: list[dict[str, Any]] = []
    if later is not None:
        kept, later.news = later.news, kept
    carriers.take_news(now=on, limit=1_000)
    if later is not None:
        later.news = kept


def _approve(page: Page, album: Album, accessible: Callable[[Page], None]) -> None:
    page.goto("/")
    album.keep(page, "today")
    page.get_by_role("link", name="核对并批准").click()
    expect(page.locator(".zx-bulk [data-picked]")).to_have_text("48")
    album.keep(page, "desk")
    accessible(page)
    page.locator("[data-unfold] summary").first.click()
    expect(page.locator("[data-act]").first).to_be_visible()
    page.locator(".zx-unfolded").first.scroll_into_view_if_needed()
    album.keep(page, "one-unfolded")
    page.locator("[data-pick]").nth(3).uncheck()
    expect(page.locator(".zx-bulk [data-picked]")).to_have_text("47")
    page.get_by_role("button", name="批准所勾选的").scroll_into_view_if_needed()
    album.keep(page, "untick")
    page.get_by_role("button", name="批准所勾选的").click(timeout=300_000)
    expect(page.get_by_text(re.compile("已批准 47 件"))).to_be_visible(timeout=300_000)
    album.keep(page, "approved")


def _answer_red(page: Page, album: Album, accessible: Callable[[Page], None]) -> None:
    page.goto("/robot/")
    page.get_by_role("link", name="处理").first.click()
    expect(page.get_by_role("heading", name=re.compile("来源不一致"))).to_have_count(1)
    album.keep(page, "red")
    accessible(page)
    page.get_by_label("核实无误，按文书中写的办理").check()
    page.get_by_label("理由（写明怎么核实的）").fill("已与身份证原件核对，另一案件登记时写错")
    page.get_by_role("button", name="记下决定").click()
    expect(page.get_by_text("不一致的各项已有决定，可以批准。")).to_be_visible()
    album.keep(page, "red-decided")
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text(re.compile("已批准 1 件"))).to_be_visible(timeout=120_000)


def _problems_of_documents(court: Court) -> list[str]:
    """What is wrong with the files and signatures of the court; in a thread without a loop of the browser's."""
    try:
        with courts_visible([court.pk]):
            return list(verify_documents().problems)
    finally:
        connections.close_all()


def test_an_officers_first_hour(
    hour: Any, ledger: Path, stranger: Page, accessible: Callable[[Page], None]
) -> None:
    house, now, post = hour
    page, album, court = stranger, Album(PICTURES), house.court
    page.set_default_navigation_timeout(300_000)
    _come_in(page, album)
    _take_in(page, ledger, album, accessible)
    with every_court_visible():
        assert Case.objects.filter(court=court, officer__username="zhenglan").count() == 50
        _addresses(court)
        now["at"] += timedelta(minutes=10)
        while issue_waiting_notices(now=now["at"], limit=25):
            pass
        prepared = robot.prepare(court_id=court.pk, now=now["at"], actor=SYSTEM)
        assert (prepared.tasks, prepared.red) == (50, 2)
        while robot.warm_waiting(now=now["at"], limit=50):
            pass
    now["at"] += timedelta(minutes=10)
    _approve(page, album, accessible)
    with courts_visible([court.pk]):
        assert Task.objects.filter(state="done").count() == 47
        assert Act.objects.filter(state="failed").count() == 0
        assert Approval.objects.get().by.username == "zhenglan"
        documents = Document.objects.count()
        assert documents >= 47 * 3
    with ThreadPoolExecutor(1) as apart:
        assert apart.submit(_problems_of_documents, court).result() == []
    _work_of_the_house(court, on=now["at"], later=post)
    page.goto("/")
    album.keep(page, "today-after")
    page.goto("/delivery/?view=done")
    expect(page.locator("tbody tr").first).to_contain_text("短信")
    with courts_visible([court.pk]):
        assert set(Delivery.objects.filter(state="served").values_list("served_way", flat=True)) == {"sms"}
    album.keep(page, "served-by-message")
    now["at"] += timedelta(minutes=10)
    _answer_red(page, album, accessible)
    now["at"] += timedelta(days=5)
    os.environ["ZHIXING_TODAY"] = "2022-12-06"
    _work_of_the_house(court, on=now["at"])
    page.goto("/delivery/?view=done")
    album.keep(page, "served-by-post")
    with courts_visible([court.pk]):
        served = Delivery.objects.filter(state="served")
        assert served.filter(served_way="sms").count() >= 40
        assert served.filter(served_way="express").count() >= 80
        one = served.filter(served_way="express").order_by("id").first()
        assert one is not None
        assert str(one.served_on) == "2022-12-03", "the post says that it was signed for two days later"
        case = one.document.case
        mine = [touch for touch in touches(case.pk) if touch.by_name == NAME]
        assert len(mine) == 2, "she filed it, and approved it"
    page.goto(f"/delivery/{one.pk}/")
    album.keep(page, "proof")
    accessible(page)
    page.goto("/robot/log/")
    album.keep(page, "log")
    accessible(page)
