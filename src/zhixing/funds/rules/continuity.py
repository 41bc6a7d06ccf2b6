"""How a statement joins on to what is known of its account: before, after, in between, or with a gap.

Lines without a balance (notices of a bank) prove nothing by themselves: they stand between the lines that have one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhixing.funds.rules.statement import BankLine


@dataclass(frozen=True, slots=True)
class Edge:
    """A known line with a balance, as joining needs it."""

    serial: str
    fen: int
    balance_fen: int
    at: datetime

    @property
    def before_fen(self) -> int:
        """The balance before the line."""
        return self.balance_fen - self.fen


@dataclass(frozen=True, slots=True)
class Joined:
    """`opening_fen`: what the account held before anything known, to be taken over (first statement), or by how much
    what was taken over must change (older lines came later). `gap_before` and `gap_after`: what is missing, in fen,
    before the first new line and after the last.
    """

    opening_fen: int = 0
    gap_before: int = 0
    gap_after: int = 0


def join(
    lines: Sequence[BankLine],
    known: Collection[str],
    *,
    first_known: Edge | None,
    before: Edge | None,
    after: Edge | None,
    unproved: Collection[str] = (),
    between_before: int = 0,
    between_after: int = 0,
) -> Joined:
    """Judge the new among `lines` (oldest first; `known` holds the serials that are there already).

    `first_known` is the oldest line of the account that has a balance; `before` and `after` are such lines next to the
    span of the file in time, outside it. `unproved` are known serials of the file that had no balance so far;
    `between_before` and `between_after` the sums of lines without a balance between those edges and the file.
    """
    new = [line for line in lines if line.serial not in known]
    if not new:
        return Joined()
    opening, last = _before(lines[0]), lines[-1].balance_fen
    if opening is None or last is None:
        if first_known is None:
            return Joined()
        return Joined(-sum(line.fen for line in new if line.at.date() < first_known.at.date()))
    if first_known is None:
        return Joined(opening_fen=opening - between_before)
    older = _older(lines, known, first_known, before)
    gap_before = gap_after = 0
    if (lines[0].serial not in known or lines[0].serial in unproved) and before is not None:
        gap_before = opening - before.balance_fen - between_before
    if (lines[-1].serial not in known or lines[-1].serial in unproved) and after is not None:
        gap_after = after.before_fen - last - between_after
    return Joined(-sum(line.fen for line in older), gap_before, gap_after)


def _before(line: BankLine) -> int | None:
    return None if line.balance_fen is None else line.balance_fen - line.fen


def _older(
    lines: Sequence[BankLine], known: Collection[str], first_known: Edge, before: Edge | None
) -> list[BankLine]:
    """The new lines that came before everything known: the balance taken over already held their money."""
    serials = [line.serial for line in lines]
    if first_known.serial in serials:
        return [line for line in lines[: serials.index(first_known.serial)] if line.serial not in known]
    return [line for line in lines if line.serial not in known] if before is None else []


def missing_days(known_until: date, known_from: date) -> str:
    """Which days' statements are missing between two known days, in words."""
    first, last = known_until + timedelta(days=1), known_from - timedelta(days=1)
    if first > last:
        return f"{known_until:%Y-%m-%d} 至 {known_from:%Y-%m-%d} 的流水不全"
    if first == last:
        return f"缺 {first:%Y-%m-%d} 的对账单"
    return f"缺 {first:%Y-%m-%d} 至 {last:%Y-%m-%d} 的对账单"
