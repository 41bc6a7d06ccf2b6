"""Deliveries: 100,000 short messages handed to two gateways, 1 % of calls and 1 % of messages timing out after acceptance.

The gateways are programs of another process; numbers, references, attempts, outcomes and facts are all real, on PostgreSQL.
Afterwards the gateways' own journals are counted: none twice, none lost.

    nice python bench/deliveries.py [--deliveries 100000] [--batch 500]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).resolve().parent.parent)
)  # started by its path, it finds its own folder

from bench.measuring import Row

PER_SECOND_MIN = 2_000
TIMED_OUT_PER_MILLE = 10
SECRET = b"bench-secret"
CASES = 1_000


def serve(seed: int) -> None:
    """Two gateways on loopback; prints their addresses, and at the end of standard input what they hold."""
    from zhixing.simulator.carriers import Carrier, CarrierFaults, serve_json

    faults = CarrierFaults(timed_out=TIMED_OUT_PER_MILLE, unanswered=TIMED_OUT_PER_MILLE)
    running = [
        serve_json(Carrier(way="sms", secret=SECRET, seed=seed + place, faults=faults)) for place in range(2)
    ]
    print(json.dumps([one.address for one in running]), flush=True)
    sys.stdin.read()
    held = [reference for one in running for reference in one.carrier.taken]
    again = sum(taken.times_handed > 1 for one in running for taken in one.carrier.taken.values())
    print(
        json.dumps(
            {
                "held": len(held), "different": len(set(held)), "handed_again": again,
                "calls_timed_out": sum(one.carrier.calls["timed_out"] for one in running),
            }
        )
    )  # fmt: skip


def hand_over(count: int, batch: int, seed: int) -> dict[str, object]:
    from zhixing.delivery import operations, sweeps
    from zhixing.delivery.models import Sending
    from zhixing.delivery.rules.ways import Way
    from zhixing.foundation import clock
    from zhixing.foundation.identity.actors import Actor
    from zhixing.foundation.identity.models import Court
    from zhixing.foundation.identity.scope import courts_visible

    actor, court = Actor.system("测量"), Court.objects.get(code="吉2424")
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(seed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    addresses = json.loads(process.stdout.readline())
    with courts_visible([court.pk]):
        for place, address in enumerate(addresses):
            code = f"sms-{place}"
            operations.keep_secret(court_id=court.pk, code=code, secret=SECRET, actor=actor)
            operations.register_carrier(
                court=court, code=code, name=code, way=Way.SMS, connector="sms_http", address=address, at_once=2,
                batch=batch, settings={"seconds": 2}, now=clock.now(), actor=actor,
            )  # fmt: skip
        _ready(court, count)
    started, cpu = time.monotonic(), time.process_time()
    reached: list[tuple[int, float]] = []
    handed = sweeps.pump(
        linger=timedelta(seconds=3), advance=lambda done: reached.append((done, time.monotonic() - started))
    )
    cpu = time.process_time() - cpu
    held, _ = process.communicate()
    seconds = reached[-1][1]
    most = next(at for done, at in reached if done >= count * 98 // 100)
    with courts_visible([court.pk]):
        states = {
            state: Sending.objects.filter(state=state).count()
            for state in ("ready", "unknown", "handed", "dead")
        }
    return {
        "deliveries": count, "handed": handed, "seconds": round(seconds, 2), "per_second": round(handed / seconds),
        "per_second_98_percent": round(count * 0.98 / most), "client_cpu_seconds": round(cpu, 1), "states": states,
        "load": os.getloadavg()[0], **json.loads(held),
    }  # fmt: skip


def _ready(court: object, count: int) -> None:
    """Deliveries with one sending each, straight into the tables."""
    from datetime import date

    from zhixing.cases.models import Case, Party
    from zhixing.cases.personal import sealed_id
    from zhixing.delivery.models import Address, Delivery, Sending
    from zhixing.delivery.operations.addresses import _new
    from zhixing.delivery.operations.climbing import new_sending
    from zhixing.delivery.rules.ways import AddressKind, AddressSource, Way
    from zhixing.documents.models import Document
    from zhixing.foundation import clock
    from zhixing.foundation.database.rows import insert_rows
    from zhixing.foundation.keys import uuid7
    from zhixing.law.delivery_attempts import Consent

    now, day = clock.now(), date(2022, 3, 1)
    cases, parties, addresses = [], [], []
    for place in range(CASES):
        case = Case(
            id=uuid7(), court=court, number=f"（2099）吉2424执{place + 1}号", year=2099, type_code="执", sequence=place + 1,
            filed_on=date(2022, 1, 10), officer_name="测量", cause="测量", sub_account=f"24242099{place:06d}",
        )  # fmt: skip
        party = Party(id=uuid7(), case=case, court=court, role="debtor", position=0, name="李四", name_key="李四",
                      kind="person", id_kind="resident")  # fmt: skip
        party.id_sealed, party.id_index, party.id_masked = sealed_id(f"222424198001{place:06d}")
        cases.append(case)
        parties.append(party)
        addresses.append(
            _new(party, AddressKind.MOBILE, f"138{place:08d}", AddressSource.FORM, True, now, "测量")
        )
    Case.objects.bulk_create(cases)
    Party.objects.bulk_create(parties)
    Address.objects.bulk_create(addresses)
    documents: list[Document] = []
    deliveries: list[Delivery] = []
    sendings: list[Sending] = []
    for place in range(count):
        which, nth = place % CASES, place // CASES + 1
        document = Document(
            id=uuid7(), court=court, case=cases[which], recipient=parties[which], kind="enforcement_notice",
            series="enforcement_notice", nth=nth, number=f"{cases[which].number}之{nth}", issued_on=day, issued_at=now,
            content={}, engine="bench", sha256="ab" * 32, pages=1, size=1, file="x",
        )  # fmt: skip
        delivery = Delivery(
            id=uuid7(), court=court, document=document, party=parties[which], recipient="李四",
            recipient_key=str(parties[which].id), made_at=now, made_by_name="测量",
        )  # fmt: skip
        documents.append(document)
        deliveries.append(delivery)
        sendings.append(
            new_sending(delivery, Way.SMS, now, address=addresses[which], consent=Consent.ADDRESS_FORM)
        )
    for rows in (documents, deliveries, sendings):
        insert_rows(rows)


def measure() -> list[Row]:
    """The whole measurement in a process and a home of its own."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    whole = found["held"] == found["different"] == found["handed"] == found["deliveries"]
    note = f"{found['handed']} / {found['deliveries']}，超时调用 {found['calls_timed_out']}，网关重复 {found['held'] - found['different']}"
    met = whole and found["handed_again"] == 0 and found["per_second"] >= PER_SECOND_MIN
    return [
        Row(
            "文书交付承运方 deliveries",
            "份/秒",
            found["per_second"],
            "要求",
            PER_SECOND_MIN,
            "≥ 1 ×，不重不漏",
            met,
            note,
        )
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--deliveries", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhixing-deliveries-") as place:
        os.environ["ZHIXING_HOME"] = place
        from zhixing.config.house import open_house

        with open_house():
            print(json.dumps(hand_over(given.deliveries, given.batch, given.seed), indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]))
    else:
        main()
