"""Writes of 查控."""

from zhixing.inquiries.operations.asking import AskingRefused, Made, ask, cancel
from zhixing.inquiries.operations.overdue import give_up, note_silence, try_again
from zhixing.inquiries.operations.registering import (
    Item,
    UnitRefused,
    UnitTerms,
    move_unit,
    pause,
    register_unit,
    resume,
    rotate_key,
    save_preset,
    set_policy,
)

__all__ = [
    "AskingRefused",
    "Item",
    "Made",
    "UnitRefused",
    "UnitTerms",
    "ask",
    "cancel",
    "give_up",
    "move_unit",
    "note_silence",
    "pause",
    "register_unit",
    "resume",
    "rotate_key",
    "save_preset",
    "set_policy",
    "try_again",
]
