"""Journals per second: posted set-based with every check, beside raw COPY of the same rows and django-hordak's ORM."""

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median
from uuid import UUID

import psycopg
from psycopg import sql

from bench.measuring import Row

JOURNALS = 100_000
ROUNDS = 3
TRANSFERS = 1_500
HORDAK_AT_LEAST = 30
PEER = Path(__file__).resolve().parent / "peers" / "hordak_transfers.py"


def _journals(round_: int, bank: UUID, holders: list[UUID]) -> list[object]:
    from zhixing.foundation.keys import uuid7
    from zhixing.funds.operations.posting import move

    run = uuid7()
    day = date(2022, 3, 1)
    return [
        move(
            f"bench:{run}:{round_}:{n}",
            "arrival",
            day,
            debit=bank,
            credit=holders[n % len(holders)],
            fen=12_345 + n,
        )
        for n in range(JOURNALS)
    ]


def _post_seconds() -> float:
    """The median of posting 100,000 two-leg journals to 2,000 holders, committed; journals as values are ready."""
    from zhixing.cases.models import CourtAccount
    from zhixing.foundation import clock
    from zhixing.foundation.identity.queries import court_by_code
    from zhixing.foundation.identity.scope import every_court_visible
    from zhixing.foundation.keys import uuid7
    from zhixing.funds.models import Account
    from zhixing.funds.operations.posting import post

    court = court_by_code("吉2406")
    taken = []
    with every_court_visible():
        bank_account = CourtAccount.objects.create(
            court=court, holder="bench", is_default=False, number=f"{uuid7()}"[:34]
        )
        made = [
            Account(court=court, bank_account=bank_account, holder="unidentified", drawer=f"bench{n}")
            for n in range(2_000)
        ]
        Account.objects.bulk_create(made)
        bank = Account.objects.create(court=court, bank_account=bank_account, holder="bank")
    for round_ in range(ROUNDS):
        journals = _journals(round_, bank.id, [account.id for account in made])
        start = time.perf_counter()
        with every_court_visible():
            done = post(court_id=court.pk, journals=journals, at=clock.now(), actor_name="bench")
        taken.append(time.perf_counter() - start)
        assert all(posted.is_new for posted in done)
    return median(taken)


_TABLES = """
DROP TABLE IF EXISTS bench_journal, bench_posting;
CREATE TABLE bench_journal (LIKE funds_journal);
CREATE TABLE bench_posting (LIKE funds_posting);
"""


def _copy_seconds(owner_url: str) -> float:
    """Raw COPY of the rows of one round into tables without index, check or trigger."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(_TABLES)
        journals = connection.execute(
            "SELECT * FROM funds_journal WHERE ref LIKE 'bench:%%:0:%%' ORDER BY id DESC LIMIT %s", [JOURNALS]
        ).fetchall()
        postings = connection.execute(
            "SELECT p.* FROM funds_posting p JOIN funds_journal j ON j.id = p.journal_id WHERE j.ref LIKE 'bench:%%:0:%%'"
            " ORDER BY p.journal_id DESC LIMIT %s", [2 * JOURNALS]
        ).fetchall()  # fmt: skip
        taken = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            with connection.transaction(), connection.cursor() as cursor:
                for table, rows in (("bench_journal", journals), ("bench_posting", postings)):
                    with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                        for row in rows:
                            copy.write_row(row)
            taken.append(time.perf_counter() - start)
        connection.execute("DROP TABLE bench_journal, bench_posting")
        return median(taken)


def _hordak_seconds(superuser_url: str) -> float:
    """TRANSFERS calls of hordak's transfer_to in a database of its own on the same server."""
    name = "bench_hordak"
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        address = superuser_url.rsplit("/", 1)[0] + f"/{name}"
        try:
            done = subprocess.run(
                [sys.executable, str(PEER), address, str(TRANSFERS)],
                capture_output=True,
                text=True,
                check=True,
            )
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return float(done.stdout.strip().splitlines()[-1])


def measure() -> list[Row]:
    """All three in one run on one server."""
    from zhixing.config.house import owner_address
    from zhixing.foundation.database.cluster import Cluster
    from zhixing.foundation.home import home

    ours = JOURNALS / _post_seconds()
    copied = JOURNALS / _copy_seconds(owner_address())
    theirs = TRANSFERS / _hordak_seconds(Cluster(home()).access().url("postgres", "postgres"))
    note = "两笔分录一凭证；含平衡、外键、编号去重与透支检查，逐万笔提交"
    return [
        Row("记账 journals posted", "journals/s", ours, "raw COPY", copied, "—", True, "COPY 无索引、无检查"),
        Row(
            "记账 journals posted", "journals/s", ours, "django-hordak transfer_to", theirs,
            f"≥ {HORDAK_AT_LEAST} ×", ours / theirs >= HORDAK_AT_LEAST, note,
        ),
    ]  # fmt: skip


def main() -> None:
    """`python -m bench.ledger`: this measurement alone, as JSON."""
    from zhixing.config.house import open_house

    with open_house():
        rows = measure()
    print(
        json.dumps(
            [
                {"what": row.what, "per_second": round(row.value), "peer": row.peer,
                 "peer_per_second": round(row.beside), "ratio": round(row.ratio, 2), "met": row.met}
                for row in rows
            ],
            ensure_ascii=False, indent=1,
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
