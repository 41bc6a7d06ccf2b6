"""The messenger gateway over its own wire: arrival, reading and answers, accounts that do not exist, doubt, a wrong key."""

from datetime import date, timedelta

import pytest

from delivery_world import NOW, SYSTEM, TODAY, begin, case_with, debtor, gateway, paper, register, sendings
from zhixing.delivery import operations, sweeps
from zhixing.delivery.connectors import registry
from zhixing.delivery.connectors.base import Peer
from zhixing.delivery.models import Address, Delivery, Sending, SendingEvent
from zhixing.delivery.operations import AddressRefused
from zhixing.delivery.operations import sending as handing
from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct, Way
from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.law.delivery_attempts import Consent
from zhixing.simulator.carriers import CarrierFaults, Habits, Running

pytestmark = pytest.mark.usefixtures("committed_db")
STARTED = clock.real_now()
ACCOUNT = "li_si-1985"


@pytest.fixture(autouse=True)
def march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3) + (clock.real_now() - STARTED))
    monkeypatch.setattr(handing, "ASK_FIRST", timedelta(milliseconds=50))


def begun(running: Running, *, source: AddressSource = AddressSource.FORM, own: bool = False) -> Delivery:
    """A debtor who agreed and has an account; the gateway is registered."""
    with every_court_visible():
        court = Court.objects.get(code="吉2424")
        case = case_with(court, 1)
        operations.enter_address(
            party_id=debtor(case).id, kind=AddressKind.MESSENGER, value=ACCOUNT, source=source, own=own, now=NOW,
            actor=SYSTEM,
        )  # fmt: skip
        operations.note_consent(
            party_id=debtor(case).id, act=ConsentAct.GIVEN, how=Consent.EXPRESS, on=TODAY, now=NOW, actor=SYSTEM
        )  # fmt: skip
        register(
            court, running.address, code="im", way=Way.MESSENGER, connector="messenger", account="汪清法院"
        )
        return begin(paper(case))


def pump() -> int:
    return sweeps.pump(linger=timedelta(milliseconds=300))


def news(delivery: Delivery) -> Delivery:
    sweeps.take_news(now=NOW, limit=10)
    with every_court_visible():
        return Delivery.objects.get(pk=delivery.pk)


def events() -> list[tuple[str, date]]:
    with every_court_visible():
        return list(SendingEvent.objects.order_by("on", "id").values_list("kind", "on"))


def test_a_message_goes_to_the_account_and_its_arrival_serves() -> None:
    with gateway(way="messenger", habits=Habits(read=1000, answer=1000)) as running:
        delivery = begun(running)
        assert pump() == 1
        [taken] = running.carrier.taken.values()
        found = news(delivery)
        assert news(delivery).served_on == found.served_on
    message = taken.message
    assert sorted(message) == ["reference", "text", "title", "user"]
    assert (message["user"], taken.times_handed) == (ACCOUNT, 1)
    assert message["title"].startswith("汪清县人民法院电子送达：")
    assert "/p/d/" in message["text"]
    assert (found.state, found.served_on, found.served_way) == ("served", TODAY, "messenger")
    assert events() == [("arrived", TODAY), ("read", date(2022, 3, 2)), ("replied", date(2022, 3, 2))]


def test_reading_at_an_account_never_confirmed_is_a_presumption() -> None:
    with gateway(way="messenger", habits=Habits(read=1000)) as running:
        delivery = begun(running, source=AddressSource.FOUND, own=True)
        assert pump() == 1
        found = news(delivery)
    assert (found.state, found.served_on) == ("presumed", date(2022, 3, 2))


def test_an_account_that_does_not_exist_is_refused_and_the_ladder_goes_on() -> None:
    with gateway(way="messenger", faults=CarrierFaults(bad_number=1000)) as running:
        delivery = begun(running)
        assert pump() == 0
        assert running.carrier.taken == {}
    with every_court_visible():
        [sent] = sendings(delivery)
        assert (sent.state, sent.words) == ("refused", "账号不存在")
        operations.climb(now=clock.now(), limit=10, actor=SYSTEM)
        assert [one.way for one in sendings(delivery)] == ["messenger", "express"]


def test_a_lost_answer_is_asked_about_and_never_sent_twice() -> None:
    with gateway(way="messenger", faults=CarrierFaults(timed_out=1000)) as running:
        begun(running)
        assert pump() == 1
        assert [one.times_handed for one in running.carrier.taken.values()] == [1]
    with every_court_visible():
        sent = Sending.objects.get(way="messenger")
        assert (sent.state, sent.attempts) == ("handed", 2)


def test_with_a_wrong_key_nothing_is_taken_and_the_operator_reads_why() -> None:
    with gateway(way="messenger") as running:
        running.carrier.secret = b"another secret"
        delivery = begun(running)
        assert pump() == 0
        assert running.carrier.taken == {}
    with every_court_visible():
        [sent] = sendings(delivery)
        assert (sent.state, sent.carrier_id, sent.words) == (
            "ready", None, "对方不认签名，请核对密钥（401）",
        )  # fmt: skip


def test_what_an_operator_must_put_right() -> None:
    made = registry.connector("messenger")
    words = [one.field for one in made.check_config(Peer("im", "即时通讯", "http://im.example.cn"))]
    assert words == ["address", "secret", "settings"]
    good = Peer("im", "即时通讯", "https://im.example.cn", {"account": "汪清法院"}, b"agreed-secret")
    assert made.check_config(good) == []


def test_accounts_are_checked_and_masked() -> None:
    with every_court_visible():
        party = debtor(case_with(Court.objects.get(code="吉2424"), 1))
        for wrong in ("ab", "li si", "x" * 61):
            with pytest.raises(AddressRefused):
                operations.enter_address(party_id=party.id, kind=AddressKind.MESSENGER, value=wrong,
                                         source=AddressSource.FORM, now=NOW, actor=SYSTEM)  # fmt: skip
        made = operations.enter_address(party_id=party.id, kind=AddressKind.MESSENGER, value="li_4",
                                        source=AddressSource.FORM, now=NOW, actor=SYSTEM)  # fmt: skip
        assert Address.objects.get(pk=made.pk).value_masked == "li***"
