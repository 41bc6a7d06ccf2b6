"""The books in Beancount's language, so that somebody else's program can check them. Pure text; Beancount is never imported.

Signs are the ledger's own: what the bank account has is an asset above zero, what a holder holds is a liability below
zero. Amounts are yuan with two decimals, exact. A balance assertion stands at the beginning of a day, so what the bank
says for the end of a day is asserted on the day after, to the fen (`~ 0.00`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

HOLDERS = {
    "bank": "Assets:Bank",
    "cash": "Assets:Cash",
    "case": "Liabilities:Case",
    "unidentified": "Liabilities:Unidentified",
    "fee_income": "Liabilities:FeeIncome",
    "deposit": "Liabilities:Deposit",
    "in_transit": "Liabilities:InTransit",
    "refund_payable": "Liabilities:RefundPayable",
}
_CASE = re.compile(r"（(\d{4})）([^\d]*)(\d+)([^\d]+)(\d+)号")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """An account of the books. `bank_account` is the number of the bank account behind it, `case` the case's number."""

    key: str
    bank_account_id: int
    bank_account: str
    court: str
    holder: str
    drawer: str
    case: str


@dataclass(frozen=True, slots=True)
class Movement:
    """A journal with its legs: name of the account and fen."""

    key: str
    ref: str
    kind: str
    on: date
    text: str
    by: str
    reverses: str
    true_on: date | None
    legs: tuple[tuple[str, int], ...]


def account_name(account: Opened) -> str:
    """A valid name that no other account has: the holder, the bank account's number in the house, the case, the key's end."""
    parts = [HOLDERS[account.holder], f"B{account.bank_account_id}"]
    if account.case:
        found = _CASE.fullmatch(account.case)
        short = f"Y{found[1]}-C{found[3]}-N{found[5]}" if found else "Case"
        parts.append(f"{short}-{account.key.replace('-', '')[-12:].upper()}")
    elif account.drawer:
        parts.append(account.drawer.capitalize())
    return ":".join(parts)


def quoted(text: str) -> str:
    """A text in quotes, on one line."""
    plain = " ".join(text.split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def yuan(fen: int) -> str:
    """Yuan with two decimals, as Beancount reads them."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d} CNY"


def head(*, title: str, made_at: str, first: date) -> str:
    """What stands before everything else."""
    return (
        f"; {title}\n; 生成于 {made_at}。金额单位：元（CNY）；持有人为负债，贷方为负。\n"
        f'option "title" {quoted(title)}\noption "operating_currency" "CNY"\n\n{first.isoformat()} commodity CNY\n\n'
    )


def opening(account: Opened, name: str, first: date) -> str:
    """The directive that opens an account, with what it stands for."""
    lines = [f"{first.isoformat()} open {name} CNY", f"  key: {quoted(account.key)}"]
    for title, value in (
        ("court", account.court), ("bank-account", account.bank_account), ("holder", account.holder),
        ("drawer", account.drawer), ("case", account.case),
    ):  # fmt: skip
        if value:
            lines.append(f"  {title}: {quoted(value)}")
    return "\n".join(lines) + "\n"


def transaction(movement: Movement) -> str:
    """A journal as a transaction; a correction is linked with what it corrects."""
    link = f" ^{movement.reverses}" if movement.reverses else ""
    lines = [
        f"{movement.on.isoformat()} * {quoted(movement.kind)} {quoted(movement.text)} ^{movement.key}{link}",
        f"  ref: {quoted(movement.ref)}",
    ]
    if movement.by:
        lines.append(f"  by: {quoted(movement.by)}")
    if movement.true_on:
        lines.append(f"  belongs-to: {movement.true_on.isoformat()}")
    lines += [f"  {name}  {yuan(fen)}" for name, fen in movement.legs]
    return "\n".join(lines) + "\n\n"


def assertion(name: str, on: date, statement_fen: int, items_fen: int) -> str:
    """What the bank said for the end of a day, with what was under way, as the books must have it."""
    words = [
        f"{(on + _DAY).isoformat()} balance {name}  {yuan(statement_fen + items_fen).removesuffix(' CNY')} ~ 0.00 CNY"
    ]
    words.append(f"  statement: {yuan(statement_fen)}")
    if items_fen:
        words.append(f"  under-way: {yuan(items_fen)}")
    return "\n".join(words) + "\n"


def in_order(movements: Iterable[Movement], assertions: Sequence[tuple[date, str]]) -> Iterator[str]:
    """Transactions by day, and after the last of a day what the bank said for it; `assertions` are sorted by day."""
    waiting = iter(assertions)
    next_one = next(waiting, None)
    for movement in movements:
        while next_one is not None and next_one[0] < movement.on:
            yield next_one[1] + "\n"
            next_one = next(waiting, None)
        yield transaction(movement)
    while next_one is not None:
        yield next_one[1] + "\n"
        next_one = next(waiting, None)
