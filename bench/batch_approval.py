"""Batch approval: five hundred drafts approved with one press, until each is sealed, stored and handed to delivery.

The drafts are orders to report property (报告财产令) with their form, one for each case. They are set ahead as the house does
it while nobody waits; beside it a smaller batch is approved that nobody has set ahead. Everything is real: the checks are
made again, numbers are taken, files are signed and written, deliveries begin, facts are recorded.

    nice python bench/batch_approval.py [--drafts 500] [--cold 50]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(
    0, str(Path(__file__).resolve().parent.parent)
)  # started by its path, it finds its own folder

from bench.measuring import Row

DRAFTS, COLD = 500, 50
LIMIT_SECONDS = 5
NOW = datetime(2022, 12, 1, 2, 0, tzinfo=UTC)
KEY = "bench_report_order"
TEXT = f"""
key = "{KEY}"
name = {{zh = "测量", en = "Measurement"}}
why = {{zh = "测量批量批准", en = "Measures batch approval"}}
approver = "officer"
at_once = 10000
per_hour = 10000

[when]
clock = {{of = "filed", days = 1}}
within_days = 400

[[if]]
rule = "case.is_open"

[[then]]
action = "documents.issue_and_deliver"
kind = "property_report_order"
to = "debtors"
"""


def _office(court: Any, count: int, first: int) -> None:
    """So many cases with title, applicant, debtor and debtor's number; numbered from `first`."""
    from zhixing.cases.models import Case, Party, Title
    from zhixing.cases.personal import sealed_id

    cases, titles, parties = [], [], []
    for n in range(first, first + count):
        case = Case(
            court=court, number=f"（2022）吉2424执{n}号", year=2022, type_code="执", sequence=n, filed_on=date(2022, 3, 1),
            officer_name="测量", cause="民间借贷纠纷", sub_account=f"24242022{n:06d}",
        )  # fmt: skip
        cases.append(case)
        titles.append(
            Title(
                case=case, court=court, number=f"（2021）吉2424民初{n}号", effective_on=date(2021, 12, 1),
                performance_ends_on=date(2022, 1, 1), principal_fen=1_000_000 + n, rate_text="年利率6%",
                interest_from=date(2021, 6, 1),
            )
        )  # fmt: skip
        for place, (role, name) in enumerate((("applicant", "李建国"), ("debtor", f"金哲洙{n}"))):
            party = Party(
                case=case, court=court, role=role, position=1, name=name, name_key=name, kind="person", id_kind="resident",
                address="吉林省汪清县汪清镇大川街88号",
            )  # fmt: skip
            party.id_sealed, party.id_index, party.id_masked = sealed_id(f"22242419{place:02d}01{n:06d}")
            parties.append(party)
    for rows in (cases, titles, parties):
        type(rows[0]).objects.bulk_create(rows)


