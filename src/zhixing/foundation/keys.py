"""Primary keys: UUIDs of version 7, which sort by the moment they were made."""

import os
import threading
import time
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_STEPS_PER_MS = 1 << 12

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new key: 48 bits of milliseconds, 12 bits of the millisecond's fraction, 62 random bits (RFC 9562, 6.2 method 3).

    Keys of one process rise strictly, also when the machine's clock steps back. Of two processes, those made a
    millisecond apart sort by time.
    """
    global _last
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    tick = milliseconds * _STEPS_PER_MS + rest * _STEPS_PER_MS // 1_000_000
    with _lock:
        tick = _last = max(tick, _last + 1)
    high, low = divmod(tick, _STEPS_PER_MS)
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=(high & 0xFFFF_FFFF_FFFF) << 80 | _VERSION | low << 64 | _VARIANT | random)
