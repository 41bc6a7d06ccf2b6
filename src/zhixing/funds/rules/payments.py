"""Payments: their reference, how a bank's answer changes their state, and who may approve what amount."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from zhixing.law.case_funds import Approver

REFERENCE = r"ZX[0-9A-HJKMNP-TV-Z]{26}"
"""How a reference looks in a remark: ZX and the payment's key in Crockford's base 32. At most 35 characters."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def reference_of(key: UUID) -> str:
    """The end-to-end reference of a payment; the key gives it, so a retry can never have another."""
    number, text = key.int, ""
    for _ in range(26):
        number, digit = divmod(number, 32)
        text = _ALPHABET[digit] + text
    return f"ZX{text}"


def purpose_text(number: str, kind: str) -> str:
    """What the bank prints beside a transfer: the case and what the money is."""
    return f"退还{number}款项" if kind == "refund" else f"{number}执行款"


class Verdict(StrEnum):
    """What a bank says about one payment."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    BOOKED = "booked"
    RETURNED = "returned"


class Effect(StrEnum):
    """What an answer does: nothing (heard before, or says less than is known), pays, fails, or brings money back."""

    NONE = "none"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a payment stands: its state and whether the bank ever booked it."""

    state: str
    is_paid: bool
    is_returned: bool = False


DUPLICATE_CODES = ("AM05", "DU01", "DU02", "DU03", "DU04", "DU05")
"""ISO 20022 reasons that refuse a second copy: of the first they say nothing."""


def effect_of(standing: Standing, verdict: Verdict, code: str = "") -> Effect:
    """What an answer does to a payment, in whatever order and however often answers come.

    A booking counts once. A rejection counts only before a booking. A return counts once and only takes back what was
    booked; a return heard before its booking implies the booking. A rejection after a booking contradicts it. The same
    file sent again may be refused as a copy: what became of the first one is still to be asked, so nothing has failed.
    """
    is_copy = verdict is Verdict.REJECTED and code in DUPLICATE_CODES and standing.state != "ready"
    says_nothing = verdict is Verdict.ACCEPTED or is_copy
    if says_nothing or standing.state == "ready":
        return Effect.NONE if says_nothing else Effect.CONTRADICTION
    if verdict is Verdict.BOOKED:
        if standing.is_paid or standing.is_returned:
            return Effect.NONE
        return Effect.PAID if standing.state != "failed" else Effect.CONTRADICTION
    if verdict is Verdict.REJECTED:
        if standing.is_paid:
            return Effect.CONTRADICTION
        return Effect.NONE if standing.state == "failed" else Effect.FAILED
    return Effect.NONE if standing.is_returned else Effect.RETURNED


def approver_of(fen: int, *, chief_up_to_fen: int) -> Approver:
    """Who approves a plan of this amount: the bureau chief up to the tier, a vice president above it."""
    return Approver.BUREAU_CHIEF if fen <= chief_up_to_fen else Approver.VICE_PRESIDENT


def may_approve(required: Approver) -> tuple[Approver, ...]:
    """The tiers that reach the required one: whoever may approve more may approve less."""
    tiers = tuple(Approver)
    return tiers[tiers.index(required) :]