def approve(drafts: int, cold: int) -> dict[str, object]:
    """Both batches in an office of their own."""
    import hashlib

    from django.db import transaction

    from zhixing.cases.operations import name_court_account
    from zhixing.delivery.models import Delivery
    from zhixing.documents.models import Document, Signature
    from zhixing.documents.queries import verify_documents
    from zhixing.foundation.identity.actors import Actor
    from zhixing.foundation.identity.models import Court, User
    from zhixing.foundation.identity.roles import Role
    from zhixing.foundation.identity.scope import courts_visible
    from zhixing.robot import operations
    from zhixing.robot.models import ProcedureVersion, RobotPolicy, Task

    system, court = Actor.system("测量"), Court.objects.get(code="吉2424")
    Court.objects.filter(pk=court.pk).update(phone="0433-8812345", address="吉林省汪清县汪清镇大川街88号")
    court.refresh_from_db()
    people = [User.objects.create(username=name, display_name=name) for name in ("测量甲", "测量乙")]
    chief = Actor(
        people[0].pk, "测量甲", (court.pk,), {court.pk: frozenset((Role.BUREAU_CHIEF, Role.OFFICER))}
    )
    found: dict[str, object] = {}
    with courts_visible([court.pk]):
        name_court_account(
            court=court,
            holder=court.name,
            bank_name="建设银行汪清支行",
            number="22050168636700000123",
            actor=system,
            now=NOW,
        )
        RobotPolicy.objects.create(court=court, per_hour=100_000, unit_per_hour=100_000, at_once=100_000)
        ProcedureVersion.objects.create(
            court=court, key=KEY, number=1, text=TEXT, sha256=hashlib.sha256(TEXT.encode()).hexdigest(), why="测量",
            state="approved", proposed_by=people[1], proposed_by_name="测量乙", proposed_at=NOW, decided_by=people[0],
            decided_by_name="测量甲", decided_at=NOW, effective_on=date(2022, 1, 1),
        )  # fmt: skip
    for name, count, first in (("cold", cold, 1), ("warm", drafts, cold + 1)):
        with courts_visible([court.pk]):
            _office(court, count, first)
            started = time.perf_counter()
            operations.prepare(court_id=court.pk, now=NOW, actor=system)
            found[f"{name}_prepare_seconds"] = round(time.perf_counter() - started, 2)
            tasks = list(Task.objects.filter(state="proposed", procedure=KEY).values_list("pk", flat=True))
        if name == "warm":
            started, cpu = time.perf_counter(), time.process_time()
            ready = 0
            while ready < len(tasks):
                with courts_visible([court.pk]):
                    ready += operations.warm_waiting(now=NOW, limit=100)
            found["warm_set_ahead_ms_per_draft"] = round((time.process_time() - cpu) / len(tasks) * 1000, 2)
        started, cpu = time.perf_counter(), time.process_time()
        with courts_visible([court.pk]), transaction.atomic():
            report = operations.approve_tasks(task_ids=tasks, now=NOW, actor=chief)
        seconds = time.perf_counter() - started
        found[f"{name}_seconds"] = round(seconds, 2)
        found[f"{name}_cpu_ms_per_draft"] = round((time.process_time() - cpu) / count * 1000, 2)
        found[f"{name}_drafts"] = report.carried_out.done
        found[f"{name}_not_done"] = (
            report.acts - report.carried_out.done + len(report.outdated) + len(report.red)
        )
    with courts_visible([court.pk]):
        found["documents"] = Document.objects.filter(kind="property_report_order").count()
        found["set_ahead"] = Signature.objects.filter(signed_at__isnull=False, set_at=NOW).count()
        found["deliveries"] = Delivery.objects.filter(document__kind="property_report_order").count()
        found["problems"] = verify_documents().problems
    return found | {"load": round(os.getloadavg()[0], 1)}


def measure() -> list[Row]:
    """The whole measurement in a process and a home of its own."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    rate = found["warm_drafts"] / found["warm_seconds"]
    beside = found["cold_drafts"] / found["cold_seconds"]
    whole = (
        found["warm_drafts"] == DRAFTS
        and found["documents"] == found["deliveries"] == DRAFTS + COLD
        and not found["problems"]
        and not found["warm_not_done"]
    )
    note = (
        f"{found['warm_drafts']} 份 {found['warm_seconds']} 秒，"
        f"CPU {found['warm_cpu_ms_per_draft']} ms/份（未预排 {found['cold_cpu_ms_per_draft']}），负载 {found['load']}"
    )
    met = whole and found["warm_seconds"] < LIMIT_SECONDS
    return [
        Row(
            "批量批准 batch approval", "份/秒", rate, "未预先排版", beside, f"{DRAFTS} 份 < {LIMIT_SECONDS} 秒", met, note
        )
    ]  # fmt: skip


def main() -> None:
    """Measure in a home of its own; prints one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--drafts", type=int, default=DRAFTS)
    parser.add_argument("--cold", type=int, default=COLD)
    given = parser.parse_args()
    fonts = Path(os.environ.get("ZHIXING_HOME") or "var").resolve() / "fonts"
    with tempfile.TemporaryDirectory(prefix="zhixing-approval-") as place:
        os.environ["ZHIXING_HOME"] = place
        (Path(place) / "fonts").symlink_to(fonts)
        from zhixing.config.house import open_house

        with open_house():
            print(json.dumps(approve(given.drafts, given.cold), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
