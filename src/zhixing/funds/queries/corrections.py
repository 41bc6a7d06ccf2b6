"""Corrections that wait for their second person, and what a person may choose to explain a difference with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import (
    Closing,
    ClosingKind,
    ClosingProposal,
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


def _deciding(actor: Actor) -> list[int]:
    return actor.courts_as(Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


def _months(actor: Actor) -> QuerySet[ClosingProposal]:
    """Months somebody else asked to close and nobody has."""
    confirmers = actor.courts_as(Role.BUREAU_CHIEF)
    closed = Closing.objects.filter(
        court_id=OuterRef("court_id"), kind=ClosingKind.MONTH.value, closed_through=OuterRef("closed_through")
    )
    asked = ClosingProposal.objects.filter(~Exists(closed), court_id__in=confirmers)
    return asked.exclude(proposed_by=f"user:{actor.user_id}")


def counted_books(actor: Actor) -> "list[QuerySet[Any, Any]]":
    """The rows that are these duties."""
    waiting = Correction.objects.filter(court_id__in=_deciding(actor), state=CorrectionState.PROPOSED.value)
    return [
        waiting.exclude(proposed_by=f"user:{actor.user_id}"), _months(actor).values("court_id", "closed_through").distinct(),
    ]  # fmt: skip


def duties_of_books(*, actor: Actor) -> list[Duty]:
    """What waits for a second person: corrections to approve, months to confirm. Nobody is asked about their own."""
    me = f"user:{actor.user_id}"
    found = [
        Duty("funds", Loss.MONEY_OVERDUE, "批准账目更正", line.bears or line.explanation.label, None,
             f"{line.proposed_by_name}提出：{line.reason}", "/funds/reconcile/", "批准", line.fen)
        for line in waiting_corrections(court_ids=_deciding(actor))
        if line.proposed_by != me
    ]  # fmt: skip
    asked = _months(actor).select_related("court").order_by("id")
    months = {(row.court_id, row.closed_through): row for row in asked}
    found += [
        Duty("funds", Loss.MONEY_OVERDUE, "确认月结", f"{row.court.short_name} {on:%Y-%m}", None,
             f"{row.proposed_by_name}提请", f"/funds/reconcile/?on={on.isoformat()}", "确认", None)
        for (_, on), row in months.items()
    ]  # fmt: skip
    return found
