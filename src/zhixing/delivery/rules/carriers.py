"""Which carrier takes the next sendings: healthy before resting, quick before slow. What drifts was never taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhixing.foundation.patience import Breaker

SLOW_FACTOR = 4
"""A carrier this many times slower than the quickest gets only what the others have no room for."""
_MEMORY = 8


@dataclass(frozen=True, slots=True)
class Health:
    """How a carrier does: its breaker, and how long a call lasts (milliseconds, smoothed; 0 when never called)."""

    breaker: Breaker
    pace_ms: int = 0


def pace_after(pace_ms: int, took_ms: int) -> int:
    """The smoothed length of a call after one more: an eighth of the new one enters."""
    return took_ms if not pace_ms else pace_ms + (took_ms - pace_ms) // _MEMORY if took_ms >= pace_ms else (
        pace_ms - max((pace_ms - took_ms) // _MEMORY, 1)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """A carrier as the choice sees it: rank (lower first), calls it bears, calls under way, its health."""

    key: str
    rank: int
    at_once: int
    busy: int
    health: Health


def places(carriers: Sequence[Choice], *, now: datetime) -> list[tuple[str, int]]:
    """How many more calls each carrier of one way may be given, in the order in which they are filled.

    The sendings go to the first that has room, so that what a resting, slow or full carrier cannot take drifts to the next.
    """
    paced = [one.health.pace_ms for one in carriers if one.health.pace_ms and not one.health.breaker.count]
    limit = min(paced) * SLOW_FACTOR if paced else 0

    def place(one: Choice) -> tuple[bool, bool, int, str]:
        return one.health.breaker.count > 0, bool(limit) and one.health.pace_ms > limit, one.rank, one.key

    rooms = [
        (one.key, max(0, one.health.breaker.room(one.at_once, now) - one.busy))
        for one in sorted(carriers, key=place)
    ]
    return [(key, room) for key, room in rooms if room]
