"""How often a stranger may knock: counted in the cache by address, good for slowing down, never the only lock."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The caller's address: the connection's, or behind so many trusted proxies what the outermost of them wrote down."""
    proxies = int(getattr(settings, "TRUSTED_PROXIES", 0))
    if proxies:
        passed = [
            part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
        ]
        if len(passed) >= proxies:
            return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def may_knock(request: HttpRequest, door: str, *, at_most: int, within: timedelta, now: datetime) -> bool:
    """Count one knock at a door; whether the caller has knocked at most so often in the present window."""
    seconds = int(within.total_seconds())
    window = int(now.timestamp()) // seconds
    caller = hashlib.sha256(f"{settings.SECRET_KEY}:{address_of(request)}".encode()).hexdigest()[:24]
    key = f"knock:{door}:{window}:{caller}"
    if cache.add(key, 1, timeout=seconds):
        return at_most >= 1
    try:
        return int(cache.incr(key)) <= at_most
    except ValueError:
        # the entry fell out of the cache between the two calls
        return True
