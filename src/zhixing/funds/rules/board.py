"""The near-due board: how close each held sum is to its day, in bands that show before the day and not only after it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Band(StrEnum):
    """Days left, the most urgent first. Red: five and less or over; amber: to ten; yellow: to fifteen; the rest calm."""

    OVER = "over"
    FIVE = "five"
    TEN = "ten"
    FIFTEEN = "fifteen"
    LATER = "later"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "over": "已逾期", "five": "5 天内到期", "ten": "6–10 天", "fifteen": "11–15 天", "later": "15 天以上",
        }[self.value]  # fmt: skip

    @property
    def tone(self) -> str:
        """The colour: vermilion, amber or calm (the shell's names)."""
        return {
            "over": "vermilion",
            "five": "vermilion",
            "ten": "amber",
            "fifteen": "amber",
            "later": "calm",
        }[self.value]


BOUNDS: tuple[tuple[Band, int | None, int | None], ...] = (
    (Band.OVER, None, -1), (Band.FIVE, 0, 5), (Band.TEN, 6, 10), (Band.FIFTEEN, 11, 15), (Band.LATER, 16, None),
)  # fmt: skip
"""Each band from and to so many days left, both inclusive."""


def band_of(days_left: int) -> Band:
    """The band of money with so many days left (0: today, below zero: over)."""
    return next(
        band
        for band, least, most in BOUNDS
        if (least is None or days_left >= least) and (most is None or days_left <= most)
    )


def prediction(days_left: int) -> str:
    """What happens if nobody acts, in words: 2 天后逾期."""
    if days_left < 0:
        return f"已逾期 {-days_left} 天"
    return "明天逾期" if days_left == 0 else f"{days_left + 1} 天后逾期"


@dataclass(frozen=True, slots=True)
class Figures:
    """How many and how much, in fen."""

    count: int = 0
    fen: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(self.count + other.count, self.fen + other.fen)


def held_days(arrived_on: date, today: date) -> int:
    """How long the court has held the money."""
    return max((today - arrived_on).days, 0)
