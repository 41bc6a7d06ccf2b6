"""Links for people outside: the secret part as text, the question who holds one, and when asking ends.

Pure: randomness comes from outside.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ANSWER_SIGNS = 6
WRONG_IN_ROW = 5
LOCKED_FOR = timedelta(hours=1)
WRONG_MOST = 15
"""After so many wrong answers in all a link is dead and the court makes a new one."""
_TOKEN = re.compile(r"([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{22})")


class Answered(StrEnum):
    """What became of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome, and how many wrong answers are left before the link locks."""

    answered: Answered
    left: int = 0


@dataclass(frozen=True, slots=True)
class Secret:
    """A link or a code that somebody brought: the court it says it is of, and what is looked up of it."""

    court_id: int
    sha256: bytes


def token_text(court_id: int, random: str) -> str:
    """A link's secret part: the court, so that only its rows are opened, and 43 random signs (22 where room is short)."""
    return f"{court_id}.{random}"


def read_token(text: str) -> Secret | None:
    """A link's secret part as brought; None when it cannot be one."""
    found = _TOKEN.fullmatch(text)
    return Secret(int(found[1]), secret_hash(f"link:{text}")) if found else None


def secret_hash(text: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(text.encode()).digest()


def is_same_secret(one: bytes, other: bytes) -> bool:
    """Whether two hashes are equal, in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def answers(number: str, given: str) -> bool:
    """Whether the last six signs of an ID number or credit code were given, compared in constant time."""
    typed = re.sub(r"\s", "", given).upper()[: ANSWER_SIGNS * 2]
    return hmac.compare_digest(number[-ANSWER_SIGNS:].upper().encode(), typed.encode())


@dataclass(frozen=True, slots=True)
class Asking:
    """How often the holder of a link has answered wrongly, and until when nobody may answer."""

    wrong: int
    locked_until: datetime | None

    def is_locked(self, now: datetime) -> bool:
        """Whether an answer would be refused unread."""
        return self.wrong >= WRONG_MOST or (self.locked_until is not None and now < self.locked_until)

    @property
    def left(self) -> int:
        """How many wrong answers are left before the next lock."""
        return WRONG_IN_ROW - self.wrong % WRONG_IN_ROW

    def after_wrong(self, now: datetime) -> "Asking":
        """One wrong answer more; every fifth locks for an hour."""
        wrong = self.wrong + 1
        return Asking(wrong, now + LOCKED_FOR if wrong % WRONG_IN_ROW == 0 else self.locked_until)
