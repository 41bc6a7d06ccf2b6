"""Service of process, channel by channel."""

from datetime import date

import pytest

from zhixing.law.delivery import Certainty, DeliverySettings, earliest, enough_attempts, notice_end, served_on
from zhixing.law.delivery_attempts import (
    AtCourt,
    Attempt,
    Channel,
    Consent,
    CourtExpress,
    Direct,
    Document,
    Electronic,
    Entrusted,
    Leaving,
    Post,
    PublicNotice,
    ReturnReason,
    Signer,
)

TODAY = date(2026, 11, 22)
DAY = date(2026, 9, 1)
LATER = date(2026, 9, 3)
CERTAIN, PRESUMED, NOT_YET = Certainty.CERTAIN, Certainty.PRESUMED, Certainty.NOT_YET
THREE = (date(2026, 9, 1), date(2026, 9, 3), date(2026, 9, 5))
FORM = Consent.ADDRESS_FORM


@pytest.mark.parametrize(
    ("attempt", "on", "certainty"),
    [
        (Direct(), None, NOT_YET),
        (Direct(DAY), DAY, CERTAIN),
        (Direct(DAY, Signer.COHABITING_ADULT), DAY, CERTAIN),
        (Direct(DAY, Signer.COHABITING_ADULT, signer_is_opponent=True), None, NOT_YET),
        (Direct(DAY, Signer.SOMEBODY_ELSE), None, NOT_YET),
        (Leaving(DAY, at_residence=True, witnessed=True), DAY, CERTAIN),
        (Leaving(DAY, at_residence=True, recorded=True), DAY, CERTAIN),
        (Leaving(DAY, at_residence=True), None, NOT_YET),
        (Leaving(DAY, witnessed=True), None, NOT_YET),
        (AtCourt(DAY, signed=True), DAY, CERTAIN),
        (AtCourt(DAY, noted=True), DAY, CERTAIN),
        (AtCourt(DAY), None, NOT_YET),
        (AtCourt(DAY, in_court=False, noted=True), None, NOT_YET),
        (AtCourt(DAY, in_court=False, noted=True, recorded=True), DAY, CERTAIN),
        (Electronic(), None, NOT_YET),
        (Electronic(DAY, consent=FORM, address_confirmed=True), DAY, CERTAIN),
        (Electronic(DAY, LATER, consent=FORM, address_confirmed=True), LATER, CERTAIN),
        (Electronic(DAY, consent=Consent.REFUSED, own_address=True, replied_on=DAY), None, NOT_YET),
        (Electronic(DAY, consent=Consent.PRIOR_AGREEMENT), None, NOT_YET),
        (Electronic(DAY, own_address=True, replied_on=LATER), LATER, CERTAIN),
        (Electronic(DAY, own_address=True, acted_on=DAY, replied_on=LATER), DAY, CERTAIN),
        (Electronic(DAY, address_confirmed=True, read_on=DAY), None, NOT_YET),
        (Electronic(DAY, consent=Consent.EXPRESS, own_address=True), None, NOT_YET),
        (Electronic(DAY, consent=Consent.EXPRESS, own_address=True, read_on=LATER), LATER, PRESUMED),
        (
            Electronic(DAY, consent=Consent.EXPRESS, own_address=True, read_on=LATER, rebutted=True),
            None,
            NOT_YET,
        ),
        (Post(receipt_on=DAY), DAY, CERTAIN),
        (Post(returned_on=DAY), None, NOT_YET),
        (Post(), None, NOT_YET),
        (CourtExpress(), None, NOT_YET),
        (CourtExpress(delivered_on=DAY, signer=Signer.RECEIVING_STAFF), DAY, CERTAIN),
        (CourtExpress(delivered_on=DAY, signer_is_opponent=True), None, NOT_YET),
        (CourtExpress(returned_on=LATER, reason=ReturnReason.REFUSED), LATER, CERTAIN),
        (CourtExpress(returned_on=LATER, reason=ReturnReason.REFUSED, no_fault=True), None, NOT_YET),
        (CourtExpress(returned_on=LATER, attempts=THREE), None, NOT_YET),
        (
            CourtExpress(attempts=THREE, returned_on=TODAY, reason=ReturnReason.CHANGE_NOT_TOLD),
            TODAY,
            CERTAIN,
        ),
        (
            CourtExpress(attempts=THREE[:2], returned_on=TODAY, reason=ReturnReason.WRONG_ADDRESS_GIVEN),
            None,
            NOT_YET,
        ),
        (Entrusted(), None, NOT_YET),
        (Entrusted(received_on=DAY), None, NOT_YET),
        (Entrusted(received_on=DAY, signed_on=LATER), LATER, CERTAIN),
        (PublicNotice(DAY), date(2026, 10, 1), CERTAIN),
        (PublicNotice(DAY, ground_shown=False), None, NOT_YET),
        (PublicNotice(DAY, foreign=True), date(2026, 10, 31), CERTAIN),
    ],
)
def test_each_attempt_serves_on_its_day_or_not_yet(
    attempt: Attempt, on: date | None, certainty: Certainty
) -> None:
    found = served_on(attempt, today=TODAY)
    assert (found.on, found.certainty) == (on, certainty)
    assert all(step.article for step in found.explanation)


