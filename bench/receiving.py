"""A statement of 100,000 lines against 1,000,000 open cases: read, marked or suggested, posted, in one import.

The cases are made by SQL; their parties' names come from a county's stock of names, so that one name is borne in dozens
of cases. The lines are written as payers write them, half of them without a sub-account or a number.
"""

import random
import time
from collections import Counter
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from unittest.mock import patch

from bench.measuring import Row
from zhixing.simulator.people import Census
from zhixing.simulator.statement import Line, encode

CASES = 1_000_000
LINES = 100_000
SECONDS_MAX = 90
SUGGESTING_SECONDS_MAX = 25
_NAMES = 60_000
_FIRST = date(2030, 1, 1)

FILL = (
    """
    INSERT INTO cases_case (id, court_id, number, year, type_code, sequence, filed_on, officer_name, cause, sub_account,
        status, closing_kind, note)
    SELECT gen_random_uuid(), %(court)s, '（' || 2030 + n %% 10 || '）吉2424执' || n / 10 + 1 || '号', 2030 + n %% 10, '执',
        n / 10 + 1, make_date(2030 + n %% 10, 1, 1) + (random() * 354)::int, '金哲', '买卖合同纠纷', 'S' || n, 'open', '', ''
    FROM generate_series(0, %(cases)s - 1) n
    """,
    """
    INSERT INTO cases_party (id, court_id, case_id, role, position, name, name_key, kind, id_kind, id_sealed, id_index,
        id_masked, phone_masked, address, bank_name, account_masked, sub_account)
    SELECT gen_random_uuid(), c.court_id, c.id, r.role, r.position, n.name, n.name, 'person', 'resident', '\\x00',
        substring(sha256((c.id::text || r.role || r.position)::bytea) for 16), '', '', '', '', '', ''
    FROM cases_case c
    CROSS JOIN (VALUES ('applicant', 0), ('debtor', 0), ('debtor', 1)) r(role, position)
    JOIN bench_name n ON n.place = 1 + (hashtextextended(c.id::text || r.role || r.position, 7)
        & 9223372036854775807) %% %(stock)s
    WHERE c.sub_account LIKE 'S%%' AND (r.position = 0 OR c.sequence %% 2 = 0)
    """,
    """
    INSERT INTO cases_title (case_id, court_id, number, effective_on, performance_ends_on, principal_fen,
        litigation_costs_fen, rate_text)
    SELECT id, court_id, '（2029）吉2424民初1号', filed_on - 90, filed_on - 60,
        greatest(1500, least(5000000, exp(random_normal(10.98, 1.27))::bigint)) * 100
        + CASE WHEN sequence %% 4 = 0 THEN sequence %% 100 ELSE 0 END, 50000, ''
    FROM cases_case WHERE sub_account LIKE 'S%%'
    """,
)


def _stock_of_names() -> list[str]:
    census = Census(random.Random(5), "汪清县")
    return [census.person_name() for _ in range(_NAMES)]


