"""Statements of linked accounts, fetched day by day from the bank itself; nobody has to carry a file."""

from datetime import date, datetime, time, timedelta
from enum import Enum

from zhixing.foundation.clock import SHANGHAI, local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps import failures
from zhixing.funds.connectors.base import BankConnector, BankUnreachable
from zhixing.funds.connectors.registry import accounts_linked
from zhixing.funds.models import BankLink
from zhixing.funds.operations.receiving import import_statement
from zhixing.funds.rules.camt import NothingBooked
from zhixing.funds.rules.statement import StatementRefused

SWEEP = "funds.statements"
DAYS_AT_MOST = 31
EXPECTED_BY = time(10, 0)
"""When the statement of the day before should be there (the house's own hour); then its absence raises its hand."""
_DAY = timedelta(days=1)


class _Fetched(Enum):
    """What became of a day: in the books now, nothing moved on it, or not to be had now."""

    TAKEN = "taken"
    NOTHING = "nothing"
    NOT_NOW = "not_now"


def fetch_statements(*, now: datetime, limit: int, actor: Actor) -> int:
    """Take in the statement of every finished day that is not in the books yet; how many were taken in.

    A day that cannot be read stops that account there, so that no later day is taken before it.
    """
    taken = 0
    for link, bank in accounts_linked():
        for day in _missing_days(link, now):
            if taken >= limit:
                return taken
            fetched = _fetch(link, bank, day, now, actor)
            if fetched is _Fetched.NOT_NOW:
                break
            taken += fetched is _Fetched.TAKEN
    return taken


def _missing_days(link: BankLink, now: datetime) -> list[date]:
    """The finished days since the link was set, or since the last that was fetched."""
    first = link.fetched_through + _DAY if link.fetched_through else local_date(link.changed_at)
    count = (local_date(now) - first).days
    return [first + place * _DAY for place in range(min(count, DAYS_AT_MOST))]


def _fetch(link: BankLink, bank: BankConnector, day: date, now: datetime, actor: Actor) -> _Fetched:
    subject = f"{link.pk}:{day}"
    if subject in failures.resting(SWEEP, now=now):
        return _Fetched.NOT_NOW
    try:
        content = bank.statement(day)
        if content is None:
            _ask_for_it(link, subject, day, now)
            return _Fetched.NOT_NOW
        import_statement(
            court=link.court, content=content, name=f"银行直连 {day.isoformat()} 对账单", now=now, actor=actor
        )
        fetched = _Fetched.TAKEN
    except NothingBooked:
        fetched = _Fetched.NOTHING
    except BankUnreachable as error:
        failures.note(
            sweep=SWEEP, subject=subject, error=str(error), now=now, longest_pause=timedelta(hours=1)
        )
        return _Fetched.NOT_NOW
    except StatementRefused as error:
        failures.note(sweep=SWEEP, subject=subject, error=f"{day} 的对账单：{error}", now=now)
        return _Fetched.NOT_NOW
    BankLink.objects.filter(pk=link.pk).update(fetched_through=day)
    failures.settle(sweep=SWEEP, subjects=[subject], now=now, actor=actor)
    return fetched


def _ask_for_it(link: BankLink, subject: str, day: date, now: datetime) -> None:
    if now >= datetime.combine(day + _DAY, EXPECTED_BY, tzinfo=SHANGHAI):
        words = f"账户尾号 {link.bank_account.number[-4:]}：银行还没有给出 {day} 的对账单，请向开户行催要。"
        failures.note(sweep=SWEEP, subject=subject, error=words, now=now, longest_pause=timedelta(hours=1))
