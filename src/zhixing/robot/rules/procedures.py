"""A procedure as a court reads and changes it: when – if – then – who approves – how many – hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from zhixing.robot.rules.conditions import CONDITIONS, Answer
from zhixing.robot.rules.states import Approver
from zhixing.robot.rules.views import CaseView

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "inquiry": ("reply.taken", "asset.found", "asset.changed", "asset.gone", "request.unanswered"),
    "control": ("control.confirmed", "control.partly", "control.refused"),
    "delivery": ("delivery.served", "delivery.unserved", "delivery.by_notice"),
    "bank": ("money.paid", "money.payment_failed", "money.payment_returned"),
}
"""What comes back from outside, and by which facts the house knows it."""
CLOCKS: Mapping[str, str] = {
    "filed": "立案之日",
    "concluded": "结案之日",
    "suspended": "终结本次执行程序之日",
    "limit": "案件期限届满之日",
    "measure": "控制措施届满之日",
    "paper": "文书制作之日",
    "restriction": "失信、限消届满之日",
}
"""The days from which a clock of a procedure counts."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A day that calls a procedure: `days` after (below 0: before) the day `of`, or every so many months for some years.

    `name` says which limit (`of` = limit) or which document (`of` = paper).
    """

    of: str
    name: str = ""
    days: int = 0
    every_months: int = 0
    for_years: int = 0


@dataclass(frozen=True, slots=True)
class When:
    """What calls a procedure: facts, or a clock. It is acted on for `within_days` days, then it is past."""

    facts: tuple[str, ...] = ()
    clock: Clock | None = None
    answer: str = ""
    within_days: int = 30


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition with its parameters; with `negated` it must not hold."""

    condition: str
    params: Mapping[str, Any] = field(default_factory=dict)
    negated: bool = False

    @property
    def asked(self) -> str:
        """What is asked, by name: two rules that ask the same have the same answer."""
        return f"{self.condition}{sorted(self.params.items())}" if self.params else self.condition


@dataclass(frozen=True, slots=True)
class Step:
    """An action with its parameters."""

    action: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as parsed. `subject` names the article it serves; `sha256` is that of its text."""

    key: str
    name_zh: str
    name_en: str
    why_zh: str
    why_en: str
    subject: str
    when: When
    conditions: tuple[Rule, ...]
    acts: tuple[Step, ...]
    approver: Approver
    at_once: int
    per_hour: int
    opens_at: time
    closes_at: time
    working_days_only: bool
    text: str
    sha256: str
    due_days: int | None = None
    questions: tuple[tuple[str, Rule], ...] = ()
    """The conditions, each with the name of what it asks."""

    def __post_init__(self) -> None:
        """A procedure that calls itself by nothing or does nothing is a slip of the hand."""
        if not self.acts or not (self.when.facts or self.when.clock):
            raise ValueError("a procedure needs something that calls it and something to do")
        object.__setattr__(self, "questions", tuple((rule.asked, rule) for rule in self.conditions))


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of a procedure with its answer for a case; `ok` when it lets the procedure go on."""

    condition: str
    ok: bool
    answer: Answer

    def as_json(self) -> dict[str, Any]:
        """The reason as the table keeps it."""
        return {
            "condition": self.condition,
            "ok": self.ok,
            "zh": self.answer.words_zh,
            "en": self.answer.words_en,
            "source": self.answer.source,
        }


def decide(
    procedure: Procedure, view: CaseView, on: date, known: dict[str, Answer] | None = None
) -> tuple[bool, tuple[Reason, ...]]:
    """Whether every condition lets the procedure go on in a case, and each condition's answer. Asks up to the first no.

    `known` holds what was answered for the case before, by `Rule.asked`: procedures ask much alike.
    """
    reasons: list[Reason] = []
    answers = {} if known is None else known
    for asked, rule in procedure.questions:
        answer = answers.get(asked)
        if answer is None:
            answer = answers[asked] = CONDITIONS[rule.condition](view, rule.params, on)
        reasons.append(Reason(rule.condition, answer.holds != rule.negated, answer))
        if not reasons[-1].ok:
            return False, tuple(reasons)
    return True, tuple(reasons)
