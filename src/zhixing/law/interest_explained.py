"""The steps of a calculation of interest, in the words and the order in which a judge checks it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from zhixing.law.amounts import round_half_up, yuan_text
from zhixing.law.citing import step
from zhixing.law.explanation import Step
from zhixing.law.interest_account import NEVER, Account, Span
from zhixing.law.interest_before_2014 import NEW_RULE_FROM
from zhixing.law.interest_terms import Allocation, DoubledBase, Part, Stop, StopKind
from zhixing.law.rate_terms import RateKind
from zhixing.law.rates import FIRST_LPR

_SHORTEST_SUM, _LONGEST_SUM = 2, 8
"""A total names its terms when there are two to eight; beyond, the steps above are the terms."""


def explain(account: Account, stops: tuple[Stop, ...], on: date) -> tuple[Step, ...]:
    """Every step from the title to the sum due on `on`."""
    steps = [step("interest.delay", on, "迟延履行期间的债务利息＝一般债务利息＋加倍部分债务利息。")]
    steps.extend(_start(account, on))
    steps.extend(_stops(account, stops, on))
    general = _merged(span for span in account.spans if span.part is Part.GENERAL)
    steps.extend(_general(account, general, on))
    doubled = _merged(span for span in account.spans if span.part is Part.DOUBLED)
    doubled += account.open_old_spans()
    steps.extend(_doubled(account, doubled, on))
    steps.extend(_payment(account, allocation) for allocation in account.allocations)
    steps.extend(_balance(account))
    parts = [(part, account.left(part)) for part in Part]
    sums = " ＋ ".join(f"{part.label} {yuan_text(fen, True)}" for part, fen in parts if fen)
    total = sum(fen for _, fen in parts)
    steps.append(Step(f"截至{on}尚应给付", sums, f"{yuan_text(total, True)}元"))
    return tuple(steps)


def _start(account: Account, on: date) -> Iterator[Step]:
    """From which day the doubled part runs."""
    terms = account.terms
    subject = "interest.delay.start" if on >= NEW_RULE_FROM else "interest.delay"
    if account.delay_starts == NEVER:
        return
    begin = date.fromordinal(account.delay_starts)
    if terms.instalments:
        dues = "、".join(f"{part.due_on}（{yuan_text(part.fen, True)}元）" for part in terms.instalments)
        yield step(subject, on, f"分期履行，自每期届满起分别计算加倍部分：{dues}。")
    elif terms.performance_ends_on is not None:
        yield step(subject, on, f"履行期间于{terms.performance_ends_on}届满，加倍部分自{begin}起算。")
    else:
        yield step(subject, on, f"未确定履行期间，加倍部分自法律文书生效之日{begin}起算。")


def _stops(account: Account, stops: tuple[Stop, ...], on: date) -> Iterator[Step]:
    """Which stays count."""
    for stop in stops:
        last = f"至{stop.last}" if stop.last else "起"
        if stop.kind is StopKind.BANKRUPTCY:
            yield step("interest.bankruptcy", on, f"破产申请于{stop.first}受理，自该日起停止计息。")
        elif stop.halts_doubled:
            yield step("interest.delay.stop", on, f"{stop.first}{last}中止、暂缓执行，不计算加倍部分。")
        else:
            yield step("interest.delay.stop", on, f"{stop.first}{last}的中止、暂缓不影响加倍部分的计算。")


def _general(account: Account, spans: list[Span], on: date) -> Iterator[Step]:
    rate = account.rate
    if rate is None or rate.kind is RateKind.NONE:
        yield step("interest.delay.parts", on, "执行依据未确定一般债务利息，不予计算。", "", "0.00元")
        return
    for span in spans:
        name = "一般债务利息（迟延履行期间）" if span.late else "一般债务利息"
        subject, note = "interest.delay.parts", ""
        if rate.published:
            subject = f"rate.{rate.kind}"
        if rate.kind is RateKind.LPR and (rate.fixed_on or date.fromordinal(span.first)) < FIRST_LPR:
            subject, note = "rate.succession", "，适用贷款基准利率"
        yield step(subject, on, f"{name}：{_days(span)}{note}", _product(span), _amount(span.interest))
    accrued = account.left(Part.GENERAL) + account.general_paid
    yield step(
        "interest.delay.parts", on, f"一般债务利息合计（{rate.canonical}）", _sum(spans), _yuan(accrued)
    )


def _doubled(account: Account, spans: list[Span], on: date) -> Iterator[Step]:
    if any(span.old_rule for span in spans) and on >= NEW_RULE_FROM:
        yield step(
            "interest.delay.transition", on, "2014-08-01以前的迟延按之前的规定计算，以后的按现行解释计算。"
        )
    if account.terms.other_fen and account.conventions.doubled_base is DoubledBase.PRINCIPAL_ONLY:
        yield step("interest.delay.parts", on, "违约金等其他金钱债务按本院设置不计入加倍部分的基数。")
    if account.terms.costs_fen and account.conventions.doubled_base is not DoubledBase.ALL:
        yield step("interest.delay.parts", on, "诉讼费等费用按本院设置不计入加倍部分的基数。")
    for span in spans:
        if span.old_rule:
            eve = date.fromordinal(span.end - 1)
            text = f"迟延履行期间的债务利息（2014-08-01以前的规定，基准利率二倍）：{_days(span)}"
            words = f"{yuan_text(span.amount, True)} × {span.arithmetic}"
            yield step("interest.delay.before_2014", eve, text, words, _amount(span.interest))
        else:
            yield step(
                "interest.delay.parts", on, f"加倍部分：{_days(span)}", _product(span), _amount(span.interest)
            )
    yield step(
        "interest.delay.parts", on, "加倍部分债务利息合计", _sum(spans), _yuan(account.doubled_accrued())
    )


def _payment(account: Account, allocation: Allocation) -> Step:
    """How one payment was credited, and under which order."""
    payment = allocation.payment
    named = {
        Part.COSTS: allocation.costs,
        Part.GENERAL: allocation.general,
        Part.PRINCIPAL: allocation.principal,
        Part.OTHER: allocation.other,
        Part.DOUBLED: allocation.doubled,
    }
    shares = [f"{part.label} {yuan_text(named[part], True)}" for part in account.order if named[part]]
    shares += [f"超出 {yuan_text(allocation.surplus, True)}"] if allocation.surplus else []
    if account.terms.agreed_order is not None:
        how = "，依当事人约定的顺序清偿"
    elif payment.day < NEW_RULE_FROM:
        how = "，依并还原则清偿"
    else:
        how = "，先清偿执行依据确定的债务，再清偿加倍部分"
    subject = "interest.delay.order" if payment.day >= NEW_RULE_FROM else "interest.delay.before_2014"
    if allocation.general and (allocation.costs or allocation.principal) and payment.day >= NEW_RULE_FROM:
        subject = "interest.order"
    text = f"{payment.day}{payment.kind.label}{how}"
    return step(subject, payment.day, text, f"{yuan_text(payment.fen, True)} ＝ {' ＋ '.join(shares)}")


def _balance(account: Account) -> Iterator[Step]:
    """What of the interest is paid, and what is left."""
    for part, paid in ((Part.GENERAL, account.general_paid), (Part.DOUBLED, account.doubled_paid)):
        left = account.left(part)
        if paid:
            sums = f"{yuan_text(left + paid, True)} − {yuan_text(paid, True)}"
            yield Step(f"{part.label}扣除已清偿部分", sums, _yuan(left))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Neighbouring spans of the same kind, sum and rate as one."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last is not None and _continues(last, span):
            found[-1] = replace(last, end=span.end, interest=last.interest + span.interest)
        else:
            found.append(span)
    return found


def _continues(last: Span, span: Span) -> bool:
    same = (last.amount, last.arithmetic, last.late) == (span.amount, span.arithmetic, span.late)
    return same and last.end == span.first and not last.old_rule and not span.old_rule


def _days(span: Span) -> str:
    return f"{date.fromordinal(span.first)}至{date.fromordinal(span.end - 1)}共{span.days}日"


def _product(span: Span) -> str:
    return f"{yuan_text(span.amount, True)} × {span.arithmetic} × {span.days}"


def _amount(exact: Fraction) -> str:
    """Yuan, with four decimals where the fen do not come out even."""
    if exact.denominator == 1:
        return _yuan(int(exact))
    whole, part = divmod(round_half_up(exact * 100), 10_000)
    return f"约{whole:,}.{part:04d}元"


def _yuan(fen: int) -> str:
    return f"{yuan_text(fen, True)}元"


def _sum(spans: list[Span]) -> str:
    if len(spans) < _SHORTEST_SUM:
        return ""
    if len(spans) > _LONGEST_SUM:
        return f"以上{len(spans)}段之和，四舍五入到分"
    return " ＋ ".join(_amount(span.interest).removeprefix("约").removesuffix("元") for span in spans)
