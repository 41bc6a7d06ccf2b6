"""Checking a planned act against independent sources: the title, the record of the party, a unit's answer, the law room.

What two sources say is compared in one form: widths, spaces, brackets, middle dots, letters' case, an ID number of fifteen
places with its eighteen. What is shown is never a whole number of a person or an account, and never holds signs that turn
the text around.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.foundation.identifiers import plain_number, upgrade
from zhixing.foundation.names import as_written, comparing_key, mask_account, mask_id_number
from zhixing.law.amounts import yuan_text

LONGEST_SHOWN = 80
_TURNING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OLD_ID_PLACES = 15


class Proof(StrEnum):
    """What two sources say of a value together. `unproved`: there is only one source."""

    AGREES = "agrees"
    UNPROVED = "unproved"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Check:
    """A name, number, amount, account or date of an act, and what each source says of it (name of the source, value)."""

    field: str
    value: str
    sources: tuple[tuple[str, str], ...]
    proof: Proof

    @property
    def is_red(self) -> bool:
        """Whether the sources differ: no bulk approval."""
        return self.proof is Proof.DIFFERS


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What one source says: as a person may see it, and as it is compared. The latter never leaves this module's checks."""

    source: str
    shown: str
    compared: str


def plain(text: str) -> str:
    """A text for showing: without control signs and signs that turn it around, and not endless."""
    clean = _TURNING.sub("", as_written(text)).strip()
    return clean if len(clean) <= LONGEST_SHOWN else f"{clean[: LONGEST_SHOWN - 1]}…"


def said_name(source: str, name: str) -> Said | None:
    """A name; nothing where the source has none."""
    key = comparing_key(_TURNING.sub("", name))
    return Said(source, plain(name), key) if key else None


def said_number(source: str, number: str) -> Said | None:
    """The number of a case, a title or a document."""
    key = unicodedata.normalize("NFKC", "".join(number.split())).translate(
        str.maketrans("〔〕［］[]", "()()()")
    )
    return Said(source, plain(number), key.casefold()) if key else None


def said_id(source: str, number: str) -> Said | None:
    """An ID number or a credit code in full; it is shown masked, and fifteen places are compared as eighteen."""
    key = plain_number(number).upper()
    if not key:
        return None
    if len(key) == _OLD_ID_PLACES and key.isdigit():
        key = upgrade(key)
    return Said(source, mask_id_number(key), key)


def said_account(source: str, number: str) -> Said | None:
    """An account in full; it is shown masked."""
    key = plain_number(number).upper()
    return Said(source, mask_account(key), key) if key else None


def said_index(source: str, index: bytes | memoryview | None, masked: str) -> Said | None:
    """A number known only by its keyed index and its mask."""
    return Said(source, plain(masked), bytes(index).hex()) if index else None


def said_fen(source: str, fen: int | None) -> Said | None:
    """An amount in fen."""
    return None if fen is None else Said(source, f"{yuan_text(fen, True)} 元", str(fen))


def said_day(source: str, on: date | None) -> Said | None:
    """A day."""
    return None if on is None else Said(source, on.isoformat(), on.isoformat())


def said_year(source: str, year: int | None) -> Said | None:
    """A year."""
    return None if year is None else Said(source, f"{year} 年", str(year))


def checked(field: str, *told: Said | None) -> Check | None:
    """What the sources that say anything say of a field together; None where none does.

    One source proves nothing. Two that show alike and are not (numbers under their masks) say so.
    """
    heard = [one for one in told if one is not None]
    if not heard:
        return None
    first = heard[0]
    if len({one.source for one in heard}) == 1:
        proof = Proof.UNPROVED if len({one.compared for one in heard}) == 1 else Proof.DIFFERS
    else:
        proof = Proof.AGREES if all(one.compared == first.compared for one in heard) else Proof.DIFFERS
    sources = tuple((one.source, _shown(one, first)) for one in heard)
    return Check(field, first.shown, sources, proof)


def _shown(one: Said, first: Said) -> str:
    alike = one.shown == first.shown and one.compared != first.compared
    return f"{one.shown}（与{first.source}不同）" if alike else one.shown


def all_of(checks: Iterable[Check | None]) -> tuple[Check, ...]:
    """The checks that there are."""
    return tuple(check for check in checks if check is not None)
