"""The day of service of each way, article by article, from what came back."""

from datetime import date
from typing import Any

import pytest

from zhixing.delivery.rules.trails import Event, Trail, assess, is_over
from zhixing.delivery.rules.ways import EventKind as K
from zhixing.delivery.rules.ways import Way
from zhixing.law.delivery import Certainty
from zhixing.law.delivery_attempts import Consent, Document

D = date
FORM = Consent.ADDRESS_FORM


def trail(way: Way, *events: tuple[K, date] | tuple[K, date, dict[str, Any]], **more: Any) -> Trail:
    return Trail("s", way, events=tuple(Event(*event) for event in events), **more)


CONFIRMED: dict[str, Any] = {"consent": FORM, "address_confirmed": True, "own_address": True}
OWN: dict[str, Any] = {"consent": FORM, "own_address": True}


@pytest.mark.parametrize(
    ("given", "on", "certainty"),
    [
        # 民诉法 90、民诉法解释 135: arrival at a confirmed address
        (trail(Way.SMS, (K.ARRIVED, D(2022, 3, 1)), **CONFIRMED), D(2022, 3, 1), Certainty.CERTAIN),
        # 民诉法解释 135: unless the addressee proves another day
        (trail(Way.EMAIL, (K.ARRIVED, D(2022, 3, 1)), (K.ARRIVAL_PROVED, D(2022, 3, 3)), **CONFIRMED), D(2022, 3, 3), Certainty.CERTAIN),
        # 在线诉讼规则 31: an unconfirmed address, read: presumed
        (trail(Way.SMS, (K.ARRIVED, D(2022, 3, 1)), (K.READ, D(2022, 3, 2)), **OWN), D(2022, 3, 2), Certainty.PRESUMED),
        # … answered: served
        (trail(Way.SMS, (K.ARRIVED, D(2022, 3, 1)), (K.REPLIED, D(2022, 3, 4)), **OWN), D(2022, 3, 4), Certainty.CERTAIN),
        # … rebutted: not served
        (trail(Way.SMS, (K.READ, D(2022, 3, 2)), (K.REBUTTED, D(2022, 3, 9)), **OWN), None, Certainty.NOT_YET),
        # without consent reading is not enough, acting on it is
        (trail(Way.SMS, (K.READ, D(2022, 3, 2)), own_address=True), None, Certainty.NOT_YET),
        (trail(Way.SMS, (K.READ, D(2022, 3, 2)), (K.ACTED, D(2022, 3, 5)), own_address=True), D(2022, 3, 5), Certainty.CERTAIN),
        # handed to the carrier is not arrived
        (trail(Way.SMS, **CONFIRMED), None, Certainty.NOT_YET),
        # 法释〔2004〕13号 9: signed by a cohabiting adult; by somebody else
        (trail(Way.EXPRESS, (K.SIGNED, D(2022, 3, 4), {"signer": "cohabiting_adult"})), D(2022, 3, 4), Certainty.CERTAIN),
        (trail(Way.EXPRESS, (K.SIGNED, D(2022, 3, 4), {"signer": "neighbour"})), None, Certainty.NOT_YET),
        # 11: refused: the day it came back
        (trail(Way.EXPRESS, (K.RETURNED, D(2022, 3, 6), {"reason": "refused"})), D(2022, 3, 6), Certainty.CERTAIN),
        # three attempts in five days and a change not told; two are not enough
        (trail(Way.EXPRESS, (K.TRIED, D(2022, 3, 2)), (K.TRIED, D(2022, 3, 3)), (K.TRIED, D(2022, 3, 4)),
               (K.RETURNED, D(2022, 3, 6), {"reason": "change_not_told"})), D(2022, 3, 6), Certainty.CERTAIN),
        (trail(Way.EXPRESS, (K.TRIED, D(2022, 3, 2)), (K.TRIED, D(2022, 3, 3)),
               (K.RETURNED, D(2022, 3, 6), {"reason": "change_not_told"})), None, Certainty.NOT_YET),
        (trail(Way.EXPRESS, (K.RETURNED, D(2022, 3, 6), {"reason": "refused"}), (K.NO_FAULT, D(2022, 3, 9))), None, Certainty.NOT_YET),
        (trail(Way.POST, (K.RECEIPT, D(2022, 3, 5))), D(2022, 3, 5), Certainty.CERTAIN),
        # 民诉法 88: the opponent may not sign for the addressee
        (trail(Way.DIRECT, (K.SIGNED, D(2022, 3, 5), {"signer": "addressee"})), D(2022, 3, 5), Certainty.CERTAIN),
        (trail(Way.DIRECT, (K.SIGNED, D(2022, 3, 5), {"signer": "agent", "opponent": True})), None, Certainty.NOT_YET),
        # 民诉法 89: left at the residence, witnessed; not elsewhere
        (trail(Way.LEAVING, (K.LEFT, D(2022, 3, 5), {"at_residence": True, "witnessed": True})), D(2022, 3, 5), Certainty.CERTAIN),
        (trail(Way.LEAVING, (K.LEFT, D(2022, 3, 5), {"recorded": True})), None, Certainty.NOT_YET),
        # 民诉法解释 131: at court, refusing to sign
        (trail(Way.AT_COURT, (K.MET, D(2022, 3, 5), {"in_court": True, "noted": True})), D(2022, 3, 5), Certainty.CERTAIN),
        (trail(Way.ENTRUSTED, (K.COURT_RECEIVED, D(2022, 3, 1)), (K.SIGNED, D(2022, 3, 8))), D(2022, 3, 8), Certainty.CERTAIN),
        # 民诉法 95: thirty days after the last posting, with the ground in the file
        (trail(Way.NOTICE, (K.PUBLISHED, D(2022, 3, 1), {"ground": "其他方式均无法送达"})), D(2022, 3, 31), Certainty.CERTAIN),
        (trail(Way.NOTICE, (K.PUBLISHED, D(2022, 3, 1), {"ground": ""})), None, Certainty.NOT_YET),
        (trail(Way.CALL, (K.CALLED, D(2022, 3, 1))), None, Certainty.NOT_YET),
    ],
)  # fmt: skip
def test_the_day_of_service(given: Trail, on: date | None, certainty: Certainty) -> None:
    verdict = assess([given], document=Document(), today=D(2022, 6, 1))
    assert (verdict.on, verdict.certainty) == (on, certainty)


