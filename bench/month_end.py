"""The end of a month with a million postings: reconciled, checked for closing, and the books proved again from every row."""

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from bench.measuring import Row

POSTINGS = 1_000_000
CASES = 5_000
LIMIT_SECONDS = 10
FIRST, DAYS = date(2022, 3, 1), 31
COURT = "吉2426"


def _scratch(court: Any) -> tuple[Any, UUID, UUID, list[UUID]]:
    """A bank account of the bench's own in this court: its bank holder, its tray, and a holder for each of its cases."""
    from zhixing.cases.models import Case, CourtAccount
    from zhixing.foundation.keys import uuid7
    from zhixing.funds.models import Account

    run = uuid7()
    bank_account = CourtAccount.objects.create(
        court=court, holder="bench", is_default=False, number=f"{run.int % 10**20:020d}"
    )
    start = Case.objects.filter(court=court).count()
    cases = [
        Case(court=court, number=f"（2022）{COURT}执{start + n}号", year=2022, type_code="执", sequence=start + n,
             filed_on=date(2022, 1, 4), officer_name="测", cause="测", sub_account=f"{run.hex[:12]}{n:06d}")
        for n in range(1, CASES + 1)
    ]  # fmt: skip
    Case.objects.bulk_create(cases, batch_size=5_000)
    of_cases = [
        Account(court=court, bank_account=bank_account, holder="case", case=case, is_guarded=True)
        for case in cases
    ]
    Account.objects.bulk_create(of_cases, batch_size=5_000)
    bank = Account.objects.create(court=court, bank_account=bank_account, holder="bank")
    tray = Account.objects.create(court=court, bank_account=bank_account, holder="unidentified")
    return bank_account, bank.pk, tray.pk, [account.pk for account in of_cases]


def fill(court: Any) -> Any:
    """A month of money: every line of a statement arrives in a case's sub-account; the bank's word stands beside it.

    The bank account it stands in. Lines and receipts are written as an import writes them, but not judged.
    """
    from zhixing.foundation import clock
    from zhixing.foundation.keys import uuid7
    from zhixing.funds.models import Account, Statement
    from zhixing.funds.operations.posting import move, post

    bank_account, bank, tray, holders = _scratch(court)
    cases = dict(Account.objects.filter(pk__in=holders).values_list("id", "case_id"))
    journals, lines = [], []
    balance = 0
    for n in range(POSTINGS // 2):
        day = FIRST + timedelta(days=n * DAYS // (POSTINGS // 2))
        fen = 10_000 + n % 977
        balance += fen
        serial, holder = f"M{n:07d}", holders[n % len(holders)] if n % 50 else tray
        journals.append(
            move(f"line:{bank_account.pk}:{serial}", "arrival", day, debit=bank, credit=holder, fen=fen)
        )
        lines.append((uuid7(), serial, day, n, fen, balance, cases.get(holder)))
    post(court_id=court.pk, journals=journals, at=clock.now(), actor_name="bench")
    statement = Statement.objects.create(
        court=court, bank_account=bank_account, name="bench", sha256="", first_on=FIRST, last_on=lines[-1][2],
        opening_fen=0, closing_fen=balance, line_count=len(lines), posted_count=len(lines), duplicate_count=0,
        taken_at=clock.now(), taken_by="bench",
    )  # fmt: skip
    _insert_lines(court.pk, bank_account.pk, statement.pk, lines)
    return bank_account


def _insert_lines(
    court_id: int, bank_account_id: int, statement_id: UUID, lines: list[tuple[Any, ...]]
) -> None:
    from zhixing.cases.models import Recovery
    from zhixing.cases.operations import append_recoveries
    from zhixing.foundation import clock
    from zhixing.foundation.database.rows import insert_rows
    from zhixing.foundation.identity.models import Court
    from zhixing.funds.models import Receipt, Statement, StatementLine

    court, statement, now = Court(pk=court_id), Statement(pk=statement_id), clock.now()
    for start in range(0, len(lines), 50_000):
        rows, receipts, recoveries = [], [], []
        for key, serial, day, n, fen, balance, case in lines[start : start + 50_000]:
            at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(
                milliseconds=n % 28_800_000
            )
            rows.append(StatementLine(
                id=key, court=court, bank_account_id=bank_account_id, statement=statement, place=n + 1, serial=serial,
                booked_at=at, booked_on=day, fen=fen, balance_fen=balance, name="测", name_key="测", content_sha256="",
                use="receipt",
            ))  # fmt: skip
            receipts.append(Receipt(
                line_id=key, court=court, bank_account_id=bank_account_id, arrived_on=day, fen=fen,
                state="marked" if case else "unidentified", case_id=case, marked_by="sub_account" if case else "",
                turns=1 if case else 0, identify_by=day, pay_by=day, target_by=day, changed_at=now, changed_by="bench",
            ))  # fmt: skip
            if case:
                recoveries.append(Recovery(court=court, case_id=case, on=day, fen=fen, source=f"receipt:{key}:1",
                                           recorded_at=now))  # fmt: skip
        insert_rows(rows)
        insert_rows(receipts)
        append_recoveries(rows=recoveries)


def _seconds(job: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = job()
    return time.perf_counter() - start, result


def measure() -> list[Row]:
    """Fill once, then what a month end takes, each part by itself; the limit holds for all of them together."""
    from django.db import transaction

    from zhixing.foundation.identity.queries import court_by_code
    from zhixing.foundation.identity.scope import every_court_visible
    from zhixing.funds import queries
    from zhixing.funds.operations.closing import checked_figures

    court = court_by_code(COURT)
    last = FIRST + timedelta(days=DAYS - 1)
    with every_court_visible():
        account = fill(court)
    parts: list[tuple[str, float]] = []
    with every_court_visible(), transaction.atomic():
        taken, sheets = _seconds(lambda: queries.reconcile(court=court, on=last))
        assert all(sheet.agrees for sheet in sheets if sheet.account_id == account.pk)
        parts.append(("三方对账", taken))
        now = datetime(2022, 4, 2, tzinfo=UTC)
        taken, digest = _seconds(lambda: checked_figures(court=court, on=last, now=now))
        assert len(digest) == 64
        parts.append(("月结检查与签名数字", taken))
        taken, report = _seconds(queries.verify_books)
        assert report.problems == [], report.problems
        parts.append((f"全部不变式（{report.figures}）", taken))
    total = sum(taken for _, taken in parts)
    note = "；".join(f"{name} {taken:.2f} s" for name, taken in parts)
    what = f"月末：{POSTINGS:,} 条分录对账、结账检查、重新证明"
    return [
        Row(what, "s", total, "", 0, f"< {LIMIT_SECONDS} s", total < LIMIT_SECONDS, note),
    ]


def main() -> None:
    """`python -m bench.month_end`: this measurement alone, as JSON."""
    from zhixing.config.house import open_house

    with open_house():
        rows = measure()
    print(json.dumps([{"what": row.what, "seconds": round(row.value, 2), "note": row.note, "met": row.met} for row in rows],
                     ensure_ascii=False, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
