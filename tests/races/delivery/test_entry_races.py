"""Several at once at the parties' entry: one link for a knock, one way in by a link, one sending for what is opened."""

from collections import Counter
from datetime import timedelta

import pytest

from delivery_world import NOW, SYSTEM, agree, begin, case_with, debtor, paper, register
from party_world import end_of_id
from racing import seeing, together
from zhixing.cases.models import Case
from zhixing.cases.personal import opened
from zhixing.delivery import operations
from zhixing.delivery.models import Delivery, EntryKnock, EntryLink, Sending
from zhixing.delivery.operations import Answered
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible

pytestmark = pytest.mark.usefixtures("committed_db")


def _knocked() -> Case:
    with every_court_visible():
        court = Court.objects.get(code="吉2424")
        case = case_with(court, 1)
        agree(debtor(case))
        begin(paper(case))
        register(court, "http://127.0.0.1:9")
        person = opened(debtor(case))["id"]
    together(lambda: operations.knock(case_number=case.number, id_number=person, now=NOW), 4)
    return case


def test_one_knock_however_often_pressed_makes_one_link() -> None:
    _knocked()
    with every_court_visible():
        assert EntryKnock.objects.count() == 1
    answered = together(seeing(lambda: operations.answer_knocks(now=NOW, limit=10, actor=SYSTEM)), 4)
    assert sorted(answered) == [0, 0, 0, 1]
    claimed = together(seeing(lambda: operations.claim_links(now=NOW, limit=10)), 4)
    assert sorted(len(one) for one in claimed) == [0, 0, 0, 1]
    with every_court_visible():
        assert EntryLink.objects.count() == 1


def test_a_link_lets_one_in_and_a_document_opened_twice_is_one_sending() -> None:
    case = _knocked()
    with every_court_visible():
        operations.answer_knocks(now=NOW, limit=10, actor=SYSTEM)
        link, end = EntryLink.objects.get(), end_of_id(case, "debtor")
        delivery = Delivery.objects.get()
    soon = NOW + timedelta(minutes=5)
    verdicts = together(
        seeing(lambda: operations.identify_for_entry(link_id=link.id, answer=end, now=soon).answered), 4
    )
    assert Counter(verdicts) == {Answered.RIGHT: 1, Answered.GONE: 3}
    made = together(
        seeing(lambda: operations.sending_of_entry(delivery_id=delivery.id, link_id=link.id, now=soon)), 4
    )
    assert len(set(made)) == 1
    with every_court_visible():
        assert Sending.objects.filter(way="portal").count() == 1
        assert Fact.objects.filter(kind="entry.identified").count() == 1
