"""Is this really the court's: anybody may ask by the code, and learns no more than the paper says."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from document_facts import FACTS
from funds_world import make_case
from zhixing.cases.models import Case, PartyRole
from zhixing.documents.models import Document
from zhixing.documents.operations import Wish, issue_draft
from zhixing.documents.operations.check_codes import code_of
from zhixing.documents.operations.editions import bilingual_edition
from zhixing.documents.queries import content_of
from zhixing.documents.queries.checked import masked_names
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
SYSTEM = Actor.system("测试")


@pytest.fixture
def issued(
    wangqing: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> tuple[Case, Document]:
    cache.clear()
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="汪清县汪清镇大川街88号")
    case = make_case(wangqing, 7)
    to = case.parties.get(role=PartyRole.DEBTOR.value)
    wish = Wish(uuid7(), case.pk, DocumentKind.SUMMONS, FACTS[DocumentKind.SUMMONS], to_id=to.pk)
    return case, Document.objects.get(pk=issue_draft(wish=wish, now=NOW, actor=SYSTEM).id)


def page(document: Document) -> str:
    return f"/check/{code_of(document.court_id, DocumentKind(document.kind), document.number)}/"


def brought(document: Document, content: bytes) -> str:
    file = SimpleUploadedFile("传票.pdf", content, "application/pdf")
    return Client().post(page(document), {"file": file}).content.decode()


def test_the_code_shows_court_kind_number_day_and_masked_names(issued: tuple[Case, Document]) -> None:
    case, document = issued
    shown = Client().get(page(document).lower())
    text = shown.content.decode()
    for words in (
        "这是本院的文书",
        case.court.name,
        "传票",
        document.number,
        "2022-12-01",
        "李*",
        document.sha256,
    ):
        assert words in text, words
    for hidden in ("李四", "张三丰", "询问履行能力"):
        assert hidden not in text
    assert (shown["Cache-Control"], shown["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert "법원의 진짜 문서입니다" in Client().get(page(document) + "?lang=ko").content.decode()


def test_a_code_that_is_none_of_ours_finds_nothing(issued: tuple[Case, Document]) -> None:
    for code in ("1-0000-0000-0000-0000", "无", "1", page(issued[1])[7:-2] + "0"):
        answer = Client().get(f"/check/{code}/")
        assert (answer.status_code, "查不到这份文书" in answer.content.decode()) == (404, True), code


def test_a_file_is_compared_and_a_changed_one_is_called_so(
    issued: tuple[Case, Document], tmp_path: Path
) -> None:
    _, document = issued
    content = content_of(document.pk)
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert "完全一致" in brought(document, content)
    place = len(content) // 2
    assert "这个文件被改动过" in brought(
        document, content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    )
    assert "这个文件被改动过" in brought(document, content + b"\n% more\n%%EOF\n")
    assert "不是法院保存的那份文件" in brought(document, b"%PDF-1.7\nanother\n%%EOF\n")
    assert "不是 PDF" in brought(document, b"GIF89a")
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == before


def test_the_edition_in_two_languages_is_known_too(issued: tuple[Case, Document]) -> None:
    _, document = issued
    made = bilingual_edition(document_id=document.pk, now=NOW, actor=SYSTEM)
    assert "中朝文对照本" in brought(document, (home().files / made.file).read_bytes())


def test_whoever_knocks_too_often_waits(issued: tuple[Case, Document]) -> None:
    _, document = issued
    codes = [Client().get(page(document)).status_code for _ in range(32)]
    assert codes == [200] * 30 + [429] * 2


def test_names_are_masked_one_by_one() -> None:
    assert masked_names("金哲洙、李四") == "金**、李*"