def test_a_public_notice_is_served_when_thirty_days_have_passed() -> None:
    before = served_on(PublicNotice(DAY), today=date(2026, 9, 30))
    assert (before.on, before.expected_on, before.certainty) == (None, date(2026, 10, 1), NOT_YET)
    assert served_on(PublicNotice(DAY), today=date(2026, 10, 1)).on == date(2026, 10, 1)
    moved = DeliverySettings(notice_moves_past_holiday=True)
    assert notice_end(DAY, settings=moved).last_day == date(2026, 10, 8)


def test_public_notices_of_older_days_were_longer() -> None:
    assert notice_end(date(2021, 12, 31)).last_day == date(2022, 3, 1)
    assert notice_end(date(2022, 1, 1)).last_day == date(2022, 1, 31)
    assert notice_end(date(2023, 9, 1), foreign=True).last_day == date(2023, 12, 1)


def test_rulings_could_not_be_served_electronically_before_2022() -> None:
    ruling = Document(judgment_or_ruling=True)
    old = Electronic(date(2021, 12, 31), consent=FORM, address_confirmed=True)
    assert served_on(old, today=TODAY, document=ruling).certainty is NOT_YET
    assert served_on(old, today=TODAY).on == date(2021, 12, 31)
    new = Electronic(date(2022, 1, 1), consent=FORM, address_confirmed=True)
    assert served_on(new, today=TODAY, document=ruling).on == date(2022, 1, 1)


def test_a_garnishees_notice_must_be_handed_over() -> None:
    notice = Document(garnishee_notice=True)
    assert served_on(Post(receipt_on=DAY), today=TODAY, document=notice).on is None
    assert served_on(Direct(DAY), today=TODAY, document=notice).on == DAY


def test_three_attempts_must_lie_within_five_days() -> None:
    assert enough_attempts(THREE)
    assert not enough_attempts((date(2026, 9, 1), date(2026, 9, 3), date(2026, 9, 6)))
    assert enough_attempts((date(2026, 8, 1), *THREE))
    assert not enough_attempts(())


def test_of_several_channels_the_earliest_effective_one_counts() -> None:
    late = served_on(Direct(LATER), today=TODAY)
    presumed = served_on(Electronic(DAY, consent=Consent.EXPRESS, own_address=True, read_on=DAY), today=TODAY)
    posted = served_on(Post(receipt_on=DAY), today=TODAY)
    running = served_on(PublicNotice(DAY), today=DAY)
    nothing = served_on(Direct(), today=TODAY)
    found = earliest([late, presumed, running, nothing])
    assert found is not None
    assert (found.channel, found.on) == (Channel.ELECTRONIC, DAY)
    assert earliest([presumed, posted]) is posted
    assert earliest([nothing, running]) is running
    assert earliest([]) is None
