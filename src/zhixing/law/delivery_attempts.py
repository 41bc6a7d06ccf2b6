"""What was done to serve a document and what came back, channel by channel: facts only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Channel(StrEnum):
    """The ways a document reaches a person."""

    DIRECT = "direct"
    LEAVING = "leaving"
    AT_COURT = "at_court"
    ELECTRONIC = "electronic"
    POST = "post"
    EXPRESS = "express"
    ENTRUSTED = "entrusted"
    PUBLIC_NOTICE = "public_notice"


class Signer(StrEnum):
    """Who signed for a document."""

    ADDRESSEE = "addressee"
    COHABITING_ADULT = "cohabiting_adult"
    LEGAL_REPRESENTATIVE = "legal_representative"
    RECEIVING_STAFF = "receiving_staff"
    AGENT = "agent"
    DESIGNATED_RECEIVER = "designated_receiver"
    SOMEBODY_ELSE = "somebody_else"


class Consent(StrEnum):
    """How the addressee agreed to electronic service."""

    ADDRESS_FORM = "address_form"
    EXPRESS = "express"
    PRIOR_AGREEMENT = "prior_agreement"
    ADDRESS_IN_PLEADING = "address_in_pleading"
    NONE = "none"
    REFUSED = "refused"


class ReturnReason(StrEnum):
    """Why the carrier returned an item."""

    WRONG_ADDRESS_GIVEN = "wrong_address_given"
    ADDRESS_WITHHELD = "address_withheld"
    CHANGE_NOT_TOLD = "change_not_told"
    REFUSED = "refused"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Direct:
    """Handed over by the court. `signer_is_opponent`: the signer is the other party of the case."""

    signed_on: date | None = None
    signer: Signer = Signer.ADDRESSEE
    signer_is_opponent: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """Refused and left at the residence, before a witness or on photo or video."""

    left_on: date
    at_residence: bool = False
    witnessed: bool = False
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class AtCourt:
    """The addressee came to the court (or was met outside the residence) and signed or refused to."""

    met_on: date
    signed: bool = False
    in_court: bool = True
    noted: bool = False
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Electronic:
    """Sent to an electronic address.

    `sent_on`: the court's system shows it sent successfully. `arrived_on`: the addressee proves another day.
    `address_confirmed`: given or confirmed by the addressee. `own_address`: surely theirs though never confirmed.
    `replied_on` / `acted_on`: they answered, or acted on the content. `read_on`: their system, or other proof, shows
    it was read. `rebutted`: they proved a system error, another's address, or that another read it.
    """

    sent_on: date | None = None
    arrived_on: date | None = None
    consent: Consent = Consent.NONE
    address_confirmed: bool = False
    own_address: bool = False
    replied_on: date | None = None
    acted_on: date | None = None
    read_on: date | None = None
    rebutted: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """Ordinary registered post: the day on the return receipt, or that it came back."""

    receipt_on: date | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class CourtExpress:
    """Court express: signed for, or tried and returned. `no_fault`: the addressee proved they are not to blame."""

    delivered_on: date | None = None
    signer: Signer = Signer.ADDRESSEE
    signer_is_opponent: bool = False
    attempts: tuple[date, ...] = ()
    returned_on: date | None = None
    reason: ReturnReason = ReturnReason.OTHER
    no_fault: bool = False


@dataclass(frozen=True, slots=True)
class Entrusted:
    """Served by another court: the day it got the request, and the day the addressee signed."""

    received_on: date | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """Public notice. `issued_on` is the last day of posting or printing."""

    issued_on: date
    foreign: bool = False
    ground_shown: bool = True
    """Whereabouts unknown, or every other means failed; reasons and course are in the file."""


Attempt = Direct | Leaving | AtCourt | Electronic | Post | CourtExpress | Entrusted | PublicNotice


@dataclass(frozen=True, slots=True)
class Document:
    """What is served, as far as the way of serving it depends on it."""

    judgment_or_ruling: bool = False
    garnishee_notice: bool = False
