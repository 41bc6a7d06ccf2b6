"""Closed and open days of a court: through when, what stands in the way, and the calendar of a month."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Max

from zhixing.cases.models import CourtAccount
from zhixing.foundation.identity.models import Court
from zhixing.funds.models import Closing, ClosingKind, ClosingProposal, DailyProof, Statement
from zhixing.funds.queries.reconciling import DayLine, Reconciliation, days_of_account, reconcile
from zhixing.law.amounts import yuan_text


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def last_closed_day(*, court_id: int) -> date | None:
    """Through which day the books of a court are closed."""
    found: date | None = Closing.objects.filter(court_id=court_id).aggregate(Max("closed_through"))[
        "closed_through__max"
    ]
    return found


def sheets_to_close(*, court: Court, on: date) -> list[Reconciliation]:
    """The reconciliations of the accounts that hold or held anything, at the end of a day."""
    return [sheet for sheet in reconcile(court=court, on=on) if sheet.is_used]


def obstacles(*, sheets: Sequence[Reconciliation], on: date, today: date) -> list[str]:
    """What stands in the way of closing through a day; empty when nothing does."""
    found = []
    if on > today:
        found.append(f"{on:%Y-%m-%d} 还没有到，不能结账。")
    if not sheets:
        found.append("到这一天还没有案款往来，无账可结。")
    for sheet in sheets:
        name = f"案款专户 {sheet.account or '（未登记账号）'}"
        if sheet.statement_reaches is None or sheet.statement_reaches < on:
            reaches = (
                f"只到 {sheet.statement_reaches:%Y-%m-%d}" if sheet.statement_reaches else "一份也没有导入"
            )
            found.append(f"{name}的对账单{reaches}，请先导入 {on:%Y-%m-%d} 的对账单。")
        found += [f"{name}：{gap.text}" for gap in sheet.gaps]
        if sheet.difference_fen:
            found.append(
                f"{name}账面 {yuan_text(sheet.ledger_fen, True)} 元，"
                f"对账单调节后 {yuan_text(sheet.ledger_fen - sheet.difference_fen, True)} 元，"
                f"相差 {yuan_text(sheet.difference_fen, True)} 元，请先查明。"
            )
        if sheet.holders_fen != sheet.ledger_fen:
            found.append(
                f"{name}各持有人合计 {yuan_text(sheet.holders_fen, True)} 元，与账面不符，请报告审计。"
            )
    return found


class DayState(StrEnum):
    """How a day stands in the calendar."""

    CLOSED = "closed"
    READY = "ready"
    WAITING = "waiting"
    DIFFERS = "differs"
    AHEAD = "ahead"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "closed": "已结账",
            "ready": "可以结账",
            "waiting": "等对账单",
            "differs": "不符",
            "ahead": "未到",
        }[self.value]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar; `is_signed` when a signed statement of it is kept."""

    on: date
    state: DayState
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """A month of a court: weeks from Monday, None outside the month; the month's closing and who proposed it."""

    first: date
    weeks: tuple[tuple[CalendarDay | None, ...], ...]
    closed_through: date | None
    closing: Closing | None
    proposal: ClosingProposal | None

    @property
    def last(self) -> date:
        """The last day of the month."""
        return month_end(self.first)

    @property
    def previous(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def following(self) -> date:
        """The first day of the month after."""
        return self.last + timedelta(days=1)


def calendar(*, court: Court, month: date, today: date) -> Calendar:
    """The month of a day, with how each of its days stands; a fixed number of queries for an account."""
    first, last = month.replace(day=1), month_end(month)
    through = last_closed_day(court_id=court.pk)
    accounts = list(CourtAccount.objects.filter(court=court).order_by("id"))
    reaches = dict(
        Statement.objects.filter(bank_account__in=accounts)
        .values_list("bank_account")
        .annotate(Max("last_on"))
    )
    lines = [
        {line.on: line for line in days_of_account(account=account, first=first, last=last)}
        for account in accounts
        if account.pk in reaches
    ]
    covered = min(reaches.values(), default=None)
    signed = set(
        DailyProof.objects.filter(court=court, on__range=(first, last))
        .values_list("on", flat=True)
        .distinct()
    )
    days: list[CalendarDay | None] = [None] * first.weekday()
    for number in range(last.day):
        on = first + timedelta(days=number)
        of_day = [line[on] for line in lines]
        days.append(CalendarDay(on, _state(on, of_day, through, covered, today), on in signed))
    days += [None] * (-len(days) % 7)
    mine = Closing.objects.filter(court=court, kind=ClosingKind.MONTH.value, closed_through=last)
    asked = ClosingProposal.objects.filter(court=court, closed_through=last).order_by("-id")
    return Calendar(
        first=first,
        weeks=tuple(tuple(days[start : start + 7]) for start in range(0, len(days), 7)),
        closed_through=through,
        closing=mine.first(),
        proposal=asked.first(),
    )


def _state(
    on: date, lines: Sequence[DayLine], through: date | None, covered: date | None, today: date
) -> DayState:
    if through is not None and on <= through:
        return DayState.CLOSED
    if on > today:
        return DayState.AHEAD
    if covered is None or on > covered:
        return DayState.WAITING
    return DayState.READY if all(line.agrees for line in lines) else DayState.DIFFERS


def closings(*, court_ids: Sequence[int], limit: int = 100, before: datetime | None = None) -> list[Closing]:
    """The closings of courts, latest first."""
    rows = Closing.objects.filter(court_id__in=court_ids).select_related("court")
    if before is not None:
        rows = rows.filter(closed_at__lt=before)
    return list(rows.order_by("-closed_at", "-id")[:limit])
