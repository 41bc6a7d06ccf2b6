"""Interest for delayed performance: what is owed under a title on a day, and why.

The debt grows by a general part (as the title fixes it) and, once the period for performance is over, by a doubled
part of 0.0175 % a day on the adjudged money other than general interest. Delay before 2014-08-01 follows the rules of
its time, later delay the rules since. Interest is exact inside and rounded half up to the fen, per part, whenever a
payment is credited or the debt is read.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from zhixing.law.articles import rule
from zhixing.law.explanation import Flag
from zhixing.law.interest_account import Account
from zhixing.law.interest_before_2014 import NEW_RULE_FROM, REPLY_FROM
from zhixing.law.interest_explained import explain
from zhixing.law.interest_terms import Conventions, Debt, DebtTerms, Part, Payment, Stop, StopKind
from zhixing.law.rate_terms import NO_INTEREST, RateTerm, UnreadableRate, parse_rate
from zhixing.law.rates import RateBook, packaged_rates

DEFAULT = Conventions()


@rule(
    "interest.delay",
    "interest.delay.parts",
    "interest.delay.start",
    "interest.delay.stop",
    "interest.delay.order",
    "interest.delay.transition",
    "interest.delay.expiry",
    "interest.order",
    "interest.bankruptcy",
    "rate.succession",
)
def debt_on(
    terms: DebtTerms,
    payments: Iterable[Payment] = (),
    stops: Iterable[Stop] = (),
    *,
    on: date,
    conventions: Conventions = DEFAULT,
    book: RateBook | None = None,
) -> Debt:
    """The debt at the end of the day `on`: interest up to it, payments up to and on it credited.

    Payments after `on` are left out; several on one day are credited as they stand. Published rates come from `book`
    (the packaged tables unless given). Raises UnreadableRate when a rate is frozen at an event without a day, and
    RateBeforeTable when a published rate is needed before its first publication.
    """
    terms = _with_rate_settled(terms)
    stops = tuple(stops)
    account = Account(terms, stops, conventions, book or packaged_rates())
    for payment in sorted(
        (payment for payment in payments if payment.day <= on), key=lambda payment: payment.day
    ):
        account.pay(payment)
    account.advance(conventions.cut(on))
    return Debt(
        on=on,
        principal_left=account.left(Part.PRINCIPAL),
        other_left=account.left(Part.OTHER),
        costs_left=account.left(Part.COSTS),
        general_accrued=account.left(Part.GENERAL) + account.general_paid,
        general_left=account.left(Part.GENERAL),
        doubled_accrued=account.doubled_accrued(),
        doubled_left=account.left(Part.DOUBLED),
        surplus=account.surplus,
        allocations=tuple(account.allocations),
        explanation=explain(account, stops, on),
        flags=_flags(account, on),
    )


def calculate(
    principal_fen: int,
    *,
    paid_on: date,
    rate: str | RateTerm | None = None,
    interest_from: date | None = None,
    performance_ends: date | None = None,
    effective_on: date | None = None,
    costs_fen: int = 0,
    payments: Iterable[Payment] = (),
    stops: Iterable[Stop] = (),
    conventions: Conventions = DEFAULT,
    book: RateBook | None = None,
) -> Debt:
    """The debt on the day `paid_on` it is (to be) paid, interest of that day included: the calculator's question.

    `rate` as a judgment writes it. Raises what `parse_rate` and `debt_on` raise.
    """
    term = rate if isinstance(rate, RateTerm) else parse_rate(rate)
    terms = DebtTerms(
        principal_fen,
        rate=term,
        interest_from=interest_from,
        effective_on=effective_on,
        performance_ends_on=performance_ends,
        costs_fen=costs_fen,
    )
    return debt_on(terms, payments, stops, on=paid_on, conventions=conventions, book=book)


def _with_rate_settled(terms: DebtTerms) -> DebtTerms:
    """The terms with the rate's event replaced by its day."""
    rate = terms.rate
    if rate is None or not rate.fixed_at:
        return terms
    if terms.rate_event_on is None:
        raise UnreadableRate(f"利率“{rate.canonical}”以{rate.fixed_at}的报价为准，请补充该日的日期。")
    return replace(terms, rate=rate.frozen_on(terms.rate_event_on))


def _flags(account: Account, on: date) -> tuple[Flag, ...]:
    """What the reader must know before relying on the figures."""
    terms, rate = account.terms, account.terms.rate or NO_INTEREST
    flags: list[Flag] = []
    bears = rate.published or rate.percent > 0
    if bears and terms.interest_from is None:
        flags.append(
            Flag("interest.from_missing", "写明了利率但没有利息起算日，一般债务利息未计算，请补充。")
        )
    if terms.interest_from is not None and not bears:
        flags.append(
            Flag("interest.rate_missing", "有利息起算日但没有利率，一般债务利息未计算，请核对执行依据。")
        )
    if rate.published and terms.interest_from is not None and terms.interest_from <= on:
        flags.extend(_rate_flags(account, rate, on))
    starts = [item.starts for item in account.owed if item.left or item.part is Part.PRINCIPAL]
    if terms.delay_starts_on(account.conventions.start_next_day) is None:
        text = "没有履行期限届满日，也没有生效日期，加倍部分未计算，请补充。"
        flags.append(Flag("interest.no_delay_date", text))
    if min(starts) < min(NEW_RULE_FROM, on).toordinal():
        text = "2014-08-01 以前的迟延按当时的规定计算：基数不含一般债务利息，一般债务利息照计，利率档次依迟延时间长短，请核对。"
        flags.append(Flag("interest.old_rule", text))
        if min(starts) < REPLY_FROM.toordinal():
            text = "2009-05-18 以前应按银行同期贷款最高利率加倍，此处以基准利率代替，请核对。"
            flags.append(Flag("interest.before_2009", text))
    if account.surplus:
        flags.append(Flag("payment.surplus", "清偿款超过全部债务，超出部分应当退还。"))
    return tuple(flags)


def _rate_flags(account: Account, rate: RateTerm, on: date) -> Iterable[Flag]:
    terms = account.terms
    if rate.tenor is None:
        text = f"执行依据未写明期限品种，按{rate.tenor_used.label}计算，请核对。"
        yield Flag("rate.tenor_assumed", text)
    first = terms.interest_from or on
    last = max(first, min(on, terms.interest_until or on))
    if rate.fixed_on is not None:
        first = last = rate.fixed_on
    yield from account.book.warnings(first, last, rate.tenor_used)


__all__ = [
    "DEFAULT",
    "Conventions",
    "Debt",
    "DebtTerms",
    "Payment",
    "Stop",
    "StopKind",
    "calculate",
    "debt_on",
]
