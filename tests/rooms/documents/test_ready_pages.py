"""Documents set ahead: issued by signing alone, the same bytes again from what they say, and never a page that says another thing."""

import hashlib
import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from document_facts import FACTS
from funds_world import make_case
from zhixing.cases.models import Case
from zhixing.cases.operations import name_court_account
from zhixing.documents.models import Document, ReadyPage, Signature
from zhixing.documents.operations import (
    ControlAct,
    Wish,
    issue_control_documents,
    issue_draft,
    issue_drafts,
    set_control_documents_ahead,
    set_drafts_ahead,
    sweep_ready_pages,
)
from zhixing.documents.queries import content_of, verify_documents
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Rendered, Renderer
from zhixing.documents.rules.control_rulings import RulingAction, RulingAsset
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.sealing.base import SealOf
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation import clock
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
SYSTEM = Actor.system("测试")


@pytest.fixture
def case(wangqing: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="吉林省汪清县汪清镇大川街88号")
    wangqing.refresh_from_db()
    account = {"holder": "汪清县人民法院", "bank_name": "建设银行汪清支行", "number": "22050168636700000123"}
    name_court_account(court=wangqing, **account, actor=SYSTEM, now=NOW)
    return make_case(wangqing, 7)


@pytest.fixture
def typeset(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> list[DocumentKind]:
    """What the typesetter was asked for."""
    asked: list[DocumentKind] = []
    really = renderer.render_data

    def render_data(kind: DocumentKind, data: dict[str, object], *, timestamp: datetime) -> Rendered:
        asked.append(kind)
        return really(kind, data, timestamp=timestamp)

    monkeypatch.setattr(renderer, "render_data", render_data)
    return asked


def summons(case: Case) -> Wish:
    debtor = case.parties.get(role="debtor")
    kind = DocumentKind.SUMMONS
    return Wish(key=uuid7(), case_id=case.pk, kind=kind, facts=FACTS[kind], to_id=debtor.pk, clerk="朴英姬")


def dated(pdf: bytes) -> datetime:
    """The time of signing that the file bears."""
    field = PdfReader(io.BytesIO(pdf)).get_fields()["CourtSeal"]  # type: ignore[index]
    return datetime.strptime(field["/V"]["/M"], "D:%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def test_a_document_set_ahead_is_only_signed_at_issuing(case: Case, typeset: list[DocumentKind]) -> None:
    wish = summons(case)
    assert set_drafts_ahead(wishes=[wish], now=NOW) == 1
    assert set_drafts_ahead(wishes=[wish], now=LATER) == 0
    assert typeset == [DocumentKind.SUMMONS]
    before = clock.real_now().replace(microsecond=0)
    file = issue_draft(wish=wish, now=LATER, actor=SYSTEM)
    assert typeset == [DocumentKind.SUMMONS]
    document = Document.objects.get(pk=file.id)
    stored = content_of(file.id)
    signature = Signature.objects.get(document=document)
    assert (document.issued_at, signature.set_at) == (LATER, NOW)
    assert hashlib.sha256(stored[: signature.unsigned_size]).hexdigest() == signature.unsigned_sha256
    assert before <= dated(stored) <= clock.real_now()
    assert seals().check(stored, seal=SealOf(case.court_id, case.court.name)).ok
    assert verify_documents().problems == []
    assert not ReadyPage.objects.exists()


def test_another_program_finds_the_signature_whole(case: Case, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    wish = summons(case)
    set_drafts_ahead(wishes=[wish], now=NOW)
    place = tmp_path / "issued.pdf"
    place.write_bytes(content_of(issue_draft(wish=wish, now=LATER, actor=SYSTEM).id))
    said = subprocess.run(["pdfsig", str(place)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_another_number_or_day_is_set_anew(case: Case, typeset: list[DocumentKind]) -> None:
    first, second = summons(case), summons(case)
    set_drafts_ahead(wishes=[first], now=NOW)
    issue_draft(wish=replace(first, clerk="崔明哲"), now=NOW, actor=SYSTEM)
    assert len(typeset) == 2
    taken = issue_draft(wish=second, now=LATER, actor=SYSTEM)
    assert (taken.number, len(typeset)) == (f"{case.number}之一", 3)
    set_drafts_ahead(wishes=[summons(case)], now=NOW)
    issue_draft(wish=summons(case), now=NOW + timedelta(days=1), actor=SYSTEM)
    assert len(typeset) == 5
    assert verify_documents().problems == []


def test_a_prepared_file_that_was_changed_is_never_signed(case: Case, typeset: list[DocumentKind]) -> None:
    wish = summons(case)
    set_drafts_ahead(wishes=[wish], now=NOW)
    page = ReadyPage.objects.get()
    place = home().files / page.file
    changed = bytearray(place.read_bytes())
    changed[3000] ^= 1
    place.write_bytes(bytes(changed))
    issue_draft(wish=wish, now=LATER, actor=SYSTEM)
    assert typeset == [DocumentKind.SUMMONS, DocumentKind.SUMMONS]
    assert verify_documents().problems == []


def test_wishes_of_many_cases_are_issued_in_one_go_and_once(case: Case, wangqing: Court) -> None:
    other = make_case(wangqing, 8)
    wishes = [summons(case), summons(other), summons(case)]
    assert set_drafts_ahead(wishes=wishes, now=NOW) == 3
    files = issue_drafts(wishes=wishes, now=LATER, actor=SYSTEM)
    assert [file.number for file in files] == [case.number, other.number, f"{case.number}之一"]
    assert [file.id for file in files] == [wish.key for wish in wishes]
    assert issue_drafts(wishes=wishes, now=LATER, actor=SYSTEM) == files
    assert set(Signature.objects.values_list("set_at", flat=True)) == {NOW}


def test_rulings_and_notices_are_set_ahead_too(case: Case, typeset: list[DocumentKind]) -> None:
    debtor = case.parties.get(role="debtor")
    asset = RulingAsset(
        "农业银行汪清县支行", debtor.name, "银行存款", "6228480860123456789", 1_000_000, NOW.date(), date(2023, 11, 30)
    )  # fmt: skip
    acts = [ControlAct(case.pk, RulingAction.FREEZE, (asset,), "经查询，被执行人有存款")]
    assert set_control_documents_ahead(acts=acts, now=NOW) == 2
    issue_control_documents(acts=acts, now=LATER, actor=SYSTEM)
    assert typeset == [DocumentKind.CONTROL_RULING, DocumentKind.ASSISTANCE_NOTICE]
    assert verify_documents().problems == []


def test_what_was_not_issued_is_swept_away_after_three_days(case: Case) -> None:
    set_drafts_ahead(wishes=[summons(case)], now=NOW)
    place = home().files / ReadyPage.objects.get().file
    assert sweep_ready_pages(now=NOW + timedelta(days=3), limit=10) == 0
    assert place.exists()
    assert sweep_ready_pages(now=NOW + timedelta(days=3, seconds=1), limit=10) == 1
    assert not ReadyPage.objects.exists()
