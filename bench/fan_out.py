"""Fan-out: questions to 32 units at once by one worker process, beside what the units' own latencies allow.

Each unit answers after 50 to 500 ms (uniform), 1 % of calls fail (half say busy, half drop the line), one unit is dead. The
units are programs of another process; keys, numbers, signatures, attempts, replies and facts are all real, on PostgreSQL.

What the latencies allow: a unit takes `--at-once` calls at one time, so it is not done before the sum of the latencies it
really drew, retried calls included, divided by that; all are not done before the last of them; and nobody asks faster than
the client library does alone (CLIENT_LIMIT). The time taken runs from the first attempt written down to the last answer
booked, with every pause after a failed call in it.

    nice python bench/fan_out.py [--queries 10000] [--units 32] [--at-once 8]
"""

import argparse
import asyncio
import base64
import gc
import json
import os
import random
import re
import resource
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

LATENCY_MS = (50, 500)
FAILING_PER_MILLE = 10
RATIO_MIN = 0.8
CLIENT_LIMIT = 2600
"""Calls a second of the client library alone on one core, measured without signatures and books."""


# ---- the units, in a process of their own ------------------------------------------------------------------------------


def unpacked(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"==")


class Line(asyncio.Protocol):
    """One connection of the court to a unit: HTTP/1.1, kept open, one question at a time."""

    def __init__(self, unit: "BenchUnit") -> None:
        self.unit, self.buffer = unit, bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = int(re.search(rb"(?i)content-length: *(\d+)", self.buffer[:head])[1])
        if len(self.buffer) < head + 4 + length:
            return
        body = bytes(self.buffer[head + 4 : head + 4 + length])
        self.buffer.clear()
        delay = self.unit.rng.uniform(*LATENCY_MS) / 1000
        self.unit.calls, self.unit.slept = self.unit.calls + 1, self.unit.slept + delay
        asyncio.get_running_loop().call_later(delay, self.answer, body)

    def answer(self, body: bytes) -> None:
        fate = self.unit.rng.randrange(1000)
        if self.transport.is_closing():
            return
        if fate < FAILING_PER_MILLE // 2:
            self.transport.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
        elif fate < FAILING_PER_MILLE:
            self.transport.abort()
        else:
            status, said = self.unit.say(body)
            self.transport.write(
                b"HTTP/1.1 %d Said\r\nContent-Type: application/jose\r\nContent-Length: %d\r\n\r\n%b"
                % (status, len(said), said)
            )


class BenchUnit:
    """Answers that it holds nothing, signed like any answer. It reads no more of a question than it must: its own work is
    not what is measured, and in a court's life it is done by other machines.
    """

    def __init__(self, code: str, seed: int) -> None:
        from zhixing.inquiries.wire.signing import Ed25519Signer

        self.rng = random.Random(f"{seed}/{code}")
        self.code, self.signer = code, Ed25519Signer.of(self.rng.randbytes(32))
        self.known: set[str] = set()
        self.calls, self.slept = 0, 0.0

    def say(self, body: bytes) -> tuple[int, bytes]:
        from zhixing.foundation import clock
        from zhixing.inquiries.wire.envelopes import canonical, new_message, write
        from zhixing.inquiries.wire.messages import Found, PartyRef, QueryReply, Refusal
        from zhixing.inquiries.wire.numbering import new_number
        from zhixing.inquiries.wire.refusals import WORDS, Code

        asked, now = json.loads(unpacked(body.split(b".")[1])), clock.real_now()
        is_status = asked["kind"] == "status.request"
        about = asked["body"]["about"] if is_status else asked["number"]
        if is_status and about not in self.known:
            refusal = Refusal(code=Code.NEVER_SEEN, words=WORDS[Code.NEVER_SEEN][0])
            court = PartyRef(code=asked["from"]["code"], name=asked["from"]["name"])
            said = new_message(refusal, sender=PartyRef(code=self.code, name=self.code), to=court, now=now,
                               in_reply_to=asked["number"])  # fmt: skip
            return 404, self.signer.seal(canonical(write(said)))
        self.known.add(about)
        if not hasattr(self, "written"):
            court = PartyRef(code=asked["from"]["code"], name=asked["from"]["name"])
            reply = QueryReply(as_of=now, result=Found.NONE)
            self.written = write(new_message(reply, sender=PartyRef(code=self.code, name=self.code), to=court, now=now,
                                             in_reply_to=about))  # fmt: skip
        said = self.written | {
            "number": new_number(self.code, now=now), "in_reply_to": about, "sent_at": now.isoformat(),
            "expires_at": (now + timedelta(days=30)).isoformat(),
        }  # fmt: skip
        return 200, self.signer.seal(canonical(said))


