"""Stays: which limits law stops while enforcement stands still or waits, and where they end once it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhixing.law.limit_table import LIMITS, LimitKind
from zhixing.law.limits import DEDUCTIBLE, Clock, NotCounted, Pause, clock, not_counted_days

STANDS_STILL = frozenset(
    {NotCounted.STAY, NotCounted.SETTLEMENT, NotCounted.SECURITY, NotCounted.SUPERIOR_SUSPENSION}
)
"""While one of these runs nothing is enforced; the others only are not counted."""

LASTS_AT_MOST = {
    NotCounted.SECURITY: LimitKind.SECURED_SUSPENSION,
    NotCounted.SUPERIOR_SUSPENSION: LimitKind.SUPERIOR_SUSPENSION,
}
"""The stays that law bounds, and the limit that runs while they do."""

MAY_NOT_CLOSE = "法发〔2014〕26号第二十三条"
MARK_MAY_NOT_CLOSE = "recall"
"""That a stayed case may not be closed was recalled and not held against the text: a court may set it otherwise."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A limit with its stays: the last day as far as they have ended, and since when it stands still (None: it runs)."""

    due_on: date
    is_provisional: bool
    paused_since: date | None


def deducted(kind: LimitKind, stays: Sequence[Pause]) -> list[Pause]:
    """The stays that law deducts from a limit; none for most limits."""
    allowed = DEDUCTIBLE.get(kind, frozenset())
    return [stay for stay in stays if stay.kind in allowed]


def reckon(kind: LimitKind, starts_on: date, stays: Sequence[Pause]) -> Reckoned:
    """Where a limit stands with these stays. What began after the limit had run out stops nothing."""
    counted = deducted(kind, stays)
    ended = [stay for stay in counted if stay.until is not None]
    stood = clock(kind, starts_on, suspensions=ended)
    since = [
        stay.since
        for stay in counted
        if stay.until is None and _stops(stay, ended, starts_on, clock(kind, starts_on).due_on)
    ]
    return Reckoned(stood.due_on, stood.provisional, max(min(since), starts_on) if since else None)


def _stops(running: Pause, ended: Sequence[Pause], starts_on: date, due_on: date) -> bool:
    """Whether a stay that still runs keeps days from being counted: looked at from a day after all of them."""
    latest = max([running.since, *(stay.until or stay.since for stay in ended)]) + timedelta(days=1)
    with_it = not_counted_days([*ended, running], starts_on, due_on, latest)
    return with_it > not_counted_days(ended, starts_on, due_on)


def explain(kind: LimitKind, starts_on: date, stays: Sequence[Pause], today: date) -> Clock:
    """The limit with its explanation: a stay that still runs is counted up to `today`."""
    return clock(kind, starts_on, suspensions=deducted(kind, stays), today=today)


def words_of_most(kind: NotCounted) -> str:
    """How long a stay may last, in words; empty where law sets no bound."""
    most = LASTS_AT_MOST.get(kind)
    return LIMITS[most].text if most else ""
