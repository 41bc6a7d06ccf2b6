"""The facts of a kind as plain values and back: how a draft waits without losing a day or a choice."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, get_type_hints

from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.paper import Kind
from zhixing.documents.rules.returned import Adjusted

_ADJUSTED = "adjusted draft"
"""No field of a kind has a blank in its name."""


def plain_facts(facts: Any) -> dict[str, Any]:
    """The facts by the names of their fields, as JSON takes them."""
    return {slot.name: _plain(getattr(facts, slot.name)) for slot in fields(facts)}


def plain_wish(facts: Any, adjusted: Sequence[Adjusted] = ()) -> dict[str, Any]:
    """The facts, and with them what was adjusted in the draft."""
    told = plain_facts(facts)
    if adjusted:
        told[_ADJUSTED] = [[one.place, one.lines, one.before] for one in adjusted]
    return told


def wish_from(kind: Kind, told: dict[str, Any]) -> tuple[object, tuple[Adjusted, ...]]:
    """`plain_wish` undone. Raises UnfitField when the kind has changed since."""
    adjusted = tuple(
        Adjusted(place, None if lines is None else tuple(lines), before)
        for place, lines, before in told.get(_ADJUSTED, ())
    )
    return facts_of(kind, {name: value for name, value in told.items() if name != _ADJUSTED}), adjusted


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def facts_of(kind: Kind, told: dict[str, Any]) -> object:
    """`plain_facts` undone. Raises UnfitField when the kind has changed since."""
    hints = get_type_hints(kind.facts)
    try:
        return kind.facts(**{name: _fact(hints[name], value) for name, value in told.items()})
    except (KeyError, TypeError, ValueError) as error:
        raise UnfitField(
            kind.kind.document_name, "内容", "与现在的文书格式不符，请退回后重新起草。"
        ) from error


def _fact(hint: Any, value: Any) -> Any:
    made = value
    for one in getattr(hint, "__args__", (hint,)):
        if isinstance(value, str) and one is date:
            made = date.fromisoformat(value)
        elif isinstance(value, str) and isinstance(one, type) and issubclass(one, StrEnum):
            made = one(value)
    return tuple(value) if isinstance(value, list) else made
