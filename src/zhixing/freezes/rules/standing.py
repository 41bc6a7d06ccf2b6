"""How a measure stands on a day: red, amber, grey or green, and why.

Only the holder's receipt makes a measure green; what came from a hand-kept ledger is at best grey. A measure that has
lapsed, has no end or ends within a week is red whatever its proof: silence is never calm.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhixing.law.working_days import add_working_days

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
    """Tone and words. `days_left` is negative after the last day, None without an end or after release.

    `under_way` says what is being done; it never makes a standing calmer than amber.
    """

    tone: Tone
    word: str
    proof: str
    days_left: int | None
    under_way: str = ""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What is being done to a measure and what the holder last said that was not a yes.

    `renewal` and `lifting` are the words of Pending with the day since when; `has_advanced` a waiting measure that nobody
    has confirmed; `is_let_go` one that two people decided not to renew.
    """

    renewal: str = ""
    renewal_since: date | None = None
    lifting: str = ""
    lifting_since: date | None = None
    trouble: str = ""
    has_advanced: bool = False
    is_let_go: bool = False


@dataclass(frozen=True, slots=True)
class DueWindow:
    """The days of `ends_on` a view shows, both counted; None is open."""

    first: date | None
    last: date | None


SILENT_DAYS = 3
"""Working days without a word of the holder after which "sent" is silence."""
NOTHING = UnderWay()
_TROUBLES = {
    "partly": "协助单位只办了一部分",
    "refused": "协助单位未办理",
    "unknown": "协助单位结果不明",
}
_RENEWAL = {
    "drafted": "续行待批准",
    "approved": "续行文书制作中",
    "sent": "续行已发出，待回执",
    "by_hand": "续行文书待送达",
    "refused": "协助单位未续行",
}
_LIFTING = {
    "drafted": "解除待批准",
    "approved": "解除文书制作中",
    "sent": "解除已发出，待回执",
    "by_hand": "解除文书待送达",
    "refused": "协助单位未解除",
}


def standing(
    *,
    ends_on: date | None,
    released_on: date | None,
    confirmed: bool,
    today: date,
    under_way: UnderWay = NOTHING,
) -> Standing:
    """How a measure stands on `today`; the last day itself is still within the term."""
    proof = CONFIRMED if confirmed else UNCONFIRMED
    doing = _LIFTING.get(under_way.lifting) or _RENEWAL.get(under_way.renewal, "")
    if released_on is not None:
        return Standing(Tone.ENDED, "已解除", proof, None)
    if ends_on is None:
        return Standing(Tone.RED, "无届满日", proof, None, doing)
    left = (ends_on - today).days
    if left < 0 and under_way.is_let_go:
        return Standing(Tone.ENDED, "依决定未续行，已届满", proof, left, doing)
    tone, word = _red(left, under_way, today) or _calmer(left, under_way, confirmed)
    return Standing(tone, word, proof, left, doing)


def _red(left: int, under_way: UnderWay, today: date) -> tuple[Tone, str] | None:
    """What is red whatever else is true: lapsed, refused, silent, unconfirmed, or within a week of its end."""
    asked = ((under_way.renewal, under_way.renewal_since), (under_way.lifting, under_way.lifting_since))
    silent = any(word == "sent" and since is not None and is_silent(since, today) for word, since in asked)
    reasons = (
        (left < 0, "已过期"),
        (under_way.lifting == "refused", _LIFTING["refused"]),
        (under_way.renewal == "refused", _RENEWAL["refused"]),
        (bool(under_way.trouble), _TROUBLES.get(under_way.trouble, _TROUBLES["unknown"])),
        (under_way.has_advanced, "轮候待确认"),
        (silent, "已发出，逾期无回执"),
        (left <= RED_DAYS and not under_way.is_let_go, "7 日内届满"),
    )
    return next(((Tone.RED, word) for is_so, word in reasons if is_so), None)


def is_silent(since: date, today: date) -> bool:
    """Whether a holder who was asked on a day has been silent too long."""
    return today > add_working_days(since, SILENT_DAYS).on


def _calmer(left: int, under_way: UnderWay, confirmed: bool) -> tuple[Tone, str]:
    if under_way.renewal == "sent" or under_way.lifting == "sent":
        return Tone.AMBER, (_LIFTING.get(under_way.lifting) or _RENEWAL["sent"])
    if under_way.is_let_go:
        return Tone.GREY, "已决定不再续行"
    if left <= AMBER_DAYS:
        return Tone.AMBER, "30 日内届满"
    return (Tone.GREEN, "已确认") if confirmed else (Tone.GREY, "在控未确认")


def window_of(view: View, today: date) -> DueWindow:
    """Which ends belong to a view. `NO_END` and `RELEASED` do not go by the end."""
    ahead = {View.WEEK: RED_DAYS, View.MONTH: AMBER_DAYS, View.SIXTY: 60}
    if view is View.LAPSED:
        return DueWindow(None, today - timedelta(days=1))
    if view in ahead:
        return DueWindow(today, today + timedelta(days=ahead[view]))
    return DueWindow(None, None)
