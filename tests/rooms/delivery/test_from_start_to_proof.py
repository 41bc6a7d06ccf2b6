"""From the first rung to the proof pack: consent, arrival, presumption and rebuttal, items that come back, hands, notices."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from delivery_world import NOW, SYSTEM, TODAY, agree, begin, case_with, debtor, paper, register, sendings
from party_world import typesetter
from zhixing.cases.models import Party
from zhixing.delivery import operations, queries
from zhixing.delivery.connectors.base import Collected, News
from zhixing.delivery.models import Address, Delivery, Sending, ServiceProof
from zhixing.delivery.operations import DeliveryRefused, HandAct
from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct, EventKind, Way
from zhixing.documents.models import Document
from zhixing.documents.queries import read_file
from zhixing.documents.rendering import of_home
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.law.delivery_attempts import Consent, ReturnReason


def tell(sending: Sending, kind: EventKind, on: date = TODAY, **body: str) -> Delivery:
    """The sending's carrier says something."""
    carrier = sending.carrier
    assert carrier is not None
    news = News(sending.reference, kind, on, f"{kind.value}-{on}-{len(body)}", body)
    operations.take_news(
        carrier_id=carrier.pk, collected=Collected((news,), "1"), now=NOW + timedelta(days=90), actor=SYSTEM
    )
    return Delivery.objects.get(pk=sending.delivery_id)


def handed(court: Court, delivery: Delivery, way: Way) -> Sending:
    """The sending by a way is with a carrier."""
    sending = next(one for one in sendings(delivery) if one.way == way.value)
    connector = {"sms": "sms_http", "email": "mail", "express": "post"}[way.value]
    code = f"c-{way.value}"
    from zhixing.delivery.models import Carrier

    known = Carrier.objects.filter(court=court, code=code).first()
    sending.carrier = known or register(court, "http://127.0.0.1:9", code=code, way=way, connector=connector)
    sending.state, sending.handed_at, sending.next_try_at = "handed", NOW, None
    sending.number = "EX473124829CN" if way is Way.EXPRESS else "M1"
    sending.save()
    return sending


def look(delivery: Delivery, days: int) -> Delivery:
    operations.climb(now=NOW + timedelta(days=days), limit=10, actor=SYSTEM)
    return Delivery.objects.get(pk=delivery.pk)


