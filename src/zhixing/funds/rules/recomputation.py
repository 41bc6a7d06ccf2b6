"""Checks a signed three-way statement against the exported books. Needs Python 3.9 or later and nothing else.

    python3 recompute.py books.beancount statement.json

It adds up every posting of the export up to the statement's day and compares what comes out with what was signed: the
ledger, each holder, and the hash over what every case holds. It checks the hash of the statement and, with `verify.py`
beside it, the Ed25519 signature. It prints what it found and ends with 0 only if everything holds.

Ask the court for the fingerprint of its public key by another way than this file, and compare.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

_OPEN = re.compile(r"(\d{4}-\d\d-\d\d) open (\S+) CNY")
_TRANSACTION = re.compile(r"(\d{4}-\d\d-\d\d) \* ")
_LEG = re.compile(r"  ([A-Z]\S+)  (-?)(\d+)\.(\d\d) CNY")
_META = re.compile(r'  ([a-z-]+): "((?:[^"\\]|\\.)*)"')


@dataclass
class Books:
    """What the export says up to a day: what each account stands for, its sum in fen, and how much was counted."""

    about: dict[str, dict[str, str]] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    journals: dict[str, int] = field(default_factory=dict)
    postings: dict[str, int] = field(default_factory=dict)

    def of(self, court: str, number: str) -> list[str]:
        """The accounts behind one bank account of a court."""
        return [
            name
            for name, about in self.about.items()
            if about.get("court", "") == court and about.get("bank-account", "") == number
        ]


def read_books(lines: Iterable[str], until: str) -> Books:
    """Read an export; transactions after the day `until` (as 2022-03-31) are left out."""
    books, name, counts = Books(), "", False
    first_leg = False
    for line in lines:
        if opened := _OPEN.match(line):
            name = opened[2]
            books.about[name] = {}
        elif found := _TRANSACTION.match(line):
            name, counts, first_leg = "", found[1] <= until, True
        elif leg := _LEG.match(line):
            if counts:
                fen = int(leg[3]) * 100 + int(leg[4])
                books.sums[leg[1]] = books.sums.get(leg[1], 0) + (-fen if leg[2] else fen)
                books.postings[leg[1]] = books.postings.get(leg[1], 0) + 1
                books.journals[leg[1]] = books.journals.get(leg[1], 0) + first_leg
                first_leg = False
        elif name and (meta := _META.match(line)):
            books.about[name][meta[1]] = re.sub(r"\\(.)", r"\1", meta[2])
        elif not line.startswith(" "):
            name = ""
    return books


def figures(books: Books, statement: dict[str, Any]) -> dict[str, Any]:
    """The parts of a statement that follow from the books."""
    mine = books.of(statement["court"]["name"], statement["account"])
    holders: dict[str, int] = {}
    for name in mine:
        holder = books.about[name]["holder"]
        if name in books.sums:
            holders[holder] = holders.get(holder, 0) - books.sums[name]
    ledger = -holders.pop("bank", 0)
    cases: dict[tuple[str, str], int] = {}
    for name in mine:
        about = books.about[name]
        if about.get("case") and books.sums.get(name):
            key = (about["case"], about["holder"])
            cases[key] = cases.get(key, 0) - books.sums[name]
    held = sorted(f"{number}\t{holder}\t{fen}\n".encode() for (number, holder), fen in cases.items() if fen)
    return {
        "ledger": {
            "fen": ledger,
            "journals": sum(books.journals.get(name, 0) for name in mine),
            "postings": sum(books.postings.get(name, 0) for name in mine),
        },
        "holders": holders,
        "cases": {
            "count": len({number for (number, _), fen in cases.items() if fen}),
            "fen": sum(cases.values()),
            "sha256": hashlib.sha256(b"".join(held)).hexdigest(),
        },
    }


Check = Callable[[bytes, bytes, bytes], bool]


def problems(books: Books, signed: dict[str, Any], is_signed: Check | None) -> list[str]:
    """What does not hold; empty when the statement is true and signed."""
    statement = signed["statement"]
    written = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    found = []
    digest = hashlib.sha256(written).hexdigest()
    if digest != signed["sha256"]:
        found.append("the hash does not match the statement")
    public = bytes.fromhex(signed["public_key"])
    if hashlib.sha256(public).hexdigest()[:16] != signed["key_id"]:
        found.append("the public key is not the one that is named")
    if is_signed is None:
        found.append("the signature was not checked: put verify.py of an evidence pack beside this file")
    elif not is_signed(public, bytes.fromhex(digest), bytes.fromhex(signed["signature"])):
        found.append("the signature is not good")
    for part, value in figures(books, statement).items():
        if statement[part] != value:
            found.append(f"{part}: signed {statement[part]}, the books give {value}")
    items = sum(item["fen"] for item in statement["items"])
    if statement["ledger"]["fen"] - statement["bank"]["fen"] - items != statement["difference_fen"]:
        found.append("ledger, statement and items do not add up to the difference that is named")
    return found


def _signature_check() -> Check | None:
    """The check of `verify.py` beside this file, if it is there."""
    try:
        check: Check = importlib.import_module("verify").is_signed
    except ImportError:
        return None
    return check


def main(arguments: list[str]) -> int:
    """Check one statement; 0 when everything holds."""
    if len(arguments) != 3:
        print(__doc__)
        return 2
    with open(arguments[2], encoding="utf-8") as file:
        signed = json.load(file)
    with open(arguments[1], encoding="utf-8") as file:
        books = read_books(file, signed["statement"]["on"])
    found = problems(books, signed, _signature_check())
    for problem in found:
        print("PROBLEM  " + problem)
    print(f"{signed['statement']['on']}  {signed['statement']['account']}  key {signed['key_id']}")
    print("NOT PROVED" if found else "PROVED")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
