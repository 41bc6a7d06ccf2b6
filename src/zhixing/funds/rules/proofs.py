"""The signed three-way statement of a day: what it holds, and how it is written. Pure.

An auditor can check it without this house: `content` is canonical JSON (keys sorted, no spaces, UTF-8, money as whole fen),
its SHA-256 is signed with the house's Ed25519 key, and every figure can be computed again from the exported books
(`zhixing funds export --beancount`) by adding up the postings up to that day. `rules/recomputation.py` does just that with
nothing but Python's own library.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

FORMAT = "zhixing-three-ways-1"
WHEN = frozenset({"made_at", "made_by"})
"""What may differ between two statements of the same figures."""


def digest_of_cases(balances: Iterable[tuple[str, str, int]]) -> str:
    """One hash over what every case holds: lines of number, holder and fen, in order of their UTF-8 bytes."""
    lines = sorted(f"{number}\t{holder}\t{fen}\n".encode() for number, holder, fen in balances if fen)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def statement_of(
    *,
    court: tuple[str, str],
    account: str,
    on: date,
    ledger: tuple[int, int, int],
    bank: tuple[int, date | None, str],
    items: Sequence[tuple[str, int, str]],
    holders: Sequence[tuple[str, int]],
    cases: tuple[int, int, str],
    differences: Sequence[tuple[str, int, str]],
    difference_fen: int,
) -> dict[str, Any]:
    """The figures of a day as they are signed.

    `court` is code and name; `ledger` fen, journals and postings up to the day; `bank` balance, day and serial of the last
    line; `cases` how many hold money, how much together, and `digest_of_cases`; items and differences text, fen, reference.
    """
    return {
        "format": FORMAT,
        "court": {"code": court[0], "name": court[1]},
        "account": account,
        "on": on.isoformat(),
        "ledger": {"fen": ledger[0], "journals": ledger[1], "postings": ledger[2]},
        "bank": {"fen": bank[0], "on": bank[1].isoformat() if bank[1] else None, "serial": bank[2]},
        "items": [{"text": text, "fen": fen, "reference": reference} for text, fen, reference in items],
        "holders": dict(holders),
        "cases": {"count": cases[0], "fen": cases[1], "sha256": cases[2]},
        "differences": [{"text": text, "fen": fen, "reference": ref} for text, fen, ref in differences],
        "difference_fen": difference_fen,
    }


def same_figures(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two statements say the same, whenever and by whomever they were made."""
    return {key: value for key, value in one.items() if key not in WHEN} == {
        key: value for key, value in other.items() if key not in WHEN
    }
