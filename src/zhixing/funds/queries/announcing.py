"""Unclaimed money for the public notice, the notices made, and how each month's unclaimed money was cleared."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from zhixing.documents.queries import read_file
from zhixing.funds.models import PublicNotice, Receipt, ReceiptState

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MonthCleared:
    """A month's money: how many sums came without a certain case or wait still, and what of them waits. In fen."""

    month: date
    came: int
    came_fen: int
    waiting: int
    waiting_fen: int
    announced: int

    @property
    def is_cleared(self) -> bool:
        """Whether nothing of the month waits any more (待认领款每月清零)."""
        return self.waiting == 0


@dataclass(frozen=True, slots=True)
class PublicNoticeLine:
    """A notice that was made."""

    id: UUID
    court_id: int
    number: str
    issued_on: date
    entries: int
    total_fen: int
    pages: int
    made_by: str
    file: str

    def read(self) -> bytes:
        """The stored bytes. Raises DocumentMissing."""
        return read_file(self.file)


def to_announce(court_id: int, today: date) -> QuerySet[Receipt]:
    """Unclaimed money of a court past its three days that no notice names yet."""
    return Receipt.objects.filter(
        court_id=court_id, state=ReceiptState.UNIDENTIFIED.value, identify_by__lt=today, public_notice=None
    )


def public_notices(*, limit: int = 24) -> list[PublicNoticeLine]:
    """The notices made last."""
    return _lines(PublicNotice.objects.order_by("-issued_on", "-nth")[:limit])


def public_notice(notice_id: UUID) -> PublicNoticeLine | None:
    """One notice; None when it is not among those that may be seen."""
    found = _lines(PublicNotice.objects.filter(pk=notice_id))
    return found[0] if found else None


def _lines(rows: QuerySet[PublicNotice]) -> list[PublicNoticeLine]:
    return [
        PublicNoticeLine(row.pk, row.court_id, row.number, row.issued_on, count, row.total_fen, row.pages, row.made_by, row.file)
        for row, count in ((row, getattr(row, "count", 0)) for row in rows.annotate(count=Count("entries")).defer("content"))
    ]  # fmt: skip


_MONTHS = """
SELECT date_trunc('month', r.arrived_on)::date,
       count(*) FILTER (WHERE r.state = 'unidentified' OR r.marked_by = 'person'),
       coalesce(sum(r.fen) FILTER (
           WHERE r.state = 'unidentified' OR r.marked_by = 'person'), 0)::bigint,
       count(*) FILTER (WHERE r.state = 'unidentified'),
       coalesce(sum(r.fen) FILTER (WHERE r.state = 'unidentified'), 0)::bigint,
       count(e.id) FILTER (WHERE r.state = 'unidentified')
  FROM funds_receipt r LEFT JOIN funds_publicnoticeentry e ON e.receipt_id = r.line_id
 WHERE r.arrived_on >= %s AND r.state <> 'reversed'
 GROUP BY 1 ORDER BY 1 DESC
"""


def months_cleared(*, today: date) -> list[MonthCleared]:
    """The last twelve months, latest first. One query."""
    months = today.year * 12 + today.month - MONTHS_SHOWN
    first = date(months // 12, months % 12 + 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, [first])
        return [MonthCleared(*row) for row in cursor.fetchall()]
