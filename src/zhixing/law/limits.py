"""Time limits as clocks: when each act of enforcement must be done, how long is left, what colour that is.

The limits stand in one table (`LIMITS`), each with its length and its article. A clock is one limit started on one
day; periods that do not count push its end; an extension lengthens it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step
from zhixing.law.limit_table import LIMITS, Limit, LimitKind, Unit
from zhixing.law.working_days import PeriodEnd, last_working_day_until, period_end


class LimitMisused(ValueError):
    """A limit is given something it does not allow; the message says what to change."""


class NotCounted(StrEnum):
    """Periods that do not count toward a limit."""

    PUBLIC_NOTICE = "public_notice"
    APPRAISAL = "appraisal"
    JURISDICTION_DISPUTE = "jurisdiction_dispute"
    COORDINATION = "coordination"
    STAY = "stay"
    SETTLEMENT = "settlement"
    SECURITY = "security"
    SUPERIOR_SUSPENSION = "superior_suspension"
    AUCTION = "auction"


NOT_COUNTED_NAMES = {
    NotCounted.PUBLIC_NOTICE: "公告期间",
    NotCounted.APPRAISAL: "鉴定、评估、审计期间",
    NotCounted.JURISDICTION_DISPUTE: "管辖异议、管辖争议处理期间",
    NotCounted.COORDINATION: "执行争议协调期间",
    NotCounted.STAY: "中止执行期间",
    NotCounted.SETTLEMENT: "因执行和解暂缓执行期间",
    NotCounted.SECURITY: "因执行担保暂缓执行期间",
    NotCounted.SUPERIOR_SUSPENSION: "上级法院通知暂缓执行期间",
    NotCounted.AUCTION: "拍卖、变卖查封扣押财产期间",
}
_CONCLUSION = frozenset(NotCounted) - {NotCounted.COORDINATION}
_SUPERIOR = frozenset(NotCounted) - {NotCounted.AUCTION}
DEDUCTIBLE: dict[LimitKind, frozenset[NotCounted]] = {
    LimitKind.CONCLUDE: _CONCLUSION,
    LimitKind.CONCLUDE_ADMINISTRATIVE: _CONCLUSION,
    LimitKind.SUPERIOR_TAKES_OVER: _SUPERIOR,
}
"""What each limit leaves out of count: the conclusion limit by the rules on trial limits, the six months after which
the superior court may take over by the interpretation on enforcement procedure (no auctions, but coordination)."""


_EXTENDED_BY = {LimitKind.CONCLUDE: "limits.conclude_extension"}
SUPERIOR_PAUSES = DEDUCTIBLE[LimitKind.SUPERIOR_TAKES_OVER]


@dataclass(frozen=True, slots=True)
class Pause:
    """A period that does not count, both days included; `until` None while it runs."""

    kind: NotCounted
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """An approved extension, in the unit of its limit (months to conclude, days to decide a reconsideration).

    `reported` says that a further extension was reported to the high court, which lifts the three months.
    """

    length: int
    approved_on: date
    approved_by: str
    reported: bool = False


class Colour(StrEnum):
    """How urgent a clock is."""

    GREEN = "green"
    AMBER = "amber"
    VERMILION = "vermilion"
    GREY = "grey"
    """Paused or done: no time runs."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit started on one day.

    `due_on` is the last day; `amber_from` the first day on which a third of the span or less is left;
    `vermilion_from` the last working day up to `due_on`. `paused` while a period that does not count has no end yet:
    the due date then holds only if it ended today.
    """

    kind: LimitKind
    name: str
    starts_on: date
    due_on: date
    amber_from: date
    vermilion_from: date
    paused: bool
    provisional: bool
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockState:
    """A clock on a day: `days_left` counts calendar days (0 on the last day, negative when overdue)."""

    colour: Colour
    days_left: int
    overdue: bool
    text: str


def _period(limit: Limit, starts_on: date, extra: int) -> PeriodEnd:
    length = limit.length + extra
    if limit.unit is Unit.DAYS:
        return period_end(starts_on, days=length, holiday_rule=limit.holiday_rule)
    if limit.unit is Unit.MONTHS:
        return period_end(starts_on, months=length, holiday_rule=limit.holiday_rule)
    return period_end(starts_on, years=length, holiday_rule=limit.holiday_rule)


def not_counted_days(
    pauses: Sequence[Pause], starts_on: date, due_on: date, today: date | None = None
) -> int:
    """Days after `starts_on` that do not count toward a limit ending on `due_on`; overlapping pauses count once.

    A pause that begins after the limit, with what it had been pushed, has run out stops nothing. A pause that still
    runs counts up to `today`; without `today` its first day only. Raises LimitMisused.
    """
    spans: list[tuple[date, date]] = []
    for pause in pauses:
        until = pause.until or max(today or pause.since, pause.since)
        if until < pause.since:
            raise LimitMisused(f"{NOT_COUNTED_NAMES[pause.kind]}的结束日早于开始日。")
        spans.append((pause.since, until))
    days = 0
    counted_until = starts_on
    for since, until in sorted(spans):
        first = max(since, counted_until + timedelta(days=1))
        if first <= until and first <= due_on + timedelta(days=days):
            days += (until - first).days + 1
            counted_until = until
    return days


def _check(limit: Limit, pauses: Sequence[Pause], extension: Extension | None) -> None:
    allowed = DEDUCTIBLE.get(limit.kind, frozenset())
    for pause in pauses:
        if pause.kind not in allowed:
            raise LimitMisused(f"“{limit.name}”不能扣除{NOT_COUNTED_NAMES[pause.kind]}。")
    if extension is None:
        return
    if not limit.max_extension:
        raise LimitMisused(f"“{limit.name}”不能延长。")
    if extension.length <= 0 or (extension.length > limit.max_extension and not extension.reported):
        raise LimitMisused(
            f"“{limit.name}”最多延长 {limit.max_extension}；还需延长的，应当层报高级人民法院备案。"
        )


def thresholds(starts_on: date, due_on: date) -> tuple[date, date]:
    """The first amber and the first vermilion day; vermilion never begins before the day after the start."""
    third = (due_on - starts_on).days // 3
    vermilion = max(last_working_day_until(due_on).on, min(starts_on + timedelta(days=1), due_on))
    return min(due_on - timedelta(days=third), vermilion), vermilion


@rule(
    *sorted({limit.subject for limit in LIMITS.values()}),
    "limits.run_from",
    "limits.not_counted",
    "limits.not_counted_superior",
    "limits.conclude_extension",
)
def clock(
    kind: LimitKind,
    starts_on: date,
    *,
    suspensions: Sequence[Pause] = (),
    extension: Extension | None = None,
    today: date | None = None,
) -> Clock:
    """The clock of one limit started by an event on `starts_on` (not counted).

    `suspensions` push the end by the days that do not count, `extension` lengthens it; `today` is needed only while a
    suspension runs. Raises LimitMisused when this limit knows no such deduction or extension.
    """
    limit = LIMITS[kind]
    _check(limit, suspensions, extension)
    end = _period(limit, starts_on, extension.length if extension else 0)
    steps = [step(limit.subject, starts_on, f"{limit.name}：{limit.text}"), *end.explanation]
    flags = list(end.flags)
    if extension:
        unit = "日" if limit.unit is Unit.DAYS else "个月"
        text = (
            f"{extension.approved_by}于 {extension.approved_on:%Y-%m-%d} 批准延长 {extension.length} {unit}。"
        )
        steps.append(step(_EXTENDED_BY.get(kind, limit.subject), starts_on, text))
    days = not_counted_days(suspensions, starts_on, end.last_day, today)
    if days:
        before = end.counted_to
        end = period_end(before, days=days, holiday_rule=limit.holiday_rule)
        names = "、".join(dict.fromkeys(NOT_COUNTED_NAMES[pause.kind] for pause in suspensions))
        subject = (
            "limits.not_counted_superior" if kind is LimitKind.SUPERIOR_TAKES_OVER else "limits.not_counted"
        )
        sums = f"{before:%Y-%m-%d} ＋ {days} 日"
        steps.append(step(subject, starts_on, f"不计入期限：{names}。", sums, f"{end.counted_to:%Y-%m-%d}"))
        steps.extend(end.explanation[1:])
        flags = list(end.flags)
    amber, vermilion = thresholds(starts_on, end.last_day)
    return Clock(
        kind=kind,
        name=limit.name,
        starts_on=starts_on,
        due_on=end.last_day,
        amber_from=amber,
        vermilion_from=vermilion,
        paused=any(pause.until is None for pause in suspensions),
        provisional=end.provisional,
        explanation=tuple(steps),
        flags=tuple(flags),
    )


def state(running: Clock, today: date, done_on: date | None = None) -> ClockState:
    """The clock on `today`: grey when done or paused, vermilion from the last working day on, amber in the last third.

    A clock done late stays overdue; its days are counted to the day it was done.
    """
    seen = done_on or today
    left = (running.due_on - seen).days
    overdue = left < 0
    if done_on is not None:
        text = f"已于 {done_on:%Y-%m-%d} 完成" + (f"，逾期 {-left} 日" if overdue else "")
        return ClockState(Colour.GREY, left, overdue, text)
    if running.paused:
        return ClockState(Colour.GREY, left, False, "期间不计入，恢复后继续计算")
    if overdue:
        return ClockState(Colour.VERMILION, left, True, f"已逾期 {-left} 日")
    text = "今日届满" if left == 0 else f"还剩 {left} 日"
    if today >= running.vermilion_from:
        return ClockState(Colour.VERMILION, left, False, text)
    return ClockState(Colour.AMBER if today >= running.amber_from else Colour.GREEN, left, False, text)