def serve(count: int, seed: int) -> None:
    """`count` units on loopback; prints their addresses and keys as one line of JSON. At the end of standard input it prints
    how many calls each had and how long they took, and stops.
    """

    async def run() -> None:
        units, told = [BenchUnit(f"unit-{place}", seed) for place in range(count)], []
        loop = asyncio.get_running_loop()
        for place, unit in enumerate(units):
            server = await loop.create_server(lambda unit=unit: Line(unit), "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            if place == count - 1:
                server.close()  # the dead one
            told.append(
                {"code": unit.code, "address": f"http://127.0.0.1:{port}", "key": str(unit.signer.public)}
            )
        gc.freeze()  # while the collector looks through what stays, no unit keeps its moment
        print(json.dumps(told), flush=True)
        await loop.run_in_executor(None, sys.stdin.read)
        print(json.dumps([[unit.calls, unit.slept] for unit in units]), flush=True)

    asyncio.run(run())


# ---- the court ----------------------------------------------------------------------------------------------------------


def fan_out(queries: int, count: int, at_once: int, seed: int) -> dict[str, object]:
    from zhixing.foundation import clock
    from zhixing.foundation.identity.actors import Actor
    from zhixing.foundation.identity.models import Court
    from zhixing.foundation.identity.scope import courts_visible
    from zhixing.inquiries import operations, sweeps
    from zhixing.inquiries.models import Request, Unit
    from zhixing.inquiries.rules.kinds import AssetKind

    actor, court = Actor.system("测量"), Court.objects.get(code="吉2424")
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(count), str(seed)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    addresses = json.loads(process.stdout.readline())
    with courts_visible([court.pk]):
        units = [
            operations.register_unit(
                court=court,
                terms=operations.UnitTerms(code=one["code"], name=one["code"], kind="测量", connector="node",
                                           agreement="测量", address=one["address"], at_once=at_once),
                items=[operations.Item(AssetKind.DEPOSIT)], keys=[one["key"]], now=clock.now(), actor=actor,
            )
            for one in addresses
        ]  # fmt: skip
        cases = _cases(court, -(-queries // count))
        operations.ask(court=court, case_ids=cases, unit_ids=[unit.pk for unit in units], purpose="测量吞吐",
                       now=clock.now(), actor=actor)  # fmt: skip
        live = [unit.pk for unit in units[:-1]]
    rss: list[int] = []
    answered_at: list[float] = []
    started = time.monotonic()

    def advance(done: int) -> None:
        rss.append(_rss_kb())
        answered_at.append(time.monotonic() - started)

    cpu = time.process_time()
    sweeps.pump(actor=actor, linger=timedelta(seconds=3), advance=advance, deadline=timedelta(minutes=5))
    cpu = time.process_time() - cpu
    with courts_visible([court.pk]):
        answered = Request.objects.filter(unit_id__in=live, state="answered").count()
        asked = Request.objects.filter(unit_id__in=live).count()
        dead = Unit.objects.get(pk=units[-1].pk)
        last = Request.objects.filter(unit_id__in=live, state="answered").order_by("-ended_at").first()
        first = Request.objects.filter(unit_id__in=live).order_by("first_sent_at").first()
        assert last
        assert first
        assert last.ended_at
        assert first.first_sent_at
        seconds = (last.ended_at - first.first_sent_at).total_seconds()
    served = json.loads(process.communicate()[0])
    soonest = max(slept for _, slept in served) / at_once
    limit = min(answered / soonest, CLIENT_LIMIT)
    third = max(len(rss) // 3, 1)
    return {
        "at_once": at_once,
        "queries": asked, "answered": answered, "seconds": round(seconds, 2), "per_second": round(answered / seconds),
        "calls": sum(calls for calls, _ in served), "latencies_allow_seconds": round(soonest, 2), "latencies_allow": round(limit), "ratio": round(answered / seconds / limit, 3), "client_cpu_seconds": round(cpu, 1),
        "rss_mb_first_third": max(rss[:third]) // 1024, "rss_mb_end": rss[-1] // 1024,
        "dead_unit_failures_in_a_row": dead.trouble_count,
    }  # fmt: skip


def _rss_kb() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024


def _cases(court: object, count: int) -> list[object]:
    """Cases with one debtor each, straight into the tables."""
    from datetime import date

    from zhixing.cases.models import Case, Party
    from zhixing.cases.personal import sealed_id
    from zhixing.foundation.identifiers import check_character
    from zhixing.foundation.keys import uuid7

    cases, parties = [], []
    for place in range(count):
        body = f"2224241980{1 + place // 28 % 12:02d}{1 + place % 28:02d}{place % 1000:03d}"
        case = Case(
            id=uuid7(), court=court, number=f"（2099）吉2424执{place + 1}号", year=2099, type_code="执", sequence=place + 1,
            filed_on=date(2022, 1, 10), officer_name="测量", cause="测量", sub_account=f"24242099{place:06d}",
        )  # fmt: skip
        party = Party(id=uuid7(), case=case, court=court, role="debtor", position=0, name="李四", name_key="李四",
                      kind="person", id_kind="resident")  # fmt: skip
        party.id_sealed, party.id_index, party.id_masked = sealed_id(body + check_character(body))
        cases.append(case)
        parties.append(party)
    Case.objects.bulk_create(cases)
    Party.objects.bulk_create(parties)
    return [case.id for case in cases]


def measure() -> list[Row]:
    """The whole measurement in a process and a home of its own."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    flat = found["rss_mb_end"] <= found["rss_mb_first_third"] * 1.1
    note = (
        f"{found['answered']} / {found['queries']}；内存 {found['rss_mb_first_third']} → {found['rss_mb_end']} MB；"
        f"{found['at_once']} 项/单位同时"
    )
    met = found["ratio"] >= RATIO_MIN and found["answered"] == found["queries"] and flat
    return [
        Row("32 个单位并发查询 fan-out", "项/秒", found["per_second"], "单位时延所许可", found["latencies_allow"],
            f"≥ {RATIO_MIN} ×", met, note)
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=32)
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhixing-fan-out-") as place:
        os.environ["ZHIXING_HOME"] = place
        from zhixing.config.house import open_house

        with open_house():
            print(json.dumps(fan_out(given.queries, given.units, given.at_once, given.seed), indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
