"""院长签发: drafted by the officer, waiting, signed by another and issued then, or sent back with a reason."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from document_facts import FACTS
from funds_world import make_case, person
from zhixing.cases.models import Case, PartyRole
from zhixing.documents.models import Awaiting, Document
from zhixing.documents.operations import Wish
from zhixing.documents.operations.signing import (
    SigningRefused,
    ask_for_signature,
    send_back,
    sign_and_issue,
    wish_of,
    withdraw,
)
from zhixing.documents.queries import count_of_duties, duties
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.all_kinds import KINDS
from zhixing.documents.rules.fact_forms import facts_of, plain_facts
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.keys import uuid7

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
TODAY = date(2022, 12, 1)


@pytest.fixture
def case(wangqing: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="汪清县汪清镇大川街88号")
    return make_case(wangqing, 7)


def wish(case: Case, kind: DocumentKind = DocumentKind.DETENTION_DECISION) -> Wish:
    to = case.parties.get(role=PartyRole.DEBTOR.value)
    return Wish(uuid7(), case.pk, kind, FACTS[kind], to_id=to.pk, president="金成浩", clerk="朴英姬")


def test_an_officer_puts_it_up_and_another_signs_it(case: Case, wangqing: Court) -> None:
    officer, chief = person(wangqing, Role.OFFICER), person(wangqing, Role.VICE_PRESIDENT)
    one = wish(case)
    key = ask_for_signature(wish=one, now=NOW, actor=officer)
    assert ask_for_signature(wish=one, now=NOW, actor=officer) == key
    assert not Document.objects.exists()
    assert "撕毁封条" not in str(Awaiting.objects.get().facts)
    assert [(duty.title, duty.subject) for duty in duties(actor=chief, today=TODAY, limit=9)] == [
        ("签发拘留决定书", case.number)
    ]
    assert (count_of_duties(actor=chief, today=TODAY), count_of_duties(actor=officer, today=TODAY)) == (1, 0)
    with pytest.raises(NotAllowed):
        sign_and_issue(awaiting_id=key, now=NOW, actor=officer)
    file = sign_and_issue(awaiting_id=key, now=NOW, actor=chief)
    assert (file.id, file.number) == (one.key, case.number)
    row = Awaiting.objects.get()
    assert (row.state, row.document_id, row.decided_by) == ("signed", one.key, chief.key)
    with pytest.raises(SigningRefused, match="已经处理"):
        sign_and_issue(awaiting_id=key, now=NOW, actor=chief)
    assert Document.objects.count() == 1
    assert count_of_duties(actor=chief, today=TODAY) == 0


def test_nobody_signs_their_own_draft(case: Case, wangqing: Court) -> None:
    chief = person(wangqing, Role.VICE_PRESIDENT)
    key = ask_for_signature(wish=wish(case), now=NOW, actor=chief)
    with pytest.raises(SigningRefused, match="起草人"):
        sign_and_issue(awaiting_id=key, now=NOW, actor=chief)
    made = wish(case)
    ask_for_signature(wish=made, now=NOW, actor=person(wangqing, Role.OFFICER))
    with pytest.raises(IntegrityError), transaction.atomic():
        Awaiting.objects.filter(pk=key).update(state="signed", decided_by=chief.key)


def test_it_goes_back_with_a_reason_and_shows_in_the_officers_day(case: Case, wangqing: Court) -> None:
    officer, chief = person(wangqing, Role.OFFICER), person(wangqing, Role.VICE_PRESIDENT)
    key = ask_for_signature(wish=wish(case), now=NOW, actor=officer)
    with pytest.raises(SigningRefused, match="理由"):
        send_back(awaiting_id=key, reason=" ", now=NOW, actor=chief)
    send_back(awaiting_id=key, reason="事实不清，请补充笔录", now=NOW, actor=chief)
    [duty] = duties(actor=officer, today=TODAY, limit=9)
    assert (duty.title, duty.why) == ("被退回：拘留决定书", "退回理由：事实不清，请补充笔录")
    assert not Document.objects.exists()
    other = ask_for_signature(wish=wish(case), now=NOW, actor=officer)
    with pytest.raises(SigningRefused, match="自己起草"):
        withdraw(awaiting_id=other, now=NOW, actor=chief)
    withdraw(awaiting_id=other, now=NOW, actor=officer)
    assert Awaiting.objects.get(pk=other).state == "withdrawn"


def test_a_kind_without_the_president_and_a_draft_that_cannot_be_written_do_not_wait(
    case: Case, wangqing: Court
) -> None:
    officer = person(wangqing, Role.OFFICER)
    with pytest.raises(SigningRefused, match="不需要"):
        ask_for_signature(wish=wish(case, DocumentKind.SUMMONS), now=NOW, actor=officer)
    with pytest.raises(UnfitField):
        ask_for_signature(wish=replace(wish(case), case_id=uuid7()), now=NOW, actor=officer)
    with pytest.raises(NotAllowed):
        ask_for_signature(wish=wish(case), now=NOW, actor=person(wangqing, Role.AUDITOR))


def test_the_facts_of_every_kind_wait_without_loss(case: Case) -> None:
    for kind, facts in FACTS.items():
        assert facts_of(KINDS[kind], plain_facts(facts)) == facts, kind
    with pytest.raises(UnfitField, match="重新起草"):
        facts_of(KINDS[DocumentKind.FINE_DECISION], {"another": 1})


def test_the_wish_comes_out_as_it_went_in(case: Case, wangqing: Court) -> None:
    one = wish(case, DocumentKind.DEFAULTER_DECISION)
    ask_for_signature(wish=one, now=NOW, actor=person(wangqing, Role.OFFICER))
    assert wish_of(Awaiting.objects.get(), now=NOW) == (one, ())


def as_(username: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_from_the_form_to_the_signature_on_the_pages(case: Case, wangqing: Court) -> None:
    make_demo_accounts(wangqing, NOW)
    debtor = case.parties.get(role=PartyRole.DEBTOR.value)
    told = {
        "key": str(uuid7()), "to": str(debtor.pk), "f-person": "李四", "f-findings": "撕毁封条", "f-days": "10",
        "president": "金成浩",
    }  # fmt: skip
    officer, chief = as_("officer"), as_("vicepresident")
    address = f"/cases/{case.pk}/draft/?kind=detention_decision"
    assert "送院长签发" in officer.post(address, {**told, "do": "look"}).content.decode()
    asked = officer.post(address, {**told, "do": "ask"})
    assert asked.url == f"/documents/signing/{told['key']}/"
    waiting = officer.get(asked.url).content.decode()
    assert "对李四拘留十日" in waiting
    assert "确认签发" not in waiting
    assert "拘留决定书" in chief.get("/documents/signing/").content.decode()
    assert "确认签发" in chief.get(asked.url).content.decode()
    assert officer.post(f"{asked.url}decide/", {"do": "sign"}).status_code == 403
    assert chief.post(f"{asked.url}decide/", {"do": "sign"}).url == "/documents/signing/"
    assert Document.objects.get(pk=told["key"]).kind == "detention_decision"
    assert "打开文书" in officer.get(asked.url).content.decode()
    assert "已签发" in officer.get("/documents/signing/?view=decided").content.decode()
