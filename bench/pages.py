"""p95 of 今日 and of a case page with a million cases in the database, and their query counts.

The cases are made by SQL in a few set-based statements; the pages are asked for through Django's own client, so the
figure holds everything but the network.
"""

import time
from statistics import quantiles
from typing import TYPE_CHECKING

from bench.measuring import Row

if TYPE_CHECKING:
    from django.test import Client

CASES = 1_000_000
REQUESTS = 120
P95_MILLISECONDS_MAX = 200

FILL = (
    """
    INSERT INTO cases_case (id, court_id, number, year, type_code, sequence, filed_on, officer_name, officer_id, cause,
        sub_account, status, concluded_on, closing_kind, note)
    SELECT gen_random_uuid(), %(court)s, '（' || 1980 + n / 50000 || '）吉2424执' || n %% 50000 + 700000 || '号',
        1980 + n / 50000, '执', n %% 50000 + 700000, date '2020-01-01' + (n %% 2500)::int,
        '张洙今', CASE WHEN n %% 800 = 0 THEN %(officer)s END, '买卖合同纠纷', 'B' || n, CASE WHEN n %% 10 < 7
        THEN 'concluded' ELSE 'open' END, CASE WHEN n %% 10 < 7 THEN date '2026-01-01' END,
        CASE WHEN n %% 10 < 7 THEN 'performed' ELSE '' END, ''
    FROM generate_series(1, %(cases)s) n
    """,
    """
    INSERT INTO cases_party (id, court_id, case_id, role, position, name, name_key, kind, id_kind, id_sealed, id_index,
        id_masked, phone_masked, address, bank_name, account_masked)
    SELECT gen_random_uuid(), c.court_id, c.id, r.role, 0, r.name || c.sequence, r.name || c.sequence, 'person',
        'resident', '\\x00', substring(sha256((c.id::text || r.role)::bytea) for 16), '222424********0001', '', '', '', ''
    FROM cases_case c CROSS JOIN (VALUES ('applicant', '申请'), ('debtor', '被执')) r(role, name)
    WHERE c.sub_account LIKE 'B%%'
    """,
    """
    INSERT INTO cases_title (case_id, court_id, number, effective_on, performance_ends_on, principal_fen,
        litigation_costs_fen, interest_from, rate_text)
    SELECT id, court_id, '（2019）吉2424民初1号', filed_on - 90, filed_on - 60, 1000000 + sequence, 50000,
        filed_on - 400, 'LPR' FROM cases_case WHERE sub_account LIKE 'B%%'
    """,
    """
    INSERT INTO cases_caseclock (id, court_id, case_id, kind, starts_on, due_on, is_provisional, done_on, officer_id)
    SELECT gen_random_uuid(), court_id, id, 'conclude', filed_on, filed_on + 180, false,
        CASE WHEN status = 'concluded' THEN concluded_on END, officer_id
    FROM cases_case WHERE sub_account LIKE 'B%%'
    """,
    """
    INSERT INTO cases_recovery (id, court_id, case_id, "on", fen, source, recorded_at)
    SELECT gen_random_uuid(), court_id, id, filed_on + 30, 500000, 'bench:' || id, now()
    FROM cases_case WHERE sub_account LIKE 'B%%' AND sequence %% 2 = 0
    """,
)


def fill(court_id: int, officer_id: int, cases: int = CASES) -> float:
    """Put the cases in, unless they are there; the seconds it took."""
    from django.db import connection, connections

    from zhixing.cases.models import Case
    from zhixing.foundation.identity.scope import every_court_visible

    start = time.perf_counter()
    with every_court_visible():
        if Case.objects.filter(sub_account="B1").exists():
            return 0.0
        with connection.cursor() as cursor:
            for statement in FILL:
                cursor.execute(statement, {"court": court_id, "officer": officer_id, "cases": cases})
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what autovacuum does in a living house
    return time.perf_counter() - start


def _timed(client: "Client", address: str) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = []
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    count = len(queries)
    for _ in range(REQUESTS):
        start = time.perf_counter()
        answer = client.get(address)
        taken.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    return quantiles(taken, n=20)[18], count


def measure() -> list[Row]:
    """The two pages as a chief (who sees the whole court) and as an officer."""
    from django.test import Client

    from zhixing.cases.models import Case
    from zhixing.foundation import clock
    from zhixing.foundation.identity.models import Role, User
    from zhixing.foundation.identity.operations import make_demo_accounts
    from zhixing.foundation.identity.queries import court_by_code
    from zhixing.foundation.identity.scope import every_court_visible

    court = court_by_code("吉2424")
    with every_court_visible():
        make_demo_accounts(court=court, now=clock.now())
        people = {
            role: User.objects.filter(memberships__court=court, memberships__role=role.value).first()
            for role in (Role.OFFICER, Role.BUREAU_CHIEF)
        }
    officer = people[Role.OFFICER]
    if officer is None:
        raise LookupError("no officer among the accounts of the demonstration")
    filling = fill(court.pk, officer.pk)
    with every_court_visible():
        case = Case.objects.filter(sub_account="B5").get()
    rows = []
    for role, person in people.items():
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for name, address in (
            ("今日 today", "/"),
            ("案件页 case page", f"/cases/{case.id}/"),
            ("案件列表 list", "/cases/"),
        ):
            p95, queries = _timed(client, address)
            rows.append(
                Row(
                    f"{name}，{role.label}，{CASES:,} 件",
                    "ms (p95)",
                    p95,
                    "上限",
                    P95_MILLISECONDS_MAX,
                    "≤ 200 ms",
                    p95 <= P95_MILLISECONDS_MAX,
                    f"{queries} 次查询" + (f"；装入 {filling:.0f} 秒" if filling else ""),
                )
            )
    return rows
