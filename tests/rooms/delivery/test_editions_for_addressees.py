"""The edition in Chinese and Korean: the court may look at drafts, an addressee is given only what a translator confirmed."""

import hashlib
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from delivery_world import SYSTEM, case_with, debtor
from document_facts import FACTS
from party_world import end_of_id, typesetter
from zhixing.cases.models import Case
from zhixing.delivery import operations
from zhixing.delivery.models import Sending, SendingEvent
from zhixing.delivery.operations.climbing import token_of
from zhixing.delivery.rules.ways import AddressKind, AddressSource
from zhixing.documents.handing_out import open_edition
from zhixing.documents.models import Document, Edition, WordingState, WordingUse, WordingVersion
from zhixing.documents.operations import Wish, issue_draft
from zhixing.documents.operations.editions import NoEdition
from zhixing.documents.queries.wordings import glossary_of
from zhixing.documents.rendering import of_home
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.home import home
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.keys import uuid7

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
TODAY = date(2022, 12, 1)


@pytest.fixture
def case(wangqing: Court, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    cache.clear()
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="汪清县汪清镇大川街88号")
    return case_with(wangqing, 7)


def issued(case: Case) -> Document:
    wish = Wish(uuid7(), case.pk, DocumentKind.SUMMONS, FACTS[DocumentKind.SUMMONS], to_id=debtor(case).pk)
    return Document.objects.get(pk=issue_draft(wish=wish, now=NOW, actor=SYSTEM).id)


def confirmed(court: Court, document: Document, *, but: int = 0) -> None:
    """A translator's word for every passage of the document, but for the last `but` of them."""
    words = glossary_of(court.pk, TODAY)
    sources = [source for source, _ in Edition.objects.filter(document=document).latest("made_at").sources]
    for number, source in enumerate(sources[: len(sources) - but], 1):
        use = WordingUse.KOREAN if source in words.passages else WordingUse.TERM
        held = words.passages.get(source) or words.terms[source]
        if held.is_confirmed:
            continue
        _approved(court, use, source, held.text, number)


def _approved(court: Court, use: WordingUse, source: str, text: str, number: int) -> None:
    WordingVersion.objects.create(
        court=court, use=use.value, kind="", source=source, source_sha256=hashlib.sha256(source.encode()).hexdigest(),
        number=number, text=text, why="译员确认", effective_on=TODAY, state=WordingState.APPROVED.value, proposed_at=NOW,
        proposed_by="user:1", proposed_by_name="译员", decided_at=NOW, decided_by="user:2", decided_by_name="局长",
    )  # fmt: skip


def addressee(case: Case, document: Document) -> tuple[Client, str]:
    """The debtor behind the link of a message, known."""
    operations.enter_address(party_id=debtor(case).id, kind=AddressKind.MOBILE, value="13843300001",
                             source=AddressSource.FORM, now=NOW, actor=SYSTEM)  # fmt: skip
    operations.deliver(document_ids=[document.pk], now=NOW, actor=SYSTEM)
    operations.climb(now=NOW, limit=10, actor=SYSTEM)
    sending = Sending.objects.get(way="sms")
    client, place = Client(), f"/p/d/{token_of(sending.id, sending.court_id)}/"
    client.post(place, {"step": "who", "answer": end_of_id(case, "debtor")})
    return client, place


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_court_sees_a_draft_and_the_addressee_nothing_until_all_is_confirmed(
    case: Case, wangqing: Court
) -> None:
    document = issued(case)
    make_demo_accounts(wangqing, NOW)
    clerk = Client()
    clerk.force_login(
        User.objects.get(username="clerk"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    draft = clerk.get(f"/documents/{document.pk}/korean/")
    assert draft["Content-Type"] == "application/pdf"
    said = text_of(draft.content)
    assert "本件为中朝文对照本，以中文为准" in said
    assert "尚未经译员确认" in said
    assert Fact.objects.get(kind="document.opened").body["edition"] == str(Edition.objects.get().pk)
    client, place = addressee(case, document)
    for left in (None, 1):
        if left is not None:
            confirmed(wangqing, document, but=left)
        assert 'name="edition"' not in client.get(place).content.decode()
        refused = client.post(f"{place}paper/", {"edition": "ko"})
        assert (refused.status_code, b"%PDF" in refused.content) == (404, False)
    assert SendingEvent.objects.filter(kind="downloaded").count() == 0
    assert Fact.objects.filter(kind="document.opened").count() == 1


def test_a_confirmed_edition_is_offered_handed_out_sealed_and_marked_as_a_translation(
    case: Case, wangqing: Court
) -> None:
    document = issued(case)
    open_edition(document_id=document.pk, now=NOW, actor=SYSTEM)
    confirmed(wangqing, document)
    client, place = addressee(case, document)
    page = client.get(f"{place}?lang=ko").content.decode()
    assert 'name="edition" value="ko"' in page
    assert "조선어는 읽기를 돕기 위한 것이며 중국어 문서를 기준으로 합니다." in page
    handed = client.post(f"{place}paper/", {"edition": "ko"})
    assert handed.status_code == 200
    said = text_of(handed.content)
    assert "本件为中朝文对照本，以中文为准" in said
    assert "중국어본을기준으로한다" in said
    assert "尚未经译员确认" not in said
    assert b"/ByteRange" in handed.content
    assert SendingEvent.objects.get(kind="downloaded").sending.way == "sms"
    assert Fact.objects.filter(kind="document.opened", actor_name="受送达人（通过链接）").count() == 1


def test_a_document_kept_whole_has_no_edition(case: Case) -> None:
    with pytest.raises(NoEdition):
        open_edition(document_id=Document.objects.create(
            id=uuid7(), court=case.court, case=case, recipient=debtor(case), kind="enforcement_notice",
            series="enforcement_notice", nth=1, number=f"{case.number}之一", issued_on=TODAY, issued_at=NOW, content={},
            engine="test", sha256="ab" * 32, pages=1, size=1, file="documents/test/x.pdf",
        ).pk, confirmed_only=True, now=NOW, actor=SYSTEM)  # fmt: skip
