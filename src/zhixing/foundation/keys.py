"""Primary keys: UUIDs of version 7, which sort by the moment they were made."""

import os
import threading
import time
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_STEPS_PER_MS = 1 << 12


class _Ticks:
    """Rises with the machine's clock (4,096 steps a millisecond) and by at least one step at each call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self, count: int = 1) -> int:
        """The first of `count` ticks that follow one another and belong to nobody else."""
        milliseconds, rest = divmod(time.time_ns(), 1_000_000)
        tick = milliseconds * _STEPS_PER_MS + rest * _STEPS_PER_MS // 1_000_000
        with self._lock:
            first = max(tick, self._last + 1)
            self._last = first + count - 1
            return first


_ticks = _Ticks()


def uuid7() -> UUID:
    """A new key: 48 bits of milliseconds, 12 bits of the millisecond's fraction, 62 random bits.

    The layout is method 3 of RFC 9562, section 6.2. Keys of one process rise strictly, also when the
    machine's clock steps back; keys of two processes sort by time when made a millisecond apart.
    """
    return _key(_ticks.next(), os.urandom(8))


def uuid7s(count: int) -> list[UUID]:
    """As many new keys (0 and more) in rising order, several times faster than one by one."""
    if count < 1:
        return []
    first, noise = _ticks.next(count), os.urandom(8 * count)
    return [_key(first + place, noise[8 * place : 8 * place + 8]) for place in range(count)]


def uuid7_texts(count: int) -> list[str]:
    """As many new keys as text, in rising order: for rows that only pass through on their way into a table."""
    if count < 1:
        return []
    first, noise = _ticks.next(count), os.urandom(8 * count).hex()
    made = []
    for tick, at in zip(range(first, first + count), range(0, 16 * count, 16), strict=True):
        high = f"{tick >> 12 & 0xFFFF_FFFF_FFFF:012x}"
        variant = _VARIANTS[noise[at]]
        made.append(
            f"{high[:8]}-{high[8:]}-7{tick & 0xFFF:03x}-{variant}{noise[at + 1 : at + 4]}-{noise[at + 4 : at + 16]}"
        )
    return made


_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def _key(tick: int, noise: bytes) -> UUID:
    high, low = divmod(tick, _STEPS_PER_MS)
    random = int.from_bytes(noise, "big") >> 2
    return UUID(int=(high & 0xFFFF_FFFF_FFFF) << 80 | _VERSION | low << 64 | _VARIANT | random)
