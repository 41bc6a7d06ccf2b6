"""Two seals under two keys; a code on everything that leaves; a document taken apart kept beside it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from kept_seals import issued, write_settings

from document_facts import FACTS
from funds_world import make_case
from zhixing.cases.models import Case, PartyRole
from zhixing.documents.models import CheckCode, Document, Spoken
from zhixing.documents.operations import Wish, issue_draft, issuing
from zhixing.documents.operations.check_codes import code_of
from zhixing.documents.queries import content_of
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.editions import restored
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.slots import mapped, plain
from zhixing.documents.sealing.base import SealingFailed, SealOf, SealUse
from zhixing.documents.sealing.keys import court_key
from zhixing.documents.sealing.local import LocalSeals
from zhixing.documents.sealing.of_home import seals, seals_by_settings
from zhixing.foundation.check_codes import read_code
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
SYSTEM = Actor.system("测试")


@pytest.fixture
def case(
    wangqing: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object
) -> Case:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="汪清县汪清镇大川街88号")
    wangqing.refresh_from_db()
    return make_case(wangqing, 7)


def summons(case: Case) -> Document:
    to = case.parties.get(role=PartyRole.DEBTOR.value)
    wish = Wish(uuid7(), case.pk, DocumentKind.SUMMONS, FACTS[DocumentKind.SUMMONS], to_id=to.pk)
    return Document.objects.get(pk=issue_draft(wish=wish, now=NOW, actor=SYSTEM).id)


def test_the_court_and_its_funds_seal_with_keys_of_their_own(tmp_path: Path) -> None:
    own, funds = SealOf(7, "汪清县人民法院"), SealOf(7, "汪清县人民法院", SealUse.FUNDS)
    one, other = court_key(tmp_path, own, now=NOW), court_key(tmp_path, funds, now=NOW)
    assert one.sha256 != other.sha256
    assert sorted(path.name for path in tmp_path.glob("*.pem")) == ["seal-7-court.pem", "seal-7.pem"]
    held = {key.use: key for key in LocalSeals(tmp_path).held_keys()}
    assert held[SealUse.COURT].subject == "汪清县人民法院院印（本院自签）"
    assert held[SealUse.FUNDS].subject == "汪清县人民法院执行案款专用章（本院自签）"
    assert all(key.is_in_use and not key.problem and key.court_id == 7 for key in held.values())
    assert load_pem_private_key((tmp_path / "seal-7-court.pem").read_bytes(), None)
    (tmp_path / "seal-7-court.pem").chmod(0o644)
    assert "chmod 600" in {key.use: key for key in LocalSeals(tmp_path).held_keys()}[SealUse.COURT].problem


def test_a_summons_is_sealed_with_the_courts_own(case: Case) -> None:
    document = summons(case)
    own = SealOf(case.court_id, case.court.name)
    assert seals().check(content_of(document.pk), seal=own).ok
    held = {key.sha256: key for key in seals().held_keys() if key.court_id == case.court_id}
    assert held[document.signature.certificate_sha256].use is SealUse.COURT


def test_without_its_seal_nothing_is_issued_and_no_number_is_used(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The seal server is silent: whether it signed is not known, so there is no document, and its number is free again."""
    write_settings(
        tmp_path, 'provider = "server"\n[server]\naddress = "http://127.0.0.1:9"\nclient = "zhixing"\nseconds = 1\n',
        {SealUse.COURT: issued("院印")},
    )  # fmt: skip
    text = (tmp_path / "seals.toml").read_text(encoding="utf-8").replace("汪清县人民法院", case.court.name)
    (tmp_path / "seals.toml").write_text(text, encoding="utf-8")
    silent = seals_by_settings(tmp_path, tmp_path / "keys")
    with monkeypatch.context() as patch:
        patch.setattr(issuing, "seals", lambda: silent)
        with pytest.raises(SealingFailed, match="是否盖章不明，文书没有制作"):
            summons(case)
    assert Document.objects.count() == 0
    assert list(tmp_path.glob("documents/**/*.pdf")) == []
    assert summons(case).nth == 1


def test_every_document_bears_a_code_that_finds_it(case: Case, settings: pytest.FixtureRequest) -> None:
    document = summons(case)
    code = code_of(case.court_id, DocumentKind.SUMMONS, document.number)
    secret = read_code(code.lower())
    assert secret is not None
    assert CheckCode.objects.get(code_sha256=secret.sha256).document_id == document.pk
    [mark] = [one for one in document.said["blocks"] if one["type"] == "qr"]
    assert code in "".join(mark["caption"]) if isinstance(mark["caption"], list) else mark["caption"]
    assert code_of(case.court_id, DocumentKind.SUMMONS, document.number + "之一") != code
    assert code_of(case.court_id + 1, DocumentKind.SUMMONS, document.number) != code


def test_an_issued_document_is_kept_taken_apart(case: Case) -> None:
    document = summons(case)
    kept = Spoken.objects.get(document=document)
    blocks = restored(kept.blocks)
    printed = "".join(str(one) for one in document.said["blocks"])
    assert kept.wordings == []
    assert mapped(blocks, plain)[0].name == "传票"
    assert "张三丰" in printed or "李四" in printed
