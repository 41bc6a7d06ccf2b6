"""Which instalments of a settlement are paid: money fills them in order of their day, none is skipped."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SettlementRefused(ValueError):
    """The terms cannot be right; the message says which."""


class InstalmentState(StrEnum):
    """How one instalment stands on a day."""

    PAID = "paid"
    PAID_LATE = "paid_late"
    MISSED = "missed"
    DUE = "due"
    AHEAD = "ahead"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "paid": "已履行", "paid_late": "逾期后履行", "missed": "逾期未履行", "due": "今日到期", "ahead": "未到期",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """An instalment: above zero, in fen, until the end of the day."""

    due_on: date
    fen: int


@dataclass(frozen=True, slots=True)
class Came:
    """Money that came in for the case, above zero, in fen."""

    on: date
    fen: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One instalment on a day: what of it is paid, since when in full."""

    term: Term
    paid_fen: int
    paid_on: date | None
    state: InstalmentState

    @property
    def open_fen(self) -> int:
        """What of it is still to be paid."""
        return self.term.fen - self.paid_fen


def check_terms(terms: Sequence[Term], *, agreed_on: date) -> None:
    """Refuse terms that cannot be right: none, out of order, before the agreement, nothing to pay."""
    if not 1 <= len(terms) <= 120:
        raise SettlementRefused("和解协议应当有 1 至 120 期。")
    days = [term.due_on for term in terms]
    if days != sorted(days) or len(set(days)) != len(days):
        raise SettlementRefused("各期履行日应当由早到晚，不得重复。")
    if days[0] < agreed_on or any(term.fen <= 0 for term in terms):
        raise SettlementRefused("履行日不得早于协议日，每期金额应当大于零。")


def standings(terms: Sequence[Term], money: Sequence[Came], *, on: date) -> list[Standing]:
    """How each instalment stands at the end of `on`: money of any day up to then fills them from the first on."""
    waiting = deque(came for came in sorted(money, key=lambda one: one.on) if came.on <= on)
    found = []
    for term in terms:
        paid, paid_on = 0, None
        while waiting and paid < term.fen:
            came = waiting.popleft()
            taken = min(came.fen, term.fen - paid)
            paid += taken
            if paid == term.fen:
                paid_on = came.on
            if came.fen > taken:
                waiting.appendleft(Came(came.on, came.fen - taken))
        found.append(Standing(term, paid, paid_on, _state(term, paid_on, on)))
    return found


def _state(term: Term, paid_on: date | None, on: date) -> InstalmentState:
    if paid_on is not None:
        return InstalmentState.PAID if paid_on <= term.due_on else InstalmentState.PAID_LATE
    if term.due_on < on:
        return InstalmentState.MISSED
    return InstalmentState.DUE if term.due_on == on else InstalmentState.AHEAD


def is_missed(found: Sequence[Standing]) -> bool:
    """Whether a day has passed without its money: the applicant may ask to resume enforcement of the title."""
    return any(one.state is InstalmentState.MISSED for one in found)


def is_performed(found: Sequence[Standing]) -> bool:
    """Whether everything agreed has been paid."""
    return all(one.paid_on is not None for one in found)


def next_due(found: Sequence[Standing]) -> date | None:
    """The first day for which money is still missing."""
    return next((one.term.due_on for one in found if one.paid_on is None), None)
