"""What a way to a carrier must do, whoever carries: take letters with our references, say what became of references, bring news.

A connector knows no case and no law. It must be able to say "certainly not taken"; every doubt is NO_ANSWER.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Any, Protocol, Self

from zhixing.delivery.rules.ways import EventKind, Outcome, Way


@dataclass(frozen=True, slots=True)
class Peer:
    """The carrier at the other end. `secret` signs what is said to it; `settings` are the connector's own."""

    code: str
    name: str
    address: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to hand over. `to` is the number, mailbox or postal address; `reference` is ours and never changes."""

    reference: str
    to: str = field(repr=False)
    name: str = field(repr=False)
    subject: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What the carrier says of one reference; `number` is its own (message id, tracking number)."""

    reference: str
    outcome: Outcome
    number: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call brought. References that `said` leaves out ended as `rest` says; `words` tell why."""

    said: tuple[Said, ...] = ()
    rest: Outcome = Outcome.NO_ANSWER
    words: str = ""

    @property
    def is_trouble(self) -> bool:
        """Whether the call speaks against the carrier's health: nothing came back."""
        return not self.said


@dataclass(frozen=True, slots=True)
class News:
    """Something a carrier tells by itself about a reference of ours. `source_id` names it there, so that it counts once."""

    reference: str
    kind: EventKind
    on: date
    source_id: str
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collected:
    """News since a place, and the place to go on from."""

    news: tuple[News, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """Something an operator must put right before the carrier can be used."""

    field: str
    words: str


class NoNews(RuntimeError):
    """The carrier could not be asked for news now; nothing is lost by trying later."""


class CarrierConnector(Protocol):
    """A way to carriers. Opened once for a run of handing over, used by many calls at the same time, closed at its end."""

    name: str
    title: str
    ways: frozenset[Way]
    answers_questions: bool
    """Whether the carrier can be asked what became of a reference."""

    async def __aenter__(self) -> Self:
        """Open what the calls share."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        ...

    async def hand_over(self, peer: Peer, letters: Sequence[Letter]) -> Answer:
        """One call with many letters. Never raises for what the other side does; bounded in time and bytes."""
        ...

    async def ask(self, peer: Peer, references: Sequence[str]) -> Answer:
        """What became of references that may have been taken."""
        ...

    def collect(self, peer: Peer, cursor: str) -> Collected:
        """What the carrier tells since `cursor`. Raises NoNews."""
        ...

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        """What is wrong with the carrier's entry, before anything is sent."""
        ...
