"""Journals per second: posted set-based with every check, beside raw COPY of the same rows and django-hordak's ORM."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
from psycopg import sql

from bench.measuring import Row

if TYPE_CHECKING:
    from zhixing.funds.operations.posting import NewJournal

JOURNALS = 100_000
ROUNDS = 3
TRANSFERS = 1_500
HORDAK_AT_LEAST = 60
ONE_BY_ONE_AT_LEAST = 2.5
JOURNALS_AT_LEAST = 45_000
PEER = Path(__file__).resolve().parent / "peers" / "hordak_transfers.py"


def _journals(round_: int, bank: UUID, holders: list[UUID]) -> list["NewJournal"]:
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


def _books() -> tuple[int, UUID, list[UUID]]:
    """A bank account of the bench's own: the court, its bank account in the books, and 2,000 holders."""
    from zhixing.cases.models import CourtAccount
    from zhixing.foundation.identity.queries import court_by_code
    from zhixing.foundation.identity.scope import every_court_visible
    from zhixing.foundation.keys import uuid7
    from zhixing.funds.models import Account

    court = court_by_code("吉2406")
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
    return court.pk, bank.id, [account.id for account in made]


def _post(court: int, journals: Sequence["NewJournal"]) -> float:
    """Seconds to post journals that are ready as values, committed."""
    from zhixing.foundation import clock
    from zhixing.foundation.identity.scope import courts_visible
    from zhixing.funds.operations.posting import post

    start = time.perf_counter()
    with courts_visible((court,)):
        done = post(court_id=court, journals=journals, at=clock.now(), actor_name="bench")
    taken = time.perf_counter() - start
    assert len(done) == len(journals)
    assert all(posted.is_new for posted in done)
    return taken


def _set_based_seconds() -> float:
    """The median of posting 100,000 two-leg journals to 2,000 holders, in one process."""
    court, bank, holders = _books()
    return median(_post(court, _journals(round_, bank, holders)) for round_ in range(ROUNDS))


class _OneByOne:
    """Journals posted one call and one commit each, as hordak does it; `run` gives the seconds of so many."""

    def __init__(self) -> None:
        self._court, bank, holders = _books()
        self._journals = iter(_journals(0, bank, holders))
        self.run(20)

    def run(self, count: int) -> float:
        start = time.perf_counter()
        for _ in range(count):
            _post(self._court, [next(self._journals)])
        return time.perf_counter() - start


def _side_by_side(superuser_url: str) -> tuple[float, float]:
    """Seconds of TRANSFERS calls, ours and hordak's, in turns, so that both meet the same machine."""
    ours, rounds = _OneByOne(), 5
    with _hordaks(superuser_url, 1) as run:
        pairs = [(ours.run(TRANSFERS // rounds), run(TRANSFERS // rounds)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs) * rounds, median(pair[1] for pair in pairs) * rounds


def _abreast_seconds() -> float:
    """The slower of two processes that post 100,000 journals each at the same time."""
    asked = [sys.executable, "-m", "bench.ledger", "--post"]
    workers = [
        subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "ready"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return max(float(worker.communicate()[0].strip().splitlines()[-1]) for worker in workers)


def _post_when_told() -> None:
    """One of the two: says when it is ready, waits for the word, and tells the seconds."""
    court, bank, holders = _books()
    journals = _journals(0, bank, holders)
    _post(court, _journals(1, bank, holders)[:1_000])
    print("ready", flush=True)
    sys.stdin.readline()
    print(_post(court, journals), flush=True)


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


@contextmanager
def _hordaks(superuser_url: str, abreast: int) -> Iterator[Callable[[int], float]]:
    """Processes that call hordak's transfer_to, each in a database of its own; seconds of the slower for a count each."""
    names = [f"bench_hordak_{place}" for place in range(abreast)]
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for name in names:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
        peers = [
            subprocess.Popen(
                [sys.executable, str(PEER), superuser_url.rsplit("/", 1)[0] + f"/{name}"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for name in names
        ]  # fmt: skip

        def run(count: int) -> float:
            for peer in peers:
                assert peer.stdin is not None
                peer.stdin.write(f"{count}\n")
                peer.stdin.flush()
            return max(float(_line(peer)) for peer in peers)

        try:
            assert [_line(peer) for peer in peers] == ["ready"] * abreast
            yield run
        finally:
            for peer in peers:
                peer.kill()
                peer.wait()
            for name in names:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def measure() -> list[Row]:
    """All of it in one run on one server: one process beside one, two beside two."""
    from zhixing.config.house import owner_address
    from zhixing.foundation.database.cluster import Cluster
    from zhixing.foundation.home import home

    superuser = Cluster(home()).access().url("postgres", "postgres")
    ours = JOURNALS / _set_based_seconds()
    copied = JOURNALS / _copy_seconds(owner_address())
    single, theirs = (TRANSFERS / seconds for seconds in _side_by_side(superuser))
    both = 2 * JOURNALS / _abreast_seconds()
    with _hordaks(superuser, 2) as run:
        theirs_both = 2 * TRANSFERS / run(TRANSFERS)
    note = "两笔分录一凭证；含平衡、外键、编号去重、透支与结账检查，逐万笔提交"
    return [
        Row("成批记账 set-based", "journals/s", ours, "raw COPY", copied, "—", True, "COPY 无索引、无检查"),
        Row(
            "成批记账 set-based", "journals/s", ours, "django-hordak transfer_to", theirs,
            f"≥ {HORDAK_AT_LEAST} ×", ours / theirs >= HORDAK_AT_LEAST, note,
        ),
        Row(
            "成批记账，两个进程 two processes", "journals/s", both, "django-hordak, two processes", theirs_both,
            f"≥ {JOURNALS_AT_LEAST:,}/s", both >= JOURNALS_AT_LEAST, "两个进程同时记账",
        ),
        Row(
            "逐笔记账 one call, one commit each", "journals/s", single, "django-hordak transfer_to", theirs,
            f"≥ {ONE_BY_ONE_AT_LEAST} ×", single / theirs >= ONE_BY_ONE_AT_LEAST, "同样经 Django，一笔一提交，轮流各五次取中位",
        ),
    ]  # fmt: skip


def main() -> None:
    """`python -m bench.ledger`: this measurement alone, as JSON; with `--post` one of its two workers."""
    from zhixing.config.house import open_house

    with open_house():
        if sys.argv[1:] == ["--post"]:
            _post_when_told()
            return
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
