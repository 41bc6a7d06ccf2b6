"""The workshop on the pages: a passage changed, tried, proposed by the clerk, approved by the chief; Korean and terms."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from test_signing_queue import as_, wish

from funds_world import make_case
from zhixing.cases.models import Case
from zhixing.documents.models import WordingVersion
from zhixing.documents.operations import issue_draft
from zhixing.documents.queries.workshop import difference, ref_of, sample_of
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.masking import hidden
from zhixing.documents.rules.slots import mapped, plain
from zhixing.documents.rules.writing import to_text
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.operations import make_demo_accounts

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
BRING = "被传唤人应当携带本传票和身份证件准时到达应到处所。"
COMPEL = "必须接受调查询问的被执行人，经依法传唤无正当理由拒不到场的，本院可以依照{法律依据}的规定拘传。"


@pytest.fixture
def case(wangqing: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="汪清县汪清镇大川街88号")
    make_demo_accounts(wangqing, NOW)
    return make_case(wangqing, 7)


def bare(client: Client, address: str) -> str:
    shown = client.get(address)
    assert shown.status_code == 200, address
    return shown.content.decode()


def test_a_passage_is_tried_proposed_and_approved(case: Case) -> None:
    clerk, chief = as_("clerk"), as_("chief")
    assert "传票" in bare(clerk, "/documents/workshop/")
    assert BRING in bare(clerk, "/documents/workshop/kinds/summons/")
    address = f"/documents/workshop/edit/wording/{ref_of(COMPEL)}/?kind=summons"
    assert "{法律依据}" in bare(clerk, address)
    told = {"text": "无正当理由拒不到场的，依照{法律依据}处理。", "why": "", "effective_on": "2022-12-01"}
    looked = clerk.post(address, {**told, "do": "look"}).content.decode()
    assert looked.count("不通过") == 6
    assert "40 个被执行人" in looked
    told["text"] = "无正当理由拒不到场的，本院可以依照{法律依据}拘传。"
    looked = clerk.post(address, {**told, "do": "look"}).content.decode()
    assert "不通过" not in looked
    assert looked.count("通过") == 6
    assert "无正当理由拒不到场的，本院可以依照《" in looked
    made = clerk.post(address, {**told, "do": "propose"})
    page = bare(clerk, made.url)
    assert "等待另一人批准" in page
    assert "<del>" in page
    assert "确认批准" not in page
    assert "批准措辞：传票" in bare(chief, "/")
    assert "确认批准" in bare(chief, made.url)
    chief.post(f"{made.url}decide/", {"do": "approve"})
    assert WordingVersion.objects.get().state == "approved"
    assert "本院措辞" in bare(clerk, "/documents/workshop/kinds/summons/")


def test_the_preview_is_the_latest_real_document_with_its_people_hidden(case: Case, wangqing: Court) -> None:
    blocks, is_real = sample_of(wangqing.pk, DocumentKind.SUMMONS, BRING)
    assert not is_real
    issue_draft(wish=wish(case, DocumentKind.SUMMONS), now=NOW, actor=Actor.system("测试"))
    blocks, is_real = sample_of(wangqing.pk, DocumentKind.SUMMONS, BRING)
    text = to_text(mapped(blocks, plain))
    assert is_real
    assert BRING in text
    for secret in ("李四", "张三丰", "执7号"):
        assert secret not in text
    assert "李*" in text


def test_what_tells_of_people_is_hidden() -> None:
    assert [hidden(one) for one in ("金哲洙", "（2022）吉2424执7号", "汪清县罗子沟镇绥芬村三组")] == [
        "金**", "（****）吉****执*号", "汪清***",
    ]  # fmt: skip


def test_a_translator_confirms_a_passage_and_adds_a_name(case: Case) -> None:
    clerk, officer = as_("clerk"), as_("officer")
    assert "机器初译" in bare(clerk, "/documents/workshop/korean/?kind=summons")
    assert "특별수권" in bare(clerk, "/documents/workshop/korean/")
    told = {
        "text": "소환장과 신분증명서를 휴대하고 출두하여야 한다.",
        "why": "",
        "effective_on": "2022-12-01",
        "do": "propose",
    }
    made = clerk.post(f"/documents/workshop/edit/korean/{ref_of(BRING)}/?kind=summons", told)
    assert "확" not in made.url
    officer.post(f"{made.url}decide/", {"do": "approve"})
    assert "已确认 1 段" in bare(clerk, "/documents/workshop/korean/?kind=summons")
    added = clerk.post("/documents/workshop/glossary/add/", {"source": "长春市中级人民法院"})
    page = clerk.post(added.url, {**told, "text": "장춘시 중급인민법원"})
    clerk.post(f"{page.url}decide/", {"do": "approve"})
    assert WordingVersion.objects.get(use="term").state == "proposed"
    officer.post(f"{page.url}decide/", {"do": "refuse", "reason": "请核对"})
    assert "请核对" in bare(clerk, page.url)
    assert "장춘시" not in re.sub(r"<input[^>]*>", "", bare(clerk, "/documents/workshop/glossary/"))


def test_what_changed_is_shown_sign_by_sign() -> None:
    assert [(one.kind, one.text) for one in difference("准时到达", "按时到达")] == [
        ("out", "准"), ("in", "按"), ("kept", "时到达"),
    ]  # fmt: skip