def fill(court_id: int, cases: int = CASES) -> None:
    """Put the cases in, unless they are there."""
    from django.db import connection, connections

    from zhixing.cases.models import Case
    from zhixing.foundation.identity.scope import every_court_visible

    with every_court_visible():
        if Case.objects.filter(sub_account="S1").exists():
            return
    values: dict[str, int | list[str]] = {
        "court": court_id, "cases": cases, "names": _stock_of_names(), "stock": _NAMES,
    }  # fmt: skip
    names = (
        "CREATE TEMPORARY TABLE bench_name AS "
        "SELECT * FROM unnest(%(names)s::text[]) WITH ORDINALITY AS n(name, place)"
    )
    # Table by table, each measured before the next refers to it: else its references are looked up by reading it whole.
    for statement in (names, *FILL):
        with every_court_visible(), connection.cursor() as cursor:
            cursor.execute(statement, values)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _statement(court_id: int, count: int, seed: int) -> bytes:
    """Lines as payers write them, of cases drawn at random."""
    from django.db import connection

    from zhixing.foundation.identity.scope import every_court_visible

    rng = random.Random(seed)
    census = Census(rng, "汪清县")
    with every_court_visible(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.number, c.sub_account, c.sequence, c.filed_on, t.principal_fen,
                   (SELECT name FROM cases_party p WHERE p.case_id = c.id AND role = 'applicant'),
                   (SELECT name FROM cases_party p WHERE p.case_id = c.id AND role = 'debtor' AND position = 0)
              FROM cases_case c TABLESAMPLE BERNOULLI (%s) REPEATABLE (%s) JOIN cases_title t ON t.case_id = c.id
             WHERE c.sub_account LIKE 'S%%' AND c.court_id = %s LIMIT %s
            """,
            [min(100, 130 * count / CASES), seed, court_id, count],
        )
        cases = cursor.fetchall()
    lines, balance = [], 300_000_000
    for place in range(count):
        line = _line(rng, census, cases[place % len(cases)], place)
        balance += line[1]
        lines.append((*line, balance))
    return _encoded(lines)


Said = tuple[datetime, int, str, str, str, str]


def _line(
    rng: random.Random, census: Census, case: tuple[str, str, int, date, int, str, str], place: int
) -> Said:
    number, sub_account, sequence, _, principal, applicant, debtor = case
    fen = (
        principal
        if rng.random() < 0.55
        else max(10_000, principal * rng.randint(5, 80) // 100 // 10_000 * 10_000)
    )
    at = datetime.combine(date(2040, 3, 1), clock_time(8)) + timedelta(seconds=30 * place)
    way = rng.choices(range(6), weights=(574, 143, 60, 52, 80, 91))[0]
    payer, remark, sub = debtor, "转账", ""
    if way == 0:
        remark, sub = "案款", sub_account
    elif way == 1:
        remark = number
    elif way == 2:
        remark = f"执{sequence}号 {debtor}"
    elif way == 3:
        remark = f"还{applicant}欠款"
    elif way == 4:
        payer, remark = (
            census.person_name(),
            rng.choice((f"替{debtor}交执行款", f"代{debtor}还款", debtor, "转账")),
        )
    return at, fen, payer, census.card(), remark, sub


def _encoded(lines: list[tuple[datetime, int, str, str, str, str, int]]) -> bytes:
    from zhixing.simulator.payments import Payment

    seed = random.randrange(10**6)
    return encode(
        [
            Line(
                f"B{seed}{place:07}", balance,
                Payment(at, fen, payer, account, remark, sub, None, None, None),
            )
            for place, (at, fen, payer, account, remark, sub, balance) in enumerate(lines)
        ],
        court_name="汪清县人民法院",
    )  # fmt: skip


def measure(cases: int = CASES, lines: int = LINES) -> list[Row]:
    """One import, timed as a whole and for the suggestions in it."""
    from zhixing.foundation import clock
    from zhixing.foundation.identity.actors import Actor
    from zhixing.foundation.identity.queries import court_by_code
    from zhixing.foundation.identity.scope import courts_visible
    from zhixing.funds import operations
    from zhixing.funds.operations import receiving, receiving_candidates

    court = court_by_code("吉2424")
    fill(court.pk, cases)
    content = _statement(court.pk, lines, seed=9)
    spent: list[float] = []

    def timed(**given: Any) -> dict[str, list[receiving_candidates.Named]]:
        start = time.perf_counter()
        try:
            return receiving_candidates.candidates_for(**given)
        finally:
            spent.append(time.perf_counter() - start)

    with patch.object(receiving, "candidates_for", timed), courts_visible([court.pk]):
        start = time.perf_counter()
        report = operations.import_statement(
            court=court, content=content, name="bench.csv", now=clock.now(), actor=Actor.system("bench")
        )
        taken = time.perf_counter() - start
    ways = Counter(by for _, _, by in report.marked)
    note = f"标记 {len(report.marked):,}（{dict(ways)}），推荐 {len(report.candidates):,}，不明 {len(report.unidentified):,}"
    return [
        Row(
            "对账单导入 statement lines", "lines/s", lines / taken, f"上限：{lines:,} 行 {SECONDS_MAX} 秒",
            LINES / SECONDS_MAX, f"≤ {SECONDS_MAX} s", taken <= SECONDS_MAX, f"{taken:.1f} 秒；{note}",
        ),
        Row(
            "其中推荐 suggestions in it", "s", sum(spent), "上限", SUGGESTING_SECONDS_MAX,
            f"≤ {SUGGESTING_SECONDS_MAX} s", sum(spent) <= SUGGESTING_SECONDS_MAX,
            f"{len(report.unidentified):,} 笔不明款，{cases:,} 件未结案件",
        ),
    ]  # fmt: skip
