"""A call on record: a duty until it is made, what it proves, and what it changes for the ladder."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from delivery_world import NOW, SYSTEM, TODAY, agree, begin, case_with, debtor, paper, sendings
from zhixing.cases.models import Case
from zhixing.delivery import operations, queries
from zhixing.delivery.models import Address, ConsentNote, Delivery, SendingEvent
from zhixing.delivery.operations import AddressRefused, CallNote, DeliveryRefused
from zhixing.delivery.rules.ways import AddressKind, AddressSource
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.queries import actor_for
from zhixing.law.delivery_calls import CallResult, SaidOfConsent

WHOLE = CallNote(
    NOW, CallResult.REACHED, "本人同意以此号码接收，改号会告知", checked=True, explained=True,
    consent=SaidOfConsent.AGREES, number_is_theirs=True, recording="20220301-01.wav",
)  # fmt: skip


def actor(court: Court, name: str = "officer") -> Actor:
    make_demo_accounts(court, NOW)
    return actor_for(User.objects.get(username=name))


def due(court: Court) -> list[tuple[str, str, date | None]]:
    who = actor(court)
    found = queries.duties(actor=who, today=TODAY, limit=100)
    assert queries.count_of_duties(actor=who, today=TODAY) == len(found)
    return [(one.title, one.action, one.until) for one in found]


def mobile(case: Case) -> Address:
    return Address.objects.get(person_index=debtor(case).id_index, kind="mobile", ended_at=None)


def call(delivery: Delivery, note: CallNote, case: Case) -> Delivery:
    at = replace(note, address_id=mobile(case).id)
    operations.note_call(delivery_id=delivery.id, note=at, now=NOW, actor=SYSTEM)
    return Delivery.objects.get(pk=delivery.pk)


def test_a_recipient_who_said_nothing_is_called_once_for_all_that_is_under_way(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    first, second = begin(paper(case)), begin(paper(case))
    assert due(wangqing) == [("电话确认：李四", "登记通话", date(2022, 3, 4))]
    call(first, WHOLE, case)
    assert due(wangqing) == []
    assert Delivery.objects.get(pk=second.pk).call_by is None
    operations.climb(now=NOW, limit=10, actor=SYSTEM)
    assert due(wangqing) == []


def test_who_agreed_is_not_called(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    agree(debtor(case))
    begin(paper(case))
    assert due(wangqing) == []


def test_a_call_that_confirms_consent_and_number_lets_the_message_go_and_serve(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    delivery = begin(paper(case))
    assert [one.way for one in sendings(delivery)] == ["express"]
    call(delivery, WHOLE, case)
    address = mobile(case)
    assert (address.source, address.own, address.confirmed_on) == ("call", True, TODAY)
    note = ConsentNote.objects.get()
    assert (note.act, note.how, note.note) == ("given", "express", "电话确认 20220301-01.wav")
    operations.climb(now=NOW, limit=10, actor=SYSTEM)
    sms = sendings(delivery)[-1]
    assert (sms.way, sms.consent, sms.address_confirmed) == ("sms", "express", True)
    event = SendingEvent.objects.get(kind="called")
    assert (event.body["number"], event.body["outcome"], event.body["because"][:11]) == (
        "138****0001", "reached", "电话确认：受送达人同意",
    )  # fmt: skip
    facts = str([fact.body for fact in Fact.objects.all()])
    assert "13843300001" not in facts
    assert queries.delivery_detail(delivery.id).chain[-1].words != ""


def test_a_call_alone_serves_nothing_and_an_answer_on_tape_serves_what_was_sent_before(
    wangqing: Court,
) -> None:
    case = case_with(wangqing, 1)
    operations.enter_address(party_id=debtor(case).id, kind=AddressKind.MOBILE, value="13843300001",
                             source=AddressSource.CARRIER, own=True, now=NOW, actor=SYSTEM)  # fmt: skip
    delivery = begin(paper(case))
    [sms] = sendings(delivery)
    sms.state, sms.handed_at, sms.next_try_at = "handed", NOW - timedelta(hours=1), None
    sms.save()
    heard = CallNote(NOW, CallResult.REACHED, "说已经看到短信里的文书", checked=True, received=True)
    assert call(delivery, heard, case).state == "open"
    found = call(delivery, replace(heard, recording="20220301-02.wav"), case)
    assert (found.state, found.served_on, found.served_way) == ("served", TODAY, "sms")


def test_a_refusal_by_telephone_closes_the_electronic_ways(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    delivery = begin(paper(case))
    call(delivery, replace(WHOLE, consent=SaidOfConsent.REFUSES, number_is_theirs=False), case)
    assert ConsentNote.objects.get().act == "refused"
    operations.climb(now=NOW, limit=10, actor=SYSTEM)
    assert ([one.way for one in sendings(delivery)], due(wangqing)) == (["express", "call"], [])


def test_a_number_nobody_answers_is_called_on_three_days_and_a_wrong_one_is_ended(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    delivery = begin(paper(case))
    silent = CallNote(NOW, CallResult.NO_ANSWER, "")
    assert call(delivery, silent, case).call_by == date(2022, 3, 2)
    assert call(delivery, silent, case).call_by == date(2022, 3, 2)
    assert call(delivery, silent, case).call_by is None
    other = case_with(wangqing, 2)
    second = begin(paper(other))
    assert call(second, CallNote(NOW, CallResult.WRONG_NUMBER, ""), other).call_by is None
    assert Address.objects.filter(ended_because="电话核实号码有误").count() == 1


def test_what_cannot_be_put_on_record(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    delivery = begin(paper(case))
    stranger = debtor(case_with(wangqing, 2))
    theirs = operations.enter_address(party_id=stranger.id, kind=AddressKind.MOBILE, value="13843300009",
                                      source=AddressSource.FORM, now=NOW, actor=SYSTEM)  # fmt: skip
    Address.objects.filter(pk=theirs.pk).update(person_index=b"0" * 16)
    good = replace(WHOLE, address_id=mobile(case).id)
    for wrong in (
        replace(good, at=NOW + timedelta(minutes=1)), replace(good, words="好"), replace(good, address_id=theirs.id),
        replace(good, address_id=None, number="一三八"), replace(good, address_id=None),
    ):  # fmt: skip
        with pytest.raises((DeliveryRefused, AddressRefused)):
            operations.note_call(delivery_id=delivery.id, note=wrong, now=NOW, actor=SYSTEM)
    with pytest.raises(NotAllowed):
        operations.note_call(delivery_id=delivery.id, note=good, now=NOW, actor=actor(wangqing, "auditor"))
    third = operations.deliver_to_third_debtor(
        document_id=paper(case).id, name="汪清县木业有限公司", now=NOW, actor=SYSTEM
    )
    with pytest.raises(DeliveryRefused):
        operations.note_call(delivery_id=third.id, note=good, now=NOW, actor=SYSTEM)
    assert SendingEvent.objects.count() == 0


def test_the_page_of_a_call(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    case = case_with(wangqing, 1)
    delivery = begin(paper(case))
    make_demo_accounts(wangqing, NOW)
    client = Client()
    client.force_login(
        User.objects.get(username="clerk"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert "须电话确认 1" in client.get("/delivery/?view=call").content.decode()
    assert "/p/d/" in client.get(f"/cases/{case.id}/delivery/").content.decode()
    page = client.get(f"/delivery/{delivery.id}/call/").content.decode()
    assert "138****0001" in page
    assert "13843300001" not in page
    form = {"number": str(mobile(case).id), "at": "2022-03-01T11:30", "result": "reached", "consent": "agrees",
            "words": "同意以此号码接收", "checked": "yes", "explained": "yes", "theirs": "yes"}  # fmt: skip
    said = client.post(f"/delivery/{delivery.id}/call/", form | {"result": "maybe"})
    assert (said.status_code, "选择通话结果" in said.content.decode()) == (400, True)
    assert "同意以此号码接收" in said.content.decode()
    done = client.post(f"/delivery/{delivery.id}/call/", form, follow=True).content.decode()
    assert "受送达人同意电子送达" in done
    assert "同本人（法定代表人、代理人）通话" in done
    assert (mobile(case).source, ConsentNote.objects.get().act) == ("call", "given")
    assert client.get(f"/delivery/{wangqing_other()}/call/").status_code == 404


def wangqing_other() -> str:
    return "01890000-0000-7000-8000-000000000000"
