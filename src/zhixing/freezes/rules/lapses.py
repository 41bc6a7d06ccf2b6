"""Why a measure ran out: whose doing it was, told from what was done before its last day.

A lapse is a term that ended while the measure was still to be watched. Whoever decided not to renew, or handed the measure
to another court, let it end on purpose; what was sent in time and never answered with a yes lapsed at the holder.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LapseCause(StrEnum):
    """Whose doing a lapse was."""

    DECIDED = "decided"
    LAW = "law"
    HOLDER = "holder"
    BEFORE = "before"
    US = "us"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "decided": "决定不再续行", "law": "法律上不能续行", "holder": "协助单位未办", "before": "接管时已过期",
            "us": "本院未续行",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class BeforeTheEnd:
    """What is known of a measure's last weeks. Days; None where it did not happen.

    `watched_on` is when the house came to know the measure; `sent_on` when the first renewal towards this end went out or
    was served; `barred_why` why a renewal was left out by law.
    """

    ends_on: date
    watched_on: date | None
    not_renewed_on: date | None = None
    handed_over_on: date | None = None
    sent_on: date | None = None
    barred_why: str = ""
    holder_words: str = ""


@dataclass(frozen=True, slots=True)
class LapseReason:
    """The cause and why it is said to be that one."""

    cause: LapseCause
    words: str


def cause_of(known: BeforeTheEnd) -> LapseReason:
    """The cause of a lapse, the strongest first; without any other it was ours."""
    return _on_purpose(known) or _at_the_holder(known) or _of_law(known) or _ours(known)


def _on_purpose(known: BeforeTheEnd) -> LapseReason | None:
    if known.watched_on is not None and known.watched_on > known.ends_on:
        return LapseReason(LapseCause.BEFORE, f"{known.watched_on} 接管时已届满")
    if known.not_renewed_on is not None and known.not_renewed_on <= known.ends_on:
        return LapseReason(LapseCause.DECIDED, f"{known.not_renewed_on} 经批准不再续行")
    if known.handed_over_on is not None and known.handed_over_on <= known.ends_on:
        return LapseReason(LapseCause.LAW, f"{known.handed_over_on} 已移交其他法院")
    return None


def _at_the_holder(known: BeforeTheEnd) -> LapseReason | None:
    if known.sent_on is None or known.sent_on > known.ends_on:
        return None
    said = known.holder_words or "届满前没有回执"
    return LapseReason(LapseCause.HOLDER, f"{known.sent_on} 已发出续行，{said}")


def _of_law(known: BeforeTheEnd) -> LapseReason | None:
    return LapseReason(LapseCause.LAW, known.barred_why) if known.barred_why else None


def _ours(known: BeforeTheEnd) -> LapseReason:
    if known.sent_on is not None:
        return LapseReason(LapseCause.US, f"{known.sent_on} 才发出续行，迟于届满日")
    return LapseReason(LapseCause.US, "届满前没有发出续行")
