"""What an action plans, and how carrying it out ended. Values only: planning has no effect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from zhixing.robot.rules.checks import Check, Proof


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the difference an act makes: what stands there before and after. An empty `before` is something new."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One act as planned for a case.

    `key` names the act within its court and stays the same however often it is planned (``documents.issue:CASE:KIND:DAY``):
    an act is planned and carried out once by it. `params` is what carrying out needs, in JSON without floats and without
    personal data. `units` are the units it would send to: their limits and stops count.
    """

    action: str
    case_id: UUID
    key: str
    title: str
    lines: tuple[Line, ...] = ()
    checks: tuple[Check, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    units: tuple[UUID, ...] = ()
    due_on: date | None = None

    @property
    def is_red(self) -> bool:
        """Whether two sources differ in something it states."""
        return any(check.is_red for check in self.checks)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How carrying out an act ended: `done`, `failed` or `waiting` for the other side. `ref` names what came of it."""

    state: str
    ref: str = ""
    words: str = ""


def lines_to_json(lines: tuple[Line, ...]) -> list[list[str]]:
    """Lines as the table keeps them."""
    return [[line.label, line.before, line.after] for line in lines]


def lines_from_json(rows: list[list[str]]) -> tuple[Line, ...]:
    """Lines as the table kept them."""
    return tuple(Line(*row) for row in rows)


def checks_to_json(checks: tuple[Check, ...]) -> list[dict[str, Any]]:
    """Checks as the table keeps them."""
    return [
        {
            "field": check.field,
            "value": check.value,
            "sources": [list(source) for source in check.sources],
            "proof": check.proof.value,
        }
        for check in checks
    ]


def checks_from_json(rows: list[dict[str, Any]]) -> tuple[Check, ...]:
    """Checks as the table kept them."""
    return tuple(
        Check(
            row["field"],
            row["value"],
            tuple((name, value) for name, value in row["sources"]),
            Proof(row["proof"]),
        )
        for row in rows
    )
