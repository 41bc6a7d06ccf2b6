"""Lines that a bank announced without a balance: in the books, not yet in any balance the bank has stated."""

from datetime import date

from django.db import connection

from zhixing.cases.models import CourtAccount

_UNPROVED = """
SELECT u.booked_on,
       (SELECT min(l.booked_on) FROM funds_statementline l
         WHERE l.bank_account_id = u.bank_account_id AND l.balance_fen IS NOT NULL
           AND (l.booked_on > u.booked_on OR (l.booked_on = u.booked_on AND l.id > u.id))),
       u.fen, u.serial
  FROM funds_statementline u
 WHERE u.bank_account_id = %s AND u.balance_fen IS NULL AND u.use <> 'hand' ORDER BY u.booked_on, u.id
"""


def unproved_spans(account: CourtAccount) -> list[tuple[date, date | None, int, str]]:
    """From which day until (not on) which day a line is in the books only, its fen and serial.

    A balance the bank states on a later day holds the line; one of the same day when it came to us after the line.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNPROVED, [account.pk])
        rows = cursor.fetchall()
    return [
        (since, until, int(fen), serial)
        for since, until, fen, serial in rows
        if until is None or since < until
    ]
