"""The workshop on the pages: a passage changed, tried, proposed by the clerk, approved by the chief; Korean and terms."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from test_signing_queue import as_, wish

from funds_world import make_case
from zhixing.cases.models import Case
from zhixing.documents.models import WordingVersion
from zhixing.documents.operations import issue_draft
from zhixing.documents.pages import workshop
from zhixing.documents.queries.workshop import difference, ref_of, sample_of
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.masking import hidden
from zhixing.documents.rules.slots import mapped, plain
from zhixing.documents.rules.writing import to_text
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Membership, Role, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.queries import actor_for
from zhixing.foundation.identity.reach import on_page

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
    translator, chief = as_("translator"), as_("chief")
    assert "机器初译" in bare(translator, "/documents/workshop/korean/?kind=summons")
    assert "특별수권" in bare(translator, "/documents/workshop/korean/?kind=acceptance_notice")
    assert bare(translator, "/documents/workshop/korean/")
    told = {
        "text": "소환장과 신분증명서를 휴대하고 출두하여야 한다.",
        "why": "",
        "effective_on": "2022-12-01",
        "do": "propose",
    }
    made = translator.post(f"/documents/workshop/edit/korean/{ref_of(BRING)}/?kind=summons", told)
    assert "확" not in made.url
    chief.post(f"{made.url}decide/", {"do": "approve"})
    assert "已确认 1 段" in bare(translator, "/documents/workshop/korean/?kind=summons")
    added = translator.post("/documents/workshop/glossary/add/", {"source": "长春市中级人民法院"})
    page = translator.post(added.url, {**told, "text": "장춘시 중급인민법원"})
    translator.post(f"{page.url}decide/", {"do": "approve"})
    assert WordingVersion.objects.get(use="term").state == "proposed"
    chief.post(f"{page.url}decide/", {"do": "refuse", "reason": "请核对"})
    assert "请核对" in bare(translator, page.url)
    assert "장춘시" not in re.sub(r"<input[^>]*>", "", bare(translator, "/documents/workshop/glossary/"))


def test_korean_and_names_are_the_translators_and_nobody_elses(case: Case) -> None:
    told = {
        "text": "소환장과 신분증명서를 휴대한다.",
        "why": "",
        "effective_on": "2022-12-01",
        "do": "propose",
    }
    address = f"/documents/workshop/edit/korean/{ref_of(BRING)}/?kind=summons"
    for name in ("clerk", "officer", "chief", "vicepresident", "it"):
        assert "您可以查看，不能修改" in bare(as_(name), address)
        assert as_(name).post(address, told).status_code == 403
    translator = as_("translator")
    made = translator.post(address, told).url
    assert as_("clerk").post(f"{made}decide/", {"do": "approve"}).status_code == 403
    assert WordingVersion.objects.get().state == "proposed"
    # four eyes hold for translators too: the one who proposed does not confirm
    translator.post(f"{made}decide/", {"do": "approve"})
    assert WordingVersion.objects.get().state == "proposed"


def test_a_translator_sees_translations_and_no_case(case: Case) -> None:
    issue_draft(wish=wish(case, DocumentKind.SUMMONS), now=NOW, actor=Actor.system("测试"))
    document = case.documents.get()
    translator = as_("translator")
    assert translator.get("/").url == "/documents/workshop/korean/"
    open_pages = (
        "/documents/workshop/korean/?kind=summons",
        f"/documents/workshop/edit/korean/{ref_of(BRING)}/?kind=summons",
        "/documents/workshop/glossary/",
        "/profile/",
    )
    for address in open_pages:
        page = bare(translator, address)
        for secret in ("李四", "张三丰", case.number, "/cases/", "/funds/", 'role="search"'):
            assert secret not in page, (address, secret)
    closed = (
        f"/cases/{case.pk}/", f"/cases/{case.pk}/documents/", f"/documents/{document.pk}/", "/cases/", "/search?q=李四",
        "/documents/", "/documents/workshop/", "/documents/workshop/kinds/summons/", "/documents/signing/", "/funds/",
        "/inquiries/", "/freezes/", "/delivery/", "/robot/", "/command/", "/operate/", f"/documents/{document.pk}/korean/",
        f"/documents/workshop/edit/wording/{ref_of(BRING)}/?kind=summons",
    )  # fmt: skip
    for address in closed:
        refused = translator.get(address)
        assert refused.status_code == 403, address
        assert "李四" not in refused.content.decode()
    assert Fact.objects.filter(kind="access.refused", subject=f"user:{translator_id()}").count() == len(
        closed
    )


def test_every_page_is_closed_to_a_translator_until_it_is_opened() -> None:
    """By name: whoever opens another page to the role changes this list."""

    def pages(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from pages(one.url_patterns)
            else:
                yield one

    every = list(pages(get_resolver().url_patterns))
    assert len(every) > 100
    found = sorted(str(one.name) for one in every if Role.TRANSLATOR in getattr(one.callback, "opens_to", ()))
    assert found == [
        "choose-court", "glossary", "glossary-add", "korean", "profile", "wording-decide", "wording-edit", "wording-version",
    ]  # fmt: skip


def test_a_clerk_who_translates_elsewhere_reads_no_case_there(case: Case, wangqing: Court) -> None:
    other = Court.objects.get(code="吉2401")
    clerk = User.objects.get(username="clerk")
    Membership.objects.create(user=clerk, court=other, role=Role.TRANSLATOR.value)
    assert actor_for(clerk).courts == (wangqing.pk,)
    assert on_page(workshop.korean, actor_for(clerk)).courts == tuple(sorted((wangqing.pk, other.pk)))
    assert on_page(workshop.kinds, actor_for(clerk)).courts == (wangqing.pk,)


def translator_id() -> int:
    return User.objects.get(username="translator").pk


def test_what_changed_is_shown_sign_by_sign() -> None:
    assert [(one.kind, one.text) for one in difference("准时到达", "按时到达")] == [
        ("out", "准"), ("in", "按"), ("kept", "时到达"),
    ]  # fmt: skip
