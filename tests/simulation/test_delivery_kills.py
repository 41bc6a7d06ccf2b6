"""Handing over is killed at random points, over lines that time out after acceptance: no document twice, none lost.

How many kills: `ZHIXING_KILLS` (40 unless set, 100 and more for the record).
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from delivery_world import NOW, SECRET, agree, begin, case_with, debtor, paper, register
from killing import KILLS, kill_many_times, run_and_kill
from zhixing.delivery import sweeps
from zhixing.delivery.models import Delivery, Sending
from zhixing.delivery.operations import sending as handing
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible

COUNT = 60
ROUNDS_MAX = 400


GATEWAY = """
import json, sys
from pathlib import Path
from zhixing.simulator.carriers import Carrier, CarrierFaults, serve_json
faults = CarrierFaults(timed_out=60, dropped=60, busy=60, unanswered=60)
carrier = Carrier(way="sms", secret=sys.argv[2].encode(), seed=int(sys.argv[3]), faults=faults, journal=Path(sys.argv[1]))
carrier.delay_ms = 20
print(serve_json(carrier).address, flush=True)
sys.stdin.read()
print(json.dumps(sorted(carrier.taken)))
"""
"""A gateway of its own whose journal is on disk; it answers late, so that kills meet calls under way."""


@contextmanager
def gateways(folder: Path) -> Iterator[tuple[list[str], list[subprocess.Popen[str]]]]:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", GATEWAY, str(folder / f"{place}.jsonl"), SECRET.decode(), str(place)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for place in range(2)
    ]  # fmt: skip
    addresses = []
    for process in processes:
        assert process.stdout is not None
        addresses.append(process.stdout.readline().strip())
    yield addresses, processes
    for process in processes:
        process.kill()
        process.wait()


@pytest.mark.usefixtures("committed_db")
def test_kills_while_handing_over_deliver_nothing_twice_and_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = clock.real_now()
    # an hour passes in each second, so that leases of killed processes run out
    monkeypatch.setattr(clock, "now", lambda: NOW + (clock.real_now() - began) * 3_600)
    monkeypatch.setattr(handing, "LEASE", timedelta(minutes=30))
    court, made, started = Court.objects.get(code="吉2424"), 0, time.monotonic()

    def more() -> None:
        """Another round of documents: there is always something to kill."""
        nonlocal made
        with every_court_visible():
            for _ in range(COUNT):
                made += 1
                case = case_with(court, made)
                agree(debtor(case), mobile=f"138{made:08d}")
                begin(paper(case))

    def work() -> None:
        sweeps.pump(linger=timedelta(milliseconds=50), deadline=timedelta(seconds=20))

    with gateways(tmp_path) as (addresses, processes):
        with every_court_visible():
            for place, address in enumerate(addresses):
                register(court, address, code=f"sms-{place}", batch=4, seconds=1)
        more()
        killed = runs = 0
        while killed < KILLS:
            with every_court_visible():
                if Sending.objects.filter(state="ready").count() < COUNT // 3:
                    more()
            step = min(5, KILLS - killed)
            runs += kill_many_times(work, kills=step, longest_seconds=0.4, seed=killed)
            killed += step
        for _ in range(ROUNDS_MAX):
            run_and_kill(work, after_seconds=None)
            with every_court_visible():
                if not Sending.objects.filter(state__in=["ready", "unknown"]).exists():
                    break
        held: dict[str, int] = {}
        for process in processes:
            told, _ = process.communicate()
            for reference in json.loads(told):
                assert reference not in held, "taken by two carriers"
                held[reference] = 1
    with every_court_visible():
        assert set(Sending.objects.values_list("state", flat=True)) == {"handed"}
        ours = set(Sending.objects.values_list("reference", flat=True))
        assert ours == set(held)
        assert len(ours) == Delivery.objects.count() == made
        assert Fact.objects.filter(kind="sending.handed").count() == made
    print(
        f"\nhanding over: {killed} kills in {runs} runs, {time.monotonic() - started:.0f} s: {made} delivered, none twice"
    )
