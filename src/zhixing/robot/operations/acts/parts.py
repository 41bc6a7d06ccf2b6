"""What the families of acts share: a failure stays with its own act, and what cannot be undone says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhixing.documents.rendering.renderer import RenderFailed
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.sealing.base import SealingFailed
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.robot.models import Act
from zhixing.robot.rules.params import Param, faults_of
from zhixing.robot.rules.plans import Outcome, Planned
from zhixing.robot.rules.views import CaseView

DONE, FAILED, WAITING = "done", "failed", "waiting"
WORDS_MAX = 400
Views = Mapping[UUID, CaseView]


class ActRefused(ValueError):
    """The act cannot be done; the message says why and what to do."""


class NotReversible(ValueError):
    """The act has no reverse any more, or never had one; the message says why and what the law offers instead."""


REFUSALS: tuple[type[Exception], ...] = (
    ActRefused,
    DocumentRefused,
    NotAllowed,
    RenderFailed,
    SealingFailed,
)
"""Why one act may be refused while the others of its batch go on."""


@dataclass(frozen=True, slots=True)
class Family:
    """An action with the behaviour that most share. A family says what it plans, what it does and how it is undone."""

    key: str
    name_zh: str
    name_en: str
    reverse_words: str
    may_go_alone: bool = False
    wanted: Mapping[str, Param] = field(default_factory=dict)
    refusals: tuple[type[Exception], ...] = REFUSALS

    def check_params(self, params: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with the parameters a procedure gives."""
        return [f"{name}：{words}" for name, words in faults_of(params, self.wanted)]

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """What it would do in each case on a day."""
        raise ActRefused(f"“{self.name_zh}”不会拟办。")

    def warm(self, acts: Sequence[Act], *, now: datetime) -> None:
        """Nothing takes long."""

    def carry_out(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """All together; where one is refused the others are tried by halves, so that it alone fails."""
        return by_halves(self, acts, now, actor)

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Do the acts in the transaction of the caller; raises one of `refusals` when any of them is refused."""
        raise ActRefused(f"“{self.name_zh}”不会办理。")

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """Do the reverse. Raises NotReversible."""
        raise NotReversible(f"“{self.name_zh}”办结后不能撤回。")


def by_halves(family: Family, acts: Sequence[Act], now: datetime, actor: Actor) -> dict[UUID, Outcome]:
    """The outcome of every act: those that are refused fail with the reason, the others are done."""
    if not acts:
        return {}
    try:
        with transaction.atomic():
            return family.do(acts, now=now, actor=actor)
    except family.refusals as refused:
        if len(acts) == 1:
            return {acts[0].id: Outcome(FAILED, "", str(refused)[:WORDS_MAX])}
        half = len(acts) // 2
        return by_halves(family, acts[:half], now, actor) | by_halves(family, acts[half:], now, actor)


def one_by_one(acts: Sequence[Act], do: "Any") -> dict[UUID, Outcome]:
    """Outcomes of acts that a room does one at a time; `do` answers with the outcome of one."""
    return {act.id: do(act) for act in acts}


def ids(values: Sequence[str]) -> list[UUID]:
    """Keys as the parameters keep them."""
    return [UUID(value) for value in values]
