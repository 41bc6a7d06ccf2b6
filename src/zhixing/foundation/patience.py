"""How long to leave another side in peace after it failed: pauses, and a breaker. No clock of its own, no luck.

The jitter that keeps a thousand pieces of work from coming back at the same moment is drawn from the work's own number,
so that a run repeats exactly from its seed.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)
BREAK_AFTER = 5
"""Failures in a row after which the other side is left in peace."""
FIRST_REST = timedelta(seconds=15)
LONGEST_REST = timedelta(minutes=30)
_JITTER_STEPS = 1 << 16


def pause_after(failures: int, number: str, *, first: timedelta = FIRST_PAUSE) -> timedelta:
    """How long work rests after so many failures (1 and more): doubled each time, half to one and a half of it."""
    whole = min(first * (1 << min(failures - 1, 20)), LONGEST_PAUSE)
    draw = int.from_bytes(hashlib.sha256(f"{number}/{failures}".encode()).digest()[:2])
    return whole // 2 + whole * draw // _JITTER_STEPS


@dataclass(frozen=True, slots=True)
class Breaker:
    """A circuit breaker: failures in a row, and until when the other side rests."""

    count: int = 0
    until: datetime | None = None

    def after(self, now: datetime, *, trouble: bool) -> "Breaker":
        """The breaker after one more call. Results of calls that were under way together lengthen no rest twice."""
        if not trouble:
            return Breaker()
        count = self.count + 1
        if count < BREAK_AFTER or (self.until is not None and self.until > now):
            return Breaker(count, self.until)
        return Breaker(count, now + min(FIRST_REST * 2 ** min(count - BREAK_AFTER, 20), LONGEST_REST))

    def room(self, at_once: int, now: datetime) -> int:
        """How many calls may be made at one time: none at rest, one as a probe after it, else its own bound."""
        if self.count < BREAK_AFTER:
            return at_once
        return 0 if self.until is not None and self.until > now else 1
