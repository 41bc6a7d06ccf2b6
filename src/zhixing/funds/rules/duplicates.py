"""Which of two payments may have been made by mistake: the same payer, the same amount, within days."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Arrival:
    """A payment that came in, with what the bank wrote; `surplus_fen` is what of it exceeded the debt."""

    on: date
    fen: int
    remark: str
    case: str
    surplus_fen: int = 0


def looks_twice(first: Arrival, second: Arrival, *, days: int) -> str:
    """Why the second looks like the first paid again, in words; empty when it does not.

    Both come from one account with one amount; that alone is no mistake, for instalments look the same. Either the
    remark says so, or what came second exceeded the debt, and both carry the same remark.
    """
    if first.fen != second.fen or not 0 <= (second.on - first.on).days <= days:
        return ""
    if "重复" in second.remark and "重复" not in first.remark:
        return "附言写明重复"
    if second.surplus_fen and first.remark == second.remark:
        return "付款人、金额、附言相同，且超出债务"
    return ""
