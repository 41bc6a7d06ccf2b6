"""How figures are written on a page: yuan to the fen, dates, moments, and how much of a term is left."""

from dataclasses import dataclass
from datetime import date, datetime

from zhixing.foundation import clock
from zhixing.foundation.language import t
from zhixing.law.amounts import yuan_text
from zhixing.law.working_days import last_working_day_until

USUAL_TERM_DAYS = 30
"""The length of a term whose first day is not known, for the bar only."""


def money(fen: int | None, sign: bool = False) -> str:
    """Fen as yuan with thousands separated (1,234.50); a dash for none; with `sign` a plus before incoming money."""
    if fen is None:
        return "—"
    text = yuan_text(fen, thousands=True)
    return f"+{text}" if sign and fen > 0 else text


def wan(fen: int) -> str:
    """Fen in 万 or 亿 for charts and the wall; the exact figure must stand beside it or on hover."""
    yuan = abs(fen) / 100
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        if yuan >= size:
            return f"{fen / 100 / size:,.2f} {unit}"
    return money(fen)


def day(on: date | None) -> str:
    """A date as 2022-05-31; a dash for none."""
    return on.isoformat() if on else "—"


def moment(at: datetime | None) -> str:
    """A moment in the courts' time as 2022-05-31 09:30; a dash for none."""
    return at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else "—"


def percent(part: int, whole: int) -> str:
    """A share with two decimals; a dash when there is nothing to share."""
    return f"{part * 100 / whole:.2f}%" if whole else "—"


@dataclass(frozen=True, slots=True)
class TermLeft:
    """What is left of a term. `tone` is calm, amber (a third or less is left) or vermilion (last working day, or over)."""

    until: date
    days: int
    share: int
    tone: str
    words: str


def term_left(until: date, *, since: date | None = None, today: date | None = None) -> TermLeft:
    """How much of the term until a day is left; `share` is per cent of the term used, 0 to 100."""
    now = today or clock.today()
    days = (until - now).days
    length = max((until - since).days if since else USUAL_TERM_DAYS, 1)
    used = min(max(100 - days * 100 // length, 0), 100)
    if now >= last_working_day_until(until).on:
        tone = "vermilion"
    else:
        tone = "amber" if days * 3 <= length else "calm"
    return TermLeft(until, days, used, tone, _words(days))


def _words(days: int) -> str:
    if days < 0:
        return t(f"已超 {-days} 天", f"{-days} d over")
    if days == 0:
        return t("今天到期", "today")
    return t(f"还剩 {days} 天", f"{days} d left")


def mark_words(mark: str) -> str:
    """How well an article's text was checked, in words; empty for a text that was verified as a whole."""
    words = {
        "verified excerpt": t("节录，已与原文核对", "excerpt, checked against the source"),
        "secondary": t("据二手来源，待与原文核对", "from a secondary source, to be checked"),
        "recall": t("凭记忆录入，待与原文核对", "from memory, to be checked"),
    }
    return words.get(mark, "")