def test_the_earliest_effective_way_counts() -> None:
    late = Trail("mail", Way.EMAIL, FORM, True, True, (Event(K.ARRIVED, D(2022, 3, 3)),))
    soon = Trail("sms", Way.SMS, FORM, True, True, (Event(K.ARRIVED, D(2022, 3, 2)),))
    verdict = assess([late, soon], document=Document(), today=D(2022, 3, 10))
    assert (verdict.on, verdict.by) == (D(2022, 3, 2), "sms")


def test_a_garnishee_notice_counts_only_by_hand() -> None:
    paper = Document(garnishee_notice=True)
    sms = Trail("sms", Way.SMS, FORM, True, True, (Event(K.ARRIVED, D(2022, 3, 2)),))
    hand = Trail("hand", Way.DIRECT, events=(Event(K.SIGNED, D(2022, 3, 5)),))
    assert assess([sms], document=paper, today=D(2022, 3, 10)).on is None
    assert assess([sms, hand], document=paper, today=D(2022, 3, 10)).by == "hand"


def test_rulings_by_mail_count_since_2022() -> None:
    paper = Document(judgment_or_ruling=True)
    old = trail(Way.SMS, (K.ARRIVED, D(2021, 12, 31)), **CONFIRMED)
    assert assess([old], document=paper, today=D(2022, 3, 10)).on is None


def test_a_running_notice_says_when_it_ends() -> None:
    posted = trail(Way.NOTICE, (K.PUBLISHED, D(2022, 3, 1), {"ground": "下落不明"}))
    verdict = assess([posted], document=Document(), today=D(2022, 3, 30))
    assert (verdict.on, verdict.expected_on) == (None, D(2022, 3, 31))


def test_a_grid_member_s_delivery_is_flagged() -> None:
    verdict = assess([trail(Way.GRID, (K.SIGNED, D(2022, 3, 5)))], document=Document(), today=D(2022, 3, 6))
    assert verdict.served is not None
    assert [flag.code for flag in verdict.served.flags] == ["grid_member"]


def test_what_came_back_is_over() -> None:
    assert is_over(trail(Way.SMS, (K.BOUNCED, D(2022, 3, 1))))
    assert not is_over(trail(Way.SMS, (K.ARRIVED, D(2022, 3, 1))))
