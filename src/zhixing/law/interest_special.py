"""Interest for delay outside the ordinary RMB debt: foreign currency, restitution, and duties that are not money."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from zhixing.law.amounts import round_half_up, yuan_text
from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Step
from zhixing.law.interest import DEFAULT, debt_on
from zhixing.law.interest_account import DAILY_DOUBLED
from zhixing.law.interest_before_2014 import NEW_RULE_FROM
from zhixing.law.interest_terms import Conventions, Debt, DebtTerms, Payment, TermsUnclear


@dataclass(frozen=True, slots=True)
class ForeignDelay:
    """The doubled part on a debt in foreign currency.

    `currency` is the code in which `principal` and `doubled` are stated, both in its smallest unit (cents; fen after
    conversion).
    """

    currency: str
    principal: int
    doubled: int
    days: int
    explanation: tuple[Step, ...]


@rule("interest.delay.currency")
def foreign_delay(
    *,
    currency: str,
    principal: int,
    performance_ends: date,
    paid_on: date,
    mid_rate: Decimal | None = None,
    units: int = 100,
    conventions: Conventions = DEFAULT,
) -> ForeignDelay:
    """The doubled part on a debt of `principal` cents in `currency`, paid whole on `paid_on`.

    With `mid_rate` (RMB for `units` of the currency, the middle rate of the first day of the doubled part) the
    applicant claims RMB: principal and interest are then fen, the principal converted first and rounded to the fen.
    For delay from 2014-08-01 on; raises TermsUnclear otherwise, and for amounts or rates that are not positive.
    """
    first = performance_ends.toordinal() + int(conventions.start_next_day)
    begins = date.fromordinal(first)
    if begins < NEW_RULE_FROM:
        raise TermsUnclear("2014-08-01 以前的外币迟延没有可以直接适用的算法，请人工计算。")
    if principal <= 0 or (mid_rate is not None and mid_rate <= 0) or units <= 0:
        raise TermsUnclear("外币金额、汇率和汇率单位都应当大于零。")
    steps: list[Step] = []
    code, sum_due = currency, principal
    if mid_rate is not None:
        code, sum_due = "CNY", round_half_up(Fraction(mid_rate) * principal / units)
        text = f"申请执行人主张以人民币计算，按加倍部分起算之日{begins}的中间价折算。"
        words = f"{yuan_text(principal, True)} {currency} × {mid_rate} ÷ {units}"
        steps.append(step("interest.delay.currency", paid_on, text, words, f"{yuan_text(sum_due, True)}元"))
    days = max(conventions.cut(paid_on) - first, 0)
    doubled = round_half_up(sum_due * days * DAILY_DOUBLED)
    text = f"加倍部分：{begins}至{paid_on}共{days}日"
    words = f"{yuan_text(sum_due, True)} × 0.0175% × {days}"
    steps.append(step("interest.delay.currency", paid_on, text, words, f"{yuan_text(doubled, True)} {code}"))
    return ForeignDelay(code, sum_due, doubled, days, tuple(steps))


@rule("interest.delay.restitution")
def restitution_on(
    *,
    restored_fen: int,
    performance_ends: date,
    on: date,
    payments: tuple[Payment, ...] = (),
    conventions: Conventions = DEFAULT,
) -> Debt:
    """What the former applicant owes on `on` when told to give back `restored_fen` by `performance_ends`.

    Restitution bears the doubled part as any adjudged money does. Raises TermsUnclear before 2014-08-01.
    """
    if performance_ends < NEW_RULE_FROM:
        raise TermsUnclear("2014-08-01 以前的执行回转没有加倍部分的规定，请人工计算。")
    debt = debt_on(
        DebtTerms(restored_fen, performance_ends_on=performance_ends),
        payments,
        on=on,
        conventions=conventions,
    )
    first = step(
        "interest.delay.restitution", on, "执行回转：原申请执行人迟延返还的，同样承担加倍部分债务利息。"
    )
    return replace(debt, explanation=(first, *debt.explanation))


@dataclass(frozen=True, slots=True)
class DelayPayment:
    """The delay payment (迟延履行金) for a duty that is not money, in fen."""

    fen: int
    explanation: tuple[Step, ...]


@rule("interest.delay.non_monetary")
def delay_payment(*, loss_fen: int, fixed_by_court_fen: int = 0, on: date) -> DelayPayment:
    """Double the applicant's loss; without a loss what the court fixes. Raises TermsUnclear for negative sums."""
    if min(loss_fen, fixed_by_court_fen) < 0:
        raise TermsUnclear("损失和迟延履行金不能为负数。")
    if loss_fen:
        text, words, fen = "已经造成损失的，双倍补偿。", f"{yuan_text(loss_fen, True)} × 2", 2 * loss_fen
    else:
        text, words, fen = "没有造成损失的，由人民法院根据具体案件情况决定。", "", fixed_by_court_fen
    result = f"{yuan_text(fen, True)}元"
    return DelayPayment(fen, (step("interest.delay.non_monetary", on, text, words, result),))


@rule("interest.delay.notice")
def warning_in_notice(on: date) -> Step:
    """The sentence that an enforcement notice of the day must carry about interest for delay."""
    text = "未按执行依据指定的期间履行的，应当加倍支付迟延履行期间的债务利息或者支付迟延履行金。"
    return step("interest.delay.notice", on, text)
