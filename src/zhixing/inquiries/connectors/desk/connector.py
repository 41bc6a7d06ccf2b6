"""No wire at all: the request waits on the unit's desk page, or goes on paper, and a person enters the answer."""

from types import TracebackType
from typing import Self

from zhixing.inquiries.connectors.base import Answer, ConfigProblem, Parcel, Peer
from zhixing.inquiries.rules.kinds import Outcome


class Desk:
    """Hands a request to the unit's desk by marking it as handed over: the page reads it from the table."""

    name = "desk"
    title = "联络员办理"

    async def __aenter__(self) -> Self:
        """Nothing to open."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close."""

    async def deliver(self, peer: Peer, parcel: Parcel) -> Answer:
        """The request is on the desk."""
        return Answer(Outcome.HANDED_OVER, words="已转联络员办理")

    def collect(self, peer: Peer) -> list[tuple[str, bytes]]:
        """Answers are entered on a page."""
        return []

    def discard(self, peer: Peer, name: str) -> None:
        """Nothing was collected."""

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        """A desk needs no address."""
        return []