def test_several_ways_at_once_and_the_earliest_counts(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    agree(debtor(case), email="li@example.com")
    delivery = begin(paper(case))
    assert [one.way for one in sendings(delivery)] == ["sms", "email"]
    sms, mail = handed(wangqing, delivery, Way.SMS), handed(wangqing, delivery, Way.EMAIL)
    assert str(tell(mail, EventKind.ARRIVED, date(2022, 3, 3)).served_on) == "2022-03-03"
    found = tell(sms, EventKind.ARRIVED, date(2022, 3, 2))
    assert (str(found.served_on), found.served_way, found.state) == ("2022-03-02", "sms", "served")
    days = [fact.body["on"] for fact in Fact.objects.filter(kind="delivery.served").order_by("id")]
    assert days == ["2022-03-03", "2022-03-02"]


def test_a_document_is_begun_once_for_a_recipient(wangqing: Court) -> None:
    document = paper(case_with(wangqing, 1))
    assert len(operations.deliver(document_ids=[document.id], now=NOW, actor=SYSTEM)) == 1
    assert operations.deliver(document_ids=[document.id], now=NOW, actor=SYSTEM) == []
    operations.climb(now=NOW, limit=10, actor=SYSTEM)
    operations.climb(now=NOW, limit=10, actor=SYSTEM)
    assert Sending.objects.count() == 1


def test_the_register_is_taken_over_and_a_debtor_s_number_from_the_applicant_is_not_written_to(
    wangqing: Court,
) -> None:
    case = case_with(wangqing, 1)
    delivery = begin(paper(case))
    assert [one.way for one in sendings(delivery)] == ["express"]
    phone = Address.objects.get(kind="mobile")
    assert (phone.own, phone.confirmed_on, phone.value_masked) == (False, None, "138****0001")
    assert b"13843300001" not in bytes(phone.value_sealed)


def test_presumed_then_rebutted_then_the_ladder_goes_on(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    party = debtor(case)
    operations.enter_address(party_id=party.id, kind=AddressKind.MOBILE, value="13843300001", source=AddressSource.CARRIER,
                             own=True, now=NOW, actor=SYSTEM)  # fmt: skip
    operations.note_consent(
        party_id=party.id, act=ConsentAct.GIVEN, how=Consent.PRIOR_AGREEMENT, on=TODAY, now=NOW, actor=SYSTEM
    )
    delivery = begin(paper(case))
    sms = handed(wangqing, delivery, Way.SMS)
    found = tell(sms, EventKind.READ)
    assert (found.state, str(found.served_on)) == ("presumed", "2022-03-01")
    with pytest.raises(DeliveryRefused):
        operations.note_proof(
            sending_id=sms.id, kind=EventKind.REBUTTED, on=TODAY, because="短", now=NOW, actor=SYSTEM
        )
    found = operations.note_proof(
        sending_id=sms.id,
        kind=EventKind.REBUTTED,
        on=TODAY,
        because="手机已于上月停机并过户他人",
        now=NOW,
        actor=SYSTEM,
    )
    assert (found.state, found.served_on) == ("open", None)
    assert Fact.objects.filter(kind="delivery.unserved").count() == 1
    assert [one.way for one in sendings(look(found, 0))] == ["sms", "express"]


def test_a_withdrawal_stops_what_comes_and_not_what_was(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    agree(debtor(case))
    first = begin(paper(case))
    tell(handed(wangqing, first, Way.SMS), EventKind.ARRIVED)
    operations.note_consent(
        party_id=debtor(case).id, act=ConsentAct.WITHDRAWN, how=Consent.NONE, on=TODAY, now=NOW, actor=SYSTEM
    )
    second = begin(paper(case))
    assert [one.way for one in sendings(second)] == ["express"]
    assert Delivery.objects.get(pk=first.pk).state == "served"


def test_an_item_that_came_back_counts_or_not_by_its_reason(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    delivery = begin(paper(case))
    handed(wangqing, delivery, Way.EXPRESS)
    with pytest.raises(DeliveryRefused):
        operations.note_returned_item(number="EX473124828CN", reason=ReturnReason.REFUSED, on=TODAY,
                                      court_ids=(wangqing.pk,), now=NOW, actor=SYSTEM)  # fmt: skip
    found = operations.note_returned_item(
        number="ex473124829cn",
        reason=ReturnReason.REFUSED,
        on=TODAY,
        court_ids=(wangqing.pk,),
        now=NOW,
        actor=SYSTEM,
    )
    assert (found.state, str(found.served_on), found.served_way) == ("served", "2022-03-01", "express")
    [sending] = sendings(delivery)
    found = operations.note_proof(sending_id=sending.id, kind=EventKind.NO_FAULT, on=TODAY,
                                  because="住院期间家中无人，有病历", now=NOW, actor=SYSTEM)  # fmt: skip
    assert (found.state, found.served_on) == ("open", None)


def test_by_hand_then_by_public_notice_and_the_proof_pack(
    wangqing: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="汪清县汪清镇")
    case = case_with(wangqing, 1)
    delivery = begin(paper(case))
    tell(handed(wangqing, delivery, Way.EXPRESS), EventKind.RETURNED, reason="other")
    delivery = look(delivery, 91)
    assert delivery.wants == "hand"
    with pytest.raises(DeliveryRefused):
        operations.publish_notices(
            delivery_ids=[delivery.id], place="本院公告栏", on=TODAY, now=NOW, actor=SYSTEM
        )
    operations.note_hand_act(
        delivery_id=delivery.id,
        act=HandAct(Way.DIRECT, TODAY, met=False, proof="照片3张"),
        now=NOW,
        actor=SYSTEM,
    )
    delivery = look(delivery, 92)
    assert delivery.wants == "notice"
    [found] = operations.publish_notices(
        delivery_ids=[delivery.id], place="本院公告栏及人民法院公告网", on=TODAY, now=NOW, actor=SYSTEM
    )
    assert (found.state, str(found.expected_on)) == ("notice", "2022-03-31")
    notice = Document.objects.get(kind="delivery_notice")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(read_file(notice.file))).pages).replace(
        "\n", ""
    )
    assert "经过30日，即视为送达" in text
    operations.end_notices(now=NOW + timedelta(days=29), limit=10, actor=SYSTEM)
    assert Delivery.objects.get(pk=delivery.pk).state == "notice"
    operations.end_notices(now=NOW + timedelta(days=30), limit=10, actor=SYSTEM)
    found = Delivery.objects.get(pk=delivery.pk)
    assert (found.state, str(found.served_on), found.served_way) == ("served", "2022-03-31", "notice")
    made = operations.issue_service_proof(delivery_id=delivery.id, now=NOW, actor=SYSTEM)
    again = operations.issue_service_proof(delivery_id=delivery.id, now=NOW, actor=SYSTEM)
    assert made.pk == again.pk
    assert ServiceProof.objects.count() == 1
    shown = "".join(page.extract_text() for page in PdfReader(BytesIO(read_file(made.file))).pages).replace(
        "\n", ""
    )
    detail = queries.delivery_detail(delivery.id)
    assert detail.chain[-1].head in "".join(shown.split())
    for words in ("于2022年3月31日以公告送达方式送达", "退回", "上门未遇", "公告刊登"):
        assert words in shown


def test_a_third_debtor_s_notice_goes_by_hand_alone(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    made = operations.deliver_to_third_debtor(
        document_id=paper(case).id, name="汪清县木业有限公司", now=NOW, actor=SYSTEM
    )
    found = look(made, 0)
    assert (found.wants, sendings(found)) == ("hand", [])
    found = operations.note_hand_act(
        delivery_id=made.id, act=HandAct(Way.DIRECT, TODAY, proof="回证第7号"), now=NOW, actor=SYSTEM
    )
    assert (found.state, found.served_way) == ("served", "direct")


def test_ended_and_improved_addresses_stay_in_the_history(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    party: Party = debtor(case)
    made = operations.enter_address(
        party_id=party.id,
        kind=AddressKind.MOBILE,
        value="138-4330-0001",
        source=AddressSource.FOUND,
        now=NOW,
        actor=SYSTEM,
    )
    same = operations.enter_address(
        party_id=party.id,
        kind=AddressKind.MOBILE,
        value="13843300001",
        source=AddressSource.FORM,
        now=NOW,
        actor=SYSTEM,
    )
    assert (made.pk, same.confirmed_on) == (same.pk, TODAY)
    operations.end_address(address_id=same.id, because="停机", now=NOW, actor=SYSTEM)
    [reach] = [one for one in queries.reach_of_case(case.id) if one.party_id == party.id]
    assert [(line.value, line.ended_because) for line in reach.addresses] == [("138****0001", "停机")]
    for kind, value in ((AddressKind.MOBILE, "123"), (AddressKind.EMAIL, "a@b"), (AddressKind.POSTAL, " ")):
        with pytest.raises(operations.AddressRefused):
            operations.enter_address(
                party_id=party.id, kind=kind, value=value, source=AddressSource.FORM, now=NOW, actor=SYSTEM
            )


def test_what_is_withdrawn_never_leaves(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    delivery = begin(paper(case))
    operations.withdraw(delivery_id=delivery.id, because="文书有误", now=NOW, actor=SYSTEM)
    [sending] = sendings(delivery)
    assert (sending.state, sending.next_try_at) == ("ended", None)
    assert queries.delivery_detail(delivery.id).line.state.value == "withdrawn"


def test_what_another_way_served_first_is_neither_success_nor_failure_nor_open(wangqing: Court) -> None:
    case = case_with(wangqing, 1)
    agree(debtor(case), email="li@example.com")
    delivery = begin(paper(case))
    handed(wangqing, delivery, Way.EMAIL)
    tell(handed(wangqing, delivery, Way.SMS), EventKind.ARRIVED)
    span = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}
    rows = queries.success_by_channel(courts=[wangqing.pk], **span)
    assert [(one.way, one.sent, one.served, one.failed, one.elsewhere, one.under_way) for one in rows] == [
        (Way.SMS, 1, 1, 0, 0, 0), (Way.EMAIL, 1, 0, 0, 1, 0),
    ]  # fmt: skip


def test_the_list_is_narrowed_by_name_and_number(wangqing: Court) -> None:
    first, second = begin(paper(case_with(wangqing, 1))), begin(paper(case_with(wangqing, 2)))

    def keys(text: str) -> set[object]:
        found = queries.deliveries(courts=[wangqing.pk], view="out", text=text)
        return {line.id for line in found.lines}

    assert keys("李四") == keys("") == {first.id, second.id}
    assert keys("吉2424执2号") == {second.id}
    assert keys("%") == keys("无此人") == set()


def test_why_an_item_came_back_is_said_in_words(wangqing: Court) -> None:
    delivery = begin(paper(case_with(wangqing, 1)))
    tell(handed(wangqing, delivery, Way.EXPRESS), EventKind.RETURNED, reason="refused")
    [sending] = queries.delivery_detail(delivery.id).sendings
    assert [one[1:] for one in sending.events] == [("退回", "本人或者代收人拒收")]
