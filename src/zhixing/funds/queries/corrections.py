"""Corrections that wait for their second person, and what a person may choose to explain a difference with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhixing.funds.models import (
    Correction,
    CorrectionState,
    Difference,
    Explanation,
    Receipt,
    ReceiptState,
)

CHOICES_MAX = 30


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A proposed correction."""

    id: UUID
    court_id: int
    difference: str
    explanation: Explanation
    bears: str
    fen: int
    reason: str
    proposed_at: datetime
    proposed_by: str
    proposed_by_name: str


def waiting_corrections(*, court_ids: Sequence[int]) -> list[CorrectionLine]:
    """Corrections nobody has decided, oldest first."""
    rows = Correction.objects.filter(court_id__in=court_ids, state=CorrectionState.PROPOSED.value)
    found = []
    for row in rows.select_related("difference", "case", "receipt__line").order_by("proposed_at", "id"):
        bears = row.case.number if row.case else ""
        if row.receipt:
            bears = f"{bears} 流水 {row.receipt.line.serial}".strip()
        found.append(
            CorrectionLine(
                row.id, row.court_id, row.difference.text, Explanation(row.explanation), bears, row.fen, row.reason,
                row.proposed_at, row.proposed_by, row.proposed_by_name,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A receipt of exactly the missing amount."""

    receipt_id: UUID
    text: str


def receipts_of_that_amount(difference_ids: Sequence[UUID]) -> dict[UUID, list[Choice]]:
    """For each difference the receipts of its account and amount whose money is still there."""
    rows = {row.pk: row for row in Difference.objects.filter(pk__in=difference_ids)}
    amounts = {abs(row.fen) for row in rows.values()}
    states = [ReceiptState.UNIDENTIFIED.value, ReceiptState.MARKED.value, ReceiptState.PLANNED.value]
    found = Receipt.objects.filter(
        bank_account_id__in={row.bank_account_id for row in rows.values()}, fen__in=amounts, state__in=states
    ).select_related("line", "case")  # fmt: skip
    choices: dict[tuple[int, int], list[Choice]] = {}
    for receipt in found.order_by("-arrived_on", "line_id")[: CHOICES_MAX * len(amounts)]:
        words = f"{receipt.arrived_on:%Y-%m-%d} {receipt.line.serial} {receipt.line.name} "
        words += receipt.case.number if receipt.case else ReceiptState.UNIDENTIFIED.label
        choices.setdefault((receipt.bank_account_id, receipt.fen), []).append(Choice(receipt.pk, words))
    return {
        key: choices.get((row.bank_account_id, abs(row.fen)), [])[:CHOICES_MAX] for key, row in rows.items()
    }


def correction_is_seen(correction_id: UUID) -> bool:
    """Whether there is such a correction among those that may be seen."""
    return Correction.objects.filter(pk=correction_id).exists()
