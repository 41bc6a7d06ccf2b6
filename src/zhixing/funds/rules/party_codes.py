"""Links and check codes as texts, the question who holds a link, and when asking ends. Randomness comes from outside."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, so that a code can be read aloud and typed."""
CODE_SIGNS = 16
CODE_BYTES = 10
"""80 random bits in a check code; a link holds 256."""
ANSWER_SIGNS = 6
WRONG_IN_ROW = 5
LOCKED_FOR = timedelta(hours=1)
WRONG_MOST = 15
"""After so many wrong answers in all a link is dead and the court makes a new one."""
_TOKEN = re.compile(r"([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})")
_COURT = re.compile(r"[1-9][0-9]{0,8}")
_SIGNS = re.compile(rf"[{ALPHABET}]{{{CODE_SIGNS}}}")
_MISREAD = str.maketrans("ILO", "110")


@dataclass(frozen=True, slots=True)
class Secret:
    """A link or a code that somebody brought: the court it says it is of, and what is looked up of it."""

    court_id: int
    sha256: bytes


def token_text(court_id: int, random: str) -> str:
    """A link's secret part: the court, so that only its rows are opened, and 43 random signs."""
    return f"{court_id}.{random}"


def read_token(text: str) -> Secret | None:
    """A link's secret part as brought; None when it cannot be one."""
    found = _TOKEN.fullmatch(text)
    return Secret(int(found[1]), _sha256(f"link:{text}")) if found else None


def code_text(court_id: int, random: bytes) -> str:
    """A check code as printed: 12-7K3M-9QXA-TB5D-PV2R, from ten random bytes."""
    if len(random) != CODE_BYTES:
        raise ValueError(f"查验码需要 {CODE_BYTES} 个随机字节。")
    number = int.from_bytes(random)
    signs = "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(CODE_SIGNS)))
    return "-".join([str(court_id), *(signs[start : start + 4] for start in range(0, CODE_SIGNS, 4))])


def read_code(text: str) -> Secret | None:
    """A check code as typed: small letters, spaces, and I, L, O for digits are forgiven. None when it cannot be one."""
    court, _, rest = text.strip().upper().partition("-")
    signs = re.sub(r"[\s-]", "", rest).translate(_MISREAD)
    if not _COURT.fullmatch(court.strip()) or not _SIGNS.fullmatch(signs):
        return None
    return Secret(int(court), _sha256(f"code:{signs}"))


def _sha256(text: str) -> bytes:
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
