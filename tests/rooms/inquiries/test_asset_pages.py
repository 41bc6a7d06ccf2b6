"""The book of assets on screen, in both languages; conflicts, spouses, the export and the notice do what they say."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from test_replies_become_assets import NOW, case, row, take

from zhixing.cases.models import Case
from zhixing.documents.fonts import check
from zhixing.documents.models import Document
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.home import home
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.roles import Role
from zhixing.inquiries.models import Asset, IdentityConflict, Request, SpouseLead, SpouseLook, Unit, UnitItem
from zhixing.inquiries.queries import control_reference
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire import messages as wire

__all__ = ["case"]
SignIn = Callable[[Role], Client]


@pytest.fixture
def sign_in(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-10")
    accounts = make_demo_accounts(wangqing, NOW)

    def as_role(role: Role) -> Client:
        client = Client()
        account = next(made for made in accounts if made.role is role)
        client.force_login(
            User.objects.get(username=account.username),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return as_role


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def fill(case: Case) -> None:
    """A house with everything, an account that moved, a namesake, a conflict and a spouse."""
    prior = wire.PriorMeasure(
        authority="延吉市人民法院", document="（2021）吉2401执12号", kind="查封", place_in_waiting=1
    )
    bank = wire.PriorityRight(kind="mortgage", holder="吉林银行")
    house = row("吉(2018)汪清县不动产权第1号", asset_kind=AssetKind.REAL_ESTATE, title="汪清县东光镇9号楼", amount_fen=None,
                ownership="共同共有", co_owners=(wire.CoOwner(name="李淑兰"),), prior_measures=(prior,), priority_rights=(bank,))  # fmt: skip
    take(case, house, unit="不动产", day=1)
    take(case, row(title="代发工资户"), row("62175722", name="王哲", row_ref="5"), day=1)
    take(
        case,
        row(title="代发工资户", amount_fen=250_000),
        row("6", number="222403196007250012", row_ref="9"),
        day=2,
    )
    take(case, row("", asset_kind=AssetKind.MARRIAGE, title="", amount_fen=None, status="已婚",
                   details={"配偶姓名": "曹磊艳", "配偶证件号码": "222405198702130006"}), unit="民政", day=2)  # fmt: skip


def test_the_book_shows_what_is_there_and_keeps_the_rest_apart(case: Case, sign_in: SignIn) -> None:
    fill(case)
    page = text_of(sign_in(Role.OFFICER), f"/cases/{case.id}/assets/")
    for words in (
        "汪清县东光镇9号楼", "抵押 吉林银行", "（2021）吉2401执12号", "轮候第 1 位", "李淑兰", "金额变动", "1,000.00 → 2,500.00",
        "可能含工资", "同名他人 1 行", "2224**********0012", "证件号相同，但名称不同", "说明理由后查看", "6217***********4596",
        "本案尚未查询",
    ):  # fmt: skip
        assert words in page, words
    for secret in ("6217569546347374596", "222403196007250012", "曹磊艳", "222405198702130006"):
        assert secret not in page
    assert page.index("与上次查询相比") < page.index("汪清县东光镇9号楼")


def test_every_page_answers_in_english_and_as_a_part(case: Case, sign_in: SignIn) -> None:
    fill(case)
    client = sign_in(Role.BUREAU_CHIEF)
    asset = Asset.objects.get(kind="deposit")
    conflict = IdentityConflict.objects.get()
    User.objects.update(language="en")
    for address in (
        f"/cases/{case.id}/assets/", f"/inquiries/assets/{asset.id}/", "/inquiries/conflicts/",
        f"/inquiries/conflicts/{conflict.id}/",
    ):  # fmt: skip
        text_of(client, address)
    part = client.get(f"/cases/{case.id}/assets/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert client.get(f"/inquiries/assets/{case.id}/").status_code == 404


def test_the_asset_page_tells_its_story(case: Case, sign_in: SignIn) -> None:
    fill(case)
    page = text_of(sign_in(Role.CLERK), f"/inquiries/assets/{Asset.objects.get(kind='deposit').id}/")
    assert "1,000.00 → 2,500.00" in page
    assert len(re.findall("2022-12-0[12]", page)) >= 3
    assert case.number in page


def test_control_is_told_the_number_as_the_unit_wrote_it(case: Case) -> None:
    take(case, row("6217 5695 4634 7374 596"))
    said = control_reference(Asset.objects.get().id)
    assert (said.kind, said.identifier, said.unit_code) == (
        AssetKind.DEPOSIT,
        "6217 5695 4634 7374 596",
        "建行",
    )


def test_a_conflict_is_decided_on_its_page_by_two(case: Case, sign_in: SignIn) -> None:
    fill(case)
    conflict = IdentityConflict.objects.get()
    address = f"/inquiries/conflicts/{conflict.id}/"
    officer, chief = sign_in(Role.OFFICER), sign_in(Role.BUREAU_CHIEF)
    assert "身份不符" in text_of(officer, "/")
    officer.post(f"{address}propose/", {"is_ours": "1", "reason": "户口本载明曾用名"})
    assert 'id="confirm"' not in text_of(officer, address)
    assert 'id="confirm"' in text_of(chief, address)
    officer.post(f"{address}confirm/", {"agrees": "1"})
    conflict.refresh_from_db()
    assert conflict.state == "proposed"
    chief.post(f"{address}confirm/", {"agrees": "1"})
    conflict.refresh_from_db()
    assert (conflict.state, conflict.asset_id is not None) == ("ours", True)
    assert (
        sign_in(Role.CLERK).post(f"{address}propose/", {"is_ours": "1", "reason": "户口本"}).status_code
        == 403
    )


def test_a_spouse_is_shown_once_for_a_reason(case: Case, sign_in: SignIn) -> None:
    fill(case)
    address = f"/cases/{case.id}/assets/spouse/{SpouseLead.objects.get().id}/"
    officer = sign_in(Role.OFFICER)
    assert officer.post(address, {"reason": ""}).status_code == 302
    assert SpouseLook.objects.count() == 0
    seen = officer.post(address, {"reason": "核实共同财产"})
    assert "曹磊艳" in seen.content.decode()
    assert "no-store" in seen.headers["Cache-Control"]
    assert SpouseLook.objects.get().reason == "核实共同财产"
    assert "曹磊艳" not in text_of(officer, f"/cases/{case.id}/assets/")


def test_the_export_is_masked_and_recorded(case: Case, sign_in: SignIn) -> None:
    fill(case)
    response = sign_in(Role.OFFICER).get(f"/cases/{case.id}/assets/?format=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 3
    flat = " ".join(str(cell) for one in rows for cell in one)
    assert "李**" in flat
    assert "6217***********4596" in flat
    assert "李淑兰" not in flat
    assert Fact.objects.get(kind="assets.exported").body == {"rows": 2}


def ask(case: Case, code: str, kind: AssetKind, state: str, result: str = "") -> None:
    unit = Unit.objects.create(
        court=case.court, code=code, name=f"汪清县{code}", kind="office", connector="desk", agreement="备忘录",
        registered_at=NOW,
    )  # fmt: skip
    UnitItem.objects.create(
        court=case.court, unit=unit, asset_kind=kind.value, action="query", basis="备忘录"
    )
    party = case.parties.get(role="debtor")
    ended = NOW if state in ("answered", "refused", "dead") else None
    Request.objects.create(
        court=case.court, case=case, party=party, unit=unit, kind="query", number=f"吉2424-{code}",
        subject_index=bytes(party.id_index), items=[], state=state, result=result, made_at=datetime(2022, 12, 1, tzinfo=UTC),
        due_at=NOW, dead_at=NOW + timedelta(days=7), next_try_at=NOW, ended_at=ended,
    )  # fmt: skip


@pytest.fixture
def typeset(monkeypatch: pytest.MonkeyPatch) -> None:
    """The typesetter with the fonts of this home or of the working copy."""
    places = (home().fonts, Path(__file__).parents[3] / "var" / "fonts")
    fonts = next(place for place in places if place.is_dir() and not check(place).missing)
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: Renderer(fonts, lanes=1))


@pytest.mark.usefixtures("typeset")
def test_the_applicant_is_told_in_plain_words_and_nothing_of_others(case: Case, sign_in: SignIn) -> None:
    fill(case)
    officer = sign_in(Role.OFFICER)
    officer.post(f"/cases/{case.id}/assets/notice/")
    assert Document.objects.count() == 0
    ask(case, "不动产登记中心", AssetKind.REAL_ESTATE, "answered", "found")
    ask(case, "林业局", AssetKind.FOREST_RIGHT, "dead")
    ask(case, "民政局", AssetKind.MARRIAGE, "answered", "found")
    officer.post(f"/cases/{case.id}/assets/notice/")
    (document,) = Document.objects.all()
    assert (document.kind, document.number) == ("asset_result_notice", case.number)
    said = str(document.content)
    for words in (
        "财产查询结果告知书", "名下有存款1项、不动产1项（其中1项已设抵押或者质押，1项已有其他在先控制措施，1项与他人共有）",
        "汪清县林业局，共1次查询尚未得到结果", "没有答复不等于没有财产", "재산 조회 결과 통지서", "부동산 1건",
    ):  # fmt: skip
        assert words in said, words
    for other in ("李淑兰", "曹磊艳", "民政局", "4596", "王哲", "吉林银行"):
        assert other not in said
    assert "汪清县林业局" in text_of(officer, f"/cases/{case.id}/assets/")
