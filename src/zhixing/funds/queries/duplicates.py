"""Payments that look as if they had been made twice; a person decides, nothing is sent back by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from zhixing.funds.models import FundsPolicy
from zhixing.funds.rules.duplicates import Arrival, looks_twice

ROWS_MAX = 200

_PAIRS = """
SELECT b.line_id, b.court_id, b.state, b.fen, la.serial, lb.serial, la.booked_on, lb.booked_on, la.remark, lb.remark,
       lb.name, lb.account_masked, coalesce(c.number, ''),
       coalesce((SELECT sum(l.fen) FROM funds_planline l JOIN funds_plan p ON p.id = l.plan_id
                  WHERE p.receipt_id = b.line_id AND p.state IN ('proposed', 'approved') AND l.kind = 'refund'
                    AND l.payee_account_sealed IS NULL), 0)
  FROM funds_receipt b
  JOIN funds_statementline lb ON lb.id = b.line_id
  JOIN funds_statementline la ON la.bank_account_id = lb.bank_account_id AND la.account_index = lb.account_index
                             AND la.fen = lb.fen AND la.booked_at < lb.booked_at
                             AND la.booked_on >= lb.booked_on - 60
  JOIN funds_receipt a ON a.line_id = la.id AND a.state NOT IN ('reversed', 'returned')
  LEFT JOIN cases_case c ON c.id = b.case_id
 WHERE b.state NOT IN ('reversed', 'returned') AND b.court_id = ANY (%s) AND b.arrived_on >= %s
   AND (lb.remark LIKE '%%重复%%' OR EXISTS (
        SELECT 1 FROM funds_plan p JOIN funds_planline l ON l.plan_id = p.id
         WHERE p.receipt_id = b.line_id AND p.state IN ('proposed', 'approved') AND l.kind = 'refund'))
   AND NOT EXISTS (SELECT 1 FROM funds_plan p WHERE p.receipt_id = b.line_id
                      AND p.source IN ('unidentified', 'refund_payable') AND p.state IN ('proposed', 'approved'))
 ORDER BY lb.booked_at DESC, la.booked_at DESC
 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Twice:
    """A pair of payments and why the second looks like the first made again."""

    second_id: UUID
    court_id: int
    state: str
    fen: int
    first_serial: str
    second_serial: str
    first_on: date
    second_on: date
    payer: str
    payer_account: str
    case_number: str
    surplus_fen: int
    reason: str


def duplicates(*, courts: Sequence[int] | None = None, since: date = date(2000, 1, 1)) -> list[Twice]:
    """The pairs within each court's own days, the latest first. Two queries."""
    days = dict(FundsPolicy.objects.values_list("court_id", "duplicate_days"))
    default = FundsPolicy.duplicate_days.field.default
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM identity_court")
        seen = [row[0] for row in cursor.fetchall()] if courts is None else list(courts)
        cursor.execute(_PAIRS, [seen, since, ROWS_MAX])
        rows = cursor.fetchall()
    found: dict[UUID, Twice] = {}
    for row in rows:
        (
            key,
            court,
            state,
            fen,
            one,
            two,
            one_on,
            two_on,
            one_text,
            two_text,
            payer,
            account,
            number,
            surplus,
        ) = row
        first = Arrival(one_on, fen, one_text, number)
        second = Arrival(two_on, fen, two_text, number, int(surplus))
        reason = looks_twice(first, second, days=days.get(court, default))
        if reason and key not in found:
            found[key] = Twice(
                key, court, state, fen, one, two, one_on, two_on, payer, account, number, int(surplus), reason
            )
    return list(found.values())
