"""A duty: one line of 今日, what a person must do, until when, and why. Every room reports its own."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Loss(IntEnum):
    """What is lost if a duty is not done, worst first; the order of 今日."""

    SECURITY_LAPSES = 1
    MONEY_OVERDUE = 2
    RIGHTS_OF_PARTIES = 3
    LIMIT_MISSED = 4
    ROUTINE = 5


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `url` is where it is done, `action` the words on its button, `why` a sentence for the person."""

    room: str
    loss: Loss
    title: str
    subject: str
    until: date | None
    why: str
    url: str
    action: str
    fen: int | None = None

    def is_too_late(self, today: date) -> bool:
        """Whether what was to be lost is lost: a measure past its last day. It is shown, and never instead of one that can
        still be saved.
        """
        return self.loss is Loss.SECURITY_LAPSES and self.until is not None and self.until < today
