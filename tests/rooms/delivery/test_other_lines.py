"""E-mail with reports, SMPP, messenger and post over their own wires; wrong secrets; what an operator must put right."""

from datetime import timedelta
from pathlib import Path

import pytest

from delivery_world import NOW, SECRET, SYSTEM, agree, begin, case_with, debtor, paper, register, sendings
from zhixing.delivery import operations, queries, sweeps
from zhixing.delivery.models import Delivery, Sending
from zhixing.delivery.operations import sending as handing
from zhixing.delivery.rules.ways import Way
from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.simulator.carriers import Carrier, CarrierFaults, serve_frames, serve_json
from zhixing.simulator.mail_server import serve_mail

pytestmark = pytest.mark.usefixtures("committed_db")
STARTED = clock.real_now()


@pytest.fixture(autouse=True)
def march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + (clock.real_now() - STARTED))
    monkeypatch.setattr(handing, "ASK_FIRST", timedelta(milliseconds=50))


def _court() -> Court:
    return Court.objects.get(code="吉2424")


def _begun(*, mail: str = "", mobile: bool = True, sequence: int = 1) -> Delivery:
    with every_court_visible():
        case = case_with(_court(), sequence)
        if mobile:
            agree(debtor(case), email=mail)
        return begin(paper(case))


def _pump() -> int:
    return sweeps.pump(linger=timedelta(milliseconds=300))


def test_mail_is_taken_its_report_serves_and_a_lost_answer_is_not_sent_again(tmp_path: Path) -> None:
    good, lost = _begun(mail="li@example.com"), None
    running = serve_mail(Carrier(way="email"), tmp_path / "reports")
    with every_court_visible():
        register(
            _court(), running.address, code="mail", way=Way.EMAIL, connector="mail", reports=str(tmp_path / "reports"),
            **{"from": "court@example.com"},
        )  # fmt: skip
    assert _pump() == 1
    sweeps.take_news(now=NOW, limit=10)
    with every_court_visible():
        good.refresh_from_db()
        assert (good.state, good.served_way) == ("served", "email")
    running.carrier.faults = CarrierFaults(timed_out=1000)
    lost = _begun(mail="wang@example.com", sequence=2)
    assert _pump() == 0
    with every_court_visible():
        [mail] = [one for one in sendings(lost) if one.way == "email"]
        assert mail.state == "unknown"
    assert _pump() == 0
    assert {one.times_handed for one in running.carrier.taken.values()} == {1}
    sweeps.take_news(now=NOW, limit=10)
    with every_court_visible():
        mail.refresh_from_db()
        lost.refresh_from_db()
        assert (mail.state, lost.state) == ("handed", "served")
    running.close()


def test_a_mailbox_that_does_not_exist_is_refused_for_good(tmp_path: Path) -> None:
    delivery = _begun(mail="nobody@example.com")
    running = serve_mail(Carrier(way="email"), tmp_path / "reports")
    with every_court_visible():
        register(
            _court(), running.address, code="mail", way=Way.EMAIL, connector="mail", reports=str(tmp_path / "reports"),
            **{"from": "court@example.com"},
        )  # fmt: skip
    assert _pump() == 0
    running.close()
    with every_court_visible():
        [mail] = [one for one in sendings(delivery) if one.way == "email"]
        assert (mail.state, mail.words) == ("refused", "550 no such user")


def test_frames_carry_messages_and_doubt_is_asked_about_by_reference() -> None:
    delivery = _begun()
    running = serve_frames(Carrier(way="sms", secret=SECRET, faults=CarrierFaults(timed_out=1000)))
    with every_court_visible():
        register(_court(), running.address, connector="sms_smpp", seconds=1)
    assert _pump() == 1
    [taken] = running.carrier.taken.values()
    running.close()
    assert taken.times_handed == 1
    assert taken.message["to"] == "13843300001"
    assert "汪清" in taken.message["text"]
    with every_court_visible():
        [sending] = sendings(delivery)
        assert (sending.state, sending.number, sending.attempts) == ("handed", taken.number, 2)


def test_a_wrong_password_takes_nothing() -> None:
    delivery = _begun()
    running = serve_frames(Carrier(way="sms", secret=b"another"))
    with every_court_visible():
        register(_court(), running.address, connector="sms_smpp")
    assert _pump() == 0
    running.close()
    with every_court_visible():
        assert [(one.state, one.carrier_id) for one in sendings(delivery)] == [("ready", None)]


def test_the_post_gives_numbers_labels_and_tracking() -> None:
    delivery = _begun(mobile=False)
    running = serve_json(Carrier(way="express", secret=SECRET, faults=CarrierFaults(bounced=1000), seed=2))
    with every_court_visible():
        register(_court(), running.address, code="ems", way=Way.EXPRESS, connector="post")
    assert _pump() == 1
    [taken] = running.carrier.taken.values()
    running.close()
    with every_court_visible():
        [sending] = sendings(delivery)
        assert (sending.number, taken.message["name"]) == (taken.number, "李四")
        made = operations.label_of(sending_id=sending.id, now=NOW, actor=SYSTEM)
        assert made is not None
        assert made.label.address == "吉林省汪清县汪清镇长荣街1号"
        assert made.bars.startswith("data:image/svg+xml;base64,")


def test_the_success_of_each_way_is_counted() -> None:
    _begun()
    running = serve_json(Carrier(way="sms", secret=SECRET))
    with every_court_visible():
        register(_court(), running.address)
    assert _pump() == 1
    sweeps.take_news(now=NOW, limit=10)
    running.close()
    with every_court_visible():
        span = {"courts": [_court().pk], "since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}
        [sms] = queries.success_by_channel(**span)
        assert (sms.way, sms.sent, sms.served, sms.failed, sms.per_myriad) == (Way.SMS, 1, 1, 0, 10_000)
        assert queries.electronic_success(**span).per_myriad == 10_000
        [line] = queries.carriers(courts=[_court().pk])
        assert (line.chip, line.problems) == ("confirmed", ())
        assert Sending.objects.get().state == "handed"
