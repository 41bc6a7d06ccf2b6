"""A dry run of every procedure over ten thousand open cases, each looked at as if it had just been called: beside its limit.

The cases have what cases have: parties, limits, documents on their way, answers of units, assets, measures, money that
came in. They lie in a court of their own, so that other measurements do not see them.
"""

import random
import time
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from bench.measuring import Row

CASES = 10_000
LIMIT_SECONDS = 30
COURT = "吉2405"
RATES = ("", "年利率6%", "月利率1%", "日万分之五", "LPR", "LPR四倍", "年利率15.4%")


def _people(court: Any) -> list[Any]:
    from zhixing.foundation.identity.models import Membership, User

    made = [
        User.objects.get_or_create(username=f"dry-{n}", defaults={"display_name": f"执行员{n}"})[0]
        for n in range(40)
    ]
    Membership.objects.bulk_create(
        [Membership(user=one, court=court, role="officer") for one in made], ignore_conflicts=True
    )
    return made


def _cases(court: Any, today: date, dice: random.Random) -> list[Any]:
    from zhixing.cases.models import Case, CaseClock, Party, Recovery, Title
    from zhixing.foundation.names import comparing_key

    people = _people(court)
    cases, titles, parties, clocks, money = [], [], [], [], []
    for n in range(1, CASES + 1):
        filed, officer = today - timedelta(days=n % 25), people[n % len(people)]
        case = Case(
            court=court, number=f"（{filed.year}）{COURT}执{n}号", year=filed.year, type_code="执", sequence=n, filed_on=filed,
            officer=officer, officer_name=officer.display_name, cause="民间借贷纠纷", sub_account=f"D{n:08d}",
        )  # fmt: skip
        cases.append(case)
        start = filed - timedelta(days=dice.randrange(200, 1_200))
        titles.append(
            Title(
                case=case, court=court, number=f"（{filed.year - 1}）{COURT}民初{n}号", effective_on=filed - timedelta(60),
                performance_ends_on=filed - timedelta(30), principal_fen=dice.randrange(100_000, 500_000_000),
                litigation_costs_fen=dice.randrange(0, 1_000_000), interest_from=start, rate_text=dice.choice(RATES),
            )
        )  # fmt: skip
        for place in range(2 + n % 3):
            name = f"{'申请人' if place == 0 else '被执行人'}{n}之{place}"
            parties.append(
                Party(
                    court=court, case=case, role="debtor" if place else "applicant", position=max(place, 1), name=name,
                    name_key=comparing_key(name), kind="person", id_kind="resident", id_sealed=b"",
                    id_index=(n * 10 + place).to_bytes(16, "big"), id_masked="2224**********001X",
                    phone_masked="138****0000", address="吉林省图们市某街一号",
                )
            )  # fmt: skip
        for kind, days in (("notice", 10), ("report_order", 10), ("conclude", 180), ("investigation", 30)):
            clocks.append(
                CaseClock(
                    court=court,
                    case=case,
                    kind=kind,
                    starts_on=filed,
                    due_on=filed + timedelta(days=days),
                    officer=officer,
                )
            )
        for place in range(n % 3):
            money.append(
                Recovery(
                    court=court, case=case, on=filed + timedelta(days=place % 5), fen=50_000 + n, source=f"dry:{n}:{place}",
                    recorded_at=datetime.combine(filed, datetime.min.time()).astimezone(),
                )
            )  # fmt: skip
    for rows in (cases, titles, parties, clocks, money):
        type(rows[0]).objects.bulk_create(rows, batch_size=5_000)
    return cases


