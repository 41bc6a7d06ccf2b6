"""The whole books as a Beancount file, streamed: a million postings pass through a few megabytes of memory."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from zhixing.cases.models import CourtAccount
from zhixing.foundation.evidence.rules import moment_text
from zhixing.funds.models import Account, Journal, StatementLine
from zhixing.funds.queries.reconciling import days_of_account
from zhixing.funds.rules.beancount import (
    Movement,
    Opened,
    account_name,
    assertion,
    head,
    in_order,
    opening,
)

CHUNK = 20_000
Progress = Callable[[int, int], None]

_JOURNALS = """
SELECT j.id, j.ref, j.kind, j.booked_on, j.text, j.recorded_by, j.reverses_id, e.true_on, p.account_id, p.fen
  FROM funds_journal j JOIN funds_posting p ON p.journal_id = j.id LEFT JOIN funds_lateentry e ON e.journal_id = j.id
 WHERE j.court_id = ANY (%s) ORDER BY j.booked_on, j.id, p.seq
"""


def beancount_lines(
    *, court_ids: Sequence[int], title: str, made_at: datetime, progress: Progress | None = None
) -> Iterator[str]:
    """The books of courts in pieces of text, in the order of a file. Runs inside the caller's transaction."""
    tell = progress or (lambda done, total: None)
    mine = Journal.objects.filter(court_id__in=court_ids)
    total, first = mine.count(), mine.aggregate(Min("booked_on"))["booked_on__min"]
    first = first or made_at.date()
    yield head(title=title, made_at=moment_text(made_at), first=first)
    names: dict[Any, str] = {}
    rows = Account.objects.filter(court_id__in=court_ids).select_related("court", "bank_account", "case")
    for row in rows.order_by("bank_account_id", "holder", "id").iterator(chunk_size=CHUNK):
        account = Opened(
            str(row.id), row.bank_account_id, row.bank_account.number, row.court.name, row.holder, row.drawer,
            row.case.number if row.case else "",
        )  # fmt: skip
        names[row.id] = account_name(account)
        yield opening(account, names[row.id], first)
    yield "\n"
    yield from in_order(_movements(list(court_ids), names, total, tell), _assertions(court_ids, names))


def _movements(court_ids: list[int], names: dict[Any, str], total: int, tell: Progress) -> Iterator[Movement]:
    """Journals with their legs through a cursor of the server: they never stand in memory together."""
    for done, (key, legs) in enumerate(groupby(_rows(court_ids), key=lambda row: row[0]), start=1):
        rows = list(legs)
        _, ref, kind, on, text, by, reverses, true_on, _, _ = rows[0]
        yield Movement(
            str(key), ref, kind, on, text, by, str(reverses) if reverses else "", true_on,
            tuple((names[row[8]], row[9]) for row in rows),
        )  # fmt: skip
        if done % CHUNK == 0 or done == total:
            tell(done, total)


def _rows(court_ids: list[int]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("DECLARE books_to_export NO SCROLL CURSOR FOR " + _JOURNALS, [court_ids])
        try:
            while True:
                cursor.execute(f"FETCH {CHUNK} FROM books_to_export")
                rows = cursor.fetchall()
                if not rows:
                    return
                yield from rows
        finally:
            cursor.execute("CLOSE books_to_export")


def _assertions(court_ids: Sequence[int], names: dict[Any, str]) -> list[tuple[date, str]]:
    """For each day of a statement and the last day of the books, what the bank account must hold."""
    found: list[tuple[date, str]] = []
    banks = Account.objects.filter(court_id__in=court_ids, holder="bank").values_list("bank_account_id", "id")
    accounts = CourtAccount.objects.in_bulk([bank_account for bank_account, _ in banks])
    for bank_account_id, key in banks:
        lines = StatementLine.objects.filter(bank_account_id=bank_account_id)
        span = lines.aggregate(first=Min("booked_on"), last=Max("booked_on"))
        if span["first"] is None:
            continue
        with_lines = set(lines.values_list("booked_on", flat=True).distinct())
        days = days_of_account(account=accounts[bank_account_id], first=span["first"], last=span["last"])
        found += [
            (day.on, assertion(names[key], day.on, day.statement_fen, day.items_fen))
            for day in days
            if day.on in with_lines
        ]
    return sorted(found)
