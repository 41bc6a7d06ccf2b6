"""How a statement joins on to what is known of its account: before, after, in between, or with a gap."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zhixing.funds.rules.statement import BankLine


@dataclass(frozen=True, slots=True)
class Edge:
    """A known line as joining needs it."""

    serial: str
    fen: int
    balance_fen: int

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
) -> Joined:
    """Judge the new among `lines` (oldest first; `known` holds the serials that are there already).

    `first_known` is the oldest line of the account; `before` and `after` are the known lines next to the span of the
    file in time, outside it.
    """
    new = [line for line in lines if line.serial not in known]
    if not new:
        return Joined()
    if first_known is None:
        return Joined(opening_fen=lines[0].balance_fen - lines[0].fen)
    older = _older(lines, known, first_known, before)
    gap_before = 0
    if lines[0].serial not in known and before is not None:
        gap_before = lines[0].balance_fen - lines[0].fen - before.balance_fen
    gap_after = 0
    if lines[-1].serial not in known and after is not None:
        gap_after = after.before_fen - lines[-1].balance_fen
    return Joined(-sum(line.fen for line in older), gap_before, gap_after)


def _older(
    lines: Sequence[BankLine], known: Collection[str], first_known: Edge, before: Edge | None
) -> list[BankLine]:
    """The new lines that came before everything known: the balance taken over already held their money."""
    serials = [line.serial for line in lines]
    if first_known.serial in serials:
        return [line for line in lines[: serials.index(first_known.serial)] if line.serial not in known]
    return [line for line in lines if line.serial not in known] if before is None else []
