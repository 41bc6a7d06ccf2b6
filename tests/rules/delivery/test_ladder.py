"""The next rung: several electronic ways at once, then express, then by hand, at last public notice."""

from datetime import date, timedelta

import pytest

from zhixing.delivery.rules.ladder import CallMade, Contact, Past, Recipient, ground_of_notice, next_rung
from zhixing.delivery.rules.trails import Event, Trail
from zhixing.delivery.rules.ways import AddressKind, EventKind, Want, Way
from zhixing.law.delivery_attempts import Consent, Document
from zhixing.law.delivery_calls import CallResult

TODAY = date(2022, 3, 1)
NOTICE, RULING, GARNISHEE = Document(), Document(judgment_or_ruling=True), Document(garnishee_notice=True)
MOBILE = Contact("m", AddressKind.MOBILE, confirmed=True, own=True)
MAIL = Contact("e", AddressKind.EMAIL, confirmed=True, own=True)
HOME = Contact("h", AddressKind.POSTAL)
AGREED = Recipient(Consent.ADDRESS_FORM, (MOBILE, MAIL, HOME))


def past(way: Way, key: str, *kinds: EventKind, since: date = TODAY, refused: bool = False) -> Past:
    return Past(Trail("s", way, events=tuple(Event(kind, since) for kind in kinds)), key, since, refused)


def test_all_confirmed_electronic_addresses_are_used_at_once() -> None:
    rung = next_rung(document=NOTICE, recipient=AGREED, past=(), today=TODAY)
    assert rung.sendings == ((Way.SMS, "m"), (Way.EMAIL, "e"))
    assert (rung.wants, rung.look_again_on, rung.calls) == (Want.NOTHING, date(2022, 3, 4), ())
    assert "最先送达" in rung.why[0].text


def test_the_electronic_rung_is_given_three_days() -> None:
    tried = (past(Way.SMS, "m"), past(Way.EMAIL, "e"))
    for ahead in (0, 2):
        rung = next_rung(document=NOTICE, recipient=AGREED, past=tried, today=TODAY + timedelta(days=ahead))
        assert (rung.sendings, rung.look_again_on) == ((), date(2022, 3, 4))
    rung = next_rung(document=NOTICE, recipient=AGREED, past=tried, today=date(2022, 3, 4))
    assert rung.sendings == ((Way.EXPRESS, "h"),)
    assert rung.look_again_on == date(2022, 3, 19)


def test_bounced_ways_are_not_waited_for() -> None:
    tried = (past(Way.SMS, "m", EventKind.BOUNCED), past(Way.EMAIL, "e", refused=True))
    assert next_rung(document=NOTICE, recipient=AGREED, past=tried, today=TODAY).sendings == (
        (Way.EXPRESS, "h"),
    )


def test_without_consent_only_their_own_addresses_are_tried_and_a_call_is_due() -> None:
    own = Contact("m", AddressKind.MOBILE, own=True)
    stranger = Contact("x", AddressKind.EMAIL)
    rung = next_rung(
        document=NOTICE, recipient=Recipient(Consent.NONE, (own, stranger)), past=(), today=TODAY
    )
    assert rung.sendings == ((Way.SMS, "m"),)
    assert rung.calls == ("m",)


@pytest.mark.parametrize("consent", [Consent.REFUSED])
def test_a_refusal_leads_to_express(consent: Consent) -> None:
    rung = next_rung(document=NOTICE, recipient=Recipient(consent, (MOBILE, HOME)), past=(), today=TODAY)
    assert rung.sendings == ((Way.EXPRESS, "h"),)


def test_rulings_go_electronically_only_since_2022() -> None:
    before = next_rung(document=RULING, recipient=AGREED, past=(), today=date(2021, 12, 31))
    since = next_rung(document=RULING, recipient=AGREED, past=(), today=date(2022, 1, 1))
    assert before.sendings == ((Way.EXPRESS, "h"),)
    assert since.sendings == ((Way.SMS, "m"), (Way.EMAIL, "e"))


def test_a_garnishee_is_served_by_hand_alone() -> None:
    rung = next_rung(document=GARNISHEE, recipient=AGREED, past=(), today=TODAY)
    assert (rung.sendings, rung.wants) == ((), Want.HAND)


def test_confirmed_postal_addresses_come_first_one_at_a_time() -> None:
    second = Contact("k", AddressKind.POSTAL, confirmed=True)
    recipient = Recipient(Consent.REFUSED, (HOME, second))
    assert next_rung(document=NOTICE, recipient=recipient, past=(), today=TODAY).sendings == (
        (Way.EXPRESS, "k"),
    )
    waits = next_rung(document=NOTICE, recipient=recipient, past=(past(Way.EXPRESS, "k"),), today=TODAY)
    assert (waits.sendings, waits.look_again_on) == ((), date(2022, 3, 16))
    back = past(Way.EXPRESS, "k", EventKind.RETURNED)
    assert next_rung(document=NOTICE, recipient=recipient, past=(back,), today=TODAY).sendings == (
        (Way.EXPRESS, "h"),
    )


def test_after_post_a_person_goes_and_after_that_only_a_notice_is_left() -> None:
    back = past(Way.EXPRESS, "h", EventKind.RETURNED)
    recipient = Recipient(Consent.REFUSED, (HOME,))
    assert next_rung(document=NOTICE, recipient=recipient, past=(back,), today=TODAY).wants is Want.HAND
    gone = past(Way.DIRECT, "", EventKind.NOT_MET)
    rung = next_rung(document=NOTICE, recipient=recipient, past=(back, gone), today=TODAY)
    assert rung.wants is Want.NOTICE
    assert (
        rung.why[0].text
        == "其他方式均无法送达。经过：2022-03-01法院专递，退回；2022-03-01直接送达，上门未遇。"
    )


def test_without_any_address_a_person_finds_one_or_notes_that_the_party_is_lost() -> None:
    assert next_rung(document=NOTICE, recipient=Recipient(), past=(), today=TODAY).wants is Want.ADDRESS
    lost = Recipient(lost=True)
    assert next_rung(document=NOTICE, recipient=lost, past=(), today=TODAY).wants is Want.NOTICE
    assert ground_of_notice(lost, ()) == "受送达人下落不明。"


@pytest.mark.parametrize(
    ("made", "calls"),
    [
        ((), ("m", "n")),
        ((CallMade("m", CallResult.NO_ANSWER),) * 3, ("n",)),
        ((CallMade("m", CallResult.SOMEBODY_ELSE),) * 2, ("m", "n")),
        ((CallMade("m", CallResult.WRONG_NUMBER),), ("n",)),
        ((CallMade("", CallResult.REACHED),), ()),
    ],
)
def test_a_number_is_called_while_nobody_was_reached(
    made: tuple[CallMade, ...], calls: tuple[str, ...]
) -> None:
    """Whichever rung it is: a debtor's number known from the applicant alone is what most needs a call."""
    numbers = (Contact("m", AddressKind.MOBILE), Contact("n", AddressKind.MOBILE), HOME)
    rung = next_rung(document=NOTICE, recipient=Recipient(contacts=numbers, calls=made), past=(), today=TODAY)
    assert (rung.sendings, rung.calls) == (((Way.EXPRESS, "h"),), calls)
    for closed in (Recipient(Consent.REFUSED, numbers), Recipient(contacts=numbers, lost=True)):
        assert next_rung(document=NOTICE, recipient=closed, past=(), today=TODAY).calls == ()
