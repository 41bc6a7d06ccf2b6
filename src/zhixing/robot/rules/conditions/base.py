"""What a condition is: a question to one case on one day, answered with words and the article it rests on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from zhixing.law.citing import citation
from zhixing.robot.rules.params import Param
from zhixing.robot.rules.views import CaseView

Finding = tuple[bool, str, str]
"""Whether it holds, and why in Chinese and English."""
Decide = Callable[[CaseView, Mapping[str, Any], date], Finding]


@dataclass(frozen=True, slots=True)
class Answer:
    """A condition's answer for a case. `source` is the article in force on the day, empty for a plain fact of the file."""

    holds: bool
    words_zh: str
    words_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A question a procedure may ask. `subject` names its article in the statute book."""

    key: str
    name_zh: str
    name_en: str
    decide: Decide
    params: Mapping[str, Param] = field(default_factory=dict)
    subject: str = ""

    def __call__(self, view: CaseView, params: Mapping[str, Any], on: date) -> Answer:
        """The answer for one case on a day."""
        holds, words_zh, words_en = self.decide(view, params, on)
        return Answer(holds, words_zh, words_en, source_of(self.subject, on))


@lru_cache(maxsize=4096)
def source_of(subject: str, on: date) -> str:
    """《…》第…条 for a subject of the statute book on a day; empty without one."""
    return citation(subject, on) if subject else ""


CONDITIONS: dict[str, Condition] = {}
"""Every condition by key."""


def condition(
    key: str, name_zh: str, name_en: str, *, subject: str = "", **params: Param
) -> Callable[[Decide], Decide]:
    """Register a condition under its key."""

    def register(decide: Decide) -> Decide:
        if key in CONDITIONS:
            raise ValueError(f"condition {key} is registered twice")
        CONDITIONS[key] = Condition(key, name_zh, name_en, decide, params, subject)
        return decide

    return register
