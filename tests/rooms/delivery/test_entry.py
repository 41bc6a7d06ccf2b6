"""The parties' entry: a knock says nothing, a link goes to a confirmed address alone, what is opened behind it is evidence."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delivery_world import (
    NOW,
    SYSTEM,
    TODAY,
    agree,
    begin,
    case_with,
    debtor,
    gateway,
    paper,
    register,
    sendings,
)
from party_world import end_of_id
from zhixing.cases.models import Case
from zhixing.cases.personal import opened
from zhixing.delivery import operations, sweeps
from zhixing.delivery.models import Carrier, Delivery, EntryKnock, EntryLink, SendingEvent
from zhixing.delivery.operations.entry import token_of_link
from zhixing.delivery.rules.entry import EntryUnreadable, read_entry
from zhixing.delivery.rules.party_words import WORDS
from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.law.delivery_attempts import Consent


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()


def served(court: Court, sequence: int = 1, *, confirmed: bool = True, documents: int = 1) -> Case:
    """A case whose debtor confirmed a mobile, with documents on their way to them and a carrier for messages."""
    case = case_with(court, sequence)
    if confirmed:
        agree(debtor(case))
    for _ in range(documents):
        begin(paper(case))
    if not Carrier.objects.exists():
        register(court, "http://127.0.0.1:9")
    return case


def ask(case_number: str, id_number: str, client: Client | None = None) -> tuple[int, str]:
    data = {"case_number": case_number, "id_number": id_number}
    response = (client or Client()).post("/p/d/", data)
    return response.status_code, response.content.decode()


def own_id(case: Case) -> str:
    return opened(debtor(case))["id"]


def answer(court: Court) -> list[EntryLink]:
    operations.answer_knocks(now=NOW, limit=100, actor=SYSTEM)
    return list(EntryLink.objects.order_by("id"))


def let_in(link: EntryLink, end: str) -> tuple[Client, str]:
    client, place = Client(), f"/p/d/all/{token_of_link(link.id, link.court_id)}/"
    assert client.post(place, {"step": "who", "answer": end}).status_code == 302
    return client, place


def test_the_answer_is_the_same_whoever_knocks_and_whatever_exists(wangqing: Court) -> None:
    case = served(wangqing)
    numbers = ((case.number, own_id(case)), (case.number, "110101199003070011"), ("（2022）吉2424执9999号", own_id(case)),
               ("（2022）京0101执1号", "91220000MA0000000X"))  # fmt: skip
    heard = set()
    for number, person in numbers:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            heard.add(ask(number, person))
        heard.add((len([one for one in asked if "delivery_" in one["sql"]]), "queries"))
    assert len(heard) == 2
    assert {status for status, words in heard if words != "queries"} == {200}
    assert {count for count, words in heard if words == "queries"} == {1}
    assert EntryKnock.objects.count() == 4
    [link] = answer(wangqing)
    assert (link.party_id, link.way, EntryKnock.objects.count()) == (debtor(case).id, "sms", 0)


def test_no_link_where_no_address_is_confirmed_and_the_court_is_told_once(wangqing: Court) -> None:
    case = served(wangqing, confirmed=False)
    for _ in range(2):
        ask(case.number, own_id(case))
        assert answer(wangqing) == []
    assert Fact.objects.filter(kind="entry.no_confirmed_address").count() == 1


def test_nothing_delivered_no_link(wangqing: Court) -> None:
    case = served(wangqing, documents=0)
    ask(case.number, own_id(case))
    assert answer(wangqing) == []
    begin(paper(case))
    operations.withdraw(delivery_id=Delivery.objects.get().id, because="文书有误", now=NOW, actor=SYSTEM)
    ask(case.number, own_id(case))
    assert answer(wangqing) == []


def test_three_links_a_day_and_the_latest_alone_is_good(wangqing: Court) -> None:
    case = served(wangqing)
    for _ in range(5):
        assert ask(case.number, own_id(case))[0] == 200
        links = answer(wangqing)
    assert [one.until > NOW for one in links] == [False, False, True]
    place = f"/p/d/all/{token_of_link(links[0].id, wangqing.pk)}/"
    assert Client().get(place).status_code == 404


def test_a_stranger_who_knocks_too_often_is_slowed_down(wangqing: Court) -> None:
    assert [ask("（2022）吉2424执1号", "110101199003070011")[0] for _ in range(9)] == [200] * 8 + [429]


@pytest.mark.parametrize(
    ("number", "person"), [("272号", "110101199003070011"), ("（2022）吉2424执1号", "12"), ("", ""),
                           ("（2022）吉2424执1号", "110101'; DROP")]
)  # fmt: skip
def test_what_is_no_such_number_is_said_and_nothing_is_written(
    wangqing: Court, number: str, person: str
) -> None:
    with pytest.raises(EntryUnreadable):
        read_entry(number, person)
    status, page = ask(number, person)
    assert (status, WORDS["entry_unreadable"][0] in page) == (422, True)
    assert person == "" or f'value="{person}"' not in page
    assert EntryKnock.objects.count() == 0


def test_a_case_number_is_read_as_people_write_it() -> None:
    assert read_entry("(2022)吉2424执7号之一", "22240319600725001x") == (
        "（2022）吉2424执7号",
        "22240319600725001X",
    )


def test_the_link_goes_out_once_and_names_nobody(
    committed_db: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with every_court_visible():
        court = Court.objects.get(code="吉2424")
        case = served(court)
    with gateway() as running:
        with every_court_visible():
            Carrier.objects.update(address=running.address)
            ask(case.number, own_id(case))
        assert sweeps.answer_at_the_entry(now=NOW, limit=10) == 1
        assert sweeps.answer_at_the_entry(now=NOW, limit=10) == 0
        with every_court_visible():
            link = EntryLink.objects.get()
            token = token_of_link(link.id, link.court_id)
        [sent] = running.carrier.taken.values()
    assert (link.state, sent.times_handed, sent.message["to"]) == ("handed", 1, "13843300001")
    assert f"/p/d/all/{token}/" in sent.message["text"]
    assert "李四" not in sent.message["text"]


def test_what_is_opened_at_the_entry_is_evidence_and_serves(wangqing: Court) -> None:
    case = served(wangqing, documents=2)
    ask(case.number, own_id(case))
    [link] = answer(wangqing)
    client, place = let_in(link, end_of_id(case, "debtor"))
    listed = client.get(place).content.decode()
    assert listed.count("执行通知书") == 2
    first, second = Delivery.objects.order_by("id")
    page = client.get(f"{place}{first.id}/").content.decode()
    assert "打开文书（PDF）" in page
    client.get(f"{place}{first.id}/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.served_on, first.served_way) == ("served", TODAY, "portal")
    assert second.state == "open"
    [portal] = [one for one in sendings(first) if one.way == "portal"]
    assert (portal.link_sha256, portal.consent) == (None, "address_form")
    assert SendingEvent.objects.filter(sending=portal, kind="read").count() == 1
    assert client.post(f"{place}{first.id}/", {"step": "received"}).status_code == 302
    assert SendingEvent.objects.filter(sending=portal, kind="replied").count() == 1
    assert Fact.objects.filter(kind="entry.identified", subject=f"case:{case.id}").count() == 1


@pytest.mark.parametrize(("act", "state"), [(None, "served"), (ConsentAct.WITHDRAWN, "open")])
def test_without_consent_only_who_says_received_is_served_and_not_who_withdrew_it(
    wangqing: Court, act: ConsentAct | None, state: str
) -> None:
    case = served(wangqing, confirmed=False)
    party = debtor(case)
    operations.enter_address(party_id=party.id, kind=AddressKind.MOBILE, value="13843300001",
                             source=AddressSource.FORM, now=NOW, actor=SYSTEM)  # fmt: skip
    if act is not None:
        operations.note_consent(party_id=party.id, act=act, how=Consent.NONE, on=TODAY, now=NOW, actor=SYSTEM)
    ask(case.number, own_id(case))
    [link] = answer(wangqing)
    client, place = let_in(link, end_of_id(case, "debtor"))
    delivery = Delivery.objects.get()
    client.get(f"{place}{delivery.id}/")
    delivery.refresh_from_db()
    assert delivery.state == "open"
    client.post(f"{place}{delivery.id}/", {"step": "received"})
    delivery.refresh_from_db()
    assert delivery.state == state


def test_behind_the_link_nobody_else_gets_further(wangqing: Court) -> None:
    mine, other = served(wangqing), served(wangqing, 2)
    ask(mine.number, own_id(mine))
    [link] = answer(wangqing)
    client, place = let_in(link, end_of_id(mine, "debtor"))
    theirs = Delivery.objects.get(document__case=other).id
    gone = Client().get("/p/d/all/1.AAAAAAAAAAAAAAAAAAAAAA/")
    for refused in (
        client.get(f"{place}{theirs}/"), client.post(f"{place}{theirs}/paper/"),
        client.get(f"{place}{UUID(int=7)}/"), Client().get(place), Client().get(f"{place}{Delivery.objects.first().pk}/"),
        Client().post(place, {"step": "who", "answer": end_of_id(mine, "debtor")}),
    ):  # fmt: skip
        assert refused.status_code == 404
        assert refused.content == gone.content
    assert 'href="/p/d/"' in gone.content.decode()
    assert SendingEvent.objects.filter(sending__way="portal").count() == 0


def test_five_wrong_answers_lock_and_time_ends_the_link(
    wangqing: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = served(wangqing)
    ask(case.number, own_id(case))
    [link] = answer(wangqing)
    client, place = Client(), f"/p/d/all/{token_of_link(link.id, wangqing.pk)}/"
    codes = [client.post(place, {"step": "who", "answer": "000000"}).status_code for _ in range(5)]
    assert codes == [403, 403, 403, 403, 429]
    right = {"step": "who", "answer": end_of_id(case, "debtor")}
    assert client.post(place, right).status_code == 429
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=2))
    assert client.post(place, right).status_code == 404


def test_the_entry_speaks_three_languages(wangqing: Court) -> None:
    for lang, place in (("zh", 0), ("ko", 1), ("en", 2)):
        page = Client().get(f"/p/d/?lang={lang}").content.decode()
        assert WORDS["entry_title"][place] in page
        assert WORDS["entry_case"][place] in page
    assert all(all(words) for words in WORDS.values())
