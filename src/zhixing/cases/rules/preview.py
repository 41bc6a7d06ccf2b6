"""What a person sees of a register before its rows are filed: every problem in its own cell."""

from collections.abc import Collection, Sequence
from typing import Any

from zhixing.cases.rules.register import Reason, Refusal, RowDecision
from zhixing.foundation.tables import Table, TableRow, cell_text

GOOD_ROWS_SHOWN = 30
REFUSED, WARNED, GOOD, KNOWN = "refused", "warned", "good", "known"


def verdict_of(decision: RowDecision, filed: Collection[str]) -> str:
    """Whether a row is refused, a case filed before, filed with something to check, or simply filed.

    `filed` are the numbers filed before: a row whose only fault is that needs no correction.
    """
    if decision.accepted is None:
        only = {reason.code for reason in decision.reasons} == {Refusal.DUPLICATE_NUMBER}
        return KNOWN if only and decision.number in filed else REFUSED
    return WARNED if decision.warnings else GOOD


def preview_of(table: Table, decisions: Sequence[RowDecision], filed: Collection[str]) -> dict[str, Any]:
    """The preview as plain values: counts, columns, every row with a problem and the first good ones."""
    rows = {row.number: row for row in table.rows}
    counts = {REFUSED: 0, WARNED: 0, GOOD: 0, KNOWN: 0}
    shown = []
    for decision in decisions:
        verdict = verdict_of(decision, filed)
        counts[verdict] += 1
        if verdict in (REFUSED, WARNED) or counts[verdict] <= GOOD_ROWS_SHOWN:
            shown.append(_line(rows[decision.row], decision, verdict))
    return {
        "sheet": table.sheet,
        "header_row": table.header_row,
        "columns": [[name, heading] for name, heading in table.headings.items()],
        "unknown": list(table.unknown),
        "counts": counts,
        "rows": shown,
    }


def _line(row: TableRow, decision: RowDecision, verdict: str) -> dict[str, Any]:
    return {
        "row": decision.row,
        "number": decision.number,
        "verdict": verdict,
        "cells": {name: cell_text(cell) for name, cell in row.cells.items()},
        "wrong": _by_field(decision.reasons),
        "warned": _by_field(decision.warnings),
    }


def _by_field(findings: Sequence[Reason]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in findings:
        found.setdefault(finding.field, []).append(finding.message)
    return found
