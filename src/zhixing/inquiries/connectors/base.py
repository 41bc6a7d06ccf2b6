"""What a way to a unit must do, whoever the unit is: carry signed bytes there and bring bytes back.

A connector neither signs nor believes: messages come to it signed, and what it brings back is read and judged by the room.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from zhixing.inquiries.rules.kinds import Outcome


@dataclass(frozen=True, slots=True)
class Peer:
    """The unit at the other end. `settings` are the connector's own (paths, time limits); no secrets."""

    code: str
    name: str
    address: str
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One signed message to hand over: compact JWS in `content`. `asks_status` marks a question about an earlier number."""

    number: str
    content: bytes
    asks_status: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call brought: REPLIED and ACKNOWLEDGED carry the unit's signed bytes, the others say in words what happened.

    NOT_REACHED is only for a call that certainly did not arrive; every doubt is NO_REPLY. HANDED_OVER is for ways on which
    answers come later by themselves (a folder, a desk). BUSY is a unit that says it is overloaded: not counted as a failure
    of the message.
    """

    outcome: Outcome
    content: bytes = b""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """Something an operator must put right before the unit can be asked."""

    field: str
    words: str


class UnitConnector(Protocol):
    """A way to units. Opened once for a run of sending, used by many calls at the same time, closed at its end."""

    name: str
    title: str

    async def __aenter__(self) -> Self:
        """Open what the calls share."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        ...

    async def deliver(self, peer: Peer, parcel: Parcel) -> Answer:
        """One call. Never raises for what the other side does; bounded in time and in bytes."""
        ...

    def collect(self, peer: Peer) -> list[tuple[str, bytes]]:
        """Signed replies that came by themselves (name, content); empty for ways that answer in the call."""
        ...

    def discard(self, peer: Peer, name: str) -> None:
        """The reply of this name has been taken and stored."""
        ...

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        """What is wrong with the unit's address, before anything is sent."""
        ...
