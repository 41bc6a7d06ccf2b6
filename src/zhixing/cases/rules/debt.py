"""What is owed in a case on a day: the title's debt with interest, the application fee, and what came in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhixing.law.explanation import Flag, Step
from zhixing.law.fees import Fee, application_fee
from zhixing.law.interest import Debt, DebtTerms, Payment, Stop, debt_on
from zhixing.law.interest_claims import Claim
from zhixing.law.interest_terms import Conventions
from zhixing.law.rate_terms import parse_rate

FEE_RULES_FROM = date(2007, 4, 1)
"""Since then the Measures on Litigation Fees apply; older cases are reckoned by them too."""


@dataclass(frozen=True, slots=True)
class TitleTerms:
    """What a title orders, in fen and days, as the tables keep it."""

    principal_fen: int
    litigation_costs_fen: int
    interest_from: date | None
    rate_text: str
    effective_on: date
    performance_ends_on: date | None
    filed_on: date


@dataclass(frozen=True, slots=True)
class RecoveryLine:
    """Money that came in on a day, in fen; negative when it was taken back."""

    on: date
    fen: int
    source: str


@dataclass(frozen=True, slots=True)
class DebtStatement:
    """The debt of a case at the end of a day. `fee_fen` is the whole application fee, `fee_left_fen` what of it is unpaid."""

    on: date
    debt: Debt
    fee_fen: int
    fee_left_fen: int
    recovered_fen: int
    fee_explanation: tuple[Step, ...]

    @property
    def owed_fen(self) -> int:
        """What the applicant is still owed."""
        return self.debt.total_due

    @property
    def owed_with_fee_fen(self) -> int:
        """What the debtor still has to pay, the application fee included."""
        return self.debt.total_due + self.fee_left_fen

    @property
    def explanation(self) -> tuple[Step, ...]:
        """Every step to the figures."""
        return (*self.fee_explanation, *self.debt.explanation)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What the reader must know about the figures."""
        return self.debt.flags


def terms_of(title: TitleTerms) -> DebtTerms:
    """The title as the law room reads it. Raises UnreadableRate for a rate that was never checked."""
    return DebtTerms(
        title.principal_fen,
        rate=parse_rate(title.rate_text) if title.rate_text else None,
        interest_from=title.interest_from,
        effective_on=title.effective_on,
        performance_ends_on=title.performance_ends_on,
        costs_fen=title.litigation_costs_fen,
    )


MOVED, SHARE, FEE_SHARE = "moved:", "distribution:", "feeshare:"
"""How the sources of recoveries begin that a distribution among several creditors makes: what it takes from a receipt,
what of it counts against a debt, and what pays a case's application fee."""


def standing(lines: Iterable[RecoveryLine], on: date) -> list[RecoveryLine]:
    """The money that has come in by a day and stayed: a reversal cancels the latest earlier line of its amount.

    Without a line of the same amount it takes from the latest lines. What a distribution has moved to other creditors
    is taken from the very receipt it names.
    """
    kept: list[RecoveryLine] = []
    for line in sorted((line for line in lines if line.on <= on), key=lambda line: (line.on, line.fen < 0)):
        if line.fen > 0:
            kept.append(line)
            continue
        if line.source.startswith(MOVED) and take_moved(kept, line):
            continue
        same = [place for place, earlier in enumerate(kept) if earlier.fen == -line.fen]
        if same:
            del kept[same[-1]]
        else:
            _take_back(kept, -line.fen)
    return kept


def take_moved(kept: list[RecoveryLine], moved: RecoveryLine) -> bool:
    """Take what was moved (``moved:RECEIPT:TURN:PLAN``, below zero) from its own receipt; whether that was found."""
    _, receipt, turn, _ = moved.source.split(":")
    for place, line in enumerate(kept):
        if line.source.replace("-", "") == f"receipt:{receipt}:{turn}" and line.fen >= -moved.fen:
            kept[place : place + 1] = (
                [RecoveryLine(line.on, line.fen + moved.fen, line.source)] if line.fen > -moved.fen else []
            )
            return True
    return False


def _take_back(kept: list[RecoveryLine], fen: int) -> None:
    while fen and kept:
        last = kept.pop()
        if last.fen > fen:
            kept.append(RecoveryLine(last.on, last.fen - fen, last.source))
            return
        fen -= last.fen


@dataclass(frozen=True, slots=True)
class CreditedClaim:
    """A claim with its payments after the application fee was taken from the first money that came in."""

    claim: Claim
    fee: Fee
    fee_left_fen: int
    recovered_fen: int


def fee_of(line: RecoveryLine, fee_left: int) -> int:
    """What of a line pays the application fee: the first money that comes in, or what a distribution has said."""
    return 0 if line.source.startswith(SHARE) else min(fee_left, line.fen)


def credited(
    title: TitleTerms, recoveries: Sequence[RecoveryLine], on: date, *, stops: Sequence[Stop] = ()
) -> CreditedClaim:
    """What counts against the debt by the day `on`.

    The application fee is reckoned on principal and adjudged costs as applied for, and taken from the first money that
    comes in, because costs of enforcement go before the debt (民诉法解释第508条).
    """
    fee = application_fee(
        title.principal_fen + title.litigation_costs_fen, max(title.filed_on, FEE_RULES_FROM)
    )
    fee_left = fee.fen
    payments: list[Payment] = []
    kept = standing(recoveries, on)
    for line in kept:
        to_fee = fee_of(line, fee_left)
        fee_left -= to_fee
        if line.fen > to_fee and not line.source.startswith(FEE_SHARE):
            payments.append(Payment(line.on, line.fen - to_fee))
    claim = Claim(terms_of(title), tuple(payments), tuple(stops))
    return CreditedClaim(claim, fee, fee_left, sum(line.fen for line in kept))


def statement(
    title: TitleTerms,
    recoveries: Sequence[RecoveryLine],
    on: date,
    *,
    stops: Sequence[Stop] = (),
    conventions: Conventions | None = None,
) -> DebtStatement:
    """The debt at the end of the day `on`, with every step."""
    found = credited(title, recoveries, on, stops=stops)
    claim = found.claim
    debt = debt_on(claim.terms, claim.payments, claim.stops, on=on, conventions=conventions or Conventions())
    return DebtStatement(
        on, debt, found.fee.fen, found.fee_left_fen, found.recovered_fen, found.fee.explanation
    )
