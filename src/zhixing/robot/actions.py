"""The actions a procedure may name, by key. Each family registers its own; here nobody knows how they do it.

To plan is to say what would be done: no effect, set-based, a constant number of queries however many cases there are.
To carry out is one transaction a call, once by the act's key. Each act has its reverse.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from zhixing.robot.rules.plans import Outcome, Planned
from zhixing.robot.rules.views import CaseView

if TYPE_CHECKING:
    from zhixing.foundation.identity.actors import Actor
    from zhixing.robot.models import Act


class Action(Protocol):
    """What the robot can do. `may_go_alone` says that its risk allows a procedure without an approver."""

    @property
    def key(self) -> str:
        """Its name in procedures."""
        ...

    @property
    def name_zh(self) -> str:
        """What it does, in Chinese."""
        ...

    @property
    def name_en(self) -> str:
        """The same in English."""
        ...

    @property
    def reverse_words(self) -> str:
        """How it is undone, or why it cannot be."""
        ...

    @property
    def may_go_alone(self) -> bool:
        """Whether it may be done without anybody's approval."""
        ...

    def check_params(self, params: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with the parameters a procedure gives, in words that say what to do; empty when nothing is."""
        ...

    def plan(
        self, views: Mapping[UUID, CaseView], params: Mapping[str, Any], *, on: date
    ) -> dict[UUID, tuple[Planned, ...]]:
        """What it would do in each case on a day; cases with nothing to do are left out. No effects."""
        ...

    def warm(self, acts: "Sequence[Act]", *, now: datetime) -> None:
        """Make ready before approval what takes long. May do nothing."""
        ...

    def carry_out(self, acts: "Sequence[Act]", *, now: datetime, actor: "Actor") -> dict[UUID, Outcome]:
        """Do the acts, once by key, in one transaction; how each ended."""
        ...

    def undo(self, act: "Act", *, now: datetime, actor: "Actor", reason: str) -> str:
        """Do the reverse of an act that was done; in words, what was done. Raises when it cannot be undone."""
        ...


class UnknownAction(LookupError):
    """No action has this key."""


_ACTIONS: dict[str, Action] = {}


def register(action: Action) -> Action:
    """Make an action known. Raises ValueError when its key is taken."""
    if action.key in _ACTIONS:
        raise ValueError(f"action {action.key} is registered twice")
    _ACTIONS[action.key] = action
    return action


def action(key: str) -> Action:
    """The action with this key. Raises UnknownAction."""
    try:
        return _ACTIONS[key]
    except KeyError:
        raise UnknownAction(f"没有名为“{key}”的动作。可用：{'、'.join(sorted(_ACTIONS))}。") from None


def actions() -> dict[str, Action]:
    """Every action by key."""
    return dict(_ACTIONS)
