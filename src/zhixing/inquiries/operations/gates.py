"""The last look before a request leaves: each kind may hold back what must not be sent any more."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from zhixing.inquiries.rules.kinds import RequestKind


class Leaving(Protocol):
    """A request that was claimed for a call; `asks_status` when only its outcome is asked about."""

    @property
    def id(self) -> UUID:
        """Its key."""

    @property
    def kind(self) -> str:
        """Its kind, as in the table."""

    @property
    def asks_status(self) -> bool:
        """Whether it left before."""


Gate = Callable[[Sequence[UUID], datetime], set[UUID]]
"""Called with requests of its kind that certainly did not reach the unit; it ends those it holds back and names them."""
GATES: dict[RequestKind, Gate] = {}


def held_back(claims: Sequence[Leaving], now: datetime) -> set[UUID]:
    """Which of the claimed requests were ended here instead of being sent. Questions about sent ones always go out."""
    held: set[UUID] = set()
    for kind, gate in GATES.items():
        mine = [claim.id for claim in claims if claim.kind == kind.value and not claim.asks_status]
        if mine:
            held |= gate(mine, now)
    return held
