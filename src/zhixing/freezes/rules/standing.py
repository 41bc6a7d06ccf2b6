"""How a measure stands on a day: red, amber, grey or green, and why.

Only the holder's receipt makes a measure green; what came from a hand-kept ledger is at best grey. A measure that has
lapsed, has no end or ends within a week is red whatever its proof: silence is never calm.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

RED_DAYS = 7
AMBER_DAYS = 30
UNCONFIRMED = "依台账，未经协助单位回执确认"
CONFIRMED = "协助单位已回执确认"


class Tone(StrEnum):
    """The colour of a standing; each has its own shape and word on screen."""

    RED = "red"
    AMBER = "amber"
    GREY = "grey"
    GREEN = "green"
    ENDED = "ended"


class View(StrEnum):
    """The saved views of the due list."""

    ALL = "all"
    NO_END = "no-end"
    LAPSED = "lapsed"
    WEEK = "week"
    MONTH = "month"
    SIXTY = "sixty"
    RELEASED = "released"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "all": "全部在控",
            "no-end": "无届满日",
            "lapsed": "已过期",
            "week": "7 日内",
            "month": "30 日内",
            "sixty": "60 日内",
            "released": "已解除",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Standing:
    """Tone and words. `days_left` is negative after the last day, None without an end or after release."""

    tone: Tone
    word: str
    proof: str
    days_left: int | None


@dataclass(frozen=True, slots=True)
class DueWindow:
    """The days of `ends_on` a view shows, both counted; None is open."""

    first: date | None
    last: date | None


def standing(*, ends_on: date | None, released_on: date | None, confirmed: bool, today: date) -> Standing:
    """How a measure stands on `today`; the last day itself is still within the term."""
    proof = CONFIRMED if confirmed else UNCONFIRMED
    if released_on is not None:
        return Standing(Tone.ENDED, "已解除", proof, None)
    if ends_on is None:
        return Standing(Tone.RED, "无届满日", proof, None)
    left = (ends_on - today).days
    tone, word = _by_days(left) or ((Tone.GREEN, "已确认") if confirmed else (Tone.GREY, "在控未确认"))
    return Standing(tone, word, proof, left)


def _by_days(left: int) -> tuple[Tone, str] | None:
    if left < 0:
        return Tone.RED, "已过期"
    if left <= RED_DAYS:
        return Tone.RED, "7 日内届满"
    return (Tone.AMBER, "30 日内届满") if left <= AMBER_DAYS else None


def window_of(view: View, today: date) -> DueWindow:
    """Which ends belong to a view. `NO_END` and `RELEASED` do not go by the end."""
    ahead = {View.WEEK: RED_DAYS, View.MONTH: AMBER_DAYS, View.SIXTY: 60}
    if view is View.LAPSED:
        return DueWindow(None, today - timedelta(days=1))
    if view in ahead:
        return DueWindow(today, today + timedelta(days=ahead[view]))
    return DueWindow(None, None)
