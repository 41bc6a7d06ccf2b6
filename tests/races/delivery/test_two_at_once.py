"""Two processes, one sending: exactly one hands it over; one event counts; one delivery begins."""

from datetime import timedelta

import pytest

from delivery_world import NOW, SYSTEM, TODAY, agree, begin, case_with, debtor, gateway, paper, register
from racing import together
from zhixing.delivery import operations, sweeps
from zhixing.delivery.models import Delivery, Sending, SendingAttempt, SendingEvent
from zhixing.delivery.operations import NewEvent
from zhixing.delivery.rules.ways import EventKind
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible

pytestmark = pytest.mark.usefixtures("committed_db")
STARTED = clock.real_now()


@pytest.fixture(autouse=True)
def march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + (clock.real_now() - STARTED))


def _ready(count: int) -> None:
    court = Court.objects.get(code="吉2424")
    with every_court_visible():
        for place in range(count):
            case = case_with(court, place + 1)
            agree(debtor(case), mobile=f"138{place:08d}")
            begin(paper(case))


def test_two_senders_hand_each_document_over_once() -> None:
    _ready(80)
    with gateway() as running:
        with every_court_visible():
            register(Court.objects.get(code="吉2424"), running.address, batch=5)
        handed = together(lambda: sweeps.pump(linger=timedelta(milliseconds=400)))
        assert sum(handed) == 80
        assert {one.times_handed for one in running.carrier.taken.values()} == {1}
    with every_court_visible():
        assert SendingAttempt.objects.count() == 80
        assert Fact.objects.filter(kind="sending.handed").count() == 80


def test_an_event_told_on_two_lines_counts_once() -> None:
    _ready(1)
    with every_court_visible():
        key = Sending.objects.values_list("pk", flat=True).get()

    def tell() -> int:
        with every_court_visible():
            event = NewEvent(key, EventKind.ARRIVED, TODAY, "N1")
            return operations.note_events(events=[event], now=NOW, actor=SYSTEM)

    assert sorted(together(tell, 4)) == [0, 0, 0, 1]
    with every_court_visible():
        assert SendingEvent.objects.count() == 1
        assert Fact.objects.filter(kind="delivery.served").count() == 1


def test_two_clerks_begin_one_delivery_and_climb_it_once() -> None:
    court = Court.objects.get(code="吉2424")
    with every_court_visible():
        document = paper(case_with(court, 1))

    def act() -> None:
        with every_court_visible():
            operations.deliver(document_ids=[document.id], now=NOW, actor=SYSTEM)
            operations.climb(now=NOW, limit=10, actor=SYSTEM)

    together(act)
    with every_court_visible():
        operations.climb(now=NOW, limit=10, actor=SYSTEM)
        assert (Delivery.objects.count(), Sending.objects.count()) == (1, 1)
        assert Fact.objects.filter(kind="delivery.begun").count() == 1
