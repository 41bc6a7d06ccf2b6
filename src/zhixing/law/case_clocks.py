"""The clocks of one case: what starts on filing, what later events start, and the limitation to apply at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag
from zhixing.law.limit_table import LimitKind
from zhixing.law.limits import SUPERIOR_PAUSES, Clock, Extension, Pause, clock, thresholds

REQUEST_DAYS_BEFORE_END = 5
EACH_INSTALMENT_BEFORE = date(2022, 1, 1)
"""Until then the limitation ran for each instalment by itself; since then for all from the last instalment."""


class LimitationUnclear(ValueError):
    """The title's dates do not say from when the limitation runs."""


@dataclass(frozen=True, slots=True)
class CaseEvents:
    """What has happened in a case, as far as clocks start from it.

    `received_on` is the day the application came in (default: the filing day), `handler_on` the day the handler got
    the file, `measures_on` the day measures were taken before any notice. `started` names further limits with the day
    of their event: an objection received, a lead given, a change of property, a ruling served.
    """

    filed_on: date
    received_on: date | None = None
    handler_on: date | None = None
    measures_on: date | None = None
    administrative: bool = False
    started: tuple[tuple[LimitKind, date], ...] = ()


@rule("limits.run_from", "limits.conclude", "limits.extension_request")
def case_clocks(
    events: CaseEvents,
    *,
    suspensions: Sequence[Pause] = (),
    extension: Extension | None = None,
    today: date | None = None,
) -> tuple[Clock, ...]:
    """Every clock that runs in the case, by due date.

    `suspensions` and `extension` concern the conclusion limit; of the suspensions those that also stop the six months
    of the superior court are applied there too. Raises LimitMisused for what the conclusion limit does not know.
    """
    received = events.received_on or events.filed_on
    from_filing = (LimitKind.FILE_TRANSFER, LimitKind.HANDLER)
    from_receipt = (LimitKind.NOTICE, LimitKind.REPORT_ORDER)
    from_handler = (LimitKind.NOTICE_INTERNAL, LimitKind.LEADS_REQUEST, LimitKind.INVESTIGATION)
    starts = [(kind, events.filed_on) for kind in from_filing]
    starts += [(kind, received) for kind in from_receipt]
    if events.handler_on:
        starts += [(kind, events.handler_on) for kind in from_handler]
    if events.measures_on:
        starts.append((LimitKind.NOTICE_AFTER_MEASURES, events.measures_on))
    starts += events.started
    clocks = [clock(kind, on) for kind, on in starts]
    conclude = LimitKind.CONCLUDE_ADMINISTRATIVE if events.administrative else LimitKind.CONCLUDE
    conclusion = clock(conclude, events.filed_on, suspensions=suspensions, extension=extension, today=today)
    clocks += [conclusion, extension_request(conclusion)]
    shared = tuple(pause for pause in suspensions if pause.kind in SUPERIOR_PAUSES)
    clocks.append(clock(LimitKind.SUPERIOR_TAKES_OVER, received, suspensions=shared, today=today))
    return tuple(sorted(clocks, key=lambda running: running.due_on))


def extension_request(conclusion: Clock) -> Clock:
    """Until when an extension of the conclusion limit is to be asked for: five days before its end.

    The text (届满前5日内提出) can be read as "within the last five days" too; the fifth day before the end satisfies
    both readings.
    """
    due_on = conclusion.due_on - timedelta(days=REQUEST_DAYS_BEFORE_END)
    amber, vermilion = thresholds(conclusion.starts_on, due_on)
    text = "需要延长执行期限的，在期限届满前五日提出申请。"
    sums = f"{conclusion.due_on:%Y-%m-%d} − {REQUEST_DAYS_BEFORE_END} 日"
    made = step("limits.extension_request", conclusion.starts_on, text, sums, f"{due_on:%Y-%m-%d}")
    return replace(
        conclusion,
        kind=LimitKind.EXTENSION_REQUEST,
        name="申请延长执行期限",
        due_on=due_on,
        amber_from=amber,
        vermilion_from=vermilion,
        explanation=(made,),
    )


@rule("limits.apply", "limits.apply_late")
def limitation_to_apply(
    *,
    on: date,
    performance_ends_on: Sequence[date] = (),
    effective_on: date | None = None,
    interrupted_on: Sequence[date] = (),
) -> tuple[Clock, ...]:
    """The two years to apply for enforcement, under the law in force on `on`.

    `performance_ends_on` holds the last day of the performance period, or of each instalment; when empty the period
    runs from `effective_on`. From 2022 one clock runs from the last instalment; before, one for each. An interruption
    (part performance, a demand, a settlement) inside the period starts it anew. A late application is still accepted:
    the debtor may object. Raises LimitationUnclear when no date is given.
    """
    starts = sorted(performance_ends_on) or ([effective_on] if effective_on else [])
    if not starts:
        raise LimitationUnclear("执行依据没有写明履行期间，也没有生效日期，无法计算申请执行时效。")
    if on >= EACH_INSTALMENT_BEFORE:
        starts = starts[-1:]
    return tuple(_limitation(start, on, sorted(interrupted_on)) for start in starts)


def _limitation(start: date, on: date, interrupted_on: Sequence[date]) -> Clock:
    running = clock(LimitKind.APPLY, start)
    again = [step("limits.apply", on, f"自 {start:%Y-%m-%d} 起算。")]
    for day in interrupted_on:
        if running.starts_on < day <= running.due_on:
            running = clock(LimitKind.APPLY, day)
            again.append(step("limits.apply", on, f"{day:%Y-%m-%d} 时效中断，重新计算二年。"))
    late = step("limits.apply_late", on, "逾期申请的仍应受理；被执行人提出时效异议成立的，裁定不予执行。")
    flag = Flag("limits.debtor_may_object", "时效是否届满由被执行人主张，法院不主动审查。")
    return replace(running, explanation=(*again, *running.explanation, late), flags=(*running.flags, flag))
