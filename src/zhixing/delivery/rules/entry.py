"""The parties' entry: what may be typed, how a link fares, which address it goes to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhixing.delivery.rules.ways import WAY_OF_ADDRESS, AddressKind, Way
from zhixing.foundation.identifiers import BadIdentifier, plain_number
from zhixing.law.case_numbers import CaseNumberUnreadable, parse

GOOD_FOR = timedelta(hours=2)
"""How long a link opens; a message may take its time."""
LINKS_A_DAY = 3
"""Links of one party within a day; who asks more often gets none, and is not told."""
_ID = re.compile(r"[0-9A-Z()]{6,20}")
_ORDER = (AddressKind.MOBILE, AddressKind.EMAIL, AddressKind.MESSENGER)


class LinkState(StrEnum):
    """Where the message with a link stands."""

    READY = "ready"
    UNKNOWN = "unknown"
    HANDED = "handed"
    REFUSED = "refused"


class EntryUnreadable(ValueError):
    """What was typed cannot be a case number or an ID number. Says nothing about what exists."""


def read_entry(case_number: str, id_number: str) -> tuple[str, str]:
    """Case number and ID number in their normal form. Raises EntryUnreadable."""
    try:
        number, person = str(parse(case_number).case), plain_number(id_number)
    except (CaseNumberUnreadable, BadIdentifier) as error:
        raise EntryUnreadable(str(error)) from error
    if not _ID.fullmatch(person):
        raise EntryUnreadable("证件号码有误。")
    return number, person


@dataclass(frozen=True, slots=True)
class Door:
    """An address that holds, as a link may go to it."""

    key: str
    kind: AddressKind
    confirmed_on: date | None


def address_for_link(doors: Sequence[Door], carried: frozenset[Way]) -> tuple[str, Way] | None:
    """The address a link goes to and the way: one that the party confirmed, by a way that somebody carries here; a mobile
    before an e-mail before a messenger, the latest confirmed first. None when there is no such address.
    """
    fit = [
        one
        for one in doors
        if one.confirmed_on is not None and one.kind in _ORDER and WAY_OF_ADDRESS[one.kind] in carried
    ]
    best = min(
        fit,
        key=lambda one: (_ORDER.index(one.kind), -(one.confirmed_on or date.min).toordinal(), one.key),
        default=None,
    )
    return (best.key, WAY_OF_ADDRESS[best.kind]) if best else None