def _surroundings(court: Any, cases: list[Any], now: datetime, today: date) -> None:
    """Documents and deliveries for half of the cases, two questions to units, an asset and a measure for each debtor."""
    from zhixing.cases.models import Party
    from zhixing.delivery.models import Delivery
    from zhixing.documents.models import Document
    from zhixing.freezes.models import Measure
    from zhixing.inquiries.models import Asset, Inquiry, Request, Unit

    unit = Unit.objects.create(
        court=court, code=f"dry-{now:%H%M%S%f}", name="不动产登记中心", kind="real_estate", connector="desk", agreement="协议",
        registered_at=now,
    )  # fmt: skip
    inquiry = Inquiry.objects.create(
        court=court, trigger="filing", purpose="执行", authority="执行", asker_name="bench", asked_at=now, cases=CASES,
        debtors=CASES, units=1, requests_made=CASES,
    )  # fmt: skip
    debtors: dict[Any, list[Any]] = {}
    for party in Party.objects.filter(court=court, role="debtor"):
        debtors.setdefault(party.case_id, []).append(party)
    papers, deliveries, requests, assets, measures = [], [], [], [], []
    for n, case in enumerate(cases):
        for place, party in enumerate(debtors[case.id]):
            if n % 2:
                paper = Document(
                    court=court, case=case, recipient=party, kind="enforcement_notice", series="enforcement_notice",
                    nth=place + 1, number=case.number, issued_on=today, issued_at=now, content={}, engine="", sha256="",
                    pages=1, size=1, file="",
                )  # fmt: skip
                papers.append(paper)
                deliveries.append(
                    Delivery(
                        court=court,
                        document=paper,
                        party=party,
                        recipient=party.name,
                        recipient_key=str(party.id),
                        made_at=now,
                        made_by_name="bench",
                    )
                )
            requests.append(
                Request(
                    court=court, inquiry=inquiry, case=case, party=party, unit=unit, kind="query", number=f"{party.id}",
                    subject_index=party.id_index, state="answered", result="found", made_at=now, due_at=now, dead_at=now,
                    next_try_at=now, ended_at=now,
                )
            )  # fmt: skip
            assets.append(
                Asset(
                    court=court, person_index=party.id_index, debtor_name=party.name, kind="deposit", identifier=f"6217{n}",
                    identifier_index=bytes(party.id_index), title="银行存款", ownership="sole", available_fen=10_000 + n,
                    amount_fen=10_000 + n, content={}, digest=b"0" * 16, unit_code=unit.code, unit_name=unit.name,
                    as_of=today, first_seen_at=now, last_seen_at=now,
                )
            )  # fmt: skip
            measures.append(
                Measure(
                    court=court, case=case, debtor=party, debtor_written=party.name, asset_class="deposit",
                    asset_kind="银行存款", action="freeze", starts_on=today, ends_on=today + timedelta(days=20 + n % 300),
                    state="watched", officer_id=case.officer_id, row_key=bytes(party.id_index), value_fen=10_000 + n,
                )
            )  # fmt: skip
    for rows in (papers, deliveries, requests, assets, measures):
        type(rows[0]).objects.bulk_create(rows, batch_size=5_000)


def fill() -> Any:
    """The court with its ten thousand cases; filled once in a home."""
    from zhixing.cases.models import Case
    from zhixing.foundation import clock
    from zhixing.foundation.evidence.operations import NewFact, record_many
    from zhixing.foundation.identity.actors import Actor
    from zhixing.foundation.identity.queries import court_by_code

    court, now = court_by_code(COURT), clock.now()
    if Case.objects.filter(court=court).count() < CASES:
        cases = _cases(court, clock.today(), random.Random(5))
        _surroundings(court, cases, now, clock.today())
        record_many(
            facts=[NewFact(court.pk, f"case:{case.id}", "case.filed", {}) for case in cases], at=now,
            actor=Actor.system("bench"),
        )  # fmt: skip
    return court


def measure() -> list[Row]:
    """Every procedure in force over every open case; and what is called by facts alone."""
    from django.db import connections

    from zhixing.foundation import clock
    from zhixing.foundation.identity.scope import courts_visible, every_court_visible
    from zhixing.robot.queries.dry_run import dry_run
    from zhixing.robot.queries.procedures import procedures_in_force

    with every_court_visible():
        court = fill()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = []
    for every_case, what in (
        (True, "全部流程逐案试运行 dry run"),
        (False, "因事实触发的试运行 dry run by facts"),
    ):
        with courts_visible([court.pk]):
            working = procedures_in_force(court.pk, clock.today())
            start = time.perf_counter()
            seen, acts = Counter[str](), 0
            for one in dry_run(court_ids=[court.pk], now=clock.now(), every_case=every_case):
                seen[one.procedure.key] += 1
                acts += len(one.acts)
            taken = time.perf_counter() - start
        rows.append(
            Row(
                what, "cases/s", CASES / taken, f"上限：{CASES:,} 件 {LIMIT_SECONDS} 秒", CASES / LIMIT_SECONDS,
                f"≤ {LIMIT_SECONDS} s", taken <= LIMIT_SECONDS and seen.total() >= CASES,
                f"{CASES:,} 件 × {len(working)} 个流程，{taken:.1f} 秒，判断 {seen.total():,} 次，拟办 {acts:,} 项",
            )
        )  # fmt: skip
    return rows
