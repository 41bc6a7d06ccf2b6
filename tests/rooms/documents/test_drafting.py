"""A document drafted by hand: filled from the case, looked at, issued once under seal, by those who may."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from document_facts import FACTS
from funds_world import make_case, person
from zhixing.cases.models import Case, Party
from zhixing.cases.operations import name_court_account
from zhixing.documents.models import Document
from zhixing.documents.operations import Wish, draft_of, issue_draft, paper_to_draft, preview
from zhixing.documents.queries import content_of, verify_documents
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.all_kinds import DRAFTED_BY_HAND
from zhixing.documents.rules.faults import DocumentRefused, UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Kind, Signer, SpeaksTo
from zhixing.documents.rules.writing import to_text
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.keys import uuid7

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
SYSTEM = Actor.system("测试")


@pytest.fixture
def case(wangqing: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="吉林省汪清县汪清镇大川街88号")
    account = {"holder": "汪清县人民法院", "bank_name": "建设银行汪清支行", "number": "22050168636700000123"}
    name_court_account(court=wangqing, **account, actor=SYSTEM, now=NOW)
    return make_case(wangqing, 7)


def side(case: Case, kind: Kind) -> Party | None:
    role = {SpeaksTo.APPLICANT: "applicant", SpeaksTo.DEBTOR: "debtor", SpeaksTo.PARTY: "debtor"}.get(
        kind.speaks_to
    )
    return case.parties.get(role=role) if role else None


def wish(case: Case, kind: DocumentKind, **more: object) -> Wish:
    whole = next(one for one in DRAFTED_BY_HAND if one.kind is kind)
    to = side(case, whole)
    made = Wish(
        key=uuid7(), case_id=case.pk, kind=kind, facts=FACTS[kind], to_id=to.pk if to else None,
        president="金成浩" if whole.signer is Signer.PRESIDENT else "", clerk="朴英姬",
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def test_every_kind_is_issued_sealed_and_made_again(case: Case) -> None:
    for kind in DRAFTED_BY_HAND:
        file = issue_draft(wish=wish(case, kind.kind), now=NOW, actor=SYSTEM)
        assert content_of(file.id).startswith(b"%PDF-")
    rulings = Document.objects.filter(case=case, series="ruling").order_by("nth")
    assert [row.number for row in rulings] == [case.number, *(f"{case.number}之{n}" for n in "一二三")]
    report = verify_documents()
    assert (report.problems, report.figures) == (
        [], f"文书 {len(DRAFTED_BY_HAND)} 份，抽取重排 20 份，核验电子签名 {len(DRAFTED_BY_HAND)} 份",
    )  # fmt: skip
    goes_to = {row.kind: row.goes_to for row in Document.objects.all()}
    assert goes_to["third_party_debt_notice"] == "延吉市林海家具有限公司"
    assert goes_to["suspension_ruling"] == "张三丰、李四"
    assert goes_to["summons"] == "李四"


def test_the_same_wish_is_issued_once(case: Case) -> None:
    one = wish(case, DocumentKind.SUMMONS)
    first = issue_draft(wish=one, now=NOW, actor=SYSTEM)
    assert issue_draft(wish=one, now=NOW, actor=SYSTEM) == first
    assert Document.objects.filter(case=case).count() == 1
    again = issue_draft(wish=replace(one, key=uuid7()), now=NOW, actor=SYSTEM)
    assert again.number == f"{case.number}之一"


def test_money_comes_from_the_law_room_and_explains_itself_in_an_annex(case: Case) -> None:
    paper = paper_to_draft(case_id=case.pk, to_id=None, now=NOW)
    assert paper.owed is not None
    assert (paper.owed.claim_fen, paper.owed.recovered_fen) == (10_000_000, 0)
    assert paper.owed.owed_fen >= 10_000_000
    plain = to_text(draft_of(wish=wish(case, DocumentKind.SUSPENSION_RULING), now=NOW))
    assert "申请执行标的为人民币100,000.00元" in plain
    assert "附件：金额计算说明" not in plain
    annexed = to_text(draft_of(wish=wish(case, DocumentKind.SUSPENSION_RULING, with_annex=True), now=NOW))
    assert annexed.startswith(plain.rstrip("\n"))
    assert "附件：金额计算说明" in annexed
    assert "（依据：《" in annexed


def test_what_the_president_signs_is_sealed_by_a_vice_president_only(case: Case, wangqing: Court) -> None:
    one = wish(case, DocumentKind.DETENTION_DECISION)
    for role in (Role.OFFICER, Role.BUREAU_CHIEF, Role.FUND_ACCOUNTANT):
        with pytest.raises(NotAllowed):
            issue_draft(wish=one, now=NOW, actor=person(wangqing, role))
    issue_draft(wish=one, now=NOW, actor=person(wangqing, Role.VICE_PRESIDENT))
    with pytest.raises(NotAllowed):
        issue_draft(wish=wish(case, DocumentKind.SUMMONS), now=NOW, actor=person(wangqing, Role.AUDITOR))


def test_a_preview_is_not_stored_and_nobody_of_another_case_is_spoken_to(case: Case, wangqing: Court) -> None:
    made = preview(wish=wish(case, DocumentKind.SUMMONS), now=NOW)
    assert "传 票" in PdfReader(io.BytesIO(made)).pages[0].extract_text() or made.startswith(b"%PDF")
    assert not Document.objects.exists()
    other = make_case(wangqing, 8)
    foreign = other.parties.get(role="debtor").pk
    with pytest.raises(UnfitField):
        issue_draft(wish=wish(case, DocumentKind.SUMMONS, to_id=foreign), now=NOW, actor=SYSTEM)
    with pytest.raises(DocumentRefused):
        issue_draft(wish=wish(case, DocumentKind.SUMMONS, case_id=uuid7()), now=NOW, actor=SYSTEM)


@pytest.fixture
def officer(case: Case, wangqing: Court) -> Client:
    make_demo_accounts(wangqing, NOW)
    client = Client()
    client.force_login(
        User.objects.get(username="officer"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_each_kind_has_a_form_filled_from_the_case(case: Case, officer: Client) -> None:
    chosen = officer.get(f"/cases/{case.pk}/draft/").content.decode()
    for kind in DRAFTED_BY_HAND:
        assert f"?kind={kind.kind.value}" in chosen
        shown = officer.get(f"/cases/{case.pk}/draft/?kind={kind.kind.value}")
        assert shown.status_code == 200, kind.kind
        assert kind.kind.chosen_as in shown.content.decode()


def test_look_preview_issue_on_the_page(case: Case, officer: Client) -> None:
    address = f"/cases/{case.pk}/draft/?kind=third_party_debt_notice"
    told = {
        "key": str(uuid7()), "f-third_party": "延吉市林海家具有限公司", "f-debtor": "李四", "f-debt": "木材货款",
        "f-amount_fen": "2万元", "clerk": "",
    }  # fmt: skip
    looked = officer.post(address, {**told, "do": "look"}).content.decode()
    assert "到期的债务人民币20,000.00元（大写：贰万元整）" in looked
    assert "制作并盖章" in looked
    pdf = officer.post(address, {**told, "do": "pdf"})
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert not Document.objects.exists()
    issued = officer.post(address, {**told, "do": "issue"})
    assert issued.url == f"/documents/{told['key']}/"
    assert Document.objects.get(pk=UUID(told["key"])).goes_to == "延吉市林海家具有限公司"
    officer.post(address, {**told, "do": "issue"})
    assert Document.objects.count() == 1


def test_a_missing_fact_is_said_beside_its_field_and_nothing_is_issued(case: Case, officer: Client) -> None:
    address = f"/cases/{case.pk}/draft/?kind=third_party_debt_notice"
    told = {
        "key": str(uuid7()),
        "f-third_party": "",
        "f-debtor": "李四",
        "f-debt": "货款",
        "f-amount_fen": "很多",
        "do": "issue",
    }
    page = officer.post(address, told).content.decode()
    assert page.count("zx-field-wrong") == 2
    assert not Document.objects.exists()


def test_an_officer_sees_that_the_president_signs(case: Case, officer: Client) -> None:
    debtor = case.parties.get(role="debtor")
    told = {
        "key": str(uuid7()), "to": str(debtor.pk), "f-person": "李四", "f-findings": "撕毁封条", "f-days": "10",
        "president": "金成浩", "do": "look",
    }  # fmt: skip
    address = f"/cases/{case.pk}/draft/?kind=detention_decision"
    page = officer.post(address, told).content.decode()
    assert "对李四拘留十日" in page
    assert "须由院长签发" in page
    assert officer.post(address, {**told, "do": "issue"}).status_code == 403
    assert not Document.objects.exists()
