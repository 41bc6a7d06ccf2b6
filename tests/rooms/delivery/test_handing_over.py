"""Sendings leave once: attempts first, doubt is asked about, what was certainly not taken drifts to another carrier."""

from datetime import timedelta

import pytest

from delivery_world import (
    NOW,
    SYSTEM,
    agree,
    begin,
    case_with,
    debtor,
    gateway,
    paper,
    register,
    sendings,
)
from zhixing.delivery import sweeps
from zhixing.delivery.models import AttemptOutcome, Carrier, CarrierCall, Delivery, Sending, SendingEvent
from zhixing.delivery.operations import sending as handing
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.simulator.carriers import CarrierFaults

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture(autouse=True)
def march(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house lives on 2022-03-01; doubt is asked about soon."""
    monkeypatch.setattr(clock, "now", lambda: NOW + (clock.real_now() - STARTED))
    monkeypatch.setattr(handing, "ASK_FIRST", timedelta(milliseconds=50))


STARTED = clock.real_now()


def _court() -> Court:
    return Court.objects.get(code="吉2424")


def _ready(count: int) -> list[Delivery]:
    found = []
    with every_court_visible():
        for place in range(count):
            case = case_with(_court(), place + 1)
            agree(debtor(case), mobile=f"138433{place:05d}")
            found.append(begin(paper(case)))
    return found


def test_a_short_message_is_handed_over_once_and_its_arrival_serves_the_document() -> None:
    [delivery] = _ready(1)
    with gateway() as running:
        with every_court_visible():
            register(_court(), running.address)
        assert sweeps.pump(linger=timedelta(milliseconds=100)) == 1
        sweeps.take_news(now=NOW, limit=10)
        assert sweeps.pump(linger=timedelta(milliseconds=100)) == 0
        [taken] = running.carrier.taken.values()
    with every_court_visible():
        [sending] = sendings(delivery)
        delivery.refresh_from_db()
        assert (sending.state, sending.number, sending.attempts) == ("handed", taken.number, 1)
        assert taken.message["to"] == "13843300000"
        assert "/p/d/" in taken.message["text"]
        assert "李四" in taken.message["text"]
        assert (delivery.state, str(delivery.served_on), delivery.served_way) == (
            "served",
            "2022-03-01",
            "sms",
        )
        kinds = set(Fact.objects.filter(subject=f"delivery:{delivery.id}").values_list("kind", flat=True))
        assert kinds == {"sending.made", "sending.handed", "sending.arrived"}


def test_time_outs_after_acceptance_are_asked_about_and_never_sent_again() -> None:
    _ready(120)
    faults = CarrierFaults(timed_out=300, unanswered=100)
    with gateway(faults=faults, seed=4) as running:
        with every_court_visible():
            register(_court(), running.address, batch=10)
        assert sweeps.pump(linger=timedelta(milliseconds=600)) == 120
        assert running.carrier.calls["timed_out"] > 0
        assert {one.times_handed for one in running.carrier.taken.values()} == {1}
        assert len(running.carrier.taken) == 120
    with every_court_visible():
        assert set(Sending.objects.values_list("state", flat=True)) == {"handed"}
        assert CarrierCall.objects.filter(asks=True).exists()
        assert AttemptOutcome.objects.filter(outcome="no_answer").exists()


def test_what_was_certainly_not_taken_drifts_to_the_next_carrier() -> None:
    _ready(40)
    with gateway() as second:
        with every_court_visible():
            first = register(_court(), "http://127.0.0.1:9", code="sms-dead", batch=5)
            register(_court(), second.address, code="sms-b", rank=2, batch=5)
        assert sweeps.pump(linger=timedelta(milliseconds=2500)) == 40
        assert len(second.carrier.taken) == 40
    with every_court_visible():
        first.refresh_from_db()
        assert first.trouble_count >= 1
        assert "接不通" in first.trouble_words
        assert AttemptOutcome.objects.filter(outcome="not_taken").exists()
        assert set(Sending.objects.values_list("carrier__code", flat=True)) == {"sms-b"}


def test_an_unknown_outcome_stays_with_its_carrier_whoever_else_is_free() -> None:
    _ready(10)
    with gateway(faults=CarrierFaults(timed_out=1000)) as first, gateway() as second:
        with every_court_visible():
            register(_court(), first.address, code="sms-a", batch=10)
            register(_court(), second.address, code="sms-b", rank=2, batch=10)
        assert sweeps.pump(linger=timedelta(milliseconds=400)) == 10
        assert len(first.carrier.taken) == 10
        assert len(second.carrier.taken) == 0


def test_a_refused_number_lets_the_ladder_go_on_at_once() -> None:
    [delivery] = _ready(1)
    with gateway(faults=CarrierFaults(bad_number=1000)) as running:
        with every_court_visible():
            register(_court(), running.address)
        assert sweeps.pump(linger=timedelta(milliseconds=100)) == 0
    with every_court_visible():
        sweeps.climb(now=clock.now(), limit=10)
        assert [(one.way, one.state) for one in sendings(delivery)] == [
            ("sms", "refused"),
            ("express", "ready"),
        ]


def test_what_no_carrier_explains_is_left_to_a_person() -> None:
    from zhixing.delivery import operations

    [delivery] = _ready(1)
    with every_court_visible():
        carrier = register(_court(), "http://127.0.0.1:9")
        Sending.objects.update(state="unknown", carrier=carrier, first_sent_at=NOW - timedelta(days=2))
        sweeps.run_clocks(now=NOW, limit=10)
        [sending] = sendings(delivery)
        delivery.refresh_from_db()
        assert (sending.state, delivery.wants) == ("dead", "carrier")
        operations.decide_unexplained(
            sending_id=sending.id, taken=True, because="电话核实已下发", now=NOW, actor=SYSTEM
        )
        sending.refresh_from_db()
        delivery.refresh_from_db()
        assert (sending.state, delivery.wants) == ("handed", "")


def test_news_told_twice_counts_once_and_about_others_is_not_believed() -> None:
    from zhixing.delivery.connectors.base import Collected, News
    from zhixing.delivery.operations import take_news
    from zhixing.delivery.rules.ways import EventKind

    [delivery] = _ready(1)
    with every_court_visible():
        carrier = register(_court(), "http://127.0.0.1:9")
        stranger = register(_court(), "http://127.0.0.1:9", code="sms-z")
        [sending] = sendings(delivery)
        Sending.objects.update(state="handed", carrier=carrier)
        news = News(sending.reference, EventKind.ARRIVED, NOW.date(), "N1")
        for who in (stranger, carrier, carrier):
            take_news(carrier_id=who.pk, collected=Collected((news,), "1"), now=NOW, actor=SYSTEM)
        assert SendingEvent.objects.filter(sending=sending).count() == 1
        assert Carrier.objects.get(pk=carrier.pk).cursor == "1"
