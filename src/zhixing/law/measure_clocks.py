"""The clocks around a measure: reminders, preservation and its carry-over, waiting, transfer, excess,
entrustment.

Freeze terms themselves are in `measure_terms`. Periods for an act in proceedings follow the counting and
holiday rules of `working_days.period_end`; the days on which a freeze ends never move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step
from zhixing.law.measure_terms import DEFAULTS, AssetClass, Conventions, TermRefused, end_of_term
from zhixing.law.working_days import (
    PeriodEnd,
    add_months,
    last_working_day_until,
    period_end,
    provisional_flag,
)

LADDER = (60, 30, 15, 7, 3, 1)
"""Days before the end on which to warn: policy, not law."""
REQUEST_DAYS = 7
URGENT = timedelta(hours=48)
EQUITY_PUBLICATION_FROM = date(2022, 1, 1)
SHORTEST_HANDOVER_DAYS = 30


class Stage(StrEnum):
    """Where a preservation measure came from."""

    PRE_ACTION = "pre_action"
    LITIGATION = "litigation"


class WaitingStarts(StrEnum):
    """From when the term of a waiting measure is counted."""

    WHEN_EFFECTIVE = "when_effective"
    WHEN_REGISTERED = "when_registered"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A warning `days_before` the end, shown on `on`: the nominal day, or the last working day before it."""

    days_before: int
    nominal: date
    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for an act, with the period it came from."""

    last_day: date
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class RenewalRequest:
    """By when the applicant must ask to renew a preservation measure; `advise_by` is the working day to tell
    them.
    """

    last_day: date
    advise_by: date
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class CarriedTerm:
    """A preservation term after it became an enforcement measure: the same dates; void if it ran out or fell."""

    start: date
    last_day: date
    valid: bool
    needs_new_ruling: bool
    explanation: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """Whether the entrusting court must renew before it hands a measure over."""

    must_renew_first: bool
    days_left: int
    explanation: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class WaitingTerm:
    """The term of a waiting measure; `last_day` is None while it waits. `watch_until` is the cautious day."""

    last_day: date | None
    watch_until: date
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


@rule("measures.reminder")
def reminders(last_day: date, ladder: Sequence[int] = LADDER) -> tuple[Reminder, ...]:
    """The warnings before a measure ends, each moved back to a working day, in order of date.

    `ladder` holds positive days before `last_day`. Raises TermRefused for others.
    """
    if any(days < 1 for days in ladder):
        raise TermRefused("提醒应当在届满之前，天数须为正数。")
    found = []
    for days in sorted(set(ladder), reverse=True):
        nominal = last_day - timedelta(days=days)
        moved = last_working_day_until(nominal)
        found.append(Reminder(days, nominal, moved.on, moved.provisional))
    return tuple(found)


@rule("measures.renewal_request")
def renewal_request_deadline(last_day: date) -> RenewalRequest:
    """The last day for the applicant to ask for the renewal of a preservation measure: 7 days before it ends.

    The day does not move over a holiday: it would come too near the end. In enforcement no such period is
    written.
    """
    due = last_day - timedelta(days=REQUEST_DAYS)
    advise = last_working_day_until(due)
    text = "申请保全人应当在保全期限届满七日前申请续行，逾期自行承担后果；不因休假日顺延。"
    steps = (
        step(
            "measures.renewal_request",
            due,
            text,
            f"{last_day:%Y-%m-%d} − {REQUEST_DAYS} 日",
            f"{due:%Y-%m-%d}",
        ),
    )
    flags = (provisional_flag(advise.on),) if advise.provisional else ()
    return RenewalRequest(due, advise.on, steps, flags)


@rule("measures.effect", "measures.equity_effect")
def effective_on(
    *, served_on: date, published_on: date | None = None, unlisted_equity: bool = False
) -> date | None:
    """The day a measure takes effect: service on the assisting unit; for equity, publication in the credit
    system.

    None for equity that is not yet published. Equity frozen before 2022-01-01 took effect on service.
    """
    if unlisted_equity and served_on >= EQUITY_PUBLICATION_FROM:
        return published_on
    return served_on


@rule("measures.pre_action")
def pre_action_deadline(taken_on: date) -> Deadline:
    """By when the applicant must sue or go to arbitration after a pre-action preservation: 30 days."""
    return _deadline(
        "measures.pre_action", taken_on, "采取诉前保全措施后三十日内不起诉、不申请仲裁的，解除保全。", 30
    )


@rule("measures.before_application")
def before_application_deadline(performance_ends: date) -> Deadline:
    """By when the creditor must apply for enforcement to keep a preservation made after judgment: 5 days."""
    text = "履行期间届满后五日内不申请执行的，应当解除保全。"
    return _deadline("measures.before_application", performance_ends, text, 5)


@rule("measures.carry_over", "measures.carry_into_enforcement")
def carry_over(
    *,
    stage: Stage,
    start: date,
    last_day: date,
    entered_on: date,
    sued_on: date | None = None,
) -> CarriedTerm:
    """A preservation measure when its case enters enforcement on `entered_on`: the term runs on, no new
    ruling.

    It is not carried when its term had run out, or when a pre-action measure was not followed by a suit or
    arbitration (`sued_on`) within 30 days.
    """
    if stage is Stage.PRE_ACTION:
        limit = pre_action_deadline(start)
        if sued_on is None or sued_on > limit.last_day:
            return CarriedTerm(start, last_day, False, True, limit.explanation)
    if last_day < entered_on:
        text = f"进入执行程序时保全期限已于 {last_day:%Y-%m-%d} 届满，不自动转为执行措施，应当重新采取。"
        lapsed = step("measures.carry_into_enforcement", entered_on, text)
        return CarriedTerm(start, last_day, False, True, (lapsed,))
    text = "保全措施自动转为执行中的查封、扣押、冻结，期限连续计算，无需重新制作裁定书。"
    dates = f"{start:%Y-%m-%d} 至 {last_day:%Y-%m-%d}"
    steps = (
        step("measures.carry_over", entered_on, text, result=dates),
        step("measures.carry_into_enforcement", entered_on, "期限未届满，继续有效。"),
    )
    return CarriedTerm(start, last_day, True, False, steps)


@rule("measures.entrusted")
def before_entrusting(*, handed_over_on: date, last_day: date) -> Handover:
    """Whether the entrusting court must renew first: less than one month (and never less than 30 days) is
    left.
    """
    left = (last_day - handed_over_on).days
    short = last_day < add_months(handed_over_on, 1) or left < SHORTEST_HANDOVER_DAYS
    text = (
        "移交受托法院时有效期限不足一个月，应当先行续封、续冻，再移交。"
        if short
        else "有效期限不少于一个月，可以移交。"
    )
    return Handover(
        short, left, (step("measures.entrusted", handed_over_on, text, result=f"剩余 {left} 日"),)
    )


@rule("measures.waiting", "measures.waiting_term")
def waiting_term(
    asset: AssetClass,
    *,
    registered_on: date,
    effective_from: date | None,
    conventions: Conventions = DEFAULTS,
    starts: WaitingStarts = WaitingStarts.WHEN_EFFECTIVE,
    months: int | None = None,
) -> WaitingTerm:
    """The term of a waiting measure, which takes effect by itself when the earlier one is lifted.

    `effective_from` is that day, None while it still waits. While it waits, watch the day counted from
    registration: a registry may count so.
    """
    cautious = end_of_term(asset, registered_on, conventions, months=months)
    waiting = step("measures.waiting", registered_on, "在先措施解除的，登记在先的轮候措施自动生效。")
    flag = Flag("waiting.start", "轮候期限自生效之日起算的依据尚未核对原文，以登记机关记载为准。")
    if starts is WaitingStarts.WHEN_REGISTERED:
        return WaitingTerm(
            cautious.last_day, cautious.last_day, (waiting, *cautious.explanation), cautious.flags
        )
    if effective_from is None:
        still = step("measures.waiting_term", registered_on, "尚未生效，期限未起算；先按登记日起算提醒。")
        return WaitingTerm(None, cautious.last_day, (waiting, still), (flag,))
    if effective_from < registered_on:
        raise TermRefused("轮候措施的生效日不能早于登记日。")
    term = end_of_term(asset, effective_from, conventions, months=months, made_on=registered_on)
    began = step(
        "measures.waiting_term",
        effective_from,
        f"轮候措施于 {effective_from:%Y-%m-%d} 生效，期限自该日起算。",
    )
    steps = (waiting, began, *term.explanation)
    return WaitingTerm(term.last_day, term.last_day, steps, (*term.flags, flag))


@rule("measures.priority_transfer")
def priority_transfer_from(first_measure_on: date) -> Deadline:
    """The first day on which the court of a prior secured claim may demand transfer: more than 60 days have
    passed.

    Only while the first court has issued no auction notice and begun no sale.
    """
    day = first_measure_on + timedelta(days=61)
    text = (
        "自首先查封之日起已超过六十日仍未发布拍卖公告或者进入变卖程序的，优先债权执行法院可以要求移送执行。"
    )
    sums = f"{first_measure_on:%Y-%m-%d} ＋ 60 日之后"
    return Deadline(day, (step("measures.priority_transfer", day, text, sums, f"{day:%Y-%m-%d}"),), ())


@rule("measures.priority_transfer_letter")
def transfer_letter_due(received_on: date) -> Deadline:
    """By when the first court must issue its transfer letter: 15 days from receipt of the demand."""
    return _deadline("measures.priority_transfer_letter", received_on, "十五日内出具移送执行函。", 15)


@rule("measures.preservation_transfer")
def preservation_transfer_from(first_measure_on: date) -> Deadline:
    """The first day on which the first waiting enforcement court may ask for transfer: over 1 year without
    disposal.

    Not for an asset that is itself in dispute.
    """
    day = add_months(first_measure_on, 12) + timedelta(days=1)
    text = "保全法院首先采取措施后超过一年未处分的，在先轮候的执行法院可以商请移送，争议标的除外。"
    sums = f"{first_measure_on:%Y-%m-%d} ＋ 1 年之后"
    return Deadline(day, (step("measures.preservation_transfer", day, text, sums, f"{day:%Y-%m-%d}"),), ())


@rule("measures.excess", "measures.excess_equity")
def excess_lift_due(ruling_effective_on: date) -> Deadline:
    """By when a clear excess of frozen equity must be lifted: 7 days after the ruling takes effect.

    For other assets the law says "in time" (及时) without a number; the same seven days serve as a target.
    """
    return _deadline("measures.excess_equity", ruling_effective_on, "七日内解除对明显超标的额部分的冻结。", 7)


@rule("measures.excess")
def excess_fen(
    *, value_fen: int, debt_fen: int, costs_fen: int, divisible: bool, other_assets_suffice: bool
) -> int:
    """How much of a measure exceeds debt and enforcement costs and must be lifted, in fen (0 when nothing).

    An indivisible thing stays whole unless the debtor's other assets suffice. Raises TermRefused for negative
    sums.
    """
    if min(value_fen, debt_fen, costs_fen) < 0:
        raise TermRefused("财产价值、债权额和执行费用都不能为负数。")
    excess = max(value_fen - debt_fen - costs_fen, 0)
    return excess if divisible or other_assets_suffice else 0


@rule("measures.preservation_ruling")
def preservation_ruling_due(received_on: date) -> Deadline:
    """By when to rule on preservation, and again by when to begin it: 5 days from application (or from
    security).
    """
    return _deadline(
        "measures.preservation_ruling", received_on, "五日内作出裁定；裁定保全的，五日内开始执行。", 5
    )


@rule("measures.preservation_ruling", "measures.preservation_lift")
def urgent_due(received_at: datetime) -> datetime:
    """By when to rule where the matter is urgent, on preserving or on lifting it: 48 hours, to the minute."""
    return received_at + URGENT


@rule("measures.preservation_lift")
def preservation_lift_due(requested_on: date) -> Deadline:
    """By when to rule on lifting a preservation: 5 days from the request (48 hours when urgent:
    `urgent_due`).
    """
    return _deadline("measures.preservation_lift", requested_on, "收到解除保全申请后五日内裁定解除。", 5)


@rule("measures.preservation_third_party")
def third_party_lift_due(suit_period_ends: date) -> Deadline:
    """By when to lift after a third party's objection succeeded and no suit followed: 7 days from the suit
    period's end.
    """
    text = "申请保全人未在法定期间起诉的，自起诉期限届满之日起七日内解除保全。"
    return _deadline("measures.preservation_third_party", suit_period_ends, text, 7)


@rule("measures.preservation_reconsideration")
def reconsideration_deadline(served_on: date) -> Deadline:
    """By when a party may ask for reconsideration of a preservation ruling: 5 days from service."""
    return _deadline(
        "measures.preservation_reconsideration", served_on, "自裁定书送达之日起五日内可以申请复议一次。", 5
    )


@rule("measures.preservation_reconsideration")
def reconsideration_decision_due(received_on: date) -> Deadline:
    """By when the court decides on it: 10 days from receipt."""
    return _deadline("measures.preservation_reconsideration", received_on, "收到复议申请后十日内审查。", 10)


@rule("measures.preservation_security")
def security_limit_fen(requested_fen: int) -> int:
    """The most that may be asked as security in litigation: 30 % of the amount, rounded down to the fen."""
    if requested_fen < 0:
        raise TermRefused("请求保全的数额不能为负数。")
    return requested_fen * 30 // 100


def _deadline(subject: str, start: date, text: str, days: int) -> Deadline:
    end: PeriodEnd = period_end(start, days=days)
    steps = (step(subject, start, text, result=f"{end.last_day:%Y-%m-%d}"), *end.explanation)
    return Deadline(end.last_day, steps, end.flags)
