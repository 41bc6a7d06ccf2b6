"""What an act does outside, in figures that a person reads before pressing: sealed, sent, asked, controlled, paid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_DOCUMENTS = frozenset({"documents.issue", "documents.issue_and_deliver", "cases.suspend"})
_LETTERS = frozenset({"documents.issue_and_deliver", "delivery.deliver"})
_MONEY = frozenset({"funds.approve_plan"})
_ORDERS = frozenset({"freezes.approve_proposal", "freezes.renew", "freezes.release"})
_STATES = frozenset(
    {"cases.restrict", "cases.lift_restriction", "cases.conclude", "cases.suspend", "cases.resume"}
)


@dataclass(frozen=True, slots=True)
class Effects:
    """Counts of what leaves the house or changes a case's state; money in fen."""

    documents: int = 0
    letters: int = 0
    asked: int = 0
    orders: int = 0
    states: int = 0
    fen: int = 0

    def __add__(self, other: "Effects") -> "Effects":
        """Both together."""
        return Effects(
            self.documents + other.documents, self.letters + other.letters, self.asked + other.asked,
            self.orders + other.orders, self.states + other.states, self.fen + other.fen,
        )  # fmt: skip


def effects(action: str, params: Mapping[str, Any], units: int) -> Effects:
    """What one act does outside. Amounts come from its parameters, where the action states them in fen."""
    return Effects(
        documents=int(action in _DOCUMENTS),
        letters=int(action in _LETTERS),
        asked=max(units, 1) if action == "inquiries.ask" else 0,
        orders=max(units, 1) if action in _ORDERS else 0,
        states=int(action in _STATES),
        fen=int(params.get("fen") or 0) if action in _MONEY else 0,
    )


def together(many: Iterable[Effects]) -> Effects:
    """The sum."""
    return sum(many, Effects())
