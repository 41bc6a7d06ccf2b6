"""Which earlier line a bank's reversal (冲正) takes back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhixing.foundation.names import comparing_key

_PREFIX = re.compile(r"^\s*[\[【(（]?(?:冲正|冲销|红冲|抹账|撤销|反交易)[\]】)）]?[\s:：\-—]*")


@dataclass(frozen=True, slots=True)
class Movement:
    """A line as reversals compare it; `key` names it, lines are given in the bank's order.

    `is_named`: the bank calls it a reversal itself, so its remark need not repeat the original's.
    """

    key: str
    fen: int
    payer_key: str
    payer_account: object
    remark: str
    sub_account: str = ""
    is_named: bool = False


def is_reversal(fen: int, remark: str) -> bool:
    """Whether a line takes an earlier one back: money out, with the bank's word for it before the remark."""
    return fen < 0 and bool(_PREFIX.match(remark))


def originals(reversals: Sequence[Movement], earlier: Iterable[Movement]) -> dict[str, str | None]:
    """For each reversal the credit it reverses, or None.

    `earlier` and `reversals` together are in the bank's order (`earlier` holds credits not yet reversed, and the
    reversals in their places). The original has the same payer, account, sub-account, amount, and the remark after the
    prefix; of several the latest before the reversal that is not reversed yet.
    """
    wanted = {movement.key for movement in reversals}
    waiting: dict[tuple[object, ...], list[str]] = {}
    found: dict[str, str | None] = {}
    for movement in earlier:
        if movement.key in wanted:
            mark = _mark(movement, -movement.fen, _PREFIX.sub("", movement.remark))
            stack = waiting.get(mark, [])
            if not stack and movement.is_named and (movement.payer_key or movement.payer_account):
                stack = _only_one(waiting, mark)
            found[movement.key] = stack.pop() if stack else None
        elif movement.fen > 0:
            waiting.setdefault(_mark(movement, movement.fen, movement.remark), []).append(movement.key)
    return found


def _only_one(waiting: dict[tuple[object, ...], list[str]], mark: tuple[object, ...]) -> list[str]:
    """The only credit that is like the mark but for its remark; none when there are several."""
    alike = [stack for other, stack in waiting.items() if stack and other[:-1] == mark[:-1]]
    return alike[0] if len(alike) == 1 and len(alike[0]) == 1 else []


def _mark(movement: Movement, fen: int, remark: str) -> tuple[object, ...]:
    return fen, movement.payer_key, movement.payer_account, movement.sub_account, comparing_key(remark)
